// The modes `startup`, from exec to the first page, several times; and `ready`, which only waits for the first page
// of a host that somebody else started.
#include "die.h"
#include "modes.h"
#include "program.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

enum { PATIENCE_MS = 10000 };

static const int64_t MS_NS = 1000000;

static double start_ms(const struct options *options, struct loop *loop)
{
    int64_t begin_ns = clock_now_ns();
    pid_t program = program_start(options);
    program_await(program, options, loop);
    double took_ms = (double)(clock_now_ns() - begin_ns) / 1e6;
    program_stop(program);
    return took_ms;
}

static int by_size(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

void mode_startup(const struct options *options, struct loop *loop, struct report *report)
{
    double took_ms[100];
    errno = 0;
    if (!options->command) die("startup needs a command after --");
    if (program_ask(options, loop, clock_now_ns() + 100 * MS_NS) == 200)
        die("somebody listens at %s already", options->place.name);
    for (unsigned i = 0; i < options->runs; i++) took_ms[i] = start_ms(options, loop);
    qsort(took_ms, options->runs, sizeof took_ms[0], by_size);
    report_put(report, "runs", options->runs, 0, "", "runs");
    report_put(report, "start_ms", took_ms[options->runs / 2], 1, "ms", "exec to the first page, median");
    report_put(report, "start_min_ms", took_ms[0], 1, "ms", "exec to the first page, least");
    report_put(report, "start_max_ms", took_ms[options->runs - 1], 1, "ms", "exec to the first page, most");
}

void mode_ready(const struct options *options, struct loop *loop, struct report *report)
{
    struct timespec pause = {.tv_nsec = MS_NS};
    int64_t begin_ns = clock_now_ns(), end_ns = begin_ns + PATIENCE_MS * MS_NS;
    while (program_ask(options, loop, end_ns) != 200) {
        errno = 0;
        if (clock_now_ns() > end_ns) die("no page from %s within %d ms", options->place.name, PATIENCE_MS);
        nanosleep(&pause, NULL);
    }
    report_put(report, "ready_ms", (double)(clock_now_ns() - begin_ns) / 1e6, 1, "ms", "waited for the first page");
}
