// lightspeed.core, a Lua module for specs: the host's own rooms, built from the same objects, without the network.
// What a spec asks here is answered by the code that serves visitors: boundary, codec, compiler, sandbox and the
// whole walk of an event save the socket.
//
// After vm/ this is the one other folder that includes lua.h, because it is Lua's guest and not its host: the state
// here is a spec's own and unbounded, errors are raised in Lua's way, and memory is Lua's to finalize. Whatever a
// function makes on the way lies in the scratch, so an error raised half way through loses nothing.
//
//   core.codec   encode, decode            canonical bytes
//   core.json    encode, decode            core.null stands for null, core.list(t) for an array
//   core.frame   decode                    a frame from a browser
//   core.schema  build                     schema:check(value [, path])
//   core.compile                           html[[ ]] to what a session loads
//   core.sandbox                           runs a chunk as a view's code would run
//   core.open                              an app with a hall of its own: see app.c
//
// A call that is refused gives nil, a sentence and the error's code.
#pragma once

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "value/value.h"

#include <lauxlib.h>
#include <lua.h>

struct scratch {
    struct arena arena;
    struct buffer bytes;
    struct buffer keys;
    struct error err;
};

// The module's scratch, emptied: once in a function, at its start.
struct scratch *scratch_take(lua_State *L);
void scratch_open(lua_State *L);

// Where Lua runs within a function that has taken it: pushes the scratch, in whose place there is another until it is
// taken from the top again.
void scratch_hide(lua_State *L);
void scratch_show(lua_State *L);

// nil, text, code.
int module_refuse(lua_State *L, const struct error *err);
int module_push_bytes(lua_State *L, struct bytes bytes);
struct bytes module_check_bytes(lua_State *L, int argument);

// A metatable with methods, __gc and __close.
void module_new_type(lua_State *L, const char *name, const luaL_Reg *methods, lua_CFunction finalize);

// Each adds its functions to the module's table, which is on top of the stack.
void module_open_data(lua_State *L);
void module_open_schema(lua_State *L);
void module_open_compile(lua_State *L);
void module_open_sandbox(lua_State *L);
void module_open_app(lua_State *L);
void module_open_page(lua_State *L);
void module_open_line(lua_State *L);
void module_open_replay(lua_State *L);
