// See clerk.h.
#include "service/clerk.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "service/world/agent.h"
#include "store/database.h"

#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

enum {
    THREAD_STACK = 2 * 1024 * 1024, // the deepest recursion of Lua, and SQLite's parser
    DATABASES_MAX = 8,
    NICE = 10, // pages come first, where there are more threads than processors
};

struct opened {
    char name[DATABASE_NAME_MAX + 1];
    struct database *database;
};

struct clerk {
    struct clerk *next;
    struct desk *desk;
    pthread_t thread;
    pthread_cond_t woken;
    struct call *call;    // in hand
    _Atomic bool stop;    // what it does is to end,
    enum call_end reason; // for this reason
    bool has_parted;      // from its desk
    uint64_t deadline_ns;
    struct vm_service *state;
    uint64_t generation; // of the source that the state is from
    struct vm_service_source source;
    struct database_guard guard;
    struct opened opened[DATABASES_MAX];
    struct agent agent;
};

const struct call *clerk_call(const struct clerk *clerk)
{
    return clerk->call;
}

bool clerk_is_superseded(const struct clerk *clerk)
{
    return clerk->stop && clerk->reason == CALL_DROPPED;
}

struct clerk *clerk_next(const struct clerk *clerk)
{
    return clerk->next;
}

void clerk_stop(struct clerk *clerk, enum call_end why)
{
    if (!clerk->stop) clerk->reason = why;
    clerk->stop = true;
    pthread_cond_signal(&clerk->woken);
}

// --- what services ask for ---

static bool goes_on(void *self)
{
    const struct clerk *clerk = self;
    return !clerk->stop && clock_ns() < clerk->deadline_ns;
}

static struct opened *find_opened(struct clerk *clerk, struct bytes name)
{
    for (int i = 0; i < DATABASES_MAX; i++)
        if (!clerk->opened[i].database || bytes_equal(bytes_of(clerk->opened[i].name), name))
            return &clerk->opened[i];
    return NULL;
}

static struct database *open_database(struct clerk *clerk, struct bytes name, struct error *err)
{
    char path[4096];
    if (!database_check_name(name, err)) return NULL;
    struct opened *opened = find_opened(clerk, name);
    if (!opened) {
        fail(err, ERROR_FULL, "a service works with at most %d databases", DATABASES_MAX);
        return NULL;
    }
    if (opened->database) return opened->database;
    snprintf(path, sizeof path, "%s/%.*s", clerk->desk->office->place->directory, (int)name.size, name.data);
    snprintf(opened->name, sizeof opened->name, "%.*s", (int)name.size, name.data);
    opened->database = database_open(path, &clerk->guard, err);
    if (!opened->database && access(clerk->desk->office->place->directory, W_OK) != 0)
        fail(err, ERROR_HOST, "%s cannot be made: the host may not write there; --data DIRECTORY says where else",
             path);
    return opened->database;
}

static bool query(void *self, struct bytes name, enum vm_query want, struct bytes sql, struct bytes arguments,
                  struct buffer *out, struct error *err)
{
    static const enum database_want wants[] = {DATABASE_ALL, DATABASE_ONE, DATABASE_VALUE, DATABASE_RUN};
    struct database *database = open_database(self, name, err);
    return database && database_query(database, wants[want], sql, arguments, out, err);
}

static bool transact(void *self, struct bytes name, enum vm_transaction what, struct error *err)
{
    struct database *database = open_database(self, name, err);
    if (!database) return false;
    if (what == VM_TRANSACTION_BEGIN) return database_begin(database, err);
    if (what == VM_TRANSACTION_COMMIT) return database_commit(database, err);
    database_roll_back(database);
    return true;
}

static bool migrate(void *self, struct bytes name, struct bytes migrations, struct error *err)
{
    struct database *database = open_database(self, name, err);
    struct error why;
    if (!database) return false;
    return database_migrate(database, migrations, &why) ||
           fail(err, why.code, "%.*s: %s", (int)name.size, name.data, why.text);
}

static void add_ns(struct timespec *time, uint64_t ns)
{
    time->tv_sec += (time_t)(ns / 1000000000);
    time->tv_nsec += (long)(ns % 1000000000);
    if (time->tv_nsec >= 1000000000) time->tv_sec++, time->tv_nsec -= 1000000000;
}

static bool sleep_ms(void *self, int64_t ms, struct error *err)
{
    struct clerk *clerk = self;
    struct timespec until;
    uint64_t now = clock_ns(), wait = (uint64_t)ms * 1000000;
    uint64_t left = clerk->deadline_ns > now ? clerk->deadline_ns - now : 0;
    clock_gettime(CLOCK_MONOTONIC, &until);
    add_ns(&until, wait < left ? wait : left);
    pthread_mutex_lock(&clerk->desk->office->lock);
    int woken = 0;
    while (!clerk->stop && woken == 0)
        woken = pthread_cond_timedwait(&clerk->woken, &clerk->desk->office->lock, &until);
    pthread_mutex_unlock(&clerk->desk->office->lock);
    return (!clerk->stop && wait <= left) || fail(err, ERROR_BUDGET, "its time is over");
}

static bool broadcast(void *self, struct bytes topic, struct bytes message, struct bytes data, struct error *err)
{
    const struct clerk *clerk = self;
    const struct office_place *place = clerk->desk->office->place;
    if (clerk->call) clerk->call->has_spoken = true;
    return place->broadcast(place->self, clerk->source.owner, topic, message, data, err);
}

static bool work_outside(void *self, const char *what, struct bytes given, struct buffer *out, struct error *err)
{
    struct clerk *clerk = self;
    return agent_work(&clerk->agent, what, given, out, err);
}

// --- the state ---

static void let_go(struct clerk *clerk)
{
    for (int i = 0; i < DATABASES_MAX; i++) database_close(clerk->opened[i].database);
    memset(clerk->opened, 0, sizeof clerk->opened);
    vm_service_delete(clerk->state);
    if (clerk->state) clerk->source.release(clerk->source.owner);
    clerk->state = NULL;
}

static void hold_source(struct clerk *clerk)
{
    struct office *office = clerk->desk->office;
    pthread_mutex_lock(&office->lock);
    clerk->source = office->source;
    clerk->generation = office->generation;
    clerk->source.hold(clerk->source.owner);
    pthread_mutex_unlock(&office->lock);
}

// A state in which the service is set up, of the newest code. While it is set up the deadline of a call counts.
static bool begin(struct clerk *clerk, struct error *err)
{
    const struct office *office = clerk->desk->office;
    struct vm_service_host host = {clerk, &clerk->stop, query, transact, migrate, sleep_ms, broadcast, work_outside};
    uint64_t begun_ns = clock_ns();
    if (clerk->state) return true;
    hold_source(clerk);
    clerk->state =
        vm_service_new(clerk->source.loader, clerk->source.main, (size_t)office->place->heap_bytes, &host, err);
    if (!clerk->state) {
        clerk->source.release(clerk->source.owner);
        return false;
    }
    bool ok = vm_service_prepare(clerk->state, clerk->desk->name, clerk->deadline_ns, err);
    agent_rest(&clerk->agent);
    if (!ok) {
        let_go(clerk);
        return false;
    }
    pthread_mutex_lock(&clerk->desk->office->lock);
    clerk->desk->cold_start_us = (clock_ns() - begun_ns) / 1000;
    pthread_mutex_unlock(&clerk->desk->office->lock);
    return true;
}

// What was ended in the middle is of no use any more.
static void begin_anew(struct clerk *clerk)
{
    let_go(clerk);
    pthread_mutex_lock(&clerk->desk->office->lock);
    clerk->desk->counters.restarts++;
    pthread_mutex_unlock(&clerk->desk->office->lock);
}

// --- one call ---

static void tell_overdue(const struct clerk *clerk, const struct call *call)
{
    log_line(LOG_WARNING, "service %s.%s was ended: it took longer than it may", call->service, call->function);
    (void)clerk;
}

// The call was ended from outside, or by its time.
static enum call_end reason_of(const struct clerk *clerk, const struct call *call)
{
    if (clerk->stop) return clerk->reason;
    tell_overdue(clerk, call);
    return CALL_OVERDUE;
}

static void roll_back_all(struct clerk *clerk)
{
    for (int i = 0; i < DATABASES_MAX && clerk->opened[i].database; i++)
        while (database_depth(clerk->opened[i].database)) database_roll_back(clerk->opened[i].database);
}

static enum call_end run(struct clerk *clerk, struct call *call, struct error *err)
{
    struct vm_service_call given = {call->service, call->function, buffer_bytes(&call->arguments), call->now_ms,
                                    clerk->deadline_ns};
    if (!begin(clerk, err)) return goes_on(clerk) ? CALL_RAISED : reason_of(clerk, call);
    enum vm_service_end end = vm_service_run(clerk->state, &given, &call->answer, err);
    agent_rest(&clerk->agent);
    if (vm_service_is_spoilt(clerk->state)) begin_anew(clerk);
    else roll_back_all(clerk);
    if (end == VM_SERVICE_STOPPED) return reason_of(clerk, call);
    return end == VM_SERVICE_SAID ? CALL_SAID : CALL_RAISED;
}

// Its time counts from now on; what it had said itself, from when it was asked.
static void set_deadline(struct clerk *clerk, const struct call *call)
{
    clerk->deadline_ns = clock_ns() + (uint64_t)clerk->desk->deadline_ms * 1000000;
    uint64_t own_ns = call ? call->asked_ns + (uint64_t)call->timeout_ms * 1000000 : 0;
    if (call && call->timeout_ms && own_ns < clerk->deadline_ns) clerk->deadline_ns = own_ns;
}

// With the lock.
static void note_trouble(struct desk *desk, const struct call *call, enum call_end end, const struct error *err)
{
    const char *what = end == CALL_RAISED ? err->text : "it took longer than it may";
    if (end != CALL_RAISED && end != CALL_OVERDUE) return;
    snprintf(desk->trouble, sizeof desk->trouble, "%s: %.*s", call->function, DESK_TROUBLE_MAX - CALL_NAME_MAX - 3,
             what);
}

static void work_on(struct clerk *clerk, struct call *call)
{
    struct error err = {0};
    struct office *office = clerk->desk->office;
    enum call_end end = CALL_OVERDUE;
    if (goes_on(clerk)) end = run(clerk, call, &err);
    else if (clerk->stop) end = clerk->reason;
    if (end == CALL_RAISED) log_line(LOG_ERROR, "service %s.%s failed: %s", call->service, call->function, err.text);
    pthread_mutex_lock(&office->lock);
    note_trouble(clerk->desk, call, end, &err);
    clerk->call = NULL;
    const char *text = end == CALL_SAID ? NULL : err.text;
    desk_end(clerk->desk, call, end, text); // ahead of the session's next one, which may run now
    if (clerk->desk->first) pthread_cond_broadcast(&clerk->desk->filled);
    pthread_mutex_unlock(&office->lock);
}

// --- the thread ---

static bool is_outdated(const struct clerk *clerk)
{
    return clerk->generation != clerk->desk->office->generation;
}

// With the lock: whether the clerk was one too many, since the pool is smaller now or the service is gone. It is no
// more at the desk then.
static bool parts(struct clerk *clerk)
{
    struct desk *desk = clerk->desk;
    if (desk->clerks_count <= desk->pool) return false;
    struct clerk **link = &desk->clerks;
    while (*link != clerk) link = &(*link)->next;
    *link = clerk->next;
    desk->clerks_count--;
    clerk->next = desk->office->parted;
    desk->office->parted = clerk;
    clerk->has_parted = true;
    return true;
}

// The next call in hand; NULL where the office closes, the clerk parts, or the code is another: with nothing to do, a
// clerk makes ready for that.
static struct call *next_call(struct clerk *clerk)
{
    struct desk *desk = clerk->desk;
    struct office *office = desk->office;
    struct call *call = NULL;
    pthread_mutex_lock(&office->lock);
    while (!office->is_closing && !parts(clerk) && !is_outdated(clerk) && !(call = desk_next(desk))) {
        desk->idle++;
        pthread_cond_wait(&desk->filled, &office->lock);
        desk->idle--;
    }
    clerk->call = call;
    clerk->stop = office->is_closing;
    clerk->reason = CALL_LOST;
    set_deadline(clerk, call);
    pthread_mutex_unlock(&office->lock);
    return call;
}

// The code is another, or it is the first of the day.
static void make_ready(struct clerk *clerk)
{
    struct error err = {0};
    let_go(clerk);
    pthread_mutex_lock(&clerk->desk->office->lock);
    clerk->generation = clerk->desk->office->generation;
    bool is_gone = clerk->desk->is_gone;
    pthread_mutex_unlock(&clerk->desk->office->lock);
    if (is_gone || begin(clerk, &err) || clerk->stop) return;
    log_line(LOG_ERROR, "service '%s' cannot be set up: %s", clerk->desk->name, err.text);
}

static void *work(void *argument)
{
    struct clerk *clerk = argument;
    setpriority(PRIO_PROCESS, (id_t)gettid(), NICE); // of this thread alone, as Linux has it
    while (!clerk->desk->office->is_closing && !clerk->has_parted) {
        struct call *call = next_call(clerk);
        if (call) work_on(clerk, call);
        else if (!clerk->stop && !clerk->has_parted) make_ready(clerk);
    }
    let_go(clerk);
    agent_destroy(&clerk->agent);
    return NULL;
}

static bool start_thread(struct clerk *clerk)
{
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, THREAD_STACK);
    bool ok = pthread_create(&clerk->thread, &attributes, work, clerk) == 0;
    pthread_attr_destroy(&attributes);
    return ok;
}

bool clerk_start(struct desk *desk)
{
    struct clerk *clerk = mem_new_clear(sizeof *clerk);
    pthread_condattr_t monotonic;
    clerk->desk = desk;
    clerk->guard = (struct database_guard){goes_on, clerk};
    agent_create(&clerk->agent, desk->office->place->world, goes_on, clerk);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&clerk->woken, &monotonic);
    pthread_condattr_destroy(&monotonic);
    if (!start_thread(clerk)) {
        log_line(LOG_ERROR, "no thread for service '%s'", desk->name);
        pthread_cond_destroy(&clerk->woken);
        mem_free(clerk);
        return false;
    }
    clerk->next = desk->clerks;
    desk->clerks = clerk;
    desk->clerks_count++;
    return true;
}

void clerk_join(struct clerk *clerk)
{
    pthread_join(clerk->thread, NULL);
    pthread_cond_destroy(&clerk->woken);
    mem_free(clerk);
}
