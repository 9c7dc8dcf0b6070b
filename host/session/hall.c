// See hall.h. Lists are ordered by time, so that what is overdue stands in front and the sweep stops at the first
// that is not.
#include "session/hall.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/metrics.h"
#include "bus/call.h"
#include "session/actor/actors.h"
#include "session/actor/supervise.h"
#include "session/budget.h"
#include "session/children.h"
#include "session/drain.h"
#include "session/keep/keeping.h"
#include "session/run.h"
#include "session/session.h"
#include "session/timer.h"
#include "session/topic/admission.h"
#include "session/topic/crowd.h"
#include "session/topic/likeness.h"
#include "session/topic/presence.h"
#include "session/topic/topics.h"
#include "session/turn.h"
#include "session/visit/homecoming.h"
#include "session/visit/skeleton.h"
#include "store/parcel.h"

#include <assert.h>

enum { TRIM_SLEEPS_MIN = 100, SWEEP_MS = 1000, DELAY_MS = 10, TABLE_MIN = 256 };

// --- the table by id ---

static size_t slot_of(const struct hall *hall, uint64_t id)
{
    return (size_t)(id * 0x9e3779b97f4a7c15u) & (hall->table_capacity - 1); // ids are random already; see Knuth 6.4
}

struct session *hall_find(const struct hall *hall, uint64_t id)
{
    for (size_t at = slot_of(hall, id); hall->table[at]; at = (at + 1) & (hall->table_capacity - 1))
        if (hall->table[at]->id == id) return hall->table[at];
    return NULL;
}

static void table_put(struct hall *hall, struct session *session)
{
    size_t at = slot_of(hall, session->id);
    while (hall->table[at]) at = (at + 1) & (hall->table_capacity - 1);
    hall->table[at] = session;
}

static void table_grow(struct hall *hall)
{
    struct session **old = hall->table;
    size_t old_capacity = hall->table_capacity;
    hall->table_capacity *= 2;
    hall->table = mem_new_clear(hall->table_capacity * sizeof *hall->table);
    for (size_t i = 0; i < old_capacity; i++)
        if (old[i]) table_put(hall, old[i]);
    mem_free(old);
}

// Takes one out and closes the gap, so that no tombstones are needed.
static void table_remove(struct hall *hall, const struct session *session)
{
    size_t mask = hall->table_capacity - 1;
    size_t at = slot_of(hall, session->id);
    while (hall->table[at] != session) at = (at + 1) & mask;
    hall->table[at] = NULL;
    for (size_t i = (at + 1) & mask; hall->table[i]; i = (i + 1) & mask) {
        struct session *moved = hall->table[i];
        hall->table[i] = NULL;
        table_put(hall, moved);
    }
}

// --- lists ---

static struct session_list *list_of(struct hall *hall, const struct session *session)
{
    if (session->actor) return &hall->unseen;
    if (session->line) return &hall->live;
    bool is_known = session->joins && !session->is_left && !admission_is_unclaimed(session);
    return is_known ? &hall->away : &hall->parked;
}

static void list_remove(struct session_list *list, struct session *session)
{
    if (session->previous) session->previous->next = session->next;
    else list->first = session->next;
    if (session->next) session->next->previous = session->previous;
    else list->last = session->previous;
    session->previous = NULL;
    session->next = NULL;
    session->list = NULL;
    list->count--;
}

static void list_append(struct session_list *list, struct session *session)
{
    session->previous = list->last;
    session->next = NULL;
    if (list->last) list->last->next = session;
    else list->first = session;
    list->last = session;
    session->list = list;
    list->count++;
}

void hall_place(struct hall *hall, struct session *session)
{
    if (session->list) list_remove(session->list, session);
    list_append(list_of(hall, session), session);
    session->placed_ms = hall_now_ms(hall);
    tracks_follow_line(session);
}

static void awake_remove(struct hall *hall, struct session *session)
{
    if (!session->is_on_awake_list) return;
    if (session->awake_previous) session->awake_previous->awake_next = session->awake_next;
    else hall->awake_first = session->awake_next;
    if (session->awake_next) session->awake_next->awake_previous = session->awake_previous;
    else hall->awake_last = session->awake_previous;
    session->is_on_awake_list = false;
}

void hall_touch(struct hall *hall, struct session *session)
{
    session->touched_ms = hall_now_ms(hall);
    budget_count(session);
    if (session->vm && hall->awake_last == session) return;
    awake_remove(hall, session);
    if (!session->vm) return;
    session->awake_previous = hall->awake_last;
    session->awake_next = NULL;
    if (hall->awake_last) hall->awake_last->awake_next = session;
    else hall->awake_first = session;
    hall->awake_last = session;
    session->is_on_awake_list = true;
}

void hall_add(struct hall *hall, struct session *session)
{
    if (hall->sessions_count * 2 >= hall->table_capacity) table_grow(hall);
    table_put(hall, session);
    hall->sessions_count++;
    hall_place(hall, session);
}

static void queue_remove(struct hall *hall, struct session *session)
{
    if (!session->is_queued) return;
    struct session *previous = NULL;
    for (struct session *at = hall->queue_first; at != session; at = at->queue_next) previous = at;
    if (previous) previous->queue_next = session->queue_next;
    else hall->queue_first = session->queue_next;
    if (hall->queue_last == session) hall->queue_last = previous;
    session->is_queued = false;
}

static void chain_remove(struct session **link, struct session *session)
{
    while (*link != session) link = &(*link)->queue_next;
    *link = session->queue_next;
}

static void delayed_remove(struct hall *hall, struct session *session)
{
    if (session->is_delayed) chain_remove(&hall->delayed_first, session);
    if (session->is_retried) chain_remove(&hall->retried_first, session);
    session->is_delayed = false;
    session->is_retried = false;
}

void hall_remove(struct hall *hall, struct session *session)
{
    table_remove(hall, session);
    hall->sessions_count--;
    if (session->list) list_remove(session->list, session);
    awake_remove(hall, session);
    hall->awake_bytes -= session->awake_bytes;
    session->awake_bytes = 0;
    queue_remove(hall, session);
    delayed_remove(hall, session);
}

static bool is_busy(const struct session *session)
{
    return session->turn || session->visit || session->passage;
}

// Somebody waits for it, or it is a part of a page.
static bool is_needed(const struct session *session)
{
    return is_busy(session) || child_is_wanted(session);
}

static void end_first(struct hall *hall, const struct session_list *list, const char *why)
{
    count(&hall->counters.evicted);
    session_end(list->first, ERROR_GONE, why);
}

bool hall_make_room(struct hall *hall)
{
    if (hall->parked.count < (size_t)hall->settings->limits.parked) return true;
    for (size_t i = hall->parked.count; i > 1 && is_busy(hall->parked.first); i--)
        hall_place(hall, hall->parked.first);
    if (is_busy(hall->parked.first)) return false;
    end_first(hall, &hall->parked, "newer visitors came");
    return true;
}

bool hall_end_oldest(struct hall *hall, const char *why)
{
    struct session_list *lists[] = {&hall->parked, &hall->away};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        for (size_t left = lists[i]->count; left > 1 && is_needed(lists[i]->first); left--)
            hall_place(hall, lists[i]->first);
        if (!lists[i]->first || is_needed(lists[i]->first)) continue;
        end_first(hall, lists[i], why);
        return true;
    }
    return false;
}

// --- the run queue: a slice each, and as many as fit in one, then back to the sockets ---

static void run_next(struct hall *hall)
{
    struct session *session = hall->queue_first;
    hall->queue_first = session->queue_next;
    if (!hall->queue_first) hall->queue_last = NULL;
    session->is_queued = false;
    arena_reset(&hall->arena);
    session_run(session);
    budget_keep(hall);
}

// Asking the sockets costs as much as a short turn.
static void run_some(uv_idle_t *idle)
{
    struct hall *hall = idle->data;
    uint64_t end_ns = clock_ns() + (uint64_t)hall->settings->limits.slice_us * 1000;
    hall->makes_turns = true;
    while (hall->queue_first) {
        run_next(hall);
        if (clock_ns() >= end_ns) break;
    }
    hall->makes_turns = false;
    lines_settle(hall);
    if (!hall->queue_first) uv_idle_stop(idle);
}

void hall_queue(struct hall *hall, struct session *session)
{
    if (session->is_queued || session->is_delayed || session->is_retried || hall->is_closed) return;
    session->is_queued = true;
    session->queue_next = NULL;
    if (hall->queue_last) hall->queue_last->queue_next = session;
    else hall->queue_first = session;
    hall->queue_last = session;
    uv_idle_start(&hall->run, run_some);
}

static void end_delays(uv_timer_t *timer)
{
    struct hall *hall = timer->data;
    for (struct session *session; (session = hall->delayed_first);) {
        hall->delayed_first = session->queue_next;
        session->is_delayed = false;
        hall_queue(hall, session);
    }
}

void hall_delay(struct hall *hall, struct session *session)
{
    assert(!session->is_queued && !session->is_delayed); // it runs just now
    session->is_delayed = true;
    session->queue_next = hall->delayed_first;
    hall->delayed_first = session;
    count(&hall->counters.delayed);
    if (!uv_is_active((uv_handle_t *)&hall->delay)) uv_timer_start(&hall->delay, end_delays, DELAY_MS, 0);
}

void hall_retry(struct hall *hall, struct session *session)
{
    queue_remove(hall, session);
    session->is_retried = true;
    session->queue_next = hall->retried_first;
    hall->retried_first = session;
}

// --- once a second ---

static void retry_all(struct hall *hall)
{
    for (struct session *session; (session = hall->retried_first);) {
        hall->retried_first = session->queue_next;
        session->is_retried = false;
        session->wants_start = true;
        count(&hall->counters.retries);
        hall_queue(hall, session);
    }
}

static bool is_older(const struct hall *hall, uint64_t since_ms, int64_t seconds)
{
    return hall_now_ms(hall) - since_ms > (uint64_t)seconds * 1000;
}

static void end_overdue(struct hall *hall, struct session_list *list, int64_t seconds)
{
    while (list->first && is_older(hall, list->first->placed_ms, seconds)) {
        struct session *session = list->first;
        if (is_needed(session)) {
            hall_place(hall, session); // its time comes
            continue;
        }
        count(&hall->counters.expired);
        session_end(session, ERROR_GONE, "its time without a line is over");
    }
}

// What sessions held lies scattered between what others still hold, so libc keeps it unless asked.
static void trim(struct hall *hall)
{
    slabs_trim(&hall->slabs);
    mem_trim();
}

static void trim_after(struct hall *hall, uint64_t slept)
{
    hall->slept_untrimmed += slept;
    if (slept || hall->slept_untrimmed < TRIM_SLEEPS_MIN) return; // more may fall asleep in the next second
    hall->slept_untrimmed = 0;
    trim(hall);
}

static void sleep_idle(struct hall *hall)
{
    uint64_t before = hall->counters.sleeps;
    for (struct session *session = hall->awake_first; session;) {
        struct session *next = session->awake_next;
        if (!is_older(hall, session->touched_ms, hall->settings->limits.sleep_s)) break;
        session_sleep(session);
        session = next;
    }
    trim_after(hall, hall->counters.sleeps - before);
}

static void end_silent_lines(struct hall *hall)
{
    for (struct line *line = hall->lines; line; line = line->next) {
        if (!line->is_closing && !line->outer && is_older(hall, line->heard_ms, hall->settings->limits.silence_s))
            line_hang_up(line); // a computer that was asleep finds its session as it was
    }
}

// What is free within the heap is no need: it is given back before anybody has to go.
static size_t resident_of(struct hall *hall)
{
    size_t resident = mem_resident();
    if (resident <= (size_t)hall->settings->limits.memory_mb << 20) return resident;
    trim(hall);
    return mem_resident();
}

void hall_sweep(struct hall *hall)
{
    end_overdue(hall, &hall->parked, hall->settings->limits.parked_s);
    end_overdue(hall, &hall->away, hall->settings->limits.linger_s);
    sleep_idle(hall);
    presence_sweep(hall);
    likenesses_sweep(hall);
    end_silent_lines(hall);
    if (hall->settings->limits.memory_mb) budget_check(hall, resident_of(hall));
    keeping_tell(hall);
    retry_all(hall);
}

static void sweep(uv_timer_t *timer)
{
    hall_sweep(timer->data);
}

int64_t hall_wall_ms(const struct hall *hall)
{
    return hall->clock.is_held ? hall->clock.wall_ms : clock_wall_ms();
}

// --- alarms ---

static void ring(uv_timer_t *timer)
{
    hall_ring(timer->data);
}

void hall_ring(struct hall *hall)
{
    uint64_t now_ms = hall_now_ms(hall);
    for (struct alarm *first; (first = alarms_first(&hall->alarms)) && first->due_ms <= now_ms;)
        first->ring(first, now_ms);
    hall_set_ring(hall);
}

void hall_set_ring(struct hall *hall)
{
    const struct alarm *first = alarms_first(&hall->alarms);
    uint64_t now = hall_now_ms(hall);
    if (hall->clock.is_held) return;
    if (!first) uv_timer_stop(&hall->ring);
    else uv_timer_start(&hall->ring, ring, first->due_ms > now ? first->due_ms - now : 0, 0);
}

// --- opening and closing ---

void hall_create(struct hall *hall, unsigned index, const struct settings *settings, const struct app *app,
                 const struct door *door, uv_loop_t *loop)
{
    *hall = (struct hall){.index = index, .settings = settings, .app = app_hold(app), .door = *door, .loop = loop};
    hall->awake_bytes_max = SIZE_MAX;
    hall->vm_limits = limits_of_vm(&settings->limits, settings->is_dev);
    hall->vm_limits.slabs = &hall->slabs;
    hall->table_capacity = TABLE_MIN;
    hall->table = mem_new_clear(hall->table_capacity * sizeof *hall->table);
    skeletons_create(hall);
    inbox_create(&hall->inbox, loop, hall);
    keeping_create(hall);
    registry_recall(hall);
    topics_create(hall);
    likenesses_create(hall);
    presence_create(hall);
    supervise_begin(hall);
    uv_timer_init(loop, &hall->ring);
    uv_timer_init(loop, &hall->sweep);
    uv_timer_init(loop, &hall->delay);
    uv_idle_init(loop, &hall->run);
    hall->ring.data = hall;
    hall->sweep.data = hall;
    hall->delay.data = hall;
    hall->run.data = hall;
    uv_timer_start(&hall->sweep, sweep, SWEEP_MS, SWEEP_MS);
}

// Whoever runs the host knows what its end costs.
static void tell_of_end(const struct hall *hall)
{
    size_t lost = hall->live.count + hall->away.count;
    if (hall->settings->keeper || hall->settings->is_dev || !lost) return;
    log_line(LOG_WARNING, "%zu sessions end with the host; --state DIR keeps them for the next one", lost);
}

void hall_close(struct hall *hall)
{
    tell_of_end(hall);
    struct session_list *lists[] = {&hall->unseen, &hall->parked, &hall->away, &hall->live};
    supervise_close(hall);
    drain_begin(hall);
    hall->is_closing = true;
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        while (lists[i]->first) session_end(lists[i]->first, ERROR_DRAINING, "the host is going down");
    for (struct line *line = hall->lines; line; line = line->next)
        if (!line->outer) drain_send_away(line);
    keeping_close(hall);
    presence_close(hall);
    hall->is_closed = true;
    inbox_close(&hall->inbox);
    uv_close((uv_handle_t *)&hall->ring, NULL);
    uv_close((uv_handle_t *)&hall->sweep, NULL);
    uv_close((uv_handle_t *)&hall->delay, NULL);
    uv_close((uv_handle_t *)&hall->run, NULL);
}

void hall_destroy(struct hall *hall)
{
    inbox_drain(&hall->inbox);
    homecomings_destroy(hall);
    turns_destroy(hall);
    skeletons_destroy(hall);
    topics_destroy(hall);
    likenesses_destroy(hall);
    slabs_destroy(&hall->slabs);
    presence_destroy(hall);
    crowds_destroy(hall);
    arena_destroy(&hall->arena);
    buffer_destroy(&hall->scratch);
    buffer_destroy(&hall->patch);
    buffer_destroy(&hall->extra);
    buffer_destroy(&hall->head);
    buffer_destroy(&hall->effects);
    buffer_destroy(&hall->frame);
    buffer_destroy(&hall->told);
    buffer_destroy(&hall->numbered);
    buffer_destroy(&hall->trouble);
    buffer_destroy(&hall->letter);
    actors_close(hall);
    alarms_destroy(&hall->alarms);
    registry_delete(hall->registry);
    mem_free(hall->table);
    app_release(hall->app);
}

// What the keeper did, for a house that has one.
static void write_keeper(const struct keeper *keeper, struct buffer *out)
{
    const struct {
        const char *name, *what;
        uint64_t value;
    } all[] = {
        {"kept_transactions_total", "transactions written to the state directory", keeper->commits},
        {"kept_entries_total", "records, steps and ends in them", keeper->entries},
        {"kept_failures_total", "transactions that the disk refused, and that are tried again", keeper->failures},
        {"kept_failing", "1 while the state directory cannot be written", keeper->is_failing},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) metrics_put(out, all[i].name, all[i].what, all[i].value);
}

void hall_write_metrics(const struct settings *settings, struct buffer *out)
{
#define X(field, what)                                                                                               \
    {                                                                                                                \
        uint64_t sum = 0;                                                                                            \
        for (unsigned i = 0; i < settings->halls_count; i++)                                                         \
            sum += atomic_load_explicit(&settings->halls[i]->counters.field, memory_order_relaxed);                  \
        metrics_put(out, #field "_total", what, sum);                                                                \
    }
    COUNTERS(X)
#undef X
    if (settings->keeper) write_keeper(settings->keeper, out);
    struct clerks *clerks = settings->clerks;
    if (clerks && clerks->write_metrics) clerks->write_metrics(clerks, out);
}
