// For the specs of the sandbox's library: a state that has these libraries and nothing else, one that has stock
// Lua's, and a way to hold one against the other.
//
// A script defines case(number), which derives everything from the number and returns what it called and what came
// of it as text; both states run it, and every text must be the same.
#pragma once

#include "base/clock.h"
#include "vm/fuel.h"
#include "vm/heap.h"
#include "vm/lib.h"
#include "vm/slice.h"
#include "vm/state.h"

#include <lualib.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

struct box {
    struct vm vm; // the heap's owner; has no image
    struct heap *heap;
    lua_State *L; // the turn's coroutine
};

static inline void box_fill(lua_State *L, const luaL_Reg *functions, const struct lib_constant *constants)
{
    luaL_setfuncs(L, functions, 0);
    for (; constants && constants->name; constants++) {
        lib_push_constant(L, constants);
        lua_setfield(L, -2, constants->name);
    }
}

static inline void box_library(lua_State *L, const char *name, const luaL_Reg *functions,
                               const struct lib_constant *constants)
{
    lua_newtable(L);
    box_fill(L, functions, constants);
    lua_setglobal(L, name);
}

static inline void box_open_libraries(lua_State *L)
{
    lua_pushglobaltable(L);
    box_fill(L, lib_base, lib_base_constants);
    lua_setfield(L, -1, "_G");
    box_library(L, "string", lib_string, NULL);
    box_library(L, "table", lib_table, NULL);
    box_library(L, "math", lib_math, lib_math_constants);
    box_library(L, "utf8", lib_utf8, lib_utf8_constants);
    box_library(L, "coroutine", lib_coroutine, NULL);
    lua_pushliteral(L, "");
    lua_newtable(L);
    luaL_setfuncs(L, lib_string_meta, 0);
    lua_getglobal(L, "string");
    lua_setfield(L, -2, "__index");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_setmetatable(L, -2);
    lua_pop(L, 1);
}

static inline void box_refuel(struct box *box, int64_t units, uint64_t deadline_ms)
{
    box->heap->fuel = units;
    box->heap->dead = false;
    box->heap->refusals = 0;
    box->vm.slice.units = 0;
    box->vm.slice.deadline_ns = clock_ns() + deadline_ms * 1000000;
}

static inline struct box *box_new(size_t heap_max)
{
    struct box *box = calloc(1, sizeof *box);
    box->heap = heap_new(64 * 1024, false);
    box->heap->limit = 64 * 1024 * 1024;
    box_refuel(box, INT64_MAX / 2, 1000 * 1000);
    lua_State *L = lua_newstate(heap_alloc, box->heap);
    box_open_libraries(L);
    box->L = lua_newthread(L);
    box->heap->owner = &box->vm;
    for (uint64_t i = 0; i < 4; i++) box->vm.random[i] = i + 1;
    box->heap->limit = heap_max;
    box->vm.slice.thread = box->L;
    box->vm.thread = box->L;
    box->vm.slice.units_max = INT64_MAX; // slices are vm.c's business
    box->vm.slice.end_ns = UINT64_MAX;
    box->vm.slice.garbage_max = heap_max / 4;
    lua_sethook(box->L, slice_hook, LUA_MASKCOUNT, FUEL_PERIOD);
    return box;
}

static inline void box_delete(struct box *box)
{
    heap_delete(box->heap);
    free(box);
}

// Runs source text as a turn; the results (or the error's value) are on the stack.
static inline int box_run(struct box *box, const char *source, int *results_count)
{
    int status = luaL_loadstring(box->L, source);
    if (status == LUA_OK) status = lua_resume(box->L, NULL, 0, results_count);
    return status;
}

// Runs source that must return true; shows its error otherwise.
static inline void box_assert(const char *source)
{
    struct box *box = box_new(8 * 1024 * 1024);
    int results_count = 0;
    box_refuel(box, 50 * 1000 * 1000, 60 * 1000);
    int status = box_run(box, source, &results_count);
    if (status != LUA_OK) fail_msg("%s\nin:\n%s", lua_tostring(box->L, -1), source);
    if (!lua_toboolean(box->L, -1)) fail_msg("false:\n%s", source);
    box_delete(box);
}

// What scripts have in common: small random numbers, choosing, and showing values and calls without any library.
static const char box_prelude[] =
    "local state = 1\n"
    "function seed(n) state = (n * 0x9E3779B97F4A7C15 + 0x1234567) | 1 end\n"
    "function draw(n) state = state ~ (state << 13); state = state ~ (state >> 7)\n"
    "  state = state ~ (state << 17); return (state >> 11) % n end\n"
    "function choose(list) return list[draw(#list) + 1] end\n"
    "local hex = '0123456789ABCDEF'\n"
    "function show(v)\n"
    "  if type(v) == 'string' then\n"
    "    local out = '\"'\n"
    "    for i = 1, #v do local b = v:byte(i)\n"
    "      out = out .. ((b < 32 or b > 126) and ('\\\\x' .. hex:sub((b >> 4) + 1, (b >> 4) + 1) .. hex:sub((b & 15) "
    "+ 1, (b & 15) + 1)) or v:sub(i, i)) end\n"
    "    return out .. '\"'\n"
    "  elseif type(v) == 'table' then\n"
    "    local out = '{'\n"
    "    for i = 1, rawlen(v) do out = out .. show(rawget(v, i)) .. ',' end\n"
    "    return out .. '}'\n"
    "  elseif type(v) == 'function' or type(v) == 'thread' then return type(v)\n"
    "  elseif v ~= v then return 'nan' end\n"
    "  return tostring(v)\n"
    "end\n"
    "function show_all(...) local out = ''\n"
    "  for i = 1, select('#', ...) do out = out .. show((select(i, ...))) .. ' ' end\n"
    "  return out end\n"
    "local function pass(...) return ... end\n"
    "function try(name, f, ...) local call = name .. ' ' .. show_all(...)\n"
    "  return call .. '=> ' .. show_all(pcall(function(...) return pass(f(...)) end, ...)) end\n";

static inline void box_load_script(lua_State *L, const char *script)
{
    if (luaL_dostring(L, box_prelude) || luaL_dostring(L, script)) fail_msg("%s", lua_tostring(L, -1));
}

static inline const char *box_case(lua_State *L, lua_Integer number)
{
    lua_settop(L, 0);
    lua_getglobal(L, "case");
    lua_pushinteger(L, number);
    if (lua_pcall(L, 1, 1, 0) != LUA_OK) return lua_islightuserdata(L, -1) ? "limit" : lua_tostring(L, -1);
    return lua_tostring(L, -1);
}

// LIB_CASES sets how many random cases each script runs, LIB_SEED the first one.
static inline long box_setting(const char *name, long fallback)
{
    const char *text = getenv(name);
    return text ? atol(text) : fallback;
}

typedef bool box_excuse(const char *stock, const char *ours);

// Both libraries give the same in `count` random cases, except where `excuse` says why not.
static inline void box_compare(const char *script, long count, box_excuse *excuse)
{
    lua_State *stock = luaL_newstate();
    struct box *box = box_new(64 * 1024 * 1024);
    luaL_openlibs(stock);
    box_load_script(stock, script);
    box_load_script(box->L, script);
    count = box_setting("LIB_CASES", count);
    long first = box_setting("LIB_SEED", 1);
    for (long i = 0; i < count; i++) {
        box_refuel(box, INT64_MAX / 2, 1000 * 1000);
        const char *expected = box_case(stock, first + i);
        const char *got = box_case(box->L, first + i);
        if (expected && got && strcmp(expected, got) == 0) continue;
        if (!excuse || !excuse(expected, got)) fail_msg("case %ld\nstock: %s\nours:  %s", first + i, expected, got);
    }
    box_delete(box);
    lua_close(stock);
}
