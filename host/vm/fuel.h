// What a turn may spend, and the one way it ends when it has spent it.
//
// Fuel is counted in VM instructions; bytes allocated and work done inside C functions are charged in the same coin,
// so one budget bounds them all. Once spent, the state is dead: every function of ours that could swallow an error
// (pcall, xpcall, coroutine.resume,
// ...) raises the limit error again instead, until the turn has unwound.
#pragma once

#include <lua.h>

#include <stdbool.h>
#include <stddef.h>

// Pays for work about to be done inside C: one unit is about as much as one VM instruction (a step of a pattern
// match, an element moved, 16 bytes copied). Raises the limit error when that is more than is left, or the turn's
// time is over, so call it before the work, and in portions where that is much.
void fuel_pay(lua_State *L, size_t units);

// For work that was paid for at once, every now and then in it: raises where the turn's time is over.
void fuel_look(lua_State *L);

// Whether the budget is spent. A function that caught an error asks, and calls fuel_raise if so.
bool fuel_is_dead(lua_State *L);

// Raises the limit error; never returns. Allocates nothing.
_Noreturn void fuel_raise(lua_State *L);

// Whether the value there is the limit error.
bool fuel_is_limit_error(lua_State *L, int index);
