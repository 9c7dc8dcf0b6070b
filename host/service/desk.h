// What office.c and clerk.c know of an office in common: desks and queues. One lock guards all of it.
#pragma once

#include "service/office.h"

#include <pthread.h>

enum { DESK_TROUBLE_MAX = 200 };

struct clerk;
struct programs;

struct desk {
    struct desk *next;
    struct office *office;
    char name[CALL_NAME_MAX];
    int64_t pool;
    int64_t queue;
    int64_t deadline_ms;
    bool is_gone; // the app has no such service any more
    struct call *first;
    struct call *last;
    int64_t waiting;
    struct clerk *clerks;
    int64_t clerks_count;
    int64_t idle;
    pthread_cond_t filled;
    char trouble[DESK_TROUBLE_MAX]; // what went wrong last
};

struct office {
    struct clerks clerks; // first
    const struct office_place *place;
    pthread_mutex_t lock;
    struct desk *desks;
    struct programs *programs;       // of services whose work processes do; NULL: there are none
    struct vm_service_source source; // held
    uint64_t generation;             // of the source
    _Atomic bool is_closing;
};

// With the lock: the next call that may run at the desk, taken out of its queue; NULL where there is none.
struct call *desk_next(struct desk *desk);
