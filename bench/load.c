// lightspeed's load generator: plays browsers against a host on this machine and reports what they see and what it
// costs the host. One thread on epoll, so that it runs on one core beside the host's. Ends with 0, 1 where the host
// answered wrongly, 2 where nothing could be measured, 3 where time ran out.
#include "die.h"
#include "modes.h"

#include <errno.h>
#include <string.h>
#include <sys/prctl.h>

static const struct {
    const char *name;
    void (*run)(const struct options *options, struct loop *loop, struct report *report);
} modes[] = {
    {"closed", mode_closed}, {"paced", mode_paced}, {"spin", mode_spin},     {"pages", mode_pages},
    {"joins", mode_joins},   {"idle", mode_idle},   {"fanout", mode_fanout}, {"startup", mode_startup},
    {"ready", mode_ready},   {"steps", mode_steps}, {"many", mode_many},     {"reconnect", mode_reconnect},
};

static void run(const struct options *options, struct loop *loop, struct report *report)
{
    for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
        if (strcmp(options->mode, modes[i].name) != 0) continue;
        modes[i].run(options, loop, report);
        return;
    }
    errno = 0;
    die("no mode is called %s", options->mode);
}

int main(int argc, char **argv)
{
    static struct report report;
    struct options options;
    struct loop loop;
    options_read(&options, argc, argv);
    die_after(options_seconds_max(&options));
    usage_pin(options.cpu);
    prctl(PR_SET_TIMERSLACK, 1); // paced events are due to the microsecond
    loop_create(&loop);
    run(&options, &loop, &report);
    report_print(&report);
    if (options.json) report_write(&report, options.json);
    loop_destroy(&loop);
    return report.failed;
}
