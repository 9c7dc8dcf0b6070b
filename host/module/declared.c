// What an app declares, for specs that draw events by lot.
//
//   app:declared()   { views = { { where = "counter.lua:3", params = type, handlers = { { name, type, is_event } } }
//   },
//                      components = { the same, by the number that stands in the low ten bits of an owner },
//                      routes = { { path = "/books/:id", view = 1 } } }
//
// A type is { kind = "integer", optional = true?, min, max, pattern, values = { ... }, of = type, fields = { name =
// type } }.
#include "module/app.h"
#include "module/convert.h"
#include "value/schema_type.h"

static const char *const kinds[] = {
#define X(name, text) text,
    SCHEMA_KINDS(X)
#undef X
};

static void push_type(lua_State *L, const struct schema *schema);

static void set_bytes(lua_State *L, const char *name, struct bytes bytes)
{
    if (!bytes.data) return;
    module_push_bytes(L, bytes);
    lua_setfield(L, -2, name);
}

static void set_value(lua_State *L, const char *name, const struct value *value)
{
    if (value->kind == VALUE_NIL) return;
    convert_push(L, value, false);
    lua_setfield(L, -2, name);
}

static void set_values(lua_State *L, const struct schema *schema)
{
    lua_newtable(L);
    for (size_t i = 0; i < schema->choices_count; i++) {
        module_push_bytes(L, schema->choices[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, "values");
}

static void set_fields(lua_State *L, const struct schema *schema)
{
    lua_newtable(L);
    for (size_t i = 0; i < schema->fields_count; i++) {
        module_push_bytes(L, schema->fields[i].name);
        push_type(L, schema->fields[i].schema);
        lua_rawset(L, -3);
    }
    lua_setfield(L, -2, "fields");
}

static void push_type(lua_State *L, const struct schema *schema)
{
    luaL_checkstack(L, 8, "types");
    lua_newtable(L);
    lua_pushstring(L, kinds[schema->kind]);
    lua_setfield(L, -2, "kind");
    lua_pushboolean(L, schema->optional || schema->fallback.kind != VALUE_NIL);
    lua_setfield(L, -2, "optional");
    set_value(L, "min", &schema->min);
    set_value(L, "max", &schema->max);
    set_bytes(L, "pattern", schema->pattern);
    set_values(L, schema);
    set_fields(L, schema);
    if (!schema->of) return;
    push_type(L, schema->of);
    lua_setfield(L, -2, "of");
}

static void push_handler(lua_State *L, const struct view *view, uint32_t number)
{
    lua_newtable(L);
    set_bytes(L, "name", view->handlers[number].name);
    lua_pushboolean(L, number < view->events_count);
    lua_setfield(L, -2, "is_event");
    if (!view->handlers[number].schema) return;
    push_type(L, view->handlers[number].schema);
    lua_setfield(L, -2, "type");
}

static void push_view(lua_State *L, const struct view *view)
{
    lua_newtable(L);
    set_bytes(L, "where", view->where);
    if (view->params) {
        push_type(L, view->params);
        lua_setfield(L, -2, "params");
    }
    lua_newtable(L);
    for (uint32_t i = 0; i < view->handlers_count; i++) {
        push_handler(L, view, i);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, "handlers");
}

static void set_views(lua_State *L, const char *name, const struct view *views, uint32_t count)
{
    lua_newtable(L);
    for (uint32_t i = 0; i < count; i++) {
        push_view(L, &views[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, name);
}

static void set_routes(lua_State *L, const struct app *app)
{
    lua_newtable(L);
    for (uint32_t i = 0; i < app->routes_count; i++) {
        lua_newtable(L);
        set_bytes(L, "path", app->routes[i].path);
        lua_pushinteger(L, (lua_Integer)app->routes[i].view + 1);
        lua_setfield(L, -2, "view");
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, "routes");
}

int module_declared(lua_State *L)
{
    const struct app *app = module_check_app(L, 1)->app;
    lua_newtable(L);
    set_views(L, "views", app->views, app->views_count);
    set_views(L, "components", app->views + app->views_count, app->components_count);
    set_routes(L, app);
    return 1;
}
