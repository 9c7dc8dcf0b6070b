// The modes `startup`, from exec to the first page, several times; and `ready`, which only waits for the first page
// of a host that somebody else started.
#include "die.h"
#include "modes.h"
#include "page.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PATIENCE_MS = 10000, STOP_MS = 3000, RETRY_US = 200 };

static const int64_t MS_NS = 1000000;

static pid_t start(const struct options *options)
{
    pid_t child = fork();
    if (child < 0) die("fork");
    if (child) return child;
    prctl(PR_SET_PDEATHSIG, SIGKILL); // no host outlives its measurement
    prctl(PR_SET_TIMERSLACK, 0);
    usage_pin(options->host_cpu);
    if (!freopen("/dev/null", "w", stdout)) die("/dev/null");
    execvp(options->command[0], options->command);
    die("%s", options->command[0]);
}

static void pause_us(long us)
{
    struct timespec time = {.tv_nsec = us * 1000};
    nanosleep(&time, NULL);
}

static bool is_gone(pid_t child)
{
    return waitpid(child, NULL, WNOHANG) == child;
}

// As a host is stopped in earnest; by force where it does not go.
static void stop(pid_t child)
{
    int64_t end_ns = clock_now_ns() + STOP_MS * MS_NS;
    kill(child, SIGTERM);
    while (!is_gone(child)) {
        if (clock_now_ns() > end_ns) kill(child, SIGKILL);
        pause_us(1000);
    }
}

static void on_page(struct page *page, const struct http_reply *reply)
{
    int *status = page->owner;
    *status = reply ? reply->status : -1;
}

// The status of one page, -1 while nobody listens.
static int ask(struct loop *loop, const struct options *options, int64_t end_ns)
{
    struct page page;
    int status = 0;
    page_create(&page, loop, &options->place);
    page.owner = &status;
    page.fetched = on_page;
    page_get(&page, options->path);
    do loop_once(loop, end_ns);
    while (!status && loop->now_ns < end_ns);
    page_destroy(&page);
    return status;
}

static double start_ms(const struct options *options, struct loop *loop)
{
    int64_t begin_ns = clock_now_ns(), end_ns = begin_ns + PATIENCE_MS * MS_NS;
    pid_t child = start(options);
    int status = 0;
    while ((status = ask(loop, options, end_ns)) != 200) {
        errno = 0;
        if (is_gone(child)) die("%s ended by itself", options->command[0]);
        if (clock_now_ns() > end_ns) kill(child, SIGKILL);
        if (clock_now_ns() > end_ns) die("no page within %d ms (status %d)", PATIENCE_MS, status);
        pause_us(RETRY_US);
    }
    double took_ms = (double)(clock_now_ns() - begin_ns) / 1e6;
    stop(child);
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
    if (ask(loop, options, clock_now_ns() + 100 * MS_NS) == 200)
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
    int64_t begin_ns = clock_now_ns(), end_ns = begin_ns + PATIENCE_MS * MS_NS;
    while (ask(loop, options, end_ns) != 200) {
        errno = 0;
        if (clock_now_ns() > end_ns) die("no page from %s within %d ms", options->place.name, PATIENCE_MS);
        pause_us(1000);
    }
    report_put(report, "ready_ms", (double)(clock_now_ns() - begin_ns) / 1e6, 1, "ms", "waited for the first page");
}
