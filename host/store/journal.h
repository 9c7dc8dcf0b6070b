// A session's state as bytes: a snapshot of its model and the messages since. Whatever a session has to survive (a
// failed turn, sleep, a move to another shard), it survives by decoding the one and applying the others again.
//
// A turn that succeeds appends its message: the cost does not grow with the model. A new snapshot is due when
// replaying would cost more than decoding: then the journal begins anew.
#pragma once

#include "base/buffer.h"

#include <stdint.h>

struct journal {
    struct buffer snapshot; // the model, canonical
    struct buffer turns;    // entries since
    uint32_t turns_count;
    int64_t turns_fuel; // what those turns cost without their renders, which are not replayed; in units
    int64_t time_ms;    // of the last turn
    uint64_t random[4]; // the generator, at the snapshot
};

struct journal_turn {
    int64_t time_ms;
    uint32_t handler;     // or JOURNAL_CHANGES
    struct bytes payload; // borrowed from the journal
    uint64_t target;      // the component whose handler it is; 0: the view
};

enum { JOURNAL_ENTRY_SIZE_MIN = 16 }; // bytes of `turns`

// In place of a handler: no turn, but what a turn's render did to components (vm_component_changes).
#define JOURNAL_CHANGES 0x7fffffffu

// The handler of a turn in which the page went to another place: its payload (session/visit/place.h).
#define JOURNAL_PARAMS 0x7ffffffeu

void journal_destroy(struct journal *journal);

void journal_append(struct journal *journal, const struct journal_turn *turn, int64_t fuel);

// Whether a snapshot is worth its cost now. It would have about `model_size` bytes.
bool journal_is_long(const struct journal *journal, size_t model_size);

// The entries fall; the caller fills journal->snapshot and random. Begins a snapshot.
void journal_restart(struct journal *journal);

// The entry at *at, which moves on; false at the end. Begin with *at = 0.
bool journal_read(const struct journal *journal, size_t *at, struct journal_turn *turn);

// Takes out the entry that begins at `at`.
void journal_drop(struct journal *journal, size_t at);

// Gives back memory that is not needed while the session sleeps.
void journal_shrink(struct journal *journal);

size_t journal_size(const struct journal *journal);
