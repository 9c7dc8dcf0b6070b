// The utf8 library. Code points go up to 10FFFF and are no surrogates, unless a call is lax: then up to 7FFFFFFF, as
// the first UTF-8 had them.
#include "vm/lib.h"

#include "vm/fuel.h"

#include <limits.h>
#include <string.h>

enum { UNICODE_MAX = 0x10FFFF, LAX_MAX = 0x7FFFFFFF, SEQUENCE_MAX = 6, CHUNK = 64 };

static bool is_continuation(const char *at)
{
    return (*at & 0xC0) == 0x80;
}

// How many bytes a sequence has that begins with `first`; 0 where none does.
static int sequence_size(unsigned char first)
{
    if (first < 0x80) return 1;
    if (first < 0xC0 || first >= 0xFE) return 0;
    return __builtin_clz((unsigned)(unsigned char)~first) - 24;
}

static bool is_allowed(uint32_t code, int size, bool lax)
{
    static const uint32_t least[SEQUENCE_MAX + 1] = {0, 0, 0x80, 0x800, 0x10000, 0x200000, 0x4000000};
    if (code < least[size]) return false; // it has a shorter form
    return lax || (code <= UNICODE_MAX && (code < 0xD800 || code > 0xDFFF));
}

// Reads the sequence at `text`, which ends in a zero; gives the byte after it, or NULL where there is none.
static const char *decode(const char *text, bool lax, uint32_t *code)
{
    unsigned char first = (unsigned char)*text;
    int size = sequence_size(first);
    if (size == 0) return NULL;
    *code = size == 1 ? first : first & (0x7Fu >> size);
    for (int i = 1; i < size; i++) {
        if (!is_continuation(text + i)) return NULL;
        *code = *code << 6 | (text[i] & 0x3F);
    }
    return is_allowed(*code, size, lax) ? text + size : NULL;
}

// Writes a code point before `end`; gives where it begins.
static char *encode(uint32_t code, char *end)
{
    uint32_t first_max = 0x3F; // what fits in the first byte
    if (code < 0x80) {
        *--end = (char)code;
        return end;
    }
    do {
        *--end = (char)(0x80 | (code & 0x3F));
        code >>= 6;
        first_max >>= 1;
    } while (code > first_max);
    *--end = (char)((~first_max << 1) | code);
    return end;
}

// Negative positions count from the end; one before the beginning is 0.
static lua_Integer position_of(lua_Integer position, size_t size)
{
    if (position >= 0) return position;
    return 0u - (size_t)position > size ? 0 : (lua_Integer)size + position + 1;
}

static int l_len(lua_State *L)
{
    size_t size;
    const char *text = luaL_checklstring(L, 1, &size);
    lua_Integer at = position_of(luaL_optinteger(L, 2, 1), size);
    lua_Integer last = position_of(luaL_optinteger(L, 3, -1), size);
    bool lax = lua_toboolean(L, 4);
    luaL_argcheck(L, 1 <= at && --at <= (lua_Integer)size, 2, "initial position out of bounds");
    luaL_argcheck(L, --last < (lua_Integer)size, 3, "final position out of bounds");
    if (last >= at) fuel_pay(L, (size_t)(last - at) + 1);
    lua_Integer count = 0;
    for (; at <= last; count++) {
        uint32_t code;
        const char *next = decode(text + at, lax, &code);
        if (!next) {
            luaL_pushfail(L);
            lua_pushinteger(L, at + 1);
            return 2;
        }
        at = next - text;
    }
    lua_pushinteger(L, count);
    return 1;
}

static int l_codepoint(lua_State *L)
{
    size_t size;
    const char *text = luaL_checklstring(L, 1, &size);
    lua_Integer first = position_of(luaL_optinteger(L, 2, 1), size);
    lua_Integer last = position_of(luaL_optinteger(L, 3, first), size);
    bool lax = lua_toboolean(L, 4);
    luaL_argcheck(L, first >= 1, 2, "out of bounds");
    luaL_argcheck(L, last <= (lua_Integer)size, 3, "out of bounds");
    if (first > last) return 0;
    if (last - first >= INT_MAX) return luaL_error(L, "string slice too long");
    fuel_pay(L, (size_t)(last - first) + 1);
    luaL_checkstack(L, (int)(last - first) + 1, "string slice too long");
    int count = 0;
    for (const char *at = text + first - 1; at < text + last; count++) {
        uint32_t code;
        at = decode(at, lax, &code);
        if (!at) return luaL_error(L, "invalid UTF-8 code");
        lua_pushinteger(L, code);
    }
    return count;
}

static int l_char(lua_State *L)
{
    int count = lua_gettop(L);
    fuel_pay(L, (size_t)count);
    luaL_Buffer buffer;
    luaL_buffinit(L, &buffer);
    for (int i = 1; i <= count; i++) {
        char sequence[SEQUENCE_MAX];
        lua_Unsigned code = (lua_Unsigned)luaL_checkinteger(L, i);
        luaL_argcheck(L, code <= LAX_MAX, i, "value out of range");
        const char *start = encode((uint32_t)code, sequence + SEQUENCE_MAX);
        luaL_addlstring(&buffer, start, (size_t)(sequence + SEQUENCE_MAX - start));
    }
    luaL_pushresult(&buffer);
    return 1;
}

// Continuation bytes are passed a chunk at a time: a string may consist of them.
static void pay_passing(lua_State *L, size_t passed)
{
    if (passed % CHUNK == 0) fuel_pay(L, CHUNK);
}

static lua_Integer back_to_start(lua_State *L, const char *text, lua_Integer at)
{
    for (size_t passed = 1; at > 0 && is_continuation(text + at); passed++) {
        pay_passing(L, passed);
        at--;
    }
    return at;
}

// The start of the character before or after the one at `at`.
static lua_Integer previous_start(lua_State *L, const char *text, lua_Integer at)
{
    return back_to_start(L, text, at - 1);
}

static lua_Integer next_start(lua_State *L, const char *text, lua_Integer at)
{
    size_t passed = 1;
    do {
        pay_passing(L, passed++);
        at++;
    } while (is_continuation(text + at)); // the final zero is none
    return at;
}

// Moves `count` characters away from `*at`; gives how many were missing.
static lua_Integer move_by(lua_State *L, const char *text, lua_Integer size, lua_Integer *at, lua_Integer count)
{
    for (; count < 0 && *at > 0; count++) {
        pay_passing(L, (size_t)-count);
        *at = previous_start(L, text, *at);
    }
    for (; count > 0 && *at < size; count--) {
        pay_passing(L, (size_t)count);
        *at = next_start(L, text, *at);
    }
    return count;
}

static int l_offset(lua_State *L)
{
    size_t size;
    const char *text = luaL_checklstring(L, 1, &size);
    lua_Integer count = luaL_checkinteger(L, 2);
    lua_Integer at = position_of(luaL_optinteger(L, 3, count >= 0 ? 1 : (lua_Integer)size + 1), size);
    luaL_argcheck(L, 1 <= at && --at <= (lua_Integer)size, 3, "position out of bounds");
    if (count == 0) {
        lua_pushinteger(L, back_to_start(L, text, at) + 1);
        return 1;
    }
    if (is_continuation(text + at)) return luaL_error(L, "initial position is a continuation byte");
    // The first character is the one at `at`, so going forward there is one less to pass.
    if (move_by(L, text, (lua_Integer)size, &at, count > 0 ? count - 1 : count) == 0) lua_pushinteger(L, at + 1);
    else luaL_pushfail(L);
    return 1;
}

static int step(lua_State *L, bool lax)
{
    size_t size;
    const char *text = luaL_checklstring(L, 1, &size);
    lua_Unsigned at = (lua_Unsigned)lua_tointeger(L, 2);
    if (at > 0) { // behind the character that was last
        at--;
        at = at < size ? (lua_Unsigned)next_start(L, text, (lua_Integer)at) : size;
    }
    if (at >= size) return 0;
    uint32_t code;
    const char *next = decode(text + at, lax, &code);
    // A continuation byte too many is passed over by 5.4.4, and refused by later versions.
    if (!next || is_continuation(next)) return luaL_error(L, "invalid UTF-8 code");
    lua_pushinteger(L, (lua_Integer)at + 1);
    lua_pushinteger(L, code);
    return 2;
}

static int step_strict(lua_State *L)
{
    return step(L, false);
}

static int step_lax(lua_State *L)
{
    return step(L, true);
}

static int l_codes(lua_State *L)
{
    bool lax = lua_toboolean(L, 2);
    luaL_checkstring(L, 1);
    lua_pushcfunction(L, lax ? step_lax : step_strict);
    lua_pushvalue(L, 1);
    lua_pushinteger(L, 0);
    return 3;
}

const luaL_Reg lib_utf8[] = {
    {"char", l_char}, {"codepoint", l_codepoint}, {"codes", l_codes},
    {"len", l_len},   {"offset", l_offset},       {NULL, NULL},
};

static const char charpattern[] = "[\0-\x7F\xC2-\xFD][\x80-\xBF]*";

const struct lib_constant lib_utf8_constants[] = {
    {.name = "charpattern", .kind = LIB_STRING, .string = charpattern, .string_size = sizeof charpattern - 1},
    {.name = NULL},
};
