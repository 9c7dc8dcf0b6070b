// A unit: one file of an app or of the stdlib, compiled. It never changes, so an app that is loaded again shares the
// units of those files that are as they were with the app before it.
#pragma once

#include "base/arena.h"
#include "vm/compile.h"

#include <stdatomic.h>

struct unit {
    _Atomic uint32_t holders;
    struct arena arena;
    struct bytes name;   // by which it is required
    struct bytes file;   // what messages call it
    struct bytes source; // of which it was made; borrowed where the binary carries it
    bool is_own;         // the app's, not the stdlib's
    struct compiled compiled;
    const uint32_t *numbers;      // the ids of its templates
    const uint64_t *fingerprints; // and what they are, before the declarations of others add to them (uses_take)
    size_t numbers_count;
};

// With one holder: who asked.
struct unit *unit_new(struct bytes name, struct bytes file);
struct unit *unit_hold(struct unit *unit);
void unit_release(struct unit *unit); // any thread; NULL is nothing
