// What component.c and lib_component.c know in common: how an instance lies in its table.
#pragma once

#include "vm/component.h"

enum {
    INSTANCE_CID = COMPONENT_MODEL + 1,
    INSTANCE_PARENT,
    INSTANCE_OWNER,
    INSTANCE_ID,
    INSTANCE_SEEN,
    INSTANCE_CHILDREN
};

enum { BIRTH_FIELDS = 5 }; // cid, parent, owner, id, model

// Integers of an instance, which lies at an index of the stack.
uint64_t instance_get(lua_State *L, int instance, int field);
void instance_set(lua_State *L, int instance, int field, uint64_t value);

lua_Integer instance_kind(uint64_t cid, uint64_t parent, uint64_t owner);

// Pushes the instance of this identity, or nil. The id is at index `id`.
bool instance_find(lua_State *L, uint64_t parent, lua_Integer kind, int id);

// Takes the model from the top, and the id below it.
void instance_add(lua_State *L, struct vm *vm, uint64_t cid, struct scope scope);

// The first fields of a birth.
void instance_put_birth(struct buffer *out, uint64_t cid, struct scope scope);
