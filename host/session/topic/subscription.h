// What a session listens to: ls.subscribe and ls.unsubscribe. Subscriptions are the session's, not its Lua state's:
// they outlive sleep, moves between shards, newer code and, in records, the host. topics.h brings them what is
// broadcast; here is what a session does with it.
//
//     broadcast -> fits its handler? -> mailbox, as an ordinary message; where too many wait, what `full` says
//
// Whoever missed something is told by a message of its own, the gap: that some was dropped, or went by while the
// session was nowhere.
#pragma once

#include "base/error.h"
#include "base/shared.h"
#include "value/value.h"

struct broadcast;
struct hall;
struct session;
struct topic;

// When as many messages of a subscription wait as may.
enum fullness {
    FULL_COALESCE,    // the newest stands for all of its name
    FULL_DROP_OLDEST, // the oldest one goes
    FULL_FAIL,        // the session fails, and begins anew
    FULL_COUNT
};

#define SUBSCRIPTION_NO_GAP UINT32_MAX

struct subscription {
    struct subscription *next; // of the session
    struct session *session;
    struct shared *name; // of the topic
    struct topic *topic; // in the session's hall; NULL while that is none
    uint32_t place;      // among the topic's subscriptions
    uint32_t number;     // what waits from it has this as its source (mailbox.h)
    uint32_t gap;        // the handler that is told of a gap; SUBSCRIPTION_NO_GAP
    uint64_t target;     // whose handlers are meant: a component, or 0 for the view
    enum fullness full;
};

struct subscriptions {
    struct subscription *first;
    uint32_t count;
    uint32_t numbered; // the last number given out
    bool has_gap;      // it was nowhere while things were said; told when it arrives
    bool is_failing;   // of FULL_FAIL
    uint64_t *heard;   // the last that it has of each hall, where that is not what its own has; see topics.h
};

// --- commands ---

// ls.subscribe{ topic, full?, gap? } of the view, or of the component `target`, can be carried out; fails (MISFIT,
// UNKNOWN) with a sentence for the developer.
bool subscription_check(const struct session *session, const struct value *command, uint64_t target,
                        struct error *err);

void session_subscribe(struct session *session, const struct value *command, uint64_t target);
void session_unsubscribe(struct session *session, const struct value *command, uint64_t target);

uint32_t subscriptions_count(const struct session *session);

// --- what is said ---

// A message for the subscription's handler, which the payload fits.
void subscription_tell(struct subscription *subscription, uint32_t handler, struct shared *data);

// It missed something.
void subscription_miss(struct subscription *subscription);

// --- the life of a session ---

// The session is in a hall, and listens there; or is about to leave it.
void subscriptions_arrive(struct session *session);
void subscriptions_depart(struct session *session);

void subscriptions_forget(struct session *session);

// Those of a component that is gone.
void subscriptions_forget_of(struct session *session, uint64_t target);

// Each is of another app's handlers from now on, as `follow` says of its target and its gap's handler; where that is
// false it is gone.
void subscriptions_follow(struct session *session, bool (*follow)(void *self, uint64_t *target, uint32_t *gap),
                          void *self);

// What there is to say of one; names are borrowed.
struct subscription_told {
    struct bytes topic;
    uint64_t target;
    uint32_t gap;
    enum fullness full;
};

// Calls `tell` for each. subscription_remember makes one again: its session arrives later, and is told of a gap then.
void subscriptions_tell(const struct session *session, void (*tell)(void *self, const struct subscription_told *told),
                        void *self);
void subscription_remember(struct session *session, const struct subscription_told *told);
