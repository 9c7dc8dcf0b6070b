// What there is in the house, for those who run it: the supervision tree, sessions, topics, as plain data. A question
// goes from hall to hall, each adds what it has, and the last one answers; nobody waits for anybody. A word to end
// somebody goes the same way.
//
//     { kind = "hall", hall, sessions, actors, awake_bytes }
//     { kind = "group" | "actor", name, depth, state, strategy | restarts, failed }    the tree, in its order
//     { kind = "node", actor | path, id, view, state, waiting, bytes, fuel, failed }   a session, or an actor's
//     { kind = "topic", name, listeners }
//     { kind = "more", of = "group" | "node" | "topic", count }     for which there was no room
//     { kind = "service" | "program", name, state, hands, hands_max, working, waiting, restarts, cold_start_ms,
//     failed }
//
// There is room for OVERVIEW_ROWS_MAX of the tree, of sessions (each shard has its part of that), and of topics.
#pragma once

#include "base/buffer.h"
#include "base/names.h"
#include "bus/inbox.h"

struct hall;
struct session;
struct settings;

enum { OVERVIEW_NAME_MAX = 220, OVERVIEW_ROWS_MAX = 500 };

// Rows that are known by a name.
struct listing {
    struct names names;
    struct listed *first;
    struct listed *last;
    uint64_t more; // for which there was no room; a topic counts in each hall that has it
};

struct overview {
    struct inbox_message message; // first
    const struct settings *settings;
    unsigned halls;                // still to be asked
    char ended[OVERVIEW_NAME_MAX]; // whom to end: an actor's name, a session's id in hexadecimal, or a service's or
                                   // program's name; "": nobody
    bool has_ended;
    struct buffer rows; // canonical; a list once it is done
    size_t rows_begin;
    size_t rows_count;
    struct listing members; // of the tree
    struct listing topics;
    uint64_t sessions_more;
    void *self;
    // In the last hall's thread, with its hall; NULL where the house is closing. The overview is the asker's again.
    void (*done)(struct overview *overview, struct hall *hall);
};

// What the tree's page asks for, and nobody else may; the answer is a message like that of ls.ask.
struct error;
struct value;
bool overview_check(const struct session *session, struct error *err);
void overview_ask(struct session *session, const struct value *command);

// Any thread. settings, self and done are filled in.
void overview_begin(struct overview *overview);

// Ends what a session does, and takes it back to its last good model: the page goes on from there. Of an actor it is
// a failure, which its group answers.
void overview_end_session(struct session *session);
