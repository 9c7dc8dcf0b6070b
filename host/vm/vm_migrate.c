// A model of another version of its view or component, see vm.h.
#include "vm/state.h"

static int keep_migrated(lua_State *L, int status, lua_KContext context)
{
    (void)status;
    (void)context;
    if (lua_gettop(L) > 1) return luaL_error(L, "migrate returns the model and nothing else");
    return vm_keep_model(L, LUA_OK, true);
}

static int step_migrate(lua_State *L)
{
    const struct vm *vm = vm_of(L);
    vm_push_function(L, vm, VIEW_MIGRATE);
    vm_push_model(L, vm);
    lua_pushinteger(L, vm->version);
    lua_callk(L, 2, LUA_MULTRET, 0, keep_migrated);
    return keep_migrated(L, LUA_OK, 0);
}

enum vm_step vm_migrate(struct vm *vm, unsigned view, uint64_t target, int64_t from)
{
    vm->view = view;
    vm->target = target;
    vm->version = from;
    return vm_start(vm, step_migrate);
}
