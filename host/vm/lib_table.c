// The table library. All access is raw and all sizes are those of the table itself: a proxy's __len, __index and
// __newindex are not asked, so a table that claims 2^50 elements is as long as it is.
#include "vm/lib.h"

#include "vm/fuel.h"

#include <limits.h>
#include <stdint.h>

enum {
    NUMBER_UNITS = 16,
    TEXT_UNITS = 2,
    ELEMENT_UNITS = 2,
    SPARSE_ELEMENT_UNITS = 6,
    LOOK_ELEMENTS = 65536, // moved between two looks at the clock
};

// Moves t[from .. from+count-1] of the table at `source` to the one at `target`, upwards or downwards.
static void move_up(lua_State *L, int source, lua_Integer from, int target, lua_Integer to, lua_Integer count)
{
    for (lua_Integer i = 0; i < count; i++) {
        if (i % LOOK_ELEMENTS == LOOK_ELEMENTS - 1) fuel_look(L);
        lua_rawgeti(L, source, from + i);
        lua_rawseti(L, target, to + i);
    }
}

static void move_down(lua_State *L, int source, lua_Integer from, int target, lua_Integer to, lua_Integer count)
{
    for (lua_Integer i = count; i-- > 0;) {
        if (i % LOOK_ELEMENTS == LOOK_ELEMENTS - 1) fuel_look(L);
        lua_rawgeti(L, source, from + i);
        lua_rawseti(L, target, to + i);
    }
}

// Elements are paid for before the first is moved, so that no table is left half moved but by a turn whose time is
// over.
static void pay_elements(lua_State *L, lua_Integer count, size_t units)
{
    size_t total;
    if (__builtin_mul_overflow((size_t)count, units, &total)) total = SIZE_MAX;
    fuel_pay(L, total);
}

static int l_insert(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_Integer end = (lua_Integer)((lua_Unsigned)lua_rawlen(L, 1) + 1);
    lua_Integer position = end;
    switch (lua_gettop(L)) {
    case 2: break;
    case 3:
        position = luaL_checkinteger(L, 2);
        luaL_argcheck(L, (lua_Unsigned)position - 1 < (lua_Unsigned)end, 2, "position out of bounds");
        pay_elements(L, end - position, ELEMENT_UNITS);
        move_down(L, 1, position, 1, position + 1, end - position);
        break;
    default: return luaL_error(L, "wrong number of arguments to 'insert'");
    }
    lua_rawseti(L, 1, position);
    return 0;
}

static int l_remove(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_Integer size = (lua_Integer)lua_rawlen(L, 1);
    lua_Integer position = luaL_optinteger(L, 2, size);
    if (position != size)
        luaL_argcheck(L, (lua_Unsigned)position - 1 <= (lua_Unsigned)size, 1, "position out of bounds");
    lua_rawgeti(L, 1, position); // the result
    if (position < size) {
        pay_elements(L, size - position, ELEMENT_UNITS);
        move_up(L, 1, position + 1, 1, position, size - position);
        position = size;
    }
    lua_pushnil(L);
    lua_rawseti(L, 1, position);
    return 1;
}

static int l_move(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_Integer from = luaL_checkinteger(L, 2);
    lua_Integer end = luaL_checkinteger(L, 3);
    lua_Integer to = luaL_checkinteger(L, 4);
    int target = lua_isnoneornil(L, 5) ? 1 : 5;
    luaL_checktype(L, target, LUA_TTABLE);
    if (end >= from) {
        luaL_argcheck(L, from > 0 || end < LUA_MAXINTEGER + from, 3, "too many elements to move");
        lua_Integer count = end - from + 1;
        luaL_argcheck(L, to <= LUA_MAXINTEGER - count + 1, 4, "destination wrap around");
        pay_elements(L, count, SPARSE_ELEMENT_UNITS);
        bool overlaps = to > from && to <= end && (target == 1 || lua_rawequal(L, 1, target));
        (overlaps ? move_down : move_up)(L, 1, from, target, to, count);
    }
    lua_pushvalue(L, target);
    return 1;
}

static int l_pack(lua_State *L)
{
    int count = lua_gettop(L);
    fuel_pay(L, (size_t)count);
    lua_createtable(L, count, 1);
    lua_insert(L, 1);
    for (int i = count; i >= 1; i--) lua_rawseti(L, 1, i);
    lua_pushinteger(L, count);
    lua_setfield(L, 1, "n");
    return 1;
}

static int l_unpack(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_Integer first = luaL_optinteger(L, 2, 1);
    lua_Integer last = lua_isnoneornil(L, 3) ? (lua_Integer)lua_rawlen(L, 1) : luaL_checkinteger(L, 3);
    if (first > last) return 0;
    lua_Unsigned count = (lua_Unsigned)last - (lua_Unsigned)first + 1;
    bool possible = count - 1 < INT_MAX - 1;
    if (possible) fuel_pay(L, (size_t)count);
    if (!possible || !lua_checkstack(L, (int)count)) return luaL_error(L, "too many results to unpack");
    for (lua_Unsigned i = 0; i < count; i++) lua_rawgeti(L, 1, (lua_Integer)((lua_Unsigned)first + i));
    return (int)count;
}

// Takes the value on top.
static void add_element(lua_State *L, luaL_Buffer *out, lua_Integer i)
{
    int kind = lua_type(L, -1);
    if (kind != LUA_TSTRING && kind != LUA_TNUMBER)
        luaL_error(L, "invalid value (%s) at index %I in table for 'concat'", luaL_typename(L, -1), i);
    if (kind == LUA_TNUMBER) fuel_pay(L, lua_isinteger(L, -1) ? NUMBER_UNITS : 3 * NUMBER_UNITS);
    else fuel_pay(L, lua_rawlen(L, -1) / LIB_BYTES_PER_UNIT + TEXT_UNITS);
    luaL_addvalue(out);
}

static int l_concat(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    size_t separator_size;
    const char *separator = luaL_optlstring(L, 2, "", &separator_size);
    lua_Integer i = luaL_optinteger(L, 3, 1);
    lua_Integer last = lua_isnoneornil(L, 4) ? (lua_Integer)lua_rawlen(L, 1) : luaL_checkinteger(L, 4);
    luaL_Buffer out;
    luaL_buffinit(L, &out);
    for (; i <= last; i++) {
        lua_rawgeti(L, 1, i);
        add_element(L, &out, i);
        if (i == last) break; // and no overflow of i
        fuel_pay(L, separator_size / LIB_BYTES_PER_UNIT + 1);
        luaL_addlstring(&out, separator, separator_size);
    }
    luaL_pushresult(&out);
    return 1;
}

const luaL_Reg lib_table[] = {
    {"concat", l_concat}, {"insert", l_insert},     {"move", l_move},     {"pack", l_pack},
    {"remove", l_remove}, {"sort", lib_table_sort}, {"unpack", l_unpack}, {NULL, NULL},
};
