// The heart: one message goes through a view. update -> its commands are checked -> render -> diff, or the layout
// where a page was asked for; then, and only then, the journal, the outbox, the page as shown and the commands'
// effects change. Where any step fails nothing has changed: the state is thrown away and made again from the journal
// when it is next needed.
#pragma once

#include "session/hall.h"
#include "session/keep/renewal.h"

// What a turn has in hand between its slices.
struct turn {
    struct turn *pool_next;
    struct session *session;
    enum turn_phase { TURN_INIT, TURN_UPDATE, TURN_STREAMS, TURN_RENDER, TURN_LAYOUT } phase;
    struct message *message; // NULL for a first turn and for a repaint
    bool is_first;           // init
    bool is_repaint;         // the client needs the whole page
    bool is_renewal;         // it goes on in newer code
    struct renewal renewal;
    int64_t now_ms;
    uint64_t began_ns;   // in development
    int64_t update_fuel; // what the turn spent before it rendered: the price of playing it again
    struct rendition next;
    struct rendition layout; // of a page request: the document around it
};

// Begins a session: init and the first render.
void turn_begin_first(struct session *session);

// The same for one that was there before: it begins anew.
void turn_restart(struct session *session);

// One slice more of the turn under way; and the first of a turn that takes a message (and owns it from then on), of
// one that says the whole page again, and of one in newer code.
void turn_continue(struct session *session);
void turn_begin_message(struct session *session, struct message *message);
void turn_begin_repaint(struct session *session);
void turn_begin_renewal(struct session *session);

// One of the hall's pool, which the session has under way from now on; and back.
struct turn *turn_new(struct session *session);
void turn_delete(struct turn *turn);

// The turn under way fails for this reason, and is rolled back.
void turn_give_up(struct session *session, const struct error *why);

// Gives up the turn under way, if any.
void turn_abort(struct session *session);

// The pool goes with its hall.
void turns_destroy(struct hall *hall);
