// What actors and those who know them by name say to each other. A name belongs to one hall, by its hash: what is
// said to a name goes there, and everything about it is done there. What is said to a session goes to the hall where
// it was when it wrote, and from there after it.
//
//     tell, ask, watch, stop      to a name: actors.h
//     start                       to a name, and from there to the tree
//     orders and reports          between the tree (supervise.h) and its actors
//     answer, down, lost          to a session: ties.h
//
// Letters of one hall to another arrive in their order.
#pragma once

#include "actor/supervision.h"
#include "base/arena.h"
#include "base/buffer.h"
#include "bus/inbox.h"

#include <stdint.h>

struct hall;
struct session;

enum letter_kind {
    LETTER_TELL,    // name, word: the message, data; `ask` where an answer is wanted
    LETTER_WATCH,   // name; ask: the watch's number
    LETTER_UNWATCH, // the same
    LETTER_STOP,    // name, word: the reason
    LETTER_START,   // name, word: the actor's declaration, data: its arguments, group
    LETTER_ORDER,   // name, order; of a start: word, data; of others word: the reason, is_farewell
    LETTER_ADD,     // to the tree: a start, from the hall where its actor waits
    LETTER_REMOVE,  // to the tree: a stop
    LETTER_REPORT,  // to the tree: name, report; word: what went wrong
    LETTER_ANSWER,  // to a session: ask, data: canonical, or word: why there is none
    LETTER_DOWN,    // to a session: name, ask: of the watch, word: the reason
    LETTER_LOST,    // to a session: name, word: the message; data: why it did not arrive, text
};

enum report {
    REPORT_BEGAN,
    REPORT_FAILED_TURN,
    REPORT_FAILED_STATE,
    REPORT_ENDED,
    REPORT_STOPPED,
};

// A session, wherever it is.
struct correspondent {
    uint64_t session; // 0: nobody
    unsigned hall;
};

struct letter {
    struct inbox_message message; // first
    struct letter *held_next;     // of those that wait for the disk
    unsigned held_to;
    enum letter_kind kind;
    struct correspondent from;
    struct correspondent to; // of those to a session
    uint32_t ask;
    uint32_t life;  // of orders and reports: which of the actor's lives they are about
    uint32_t halls; // still to be asked for `to`
    enum order order;
    enum report report;
    bool is_farewell;         // the host ends: what outlives it is not to be forgotten
    enum child_kind restarts; // of a start
    struct bytes name;
    struct bytes word;
    struct bytes data;
    struct bytes group;
};

// The hall that a name belongs to.
unsigned letter_hall_of(const struct hall *hall, struct bytes name);

// A copy of the letter goes to that hall. What is said to a name of this hall arrives at once, unless it could end
// somebody.
void letter_send(struct hall *hall, unsigned to, const struct letter *letter);

// To whom the letter's name belongs; to the tree; to the session that `letter->to` names.
void letter_to_name(struct hall *hall, const struct letter *letter);
void letter_to_tree(struct hall *hall, const struct letter *letter);
void letter_to_session(struct hall *hall, const struct letter *letter);

// The same, of what an actor says. Where what it does is kept (keep/keeping.h), nobody hears of it before that is on
// the disk.
void letter_say_to_name(struct session *session, const struct letter *letter);
void letter_say_to_session(struct session *session, const struct letter *letter);

// A start as bytes, for the next host; and made of them again, as one letter of nobody's, mem_free. NULL where they
// are none.
void letter_write_start(const struct letter *letter, struct buffer *out);
struct letter *letter_read_start(struct bytes bytes, struct arena *arena);

// Those that waited, in their order, go out; or nobody is there any more (NULL).
void letters_release(struct hall *hall, struct letter *first);

static inline bool correspondent_is(struct correspondent a, struct correspondent b)
{
    return a.session == b.session;
}
