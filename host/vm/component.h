// The components of a session that have a state of their own: who is there, whose child, with what model. All of it
// is in the session's Lua state; a vm has a struct components only from the first of them on.
//
// A component's number, its cid, is never given again while the session lives: `serial << 10 | declaration`, the
// declarations being counted from 1 in the order in which the app's files made them.
//
//     identity    what renders it (its parent), its declaration, and its id, its ls-key, or nothing
//     parent      the component in whose render it stands; 0: the view
//     owner       the one whose template says it; another than the parent where it stands between a component's tags
//
// Births and deaths happen while a page is rendered, and a replay does not render: they are written down as changes,
// which the journal keeps beside the turns.
#pragma once

#include "base/buffer.h"
#include "base/error.h"

#include <lua.h>

struct vm;

enum { COMPONENT_DECLARATION_BITS = 10 };

// Where the code that runs stands.
struct scope {
    uint64_t parent;
    uint64_t owner;
};

struct components {
    uint64_t serial; // of the youngest
    uint32_t count;
    uint32_t seen;          // in the render under way, or the last one
    struct buffer scopes;   // struct scope, innermost last; empty: the view's own
    struct buffer changes;  // of that render, canonical values: a birth is a list, a death its cid
    struct buffer commands; // that came with births, canonical values
    size_t commands_count;
    uint64_t random[4]; // the render's own, while a component is being born
};

// Those of a state, made when they are first asked for.
struct components *components_of(struct vm *vm);
void components_delete(struct components *components);

// The scope that is innermost.
struct scope scope_of(const struct vm *vm);

// How many scopes there are, and back to so many: a pcall or a coroutine that caught an error. `vm` may be NULL.
size_t scopes_depth(const struct vm *vm);
void scopes_unwind(struct vm *vm, size_t depth);
void scopes_push(struct vm *vm, uint64_t parent, uint64_t owner);

// A page begins to be rendered; and is over: components that were not seen are gone, commands of births join the
// turn's.
void components_begin(struct vm *vm);
void components_end(lua_State *L, struct vm *vm);

// Pushes the instance, nil where there is none. Its model is at COMPONENT_MODEL.
enum { COMPONENT_MODEL = 1 };
void component_push(lua_State *L, uint64_t cid);

// Pushes the owners of a component as a list, from its own outwards; the last is 0.
void component_push_owners(lua_State *L, uint64_t cid);

// Snapshot: the youngest's serial, then a birth for each, oldest first. Nothing where there never was one. False
// where a model is not plain data.
bool components_write(lua_State *L, struct vm *vm, struct buffer *out, struct error *err);

// What components_write wrote, of which there may be nothing; and changes.
void components_restore(lua_State *L, struct vm *vm, struct bytes snapshot);
void components_read(lua_State *L, struct vm *vm, struct bytes changes);

// lib_component.c: functions of the stdlib's, in __host.
int l_component_enter(lua_State *L);
int l_component_born(lua_State *L);
int l_component_leave(lua_State *L);
int l_component_own(lua_State *L);

// Calls what stands between a component's tags, a function that lies below its `arguments`: what it renders is the
// owner's. `called` is for the usual case, in which the caller is that owner.
int component_call_slot(lua_State *L, uint64_t owner, int arguments, lua_KFunction called);
