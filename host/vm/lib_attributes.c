// The usual case of stdlib/lightspeed/attributes.lua: a tag gives what its component declares, as it is declared. All
// else (text to be converted, what nobody declared, what is missing) is left to the Lua there.
//
//     declared = { [1] = { name = { [1] = code, [2] = values?, default =, optional = } }, [2] = names that are
//                  required or have a default, [3] = name of the rest or nil }
#include "vm/fuel.h"
#include "vm/state.h"

enum { DECLARED_TYPES = 1, DECLARED_CHECKED, DECLARED_REST };
enum { TYPE_CODE = 1, TYPE_VALUES };
enum { TAKE_UNITS = 10, ATTRIBUTE_UNITS = 4 };

// As attributes.lua numbers them.
enum code {
    CODE_SLOW,
    CODE_STRING,
    CODE_INTEGER,
    CODE_NUMBER,
    CODE_BOOLEAN,
    CODE_ANY,
    CODE_TABLE,
    CODE_FUNCTION,
    CODE_ENUM
};

// Whether the value on top fits; the type is at `type`.
static bool fits(lua_State *L, int type)
{
    lua_rawgeti(L, type, TYPE_CODE);
    enum code code = (enum code)lua_tointeger(L, -1);
    lua_pop(L, 1);
    switch (code) {
    case CODE_STRING: return lua_type(L, -1) == LUA_TSTRING;
    case CODE_INTEGER: return lua_isinteger(L, -1);
    case CODE_NUMBER: return lua_type(L, -1) == LUA_TNUMBER;
    case CODE_BOOLEAN: return lua_isboolean(L, -1);
    case CODE_ANY: return true;
    case CODE_TABLE: return lua_istable(L, -1);
    case CODE_FUNCTION: return lua_isfunction(L, -1);
    case CODE_ENUM:
        lua_rawgeti(L, type, TYPE_VALUES);
        lua_pushvalue(L, -2);
        lua_rawget(L, -2);
        bool is_known = lua_toboolean(L, -1);
        lua_pop(L, 2);
        return is_known;
    case CODE_SLOW: break;
    }
    return false;
}

// What the tag gives, 2, into what is taken, 4, by the types at 3. False where something takes a closer look.
static bool take_given(lua_State *L)
{
    size_t count = 0;
    for (lua_pushnil(L); lua_next(L, 2); count++) {
        int key = lua_gettop(L) - 1;
        lua_pushvalue(L, key);
        if (lua_rawget(L, 3) != LUA_TTABLE) return false;
        lua_insert(L, -2); // key, type, value
        bool is_absent = false;
        if (!fits(L, key + 1)) {
            is_absent = !lua_toboolean(L, -1);
            if (!is_absent) return false;
        }
        if (!is_absent) {
            lua_pushvalue(L, key);
            lua_pushvalue(L, -2);
            lua_rawset(L, 4);
        }
        lua_settop(L, key);
    }
    fuel_pay(L, TAKE_UNITS + ATTRIBUTE_UNITS * count);
    return true;
}

// Defaults, for those of the list on top that were not given; false where one is required.
static bool complete(lua_State *L)
{
    int names = lua_gettop(L);
    for (lua_Integer i = 1; lua_rawgeti(L, names, i) != LUA_TNIL; i++) {
        int name = lua_gettop(L);
        lua_pushvalue(L, name);
        if (lua_rawget(L, 4) == LUA_TNIL) {
            lua_pushvalue(L, name);
            lua_rawget(L, 3);
            lua_pushliteral(L, "default");
            if (lua_rawget(L, -2) == LUA_TNIL) return false;
            lua_pushvalue(L, name);
            lua_insert(L, -2);
            lua_rawset(L, 4);
        }
        lua_settop(L, names);
    }
    return true;
}

// take(declared, given): the attributes; nil where that is for Lua to find out.
int l_take_attributes(lua_State *L)
{
    lua_settop(L, 2);
    if (!lua_istable(L, 1) || !lua_istable(L, 2)) return 0;
    if (lua_rawgeti(L, 1, DECLARED_TYPES) != LUA_TTABLE) return 0;
    lua_newtable(L);
    if (!take_given(L)) return 0;
    if (lua_rawgeti(L, 1, DECLARED_CHECKED) != LUA_TTABLE || !complete(L)) return 0;
    if (lua_rawgeti(L, 1, DECLARED_REST) == LUA_TSTRING) {
        lua_newtable(L);
        lua_rawset(L, 4);
    }
    lua_settop(L, 4);
    return 1;
}
