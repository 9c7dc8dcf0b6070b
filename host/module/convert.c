// See convert.h.
#include "module/convert.h"

#include <lauxlib.h>

enum { DEPTH_MAX = 200 }; // deeper than any border lets through, so that specs can show it

static const char null_key;

void convert_push_null(lua_State *L)
{
    lua_pushlightuserdata(L, (void *)&null_key);
}

// --- to Lua ---

static void push_inside(lua_State *L, const struct value *value, bool has_marks)
{
    if (value->kind == VALUE_NIL && has_marks) convert_push_null(L);
    else convert_push(L, value, has_marks);
}

static void push_table(lua_State *L, const struct value_table *table, bool has_marks)
{
    luaL_checkstack(L, 4, "value");
    lua_createtable(L, (int)table->items_count, (int)table->pairs_count);
    for (size_t i = 0; i < table->items_count; i++) {
        push_inside(L, &table->items[i], has_marks);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    for (size_t i = 0; i < table->pairs_count; i++) {
        convert_push(L, &table->pairs[i].key, has_marks);
        push_inside(L, &table->pairs[i].value, has_marks);
        lua_rawset(L, -3);
    }
    if (has_marks && table->is_list) luaL_setmetatable(L, CONVERT_LIST);
}

void convert_push(lua_State *L, const struct value *value, bool has_marks)
{
    switch (value->kind) {
    case VALUE_NIL: lua_pushnil(L); break;
    case VALUE_BOOLEAN: lua_pushboolean(L, value->boolean); break;
    case VALUE_INTEGER: lua_pushinteger(L, value->integer); break;
    case VALUE_FLOAT: lua_pushnumber(L, value->number); break;
    case VALUE_STRING: lua_pushlstring(L, value->string.data, value->string.size); break;
    case VALUE_TABLE: push_table(L, value->table, has_marks); break;
    }
}

// --- from Lua ---

static bool read_value(lua_State *L, int index, int depth, struct arena *arena, struct value *value,
                       struct error *err);

static bool read_string(lua_State *L, int index, struct arena *arena, struct value *value)
{
    size_t size;
    const char *data = lua_tolstring(L, index, &size);
    *value = value_string(arena_copy(arena, (struct bytes){data, size}));
    return true;
}

static bool read_items(lua_State *L, int index, int depth, struct arena *arena, struct value_table *table,
                       struct error *err)
{
    table->items_count = lua_rawlen(L, index);
    table->items = arena_new(arena, (table->items_count + 1) * sizeof *table->items);
    for (size_t i = 0; i < table->items_count; i++) {
        lua_rawgeti(L, index, (lua_Integer)i + 1);
        bool ok = read_value(L, lua_gettop(L), depth, arena, &table->items[i], err);
        lua_pop(L, 1);
        if (!ok) return false;
    }
    return true;
}

// Whether the key at -2 stands among the items.
static bool is_item(lua_State *L, const struct value_table *table)
{
    lua_Integer key = lua_isinteger(L, -2) ? lua_tointeger(L, -2) : 0;
    return key >= 1 && (size_t)key <= table->items_count;
}

static size_t count_pairs(lua_State *L, int index)
{
    size_t count = 0;
    for (lua_pushnil(L); lua_next(L, index); lua_pop(L, 1)) count++;
    return count;
}

static bool read_pairs(lua_State *L, int index, int depth, struct arena *arena, struct value_table *table,
                       struct error *err)
{
    table->pairs = arena_new(arena, (count_pairs(L, index) + 1) * sizeof *table->pairs);
    for (lua_pushnil(L); lua_next(L, index); lua_pop(L, 1)) {
        if (is_item(L, table)) continue;
        struct value_pair *pair = &table->pairs[table->pairs_count++];
        int top = lua_gettop(L);
        if (!lua_isinteger(L, top - 1) && lua_type(L, top - 1) != LUA_TSTRING)
            return fail(err, ERROR_MISFIT, "a key is a %s", luaL_typename(L, top - 1));
        if (!read_value(L, top - 1, depth, arena, &pair->key, err) ||
            !read_value(L, top, depth, arena, &pair->value, err))
            return false;
    }
    return true;
}

static bool has_list_mark(lua_State *L, int index)
{
    if (!lua_getmetatable(L, index)) return false;
    luaL_getmetatable(L, CONVERT_LIST);
    bool is_list = lua_rawequal(L, -1, -2);
    lua_pop(L, 2);
    return is_list;
}

static bool read_table(lua_State *L, int index, int depth, struct arena *arena, struct value *value,
                       struct error *err)
{
    if (depth == DEPTH_MAX) return fail(err, ERROR_TOO_LARGE, "deeper than %d tables", DEPTH_MAX);
    luaL_checkstack(L, 8, "value");
    struct value_table *table = arena_new(arena, sizeof *table);
    *table = (struct value_table){.is_list = has_list_mark(L, index)};
    *value = (struct value){.kind = VALUE_TABLE, .table = table};
    return read_items(L, index, depth + 1, arena, table, err) && read_pairs(L, index, depth + 1, arena, table, err);
}

static bool read_value(lua_State *L, int index, int depth, struct arena *arena, struct value *value,
                       struct error *err)
{
    *value = value_nil();
    switch (lua_type(L, index)) {
    case LUA_TNIL: return true;
    case LUA_TBOOLEAN: *value = value_boolean(lua_toboolean(L, index)); return true;
    case LUA_TNUMBER:
        *value =
            lua_isinteger(L, index) ? value_integer(lua_tointeger(L, index)) : value_float(lua_tonumber(L, index));
        return true;
    case LUA_TSTRING: return read_string(L, index, arena, value);
    case LUA_TTABLE: return read_table(L, index, depth, arena, value, err);
    case LUA_TLIGHTUSERDATA:
        if (lua_touserdata(L, index) == &null_key) return true;
    }
    return fail(err, ERROR_MISFIT, "a %s is no plain data", luaL_typename(L, index));
}

bool convert_read(lua_State *L, int index, struct arena *arena, struct value *value, struct error *err)
{
    int top = lua_gettop(L);
    bool ok = read_value(L, lua_absindex(L, index), 0, arena, value, err);
    lua_settop(L, top);
    return ok;
}
