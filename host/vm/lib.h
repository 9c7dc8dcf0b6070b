// The standard library as a view has it: stock Lua 5.4's names and messages, with bounded work behind them.
//
// Every function checks sizes before it works, pays for its work as it goes (fuel.h) and reads tables raw: no
// metamethod runs inside a table function, so none can make one run for ever. What catches errors (pcall, xpcall,
// coroutine.resume, ...) never catches the end of a turn. What differs from stock Lua is said where it is made.
//
// Each library is a list of light C functions (no upvalues), so a library table can be filled when a name is first
// used: libs.c finds it here. Only constants and the string metatable's arithmetic need more.
#pragma once

#include <lauxlib.h>
#include <lua.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

extern const luaL_Reg lib_base[];
extern const luaL_Reg lib_string[];
extern const luaL_Reg lib_table[];
extern const luaL_Reg lib_utf8[];
extern const luaL_Reg lib_math[];
extern const luaL_Reg lib_coroutine[];

// What makes "10" + 1 work: the metamethods that the strings' metatable needs besides __index and __metatable.
extern const luaL_Reg lib_string_meta[];

enum lib_constant_kind { LIB_INTEGER, LIB_FLOAT, LIB_STRING };

struct lib_constant {
    const char *name; // NULL ends a list
    enum lib_constant_kind kind;
    lua_Integer integer;
    lua_Number number;
    const char *string;
    size_t string_size; // a string may hold zeros
};

extern const struct lib_constant lib_base_constants[]; // _VERSION
extern const struct lib_constant lib_math_constants[]; // pi, huge, maxinteger, mininteger
extern const struct lib_constant lib_utf8_constants[]; // charpattern

void lib_push_constant(lua_State *L, const struct lib_constant *constant);

// What the libraries ask of the state they run in. Given by libs.c.

// Whether `L` is the coroutine that the turn itself runs in: to a view's code it is the main thread, which cannot
// yield.
bool vm_is_turn(lua_State *L);

// The next 64 random bits of this session, from a seed that the host gave.
uint64_t vm_random_next(lua_State *L);

// What the libraries share among themselves.

enum { LIB_BYTES_PER_UNIT = 16 };

// Pays for `size` bytes that are about to be copied or looked at.
void lib_pay_bytes(lua_State *L, size_t size);

// Pushes the value at `index` as text, and gives that text: like luaL_tolstring, but never an address.
const char *lib_push_text(lua_State *L, int index, size_t *size);

// The value an error carried is on top, and a function that caught it is about to hand it to the view's code. Raises
// it again where it is the end of the turn.
void lib_check_caught(lua_State *L, int status);

// The key (a light userdata) by which a metatable of a view's knows what lib_meta.c made of it. Whoever walks a table
// raw passes over it.
extern const char lib_hidden_key;

int lib_setmetatable(lua_State *L);
int lib_getmetatable(lua_State *L);
int lib_next(lua_State *L);
int lib_pairs(lua_State *L);
int lib_string_find(lua_State *L);
int lib_string_format(lua_State *L);
int lib_string_gmatch(lua_State *L);
int lib_string_gsub(lua_State *L);
int lib_string_match(lua_State *L);
int lib_table_sort(lua_State *L);
