// Streams: lists that the page keeps and nobody else does. What a turn's commands do to them waits here until the
// same turn has rendered: it reaches neither the model nor the host, and a replay, which does not render, drops it.
//
// stdlib/lightspeed/stream.lua makes the commands and goes through them while a {for} renders; it tells the page by
// these functions what happens, and the rows are rendered in between.
//
//     REGISTRY_STREAMS   { [component or 0] = { [name] = { command, ... } } }
#include "vm/component.h"
#include "vm/fuel.h"
#include "vm/state.h"

#include <lauxlib.h>
#include <string.h>

// Replaces the table and the key on top by the table that is there, made where there is none.
static void enter_table(lua_State *L)
{
    lua_pushvalue(L, -1);
    if (lua_rawget(L, -3) != LUA_TTABLE) {
        lua_pop(L, 1);
        lua_newtable(L);
        lua_pushvalue(L, -2);
        lua_pushvalue(L, -2);
        lua_rawset(L, -5);
    }
    lua_replace(L, -3);
    lua_pop(L, 1);
}

bool lib_stream_keep(lua_State *L, uint64_t target, int command)
{
    struct vm *vm = vm_of(L);
    int top = lua_gettop(L);
    command = lua_absindex(L, command);
    luaL_checkstack(L, 8, "commands");
    lua_pushliteral(L, "stream");
    if (lua_rawget(L, command) != LUA_TSTRING) {
        lua_settop(L, top);
        return false;
    }
    if (!vm->has_operations) {
        lua_newtable(L);
        lua_rawseti(L, LUA_REGISTRYINDEX, REGISTRY_STREAMS);
        vm->has_operations = true;
    }
    lua_rawgeti(L, LUA_REGISTRYINDEX, REGISTRY_STREAMS);
    lua_pushinteger(L, (lua_Integer)target);
    enter_table(L);
    lua_pushvalue(L, top + 1); // the name
    enter_table(L);
    lua_pushvalue(L, command);
    lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
    lua_settop(L, top);
    return true;
}

void lib_stream_forget(struct vm *vm)
{
    if (!vm->has_operations) return;
    vm->has_operations = false;
    lua_pushnil(vm->L);
    lua_rawseti(vm->L, LUA_REGISTRYINDEX, REGISTRY_STREAMS); // the place is there, so nothing is allocated
}

// __html_stream(name): the innermost {for} is this stream, of the component or view whose template says so; what the
// turn's commands do to it, nil for nothing.
static int l_stream(lua_State *L)
{
    struct vm *vm = lib_html_rendering(L);
    luaL_checktype(L, 1, LUA_TSTRING);
    if (!vm->sink->stream(vm->sink_self, &vm->err)) return lib_html_raise(L);
    if (!vm->has_operations) return 0;
    lua_rawgeti(L, LUA_REGISTRYINDEX, REGISTRY_STREAMS);
    if (lua_rawgeti(L, -1, (lua_Integer)scope_of(vm).owner) != LUA_TTABLE) return 0;
    lua_pushvalue(L, 1);
    lua_rawget(L, -2);
    return 1;
}

static int operate(lua_State *L, struct vm *vm, const struct sink_operation *operation)
{
    return vm->sink->operation(vm->sink_self, operation, &vm->err) ? 0 : lib_html_raise(L);
}

static int32_t check_count(lua_State *L, int index)
{
    lua_Integer count = luaL_checkinteger(L, index);
    luaL_argcheck(L, count >= -INT32_MAX && count <= INT32_MAX, index, "out of range");
    return (int32_t)count;
}

enum { PLACES_PER_UNIT = 8 }; // that a page steps over on the way to an index

// __html_insert(at, limit, update_only): the next row comes there.
static int l_insert(lua_State *L)
{
    struct sink_operation operation = {.at = check_count(L, 1), .limit = check_count(L, 2)};
    operation.change = lua_toboolean(L, 3) ? SINK_UPDATE : SINK_INSERT;
    if (operation.at > 0) fuel_pay(L, (size_t)operation.at / PLACES_PER_UNIT);
    return operate(L, lib_html_rendering(L), &operation);
}

// __html_remove(key)
static int l_remove(lua_State *L)
{
    char digits[32];
    struct vm *vm = lib_html_rendering(L);
    struct sink_operation operation = {.change = SINK_REMOVE, .key = lib_html_key(L, 1, digits)};
    if (!operation.key.data) return luaL_error(L, "ls.remove takes the key of a row");
    return operate(L, vm, &operation);
}

// __html_reset()
static int l_reset(lua_State *L)
{
    struct sink_operation operation = {.change = SINK_RESET};
    return operate(L, lib_html_rendering(L), &operation);
}

// __html_seen(): how many components with a state of their own this render has shown.
static int l_seen(lua_State *L)
{
    const struct vm *vm = lib_html_rendering(L);
    lua_pushinteger(L, vm->components ? vm->components->seen : 0);
    return 1;
}

const luaL_Reg lib_stream[] = {
    {"__html_stream", l_stream}, {"__html_insert", l_insert}, {"__html_remove", l_remove},
    {"__html_reset", l_reset},   {"__html_seen", l_seen},     {NULL, NULL},
};
