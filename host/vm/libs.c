// What a pristine state has: the allow-list, whole. Whatever is not named in these tables does not exist for an app.
//
// Library tables are filled lazily: a metatable's __index finds a function by name and puts it in. An app uses a few
// of some eighty functions, so its image carries a few names and not eighty: 2 KiB instead of 8.
#include "base/log.h"
#include "value/schema.h"
#include "vm/build.h"
#include "vm/component.h"
#include "vm/fuel.h"
#include "vm/lib.h"
#include "vm/random.h"
#include "vm/state.h"

#include <string.h>

uint64_t vm_random_next(lua_State *L)
{
    struct vm *vm = vm_of(L);
    static _Thread_local uint64_t alone[4] = {1, 2, 3, 4}; // of a state that nobody runs
    if (vm) vm->is_own = true;
    return random_next(vm ? vm->random : alone);
}

bool vm_is_turn(lua_State *L)
{
    struct vm *vm = vm_of(L);
    return vm && vm->thread == L;
}

// print(...): a line for the operator, not for the visitor.
static int l_print(lua_State *L)
{
    char line[512];
    size_t at = 0;
    for (int i = 1; i <= lua_gettop(L) && at < sizeof line - 1; i++) {
        size_t size;
        const char *text = lib_push_text(L, i, &size);
        fuel_pay(L, 20);
        if (i > 1) line[at++] = ' ';
        size_t room = sizeof line - 1 - at;
        memcpy(line + at, text, size < room ? size : room);
        at += size < room ? size : room;
        lua_pop(L, 1);
    }
    if (vm_of(L)) vm_of(L)->is_own = true;
    if (!vm_of(L) || !vm_of(L)->is_rehearsal) log_line(LOG_INFO, "print: %.*s", (int)at, line);
    return 0;
}

// now(): the turn's time, in milliseconds since 1970; the same during the whole turn.
static int l_now(lua_State *L)
{
    struct vm *vm = vm_of(L);
    if (vm) vm->is_own = true;
    lua_pushinteger(L, vm ? vm->now_ms : 0);
    return 1;
}

static int l_random(lua_State *L)
{
    lua_pushinteger(L, (lua_Integer)vm_random_next(L));
    return 1;
}

// where(level): "app.lua:12", and the name by which the function there was called, for messages of the stdlib; nil
// where it is not known.
static int l_where(lua_State *L)
{
    lua_Debug debug;
    int level = (int)luaL_checkinteger(L, 1);
    if (!lua_getstack(L, level, &debug)) return 0;
    lua_getinfo(L, "Sln", &debug);
    if (debug.currentline < 0) return 0; // whoever called by `return f()` is gone
    lua_pushfstring(L, "%s:%d", debug.short_src, debug.currentline);
    lua_pushstring(L, debug.name);
    return 2;
}

// hint(name, names): "; did you mean 'add'?", or "" where nothing is near.
static int l_hint(lua_State *L)
{
    enum { NAMES_MAX = 256 };
    struct bytes names[NAMES_MAX];
    size_t count = 0;
    luaL_checktype(L, 2, LUA_TTABLE);
    struct bytes name = {"", 0};
    if (lua_type(L, 1) == LUA_TSTRING) name.data = lua_tolstring(L, 1, &name.size);
    for (lua_Integer i = 1; i <= (lua_Integer)lua_rawlen(L, 2) && count < NAMES_MAX; i++) {
        lua_rawgeti(L, 2, i);
        if (lua_type(L, -1) == LUA_TSTRING) {
            names[count].data = lua_tolstring(L, -1, &names[count].size);
            count++;
        }
        lua_pop(L, 1); // still in the table
    }
    fuel_pay(L, 1000);
    struct bytes near = schema_suggest(name, names, count);
    if (near.size) lua_pushfstring(L, "; did you mean '%s'?", near.data);
    else lua_pushliteral(L, "");
    return 1;
}

// uses(record): what a file mentions, noted by the compiler in front of it; uses(): all records so far, forgotten
// with that. For the contract, when an app is loaded.
static int l_uses(lua_State *L)
{
    lua_settop(L, 1);
    if (lua_rawgeti(L, LUA_REGISTRYINDEX, REGISTRY_USES) != LUA_TTABLE) {
        lua_pop(L, 1);
        lua_newtable(L);
    }
    if (lua_istable(L, 1)) {
        lua_pushvalue(L, 1);
        lua_rawseti(L, 2, (lua_Integer)lua_rawlen(L, 2) + 1);
        lua_pushvalue(L, 2);
    } else {
        lua_pushnil(L);
    }
    lua_rawseti(L, LUA_REGISTRYINDEX, REGISTRY_USES);
    return 1;
}

// asset(name): the address of a file that the app serves.
static int l_asset(lua_State *L)
{
    struct vm *vm = vm_of(L);
    size_t size;
    const char *name = luaL_checklstring(L, 1, &size);
    const struct vm_image *image = vm ? vm->image : NULL;
    struct bytes path;
    if (!image) return luaL_error(L, "ls.asset belongs into what renders: files are known when the app is loaded");
    if (!image->assets.find_asset) return luaL_error(L, "ls.asset: this host serves no files");
    if (!image->assets.find_asset(image->assets.self, (struct bytes){name, size}, &path, &vm->err))
        return luaL_error(L, "ls.asset: %s", vm->err.text);
    lua_pushlstring(L, path.data, path.size);
    return 1;
}

static const luaL_Reg lib_host[] = {
    {"asset", l_asset},
    {"born", l_component_born},
    {"enter", l_component_enter},
    {"hint", l_hint},
    {"leave", l_component_leave},
    {"live", l_host_live},
    {"now", l_now},
    {"own", l_component_own},
    {"random", l_random},
    {"take", l_take_attributes},
    {"uses", l_uses},
    {"where", l_where},
    {NULL, NULL},
};

static int load_module(lua_State *L, struct vm *vm, const char *name)
{
    struct bytes bytecode;
    if (!vm || !vm->loader) return luaL_error(L, "module '%s' must be required at file level", name);
    if (!vm->loader->load(vm->loader->self, name, &bytecode, &vm->err)) return luaL_error(L, "%s", vm->err.text);
    if (luaL_loadbufferx(L, bytecode.data, bytecode.size, name, "b") != LUA_OK) return lua_error(L);
    lua_pushvalue(L, 1);
    lua_call(L, 1, 1);
    return 1;
}

// require(name): app files and the stdlib; nothing else can be found.
static int l_require(lua_State *L)
{
    if (lua_type(L, 1) != LUA_TSTRING) return luaL_error(L, "require takes a module's name");
    lua_settop(L, 1);
    lua_rawgeti(L, LUA_REGISTRYINDEX, REGISTRY_LOADED); // 2
    lua_pushvalue(L, 1);
    if (lua_rawget(L, 2) != LUA_TNIL) {
        if (lua_islightuserdata(L, -1)) return luaL_error(L, "module '%s' requires itself", lua_tostring(L, 1));
        return 1;
    }
    lua_pop(L, 1);
    lua_pushvalue(L, 1);
    lua_pushlightuserdata(L, L); // under way
    lua_rawset(L, 2);
    load_module(L, vm_of(L), lua_tostring(L, 1));
    if (lua_isnil(L, -1)) {
        lua_pop(L, 1);
        lua_pushboolean(L, 1);
    }
    lua_pushvalue(L, 1);
    lua_pushvalue(L, -2);
    lua_rawset(L, 2);
    return 1;
}

static const luaL_Reg lib_global[] = {
    {"print", l_print},
    {"require", l_require},
    {NULL, NULL},
};

struct library {
    const char *name;
    const luaL_Reg *functions;
    const struct lib_constant *constants; // may be NULL
};

static const struct library libraries[] = {
    {"string", lib_string, NULL},           {"table", lib_table, NULL},
    {"math", lib_math, lib_math_constants}, {"utf8", lib_utf8, lib_utf8_constants},
    {"coroutine", lib_coroutine, NULL},     {"__host", lib_host, NULL},
    {"__service", lib_service, NULL},
};

static bool push_function(lua_State *L, const luaL_Reg *functions, const char *name)
{
    for (; functions->name; functions++) {
        if (strcmp(functions->name, name) != 0) continue;
        lua_pushcfunction(L, functions->func);
        return true;
    }
    return false;
}

static bool push_constant(lua_State *L, const struct lib_constant *constants, const char *name)
{
    for (; constants && constants->name; constants++) {
        if (strcmp(constants->name, name) != 0) continue;
        lib_push_constant(L, constants);
        return true;
    }
    return false;
}

// The value on top is kept in the table at 1 under the key at 2, and returned.
static int keep(lua_State *L)
{
    lua_pushvalue(L, 2);
    lua_pushvalue(L, -2);
    lua_rawset(L, 1);
    return 1;
}

// __index of a library's table. Which library it is stands in its metatable at 0.
static int l_find_in_library(lua_State *L)
{
    if (lua_type(L, 2) != LUA_TSTRING || !lua_getmetatable(L, 1)) return 0;
    lua_rawgeti(L, -1, 0);
    const struct library *library = &libraries[lua_tointeger(L, -1)];
    const char *name = lua_tostring(L, 2);
    if (push_function(L, library->functions, name) || push_constant(L, library->constants, name)) return keep(L);
    return 0;
}

static void lock(lua_State *L, lua_CFunction index)
{
    lua_createtable(L, 0, 3);
    if (index) {
        lua_pushcfunction(L, index);
        lua_setfield(L, -2, "__index");
    }
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
}

static void push_library(lua_State *L, size_t number)
{
    lua_newtable(L);
    lock(L, l_find_in_library);
    lua_pushinteger(L, (lua_Integer)number);
    lua_rawseti(L, -2, 0);
    lua_setmetatable(L, -2);
}

// __index of the globals.
static int l_find_global(lua_State *L)
{
    if (lua_type(L, 2) != LUA_TSTRING) return 0;
    const char *name = lua_tostring(L, 2);
    if (push_function(L, lib_base, name) || push_function(L, lib_global, name) || push_function(L, lib_html, name) ||
        push_function(L, lib_slots, name) || push_function(L, lib_stream, name))
        return keep(L);
    if (strcmp(name, "__html_none") == 0) {
        lib_push_no_slots(L);
        return keep(L);
    }
    if (push_constant(L, lib_base_constants, name)) return keep(L);
    if (strcmp(name, "_G") == 0) {
        lua_pushvalue(L, 1);
        return keep(L);
    }
    for (size_t i = 0; i < sizeof libraries / sizeof *libraries; i++) {
        if (strcmp(libraries[i].name, name) != 0) continue;
        push_library(L, i);
        return keep(L);
    }
    return 0;
}

void libs_open(lua_State *L)
{
    lua_pushglobaltable(L);
    lock(L, l_find_global);
    lua_setmetatable(L, -2);
    lua_pushliteral(L, "");
    lock(L, NULL);
    luaL_setfuncs(L, lib_string_meta, 0);
    lua_getfield(L, -3, "string"); // finds and keeps it
    lua_setfield(L, -2, "__index");
    lua_setmetatable(L, -2);
    lua_pop(L, 2);
    lua_newtable(L);
    lua_rawseti(L, LUA_REGISTRYINDEX, REGISTRY_LOADED);
}
