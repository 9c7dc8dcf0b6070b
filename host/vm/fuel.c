// See fuel.h. The limit error is a light userdata, so that raising it allocates nothing and no Lua code can make one.
#include "vm/fuel.h"

#include "base/clock.h"
#include "vm/heap.h"
#include "vm/slice.h"

#include <lauxlib.h>

static const char limit_error = 0;

void fuel_pay(lua_State *L, size_t units)
{
    struct heap *heap = heap_of(L);
    if (!heap->dead && units < (size_t)INT64_MAX && heap->fuel > (int64_t)units) {
        heap->fuel -= (int64_t)units;
        return;
    }
    fuel_raise(L);
}

size_t fuel_left(lua_State *L)
{
    struct heap *heap = heap_of(L);
    return heap->dead || heap->fuel <= 0 ? 0 : (size_t)heap->fuel;
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
    if (now > slice->deadline_ns || (slice->stop && *slice->stop)) {
        slice->overdue = true;
        fuel_raise(L);
    }
    bool is_over = slice->units >= slice->units_max || now >= slice->end_ns;
    if (is_over && L == slice->thread && lua_isyieldable(L)) lua_yield(L, 0);
}
