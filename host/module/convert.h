// Between Lua and struct value, where the difference of an array and an object, and of null and nothing, matters.
// (Models and bytes cross by vm/marshal.h, as they do in the host.)
#pragma once

#include "base/error.h"
#include "value/value.h"

#include <lua.h>

// The name of the metatable that says: a JSON array, though it may be empty.
#define CONVERT_LIST "lightspeed.list"

// core.null: a null inside a table.
void convert_push_null(lua_State *L);

// `has_marks`: nulls inside tables are core.null and arrays bear the list's metatable; else nulls are left out.
void convert_push(lua_State *L, const struct value *value, bool has_marks);

// Strings are copied into the arena. Fails (MISFIT) for what is no plain data, (TOO_LARGE) beyond any sensible depth.
bool convert_read(lua_State *L, int index, struct arena *arena, struct value *value, struct error *err);
