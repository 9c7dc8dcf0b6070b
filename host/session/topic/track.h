// Where a session is present, and where it looks who is: ls.track and ls.untrack. Tracks are the session's, not its
// Lua state's: they outlive sleep, moves between shards, newer code and, in records, the host.
//
// One is present while its page has a line, and a moment longer, so that nobody flickers who reloads. Who looks gets
// the list of all who are there as an ordinary message, whenever it changed; presence.h brings it.
#pragma once

#include "base/error.h"
#include "base/shared.h"
#include "session/topic/roster.h"
#include "value/value.h"

struct hall;
struct session;

// What a track is told: all who are there, those who came, those who went.
enum track_news { NEWS_LIST, NEWS_JOINS, NEWS_LEAVES, NEWS_COUNT };

#define TRACK_NO_HANDLER UINT32_MAX

struct track {
    struct track *next; // of the session
    struct session *session;
    struct shared *topic;
    struct shared *key;  // NULL: it stands for itself
    struct shared *meta; // canonical; NULL: it looks, and is not there itself
    uint64_t target;     // whose handlers are meant: a component, or 0 for the view
    uint32_t handlers[NEWS_COUNT];
    uint32_t number;           // what waits from it has a source made of this (mailbox.h)
    int64_t since_ms;          // it is present
    bool is_present;           // the rosters of all halls have it
    bool is_new;               // it looks since the roster settled last: it is told in any case
    struct roster_topic *room; // where it looks, in the session's hall; NULL: nowhere
    struct track *next_looker;
    struct track **looker_link; // what leads to it there
};

struct tracks {
    struct session *session;
    struct track *first;
    uint32_t count;
    uint32_t numbered; // the last number given out
    int64_t since_ms;  // the youngest entry of a roster: no two are of one moment
    bool is_fading;    // without a line; on its hall's list of those
    uint64_t fades_ms; // when it is present no more
    struct tracks *previous;
    struct tracks *next;
};

// --- commands ---

// ls.track{ topic, meta?, key?, message?, joins?, leaves? } of the view, or of the component `target`, can be carried
// out; fails (MISFIT, UNKNOWN, TOO_LARGE, FULL) with a sentence for the developer.
bool track_check(const struct session *session, const struct value *command, uint64_t target, struct error *err);

void session_track(struct session *session, const struct value *command, uint64_t target);
void session_untrack(struct session *session, const struct value *command, uint64_t target);

uint32_t tracks_count(const struct session *session);

// --- what is said ---

// A message for one of its handlers, which the payload fits.
void track_tell(struct track *track, enum track_news news, struct shared *data);

// --- the life of a session ---

// It has a line now, or lost it, or its page shows another view.
void tracks_follow_line(struct session *session);

// Its time without a line is over.
void tracks_fade(struct tracks *tracks);

// The session is in a hall; or is about to leave it for another one.
void tracks_arrive(struct session *session);
void tracks_depart(struct session *session);

void tracks_forget(struct session *session);

// Those of a component that is gone.
void tracks_forget_of(struct session *session, uint64_t target);

// Each is of another app's handlers from now on, as `follow` says of its target and of all its handlers; where that
// is false it is gone.
void tracks_follow(struct session *session, bool (*follow)(void *self, uint64_t *target, uint32_t *handlers),
                   void *self);

void tracks_tell(const struct session *session, void (*tell)(void *self, const struct track *track), void *self);

// What there is to say of one; borrowed. `key` and `meta` without data: it has none.
struct track_told {
    struct bytes topic;
    uint64_t target;
    struct bytes key;
    struct bytes meta;
    uint32_t handlers[NEWS_COUNT];
};

// Makes one again, which is nowhere until the session has a line.
void track_remember(struct session *session, const struct track_told *told);
