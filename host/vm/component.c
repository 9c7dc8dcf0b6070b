// See component.h.
//
//     registry[REGISTRY_COMPONENTS] = { [0] = the view's children, [cid] = instance, ... }
//     instance = { model, cid, parent, owner, id, seen, children }
//     children = { [kind] = { [id] = cid } }
//
// A kind is the declaration's number; negative for what stands between the parent's tags, so that it is never taken
// for one of the parent's own. An id is text, a number, or false for none.
#include "vm/component.h"

#include "base/mem.h"
#include "value/codec.h"
#include "vm/fuel.h"
#include "vm/instance.h"
#include "vm/marshal.h"
#include "vm/state.h"

#include <stdlib.h>

enum { WALK_UNITS = 4 };

// --- scopes ---

struct components *components_of(struct vm *vm)
{
    if (!vm->components) vm->components = mem_new_clear(sizeof *vm->components);
    return vm->components;
}

void components_delete(struct components *components)
{
    if (!components) return;
    buffer_destroy(&components->scopes);
    buffer_destroy(&components->changes);
    buffer_destroy(&components->commands);
    mem_free(components);
}

size_t scopes_depth(const struct vm *vm)
{
    return vm && vm->components ? vm->components->scopes.size / sizeof(struct scope) : 0;
}

struct scope scope_of(const struct vm *vm)
{
    size_t depth = scopes_depth(vm);
    if (!depth) return (struct scope){0};
    return ((const struct scope *)(const void *)vm->components->scopes.data)[depth - 1];
}

void scopes_push(struct vm *vm, uint64_t parent, uint64_t owner)
{
    struct scope scope = {parent, owner};
    buffer_put(&components_of(vm)->scopes, (struct bytes){(const char *)&scope, sizeof scope});
}

void scopes_unwind(struct vm *vm, size_t depth)
{
    if (depth < scopes_depth(vm)) vm->components->scopes.size = depth * sizeof(struct scope);
}

// --- who is there ---

static void push_all(lua_State *L)
{
    if (lua_rawgeti(L, LUA_REGISTRYINDEX, REGISTRY_COMPONENTS) == LUA_TTABLE) return;
    lua_pop(L, 1);
    lua_newtable(L);
    lua_pushvalue(L, -1);
    lua_rawseti(L, LUA_REGISTRYINDEX, REGISTRY_COMPONENTS);
}

void component_push(lua_State *L, uint64_t cid)
{
    if (lua_rawgeti(L, LUA_REGISTRYINDEX, REGISTRY_COMPONENTS) == LUA_TTABLE) lua_rawgeti(L, -1, (lua_Integer)cid);
    else lua_pushnil(L);
    lua_replace(L, -2);
}

// Replaces the table on top by the one that it has under `key`, made where it is missing.
static void enter_table(lua_State *L, lua_Integer key)
{
    if (lua_rawgeti(L, -1, key) != LUA_TTABLE) {
        lua_pop(L, 1);
        lua_newtable(L);
        lua_pushvalue(L, -1);
        lua_rawseti(L, -3, key);
    }
    lua_replace(L, -2);
}

// Pushes the table in which the components of one kind below `parent` stand by id, for one more of them. The view has
// no instance of its own, only children.
static void push_kind(lua_State *L, uint64_t parent, lua_Integer kind)
{
    push_all(L);
    enter_table(L, (lua_Integer)parent);
    enter_table(L, INSTANCE_CHILDREN);
    enter_table(L, kind);
}

// The same; false, and what is no table is pushed, where there is none.
static bool find_kind(lua_State *L, uint64_t parent, lua_Integer kind)
{
    const lua_Integer keys[] = {(lua_Integer)parent, INSTANCE_CHILDREN, kind};
    push_all(L);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        int type = lua_rawgeti(L, -1, keys[i]);
        lua_replace(L, -2);
        if (type != LUA_TTABLE) return false;
    }
    return true;
}

lua_Integer instance_kind(uint64_t cid, uint64_t parent, uint64_t owner)
{
    lua_Integer number = (lua_Integer)(cid & ((1 << COMPONENT_DECLARATION_BITS) - 1));
    return parent == owner ? number : -number;
}

bool instance_find(lua_State *L, uint64_t parent, lua_Integer kind, int id)
{
    id = lua_absindex(L, id);
    if (!find_kind(L, parent, kind)) return false;
    lua_pushvalue(L, id);
    lua_rawget(L, -2);
    lua_replace(L, -2);
    if (lua_isnil(L, -1)) return false;
    component_push(L, (uint64_t)lua_tointeger(L, -1));
    lua_replace(L, -2);
    return true;
}

uint64_t instance_get(lua_State *L, int instance, int field)
{
    lua_rawgeti(L, instance, field);
    uint64_t value = (uint64_t)lua_tointeger(L, -1);
    lua_pop(L, 1);
    return value;
}

void instance_set(lua_State *L, int instance, int field, uint64_t value)
{
    instance = lua_absindex(L, instance);
    lua_pushinteger(L, (lua_Integer)value);
    lua_rawseti(L, instance, field);
}

// The model is on top, the id below it; both are taken away.
void instance_add(lua_State *L, struct vm *vm, uint64_t cid, struct scope scope)
{
    struct components *components = components_of(vm);
    int id = lua_gettop(L) - 1;
    push_kind(L, scope.parent, instance_kind(cid, scope.parent, scope.owner));
    lua_pushvalue(L, id);
    lua_pushinteger(L, (lua_Integer)cid);
    lua_rawset(L, -3);
    lua_pop(L, 1);
    lua_createtable(L, INSTANCE_SEEN, 0);
    int instance = lua_gettop(L);
    lua_pushvalue(L, id + 1);
    lua_rawseti(L, instance, COMPONENT_MODEL);
    instance_set(L, instance, INSTANCE_CID, cid);
    instance_set(L, instance, INSTANCE_PARENT, scope.parent);
    instance_set(L, instance, INSTANCE_OWNER, scope.owner);
    lua_pushvalue(L, id);
    lua_rawseti(L, instance, INSTANCE_ID);
    instance_set(L, instance, INSTANCE_SEEN, vm->generation);
    push_all(L);
    lua_pushvalue(L, instance);
    lua_rawseti(L, -2, (lua_Integer)cid);
    lua_settop(L, id - 1);
    components->count++;
    if (cid >> COMPONENT_DECLARATION_BITS > components->serial)
        components->serial = cid >> COMPONENT_DECLARATION_BITS;
}

static void instance_remove(lua_State *L, struct vm *vm, uint64_t cid)
{
    int top = lua_gettop(L);
    component_push(L, cid);
    if (lua_istable(L, -1)) {
        uint64_t parent = instance_get(L, -1, INSTANCE_PARENT);
        uint64_t owner = instance_get(L, -1, INSTANCE_OWNER);
        if (find_kind(L, parent, instance_kind(cid, parent, owner))) { // the parent may have gone before
            bool has_id = lua_rawgeti(L, -2, INSTANCE_ID) != LUA_TNIL;
            lua_pushnil(L);
            if (has_id) lua_rawset(L, -3);
        }
        push_all(L);
        lua_pushnil(L);
        lua_rawseti(L, -2, (lua_Integer)cid);
        vm->components->count--;
    }
    lua_settop(L, top);
}

void component_push_owners(lua_State *L, uint64_t cid)
{
    lua_newtable(L);
    for (lua_Integer i = 1; cid; i++) {
        component_push(L, cid);
        cid = lua_istable(L, -1) ? instance_get(L, -1, INSTANCE_OWNER) : 0;
        lua_pop(L, 1);
        lua_pushinteger(L, (lua_Integer)cid);
        lua_rawseti(L, -2, i);
    }
}

// --- a page ---

void components_begin(struct vm *vm)
{
    struct components *components = vm->components;
    if (!components) return;
    components->seen = 0;
    components->commands_count = 0;
    buffer_clear(&components->scopes);
    buffer_clear(&components->changes);
    buffer_clear(&components->commands);
}

static int compare_cids(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

// The cids of all (not_seen_in 0), or of those that were not seen in a render, oldest first; in vm->scratch.
static size_t list_cids(lua_State *L, struct vm *vm, uint32_t not_seen_in, const uint64_t **cids)
{
    buffer_clear(&vm->scratch);
    push_all(L);
    for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1)) {
        uint64_t cid = (uint64_t)lua_tointeger(L, -2);
        fuel_pay(L, WALK_UNITS);
        if (!cid || (not_seen_in && instance_get(L, -1, INSTANCE_SEEN) == not_seen_in)) continue;
        buffer_put(&vm->scratch, (struct bytes){(const char *)&cid, sizeof cid});
    }
    lua_pop(L, 1);
    size_t count = vm->scratch.size / sizeof **cids;
    if (count) qsort(vm->scratch.data, count, sizeof **cids, compare_cids);
    *cids = (const uint64_t *)(const void *)vm->scratch.data;
    return count;
}

static void bury(lua_State *L, struct vm *vm)
{
    const uint64_t *cids;
    size_t count = list_cids(L, vm, vm->generation, &cids);
    for (size_t i = 0; i < count; i++) {
        codec_put_integer(&vm->components->changes, (int64_t)cids[i]);
        instance_remove(L, vm, cids[i]);
    }
}

// The turn's commands and then those of births, as one list.
static void join_commands(struct vm *vm)
{
    const struct components *components = vm->components;
    struct bytes before = buffer_bytes(&vm->commands);
    struct codec_head head = {.kind = VALUE_TABLE};
    struct error err;
    if (before.size) codec_read(&before, &head, &err); // a list we made: its items are what follows
    buffer_clear(&vm->scratch);
    size_t begin = codec_begin_table(&vm->scratch);
    buffer_put(&vm->scratch, before);
    buffer_put(&vm->scratch, buffer_bytes(&components->commands));
    codec_end_table(&vm->scratch, begin, head.items_count + components->commands_count, 0);
    buffer_clear(&vm->commands);
    buffer_put(&vm->commands, buffer_bytes(&vm->scratch));
}

void components_end(lua_State *L, struct vm *vm)
{
    if (!vm->components) return;
    if (vm->components->seen != vm->components->count) bury(L, vm);
    if (vm->components->commands_count) join_commands(vm);
}

// --- as bytes ---

void instance_put_birth(struct buffer *out, uint64_t cid, struct scope scope)
{
    codec_put_integer(out, (int64_t)cid);
    codec_put_integer(out, (int64_t)scope.parent);
    codec_put_integer(out, (int64_t)scope.owner);
}

static bool write_one(lua_State *L, struct vm *vm, uint64_t cid, struct buffer *out, struct error *err)
{
    static const struct marshal_root root = {"m", "component's model", false};
    component_push(L, cid);
    int instance = lua_gettop(L);
    struct scope scope = {instance_get(L, instance, INSTANCE_PARENT), instance_get(L, instance, INSTANCE_OWNER)};
    size_t begin = codec_begin_table(out);
    instance_put_birth(out, cid, scope);
    lua_rawgeti(L, instance, INSTANCE_ID);
    lua_rawgeti(L, instance, COMPONENT_MODEL);
    bool ok = marshal_read(L, -2, &root, out, &vm->keys, err) && marshal_read(L, -1, &root, out, &vm->keys, err);
    codec_end_table(out, begin, BIRTH_FIELDS, 0);
    lua_settop(L, instance - 1);
    return ok;
}

bool components_write(lua_State *L, struct vm *vm, struct buffer *out, struct error *err)
{
    const uint64_t *cids;
    if (!vm->components) return true;
    codec_put_integer(out, (int64_t)vm->components->serial);
    size_t count = list_cids(L, vm, 0, &cids);
    for (size_t i = 0; i < count; i++)
        if (!write_one(L, vm, cids[i], out, err)) return false;
    return true;
}

static uint64_t read_cid(lua_State *L, struct bytes *bytes)
{
    marshal_push_next(L, bytes);
    uint64_t cid = (uint64_t)lua_tointeger(L, -1);
    lua_pop(L, 1);
    return cid;
}

void components_read(lua_State *L, struct vm *vm, struct bytes changes)
{
    struct codec_head head;
    struct error err;
    struct components *components = components_of(vm);
    while (changes.size && codec_read(&changes, &head, &err)) {
        if (head.kind == VALUE_INTEGER) {
            instance_remove(L, vm, (uint64_t)head.integer);
            continue;
        }
        uint64_t cid = read_cid(L, &changes);
        uint64_t parent = read_cid(L, &changes);
        uint64_t owner = read_cid(L, &changes);
        marshal_push_next(L, &changes); // id
        marshal_push_next(L, &changes); // model
        instance_add(L, vm, cid, (struct scope){parent, owner});
    }
    components->seen = components->count;
}

void components_restore(lua_State *L, struct vm *vm, struct bytes snapshot)
{
    if (!snapshot.size) return;
    components_of(vm)->serial = read_cid(L, &snapshot);
    components_read(L, vm, snapshot);
}
