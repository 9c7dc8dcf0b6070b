// See office.h. Desks and queues; clerk.c has the threads.
#include "service/office.h"

#include "base/mem.h"
#include "service/clerk.h"
#include "service/programs.h"
#include "service/world/world.h"

#include <stdio.h>

// --- desks ---

static struct desk *find_desk(const struct office *office, const char *name)
{
    struct desk *desk = office->desks;
    while (desk && strcmp(desk->name, name) != 0) desk = desk->next;
    return desk;
}

static void append(struct desk *desk, struct call *call)
{
    call->next = NULL;
    if (desk->last) desk->last->next = call;
    else desk->first = call;
    desk->last = call;
    desk->waiting++;
}

// Takes the call out that stands behind `before` (NULL: the first).
static struct call *take_out(struct desk *desk, struct call *before)
{
    struct call *call = before ? before->next : desk->first;
    if (before) before->next = call->next;
    else desk->first = call->next;
    if (desk->last == call) desk->last = before;
    desk->waiting--;
    return call;
}

static bool has_running(const struct desk *desk, uint64_t session)
{
    for (const struct clerk *clerk = desk->clerks; clerk; clerk = clerk_next(clerk)) {
        const struct call *call = clerk_call(clerk);
        if (call && call->session == session && !clerk_is_superseded(clerk)) return true;
    }
    return false;
}

struct call *desk_next(struct desk *desk)
{
    struct call *before = NULL;
    for (struct call *call = desk->first; call; before = call, call = call->next)
        if (!has_running(desk, call->session)) return take_out(desk, before);
    return NULL;
}

// Those that wait and are `is_meant` go home.
static void end_waiting(struct desk *desk, bool (*is_meant)(const struct call *call, const struct call *like),
                        const struct call *like, enum call_end end)
{
    struct call *before = NULL;
    for (struct call *call = desk->first; call;) {
        struct call *next = call->next;
        if (is_meant(call, like)) desk_end(desk, take_out(desk, before), end, NULL);
        else before = call;
        call = next;
    }
}

// --- taking ---

static bool is_older(const struct call *call, const struct call *newer)
{
    return call->is_latest && call->session == newer->session && strcmp(call->function, newer->function) == 0;
}

static void supersede(struct desk *desk, const struct call *newer)
{
    end_waiting(desk, is_older, newer, CALL_DROPPED);
    for (struct clerk *clerk = desk->clerks; clerk; clerk = clerk_next(clerk))
        if (clerk_call(clerk) && is_older(clerk_call(clerk), newer)) clerk_stop(clerk, CALL_DROPPED);
}

static void seat(struct desk *desk, struct call *call)
{
    desk->counters.calls++;
    if (call->is_latest) supersede(desk, call);
    if (desk->waiting >= desk->queue) {
        desk_end(desk, call, CALL_FULL, "too many calls wait");
        return;
    }
    append(desk, call);
    if (desk->idle < desk->waiting && desk->clerks_count < desk->pool) clerk_start(desk);
    if (!desk->clerks_count) {
        desk_end(desk, take_out(desk, NULL), CALL_LOST, "there is no thread for it");
        return;
    }
    pthread_cond_signal(&desk->filled);
}

static void take_to_desk(struct office *office, struct call *call)
{
    struct desk *desk = find_desk(office, call->service);
    if (!desk || desk->is_gone || office->is_closing) call_end(call, CALL_LOST, "there is no such service any more");
    else seat(desk, call);
}

static void take(struct clerks *clerks, struct call *call)
{
    struct office *office = (struct office *)clerks;
    pthread_mutex_lock(&office->lock);
    bool has_programs = office->programs && !office->is_closing;
    if (!has_programs || !programs_take(office->programs, call)) take_to_desk(office, call);
    pthread_mutex_unlock(&office->lock);
}

static bool is_of(const struct call *call, const struct call *like)
{
    return call->session == like->session && (!like->number || call->number == like->number);
}

static void cancel(struct clerks *clerks, uint64_t session, uint64_t number)
{
    struct office *office = (struct office *)clerks;
    struct call like = {.session = session, .number = number};
    pthread_mutex_lock(&office->lock);
    for (struct desk *desk = office->desks; desk; desk = desk->next) {
        end_waiting(desk, is_of, &like, CALL_CANCELLED);
        for (struct clerk *clerk = desk->clerks; clerk; clerk = clerk_next(clerk))
            if (clerk_call(clerk) && is_of(clerk_call(clerk), &like)) clerk_stop(clerk, CALL_CANCELLED);
    }
    if (office->programs) programs_cancel(office->programs, session, number);
    pthread_mutex_unlock(&office->lock);
}

static void write_metrics(struct clerks *clerks, struct buffer *out)
{
    struct office *office = (struct office *)clerks;
    pthread_mutex_lock(&office->lock);
    desks_write_metrics(office->desks, out);
    if (office->programs) programs_write_metrics(office->programs, out);
    pthread_mutex_unlock(&office->lock);
    if (office->place->world) world_write_metrics(office->place->world, out);
}

// --- for those who look ---

static void tell_desk(const struct desk *desk, void (*tell)(void *self, const struct worker_told *told), void *self)
{
    struct worker_told told = {.kind = "service", .name = desk->name, .trouble = bytes_of(desk->trouble)};
    told.working = desk_count_working(desk);
    told.hands = (uint64_t)desk->clerks_count;
    told.hands_max = (uint64_t)desk->pool;
    told.waiting = (uint64_t)desk->waiting;
    told.restarts = desk->counters.restarts;
    told.cold_start_ms = desk->cold_start_us / 1000;
    tell(self, &told);
}

static void look(struct clerks *clerks, void (*tell)(void *self, const struct worker_told *told), void *self)
{
    struct office *office = (struct office *)clerks;
    pthread_mutex_lock(&office->lock);
    for (const struct desk *desk = office->desks; desk; desk = desk->next)
        if (!desk->is_gone) tell_desk(desk, tell, self);
    if (office->programs) programs_look(office->programs, tell, self);
    pthread_mutex_unlock(&office->lock);
}

static bool end(struct clerks *clerks, const char *name)
{
    struct office *office = (struct office *)clerks;
    pthread_mutex_lock(&office->lock);
    struct desk *desk = find_desk(office, name);
    for (struct clerk *clerk = desk ? desk->clerks : NULL; clerk; clerk = clerk_next(clerk))
        if (clerk_call(clerk)) clerk_stop(clerk, CALL_CANCELLED);
    bool is_there = desk || (office->programs && programs_end(office->programs, name));
    pthread_mutex_unlock(&office->lock);
    return is_there;
}

// --- opening, renewing, closing ---

static void put_up(struct office *office, const struct vm_service_about *about)
{
    char name[CALL_NAME_MAX];
    snprintf(name, sizeof name, "%.*s", (int)about->name.size, about->name.data);
    struct desk *desk = find_desk(office, name);
    if (!desk) {
        desk = mem_new_clear(sizeof *desk);
        memcpy(desk->name, name, sizeof name);
        desk->office = office;
        desk->next = office->desks;
        office->desks = desk;
        pthread_cond_init(&desk->filled, NULL);
    }
    desk->is_gone = false;
    desk->pool = about->pool ? about->pool : office->place->pool;
    desk->queue = about->queue ? about->queue : office->place->queue;
    desk->deadline_ms = about->deadline_ms ? about->deadline_ms : office->place->deadline_ms;
    if (!desk->clerks_count) clerk_start(desk);
}

static bool is_any(const struct call *call, const struct call *like)
{
    (void)call, (void)like;
    return true;
}

static void take_source(struct office *office, const struct vm_service_source *source)
{
    const void *before = office->source.owner;
    void (*release)(const void *) = office->source.release;
    source->hold(source->owner);
    office->source = *source;
    office->generation++;
    for (struct desk *desk = office->desks; desk; desk = desk->next) {
        desk->is_gone = true;
        desk->pool = 0;
    }
    for (size_t i = 0; i < source->count; i++)
        if (!source->all[i].program.data) put_up(office, &source->all[i]);
    for (struct desk *desk = office->desks; desk; desk = desk->next) {
        if (desk->is_gone) end_waiting(desk, is_any, NULL, CALL_LOST);
        pthread_cond_broadcast(&desk->filled); // all look at the new code, or part
    }
    if (before) release(before);
}

// Waits for the ends of those that have left.
static void join_parted(struct office *office)
{
    pthread_mutex_lock(&office->lock);
    struct clerk *clerk = office->parted;
    office->parted = NULL;
    pthread_mutex_unlock(&office->lock);
    while (clerk) {
        struct clerk *next = clerk_next(clerk);
        clerk_join(clerk);
        clerk = next;
    }
}

struct office *office_open(const struct office_place *place, const struct vm_service_source *source)
{
    struct office *office = mem_new_clear(sizeof *office);
    office->clerks = (struct clerks){take, cancel, write_metrics, look, end};
    office->place = place;
    pthread_mutex_init(&office->lock, NULL);
    office_renew(office, source);
    return office;
}

void office_renew(struct office *office, const struct vm_service_source *source)
{
    struct programs *before = NULL;
    bool are_same = programs_are_of(office->programs, source); // nobody else changes them
    struct programs *now = are_same ? NULL : programs_open(source, office->place->deadline_ms, office->place->queue);
    pthread_mutex_lock(&office->lock);
    take_source(office, source);
    if (!are_same) {
        before = office->programs;
        office->programs = now;
    }
    pthread_mutex_unlock(&office->lock);
    programs_close(before);
    join_parted(office); // of this time, or of earlier ones
}

static void stop_all(struct office *office)
{
    pthread_mutex_lock(&office->lock);
    office->is_closing = true;
    for (struct desk *desk = office->desks; desk; desk = desk->next) {
        end_waiting(desk, is_any, NULL, CALL_LOST);
        for (struct clerk *clerk = desk->clerks; clerk; clerk = clerk_next(clerk)) clerk_stop(clerk, CALL_LOST);
        pthread_cond_broadcast(&desk->filled);
    }
    pthread_mutex_unlock(&office->lock);
}

void office_close(struct office *office)
{
    if (!office) return;
    stop_all(office);
    join_parted(office);
    for (struct desk *desk; (desk = office->desks);) {
        for (struct clerk *clerk; (clerk = desk->clerks);) {
            desk->clerks = clerk_next(clerk);
            clerk_join(clerk);
        }
        office->desks = desk->next;
        pthread_cond_destroy(&desk->filled);
        mem_free(desk);
    }
    programs_close(office->programs);
    office->source.release(office->source.owner);
    pthread_mutex_destroy(&office->lock);
    mem_free(office);
}

struct clerks *office_clerks(struct office *office)
{
    return &office->clerks;
}

void office_count(struct office *office, size_t *waiting, size_t *running)
{
    *waiting = *running = 0;
    pthread_mutex_lock(&office->lock);
    for (const struct desk *desk = office->desks; desk; desk = desk->next) {
        *waiting += (size_t)desk->waiting;
        *running += (size_t)desk_count_working(desk);
    }
    pthread_mutex_unlock(&office->lock);
}
