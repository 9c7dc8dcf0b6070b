// See marshal.h.
//
// A table is read in one walk: as long as lua_next gives 1, 2, 3 ... (the array part) items are written as they come;
// every other key is set aside and written afterwards in canonical order: integers ascending, then strings in byte
// order.
#include "vm/marshal.h"

#include "value/answer.h"
#include "value/codec.h"
#include "value/value.h"

#include <assert.h>
#include <lauxlib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARGUMENTS_MAX = 250 };

// A key set aside. String keys borrow from the table, which is not changed while it is read.
struct key {
    bool is_string;
    lua_Integer integer;
    struct bytes string;
};

struct reader {
    lua_State *L;
    struct buffer *out;
    struct error *err;
    const struct marshal_root *root;
    struct key path[VALUE_DEPTH_MAX + 1];
    struct buffer *keys; // a stack of struct key, shared by all levels
};

static bool read_value(struct reader *reader, int index, int depth);

static void print_path(const struct reader *reader, int depth, char *text, size_t size)
{
    size_t at = (size_t)snprintf(text, size, "%s", reader->root->name);
    for (int i = 0; i < depth && at < size; i++) {
        const struct key *key = &reader->path[i];
        int put = key->is_string ? snprintf(text + at, size - at, ".%.*s", (int)key->string.size, key->string.data)
                                 : snprintf(text + at, size - at, "[%lld]", key->integer);
        if (put < 0) return;
        at += (size_t)put;
    }
}

static bool refuse(struct reader *reader, int depth, enum error_code code, const char *what)
{
    char path[256];
    print_path(reader, depth, path, sizeof path);
    return fail(reader->err, code, "%s %s; a %s is plain data", path, what, reader->root->what);
}

static int compare_keys(const void *left, const void *right)
{
    const struct key *a = left;
    const struct key *b = right;
    if (a->is_string != b->is_string) return a->is_string ? 1 : -1;
    if (a->is_string) return bytes_compare(a->string, b->string);
    return (a->integer > b->integer) - (a->integer < b->integer);
}

static bool read_key(struct reader *reader, int index, int depth, struct key *key)
{
    lua_State *L = reader->L;
    if (lua_isinteger(L, index)) {
        *key = (struct key){.integer = lua_tointeger(L, index)};
        return true;
    }
    if (lua_type(L, index) != LUA_TSTRING) {
        char what[64];
        snprintf(what, sizeof what, "has a key that is a %s", luaL_typename(L, index));
        return refuse(reader, depth, ERROR_MISFIT, what);
    }
    size_t size;
    const char *data = lua_tolstring(L, index, &size); // a string already: converts nothing
    *key = (struct key){.is_string = true, .string = {data, size}};
    return true;
}

static struct key *kept_keys(struct reader *reader, size_t at)
{
    return (struct key *)(void *)(reader->keys->data + at);
}

static void push_kept(lua_State *L, int table, const struct key *key)
{
    if (key->is_string) {
        lua_pushlstring(L, key->string.data, key->string.size);
        lua_rawget(L, table);
    } else {
        lua_rawgeti(L, table, key->integer);
    }
}

static bool read_child(struct reader *reader, int index, const struct key *key, int depth)
{
    reader->path[depth] = *key;
    return read_value(reader, index, depth + 1);
}

// The keys that were set aside, from `begin` on; those that continue the items are written as items first.
static bool read_kept(struct reader *reader, int table, int depth, size_t begin, size_t *items, size_t *pairs)
{
    size_t count = (reader->keys->size - begin) / sizeof(struct key);
    if (count == 0) return true;
    if (count > 1) qsort(kept_keys(reader, begin), count, sizeof(struct key), compare_keys);
    for (int are_pairs = 0; are_pairs <= 1; are_pairs++) {
        for (size_t i = 0; i < count; i++) {
            struct key key = kept_keys(reader, begin)[i];
            bool continues = !key.is_string && key.integer == (lua_Integer)*items + 1;
            if (!are_pairs && !continues) continue;
            if (are_pairs && !key.is_string && key.integer >= 1 && key.integer <= (lua_Integer)*items) continue;
            if (are_pairs) {
                if (key.is_string) codec_put_string(reader->out, key.string);
                else codec_put_integer(reader->out, key.integer);
            }
            push_kept(reader->L, table, &key);
            bool ok = read_child(reader, lua_gettop(reader->L), &key, depth);
            lua_pop(reader->L, 1);
            if (!ok) return false;
            ++*(are_pairs ? pairs : items);
        }
    }
    return true;
}

static bool read_table(struct reader *reader, int table, int depth)
{
    lua_State *L = reader->L;
    if (depth >= VALUE_DEPTH_MAX) return refuse(reader, depth, ERROR_TOO_LARGE, "is nested too deep, or in a cycle");
    if (lua_getmetatable(L, table)) {
        lua_pop(L, 1);
        if (depth > 0 || !reader->root->may_have_metatable)
            return refuse(reader, depth, ERROR_MISFIT, "has a metatable");
    }
    luaL_checkstack(L, 4, "value");
    size_t begin = codec_begin_table(reader->out);
    size_t kept = reader->keys->size;
    size_t items = 0;
    size_t pairs = 0;
    lua_pushnil(L);
    while (lua_next(L, table)) {
        struct key key = {0};
        if (!read_key(reader, -2, depth, &key)) return false;
        if (!key.is_string && key.integer == (lua_Integer)items + 1 && reader->keys->size == kept) {
            if (!read_child(reader, lua_gettop(L), &key, depth)) return false;
            items++;
        } else {
            buffer_put(reader->keys, (struct bytes){(const char *)&key, sizeof key});
        }
        lua_pop(L, 1);
    }
    if (!read_kept(reader, table, depth, kept, &items, &pairs)) return false;
    reader->keys->size = kept;
    codec_end_table(reader->out, begin, items, pairs);
    return true;
}

static bool read_value(struct reader *reader, int index, int depth)
{
    lua_State *L = reader->L;
    switch (lua_type(L, index)) {
    case LUA_TNIL: codec_put_nil(reader->out); return true;
    case LUA_TBOOLEAN: codec_put_boolean(reader->out, lua_toboolean(L, index)); return true;
    case LUA_TNUMBER:
        if (lua_isinteger(L, index)) codec_put_integer(reader->out, lua_tointeger(L, index));
        else codec_put_float(reader->out, lua_tonumber(L, index));
        return true;
    case LUA_TSTRING: {
        size_t size;
        const char *data = lua_tolstring(L, index, &size);
        codec_put_string(reader->out, (struct bytes){data, size});
        return true;
    }
    case LUA_TTABLE: return read_table(reader, index, depth);
    default: {
        char what[64];
        snprintf(what, sizeof what, "is a %s", luaL_typename(L, index));
        return refuse(reader, depth, ERROR_MISFIT, what);
    }
    }
}

bool marshal_read(lua_State *L, int index, const struct marshal_root *root, struct buffer *out,
                  struct buffer *scratch, struct error *err)
{
    struct reader reader = {.L = L, .out = out, .err = err, .root = root, .keys = scratch};
    buffer_clear(scratch);
    size_t size = out->size;
    int top = lua_gettop(L);
    bool ok = read_value(&reader, lua_absindex(L, index), 0);
    lua_settop(L, top);
    if (!ok) out->size = size;
    return ok;
}

static void push_table(lua_State *L, const struct codec_head *head, struct bytes *bytes)
{
    luaL_checkstack(L, 4, "value");
    lua_createtable(L, (int)head->items_count, (int)head->pairs_count);
    for (uint32_t i = 1; i <= head->items_count; i++) {
        marshal_push_next(L, bytes);
        lua_rawseti(L, -2, i);
    }
    for (uint32_t i = 0; i < head->pairs_count; i++) {
        marshal_push_next(L, bytes);
        marshal_push_next(L, bytes);
        lua_rawset(L, -3);
    }
}

void marshal_push_next(lua_State *L, struct bytes *bytes)
{
    struct codec_head head;
    struct error err;
    bool ok = codec_read(bytes, &head, &err);
    assert(ok);
    (void)ok;
    switch (head.kind) {
    case VALUE_NIL: lua_pushnil(L); break;
    case VALUE_BOOLEAN: lua_pushboolean(L, head.boolean); break;
    case VALUE_INTEGER: lua_pushinteger(L, head.integer); break;
    case VALUE_FLOAT: lua_pushnumber(L, head.number); break;
    case VALUE_STRING: lua_pushlstring(L, head.string.data, head.string.size); break;
    case VALUE_TABLE: push_table(L, &head, bytes); break;
    }
}

void marshal_push(lua_State *L, struct bytes bytes)
{
    marshal_push_next(L, &bytes);
}

static void push_part(lua_State *L, struct bytes part)
{
    if (part.data) marshal_push(L, part);
    else lua_pushnil(L);
}

int marshal_push_payload(lua_State *L, struct bytes payload)
{
    struct bytes value, err;
    if (!answer_is(payload, &value, &err)) {
        marshal_push(L, payload);
        return 1;
    }
    push_part(L, value);
    push_part(L, err);
    return 2;
}

int marshal_push_arguments(lua_State *L, struct bytes arguments)
{
    marshal_push(L, arguments);
    int table = lua_gettop(L);
    lua_Integer count = 0;
    for (lua_pushnil(L); lua_next(L, table); lua_pop(L, 1))
        if (lua_isinteger(L, -2) && lua_tointeger(L, -2) > count) count = lua_tointeger(L, -2);
    if (count > ARGUMENTS_MAX) luaL_error(L, "more than %d arguments", ARGUMENTS_MAX);
    luaL_checkstack(L, (int)count + LUA_MINSTACK, "arguments");
    for (lua_Integer i = 1; i <= count; i++) lua_rawgeti(L, table, i);
    lua_remove(L, table);
    return (int)count;
}

bool marshal_read_answer(lua_State *L, int first, struct buffer *out, struct buffer *parts, struct buffer *scratch,
                         struct error *err)
{
    static const struct marshal_root said = {"value", "service's answer", false};
    static const struct marshal_root problem = {"err", "service's answer", false};
    buffer_clear(parts);
    if (!marshal_read(L, first, &said, parts, scratch, err)) return false;
    size_t size = parts->size;
    if (!marshal_read(L, first + 1, &problem, parts, scratch, err)) return false;
    struct bytes all = buffer_bytes(parts);
    answer_put_said((struct bytes){all.data, size}, (struct bytes){all.data + size, all.size - size}, out);
    return true;
}
