// What a page is of, see vm.h: a view's render, and the layout around it. Both stream into a sink, change no model
// and leave one handle.
#include "vm/component.h"
#include "vm/marshal.h"
#include "vm/state.h"

static int keep_title(lua_State *L, int status, lua_KContext context)
{
    (void)status;
    (void)context;
    struct vm *vm = vm_of(L);
    if (lua_type(L, -1) != LUA_TSTRING)
        return luaL_error(L, "title(m) returned a %s, not a string", luaL_typename(L, -1));
    size_t size;
    const char *text = lua_tolstring(L, -1, &size);
    buffer_clear(&vm->title);
    buffer_put(&vm->title, (struct bytes){text, size});
    return 0;
}

// What the function of the view that is called `name` returned.
static void keep_rendered(lua_State *L, const char *name)
{
    struct vm *vm = vm_of(L);
    if (!lua_islightuserdata(L, -1))
        luaL_error(L, "%s returned a %s; return html[[ ... ]]", name, luaL_typename(L, -1));
    uintptr_t handle = (uintptr_t)lua_touserdata(L, -1);
    if (handle >> 32 != vm->generation) luaL_error(L, "html kept from an earlier render cannot be shown again");
    vm->rendered = (sink_handle)handle;
    lua_settop(L, 0);
}

static int keep_page(lua_State *L, int status, lua_KContext context)
{
    (void)status;
    (void)context;
    struct vm *vm = vm_of(L);
    keep_rendered(L, "render");
    components_end(L, vm);
    vm_push_function(L, vm, VIEW_TITLE);
    if (lua_type(L, -1) != LUA_TFUNCTION) return 0;
    lua_rawgeti(L, LUA_REGISTRYINDEX, REGISTRY_MODEL);
    lua_callk(L, 1, 1, 0, keep_title);
    return keep_title(L, LUA_OK, 0);
}

static int step_render(lua_State *L)
{
    vm_push_function(L, vm_of(L), VIEW_RENDER);
    lua_rawgeti(L, LUA_REGISTRYINDEX, REGISTRY_MODEL);
    lua_rawgeti(L, LUA_REGISTRYINDEX, REGISTRY_PAGE);
    lua_callk(L, 2, 1, 0, keep_page);
    return keep_page(L, LUA_OK, 0);
}

static void begin_sink(struct vm *vm, unsigned view, const struct sink *sink, void *sink_self)
{
    vm->view = view;
    vm->target = 0;
    vm->shows_view = false;
    vm->sink = sink;
    vm->sink_self = sink_self;
    vm_keep_random(vm);
    vm->generation = (vm->generation + 1) & 0x7fffffff;
}

enum vm_step vm_render(struct vm *vm, unsigned view, const struct sink *sink, void *sink_self)
{
    begin_sink(vm, view, sink, sink_self);
    vm->shows_view = true;
    components_begin(vm);
    return vm_start(vm, step_render);
}

// --- layout ---

static void push_hole(lua_State *L, struct vm *vm, enum vm_hole hole)
{
    sink_handle handle;
    if (!vm->sink->hole(vm->sink_self, hole, &handle, &vm->err)) luaL_error(L, "%s", vm->err.text);
    lua_pushlightuserdata(L, (void *)((uintptr_t)vm->generation << 32 | handle));
}

// slots(): the place of the view.
static int l_view(lua_State *L)
{
    lua_pushvalue(L, lua_upvalueindex(1));
    return 1;
}

// render's page, and what only a layout needs: { title, nonce, head, model, ... }. A table of its own, for render
// keeps its.
static void push_document_page(lua_State *L, struct vm *vm)
{
    lua_createtable(L, 0, 9);
    lua_rawgeti(L, LUA_REGISTRYINDEX, REGISTRY_PAGE);
    lua_pushnil(L);
    while (lua_next(L, -2)) {
        lua_pushvalue(L, -2);
        lua_insert(L, -2);
        lua_rawset(L, -5);
    }
    lua_pop(L, 1);
    lua_pushlstring(L, vm->page.title.size ? vm->page.title.data : "", vm->page.title.size);
    lua_setfield(L, -2, "title");
    lua_pushlstring(L, vm->page.nonce.data, vm->page.nonce.size);
    lua_setfield(L, -2, "nonce");
    if (vm->page.flash.size) marshal_push(L, vm->page.flash);
    else lua_newtable(L);
    lua_setfield(L, -2, "flash");
    lua_rawgeti(L, LUA_REGISTRYINDEX, REGISTRY_MODEL);
    lua_setfield(L, -2, "model");
    push_hole(L, vm, VM_HOLE_HEAD);
    lua_setfield(L, -2, "head");
}

static int keep_document(lua_State *L, int status, lua_KContext context)
{
    (void)status;
    (void)context;
    keep_rendered(L, "the layout");
    return 0;
}

static int step_layout(lua_State *L)
{
    struct vm *vm = vm_of(L);
    vm_push_function(L, vm, VIEW_LAYOUT);
    push_document_page(L, vm);
    push_hole(L, vm, VM_HOLE_VIEW);
    lua_pushcclosure(L, l_view, 1);
    lib_push_slots(L);
    lua_callk(L, 2, 1, 0, keep_document);
    return keep_document(L, LUA_OK, 0);
}

enum vm_step vm_layout(struct vm *vm, unsigned view, const struct vm_layout_page *page, const struct sink *sink,
                       void *sink_self)
{
    vm->page = *page;
    begin_sink(vm, view, sink, sink_self);
    return vm_start(vm, step_layout);
}
