// See child.h. The new process shares our memory until it execs, as posix_spawn does it: a fork would copy the page
// tables of the whole host and make every shard fault its pages in again. So between clone and exec nothing is
// touched but locals and `start`.
#include "service/child.h"

#include "base/mem.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { STACK_SIZE = 256 * 1024, NICENESS = 10, STREAMS = 3 };

struct start {
    const struct child_plan *plan;
    int streams[STREAMS]; // its ends of the pipes
    pid_t parent;
    sigset_t signals; // that were blocked before
    const char *failed;
    int why;
};

// --- in the new process ---

static bool limit(int resource, rlim_t most)
{
    return setrlimit(resource, &(struct rlimit){most, most}) == 0;
}

static bool set_limits(const struct child_plan *plan)
{
    bool ok = limit(RLIMIT_CORE, 0);
    if (plan->memory_max) ok = ok && limit(RLIMIT_AS, plan->memory_max);
    if (plan->cpu_s_max) ok = ok && limit(RLIMIT_CPU, plan->cpu_s_max);
    if (plan->files_max) ok = ok && limit(RLIMIT_NOFILE, plan->files_max);
    return ok;
}

// What is ignored or blocked here would be there too.
static void undo_signals(void)
{
    sigset_t none;
    struct sigaction standard = {.sa_handler = SIG_DFL};
    for (int number = 1; number < NSIG; number++) sigaction(number, &standard, NULL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

// Above the three, so that none of them overwrites another that is still to be put in its place.
static bool set_streams(const int *streams)
{
    int high[STREAMS];
    bool ok = true;
    for (int i = 0; i < STREAMS; i++) ok = ok && (high[i] = fcntl(streams[i], F_DUPFD, STREAMS)) >= 0;
    for (int i = 0; ok && i < STREAMS; i++) ok = dup2(high[i], i) == i;
    return ok && close_range(STREAMS, UINT_MAX, 0) == 0;
}

static const char *prepare(const struct start *start)
{
    const struct child_plan *plan = start->plan;
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != start->parent) return "it lost its host";
    if (setsid() < 0) return "no process group";
    if (!set_streams(start->streams)) return "no streams";
    if (chdir(plan->directory) != 0) return plan->directory;
    setpriority(PRIO_PROCESS, 0, NICENESS);
    return set_limits(plan) ? NULL : "its limits";
}

static int become(void *argument)
{
    struct start *start = argument;
    undo_signals();
    start->failed = prepare(start);
    if (!start->failed) {
        execvpe(start->plan->command[0], start->plan->command, start->plan->environment);
        start->failed = "";
    }
    start->why = errno;
    _exit(127);
}

// --- here ---

// The child's memory is ours until it execs: no handler of ours may run in it, so all signals wait meanwhile.
static pid_t spawn(struct start *start)
{
    sigset_t all;
    char *stack = mem_new(STACK_SIZE);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &start->signals);
    pid_t pid = clone(become, stack + STACK_SIZE, CLONE_VM | CLONE_VFORK | SIGCHLD, start);
    if (pid < 0) start->failed = "no process", start->why = errno;
    pthread_sigmask(SIG_SETMASK, &start->signals, NULL);
    mem_free(stack);
    return pid;
}

void child_close(int *descriptor)
{
    if (*descriptor >= 0) close(*descriptor);
    *descriptor = -1;
}

static bool open_pipes(struct child *child, int *theirs)
{
    int *ours[STREAMS] = {&child->in, &child->out, &child->log};
    for (int i = 0; i < STREAMS; i++) {
        int ends[2];
        if (pipe2(ends, O_CLOEXEC) != 0) return false;
        bool is_input = i == 0;
        *ours[i] = ends[is_input];
        theirs[i] = ends[!is_input];
        if (fcntl(*ours[i], F_SETFL, O_NONBLOCK) != 0) return false;
    }
    return true;
}

static void close_pipes(struct child *child)
{
    child_close(&child->in);
    child_close(&child->out);
    child_close(&child->log);
    child_close(&child->end);
}

static bool is_started(struct child *child, struct start *start)
{
    if (!open_pipes(child, start->streams)) {
        start->failed = "no pipes", start->why = errno;
        return false;
    }
    child->pid = spawn(start);
    if (child->pid > 0 && start->failed) waitpid(child->pid, NULL, 0);
    if (start->failed) return false;
    child->end = pidfd_open(child->pid, 0);
    if (child->end >= 0) return true;
    start->failed = "no descriptor for it", start->why = errno;
    child_kill(child);
    waitpid(child->pid, NULL, 0);
    return false;
}

bool child_start(struct child *child, const struct child_plan *plan, struct error *err)
{
    struct start start = {.plan = plan, .streams = {-1, -1, -1}, .parent = getpid()};
    *child = (struct child){.pid = -1, .end = -1, .in = -1, .out = -1, .log = -1};
    bool ok = is_started(child, &start);
    for (int i = 0; i < STREAMS; i++) child_close(&start.streams[i]);
    if (ok) return true;
    close_pipes(child);
    bool is_place = start.failed == plan->directory;
    return fail(err, ERROR_HOST, "cannot start %s%s%s: %s", plan->command[0],
                is_place        ? " in "
                : *start.failed ? ": "
                                : "",
                start.failed, strerror(start.why));
}

void child_kill(const struct child *child)
{
    kill(-child->pid, SIGKILL);
}

int child_bury(struct child *child)
{
    int status = 0;
    child_kill(child); // its number is its own until it is waited for
    pid_t buried = waitpid(child->pid, &status, 0);
    assert(buried == child->pid);
    (void)buried;
    close_pipes(child);
    return status;
}

void child_describe(int status, char *text, size_t size)
{
    if (WIFSIGNALED(status)) snprintf(text, size, "by signal %d, %s", WTERMSIG(status), strsignal(WTERMSIG(status)));
    else snprintf(text, size, "with code %d", WEXITSTATUS(status));
}
