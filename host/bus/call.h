// A call of a service: made in a shard's thread, answered in a worker's, and back home through the inbox of the hall
// that asked. Whose it is says the session's id, for a session may have moved on by then.
#pragma once

#include "base/buffer.h"
#include "bus/inbox.h"

enum { CALL_NAME_MAX = 64 };

enum call_end {
    CALL_SAID,      // `answer` is the payload of a message (value/answer.h)
    CALL_RAISED,    // the service's code raised: `answer` is text, as in what follows
    CALL_OVERDUE,   // it took longer than it may
    CALL_FULL,      // too many waited
    CALL_CANCELLED, // nobody was there any more
    CALL_DROPPED,   // a newer one took its place
    CALL_LOST,      // the host goes down, or there is no such service any more
};

struct call {
    struct inbox_message message; // first; its `deliver` is the caller's
    struct inbox *home;
    struct inbox *behind; // where what services broadcast goes first
    bool has_spoken;      // the service broadcast something, which its answer must not overtake
    struct call *next;    // of a queue
    uint64_t session;
    uint64_t number;    // of the session's calls
    unsigned hops;      // halls that its answer came through, looking for the session
    bool is_latest;     // those of the same function before it are of no interest
    int64_t now_ms;     // the time that it sees
    uint64_t asked_ns;  // by clock_ns
    int64_t timeout_ms; // from then on; 0: as the service says
    char service[CALL_NAME_MAX];
    char function[CALL_NAME_MAX];
    struct buffer arguments; // canonical
    enum call_end end;
    struct buffer answer;
};

// Whoever does the work of a service, for those who look; texts are borrowed.
struct worker_told {
    const char *kind; // "service": threads, or "program": processes
    const char *name;
    uint64_t hands; // that are up,
    uint64_t hands_max;
    uint64_t working; // of these
    uint64_t waiting; // calls
    uint64_t restarts;
    uint64_t cold_start_ms; // what the newest hand took to be ready
    bool is_resting;        // it failed too often, and is left alone for a while
    struct bytes trouble;   // what went wrong last
};

// Those who run services. Any thread may call these.
struct clerks {
    // The call is the clerks' until it comes home.
    void (*take)(struct clerks *clerks, struct call *call);
    // What a session asked for is of no use any more: one call of it, or all with number 0. They come home,
    // cancelled.
    void (*cancel)(struct clerks *clerks, uint64_t session, uint64_t number);
    // What they did, as Prometheus text; NULL: they do not say.
    void (*write_metrics)(struct clerks *clerks, struct buffer *out);
    // All there are; `tell` must not come back in here. NULL: they do not say.
    void (*look)(struct clerks *clerks, void (*tell)(void *self, const struct worker_told *told), void *self);
    // Ends what the service of this name is at: its threads begin anew, its processes are killed and replaced. False
    // where there is none. NULL: there is none.
    bool (*end)(struct clerks *clerks, const char *name);
};

struct call *call_new(void);
void call_delete(struct call *call);

// It goes home, with `text` for its answer where there is one.
void call_end(struct call *call, enum call_end end, const char *text);

// "overdue", as an app reads it where no answer came; NULL for what is said and raised.
const char *call_end_name(enum call_end end);
