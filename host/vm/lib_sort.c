// table.sort: a merge sort of places, not of values.
//
//     table   [ "pear" "fig" "plum" ]     stays as it is until the order is known
//     places  [ 1 2 0 ] -> merged, run by run, between two halves of one block -> permuted at last
//
// So an error from the comparison leaves the table unchanged, a comparison that makes no sense ends all the same, and
// equal elements keep their order, which stock Lua does not promise. At most n log n comparisons, each paid for;
// strings are compared here, in byte order, because a long one costs more than an instruction.
#include "vm/lib.h"

#include "base/bytes.h"
#include "vm/fuel.h"

#include <string.h>

enum { TABLE = 1, COMPARISON = 2, COUNT_MAX = 1 << 20, COMPARE_UNITS = 8, CALL_UNITS = 16 };

static bool less_by_call(lua_State *L, lua_Integer a, lua_Integer b)
{
    fuel_pay(L, CALL_UNITS);
    lua_pushvalue(L, COMPARISON);
    lua_rawgeti(L, TABLE, a);
    lua_rawgeti(L, TABLE, b);
    lua_call(L, 2, 1);
    bool less = lua_toboolean(L, -1);
    lua_pop(L, 1);
    return less;
}

static bool less_strings(lua_State *L)
{
    struct bytes a, b;
    a.data = lua_tolstring(L, -2, &a.size);
    b.data = lua_tolstring(L, -1, &b.size);
    fuel_pay(L, (a.size < b.size ? a.size : b.size) / LIB_BYTES_PER_UNIT);
    return bytes_compare(a, b) < 0;
}

static bool less_by_operator(lua_State *L, lua_Integer a, lua_Integer b)
{
    fuel_pay(L, COMPARE_UNITS);
    bool are_strings = lua_rawgeti(L, TABLE, a) == LUA_TSTRING;
    are_strings &= lua_rawgeti(L, TABLE, b) == LUA_TSTRING;
    bool less = are_strings ? less_strings(L) : lua_compare(L, -2, -1, LUA_OPLT);
    lua_pop(L, 2);
    return less;
}

// By the places of two elements, from 0.
static bool less(lua_State *L, uint32_t a, uint32_t b)
{
    lua_Integer left = (lua_Integer)a + 1, right = (lua_Integer)b + 1;
    return lua_isnil(L, COMPARISON) ? less_by_operator(L, left, right) : less_by_call(L, left, right);
}

// Merges from[start..middle) and from[middle..end) into `to`.
static void merge(lua_State *L, const uint32_t *from, uint32_t *to, size_t start, size_t middle, size_t end)
{
    size_t left = start, right = middle;
    bool in_order = middle >= end || !less(L, from[middle], from[middle - 1]);
    for (size_t at = start; !in_order && at < end; at++) {
        bool take_right = left == middle || (right < end && less(L, from[right], from[left]));
        to[at] = take_right ? from[right++] : from[left++];
    }
    if (in_order) memcpy(to + start, from + start, (end - start) * sizeof *to);
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

// Gives the half of `places` that has the order.
static const uint32_t *sort_places(lua_State *L, uint32_t *places, size_t count)
{
    uint32_t *from = places, *to = places + count;
    for (size_t i = 0; i < count; i++) from[i] = (uint32_t)i;
    for (size_t width = 1; width < count; width *= 2) {
        for (size_t start = 0; start < count; start += 2 * width)
            merge(L, from, to, start, least(start + width, count), least(start + 2 * width, count));
        uint32_t *sorted = to;
        to = from;
        from = sorted;
    }
    return from;
}

// Puts the element of order[i] at i, for all i: along each cycle, with its first element held aside. Visited places
// point to themselves.
static void permute(lua_State *L, uint32_t *order, size_t count)
{
    for (size_t first = 0; first < count; first++) {
        if (order[first] == first) continue;
        lua_rawgeti(L, TABLE, (lua_Integer)first + 1);
        size_t at = first;
        while (order[at] != first) {
            size_t next = order[at];
            lua_rawgeti(L, TABLE, (lua_Integer)next + 1);
            lua_rawseti(L, TABLE, (lua_Integer)at + 1);
            order[at] = (uint32_t)at;
            at = next;
        }
        order[at] = (uint32_t)at;
        lua_rawseti(L, TABLE, (lua_Integer)at + 1);
    }
}

int lib_table_sort(lua_State *L)
{
    luaL_checktype(L, TABLE, LUA_TTABLE);
    if (!lua_isnoneornil(L, COMPARISON)) luaL_checktype(L, COMPARISON, LUA_TFUNCTION);
    lua_settop(L, 2);
    size_t count = lua_rawlen(L, TABLE);
    if (count < 2) return 0;
    luaL_argcheck(L, count <= COUNT_MAX, 1, "array too big");
    luaL_checkstack(L, 8, NULL);
    fuel_pay(L, 4 * count); // the permutation is paid before anything is moved
    uint32_t *places = lua_newuserdatauv(L, 2 * count * sizeof *places, 0);
    permute(L, (uint32_t *)sort_places(L, places, count), count);
    return 0;
}
