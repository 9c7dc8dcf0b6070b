// See worker.h. Between fork and exec there is one thread and no memory is taken that would have to be given back.
#include "process/worker.h"

#include "process/inherit.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum { EXIT_NOT_FOUND = 127 };

static void set_number(const char *name, uint64_t number)
{
    char text[24];
    snprintf(text, sizeof text, "%" PRIu64, number);
    setenv(name, text, 1);
}

static void undo_signals(void)
{
    sigset_t none;
    sigemptyset(&none);
    signal(SIGPIPE, SIG_DFL);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static _Noreturn void become(const struct program *program, int fd, pid_t master)
{
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != master) _exit(0); // it was quicker
    int told = inherit_give(program->sockets, program->sockets_count, fd);
    if (told >= 0) {
        set_number("LIGHTSPEED_MASTER", (uint64_t)told);
        set_number("WATCHDOG_USEC", program->watchdog_ms * 1000);
        undo_signals();
        if (chdir(program->directory) == 0) execvp(program->path, program->arguments);
    }
    fprintf(stderr, "lightspeed-host: cannot start %s in %s: %s\n", program->path, program->directory,
            strerror(errno));
    _exit(EXIT_NOT_FOUND);
}

bool worker_start(struct worker *worker, const struct program *program, uint64_t now_ms, struct error *err)
{
    int ends[2];
    pid_t master = getpid();
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends) != 0)
        return fail(err, ERROR_HOST, "no socket for a worker: %s", strerror(errno));
    pid_t pid = fork();
    if (pid == 0) become(program, ends[1], master);
    int why = errno;
    close(ends[1]);
    if (pid < 0) {
        close(ends[0]);
        return fail(err, ERROR_HOST, "no process for a worker: %s", strerror(why));
    }
    *worker = (struct worker){WORKER_STARTING, .pid = pid, .fd = ends[0], .since_ms = now_ms, .heard_ms = now_ms};
    return true;
}

void worker_step(struct worker *worker, enum worker_state state, uint64_t now_ms)
{
    worker->state = state;
    worker->since_ms = now_ms;
    worker->heard_ms = now_ms;
}

void worker_dismiss(struct worker *worker, uint64_t now_ms)
{
    if (worker->state == WORKER_LEAVING) return;
    worker_step(worker, WORKER_LEAVING, now_ms);
    kill(worker->pid, SIGTERM);
}

void worker_kill(struct worker *worker)
{
    if (worker->is_killed) return;
    worker->is_killed = true;
    kill(worker->pid, SIGKILL);
}

static void stop_listening(struct worker *worker)
{
    if (worker->fd >= 0) close(worker->fd);
    worker->fd = -1;
}

bool worker_read(struct worker *worker, char *text, size_t size)
{
    if (worker->fd < 0) return false;
    ssize_t read = recv(worker->fd, text, size - 1, MSG_DONTWAIT);
    if (read <= 0) {
        if (read == 0 || (errno != EAGAIN && errno != EINTR)) stop_listening(worker);
        return false;
    }
    text[read] = 0;
    return true;
}

void worker_forget(struct worker *worker)
{
    stop_listening(worker);
    *worker = (struct worker){.state = WORKER_NONE, .fd = -1};
}
