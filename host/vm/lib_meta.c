// setmetatable and getmetatable.
//
// What Lua consults is never the table that a view holds, but a private copy of its metamethods, so nothing that was
// refused here can be put in later:
//
//     view's metatable  --[hidden key]-->  private copy  --[1]-->  view's metatable
//
// The copy is made once for each metatable and brought up to date by each setmetatable with it, so a thousand objects
// of a class share one. getmetatable goes back to the view's own. A metatable that is not such a copy was made by the
// host, and is sealed.
//
// Refused: __gc (code that no turn pays for), __mode (with a memory limit it corrupts memory in Lua 5.4.4), tables
// as metamethods other than __index and __newindex (a __call that is its own __call runs for ever), and chains of
// __index longer than INDEX_CHAIN_MAX (each read would walk them).
#include "vm/lib.h"

#include "vm/fuel.h"

enum { COPY_UNITS = 64, INDEX_CHAIN_MAX = 100, ORIGINAL = 1, CLOSE = 2 };

const char lib_hidden_key = 0;

// Metamethods that must be functions.
static const char *const functions[] = {
    "__call", "__tostring", "__eq",   "__lt",  "__le",   "__len",  "__concat", "__unm",  "__add", "__sub", "__mul",
    "__div",  "__mod",      "__idiv", "__pow", "__bnot", "__band", "__bor",    "__bxor", "__shl", "__shr",
};

static bool push_field(lua_State *L, int metatable, const char *name)
{
    lua_pushstring(L, name);
    return lua_rawget(L, metatable) != LUA_TNIL;
}

static void refuse(lua_State *L, int metatable, const char *name)
{
    if (push_field(L, metatable, name)) luaL_error(L, "a metatable with %s is not allowed here", name);
    lua_pop(L, 1);
}

static void check_function(lua_State *L, const char *name)
{
    if (!lua_isnil(L, -1) && !lua_isfunction(L, -1))
        luaL_error(L, "metamethod '%s' must be a function, not a %s", name, luaL_typename(L, -1));
}

static void check_index(lua_State *L, const char *name)
{
    if (!lua_isnil(L, -1) && !lua_isfunction(L, -1) && !lua_istable(L, -1))
        luaL_error(L, "metamethod '%s' must be a function or a table, not a %s", name, luaL_typename(L, -1));
}

// The value on top becomes a field of the copy at `copy`; nothing is written where it already is.
static void keep_field(lua_State *L, int copy, const char *name)
{
    bool known = push_field(L, copy, name);
    if ((known || !lua_isnil(L, -2)) && !lua_rawequal(L, -1, -2)) {
        lua_pushstring(L, name);
        lua_pushvalue(L, -3);
        lua_rawset(L, copy);
    }
    lua_pop(L, 2);
}

static void copy_functions(lua_State *L, int metatable, int copy)
{
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        push_field(L, metatable, functions[i]);
        check_function(L, functions[i]);
        keep_field(L, copy, functions[i]);
    }
}

static void copy_index(lua_State *L, int metatable, int copy, const char *name)
{
    push_field(L, metatable, name);
    check_index(L, name);
    keep_field(L, copy, name);
}

static void copy_plain(lua_State *L, int metatable, int copy, const char *name)
{
    push_field(L, metatable, name);
    keep_field(L, copy, name);
}

static int closed(lua_State *L, int status, lua_KContext context)
{
    (void)L, (void)status, (void)context;
    return 0;
}

// Stands before the view's __close, which is upvalue 1: once the turn is dead, no code of the view's is entered.
static int close_unless_dead(lua_State *L)
{
    if (fuel_is_dead(L)) return 0;
    lua_settop(L, 2);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_callk(L, 2, 0, 0, closed);
    return 0;
}

// The view's function lies at [CLOSE], to see whether it is still the same.
static void copy_close(lua_State *L, int metatable, int copy)
{
    push_field(L, metatable, "__close");
    check_function(L, "__close");
    lua_rawgeti(L, copy, CLOSE);
    bool same = lua_rawequal(L, -1, -2);
    lua_pop(L, 1);
    if (!same) {
        lua_pushvalue(L, -1);
        lua_rawseti(L, copy, CLOSE);
        lua_pushliteral(L, "__close");
        lua_pushvalue(L, -2);
        if (!lua_isnil(L, -1)) lua_pushcclosure(L, close_unless_dead, 1);
        lua_rawset(L, copy);
    }
    lua_pop(L, 1);
}

// Pushes the copy that belongs to the view's metatable, making it where there is none yet.
static void push_copy(lua_State *L, int metatable)
{
    if (lua_rawgetp(L, metatable, &lib_hidden_key) == LUA_TTABLE) return;
    lua_pop(L, 1);
    lua_newtable(L);
    lua_pushvalue(L, metatable);
    lua_rawseti(L, -2, ORIGINAL);
    lua_pushvalue(L, -1);
    lua_rawsetp(L, metatable, &lib_hidden_key);
}

static void push_current_copy(lua_State *L, int metatable)
{
    fuel_pay(L, COPY_UNITS);
    luaL_checkstack(L, 8, NULL);
    refuse(L, metatable, "__gc");
    refuse(L, metatable, "__mode");
    push_copy(L, metatable);
    int copy = lua_gettop(L);
    copy_index(L, metatable, copy, "__index");
    copy_index(L, metatable, copy, "__newindex");
    copy_plain(L, metatable, copy, "__name");
    copy_plain(L, metatable, copy, "__metatable");
    copy_functions(L, metatable, copy);
    copy_close(L, metatable, copy);
}

// Walks from the table at `from` by `name` (__index or __newindex).
static void check_chain(lua_State *L, int from, const char *name)
{
    int top = lua_gettop(L);
    lua_pushvalue(L, from);
    for (int length = 0; lua_istable(L, -1) && lua_getmetatable(L, -1); length++) {
        if (length == INDEX_CHAIN_MAX) luaL_error(L, "a chain of more than %d %s tables", INDEX_CHAIN_MAX, name);
        fuel_pay(L, 2);
        push_field(L, lua_gettop(L), name);
        lua_replace(L, top + 1);
        lua_settop(L, top + 1);
    }
    lua_settop(L, top);
}

// Whether the table at 1 may be given another metatable: it has none, or one of a view's own without __metatable.
static void check_not_protected(lua_State *L)
{
    if (!lua_getmetatable(L, 1)) return;
    int copy = lua_gettop(L);
    bool own = lua_rawgeti(L, copy, ORIGINAL) == LUA_TTABLE;
    if (!own || push_field(L, copy, "__metatable")) luaL_error(L, "cannot change a protected metatable");
    lua_settop(L, copy - 1);
}

int lib_setmetatable(lua_State *L)
{
    int kind = lua_type(L, 2);
    luaL_checktype(L, 1, LUA_TTABLE);
    luaL_argexpected(L, kind == LUA_TNIL || kind == LUA_TTABLE, 2, "nil or table");
    lua_settop(L, 2);
    check_not_protected(L);
    if (kind == LUA_TTABLE) {
        push_current_copy(L, 2);
        push_field(L, 3, "__index");
        check_chain(L, 4, "__index");
        push_field(L, 3, "__newindex");
        check_chain(L, 5, "__newindex");
        lua_settop(L, 3);
    }
    lua_setmetatable(L, 1); // the copy, or nil
    lua_settop(L, 1);
    return 1;
}

// false where the metatable is the host's: of strings, libraries and globals.
int lib_getmetatable(lua_State *L)
{
    luaL_checkany(L, 1);
    if (!lua_getmetatable(L, 1)) {
        lua_pushnil(L);
        return 1;
    }
    int copy = lua_gettop(L);
    if (push_field(L, copy, "__metatable")) return 1;
    if (lua_rawgeti(L, copy, ORIGINAL) != LUA_TTABLE) lua_pushboolean(L, 0);
    return 1;
}
