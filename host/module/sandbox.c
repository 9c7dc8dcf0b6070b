// core.sandbox(source [, limits]): runs a chunk as a view's code would run, in a state of its own with the libraries
// that views have. Gives true, the chunk's first result, the fuel it spent; or false, the message, the fuel, the
// error's code.
//
//   limits   { fuel = units, heap = bytes, ms = wall clock, slice = units }
//
// The chunk runs as the one handler of a view: source becomes the body of a function, on its first line.
#include "base/mem.h"
#include "module/convert.h"
#include "module/module.h"
#include "session/limits.h"
#include "vm/marshal.h"
#include "vm/vm.h"

#include <string.h>

static const char *const type_name = "lightspeed.sandbox";

// Lives in a userdata, so that nothing is lost where Lua raises.
struct sandbox {
    struct vm_image *image;
    struct vm *vm;
    struct vm_limits limits;
    struct buffer chunk; // byte code
    struct buffer contract;
};

static const char contract_source[] =
    // Its functions are where vm/state.h has them (enum view_function).
    "return function(view) "
    "return { views = {}, routes = {} }, { { view, view, view, false, view, false, false, view } } end";

static bool load(void *self, const char *name, struct bytes *bytecode, struct error *err)
{
    struct sandbox *sandbox = self;
    if (strcmp(name, "chunk") == 0) *bytecode = buffer_bytes(&sandbox->chunk);
    else if (strcmp(name, CONTRACT_MODULE) == 0) *bytecode = buffer_bytes(&sandbox->contract);
    else return fail(err, ERROR_UNKNOWN, "module '%s' not found", name);
    return true;
}

static int append(lua_State *L, const void *data, size_t size, void *out)
{
    (void)L;
    buffer_put(out, (struct bytes){data, size});
    return 0;
}

// The text on top of the stack as byte code; raises what the parser says.
static void dump(lua_State *L, struct buffer *out)
{
    size_t size;
    const char *text = lua_tolstring(L, -1, &size);
    if (luaL_loadbufferx(L, text, size, "@chunk.lua", "t") != LUA_OK) lua_error(L);
    lua_dump(L, append, out, 0);
    lua_pop(L, 2);
}

static int64_t read_limit(lua_State *L, const char *name, int64_t value)
{
    if (!lua_istable(L, 2)) return value;
    lua_getfield(L, 2, name);
    value = luaL_optinteger(L, -1, value);
    lua_pop(L, 1);
    return value;
}

static void read_limits(lua_State *L, struct vm_limits *limits)
{
    *limits = limits_of_vm(&limits_default, true);
    limits->fuel_max = read_limit(L, "fuel", limits->fuel_max);
    limits->heap_max = (size_t)read_limit(L, "heap", (int64_t)limits->heap_max);
    limits->turn_ns = (uint64_t)read_limit(L, "ms", (int64_t)(limits->turn_ns / 1000000)) * 1000000;
    limits->slice_fuel = read_limit(L, "slice", limits->slice_fuel);
}

static int push_failure(lua_State *L, const struct sandbox *sandbox, const struct error *err)
{
    lua_pushboolean(L, false);
    lua_pushstring(L, err->text);
    lua_pushinteger(L, sandbox->vm ? vm_spent(sandbox->vm) : 0);
    lua_pushstring(L, error_code_name(err->code));
    return 4;
}

// The model is { result } afterwards.
static int push_result(lua_State *L, struct sandbox *sandbox, struct scratch *scratch)
{
    if (!vm_write_model(sandbox->vm, &scratch->bytes, &scratch->err)) return push_failure(L, sandbox, &scratch->err);
    lua_pushboolean(L, true);
    marshal_push(L, buffer_bytes(&scratch->bytes));
    lua_rawgeti(L, -1, 1);
    lua_remove(L, -2);
    lua_pushinteger(L, vm_spent(sandbox->vm));
    return 3;
}

static int run(lua_State *L)
{
    luaL_checkstring(L, 1);
    struct scratch *scratch = scratch_take(L);
    struct sandbox *sandbox = lua_newuserdatauv(L, sizeof *sandbox, 0);
    *sandbox = (struct sandbox){0};
    luaL_setmetatable(L, type_name);
    read_limits(L, &sandbox->limits);
    lua_pushstring(L, contract_source);
    dump(L, &sandbox->contract);
    lua_pushliteral(L, "return function(m) m[1] = (function(...) ");
    lua_pushvalue(L, 1);
    lua_pushliteral(L, "\nend)() end");
    lua_concat(L, 3);
    dump(L, &sandbox->chunk);
    struct vm_loader loader = {sandbox, load, NULL};
    sandbox->image = vm_image_build(&loader, "chunk", &scratch->bytes, &scratch->err);
    if (!sandbox->image) return push_failure(L, sandbox, &scratch->err);
    buffer_clear(&scratch->bytes);
    sandbox->vm = vm_new(sandbox->image, &sandbox->limits);
    vm_begin(sandbox->vm, 0);
    if (!vm_load_model(sandbox->vm, BYTES("\x06\0\0"), &scratch->err)) // an empty table
        return push_failure(L, sandbox, &scratch->err);
    enum vm_step step = vm_update(sandbox->vm, 0, 0, BYTES("\0"));
    while (step == VM_AGAIN) step = vm_continue(sandbox->vm);
    if (step == VM_FAILED) return push_failure(L, sandbox, vm_error(sandbox->vm));
    return push_result(L, sandbox, scratch);
}

static int finalize(lua_State *L)
{
    struct sandbox *sandbox = luaL_checkudata(L, 1, type_name);
    if (sandbox->vm) vm_delete(sandbox->vm);
    vm_image_delete(sandbox->image);
    buffer_destroy(&sandbox->chunk);
    buffer_destroy(&sandbox->contract);
    *sandbox = (struct sandbox){0};
    return 0;
}

void module_open_sandbox(lua_State *L)
{
    module_new_type(L, type_name, NULL, finalize);
    lua_pushcfunction(L, run);
    lua_setfield(L, -2, "sandbox");
}
