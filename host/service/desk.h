// What office.c and clerk.c know of an office in common: desks and queues. One lock guards all of it.
#pragma once

#include "service/office.h"

#include <pthread.h>

enum { DESK_TROUBLE_MAX = 200 };

struct clerk;
struct programs;

// What happened at a desk, for the operator.
#define DESK_COUNTERS(X)                                                                                             \
    X(calls, "calls of services")                                                                                    \
    X(done, "of these, answered, with a value or with an error")                                                     \
    X(failed, "of these, whose code raised")                                                                         \
    X(overdue, "of these, ended because they took longer than they may")                                             \
    X(full, "of these, refused because too many waited")                                                             \
    X(cancelled, "of these, ended or not begun because nobody waited for them any more")                             \
    X(dropped, "of these, ended or not begun because a newer one took their place")                                  \
    X(lost, "of these, that came to no answer because the host or its code went")                                    \
    X(restarts, "Lua states that began anew because one was ended in the middle, or its memory was full")

struct desk_counters {
#define X(field, what) uint64_t field;
    DESK_COUNTERS(X)
#undef X
};

struct desk {
    struct desk *next;
    struct office *office;
    char name[CALL_NAME_MAX];
    int64_t pool;
    int64_t queue;
    int64_t deadline_ms;
    bool is_gone; // the app has no such service any more; its pool is 0
    struct call *first;
    struct call *last;
    int64_t waiting;
    struct clerk *clerks;
    int64_t clerks_count;
    int64_t idle;
    pthread_cond_t filled;
    char trouble[DESK_TROUBLE_MAX]; // what went wrong last
    struct desk_counters counters;
    uint64_t cold_start_us; // what the newest state took until its service was set up
};

struct office {
    struct clerks clerks; // first
    const struct office_place *place;
    pthread_mutex_t lock;
    struct desk *desks;
    struct clerk *parted;            // have left their desks, and are to be joined
    struct programs *programs;       // of services whose work processes do; NULL: there are none
    struct vm_service_source source; // held
    uint64_t generation;             // of the source
    _Atomic bool is_closing;
};

// With the lock: the next call that may run at the desk, taken out of its queue; NULL where there is none.
struct call *desk_next(struct desk *desk);

// With the lock: a call of the desk goes home, and is counted.
void desk_end(struct desk *desk, struct call *call, enum call_end end, const char *text);

// With the lock: how many clerks have a call in hand.
uint64_t desk_count_working(const struct desk *desk);

// With the lock: all desks' figures, as Prometheus text.
void desks_write_metrics(const struct desk *desks, struct buffer *out);
