// See forks.h.
#include "forks.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { WENT_ON = 99, PATIENCE_S = 60, SAID_SIZE = 4096, SHOWN_MAX = 20, FILES_MAX = 64, SECOND_NS = 1000000000 };

static struct {
    bool is_child;
    bool is_busy; // with a child: what is asked for meanwhile is not counted
    bool is_over;
    int said;            // a file in memory: the child's stderr
    long long waited_ns; // for children: time that did not pass
    long seen, calls;
    long refused, aborted, went_on, wrong;
} forks = {.said = -1};

// --- one child ---

static void be_child(void)
{
    static const char text[] = "fault: the call failed\n";
    forks.is_child = true;
    alarm(PATIENCE_S); // one that hangs is ended, and found wrong
    dup2(forks.said, STDERR_FILENO);
    if (write(STDERR_FILENO, text, sizeof text - 1) < 0) _exit(1);
}

static void count(int status, const char *said)
{
    bool is_clear = strcasestr(said, "memory") != NULL;
    bool has_exited = WIFEXITED(status);
    if (has_exited && (WEXITSTATUS(status) == 1 || WEXITSTATUS(status) == 2) && is_clear) forks.refused++;
    else if (WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT && is_clear) forks.aborted++;
    else if (has_exited && WEXITSTATUS(status) == WENT_ON) forks.went_on++;
    else if (forks.wrong++ < SHOWN_MAX)
        dprintf(STDERR_FILENO, "forks: call %ld: %s %d: %s\n", forks.seen, has_exited ? "code" : "signal",
                has_exited ? WEXITSTATUS(status) : WTERMSIG(status), said);
}

static void wait_for(pid_t child)
{
    int status = 0;
    char said[SAID_SIZE];
    waitpid(child, &status, 0);
    ssize_t size = pread(forks.said, said, sizeof said - 1, 0);
    said[size > 0 ? size : 0] = 0;
    count(status, said);
}

static long long real_ns(clockid_t clock)
{
    struct timespec now;
    syscall(SYS_clock_gettime, clock, &now);
    return (long long)now.tv_sec * SECOND_NS + now.tv_nsec;
}

// Deadlines are of what runs, not of those that run before it.
int clock_gettime(clockid_t clock, struct timespec *now)
{
    long long ns = real_ns(clock) - (clock == CLOCK_MONOTONIC ? forks.waited_ns : 0);
    *now = (struct timespec){ns / SECOND_NS, ns % SECOND_NS};
    return 0;
}

// A child shares the places in open files, and goes on reading.
static void note_places(off_t *places)
{
    for (int file = 0; file < FILES_MAX; file++) places[file] = lseek(file, 0, SEEK_CUR);
}

static void take_back_places(const off_t *places)
{
    for (int file = 0; file < FILES_MAX; file++)
        if (places[file] >= 0) lseek(file, places[file], SEEK_SET);
}

static bool go_off(void)
{
    off_t places[FILES_MAX];
    long long began_ns = real_ns(CLOCK_MONOTONIC);
    if (forks.said < 0) forks.said = memfd_create("said", MFD_CLOEXEC);
    if (ftruncate(forks.said, 0) || lseek(forks.said, 0, SEEK_SET)) abort();
    note_places(places);
    pid_t child = fork();
    if (child == 0) be_child();
    else if (child > 0) wait_for(child), take_back_places(places);
    else abort(); // the proof itself has no memory
    forks.waited_ns += real_ns(CLOCK_MONOTONIC) - began_ns;
    errno = ENOMEM;
    return child == 0;
}

bool forks_strike(long step)
{
    if (forks.is_child) return true;
    if (forks.is_busy || forks.is_over || ++forks.seen % step) return false;
    forks.is_busy = true;
    forks.calls++;
    bool strikes = go_off();
    forks.is_busy = false;
    return strikes;
}

// --- the end ---

void forks_stop(void)
{
    if (forks.is_child || forks.is_over) return;
    forks.is_over = true;
    dprintf(STDERR_FILENO, "forks: %ld of %ld calls failed: %ld refused, %ld aborted, %ld went on, %ld wrong\n",
            forks.calls, forks.seen, forks.refused, forks.aborted, forks.went_on, forks.wrong);
}

void forks_be_up(void)
{
    if (forks.is_child) _exit(WENT_ON);
}
