// See program.h.
#include "program.h"

#include "die.h"
#include "page.h"
#include "usage.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PATIENCE_MS = 10000, STOP_MS = 3000, RETRY_US = 200 };

static const int64_t MS_NS = 1000000;

pid_t program_start(const struct options *options)
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

bool program_is_gone(pid_t program)
{
    return waitpid(program, NULL, WNOHANG) == program;
}

void program_stop(pid_t program)
{
    int64_t end_ns = clock_now_ns() + STOP_MS * MS_NS;
    kill(program, SIGTERM);
    while (!program_is_gone(program)) {
        if (clock_now_ns() > end_ns) kill(program, SIGKILL);
        pause_us(1000);
    }
}

void program_kill(pid_t program)
{
    kill(program, SIGKILL);
    waitpid(program, NULL, 0);
}

static void on_page(struct page *page, const struct http_reply *reply)
{
    int *status = page->owner;
    *status = reply ? reply->status : -1;
}

int program_ask(const struct options *options, struct loop *loop, int64_t end_ns)
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

void program_await(pid_t program, const struct options *options, struct loop *loop)
{
    int64_t end_ns = clock_now_ns() + PATIENCE_MS * MS_NS;
    int status = 0;
    while ((status = program_ask(options, loop, end_ns)) != 200) {
        errno = 0;
        if (program_is_gone(program)) die("%s ended by itself", options->command[0]);
        if (clock_now_ns() > end_ns) kill(program, SIGKILL);
        if (clock_now_ns() > end_ns) die("no page within %d ms (status %d)", PATIENCE_MS, status);
        pause_us(RETRY_US);
    }
}
