// What ls.js makes (stdlib/lightspeed/js.lua), as the text of an attribute: the JSON of its operations. A chain keeps
// its text, so that one which stands at file level is written once.
#include "value/codec.h"
#include "value/json.h"
#include "vm/fuel.h"
#include "vm/state.h"

#include <string.h>

// Whether what lies at `index` is a chain. Data has no metatable.
static bool is_chain(lua_State *L, int index)
{
    if (!lua_getmetatable(L, index)) return false;
    lua_pushliteral(L, "op");
    lua_rawget(L, index);
    const char *op = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : "";
    bool is = strcmp(op, "js") == 0;
    lua_pop(L, 2);
    return is;
}

// The items alone: what else a chain has is not for the page.
static void put_json(const struct value *chain, struct buffer *out)
{
    struct value_table items = {
        .items = chain->table->items, .items_count = chain->table->items_count, .is_list = true};
    struct value list = {.kind = VALUE_TABLE, .table = &items};
    json_encode(&list, out);
}

bool lib_operations_write(lua_State *L, int index, struct buffer *out, struct buffer *keys, struct error *err)
{
    static const struct marshal_root root = {"ls.js", "chain of operations", true};
    struct arena arena = {0};
    struct value chain;
    buffer_clear(out);
    bool ok = marshal_read(L, index, &root, out, keys, err);
    ok = ok && codec_decode(buffer_bytes(out), &arena, &chain, err);
    buffer_clear(out);
    if (ok) put_json(&chain, out);
    arena_destroy(&arena);
    return ok;
}

bool lib_operations_text(lua_State *L, int index, struct bytes *json)
{
    if (!is_chain(L, index)) return false;
    struct vm *vm = vm_of(L);
    lua_pushliteral(L, "json");
    if (lua_rawget(L, index) != LUA_TSTRING) {
        lua_pop(L, 1);
        if (!lib_operations_write(L, index, &vm->scratch, &vm->keys, &vm->err)) lib_html_raise(L);
        fuel_pay(L, vm->scratch.size / 8 + 10);
        lua_pushliteral(L, "json");
        lua_pushlstring(L, vm->scratch.data, vm->scratch.size);
        lua_pushvalue(L, -1);
        lua_insert(L, -3);
        lua_rawset(L, index);
    }
    json->data = lua_tolstring(L, -1, &json->size);
    lua_pop(L, 1); // the chain has it
    return true;
}
