// The one place where values cross between Lua and the host. All reads are raw: no metamethod of an app ever runs
// here.
//
// The functions that take bytes may raise in Lua's way (out of memory), so they are called inside a protected call,
// while a turn's coroutine runs.
#pragma once

#include "base/buffer.h"
#include "base/error.h"

#include <lua.h>

// What is being read, for error messages.
struct marshal_root {
    const char *name;        // begins the path: "m"
    const char *what;        // "model"
    bool may_have_metatable; // the outermost table: a command has its methods there
};

// The value at `index` as canonical bytes (value/codec.h), appended to `out`. False where it is not plain data, with
// the path to what is not: "m.tasks[3].on_click is a function; a model is plain data". `name` begins the path.
// Metatables are not looked at. `out` is unchanged on failure. `scratch` is any buffer the caller has (it outlives an
// error that Lua raises).
bool marshal_read(lua_State *L, int index, const struct marshal_root *root, struct buffer *out,
                  struct buffer *scratch, struct error *err);

// Pushes the value that canonical bytes say. They are trusted (the host made them): a misfit is an assertion.
void marshal_push(lua_State *L, struct bytes bytes);

// The same for the value at the front of the bytes, which are consumed.
void marshal_push_next(lua_State *L, struct bytes *bytes);

// Pushes what a handler gets after its model: the value, or the two of an answer (value/answer.h). How many.
int marshal_push_payload(lua_State *L, struct bytes payload);

// Pushes the arguments of a call, which a canonical table has by their numbers: up to the last that is not nil. How
// many. Raises where there are more than a call may have.
int marshal_push_arguments(lua_State *L, struct bytes arguments);

// What a service's function returned, the value and the error at `first` and behind it, as its answer
// (value/answer.h), appended to `out`. `parts` and `scratch` are any buffers the caller has. Else as marshal_read.
bool marshal_read_answer(lua_State *L, int first, struct buffer *out, struct buffer *parts, struct buffer *scratch,
                         struct error *err);
