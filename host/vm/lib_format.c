// string.format. Each conversion is checked against a list of its own (flags, width and precision of two digits at
// most), rebuilt, and given to snprintf with a bounded room. There is no %p: a view learns no addresses.
#include "vm/lib.h"

#include "vm/fuel.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
    CONVERSION_MAX = 22,   // characters between '%' and the letter
    ITEM_MAX = 512,        // of one conversion: %99.99f of 1e308 has 409 characters
    STRING_AS_IT_IS = 100, // %s without a precision does not pad what is longer
    INTEGER_UNITS = 20,
    FLOAT_UNITS = 60,
    LONG_FLOAT_UNITS = 1000,
};

// One conversion: "%" flags width "." precision letter.
struct conversion {
    char text[CONVERSION_MAX + sizeof LUA_INTEGER_FRMLEN + 2];
    size_t size;
    char letter;
    bool has_modifiers;
    bool has_precision;
    bool has_long_precision; // of two digits
};

static int refuse(lua_State *L, const struct conversion *conversion)
{
    return luaL_error(L, "invalid conversion '%s' to 'format'", conversion->text);
}

// Reads what follows a '%'; gives the character behind it.
static const char *read_conversion(lua_State *L, const char *at, struct conversion *conversion)
{
    size_t size = strspn(at, "-+#0 123456789.");
    if (size >= CONVERSION_MAX) luaL_error(L, "invalid format string to 'format'");
    conversion->text[0] = '%';
    memcpy(conversion->text + 1, at, size + 1);
    conversion->text[size + 2] = 0;
    conversion->size = size + 2;
    conversion->letter = at[size];
    conversion->has_modifiers = size > 0;
    const char *point = memchr(at, '.', size);
    conversion->has_precision = point != NULL;
    conversion->has_long_precision = point && at + size - point > 2;
    return at + size + 1;
}

static const char *skip_two_digits(const char *at)
{
    for (int i = 0; i < 2 && *at >= '0' && *at <= '9'; i++) at++;
    return at;
}

static void check(lua_State *L, const struct conversion *conversion, const char *flags, bool precision)
{
    const char *at = conversion->text + 1;
    at += strspn(at, flags);
    if (*at != '0') {
        at = skip_two_digits(at);
        if (*at == '.' && precision) at = skip_two_digits(at + 1);
    }
    if (*at != conversion->letter || at[1]) luaL_error(L, "invalid conversion specification: '%s'", conversion->text);
}

// Puts "ll" before the letter.
static void lengthen(struct conversion *conversion)
{
    size_t at = conversion->size - 1;
    memcpy(conversion->text + at, LUA_INTEGER_FRMLEN, strlen(LUA_INTEGER_FRMLEN));
    at += strlen(LUA_INTEGER_FRMLEN);
    conversion->text[at] = conversion->letter;
    conversion->text[at + 1] = 0;
}

#define ADD(buffer, ...)                                                                                             \
    luaL_addsize((buffer), (size_t)snprintf(luaL_prepbuffsize((buffer), ITEM_MAX), ITEM_MAX, __VA_ARGS__))

// The format is one that was checked.
#pragma GCC diagnostic ignored "-Wformat-nonliteral"

static void add_integer(lua_State *L, luaL_Buffer *out, int argument, struct conversion *conversion,
                        const char *flags)
{
    lua_Integer integer = luaL_checkinteger(L, argument);
    check(L, conversion, flags, true);
    lengthen(conversion);
    fuel_pay(L, INTEGER_UNITS);
    ADD(out, conversion->text, integer);
}

static void add_character(lua_State *L, luaL_Buffer *out, int argument, const struct conversion *conversion)
{
    check(L, conversion, "-", false);
    ADD(out, conversion->text, (int)luaL_checkinteger(L, argument));
}

static void add_float(lua_State *L, luaL_Buffer *out, int argument, const struct conversion *conversion)
{
    static const char flags[] = "-+#0 ";
    bool is_hexadecimal = (conversion->letter | 0x20) == 'a';
    if (is_hexadecimal) check(L, conversion, flags, true); // first, or second: the order of stock Lua's messages
    lua_Number number = luaL_checknumber(L, argument);
    check(L, conversion, flags, true);
    bool is_long = fabs(number) >= 1e18 || fabs(number) < 1e-18 || conversion->has_long_precision;
    fuel_pay(L, is_long ? LONG_FLOAT_UNITS : FLOAT_UNITS);
    ADD(out, conversion->text, number);
}

static void add_string(lua_State *L, luaL_Buffer *out, int argument, const struct conversion *conversion)
{
    size_t size;
    char *room =
        luaL_prepbuffsize(out, ITEM_MAX); // before the text is pushed: the buffer keeps its place on the stack
    const char *text = lib_push_text(L, argument, &size);
    lib_pay_bytes(L, size);
    if (!conversion->has_modifiers) {
        luaL_addvalue(out);
        return;
    }
    luaL_argcheck(L, size == strlen(text), argument, "string contains zeros");
    check(L, conversion, "-", true);
    if (!conversion->has_precision && size >= STRING_AS_IT_IS) {
        luaL_addvalue(out);
        return;
    }
    luaL_addsize(out, (size_t)snprintf(room, ITEM_MAX, conversion->text, text));
    lua_pop(L, 1);
}

static void add_escaped(luaL_Buffer *out, const char *text, size_t i, size_t size)
{
    char c = text[i];
    bool digit_follows = i + 1 < size && text[i + 1] >= '0' && text[i + 1] <= '9';
    if (c == '"' || c == '\\' || c == '\n') {
        luaL_addchar(out, '\\');
        luaL_addchar(out, c);
    } else if ((unsigned char)c < ' ' || c == 127) {
        ADD(out, digit_follows ? "\\%03d" : "\\%d", (unsigned char)c);
    } else {
        luaL_addchar(out, c);
    }
}

static void add_quoted(lua_State *L, luaL_Buffer *out, const char *text, size_t size)
{
    fuel_pay(L, size);
    luaL_addchar(out, '"');
    for (size_t i = 0; i < size; i++) add_escaped(out, text, i, size);
    luaL_addchar(out, '"');
}

static void add_float_literal(luaL_Buffer *out, lua_Number number)
{
    if (isinf(number)) luaL_addstring(out, number > 0 ? "1e9999" : "-1e9999");
    else if (isnan(number)) luaL_addstring(out, "(0/0)");
    else ADD(out, "%a", number);
}

static void add_literal(lua_State *L, luaL_Buffer *out, int argument, const struct conversion *conversion)
{
    if (conversion->has_modifiers) luaL_error(L, "specifier '%%q' cannot have modifiers");
    size_t size;
    const char *text;
    switch (lua_type(L, argument)) {
    case LUA_TSTRING:
        text = lua_tolstring(L, argument, &size);
        add_quoted(L, out, text, size);
        return;
    case LUA_TNUMBER:
        fuel_pay(L, FLOAT_UNITS);
        if (!lua_isinteger(L, argument)) add_float_literal(out, lua_tonumber(L, argument));
        else if (lua_tointeger(L, argument) == LUA_MININTEGER) luaL_addstring(out, "0x8000000000000000");
        else ADD(out, LUA_INTEGER_FMT, lua_tointeger(L, argument));
        return;
    case LUA_TNIL:
    case LUA_TBOOLEAN:
        lib_push_text(L, argument, NULL);
        luaL_addvalue(out);
        return;
    default: luaL_argerror(L, argument, "value has no literal form");
    }
}

static void add_argument(lua_State *L, luaL_Buffer *out, int argument, struct conversion *conversion)
{
    switch (conversion->letter) {
    case 'c': add_character(L, out, argument, conversion); return;
    case 'd':
    case 'i': add_integer(L, out, argument, conversion, "-+0 "); return;
    case 'u': add_integer(L, out, argument, conversion, "-0"); return;
    case 'o':
    case 'x':
    case 'X': add_integer(L, out, argument, conversion, "-#0"); return;
    case 'a':
    case 'A':
    case 'e':
    case 'E':
    case 'f':
    case 'g':
    case 'G': add_float(L, out, argument, conversion); return;
    case 'q': add_literal(L, out, argument, conversion); return;
    case 's': add_string(L, out, argument, conversion); return;
    default: refuse(L, conversion);
    }
}

int lib_string_format(lua_State *L)
{
    int count = lua_gettop(L);
    int argument = 1;
    size_t size;
    const char *at = luaL_checklstring(L, 1, &size);
    const char *end = at + size;
    luaL_Buffer out;
    lib_pay_bytes(L, size);
    luaL_buffinit(L, &out);
    for (const char *percent; (percent = memchr(at, '%', (size_t)(end - at)));) {
        luaL_addlstring(&out, at, (size_t)(percent - at));
        at = percent + 1;
        if (*at == '%') {
            luaL_addchar(&out, *at++);
            continue;
        }
        if (++argument > count) return luaL_argerror(L, argument, "no value");
        struct conversion conversion;
        at = read_conversion(L, at, &conversion);
        add_argument(L, &out, argument, &conversion);
    }
    luaL_addlstring(&out, at, (size_t)(end - at));
    luaL_pushresult(&out);
    return 1;
}
