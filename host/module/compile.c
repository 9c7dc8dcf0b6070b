// core.compile(source [, name [, first_template]]): what the template compiler makes of a file, as a session would
// load it: { text =, templates =, events = }, or nil with all errors, a line each.
#include "vm/compile.h"

#include "module/convert.h"
#include "module/module.h"

static const char *const type_name = "lightspeed.compiler";
static const char compiler_key;

struct module_compiler {
    struct compiler *compiler;
};

static int finalize(lua_State *L)
{
    struct module_compiler *module = luaL_checkudata(L, 1, type_name);
    compiler_delete(module->compiler);
    module->compiler = NULL;
    return 0;
}

// One for the state, made when it is first needed.
static struct compiler *find_compiler(lua_State *L, struct error *err)
{
    lua_rawgetp(L, LUA_REGISTRYINDEX, &compiler_key);
    struct module_compiler *module = lua_touserdata(L, -1);
    lua_pop(L, 1);
    if (!module->compiler) module->compiler = compiler_new(err);
    return module->compiler;
}

static int compile(lua_State *L)
{
    struct bytes source = module_check_bytes(L, 1);
    const char *name = luaL_optstring(L, 2, "app.lua");
    struct numbering numbering = {.first = (uint32_t)luaL_optinteger(L, 3, 0)};
    struct scratch *scratch = scratch_take(L);
    struct compiler *compiler = find_compiler(L, &scratch->err);
    struct compiled compiled;
    if (!compiler || !compiler_compile(compiler, source, name, &numbering, &scratch->arena, &compiled, &scratch->err))
        return module_refuse(L, &scratch->err);
    lua_newtable(L);
    module_push_bytes(L, compiled.text);
    lua_setfield(L, -2, "text");
    convert_push(L, &compiled.templates, false);
    lua_setfield(L, -2, "templates");
    convert_push(L, &compiled.events, false);
    lua_setfield(L, -2, "events");
    return 1;
}

void module_open_compile(lua_State *L)
{
    module_new_type(L, type_name, NULL, finalize);
    struct module_compiler *module = lua_newuserdatauv(L, sizeof *module, 0);
    module->compiler = NULL;
    luaL_setmetatable(L, type_name);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &compiler_key);
    lua_pushcfunction(L, compile);
    lua_setfield(L, -2, "compile");
}
