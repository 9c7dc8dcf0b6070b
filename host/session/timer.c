// See timer.h.
#include "session/timer.h"

#include "base/mem.h"
#include "session/hall.h"
#include "session/session.h"

struct timer {
    struct alarm alarm; // first; set while the timer runs
    struct timer *next;
    struct session *session;
    uint32_t handler;
    uint64_t target;  // the component whose handler it is; 0: the view
    uint64_t wait_ms; // to go, while it holds still
    uint64_t interval_ms;
};

static const struct bytes nothing = {"\0", 1}; // the canonical nil: a timer's message has no data

static bool is_running(const struct timer *timer)
{
    return timer->alarm.place != 0;
}

static struct timer **find(struct session *session, uint64_t target, uint32_t handler)
{
    struct timer **link = &session->timers;
    while (*link && ((*link)->handler != handler || (*link)->target != target)) link = &(*link)->next;
    return link;
}

static void ring(struct alarm *alarm, uint64_t now_ms);

static void start(struct timer *timer, uint64_t due_ms)
{
    struct hall *hall = timer->session->hall;
    timer->alarm.due_ms = due_ms;
    timer->alarm.ring = ring;
    alarms_add(&hall->alarms, &timer->alarm);
    if (timer->alarm.place == 1) hall_set_ring(hall);
}

static void stop(struct timer *timer)
{
    if (is_running(timer)) alarms_remove(&timer->session->hall->alarms, &timer->alarm);
}

static void remove_at(struct timer **link)
{
    struct timer *timer = *link;
    *link = timer->next;
    stop(timer);
    mem_free(timer);
}

// A full mailbox loses a tick, not the timer. A tick that comes late does not make the next one come early.
static void ring(struct alarm *alarm, uint64_t now_ms)
{
    struct timer *timer = (struct timer *)alarm;
    struct session *session = timer->session;
    struct hall *hall = session->hall;
    struct message message = {.kind = MESSAGE_INFO, .handler = timer->handler, .target = timer->target};
    struct error err;
    stop(timer);
    if (timer->interval_ms) {
        uint64_t due_ms = timer->alarm.due_ms + timer->interval_ms;
        start(timer, due_ms > now_ms ? due_ms : now_ms + timer->interval_ms);
    } else {
        remove_at(find(session, timer->target, timer->handler));
    }
    if (mailbox_put(&session->mailbox, (uint32_t)hall->settings->limits.mailbox, &message, nothing, &err))
        hall_queue(hall, session);
}

static struct timer *add(struct session *session, const struct timer_told *told)
{
    struct timer *timer = mem_new_clear(sizeof *timer);
    timer->alarm.ring = ring;
    timer->next = session->timers;
    timer->session = session;
    timer->handler = told->handler;
    timer->target = told->target;
    timer->wait_ms = told->wait_ms;
    timer->interval_ms = told->interval_ms;
    session->timers = timer;
    return timer;
}

void timer_set(struct session *session, uint64_t target, uint32_t handler, uint64_t ms, uint64_t interval_ms)
{
    timer_cancel(session, target, handler);
    struct timer *timer = add(session, &(struct timer_told){target, handler, ms, interval_ms});
    if (session->joins && !session->is_left) start(timer, hall_now_ms(session->hall) + ms);
}

void timer_cancel(struct session *session, uint64_t target, uint32_t handler)
{
    struct timer **link = find(session, target, handler);
    if (*link) remove_at(link);
}

uint32_t timers_count(const struct session *session)
{
    uint32_t amount = 0;
    for (const struct timer *timer = session->timers; timer; timer = timer->next) amount++;
    return amount;
}

static uint64_t wait_of(const struct timer *timer)
{
    if (!is_running(timer)) return timer->wait_ms;
    uint64_t now_ms = hall_now_ms(timer->session->hall);
    return timer->alarm.due_ms > now_ms ? timer->alarm.due_ms - now_ms : 0;
}

void timers_tell(const struct session *session, void (*tell)(void *self, const struct timer_told *told), void *self)
{
    for (const struct timer *timer = session->timers; timer; timer = timer->next) {
        struct timer_told told = {timer->target, timer->handler, wait_of(timer), timer->interval_ms};
        tell(self, &told);
    }
}

void timer_remember(struct session *session, const struct timer_told *told)
{
    add(session, told);
}

void timers_run(struct session *session)
{
    for (struct timer *timer = session->timers; timer; timer = timer->next)
        if (!is_running(timer)) start(timer, hall_now_ms(session->hall) + timer->wait_ms);
}

void timers_hold(struct session *session)
{
    for (struct timer *timer = session->timers; timer; timer = timer->next) {
        timer->wait_ms = wait_of(timer);
        stop(timer);
    }
}

void timers_forget_of(struct session *session, uint64_t target)
{
    for (struct timer **link = &session->timers; *link;) {
        if ((*link)->target == target) remove_at(link);
        else link = &(*link)->next;
    }
}

void timers_follow(struct session *session, bool (*follow)(void *self, uint64_t *target, uint32_t *handler),
                   void *self)
{
    for (struct timer **link = &session->timers; *link;) {
        if (!follow(self, &(*link)->target, &(*link)->handler)) remove_at(link);
        else link = &(*link)->next;
    }
}

void timers_forget(struct session *session)
{
    while (session->timers) remove_at(&session->timers);
}
