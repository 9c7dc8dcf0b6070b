// Coroutines of a view's own. A new one starts the hook's count anew, so making one costs a whole period; and the end
// of a turn passes through every resume. There is no close: a chain of them can exhaust the C stack.
#include "vm/lib.h"

#include "vm/component.h"
#include "vm/fuel.h"
#include "vm/state.h"

enum { CREATE_UNITS = 1000 + 64, RESUME_UNITS = 8 };

static lua_State *check_coroutine(lua_State *L)
{
    lua_State *coroutine = lua_tothread(L, 1);
    luaL_argexpected(L, coroutine, 1, "thread");
    return coroutine;
}

static int l_create(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TFUNCTION);
    fuel_pay(L, CREATE_UNITS);
    lua_State *coroutine = lua_newthread(L);
    lua_pushvalue(L, 1);
    lua_xmove(L, coroutine, 1);
    return 1;
}

// Whether a function of its is running: it is the one that asks, or has resumed the one that asks.
static bool is_active(lua_State *coroutine)
{
    lua_Debug ignored;
    return lua_status(coroutine) == LUA_OK && lua_getstack(coroutine, 0, &ignored);
}

static bool is_dead(lua_State *coroutine)
{
    if (lua_status(coroutine) == LUA_OK) return !is_active(coroutine) && lua_gettop(coroutine) == 0;
    return lua_status(coroutine) != LUA_YIELD;
}

static const char *status_of(lua_State *L, lua_State *coroutine)
{
    if (L == coroutine) return "running";
    if (is_active(coroutine)) return "normal";
    return is_dead(coroutine) ? "dead" : "suspended";
}

// -1 with the reason on L's stack.
static int refuse_resume(lua_State *L, const char *reason)
{
    lua_pushstring(L, reason);
    return -1;
}

// Resumes with the top `arguments_count` values; gives how many results there are on L's stack, or -1 and an error's
// value there.
static int resume(lua_State *L, lua_State *coroutine, int arguments_count)
{
    int results_count;
    fuel_pay(L, RESUME_UNITS + (size_t)arguments_count / 4);
    if (is_active(coroutine)) return refuse_resume(L, "cannot resume non-suspended coroutine");
    if (is_dead(coroutine)) return refuse_resume(L, "cannot resume dead coroutine");
    if (!lua_checkstack(coroutine, arguments_count)) return refuse_resume(L, "too many arguments to resume");
    lua_xmove(L, coroutine, arguments_count);
    size_t depth = scopes_depth(vm_of(L));
    int status = lua_resume(coroutine, L, arguments_count, &results_count);
    scopes_unwind(vm_of(L), depth); // of components that the coroutine is in the middle of, or failed in
    if (fuel_is_dead(L)) fuel_raise(L);
    if (status != LUA_OK && status != LUA_YIELD) {
        lua_xmove(coroutine, L, 1);
        lib_check_caught(L, status);
        return -1;
    }
    if (!lua_checkstack(L, results_count + 1)) {
        lua_pop(coroutine, results_count);
        return refuse_resume(L, "too many results to resume");
    }
    lua_xmove(coroutine, L, results_count);
    return results_count;
}

static int l_resume(lua_State *L)
{
    lua_State *coroutine = check_coroutine(L);
    int results_count = resume(L, coroutine, lua_gettop(L) - 1);
    bool ok = results_count >= 0;
    if (!ok) results_count = 1;
    lua_pushboolean(L, ok);
    lua_insert(L, -(results_count + 1));
    return results_count + 1;
}

// What failed inside leaves its <close> variables open: lua_resetthread runs them, and its error counts.
static void close_failed(lua_State *L, lua_State *coroutine)
{
    int status = lua_status(coroutine);
    if (status == LUA_OK || status == LUA_YIELD) return;
    lua_pushvalue(L, -1);
    lua_xmove(L, coroutine, 1); // resume took the error's value; resetthread looks for it on top
    int closed = lua_resetthread(coroutine);
    if (fuel_is_dead(L)) fuel_raise(L);
    lua_xmove(coroutine, L, 1);
    lib_check_caught(L, closed);
}

static int wrapped(lua_State *L)
{
    lua_State *coroutine = lua_tothread(L, lua_upvalueindex(1));
    int results_count = resume(L, coroutine, lua_gettop(L));
    if (results_count >= 0) return results_count;
    close_failed(L, coroutine);
    if (lua_type(L, -1) == LUA_TSTRING) { // say where the call was
        luaL_where(L, 1);
        lua_insert(L, -2);
        lua_concat(L, 2);
    }
    return lua_error(L);
}

static int l_wrap(lua_State *L)
{
    l_create(L);
    lua_pushcclosure(L, wrapped, 1);
    return 1;
}

static int l_status(lua_State *L)
{
    lua_pushstring(L, status_of(L, check_coroutine(L)));
    return 1;
}

static bool can_yield(lua_State *L)
{
    return lua_isyieldable(L) && !vm_is_turn(L);
}

static int l_isyieldable(lua_State *L)
{
    lua_State *coroutine = lua_isthread(L, 1) ? lua_tothread(L, 1) : L;
    lua_pushboolean(L, can_yield(coroutine));
    return 1;
}

static int l_running(lua_State *L)
{
    bool is_main = lua_pushthread(L);
    lua_pushboolean(L, is_main || vm_is_turn(L));
    return 2;
}

static int l_yield(lua_State *L)
{
    if (vm_is_turn(L)) return luaL_error(L, "attempt to yield from outside a coroutine");
    return lua_yield(L, lua_gettop(L));
}

const luaL_Reg lib_coroutine[] = {
    {"create", l_create}, {"isyieldable", l_isyieldable},
    {"resume", l_resume}, {"running", l_running},
    {"status", l_status}, {"wrap", l_wrap},
    {"yield", l_yield},   {NULL, NULL},
};
