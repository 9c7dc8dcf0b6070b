// The office: where an app's services run. Each service has a desk with a queue, and clerks at it: threads, each with
// a Lua state and database connections of its own, that take calls (bus/call.h) and send them home answered.
//
//     hall --call--> desk [ queue ] --> clerk 1, clerk 2, ...  --answer--> hall's inbox
//
// Calls of one session to one service run one after the other, in their order; those of different sessions side by
// side. A call that took too long, or that nobody waits for, is ended wherever it is, and its clerk begins anew with
// a fresh state.
#pragma once

#include "base/error.h"
#include "bus/call.h"
#include "vm/service.h"

struct office;
struct world;

struct office_place {
    const char *directory; // of databases; is there
    int64_t pool;          // clerks at a desk that does not say,
    int64_t queue;         // calls that may wait at it,
    int64_t deadline_ms;   // and how long one may take
    int64_t heap_bytes;    // of a clerk's Lua state
    // What ls.broadcast does, for an owner of a source. Any thread may call it.
    bool (*broadcast)(void *self, const void *owner, struct bytes topic, struct bytes message, struct bytes data,
                      struct error *err);
    void *self;
    struct world *world; // what services reach beyond databases and topics; NULL: nothing
};

// Opens a desk for each service of the source, with one clerk who sets it up at once, so that what is wrong with it
// is in the log from the start. `place` is borrowed.
struct office *office_open(const struct office_place *place, const struct vm_service_source *source);

// The app was loaded again: clerks go on in its code when they are through with what they do.
void office_renew(struct office *office, const struct vm_service_source *source);

// What runs is ended and what waits is lost; all of it has gone home afterwards. NULL is nothing.
void office_close(struct office *office);

// Where to give calls to.
struct clerks *office_clerks(struct office *office);

// How many calls wait, and run. Any thread.
void office_count(struct office *office, size_t *waiting, size_t *running);
