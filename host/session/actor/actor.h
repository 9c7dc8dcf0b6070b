// An actor: a session without a page. It has a name in place of a ticket, and who looks after it is the tree
// (supervise.h) in place of a visitor; all else is a session's: state, turns, journal, mailbox, roll-back, sleep.
//
// An actor whose turn failed holds still until the tree has said what is to become of it.
#pragma once

#include "actor/supervision.h"
#include "actor/supervisor.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/names.h"
#include "session/actor/letter.h"

struct hall;
struct message;
struct session;
struct watcher;

struct actor {
    struct name name; // first
    struct session *session;
    uint32_t life;   // as the tree numbers them
    bool is_held;    // until an order comes
    bool is_ending;  // after what it does now
    bool is_parting; // somebody stops it
    bool ends_itself;
    bool is_resting;      // the host ends, and the next one has it again: nothing new begins
    bool is_at_rest;      // and the tree knows
    bool is_silent;       // its end is no news to the tree
    struct buffer reason; // why it ends
    struct buffer start;  // how it was started, for the next host (letter.h); empty where that knows by itself
    struct watcher *watchers;
    uint32_t watchers_count;
    uint32_t letters_held; // of what it said: they wait for the disk
};

// A session for the actor with this declaration, held. Fails (UNKNOWN) where the app has none like it, (FULL) where
// there are too many.
struct session *actor_new(struct hall *hall, struct bytes name, struct bytes declaration, struct bytes args,
                          struct error *err);

// What was kept of it, or NULL: it begins. False where it does not wait for that any more; then `found` is the
// caller's.
bool actor_return(struct hall *hall, uint64_t id, struct session *found);

// What the tree orders.
void actor_obey(struct actor *actor, const struct letter *order);

// Its first turn succeeded; or a turn failed, as failure.h tells: then it is held. The tree is told.
void actor_began(struct session *session);
void actor_fail(struct session *session, enum failure failure);

// Answers whoever asked with this message, once; `err` where there is no answer.
void actor_answer(struct session *session, struct message *message, struct bytes value, const char *err);

// It ends by itself, when its turn is over.
void actor_stop_itself(struct session *session, struct bytes reason);

// Whether it may do something now; and whether it has done all that it will: then it is to go.
bool actor_may_run(const struct session *session);
bool actor_is_over(const struct session *session);
void actor_go(struct session *session);

// `ask` is the watch's number. False where too many watch it already.
bool actor_watch(struct actor *actor, struct correspondent watcher, uint32_t ask);
void actor_unwatch(struct actor *actor, struct correspondent watcher, uint32_t ask);

// Its session ends: those who wait for it hear of that.
void actor_end(struct session *session);
