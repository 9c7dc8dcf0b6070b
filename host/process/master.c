// See master.h. One loop: a signal, a word from a worker, or a moment that was waited for; then whatever follows from
// how the workers stand now.
#include "process/master.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/mortal.h"
#include "process/notify.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WORKERS_MAX = 8, SAID_MAX = 256, CROWDED_MS = 100 };
enum { GLANCES = 8 }; // at a worker in the time for which it may be silent: how exactly a standstill is known

struct master {
    const struct master_settings *settings;
    struct worker workers[WORKERS_MAX];
    struct failures failures;
    uint64_t now_ms;
    uint64_t start_at_ms; // the next worker, where none is there
    int signals;          // come in here
    bool has_served;      // some worker, once
    bool wants_another;   // in the place of the one that serves
    bool is_ending;
    int code;
};

static struct worker *find(struct master *master, enum worker_state state)
{
    for (struct worker *worker = master->workers; worker < master->workers + WORKERS_MAX; worker++)
        if (worker->state == state) return worker;
    return NULL;
}

// The one that is coming up.
static struct worker *find_coming(struct master *master)
{
    struct worker *worker = find(master, WORKER_STARTING);
    return worker ? worker : find(master, WORKER_WAITING);
}

static void end(struct master *master, int code)
{
    if (master->is_ending) return;
    master->is_ending = true;
    master->code = code;
    notify_say("STOPPING=1");
    for (int i = 0; i < WORKERS_MAX; i++)
        if (master->workers[i].state) worker_dismiss(&master->workers[i], master->now_ms);
}

// --- what a worker says ---

static void dismiss_others(struct master *master, const struct worker *worker)
{
    struct worker *old = find(master, WORKER_SERVING);
    if (!old || old == worker) return;
    log_line(LOG_INFO, "worker %d takes over from %d", (int)worker->pid, (int)old->pid);
    mortal_at("replacing");
    worker_dismiss(old, master->now_ms);
    mortal_at("replaced");
}

static void say_ready(const struct worker *worker)
{
    char text[64];
    snprintf(text, sizeof text, "READY=1\nSTATUS=worker %d serves", (int)worker->pid);
    notify_say(text);
}

static void hear_ready(struct master *master, struct worker *worker)
{
    if (worker->state == WORKER_LEAVING) return;
    dismiss_others(master, worker);
    if (master->has_served && worker->state != WORKER_SERVING)
        log_line(LOG_INFO, "worker %d serves", (int)worker->pid);
    worker_step(worker, WORKER_SERVING, master->now_ms);
    master->has_served = true;
    say_ready(worker);
}

static void hear_waiting(struct master *master, struct worker *worker)
{
    if (worker->state != WORKER_STARTING) return;
    worker_step(worker, WORKER_WAITING, master->now_ms);
    dismiss_others(master, worker);
}

static void hear(struct master *master, struct worker *worker, const char *said)
{
    worker->heard_ms = master->now_ms;
    if (strstr(said, "WATCHDOG=1")) notify_say("WATCHDOG=1");
    if (strstr(said, "RELOADING=1")) notify_say(said);
    if (strstr(said, "WAITING=1")) hear_waiting(master, worker);
    if (strstr(said, "READY=1")) hear_ready(master, worker);
}

// --- what happens to a worker ---

static void describe(int status, char *text, size_t size)
{
    if (WIFSIGNALED(status)) snprintf(text, size, "signal %d, %s", WTERMSIG(status), strsignal(WTERMSIG(status)));
    else snprintf(text, size, "code %d", WEXITSTATUS(status));
}

// Nobody serves any more.
static void judge(struct master *master)
{
    const struct intensity *intensity = &master->settings->intensity;
    enum verdict verdict = supervisor_decide(intensity, &master->failures, FAILURE_PROCESS, (int64_t)master->now_ms);
    master->start_at_ms = master->now_ms + supervisor_pause_ms(&master->failures);
    if (verdict != VERDICT_END) return;
    log_line(LOG_ERROR,
             "the worker failed more than %u times in %u s: given up (see --limit restarts=N, restarts_s=N)",
             intensity->restarts_max, intensity->window_ms / 1000);
    end(master, EXIT_GIVEN_UP);
}

static void bury(struct master *master, struct worker *worker, int status)
{
    char how[80];
    enum worker_state state = worker->state;
    describe(status, how, sizeof how);
    int pid = (int)worker->pid;
    worker_forget(worker);
    // One that was not up yet has not learnt to go in peace.
    bool is_obedient = !status || (state == WORKER_LEAVING && WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
    if (master->is_ending && is_obedient) return;
    if (state == WORKER_LEAVING) {
        if (!is_obedient) log_line(LOG_WARNING, "worker %d was to go and ended with %s", pid, how);
        return;
    }
    const struct worker *serving = find(master, WORKER_SERVING);
    if (serving) {
        log_line(LOG_ERROR, "the new worker %d ended with %s before it served; the old one goes on", pid, how);
        say_ready(serving); // the reload is over
        return;
    }
    log_line(LOG_ERROR, "worker %d ended with %s", pid, how);
    if (!master->has_served) end(master, WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_GIVEN_UP);
    else judge(master);
}

static void reap(struct master *master)
{
    for (int i = 0; i < WORKERS_MAX; i++) {
        struct worker *worker = &master->workers[i];
        char said[SAID_MAX];
        int status;
        if (!worker->state || waitpid(worker->pid, &status, WNOHANG) != worker->pid) continue;
        while (worker_read(worker, said, sizeof said)) hear(master, worker, said);
        bury(master, worker, status);
    }
}

// How long a worker may stay as it is; 0: for ever.
static uint64_t patience(const struct master *master, const struct worker *worker)
{
    const struct master_settings *settings = master->settings;
    switch (worker->state) {
    case WORKER_STARTING: return settings->start_ms;
    case WORKER_WAITING: return settings->start_ms + settings->drain_ms; // its predecessor's time too
    case WORKER_SERVING: return settings->program.watchdog_ms;
    case WORKER_LEAVING: return settings->drain_ms;
    case WORKER_NONE: break;
    }
    return 0;
}

static uint64_t deadline(const struct master *master, const struct worker *worker)
{
    uint64_t since = worker->state == WORKER_SERVING ? worker->heard_ms : worker->since_ms;
    return worker->state && !worker->is_killed ? since + patience(master, worker) : UINT64_MAX;
}

static void end_overdue(struct master *master)
{
    for (int i = 0; i < WORKERS_MAX; i++) {
        struct worker *worker = &master->workers[i];
        if (deadline(master, worker) > master->now_ms) continue;
        log_line(LOG_ERROR, "worker %d %s; it is killed", (int)worker->pid,
                 worker->state == WORKER_SERVING   ? "does not answer any more"
                 : worker->state == WORKER_LEAVING ? "does not come to an end"
                                                   : "does not come up");
        worker_kill(worker);
    }
}

// --- starting ---

static void start(struct master *master)
{
    struct error err;
    struct worker *place = find(master, WORKER_NONE);
    if (!place) { // until one of those that leave has left
        master->start_at_ms = master->now_ms + CROWDED_MS;
        return;
    }
    master->wants_another = false;
    if (worker_start(place, &master->settings->program, master->now_ms, &err)) return;
    log_line(LOG_ERROR, "%s", err.text);
    if (!find(master, WORKER_SERVING)) judge(master);
}

static void start_due(struct master *master)
{
    if (master->is_ending || find_coming(master)) return;
    if (find(master, WORKER_SERVING) ? master->wants_another : master->now_ms >= master->start_at_ms) start(master);
}

// A service manager that watches the master hears of the worker that serves. Where none does, that is being seen to,
// and nothing of it may take for ever.
static void reassure(struct master *master)
{
    if (!find(master, WORKER_SERVING)) notify_say("WATCHDOG=1");
}

// --- the loop ---

static void obey(struct master *master)
{
    struct signalfd_siginfo got;
    while (read(master->signals, &got, sizeof got) == sizeof got) {
        struct worker *worker = find(master, WORKER_SERVING);
        switch (got.ssi_signo) {
        case SIGHUP:
            if (worker) kill(worker->pid, SIGHUP);
            break;
        case SIGUSR2:
            if (worker) notify_say_reloading();
            master->wants_another = true;
            break;
        case SIGTERM:
        case SIGINT: end(master, 0); break;
        default: break; // SIGCHLD: whoever ended is looked for below
        }
    }
}

static int wait_ms(const struct master *master)
{
    uint64_t next = UINT64_MAX;
    uint64_t glance_ms = master->settings->program.watchdog_ms / GLANCES;
    bool is_alone = true;
    for (int i = 0; i < WORKERS_MAX; i++) {
        uint64_t moment = deadline(master, &master->workers[i]);
        if (moment < next) next = moment;
        bool is_watched = glance_ms && master->workers[i].state == WORKER_SERVING;
        if (is_watched && next > master->now_ms + glance_ms) next = master->now_ms + glance_ms;
        is_alone = is_alone && (!master->workers[i].state || master->workers[i].state == WORKER_LEAVING);
    }
    if (is_alone && !master->is_ending && master->start_at_ms < next) next = master->start_at_ms;
    uint64_t watchdog_ms = notify_watchdog_ns() / 1000000;
    if (watchdog_ms && next > master->now_ms + watchdog_ms / 3) next = master->now_ms + watchdog_ms / 3;
    if (next == UINT64_MAX) return -1;
    return next > master->now_ms ? (int)(next - master->now_ms) : 0;
}

// Time in which the master itself did not run, though it wanted to, is the machine's: it stood still, as one that is
// moved or paused does, and its workers with it. That is no silence of theirs.
static void excuse(struct master *master, uint64_t late_ms)
{
    for (int i = 0; i < WORKERS_MAX; i++) {
        master->workers[i].heard_ms += late_ms;
        master->workers[i].since_ms += late_ms;
    }
}

static void wait_for_something(struct master *master)
{
    struct pollfd waits[WORKERS_MAX + 1];
    for (int i = 0; i < WORKERS_MAX; i++)
        waits[i] = (struct pollfd){.fd = master->workers[i].state ? master->workers[i].fd : -1, .events = POLLIN};
    waits[WORKERS_MAX] = (struct pollfd){.fd = master->signals, .events = POLLIN};
    int wait = wait_ms(master);
    poll(waits, WORKERS_MAX + 1, wait);
    uint64_t now_ms = clock_ns() / 1000000;
    uint64_t slept_ms = now_ms - master->now_ms;
    if (wait >= 0 && slept_ms > (uint64_t)wait) excuse(master, slept_ms - (uint64_t)wait);
    master->now_ms = now_ms;
}

static void hear_all(struct master *master)
{
    char said[SAID_MAX];
    for (int i = 0; i < WORKERS_MAX; i++)
        while (worker_read(&master->workers[i], said, sizeof said)) hear(master, &master->workers[i], said);
}

static bool is_done(const struct master *master)
{
    bool is_alone = true;
    for (int i = 0; i < WORKERS_MAX; i++) is_alone = is_alone && !master->workers[i].state;
    return master->is_ending && is_alone;
}

static int open_signals(void)
{
    static const int wanted[] = {SIGTERM, SIGINT, SIGHUP, SIGUSR2, SIGCHLD};
    sigset_t set;
    sigemptyset(&set);
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) sigaddset(&set, wanted[i]);
    sigprocmask(SIG_BLOCK, &set, NULL);
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

int master_run(const struct master_settings *settings)
{
    struct master master = {.settings = settings, .signals = open_signals(), .now_ms = clock_ns() / 1000000};
    for (int i = 0; i < WORKERS_MAX; i++) master.workers[i].fd = -1;
    signal(SIGPIPE, SIG_IGN);
    start_due(&master);
    while (!is_done(&master)) {
        wait_for_something(&master);
        obey(&master);
        hear_all(&master);
        reap(&master);
        end_overdue(&master);
        start_due(&master);
        reassure(&master);
    }
    close(master.signals);
    return master.code;
}
