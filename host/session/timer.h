// Timers of a view and its components: ls.after and ls.every. The key is the message, so starting one again replaces
// it. A timer holds still while its session has never had a line, and while it moves between shards.
#pragma once

#include "base/bytes.h"

#include <stdbool.h>
#include <stdint.h>

struct hall;
struct session;

// Starts a timer, or starts it anew; `target` is a component, or 0 for the view; `interval_ms` 0: once. The caller
// has checked the limit with timers_count.
void timer_set(struct session *session, uint64_t target, uint32_t handler, uint64_t ms, uint64_t interval_ms);
void timer_cancel(struct session *session, uint64_t target, uint32_t handler);

// Those of a component that is gone.
void timers_forget_of(struct session *session, uint64_t target);

uint32_t timers_count(const struct session *session);

// What there is to say of a timer: how long it still waits, and how often it rings (0: once).
struct timer_told {
    uint64_t target;
    uint32_t handler;
    uint64_t wait_ms;
    uint64_t interval_ms;
};

// Calls `tell` for each; timer_remember makes one again, which holds still.
void timers_tell(const struct session *session, void (*tell)(void *self, const struct timer_told *told), void *self);
void timer_remember(struct session *session, const struct timer_told *told);

// Each is for another handler from now on, as `follow` says of its target and handler; where that is false it is
// gone.
void timers_follow(struct session *session, bool (*follow)(void *self, uint64_t *target, uint32_t *handler),
                   void *self);

// All start to run (on the session's hall), or hold still.
void timers_run(struct session *session);
void timers_hold(struct session *session);

void timers_forget(struct session *session);
