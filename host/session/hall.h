// A hall: the sessions of one shard and what they share. One thread; nothing in it is locked. Halls talk through
// their inboxes.
#pragma once

#include "app/app.h"
#include "base/arena.h"
#include "base/names.h"
#include "base/slabs.h"
#include "bus/inbox.h"
#include "session/alarm.h"
#include "session/limits.h"
#include "session/line.h"
#include "tree/rendition.h"

#include <stdint.h>
#include <uv.h>

enum { CLAIMERS_MAX = 512 }; // chains: thousands may come back at once
enum { OUTGOING_MAX = 64 };  // lines that write together

struct clerks;
struct delivery;
struct keeper;
struct likeness;
struct presence;
struct session;
struct skeleton;
struct topics;
struct tree;
struct turn;
struct visit;
struct way;

// What sessions ask of the house's door; net/ gives it at birth, so this room never includes net/.
struct door {
    void (*bytes_wait)(struct line *line);       // line_pull has something, or the line is closing
    void (*answer)(struct visit *visit);         // the page is ready, see visit.h
    bool (*has_gone)(const struct visit *visit); // whoever asked for the page has hung up; NULL: they never do
};

// What happened, for the operator.
#define COUNTERS(X)                                                                                                  \
    X(visits, "page requests")                                                                                       \
    X(joins, "lines that joined a session")                                                                          \
    X(resumes, "of these, lines that came back")                                                                     \
    X(handovers, "sessions taken over from another shard")                                                           \
    X(events, "events that reached a view")                                                                          \
    X(turns, "turns that succeeded")                                                                                 \
    X(turns_alike, "of these, those that another session had made already, and Lua did not run")                     \
    X(turns_failed, "turns that were rolled back")                                                                   \
    X(patches, "frames with a change")                                                                               \
    X(fulls, "whole pages sent over a line")                                                                         \
    X(restores, "states made again from snapshot and journal")                                                       \
    X(snapshots, "models written down whole")                                                                        \
    X(revivals, "sessions taken up from the state directory")                                                        \
    X(unreadable, "sessions of the state directory that cannot be read, and were dropped")                           \
    X(behind, "sessions taken up that were older than their pages, and dropped")                                     \
    X(unkept, "lines ended because the state directory cannot be written")                                           \
    X(sleeps, "sessions put to sleep")                                                                               \
    X(renewals, "sessions that went on in newer code")                                                               \
    X(renewals_failed, "sessions that could not, and stay with the code that they had")                              \
    X(restarts, "sessions begun anew after failures")                                                                \
    X(children, "nested views that began")                                                                           \
    X(actors, "actors that began")                                                                                   \
    X(actor_restarts, "times one was started again after a failure")                                                 \
    X(groups_down, "groups that went beyond their intensity")                                                        \
    X(tells, "messages told to actors")                                                                              \
    X(tells_refused, "of these, refused: nobody of that name, a misfit, a full mailbox")                             \
    X(ended, "sessions that ended, nested views too")                                                                \
    X(retries, "first turns of nested views that were tried again")                                                  \
    X(slices, "times a turn gave way to others")                                                                     \
    X(rejected_syntax, "frames refused: not of the protocol")                                                        \
    X(rejected_too_large, "frames refused: size or depth")                                                           \
    X(rejected_unknown, "events refused: undeclared event or field")                                                 \
    X(rejected_misfit, "events refused: a field does not fit")                                                       \
    X(rejected_forbidden, "frames refused: ticket or lifecycle")                                                     \
    X(rejected_full, "events refused: too many wait")                                                                \
    X(rejected_late, "events taken back by the browser: their line was away too long")                               \
    X(duplicates, "events that came again after a lost line")                                                        \
    X(moves, "times a page went to other params of its view")                                                        \
    X(passages, "times a page went to another view over its line")                                                   \
    X(passages_back, "of these, back to a view that was left")                                                       \
    X(passages_refused, "links that were refused on the line")                                                       \
    X(calls, "calls of services")                                                                                    \
    X(calls_failed, "of these, those that raised")                                                                   \
    X(calls_overdue, "calls that took longer than they may")                                                         \
    X(calls_full, "calls that were refused: too many waited")                                                        \
    X(calls_cancelled, "calls that were ended because their page was gone")                                          \
    X(calls_dropped, "calls that a newer one took the place of")                                                     \
    X(calls_lost, "calls that the host could not make, or went down in")                                             \
    X(session_changes, "times a view changed its visitor's session")                                                 \
    X(signed_out, "sessions that ended because their visitor signed in or out elsewhere")                            \
    X(channels, "topics that clients opened")                                                                        \
    X(channels_refused, "of these, to which the app did not let them")                                               \
    X(channels_full, "and of these, where enough clients are there already")                                         \
    X(pushes_full, "events refused because their topic carries as much as it may")                                   \
    X(broadcasts, "messages broadcast to a topic")                                                                   \
    X(broadcasts_heard, "times one was put in a subscriber's mailbox")                                               \
    X(broadcasts_misfit, "times one was not, because its data does not fit the subscriber's message")                \
    X(broadcasts_dropped, "broadcasts that gave way, because too many waited for a subscriber")                      \
    X(broadcast_gaps, "times a subscriber missed some")                                                              \
    X(presence_joins, "times that a session was present from then on")                                               \
    X(presence_leaves, "times that one was present no more")                                                         \
    X(presence_told, "messages that say who is present")                                                             \
    X(presence_misfit, "lists of who is present that do not fit the message that would bring them")                  \
    X(presence_dropped, "messages of who came or went that found no room")                                           \
    X(presence_refused, "sessions that were not shown, because enough are present already")                          \
    X(delayed, "events held back by the rate limit")                                                                 \
    X(expired, "sessions whose time without a line was over")                                                        \
    X(evicted, "sessions without a line that made room for others")                                                  \
    X(pressed, "sessions put to sleep for want of memory")

struct counters {
#define X(field, what) _Atomic uint64_t field;
    COUNTERS(X)
#undef X
};

// Counts in the hall's own thread; any thread may read. No locked instruction is needed for a single writer.
static inline void count(_Atomic uint64_t *counter)
{
    atomic_store_explicit(counter, atomic_load_explicit(counter, memory_order_relaxed) + 1, memory_order_relaxed);
}

// Time as a hall sees it. A spec holds it still and moves it by hand.
struct hall_clock {
    bool is_held;
    int64_t wall_ms; // while held: since 1970
    uint64_t now_ms; // while held: for intervals
};

struct settings {
    struct limits limits;
    bool is_dev;
    unsigned halls_count;
    struct hall **halls;   // all of the house, by index
    unsigned char key[32]; // signs tickets
    const char *traces;    // in development: the directory for traces of failures; NULL: they are not written
    const uint64_t *seed;  // four words that all randomness of sessions comes from, for specs; NULL: chance
    struct keeper *keeper; // writes down what is to outlive the host; NULL: nothing is
    struct clerks *clerks; // run services; NULL: nobody does
    bool keeps_all;        // what views do not say themselves
};

struct session_list {
    struct session *first;
    struct session *last;
    size_t count;
};

struct hall {
    unsigned index;
    const struct settings *settings;
    const struct app *app; // held; a session's own may be an earlier one for a while, see renewal.h
    struct vm_limits vm_limits;
    struct slabs slabs; // Lua states live there
    struct door door;
    uv_loop_t *loop;
    struct inbox inbox;
    struct hall_clock clock;
    struct alarms alarms; // the views' timers
    uv_timer_t ring;      // at the next alarm
    uv_timer_t sweep;     // once a second: what is overdue
    uv_timer_t delay;     // started while events are held back
    uv_idle_t run;        // started while the run queue has somebody

    struct session **table; // by id, open addressing
    size_t table_capacity;  // a power of two
    size_t sessions_count;
    struct session_list parked;  // never joined, or left for another view; oldest first
    struct session_list away;    // joined before, no line now, oldest first
    struct session_list live;    // with a line
    struct session_list unseen;  // actors, which none looks at
    struct names actors;         // the same by their names
    struct tree *tree;           // in the first hall, where the app supervises actors
    struct session *awake_first; // those with a Lua state, least recently touched first
    struct session *awake_last;
    size_t awake_bytes;          // of their Lua states
    size_t awake_bytes_max;      // what there is room for, see budget.h
    bool is_full;                // no memory for newcomers
    struct session *queue_first; // sessions with something to do
    struct session *queue_last;
    struct session *retried_first; // those whose first turn failed, until it is made again; on no other queue
    struct session *delayed_first; // those whose events the rate limit holds back; on no other queue
    struct session *unkept_first;  // those that changed since they were written down
    struct delivery *delivery;     // what goes to the keeper when the loop next comes to rest
    struct letter *held_first;     // what actors said meanwhile, which goes out when the keeper has that
    struct letter *held_last;
    uv_prepare_t keep;       // sends it
    uint64_t newcomer_ms;    // when the last connection was taken
    unsigned newcomers;      // of those that were taken, who have asked for nothing yet
    bool is_draining;        // nothing new begins, see drain.h
    uint64_t drains_ms;      // since when
    _Atomic bool is_quiet;   // nothing is under way in its pages any more,
    _Atomic bool is_at_rest; // and its actors have ended
    uint32_t return_ms;      // over which those that are sent away come back
    bool is_closing;         // sessions end here, to go on elsewhere
    bool is_closed;          // nothing begins
    struct line *lines;
    struct line *outgoing[OUTGOING_MAX]; // those that write when the slice is over; NULL: it has done so
    unsigned outgoing_count;
    bool makes_turns;                    // a slice is under way
    struct line *claimers[CLAIMERS_MAX]; // lines that wait for a session, by their claim; chains
    struct topics *topics;
    struct names crowds;       // of topics whose channels say how many may be there, see crowd.h
    struct likeness **alike;   // those that sessions are in, by their bytes, see topic/likeness.h
    struct way *ways;          // and what led from one to another lately
    struct registry *registry; // who was signed out; NULL: nobody
    uint64_t slept_untrimmed;  // sessions put to sleep since memory was given back
    uint64_t claims;           // numbers given out
    uint64_t drawn;            // sessions that drew from the seed
    struct presence *presence;
    struct post *posts; // that look for their session elsewhere
    struct homecoming *homecomings;

    uint64_t calls_out;  // of services, that have not come home
    uint64_t calls_made; // all so far

    struct turn *turns; // a pool
    struct skeleton *skeletons;
    struct arena arena; // of the message being answered
    struct buffer scratch;
    struct buffer patch;
    struct buffer extra;
    struct buffer head;    // of the page's document, see head.h
    struct buffer effects; // of the turn that succeeds, see effect.h
    struct buffer frame;
    struct buffer told;     // in development: hashes of what inspect.c has logged
    struct buffer numbered; // a channel's frame
    struct buffer letter;   // what is told to an actor, while it is taken in
    struct buffer trouble;  // in development: why the app's files cannot be loaded; empty where they can
    struct counters counters;
};

void hall_create(struct hall *hall, unsigned index, const struct settings *settings, const struct app *app,
                 const struct door *door, uv_loop_t *loop);

// The sum over all halls of the house, as Prometheus text. Any thread.
void hall_write_metrics(const struct settings *settings, struct buffer *out);

// All sessions end; handles are closed when the loop runs next. hall_destroy comes when all halls of the house are
// closed and their threads at an end.
void hall_close(struct hall *hall);
void hall_destroy(struct hall *hall);

struct session *hall_find(const struct hall *hall, uint64_t id);
void hall_add(struct hall *hall, struct session *session);
void hall_remove(struct hall *hall, struct session *session);

// Room on the list of the parked: the oldest that nobody waits for makes it. False where all are in the middle of a
// turn.
bool hall_make_room(struct hall *hall);

// Ends the session that nobody has needed for longest: one that nobody joined or, where there is none, one whose
// browser is away. False where all have a line or are at something.
bool hall_end_oldest(struct hall *hall, const char *why);

// The list that a session belongs on has changed: it goes to the end of that list.
void hall_place(struct hall *hall, struct session *session);

// Something happened in it: of those awake it is now the one to sleep last. Also takes it off that list when it has
// no state.
void hall_touch(struct hall *hall, struct session *session);

// The session has something to do and will get a slice in its turn.
void hall_queue(struct hall *hall, struct session *session);

// It has events that the rate limit holds back: it is queued when it may go on.
void hall_delay(struct hall *hall, struct session *session);

// Its first turn failed and is made again when the sweep comes by.
void hall_retry(struct hall *hall, struct session *session);

// Milliseconds for intervals: the loop's, as of the last time it looked.
static inline uint64_t hall_now_ms(const struct hall *hall)
{
    return hall->clock.is_held ? hall->clock.now_ms : uv_now(hall->loop);
}

// Milliseconds since 1970, as apps see them.
int64_t hall_wall_ms(const struct hall *hall);

// Does what is due by now: alarms, and what the sweep looks after. The loop calls it; a spec that moves the clock
// does too.
void hall_ring(struct hall *hall);
void hall_sweep(struct hall *hall);

// The first alarm may have changed.
void hall_set_ring(struct hall *hall);
