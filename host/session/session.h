// A visitor's session: what outlives events, lost lines and moves between shards. Its parts are kept by other files
// of this room: receive.c takes frames in, turn.c runs turns, send.c lets frames out, join.c brings lines and
// sessions together, command.c carries out what views ask for. hall.h has what a shard's sessions share.
#pragma once

#include "actor/mailbox.h"
#include "actor/supervisor.h"
#include "app/app.h"
#include "session/state.h"
#include "session/visit/registry.h"
#include "store/journal.h"
#include "tree/rendition.h"
#include "wire/outbox.h"

struct hall;
struct session_list;
struct line;
struct turn;

struct actor;
struct outdated;
struct child;
struct family;
struct ties;
struct pending_call;
struct visit;

// A running timer of a view; its key is the message it brings.
struct timer;

struct session {
    uint64_t id;
    struct hall *hall;
    const struct app *app;     // held
    int64_t version;           // of the model as the journal has it
    struct outdated *outdated; // components in it whose models are of another version; NULL for none (succession.h)
    uint32_t view;
    enum session_state state;

    struct journal journal; // the truth about the model
    struct vm *vm;          // the model awake; NULL while asleep
    struct rendition shown; // what the client's page shows when it has all frames
    uint32_t lives;         // that it had before this one: how often it began anew
    bool has_shown;         // false: dropped to save memory; made again from the model
    bool has_moved;         // the journal says where it is now, and not `page`
    struct buffer page;     // where it was at its snapshot: render's second argument, canonical; see place.h
    struct buffer start;    // init's arguments: params and session, two canonical values
    size_t start_params_size;
    struct belonging owner;

    struct mailbox mailbox;
    struct outbox outbox;
    uint32_t ref_received; // the newest event taken in
    uint32_t ref_done;     // the newest event dealt with
    struct line *line;     // NULL without one
    struct turn *turn;     // the turn under way, between two of its slices
    struct timer *timers;
    struct pending_call *calls;          // of services, under way (calls.h)
    struct subscriptions *subscriptions; // NULL: it has none
    struct likeness *likeness;           // with whom it is alike (topic/likeness.h); NULL: nobody is known
    struct tracks *tracks;               // where it is present; NULL: nowhere
    struct member *member;               // of a topic's crowd, see crowd.h; NULL: its channel has no such limits
    struct steps *steps;                 // in development: what it did lately; else NULL
    uint64_t travels_at;                 // the step after which its page shows the past (travel.h)
    bool is_travelling;                  // it does
    bool is_replay; // it only goes a way that was gone before (replay.h): what it asks for is not carried out
    struct failures failures;
    char *trouble;             // what went wrong last, for those who look; NULL: nothing did
    uint64_t fuel;             // spent so far
    struct actor *actor;       // what it is where it has no page, see actor.h; else NULL
    struct ties *ties;         // what it waits for from actors, see ties.h
    struct child *children;    // nested views in its page, see children.h
    struct family *family;     // all sessions of its page; NULL where there is but this one
    struct visit *visit;       // the page request that shows it, until that is answered
    struct passage *passage;   // the link that leads to it, until that is answered
    char *sent_to;             // where its init sends the visitor, who never sees it
    const struct route *route; // of a page's own view
    uint64_t leads_to;         // where a link leads that was followed
    uint64_t hopped_ms;        // when a view last sent its visitor on, by the loop's clock
    uint32_t hops;             // how often that was, one after the other
    bool sends_on;             // this one has, and nothing was done in it since
    bool is_leaving;           // a link was followed, and leads nowhere yet
    bool is_left;              // its page shows another view now; it may be come back to
    uint32_t keepers;          // of a nested one: pages that have it, more than one only where it is sticky
    uint32_t depth;            // how many sessions it stands in
    bool has_model;            // its first turn has succeeded
    bool gathers;              // whoever asked for its page waits for what its calls bring, see gather.h
    bool wants_start;          // its first turn is to be made, or made again
    bool is_retried;           // the hall makes it again after a while
    bool is_troubled;          // its page shows what is wrong with the app's files
    uint64_t title;            // fingerprint of the title last sent
    uint64_t head;             // and of the document's head, see head.h
    uint64_t unfit_for;        // the number of an app in which it could not go on
    struct buffer news;        // operations that its page is told with the next whole page, see news.h
    uint64_t numbering;        // of templates in its page (app.h); 0: its own
    uint32_t numbering_since;  // the frame that told its page so; 0: the page came with it
    uint32_t templates_first;  // those below were in the page's file of templates
    uint32_t templates_told;   // and those below were told since
    uint32_t behind;           // 1 + the place in the journal of the first turn that `vm` lacks; 0: it has all

    size_t kept_turns;   // of the journal, in bytes, that the keeper has
    uint64_t kept_links; // whom it brings along, as the keeper has it
    uint64_t came_from;  // the session that its page showed before; it may be come back to
    uint64_t unkept_ms;  // since when what it did waits to be kept
    struct session *unkept_next;

    double tokens;             // of the event rate
    uint64_t tokens_ms;        // when they were counted last, by the loop's clock
    size_t awake_bytes;        // of its Lua state, when it was used last
    uint64_t touched_ms;       // when something last happened here, by the loop's clock
    uint32_t joins;            // lines that joined so far
    uint32_t ref_kept;         // the newest event that is dealt with for good
    uint8_t likeness_rest;     // broadcasts until it is compared again,
    uint8_t likeness_patience; // and how many it were
    bool wants_full;           // the client needs the whole page
    bool is_durable;           // it outlives the host; see keeping.h
    bool is_recorded;          // the keeper has it
    bool needs_record;         // steps would not do
    bool is_unkept;            // on the hall's list of those that changed
    bool is_suspect;           // the model could not be snapshot: check each turn when it is restored
    bool is_queued;            // in the hall's run queue
    bool is_delayed;           // held back by the event rate
    bool is_on_awake_list;
    struct session *queue_next;
    struct session_list *list; // the hall's list it is on: parked, away or live
    uint64_t placed_ms;        // since when
    struct session *previous;
    struct session *next;
    struct session *awake_previous; // on the hall's list of those with a vm
    struct session *awake_next;
};

// What messages come from (mailbox.h), beside a subscription of this number.
#define SOURCE_GAP   (UINT32_C(1) << 31) // a subscription that missed something
#define SOURCE_WATCH (UINT32_C(1) << 30) // the end of one that was watched

// Whether it has no page, and never will: an actor.
static inline bool session_is_unseen(const struct session *session)
{
    return session->app->views[session->view].is_actor;
}

// Events a second that it may be sent, and at once: as the operator says, or less where its channel says so.
void session_event_rate(const struct session *session, double *per_s, double *burst);

// A session of this app that nothing has run in yet, with an id of its own. On no list.
struct session *session_new(struct hall *hall, const struct app *app, uint32_t view);

// Ends it: its line is told `code`, its memory is given back.
void session_end(struct session *session, enum error_code code, const char *why);

// Takes it off its hall: asleep, without timers running, without a line; free to be given to another hall's thread.
// Fails (FULL) in the middle of a turn.
bool session_detach(struct session *session, struct error *err);
void session_arrive(struct session *session, struct hall *hall);

// Gives back the memory of one that was detached and will not arrive: the house is closing.
void session_delete(struct session *session);

// Lets the Lua state go; snapshot and journal stay. Nothing is lost. Does nothing in the middle of a turn.
void session_sleep(struct session *session);

// Lets go of the Lua state as it is: what is in snapshot and journal counts.
void session_drop_state(struct session *session);

// Makes the Lua state again from snapshot and journal where there is none, and what the page shows where that was
// dropped.
bool session_wake(struct session *session, struct error *err);

// A new snapshot in the journal's place, where that is due or `now`. False where the model cannot be written down:
// the journal is as before then, and the session suspect.
bool session_snapshot(struct session *session, bool now);

// What the last render changed about components, into the journal.
void session_keep_changes(struct session *session);

// The step of a message: the handler of the view, or of a component that is there.
enum vm_step session_update(const struct session *session, uint64_t target, uint32_t handler, struct bytes payload);

// What messages and people call a handler: "add"; "params" where the page goes to another place.
struct bytes session_handler_name(const struct session *session, uint64_t target, uint32_t handler);

// A render's changes (vm_component_changes) say which components are gone: their timers and subscriptions go too.
void session_forget_gone(struct session *session, struct bytes changes);

// It begins anew: what it asked for before is forgotten.
void session_forget_wishes(struct session *session);

// What went wrong in it last.
void session_note_trouble(struct session *session, struct bytes text);

// Fresh randomness for a first turn.
void session_draw_random(const struct session *session, uint64_t random[4]);
