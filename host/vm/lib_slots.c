// What stands between the tags of a component, as the component receives it: its second argument.
//
//     slots(value...)       what stands outside of named slots; nothing where there is nothing
//     slots.NAME            nil where the slot was not given, else the list of its entries
//     slots.NAME(value...)  all entries of that name, one after the other
//     slots.NAME[1](v...)   one entry; its attributes are its fields: slots.col[1].label
//
// Content is a function, so it is rendered when the component asks for it, as often as it asks. An entry keeps its
// function at [1]; a list of several entries keeps a function that shows them all at [0]. Content is whose template
// says it, wherever it is shown: where that is a component with a state of its own, slots and entries have it at [0].
#include "vm/component.h"
#include "vm/state.h"

enum { OWNER = 0 };

static int called(lua_State *L, int status, lua_KContext context)
{
    (void)L;
    (void)status;
    (void)context;
    return 1;
}

// Whose content it is, at 1; see component.h.
static uint64_t owner_of(lua_State *L)
{
    lua_rawgeti(L, 1, OWNER);
    uint64_t owner = (uint64_t)lua_tointeger(L, -1);
    lua_pop(L, 1);
    return owner;
}

// Calls the function on top with what is above the first argument.
static int call_top(lua_State *L, uint64_t owner)
{
    lua_replace(L, 1);
    return component_call_slot(L, owner, lua_gettop(L) - 1, called);
}

static int call_slots(lua_State *L)
{
    uint64_t owner = owner_of(L);
    lua_pushliteral(L, "default");
    if (lua_rawget(L, 1) != LUA_TFUNCTION) return 0;
    return call_top(L, owner);
}

static int call_entry(lua_State *L)
{
    uint64_t owner = owner_of(L);
    lua_rawgeti(L, 1, 1);
    return call_top(L, owner);
}

static int call_entries(lua_State *L)
{
    if (lua_rawgeti(L, 1, 0) == LUA_TFUNCTION) {
        lua_insert(L, 1); // and the list itself stays its first argument
        lua_callk(L, lua_gettop(L) - 1, 1, 0, called);
        return called(L, LUA_OK, 0);
    }
    lua_pop(L, 1);
    lua_rawgeti(L, 1, 1); // the only entry
    lua_replace(L, 1);
    return call_entry(L);
}

// Gives the table on top what makes it callable. One metatable a kind, made when the first is needed.
static void make_callable(lua_State *L, const char *kind, lua_CFunction call)
{
    if (luaL_newmetatable(L, kind)) {
        lua_pushcfunction(L, call);
        lua_setfield(L, -2, "__call");
        lua_pushboolean(L, 0);
        lua_setfield(L, -2, "__metatable");
    }
    lua_setmetatable(L, -2);
}

// The table on top is what the code that runs now has written.
static void set_owner(lua_State *L)
{
    const struct vm *vm = vm_of(L);
    uint64_t owner = vm ? scope_of(vm).owner : 0;
    if (owner == 0) return;
    lua_pushinteger(L, (lua_Integer)owner);
    lua_rawseti(L, -2, OWNER);
}

// Adds an entry, attributes and function, to the list of its name in the slots on top. The name is at `index`.
static void add_entry(lua_State *L, int index)
{
    lua_pushvalue(L, index);
    if (lua_rawget(L, -2) != LUA_TTABLE) {
        lua_pop(L, 1);
        lua_createtable(L, 1, 0);
        make_callable(L, "ls.slot", call_entries);
        lua_pushvalue(L, index);
        lua_pushvalue(L, -2);
        lua_rawset(L, -4);
    }
    lua_pushvalue(L, index + 1);
    lua_pushvalue(L, index + 2);
    lua_rawseti(L, -2, 1);
    set_owner(L);
    make_callable(L, "ls.slot.entry", call_entry);
    lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
    lua_pop(L, 1);
}

// A function that shows all entries of the name at `index`.
static void add_combiner(lua_State *L, int index)
{
    lua_pushvalue(L, index);
    lua_rawget(L, -2);
    lua_pushvalue(L, index + 1);
    lua_rawseti(L, -2, 0);
    lua_pop(L, 1);
}

// __html_slots(content or nil, then for each slot: name, attributes, function; and name, function where a name was
// given several times)
static int l_slots(lua_State *L)
{
    int count = lua_gettop(L);
    lua_createtable(L, 0, 1 + count / 3);
    make_callable(L, "ls.slots", call_slots);
    set_owner(L);
    lua_pushvalue(L, 1);
    lua_setfield(L, -2, "default");
    for (int i = 2; i < count;) {
        bool is_entry = lua_type(L, i + 1) == LUA_TTABLE;
        if (is_entry) add_entry(L, i);
        else add_combiner(L, i);
        i += is_entry ? 3 : 2;
    }
    return 1;
}

const luaL_Reg lib_slots[] = {{"__html_slots", l_slots}, {NULL, NULL}};

void lib_push_slots(lua_State *L)
{
    lua_createtable(L, 0, 1);
    make_callable(L, "ls.slots", call_slots);
    lua_insert(L, -2);
    lua_setfield(L, -2, "default");
}

void lib_push_no_slots(lua_State *L)
{
    lua_createtable(L, 0, 0);
    make_callable(L, "ls.slots", call_slots);
}
