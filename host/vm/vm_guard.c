// Guards: functions of the app that see a visitor and no model. See vm.h.
#include "vm/state.h"

static int keep_verdict(lua_State *L, int status, lua_KContext context)
{
    (void)status;
    (void)context;
    struct vm *vm = vm_of(L);
    buffer_clear(&vm->scratch);
    vm->verdict = lua_toboolean(L, -1) ? VM_MAY : VM_MAY_NOT;
    if (lua_isnil(L, -1) || lua_isboolean(L, -1)) return 0;
    if (lua_type(L, -1) != LUA_TSTRING)
        return luaL_error(L, "guard returned a %s; return true, false, or a path to go to", luaL_typename(L, -1));
    size_t size;
    const char *path = lua_tolstring(L, -1, &size);
    vm->verdict = VM_ELSEWHERE;
    buffer_put(&vm->scratch, (struct bytes){path, size});
    return 0;
}

static int step_guard(lua_State *L)
{
    struct vm *vm = vm_of(L);
    vm_push_function(L, vm, 1);
    marshal_push(L, vm->session);
    lua_callk(L, 1, 1, 0, keep_verdict);
    return keep_verdict(L, LUA_OK, 0);
}

enum vm_step vm_guard(struct vm *vm, unsigned guard, struct bytes session)
{
    vm->view = guard;
    vm->target = 0;
    vm->session = session;
    return vm_start(vm, step_guard);
}

enum vm_verdict vm_guarded(const struct vm *vm, struct bytes *path)
{
    *path = buffer_bytes(&vm->scratch);
    return vm->verdict;
}
