// core.codec, core.json, core.frame: bytes and values.
#include "module/convert.h"
#include "module/module.h"
#include "value/codec.h"
#include "value/json.h"
#include "wire/frame.h"

static const struct json_limits json_limits_host = {16 << 20, 512, 1 << 20}; // what a host writes, not a browser

// --- codec ---

static int codec_encode_lua(lua_State *L)
{
    struct scratch *scratch = scratch_take(L);
    struct value value;
    luaL_checkany(L, 1);
    if (!convert_read(L, 1, &scratch->arena, &value, &scratch->err) ||
        !codec_encode(&value, &scratch->bytes, &scratch->err))
        return module_refuse(L, &scratch->err);
    return module_push_bytes(L, buffer_bytes(&scratch->bytes));
}

static int codec_decode_lua(lua_State *L)
{
    struct bytes bytes = module_check_bytes(L, 1);
    struct scratch *scratch = scratch_take(L);
    struct value value;
    if (!codec_decode(bytes, &scratch->arena, &value, &scratch->err)) return module_refuse(L, &scratch->err);
    convert_push(L, &value, false);
    return 1;
}

// --- JSON ---

static int json_encode_lua(lua_State *L)
{
    struct scratch *scratch = scratch_take(L);
    struct value value;
    luaL_checkany(L, 1);
    if (!convert_read(L, 1, &scratch->arena, &value, &scratch->err)) return module_refuse(L, &scratch->err);
    json_encode(&value, &scratch->bytes);
    return module_push_bytes(L, buffer_bytes(&scratch->bytes));
}

// json.decode(text [, as_frame]): with as_frame within the limits for what a browser sends.
static int json_decode_lua(lua_State *L)
{
    struct bytes text = module_check_bytes(L, 1);
    const struct json_limits *limits = lua_toboolean(L, 2) ? &json_limits_frame : &json_limits_host;
    struct scratch *scratch = scratch_take(L);
    struct value value;
    if (!json_decode(text, limits, &scratch->arena, &value, &scratch->err)) return module_refuse(L, &scratch->err);
    if (value.kind == VALUE_NIL) convert_push_null(L);
    else convert_push(L, &value, true);
    return 1;
}

static int mark_list(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    luaL_setmetatable(L, CONVERT_LIST);
    return 1;
}

// --- frames ---

static void set_bytes(lua_State *L, const char *field, struct bytes bytes)
{
    module_push_bytes(L, bytes);
    lua_setfield(L, -2, field);
}

static void set_integer(lua_State *L, const char *field, lua_Integer integer)
{
    lua_pushinteger(L, integer);
    lua_setfield(L, -2, field);
}

static void set_seen(lua_State *L, const struct frame *frame)
{
    if (frame->is_blank) convert_push_null(L);
    else lua_pushinteger(L, frame->seen);
    lua_setfield(L, -2, "seen");
}

static void push_frame(lua_State *L, const struct frame *frame)
{
    static const char *const kinds[] = {"join", "e", "ack", "h", "bye"};
    lua_newtable(L);
    lua_pushstring(L, kinds[frame->kind]);
    lua_setfield(L, -2, "kind");
    if (frame->kind < FRAME_HEARTBEAT) set_seen(L, frame);
    if (frame->kind == FRAME_JOIN) {
        set_integer(L, "version", FRAME_VERSION);
        set_bytes(L, "ticket", frame->ticket);
    } else if (frame->kind == FRAME_EVENT) {
        set_integer(L, "ref", frame->ref);
        set_bytes(L, "name", frame->name);
        if (frame->target) set_integer(L, "target", (lua_Integer)frame->target);
        convert_push(L, &frame->payload, true);
        lua_setfield(L, -2, "payload");
    }
}

static int frame_decode_lua(lua_State *L)
{
    struct bytes text = module_check_bytes(L, 1);
    struct scratch *scratch = scratch_take(L);
    struct frame frame;
    if (!frame_decode(text, &scratch->arena, &frame, &scratch->err)) return module_refuse(L, &scratch->err);
    push_frame(L, &frame);
    return 1;
}

void module_open_data(lua_State *L)
{
    static const luaL_Reg codec[] = {{"encode", codec_encode_lua}, {"decode", codec_decode_lua}, {NULL, NULL}};
    static const luaL_Reg json[] = {{"encode", json_encode_lua}, {"decode", json_decode_lua}, {NULL, NULL}};
    static const luaL_Reg frame[] = {{"decode", frame_decode_lua}, {NULL, NULL}};
    luaL_newmetatable(L, CONVERT_LIST);
    lua_pop(L, 1);
    luaL_newlib(L, codec);
    lua_setfield(L, -2, "codec");
    luaL_newlib(L, json);
    lua_setfield(L, -2, "json");
    luaL_newlib(L, frame);
    lua_setfield(L, -2, "frame");
    lua_pushcfunction(L, mark_list);
    lua_setfield(L, -2, "list");
    convert_push_null(L);
    lua_setfield(L, -2, "null");
}
