// The string library but for patterns (lib_match.c) and format (lib_format.c). There is neither pack nor dump.
// Letters are those of ASCII, in every locale.
#include "vm/lib.h"

#include "vm/fuel.h"

#include <limits.h>
#include <string.h>

// A buffer for a result of `size` bytes, paid for.
static void begin(lua_State *L, luaL_Buffer *buffer, size_t size, char **out)
{
    lib_pay_bytes(L, size);
    *out = luaL_buffinitsize(L, buffer, size);
}

// A start position: negative ones count from the end, and what is before the beginning is the beginning.
static size_t start_position(lua_Integer position, size_t size)
{
    if (position > 0) return (size_t)position;
    if (position == 0) return 1;
    return position < -(lua_Integer)size ? 1 : size + (size_t)position + 1;
}

static size_t end_position(lua_Integer position, size_t size)
{
    if (position > (lua_Integer)size) return size;
    if (position >= 0) return (size_t)position;
    return position < -(lua_Integer)size ? 0 : size + (size_t)position + 1;
}

static int l_len(lua_State *L)
{
    size_t size;
    luaL_checklstring(L, 1, &size);
    lua_pushinteger(L, (lua_Integer)size);
    return 1;
}

static int l_sub(lua_State *L)
{
    size_t size;
    const char *text = luaL_checklstring(L, 1, &size);
    size_t first = start_position(luaL_checkinteger(L, 2), size);
    size_t last = end_position(luaL_optinteger(L, 3, -1), size);
    if (first > last) lua_pushliteral(L, "");
    else lua_pushlstring(L, text + first - 1, last - first + 1);
    return 1;
}

static int l_reverse(lua_State *L)
{
    size_t size;
    const char *text = luaL_checklstring(L, 1, &size);
    luaL_Buffer buffer;
    char *out;
    begin(L, &buffer, size, &out);
    for (size_t i = 0; i < size; i++) out[i] = text[size - 1 - i];
    luaL_pushresultsize(&buffer, size);
    return 1;
}

// Letters from `first` to `first` + 25 change their case.
static int change_case(lua_State *L, unsigned char first)
{
    size_t size;
    const char *text = luaL_checklstring(L, 1, &size);
    luaL_Buffer buffer;
    char *out;
    begin(L, &buffer, size, &out);
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)text[i];
        out[i] = (char)((unsigned char)(c - first) < 26 ? c ^ 0x20 : c);
    }
    luaL_pushresultsize(&buffer, size);
    return 1;
}

static int l_lower(lua_State *L)
{
    return change_case(L, 'A');
}

static int l_upper(lua_State *L)
{
    return change_case(L, 'a');
}

static int too_large(lua_State *L)
{
    return luaL_error(L, "resulting string too large");
}

// The size of `count` texts with separators between; false where that is no size.
static bool repeated_size(size_t size, size_t separator_size, size_t count, size_t *total)
{
    size_t each;
    return !__builtin_add_overflow(size, separator_size, &each) && !__builtin_mul_overflow(each, count, total) &&
           *total - separator_size < (size_t)PTRDIFF_MAX;
}

// text, separator, text, ... text. Once the first two are there, what is written is copied behind itself.
static void fill(char *out, size_t total, const char *text, size_t size, const char *separator, size_t separator_size)
{
    memcpy(out, text, size);
    if (size == total) return;
    memcpy(out + size, separator, separator_size);
    for (size_t done = size + separator_size; done < total;) {
        size_t more = done < total - done ? done : total - done;
        memcpy(out + done, out, more);
        done += more;
    }
}

static int l_rep(lua_State *L)
{
    size_t size, separator_size, total;
    const char *text = luaL_checklstring(L, 1, &size);
    lua_Integer count = luaL_checkinteger(L, 2);
    const char *separator = luaL_optlstring(L, 3, "", &separator_size);
    if (count <= 0 || size + separator_size == 0) {
        lua_pushliteral(L, "");
        return 1;
    }
    if (!repeated_size(size, separator_size, (size_t)count, &total)) return too_large(L);
    total -= separator_size;

    luaL_Buffer buffer;
    char *out;
    begin(L, &buffer, total, &out);
    fill(out, total, text, size, separator, separator_size);
    luaL_pushresultsize(&buffer, total);
    return 1;
}

static int l_byte(lua_State *L)
{
    size_t size;
    const char *text = luaL_checklstring(L, 1, &size);
    lua_Integer from = luaL_optinteger(L, 2, 1);
    size_t first = start_position(from, size);
    size_t last = end_position(luaL_optinteger(L, 3, from), size);
    if (first > last) return 0;
    if (last - first >= (size_t)INT_MAX) return luaL_error(L, "string slice too long");
    size_t count = last - first + 1;
    fuel_pay(L, count);
    luaL_checkstack(L, (int)count, "string slice too long");
    for (size_t i = 0; i < count; i++) lua_pushinteger(L, (unsigned char)text[first - 1 + i]);
    return (int)count;
}

static int l_char(lua_State *L)
{
    int count = lua_gettop(L);
    luaL_Buffer buffer;
    char *out;
    fuel_pay(L, (size_t)count);
    begin(L, &buffer, (size_t)count, &out);
    for (int i = 1; i <= count; i++) {
        lua_Unsigned byte = (lua_Unsigned)luaL_checkinteger(L, i);
        luaL_argcheck(L, byte <= UCHAR_MAX, i, "value out of range");
        out[i - 1] = (char)byte;
    }
    luaL_pushresultsize(&buffer, (size_t)count);
    return 1;
}

const luaL_Reg lib_string[] = {
    {"byte", l_byte},
    {"char", l_char},
    {"find", lib_string_find},
    {"format", lib_string_format},
    {"len", l_len},
    {"lower", l_lower},
    {"gmatch", lib_string_gmatch},
    {"gsub", lib_string_gsub},
    {"match", lib_string_match},
    {"rep", l_rep},
    {"reverse", l_reverse},
    {"sub", l_sub},
    {"upper", l_upper},
    {NULL, NULL},
};

// Pushes the operand as the number it is or spells.
static bool push_number(lua_State *L, int index)
{
    if (lua_type(L, index) == LUA_TNUMBER) {
        lua_pushvalue(L, index);
        return true;
    }
    size_t size;
    const char *text = lua_type(L, index) == LUA_TSTRING ? lua_tolstring(L, index, &size) : NULL;
    if (!text) return false;
    fuel_pay(L, size / 4);
    return lua_stringtonumber(L, text) == size + 1;
}

// The other operand's own metamethod, where it has one and is no string.
static int try_metamethod(lua_State *L, const char *name)
{
    lua_settop(L, 2);
    if (lua_type(L, 2) == LUA_TSTRING || !luaL_getmetafield(L, 2, name))
        return luaL_error(L, "attempt to %s a '%s' with a '%s'", name + 2, luaL_typename(L, 1), luaL_typename(L, 2));
    lua_insert(L, -3);
    lua_call(L, 2, 1);
    return 1;
}

static int arithmetic(lua_State *L, int operator, const char * name)
{
    if (!push_number(L, 1) || !push_number(L, 2)) return try_metamethod(L, name);
    lua_arith(L, operator);
    return 1;
}

#define ARITHMETIC(function, operator, name)                                                                         \
    static int function(lua_State *L)                                                                                \
    {                                                                                                                \
        return arithmetic(L, operator, name);                                                                        \
    }

ARITHMETIC(l_add, LUA_OPADD, "__add")
ARITHMETIC(l_subtract, LUA_OPSUB, "__sub")
ARITHMETIC(l_multiply, LUA_OPMUL, "__mul")
ARITHMETIC(l_modulo, LUA_OPMOD, "__mod")
ARITHMETIC(l_power, LUA_OPPOW, "__pow")
ARITHMETIC(l_divide, LUA_OPDIV, "__div")
ARITHMETIC(l_divide_floor, LUA_OPIDIV, "__idiv")

// Lua gives the operand twice.
static int l_negate(lua_State *L)
{
    if (!push_number(L, 1)) return try_metamethod(L, "__unm");
    lua_arith(L, LUA_OPUNM);
    return 1;
}

const luaL_Reg lib_string_meta[] = {
    {"__add", l_add},    {"__sub", l_subtract},      {"__mul", l_multiply}, {"__mod", l_modulo}, {"__pow", l_power},
    {"__div", l_divide}, {"__idiv", l_divide_floor}, {"__unm", l_negate},   {NULL, NULL},
};
