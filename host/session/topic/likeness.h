// Sessions that are alike: of one view, at one place, with one model. Turns are deterministic (decision 30), so what
// a broadcast does to one of them it does to all. The first makes its turn, and the others take what came of it: the
// message goes into the journal of each, the patch into each outbox, and Lua runs once. See decision 45.
//
//     alike      *---said: the message, and the patch--->*      a likeness each; sessions hold the one that they are
//     in
//
// A session's own turn (an event, a timer, a failure) ends its likeness. With the next broadcast it is compared
// again, by its model's bytes; whoever is like nobody is compared ever more rarely.
//
// A session that took another's turn has a Lua state that is behind, or none: session_wake plays the journal's turns
// that it lacks. So a page that only listens falls asleep, and hears on.
#pragma once

#include "base/bytes.h"

#include <stdbool.h>

struct hall;
struct likeness;
struct message;
struct session;
struct turn;

enum {
    LIKENESS_PLACES = 256,      // of a hall, to find one by its bytes; the newest takes an older one's place
    LIKENESS_MODEL_MAX = 4096,  // bytes of a model that is compared
    LIKENESS_PATIENCE_MAX = 63, // broadcasts until one that is like nobody is compared again
    WAYS_MAX = 64,              // of a hall, that are remembered
};

// Takes what the message did to one that is alike; the message is dealt with then, and the caller's no more. False
// where nobody has made that turn, and it is the session's to make.
bool likeness_follow(struct session *session, struct message *message);

// A turn went well, the page and the journal have it: where it was another's too, those that are alike may follow.
void likeness_note(const struct turn *turn);

// It is like nobody from now on.
void likeness_leave(struct session *session);

// It falls asleep: alone in its likeness, it gives that up.
void likeness_rest(struct session *session);

// The model as bytes where somebody wrote it down already; without data where nobody did.
struct bytes likeness_model(const struct session *session);

// Of a hall. What led where is forgotten once a second: by then all have followed.
void likenesses_create(struct hall *hall);
void likenesses_sweep(struct hall *hall);
void likenesses_destroy(struct hall *hall);
