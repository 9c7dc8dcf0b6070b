// See fuel.h. The limit error is a light userdata, so that raising it allocates nothing and no Lua code can make one.
#include "vm/fuel.h"

#include "base/clock.h"
#include "vm/heap.h"
#include "vm/slice.h"

#include <lauxlib.h>

enum { LOOK_SHIFT = 20 }; // between two looks at the clock: 2^20 units, about a millisecond

static const char limit_error = 0;

// Raises where the time is over, or somebody else ends the turn.
static void check_time(lua_State *L, struct slice *slice, uint64_t now_ns)
{
    if (now_ns <= slice->deadline_ns && !(slice->stop && *slice->stop)) return;
    slice->overdue = true;
    fuel_raise(L);
}

// The hook does not come by while C works: who has much fuel, as services have, is bounded by the clock.
void fuel_pay(lua_State *L, size_t units)
{
    struct heap *heap = heap_of(L);
    if (heap->dead || units >= (size_t)INT64_MAX || heap->fuel <= (int64_t)units) fuel_raise(L);
    int64_t before = heap->fuel;
    heap->fuel -= (int64_t)units;
    if (before >> LOOK_SHIFT != heap->fuel >> LOOK_SHIFT && heap->owner) check_time(L, heap->owner, clock_ns());
}

void fuel_look(lua_State *L)
{
    struct heap *heap = heap_of(L);
    if (heap->owner) check_time(L, heap->owner, clock_ns());
}

bool fuel_is_dead(lua_State *L)
{
    return heap_of(L)->dead;
}

_Noreturn void fuel_raise(lua_State *L)
{
    heap_of(L)->dead = true;
    lua_pushlightuserdata(L, (void *)&limit_error);
    lua_error(L);
    __builtin_unreachable();
}

bool fuel_is_limit_error(lua_State *L, int index)
{
    return lua_touserdata(L, index) == (const void *)&limit_error;
}

// A single instruction can take a long time only where it has much to do it with: comparing long strings, making a
// large table larger. So a state that holds much looks at the clock more often.
static void adapt_period(lua_State *L, int period, const struct heap *heap)
{
    int wanted = heap->used > FUEL_PERIOD_HEAP_MAX ? FUEL_PERIOD_SHORT : FUEL_PERIOD;
    if (period != wanted) lua_sethook(L, slice_hook, LUA_MASKCOUNT, wanted);
}

void slice_hook(lua_State *L, lua_Debug *debug)
{
    (void)debug;
    struct heap *heap = heap_of(L);
    struct slice *slice = heap->owner;
    int period = lua_gethookcount(L);
    heap->fuel -= period;
    if (heap->dead || heap->fuel <= 0) fuel_raise(L);
    if (!slice) return;
    // Garbage is collected between turns; only a turn that makes a lot of it pays for collecting on the way.
    // Restarting a collector that runs would make it take a step at once, every time.
    bool is_much = heap->used > heap->used_after_collection + slice->garbage_max;
    if (is_much && !lua_gc(L, LUA_GCISRUNNING)) lua_gc(L, LUA_GCRESTART);
    slice->units += period;
    adapt_period(L, period, heap);
    uint64_t now = clock_ns();
    check_time(L, slice, now);
    bool is_over = slice->units >= slice->units_max || now >= slice->end_ns;
    if (is_over && L == slice->thread && lua_isyieldable(L)) lua_yield(L, 0);
}
