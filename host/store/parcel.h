// What is to be kept, on its way to whoever writes it down: entries for many sessions, all of which are written in
// one transaction or none. And a question of what was kept. A parcel is made by one thread, answered by another, and
// comes back to the first.
#pragma once

#include "base/buffer.h"

#include <stdatomic.h>
#include <stdint.h>

enum parcel_kind {
    PARCEL_RECORD, // all of a session, in place of what there was
    PARCEL_STEP,   // what was added to it
    PARCEL_LINKS,  // ids (uint64_t) of the sessions that come along with it
    PARCEL_END,    // nothing of it is wanted any more
    PARCEL_ACTOR,  // how an actor was started that is to come back by itself
    PARCEL_OUT,    // a visitor or user, by number in place of a session, was signed out: a struct parcel_out
};

// What is remembered of somebody who was signed out (session/visit/registry.h).
struct parcel_out {
    uint64_t except; // the visitor whose cookie stays good
    int64_t time_ms; // since 1970
};

struct parcel_entry {
    uint8_t kind;
    uint64_t session;
    uint32_t seq; // of the newest frame that waits for this to be kept
    uint32_t ref; // of the newest event that is dealt with when it is
    struct bytes content;
};

struct parcel {
    struct parcel *next;
    struct buffer entries;
    uint64_t asked;      // in place of entries: the session that is looked for, with all that come along; 0: none
    bool is_here;        // the answer: it was given out before, and lives
    struct buffer found; // the answer: entries of kinds RECORD and STEP, of each session in their order
    void (*answer)(struct parcel *parcel); // in the writer's thread, when all is kept; the parcel is whose it was
};

// Who writes down. `take` may be called by any thread, and the parcel is the writer's until it is answered. Parcels
// of one thread are written in their order.
struct keeper {
    void (*take)(struct keeper *keeper, struct parcel *parcel);
    _Atomic bool is_draining;  // the host goes down: what is not found may be with the next
    _Atomic bool is_failing;   // it cannot write just now, and goes on trying
    _Atomic uint64_t commits;  // transactions on the disk,
    _Atomic uint64_t entries;  // what was in them,
    _Atomic uint64_t failures; // and those that the disk refused
    struct buffer outs;        // entries of kind OUT, oldest first: what hosts before this one kept
    struct buffer actors;      // entries of kind ACTOR, of those that are still kept
};

void parcel_destroy(struct parcel *parcel);

void parcel_put(struct buffer *entries, const struct parcel_entry *entry);

// The entry at *at, which moves on; its content is borrowed. False at the end. Begin with *at = 0.
bool parcel_read(const struct buffer *entries, size_t *at, struct parcel_entry *entry);
