// The roster: who is there, topic by topic. Every hall has one, and all of them say the same once the halls have
// heard of each other. A topic's entries are in the order in which they came; what changed is told when the roster
// settles, so that somebody who goes and comes back in between was never away.
//
// Nothing here knows sessions, lines or halls: an entry is who it is of (two numbers), and what he says of himself.
#pragma once

#include "base/buffer.h"

#include <stdint.h>

struct roster;
struct roster_topic;

// The two numbers and the time say which entry it is, on whatever hall. What it says of itself may change, its key
// does not.
struct roster_entry {
    uint64_t session;
    uint64_t target; // the component in it, or 0
    int64_t since_ms;
    struct bytes key;  // entries of one key are one person; without data: the entry stands for itself
    struct bytes meta; // canonical
};

struct roster *roster_new(void);
void roster_delete(struct roster *roster);

// It is there from now on, or as it is now. Copies what it is given.
void roster_put(struct roster *roster, struct bytes name, const struct roster_entry *entry);

// It is not there any more; nothing where it was not.
void roster_remove(struct roster *roster, struct bytes name, const struct roster_entry *entry);

// The topic of this name; NULL where nobody is there and nobody looks.
struct roster_topic *roster_find(const struct roster *roster, struct bytes name);

size_t roster_count(const struct roster_topic *topic);

// --- who looks ---

// Something of the caller's that belongs to a topic, and keeps it from being forgotten; NULL: nothing any more.
struct roster_topic *roster_look(struct roster *roster, struct bytes name);
void **roster_lookers(struct roster_topic *topic);

// The topic is visited when the roster settles next, whether or not it changes.
void roster_touch(struct roster *roster, struct roster_topic *topic);

bool roster_is_settled(const struct roster *roster);

// Calls `visit` for each topic that changed or was touched; `is_changed`: others are there than when it was visited
// last, or what they say is different. Then all of it is known.
void roster_settle(struct roster *roster, void (*visit)(void *self, struct roster_topic *topic, bool is_changed),
                   void *self);

// --- what there is to tell, canonical lists ---
//
// An entry without a key is its meta. Entries of one key are together { key = ..., metas = { ... } }, at the place of
// the first.

void roster_put_list(const struct roster_topic *topic, struct buffer *out);

// In a visit only: those who came and those who went since the one before; one who says something else now did both.
// False where there is nobody, and nothing is written.
bool roster_put_joins(const struct roster_topic *topic, struct buffer *out);
bool roster_put_leaves(const struct roster_topic *topic, struct buffer *out);
