// See mastery.h.
#include "cli/mastery.h"

#include "process/master.h"
#include "process/notify.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DRAIN_MARGIN_MS = 10000 }; // to write down hundreds of thousands of sessions; then it is helped

static char worker_name[] = "lightspeed-host: worker"; // for those who list processes

// Where we were called, by the name that the shell has for it: where that is a link to the newest release, it is
// followed anew for each worker.
static const char *where_called(char here[PATH_MAX])
{
    struct stat named;
    struct stat real;
    const char *name = getenv("PWD");
    bool is_known = name && stat(name, &named) == 0 && stat(".", &real) == 0;
    if (is_known && named.st_dev == real.st_dev && named.st_ino == real.st_ino) return name;
    return getcwd(here, PATH_MAX) ? here : "/";
}

// Well before a service manager that watches the master loses patience.
static uint64_t worker_watchdog_ms(const struct limits *limits)
{
    uint64_t own = (uint64_t)limits->hang_s * 1000;
    uint64_t above = notify_watchdog_ns() / 2000000;
    return above && above < own ? above : own;
}

int mastery_main(const struct options *options, char **arguments, const int *sockets, unsigned count)
{
    char here[PATH_MAX];
    const struct limits *limits = &options->settings.limits;
    arguments[0] = worker_name;
    struct master_settings settings = {
        .program = {.path = program_invocation_name,
                    .directory = where_called(here),
                    .arguments = arguments,
                    .sockets = sockets,
                    .sockets_count = count,
                    .watchdog_ms = worker_watchdog_ms(limits)},
        .intensity = {.restarts_max = (uint32_t)limits->restarts, .window_ms = (uint32_t)limits->restarts_s * 1000},
        .start_ms = (uint64_t)limits->start_s * 1000,
        .drain_ms = (uint64_t)limits->drain_s * 1000 + DRAIN_MARGIN_MS,
    };
    return master_run(&settings);
}
