// Lua's basic functions. Missing on purpose: everything that loads code, collectgarbage, warn (print is lib_log's).
//
// pcall and xpcall let through what ends a turn: they ask fuel after every call, however it came back, and xpcall's
// handler is not entered once the turn is dead. tostring gives no addresses.
#include "vm/lib.h"

#include "vm/component.h"
#include "vm/fuel.h"
#include "vm/state.h"

#include <string.h>

// What unwinding costs beyond the instructions that were counted.
enum { CATCH_UNITS = 60, WHERE_UNITS = 60 };

enum { NUMBER_TEXT_UNITS = 24, TEXT_UNITS = 4 };

enum { PCALL_DEPTH_MAX = 150 };

void lib_pay_bytes(lua_State *L, size_t size)
{
    fuel_pay(L, size / LIB_BYTES_PER_UNIT + 1);
}

void lib_push_constant(lua_State *L, const struct lib_constant *constant)
{
    switch (constant->kind) {
    case LIB_INTEGER: lua_pushinteger(L, constant->integer); return;
    case LIB_FLOAT: lua_pushnumber(L, constant->number); return;
    case LIB_STRING: lua_pushlstring(L, constant->string, constant->string_size); return;
    }
}

// Nor is that memory ran out: how much garbage there is at that moment is not the same each time, so a turn that went
// on from there would not either. An error that a coroutine kept from an earlier turn, which is over, is not handed
// out.
void lib_check_caught(lua_State *L, int status)
{
    if (fuel_is_dead(L) || status == LUA_ERRMEM) fuel_raise(L);
    if (fuel_is_limit_error(L, -1)) lua_error(L);
}

static const char *push_by_metamethod(lua_State *L, int index, size_t *size)
{
    lua_pushvalue(L, index);
    lua_call(L, 1, 1);
    if (!lua_isstring(L, -1)) luaL_error(L, "'__tostring' must return a string");
    return lua_tolstring(L, -1, size);
}

static const char *push_type_name(lua_State *L, int index, size_t *size)
{
    int kind = luaL_getmetafield(L, index, "__name");
    if (kind != LUA_TNIL && kind != LUA_TSTRING) lua_pop(L, 1);
    if (kind != LUA_TSTRING) lua_pushstring(L, luaL_typename(L, index));
    return lua_tolstring(L, -1, size);
}

const char *lib_push_text(lua_State *L, int index, size_t *size)
{
    index = lua_absindex(L, index);
    luaL_checkstack(L, 4, NULL);
    fuel_pay(L, lua_type(L, index) == LUA_TNUMBER ? NUMBER_TEXT_UNITS : TEXT_UNITS);
    if (luaL_getmetafield(L, index, "__tostring") != LUA_TNIL) return push_by_metamethod(L, index, size);
    switch (lua_type(L, index)) {
    case LUA_TNUMBER:
    case LUA_TSTRING: lua_pushvalue(L, index); break;
    case LUA_TBOOLEAN: lua_pushstring(L, lua_toboolean(L, index) ? "true" : "false"); break;
    case LUA_TNIL: lua_pushliteral(L, "nil"); break;
    default: return push_type_name(L, index, size);
    }
    return lua_tolstring(L, -1, size);
}

static int l_error(lua_State *L)
{
    int level = (int)luaL_optinteger(L, 2, 1);
    lua_settop(L, 1);
    fuel_pay(L, WHERE_UNITS);
    if (lua_type(L, 1) == LUA_TSTRING && level > 0) {
        luaL_where(L, level);
        lua_pushvalue(L, 1);
        lua_concat(L, 2);
    }
    return lua_error(L);
}

static int l_assert(lua_State *L)
{
    luaL_checkany(L, 1);
    if (lua_toboolean(L, 1)) return lua_gettop(L);
    lua_remove(L, 1);
    lua_pushliteral(L, "assertion failed!"); // the message where none was given
    lua_settop(L, 1);
    return l_error(L);
}

static int ipairs_step(lua_State *L)
{
    int is_integer;
    lua_Integer before = lua_tointegerx(L, 2, &is_integer);
    if (!is_integer) before = luaL_checkinteger(L, 2); // says why not
    if (lua_type(L, 1) != LUA_TTABLE) luaL_checktype(L, 1, LUA_TTABLE);
    lua_Integer i = (lua_Integer)((lua_Unsigned)before + 1);
    lua_pushinteger(L, i);
    return lua_rawgeti(L, 1, i) == LUA_TNIL ? 1 : 2;
}

// Raw, unlike stock Lua: a proxy's __index is not asked.
static int l_ipairs(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_pushcfunction(L, ipairs_step);
    lua_pushvalue(L, 1);
    lua_pushinteger(L, 0);
    return 3;
}

// How many pcalls of a coroutine are under way. Lua has no limit of its own there: each error caught gives back the C
// stack, so a view can go on nesting until a hundred thousand wait for the end of the turn, which passes through each
// of them at the price of all.
//
// The count lies in the word that Lua keeps for us beside each thread. Nobody clears it, and a new thread's is a copy
// of another's, so a word counts only with the mark of its own thread.
enum { DEPTH_MASK = 0xFFFF };

static uintptr_t depth_mark(const lua_State *L)
{
    return ((uintptr_t)L * 0x9E3779B97F4A7C15u) & ~(uintptr_t)DEPTH_MASK;
}

static uintptr_t pcall_depth(lua_State *L)
{
    uintptr_t word = *(uintptr_t *)lua_getextraspace(L);
    return (word & ~(uintptr_t)DEPTH_MASK) == depth_mark(L) ? word & DEPTH_MASK : 0;
}

static void set_pcall_depth(lua_State *L, uintptr_t depth)
{
    *(uintptr_t *)lua_getextraspace(L) = depth_mark(L) | depth;
}

static void enter_pcall(lua_State *L)
{
    uintptr_t depth = pcall_depth(L);
    if (depth >= PCALL_DEPTH_MAX) luaL_error(L, "more than %d nested pcalls", PCALL_DEPTH_MAX);
    set_pcall_depth(L, depth + 1);
}

static void leave_pcall(lua_State *L)
{
    uintptr_t depth = pcall_depth(L);
    if (depth) set_pcall_depth(L, depth - 1);
}

// What a pcall under way remembers: how many values lie below its results, and how many components were around it.
static lua_KContext pcall_context(lua_State *L, int skip)
{
    return (lua_KContext)(scopes_depth(vm_of(L)) << 2) | skip;
}

static int finish_pcall(lua_State *L, int status, lua_KContext context)
{
    int skip = context & 3;
    leave_pcall(L);
    if (status == LUA_OK || status == LUA_YIELD) {
        if (fuel_is_dead(L)) fuel_raise(L);
        return lua_gettop(L) - skip;
    }
    scopes_unwind(vm_of(L), (size_t)context >> 2);
    lib_check_caught(L, status);
    fuel_pay(L, CATCH_UNITS);
    lua_pushboolean(L, 0);
    lua_insert(L, -2);
    return 2;
}

static int l_pcall(lua_State *L)
{
    luaL_checkany(L, 1);
    lua_pushboolean(L, 1); // the first result, unless there is an error
    lua_insert(L, 1);
    enter_pcall(L);
    lua_KContext context = pcall_context(L, 0);
    int status = lua_pcallk(L, lua_gettop(L) - 2, LUA_MULTRET, 0, context, finish_pcall);
    return finish_pcall(L, status, context);
}

// Stands before the handler that a view gave, which is upvalue 1.
static int handle_unless_dead(lua_State *L)
{
    lua_settop(L, 1);
    if (fuel_is_dead(L) || fuel_is_limit_error(L, 1)) return 1;
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, 1, 1);
    return 1;
}

static int l_xpcall(lua_State *L)
{
    int arguments_count = lua_gettop(L) - 2;
    luaL_checktype(L, 2, LUA_TFUNCTION);
    lua_pushvalue(L, 2);
    lua_pushcclosure(L, handle_unless_dead, 1);
    lua_replace(L, 2);
    lua_pushboolean(L, 1);
    lua_pushvalue(L, 1);
    lua_rotate(L, 3, 2); // function handler true function arguments...
    enter_pcall(L);
    lua_KContext context = pcall_context(L, 2);
    int status = lua_pcallk(L, arguments_count, LUA_MULTRET, 2, context, finish_pcall);
    return finish_pcall(L, status, context);
}

static int l_rawequal(lua_State *L)
{
    luaL_checkany(L, 1);
    luaL_checkany(L, 2);
    if (lua_type(L, 1) == LUA_TSTRING && lua_type(L, 2) == LUA_TSTRING && lua_rawlen(L, 1) == lua_rawlen(L, 2))
        lib_pay_bytes(L, lua_rawlen(L, 1));
    lua_pushboolean(L, lua_rawequal(L, 1, 2));
    return 1;
}

static int l_rawget(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    luaL_checkany(L, 2);
    lua_settop(L, 2);
    lua_rawget(L, 1);
    return 1;
}

static int l_rawlen(lua_State *L)
{
    int kind = lua_type(L, 1);
    luaL_argexpected(L, kind == LUA_TTABLE || kind == LUA_TSTRING, 1, "table or string");
    lua_pushinteger(L, (lua_Integer)lua_rawlen(L, 1));
    return 1;
}

static int l_rawset(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    luaL_checkany(L, 2);
    luaL_checkany(L, 3);
    lua_settop(L, 3);
    lua_rawset(L, 1);
    return 1;
}

static int l_select(lua_State *L)
{
    int count = lua_gettop(L);
    if (lua_type(L, 1) == LUA_TSTRING && *lua_tostring(L, 1) == '#') {
        lua_pushinteger(L, count - 1);
        return 1;
    }
    lua_Integer first = luaL_checkinteger(L, 1);
    if (first < 0) first = count + first;
    if (first > count) first = count;
    luaL_argcheck(L, first >= 1, 1, "index out of range");
    fuel_pay(L, (size_t)(count - first) / 4);
    return count - (int)first;
}

static const char *skip_space(const char *text)
{
    return text + strspn(text, " \f\n\r\t\v");
}

static int digit_value(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') return (c | 0x20) - 'a' + 10;
    return 36;
}

// The integer that `text` is in `base`, wrapping around like Lua's; NULL or the end of its last digit and space.
static const char *parse_integer(const char *text, int base, lua_Integer *integer)
{
    lua_Unsigned magnitude = 0;
    text = skip_space(text);
    bool negative = *text == '-';
    if (*text == '-' || *text == '+') text++;
    if (digit_value(*text) >= base) return NULL;
    for (; digit_value(*text) < base; text++)
        magnitude = magnitude * (lua_Unsigned)base + (lua_Unsigned)digit_value(*text);
    *integer = (lua_Integer)(negative ? 0u - magnitude : magnitude);
    return skip_space(text);
}

static int number_in_base(lua_State *L)
{
    lua_Integer base = luaL_checkinteger(L, 2);
    luaL_checktype(L, 1, LUA_TSTRING);
    luaL_argcheck(L, 2 <= base && base <= 36, 2, "base out of range");
    size_t size;
    const char *text = lua_tolstring(L, 1, &size);
    fuel_pay(L, size);
    lua_Integer integer;
    if (parse_integer(text, (int)base, &integer) == text + size) lua_pushinteger(L, integer);
    else luaL_pushfail(L);
    return 1;
}

static int l_tonumber(lua_State *L)
{
    if (!lua_isnoneornil(L, 2)) return number_in_base(L);
    luaL_checkany(L, 1);
    if (lua_type(L, 1) == LUA_TNUMBER) {
        lua_settop(L, 1);
        return 1;
    }
    if (lua_type(L, 1) == LUA_TSTRING) {
        size_t size;
        const char *text = lua_tolstring(L, 1, &size);
        fuel_pay(L, size / 4);
        if (lua_stringtonumber(L, text) == size + 1) return 1;
    }
    luaL_pushfail(L);
    return 1;
}

static int l_tostring(lua_State *L)
{
    luaL_checkany(L, 1);
    lib_push_text(L, 1, NULL);
    return 1;
}

static int l_type(lua_State *L)
{
    luaL_argcheck(L, lua_type(L, 1) != LUA_TNONE, 1, "value expected");
    lua_pushstring(L, luaL_typename(L, 1));
    return 1;
}

const luaL_Reg lib_base[] = {
    {"assert", l_assert},     {"error", l_error},       {"getmetatable", lib_getmetatable},
    {"ipairs", l_ipairs},     {"next", lib_next},       {"pairs", lib_pairs},
    {"pcall", l_pcall},       {"rawequal", l_rawequal}, {"rawget", l_rawget},
    {"rawlen", l_rawlen},     {"rawset", l_rawset},     {"select", l_select},
    {"tonumber", l_tonumber}, {"tostring", l_tostring}, {"setmetatable", lib_setmetatable},
    {"type", l_type},         {"xpcall", l_xpcall},     {NULL, NULL},
};

const struct lib_constant lib_base_constants[] = {
    {.name = "_VERSION", .kind = LIB_STRING, .string = LUA_VERSION, .string_size = sizeof LUA_VERSION - 1},
    {.name = NULL},
};
