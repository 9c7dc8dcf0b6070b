// What of a state is read and written between its turns; see vm.h: the view's model, the components, and the page.
#include "value/codec.h"
#include "vm/component.h"
#include "vm/marshal.h"
#include "vm/state.h"

enum {
    LIFE_SHIFT = 32,              // of a component's serial: how many it can count before another life of its session
    SHARED_RUN_SLACK = 64 * 1024, // reading the model must not fail because the model fills the heap
};

struct transfer {
    struct vm *vm;
    struct bytes in;
    struct buffer *out;
    struct error *err;
    bool ok;
};

static int read_models(lua_State *L)
{
    struct transfer *transfer = lua_touserdata(L, 1);
    lua_rawgeti(L, LUA_REGISTRYINDEX, REGISTRY_MODEL);
    transfer->ok = marshal_read(L, 2, &vm_model_root, transfer->out, &transfer->vm->keys, transfer->err) &&
                   components_write(L, transfer->vm, transfer->out, transfer->err);
    return 0;
}

static int write_models(lua_State *L)
{
    struct transfer *transfer = lua_touserdata(L, 1);
    marshal_push_next(L, &transfer->in);
    lua_rawseti(L, LUA_REGISTRYINDEX, REGISTRY_MODEL);
    components_restore(L, transfer->vm, transfer->in);
    transfer->ok = true;
    return 0;
}

static int write_page(lua_State *L)
{
    struct transfer *transfer = lua_touserdata(L, 1);
    marshal_push(L, transfer->in);
    lua_rawseti(L, LUA_REGISTRYINDEX, REGISTRY_PAGE);
    transfer->ok = true;
    return 0;
}

static int write_changes(lua_State *L)
{
    struct transfer *transfer = lua_touserdata(L, 1);
    components_read(L, transfer->vm, transfer->in);
    transfer->ok = true;
    return 0;
}

// Host work on the state's behalf: not on the turn's budget, but within its memory and a little more.
static bool run_transfer(lua_CFunction function, struct transfer *transfer)
{
    struct vm *vm = transfer->vm;
    struct heap *heap = vm->heap;
    if (!vm->thread) return fail(transfer->err, ERROR_HOST, "the session's state could not be built");
    int64_t fuel = heap->fuel;
    heap->fuel = INT64_MAX;
    heap->limit += SHARED_RUN_SLACK;
    heap->dead = false;
    lua_pushcfunction(vm->L, function);
    lua_pushlightuserdata(vm->L, transfer);
    int status = lua_pcall(vm->L, 1, 0, 0);
    lua_settop(vm->L, 0);
    heap->limit -= SHARED_RUN_SLACK;
    heap->fuel = fuel;
    if (status != LUA_OK)
        return fail(transfer->err, ERROR_BUDGET, "the session's memory is full (%zu bytes at most)",
                    vm->limits->heap_max);
    return transfer->ok;
}

bool vm_write_model(struct vm *vm, struct buffer *out, struct error *err)
{
    size_t size = out->size;
    struct transfer transfer = {.vm = vm, .out = out, .err = err};
    if (run_transfer(read_models, &transfer)) return true;
    out->size = size;
    return false;
}

bool vm_load_model(struct vm *vm, struct bytes model, struct error *err)
{
    struct transfer transfer = {.vm = vm, .in = model, .err = err};
    return run_transfer(write_models, &transfer);
}

bool vm_load_page(struct vm *vm, struct bytes page, struct error *err)
{
    struct transfer transfer = {.vm = vm, .in = page, .err = err};
    return run_transfer(write_page, &transfer);
}

// --- components ---

struct bytes vm_component_changes(const struct vm *vm)
{
    return vm->components ? buffer_bytes(&vm->components->changes) : (struct bytes){0};
}

bool vm_change_components(struct vm *vm, struct bytes changes, struct error *err)
{
    struct transfer transfer = {.vm = vm, .in = changes, .err = err};
    return run_transfer(write_changes, &transfer);
}

bool vm_has_component(const struct vm *vm, uint64_t cid)
{
    if (!vm->components || !cid) return false;
    component_push(vm->L, cid);
    bool has = lua_istable(vm->L, -1);
    lua_pop(vm->L, 1);
    return has;
}

void vm_begin_life(struct vm *vm, uint32_t life)
{
    if (life) components_of(vm)->serial = (uint64_t)life << LIFE_SHIFT;
}
