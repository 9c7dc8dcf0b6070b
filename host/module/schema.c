// core.schema.build(description [, path]) gives a schema, or nil, text, code; schema:check(value [, path]) gives the
// coerced value, or nil, text, code.
#include "value/schema.h"

#include "module/convert.h"
#include "module/module.h"

static const char *const type_name = "lightspeed.schema";

struct module_schema {
    struct arena arena;
    const struct schema *schema;
};

static int build(lua_State *L)
{
    const char *path = luaL_optstring(L, 2, "value");
    struct scratch *scratch = scratch_take(L);
    struct value description;
    struct module_schema *module = lua_newuserdatauv(L, sizeof *module, 0);
    *module = (struct module_schema){0};
    luaL_setmetatable(L, type_name);
    if (!convert_read(L, 1, &scratch->arena, &description, &scratch->err) ||
        !schema_build(&description, path, &module->arena, &module->schema, &scratch->err))
        return module_refuse(L, &scratch->err);
    return 1;
}

static int check(lua_State *L)
{
    struct module_schema *module = luaL_checkudata(L, 1, type_name);
    const char *path = luaL_optstring(L, 3, "value");
    struct scratch *scratch = scratch_take(L);
    struct value in, out;
    if (!module->schema) return luaL_error(L, "the schema is closed");
    if (!convert_read(L, 2, &scratch->arena, &in, &scratch->err) ||
        !schema_check(module->schema, &in, path, &scratch->arena, &out, &scratch->err))
        return module_refuse(L, &scratch->err);
    convert_push(L, &out, true);
    return 1;
}

static int finalize(lua_State *L)
{
    struct module_schema *module = luaL_checkudata(L, 1, type_name);
    arena_destroy(&module->arena);
    *module = (struct module_schema){0};
    return 0;
}

void module_open_schema(lua_State *L)
{
    static const luaL_Reg functions[] = {{"build", build}, {NULL, NULL}};
    static const luaL_Reg methods[] = {{"check", check}, {NULL, NULL}};
    module_new_type(L, type_name, methods, finalize);
    luaL_newlib(L, functions);
    lua_setfield(L, -2, "schema");
}
