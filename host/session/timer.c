// See timer.h. The part that the loop knows (struct alarm) ends when the loop says so, which may be after the timer
// itself.
#include "session/timer.h"

#include "base/mem.h"
#include "session/hall.h"
#include "session/session.h"
#include "session/turn.h"

struct alarm {
    uv_timer_t handle;       // first
    struct session *session; // NULL once it was silenced
    uint32_t handler;
};

struct timer {
    struct timer *next;
    struct alarm *alarm; // NULL while it holds still
    uint32_t handler;
    uint64_t wait_ms; // to go, as of started_ms
    uint64_t interval_ms;
    uint64_t started_ms;
};

static const unsigned char nil_bytes[] = {0}; // the canonical nil: a timer's message has no data

static void free_alarm(uv_handle_t *handle)
{
    mem_free(handle);
}

static void silence(struct timer *timer)
{
    if (!timer->alarm) return;
    timer->alarm->session = NULL;
    uv_close((uv_handle_t *)&timer->alarm->handle, free_alarm);
    timer->alarm = NULL;
}

static struct timer **find(struct session *session, uint32_t handler)
{
    struct timer **link = &session->timers;
    while (*link && (*link)->handler != handler) link = &(*link)->next;
    return link;
}

static void remove_at(struct timer **link)
{
    struct timer *timer = *link;
    *link = timer->next;
    silence(timer);
    mem_free(timer);
}

// A full mailbox loses a tick, not the timer.
static void ring(uv_timer_t *handle)
{
    struct alarm *alarm = (struct alarm *)handle;
    struct session *session = alarm->session;
    if (!session) return;
    struct message message = {.kind = MESSAGE_INFO, .handler = alarm->handler};
    struct timer **link = find(session, alarm->handler);
    if ((*link)->interval_ms) (*link)->started_ms = hall_now_ms(session->hall);
    else remove_at(link);
    struct error err;
    struct bytes nil = {(const char *)nil_bytes, sizeof nil_bytes};
    if (mailbox_put(&session->mailbox, (uint32_t)session->hall->settings->limits.mailbox, &message, nil, &err))
        hall_queue(session->hall, session);
}

static void start(struct session *session, struct timer *timer)
{
    timer->alarm = mem_new(sizeof *timer->alarm);
    timer->alarm->session = session;
    timer->alarm->handler = timer->handler;
    timer->started_ms = hall_now_ms(session->hall);
    uv_timer_init(session->hall->loop, &timer->alarm->handle);
    uv_timer_start(&timer->alarm->handle, ring, timer->wait_ms, timer->interval_ms);
    timer->wait_ms = timer->interval_ms ? timer->interval_ms : timer->wait_ms;
}

void timer_set(struct session *session, uint32_t handler, uint64_t ms, uint64_t interval_ms)
{
    timer_cancel(session, handler);
    struct timer *timer = mem_new_clear(sizeof *timer);
    *timer = (struct timer){.next = session->timers, .handler = handler, .wait_ms = ms, .interval_ms = interval_ms};
    session->timers = timer;
    if (session->joins) start(session, timer);
}

void timer_cancel(struct session *session, uint32_t handler)
{
    struct timer **link = find(session, handler);
    if (*link) remove_at(link);
}

uint32_t timers_count(const struct session *session)
{
    uint32_t count = 0;
    for (const struct timer *timer = session->timers; timer; timer = timer->next) count++;
    return count;
}

void timers_run(struct session *session)
{
    for (struct timer *timer = session->timers; timer; timer = timer->next)
        if (!timer->alarm) start(session, timer);
}

void timers_hold(struct session *session)
{
    uint64_t now_ms = hall_now_ms(session->hall);
    for (struct timer *timer = session->timers; timer; timer = timer->next) {
        if (!timer->alarm) continue;
        uint64_t passed = now_ms - timer->started_ms;
        timer->wait_ms = passed < timer->wait_ms ? timer->wait_ms - passed : 0;
        silence(timer);
    }
}

void timers_forget(struct session *session)
{
    while (session->timers) remove_at(&session->timers);
}
