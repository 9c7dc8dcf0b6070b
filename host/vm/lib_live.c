// What ls.live says: here stands another view. stdlib/lightspeed/live.lua looks at what it is given first.
#include "vm/marshal.h"
#include "vm/state.h"

// __host.live(view, id, params, where, is_sticky): markup for a page; `view` counts from 1.
int l_host_live(lua_State *L)
{
    static const struct marshal_root root = {"params", "nested view's params", false};
    struct vm *vm = vm_of(L);
    if (!vm || !vm->sink) return luaL_error(L, "ls.live can only be used while a view renders");
    struct bytes name, where;
    lua_Integer view = luaL_checkinteger(L, 1);
    name.data = luaL_checklstring(L, 2, &name.size);
    luaL_checktype(L, 3, LUA_TTABLE);
    where.data = luaL_optlstring(L, 4, "", &where.size);
    buffer_clear(&vm->scratch);
    if (!marshal_read(L, 3, &root, &vm->scratch, &vm->keys, &vm->err)) return luaL_error(L, "%s", vm->err.text);
    sink_handle handle;
    uint32_t number = ((uint32_t)view - 1) | (lua_toboolean(L, 5) ? SINK_LIVE_STICKY : 0);
    if (!vm->sink->live(vm->sink_self, number, name, buffer_bytes(&vm->scratch), where, &handle, &vm->err))
        return luaL_error(L, "%s", vm->err.text);
    lua_pushlightuserdata(L, (void *)((uintptr_t)vm->generation << 32 | handle));
    return 1;
}
