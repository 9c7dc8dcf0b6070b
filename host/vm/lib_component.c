// What stdlib/lightspeed/component.lua calls while it shows a component that has a state of its own:
//
//     local model, depth = enter(declaration, id)
//     if model == nil then model = born(id, init(attributes)) end
//     return leave(depth, render(model, attributes, slots))
//
// Between enter and leave, whatever is rendered is the component's.
#include "vm/component.h"

#include "value/codec.h"
#include "vm/fuel.h"
#include "vm/instance.h"
#include "vm/marshal.h"
#include "vm/state.h"

enum { ENTER_UNITS = 30, BIRTH_UNITS = 100 };

static struct vm *rendering(lua_State *L)
{
    struct vm *vm = vm_of(L);
    if (!vm || !vm->sink) luaL_error(L, "a component can only be shown while a view renders");
    else if (!vm->shows_view) luaL_error(L, "a component with a state of its own belongs in a view, not in a layout");
    return vm;
}

// What init draws is the component's own: nothing of it is left when it has been born, because a replay does not
// render, and no two are born with the same numbers.
static void draw_for(struct vm *vm, uint64_t cid)
{
    struct components *components = vm->components;
    memcpy(components->random, vm->random, sizeof vm->random);
    memcpy(vm->random, vm->random_before, sizeof vm->random);
    for (int i = 0; i < 4; i++) vm->random[i] ^= (cid + (uint64_t)i) * UINT64_C(0x9e3779b97f4a7c15);
}

static int announce_birth(lua_State *L, struct vm *vm, uint64_t declaration, size_t depth)
{
    uint64_t cid = ++components_of(vm)->serial << COMPONENT_DECLARATION_BITS | declaration;
    scopes_push(vm, cid, cid);
    draw_for(vm, cid);
    lua_pushnil(L);
    lua_pushinteger(L, (lua_Integer)depth);
    return 2;
}

// enter(declaration, id): the model, nil where there is none yet, false where this very component was shown already
// in this render; and how deep it stands.
int l_component_enter(lua_State *L)
{
    struct vm *vm = rendering(L);
    uint64_t declaration = (uint64_t)luaL_checkinteger(L, 1);
    struct scope scope = scope_of(vm);
    size_t depth = scopes_depth(vm);
    fuel_pay(L, ENTER_UNITS);
    lua_settop(L, 2);
    if (lua_isnil(L, 2)) {
        lua_pushboolean(L, false);
        lua_replace(L, 2);
    } else if (lua_type(L, 2) != LUA_TSTRING && lua_type(L, 2) != LUA_TNUMBER) {
        return luaL_error(L, "a component's id is text or a number, not a %s", luaL_typename(L, 2));
    }
    if (!instance_find(L, scope.parent, instance_kind(declaration, scope.parent, scope.owner), 2))
        return announce_birth(L, vm, declaration, depth);
    if (instance_get(L, 3, INSTANCE_SEEN) == vm->generation) {
        lua_pushboolean(L, false);
        return 1;
    }
    uint64_t cid = instance_get(L, 3, INSTANCE_CID);
    instance_set(L, 3, INSTANCE_SEEN, vm->generation);
    vm->components->seen++;
    scopes_push(vm, cid, cid);
    lua_rawgeti(L, 3, COMPONENT_MODEL);
    lua_pushinteger(L, (lua_Integer)depth);
    return 2;
}

// The model at 2 is written down with its birth, and becomes a copy of what was written: nothing of it is shared with
// anybody's model, as it will not be after a replay.
static void write_birth(lua_State *L, struct vm *vm, uint64_t cid, struct scope scope)
{
    static const struct marshal_root id_root = {"id", "component's id", false};
    static const struct marshal_root model_root = {"m", "component's model", false};
    struct buffer *changes = &vm->components->changes;
    size_t size = changes->size;
    size_t begin = codec_begin_table(changes);
    instance_put_birth(changes, cid, scope);
    bool ok = marshal_read(L, 1, &id_root, changes, &vm->keys, &vm->err);
    size_t model = changes->size;
    ok = ok && marshal_read(L, 2, &model_root, changes, &vm->keys, &vm->err);
    if (!ok) {
        changes->size = size;
        luaL_error(L, "%s", vm->err.text);
    }
    fuel_pay(L, BIRTH_UNITS + (changes->size - model) / 2);
    marshal_push(L, (struct bytes){changes->data + model, changes->size - model});
    lua_replace(L, 2);
    codec_end_table(changes, begin, BIRTH_FIELDS, 0);
}

// born(id, model, commands...): gives the model.
int l_component_born(lua_State *L)
{
    struct vm *vm = rendering(L);
    struct components *components = components_of(vm);
    int top = lua_gettop(L);
    size_t depth = scopes_depth(vm);
    if (depth == 0) return luaL_error(L, "no component is being born");
    uint64_t cid = scope_of(vm).parent;
    struct scope scope = {0};
    if (depth > 1) scope = ((const struct scope *)(const void *)components->scopes.data)[depth - 2];
    for (int i = 0; i < 4; i++) vm->random[i] = components->random[i];
    if (lua_isnil(L, 1)) {
        lua_pushboolean(L, false);
        lua_replace(L, 1);
    }
    if (top < 2 || lua_isnil(L, 2)) return luaL_error(L, "init returned no model: return a table");
    if (lua_type(L, 2) != LUA_TTABLE) return luaL_error(L, "a model is a table, not a %s", luaL_typename(L, 2));
    write_birth(L, vm, cid, scope);
    lua_pushvalue(L, 1);
    lua_pushvalue(L, 2);
    instance_add(L, vm, cid, scope);
    components->seen++;
    vm_read_commands(L, cid, 3, top, &components->commands, &components->commands_count);
    lua_settop(L, 2);
    return 1;
}

static void push_own(lua_State *L, struct vm *vm, int index, uint64_t owner)
{
    sink_handle handle = vm_check_handle(L, vm, index);
    if (!vm->sink->own(vm->sink_self, handle, owner, &handle, &vm->err)) luaL_error(L, "%s", vm->err.text);
    vm_push_handle(L, vm, handle);
}

// leave(depth, markup): the markup, marked as the component's; nil where it is none.
int l_component_leave(lua_State *L)
{
    struct vm *vm = rendering(L);
    uint64_t cid = scope_of(vm).parent;
    scopes_unwind(vm, (size_t)luaL_checkinteger(L, 1));
    if (!lua_islightuserdata(L, 2)) return 0;
    push_own(L, vm, 2, cid);
    return 1;
}

// own(markup): marked as what is rendered here, whatever it is put into.
int l_component_own(lua_State *L)
{
    struct vm *vm = rendering(L);
    push_own(L, vm, 1, scope_of(vm).owner);
    return 1;
}

// --- what stands between a component's tags ---

static int slot_called(lua_State *L, int status, lua_KContext depth)
{
    (void)status;
    struct vm *vm = vm_of(L);
    uint64_t owner = scope_of(vm).owner;
    scopes_unwind(vm, (size_t)depth);
    if (lua_islightuserdata(L, -1)) push_own(L, vm, lua_gettop(L), owner);
    return 1;
}

int component_call_slot(lua_State *L, uint64_t owner, int arguments, lua_KFunction called)
{
    struct vm *vm = vm_of(L);
    struct scope scope = vm ? scope_of(vm) : (struct scope){0};
    if (scope.owner == owner) {
        lua_callk(L, arguments, 1, 0, called);
        return called(L, LUA_OK, 0);
    }
    size_t depth = scopes_depth(vm);
    scopes_push(vm, scope.parent, owner);
    lua_callk(L, arguments, 1, (lua_KContext)depth, slot_called);
    return slot_called(L, LUA_OK, (lua_KContext)depth);
}
