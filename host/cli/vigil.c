// See vigil.h. A shard is asked through its own loop, so one that is stuck anywhere does not answer; then nothing is
// said, and who waits for a sign of life decides.
#include "cli/vigil.h"

#include "base/clock.h"
#include "base/log.h"
#include "process/notify.h"

#include <signal.h>
#include <unistd.h>

enum { SIGNS = 4, NS_A_SECOND = 1000000000 }; // signs of life in the time that is waited for one

static sigset_t signals;

static void end_at_once(int number)
{
    (void)number;
    _exit(0);
}

void vigil_stand_by(void)
{
    signal(SIGINT, end_at_once);
    signal(SIGTERM, end_at_once);
}

void vigil_begin(void)
{
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, NULL);
    signal(SIGPIPE, SIG_IGN);
}

static bool answered_all(const struct shard *shards, unsigned count, uint64_t since_ns)
{
    bool all = true;
    for (unsigned i = 0; i < count; i++) all = all && shards[i].answered_ns >= since_ns;
    return all;
}

static void look_around(struct shard *shards, unsigned count, uint64_t every_ns)
{
    if (answered_all(shards, count, clock_ns() - 2 * every_ns)) notify_say("WATCHDOG=1");
    for (unsigned i = 0; i < count; i++) shard_ask(&shards[i]);
}

// Whoever presses Ctrl-C again does not want to wait until all is in order.
static void lose_patience(void)
{
    sigset_t interrupt;
    signal(SIGINT, SIG_DFL);
    sigemptyset(&interrupt);
    sigaddset(&interrupt, SIGINT);
    pthread_sigmask(SIG_UNBLOCK, &interrupt, NULL);
}

void vigil_keep(struct shard *shards, unsigned count)
{
    uint64_t every_ns = notify_watchdog_ns() / SIGNS;
    struct timespec every = {(time_t)(every_ns / NS_A_SECOND), (long)(every_ns % NS_A_SECOND)};
    for (;;) {
        int got = sigtimedwait(&signals, NULL, every_ns ? &every : NULL);
        if (got == SIGINT || got == SIGTERM) {
            log_line(LOG_INFO, "%s",
                     got == SIGINT ? "interrupted: closing; once more ends at once" : "terminated: closing");
            lose_patience();
            return;
        }
        if (every_ns) look_around(shards, count, every_ns);
    }
}
