// Fairness: a turn runs in slices. The count hook that pays its fuel also ends its slice, by yielding the turn's own
// coroutine, so that the shard serves others before it goes on.
#pragma once

#include <lua.h>

#include <stdbool.h>
#include <stdint.h>

// Instructions between two calls of the hook. Its price does not depend on it: having a hook at all is what costs.
enum { FUEL_PERIOD = 1000, FUEL_PERIOD_SHORT = 100, FUEL_PERIOD_HEAP_MAX = 1024 * 1024 };

struct slice {
    lua_State *thread; // the turn's coroutine: the only one that yields
    int64_t units;     // spent in this slice
    int64_t units_max;
    uint64_t end_ns; // of this slice, by clock_ns: instructions that allocate or compare much are slower than others
    uint64_t deadline_ns;     // of the turn: the backstop
    bool overdue;             // the deadline passed
    const _Atomic bool *stop; // set by another thread where the turn is to end; NULL: nobody does
    size_t garbage_max;       // bytes that a turn may leave behind before the collector runs within it
};

// Installed on the turn's coroutine (and inherited by those it makes) with LUA_MASKCOUNT and FUEL_PERIOD. The heap's
// owner must begin with a struct slice.
void slice_hook(lua_State *L, lua_Debug *debug);
