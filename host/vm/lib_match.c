// find, match, gmatch, gsub: Lua patterns by value/pattern.c, which may take as many steps as the turn has units
// left.
//
// Two manners differ from stock Lua: gsub looks a table up raw, and a capture that nothing closes is an error even
// where stock gsub would not look at it.
#include "vm/lib.h"

#include "value/pattern.h"
#include "vm/fuel.h"

#include <string.h>

enum {
    PLAIN_BYTES_PER_UNIT = 2,
    MATCH_UNITS = 10,
    MATCH_PORTION = 100000, // steps of a match that are paid for together
};

static struct bytes check_bytes(lua_State *L, int index)
{
    struct bytes bytes;
    bytes.data = luaL_checklstring(L, index, &bytes.size);
    return bytes;
}

static struct bytes part(struct bytes whole, size_t start, size_t end)
{
    return (struct bytes){whole.data + start, end - start};
}

// Raises where nothing is left, or the time is over.
static bool pay_portion(void *self)
{
    fuel_pay(self, MATCH_PORTION);
    return true;
}

// Finds, and pays. Not inlined: `err` is large, and callers call Lua.
static __attribute__((noinline)) bool find(lua_State *L, struct bytes subject, struct bytes pattern, size_t init,
                                           struct pattern_match *match)
{
    struct error err;
    fuel_pay(L, MATCH_UNITS);
    struct pattern_purse purse = {MATCH_PORTION, pay_portion, L};
    size_t steps;
    switch (pattern_find_paying(subject, pattern, init, &purse, &steps, match, &err)) {
    case PATTERN_SPENT: fuel_raise(L);
    case PATTERN_BAD: return luaL_error(L, "%s", err.text);
    case PATTERN_NONE: fuel_pay(L, MATCH_PORTION - steps); return false;
    case PATTERN_FOUND: fuel_pay(L, MATCH_PORTION - steps); return true;
    }
    return false;
}

// Pushes capture `index`; capture 0 of a pattern without any is the whole match.
static void push_capture(lua_State *L, struct bytes subject, const struct pattern_match *match, int index)
{
    if (index >= match->captures_count) {
        if (index != 0) luaL_error(L, "invalid capture index %%%d", index + 1);
        lua_pushlstring(L, subject.data + match->start, match->end - match->start);
    } else if (match->captures[index].size == PATTERN_POSITION) {
        lua_pushinteger(L, (lua_Integer)match->captures[index].start + 1);
    } else {
        lua_pushlstring(L, subject.data + match->captures[index].start, (size_t)match->captures[index].size);
    }
}

static int push_captures(lua_State *L, struct bytes subject, const struct pattern_match *match, bool whole_if_none)
{
    int count = match->captures_count;
    if (count == 0 && whole_if_none) count = 1;
    luaL_checkstack(L, count, "too many captures");
    for (int i = 0; i < count; i++) push_capture(L, subject, match, i);
    return count;
}

// The offset that argument 3 asks for; false where it is behind the subject's end.
static bool init_offset(lua_State *L, size_t size, size_t *init)
{
    lua_Integer position = luaL_optinteger(L, 3, 1);
    if (position > 0) *init = (size_t)position - 1;
    else if (position == 0 || position < -(lua_Integer)size) *init = 0;
    else *init = size + (size_t)position;
    return *init <= size;
}

static bool has_specials(struct bytes pattern)
{
    for (size_t i = 0; i < pattern.size; i++)
        if (pattern.data[i] && strchr("^$*+?.([%-", pattern.data[i])) return true;
    return false;
}

static int find_plain(lua_State *L, struct bytes subject, struct bytes text, size_t init)
{
    struct bytes rest = part(subject, init, subject.size);
    fuel_pay(L, rest.size < text.size ? 1 : (rest.size + text.size) / PLAIN_BYTES_PER_UNIT);
    const char *found = memmem(rest.data, rest.size, text.data, text.size);
    if (!found) {
        luaL_pushfail(L);
        return 1;
    }
    lua_Integer start = found - subject.data + 1;
    lua_pushinteger(L, start);
    lua_pushinteger(L, start + (lua_Integer)text.size - 1);
    return 2;
}

static int find_or_match(lua_State *L, bool is_find)
{
    struct bytes subject = check_bytes(L, 1);
    struct bytes pattern = check_bytes(L, 2);
    struct pattern_match match;
    size_t init;
    bool found = init_offset(L, subject.size, &init);
    if (found && is_find) {
        lib_pay_bytes(L, pattern.size);
        if (lua_toboolean(L, 4) || !has_specials(pattern)) return find_plain(L, subject, pattern, init);
    }
    if (!found || !find(L, subject, pattern, init, &match)) {
        luaL_pushfail(L);
        return 1;
    }
    if (!is_find) return push_captures(L, subject, &match, true);
    lua_pushinteger(L, (lua_Integer)match.start + 1);
    lua_pushinteger(L, (lua_Integer)match.end);
    return 2 + push_captures(L, subject, &match, false);
}

int lib_string_find(lua_State *L)
{
    return find_or_match(L, true);
}

int lib_string_match(lua_State *L)
{
    return find_or_match(L, false);
}

// The next match at or after `from` that does not end where the last one did (last_end): how gmatch and gsub go on.
static bool find_next(lua_State *L, struct bytes subject, struct bytes pattern, size_t from, size_t last_end,
                      struct pattern_match *match)
{
    while (find(L, subject, pattern, from, match)) {
        if (match->end != last_end) return true;
        from = match->start + 1;
    }
    return false;
}

enum { NOWHERE = -1 };

// Upvalues: subject, pattern, where to go on, where the last match ended.
static int gmatch_step(lua_State *L)
{
    struct bytes subject = check_bytes(L, lua_upvalueindex(1));
    struct bytes pattern = check_bytes(L, lua_upvalueindex(2));
    size_t from = (size_t)lua_tointeger(L, lua_upvalueindex(3));
    size_t last_end = (size_t)lua_tointeger(L, lua_upvalueindex(4));
    struct pattern_match match;
    lua_settop(L, 0);
    if (!find_next(L, subject, pattern, from, last_end, &match)) return 0;
    lua_pushinteger(L, (lua_Integer)match.end);
    lua_pushvalue(L, -1);
    lua_replace(L, lua_upvalueindex(3));
    lua_replace(L, lua_upvalueindex(4));
    return push_captures(L, subject, &match, true);
}

// In gmatch a '^' is no anchor, but a character like any other.
static void push_gmatch_pattern(lua_State *L, struct bytes pattern)
{
    bool begins = pattern.size && *pattern.data == '^';
    lua_pushstring(L, begins ? "%" : "");
    lua_pushvalue(L, 2);
    lua_concat(L, 2);
}

int lib_string_gmatch(lua_State *L)
{
    struct bytes subject = check_bytes(L, 1);
    struct bytes pattern = check_bytes(L, 2);
    size_t init;
    if (!init_offset(L, subject.size, &init)) init = subject.size + 1;
    lua_pushvalue(L, 1);
    push_gmatch_pattern(L, pattern);
    lua_pushinteger(L, (lua_Integer)init);
    lua_pushinteger(L, NOWHERE);
    lua_pushcclosure(L, gmatch_step, 4);
    return 1;
}

// What gsub puts in place of each match is argument 3.
struct replacement {
    struct bytes subject;
    int kind; // LUA_TSTRING, LUA_TTABLE or LUA_TFUNCTION
    struct bytes text;
};

// A '%' in the text: %1 .. %9 a capture, %0 the whole match, %% itself.
static void add_escaped(lua_State *L, luaL_Buffer *out, const struct replacement *replacement,
                        const struct pattern_match *match, char c)
{
    if (c == '%') {
        luaL_addchar(out, c);
    } else if (c == '0') {
        lib_pay_bytes(L, match->end - match->start);
        luaL_addlstring(out, replacement->subject.data + match->start, match->end - match->start);
    } else if (c >= '1' && c <= '9') {
        push_capture(L, replacement->subject, match, c - '1');
        luaL_tolstring(L, -1, NULL); // a position
        lua_remove(L, -2);
        lib_pay_bytes(L, lua_rawlen(L, -1));
        luaL_addvalue(out);
    } else {
        luaL_error(L, "invalid use of '%%' in replacement string");
    }
}

static void add_text(lua_State *L, luaL_Buffer *out, const struct replacement *replacement,
                     const struct pattern_match *match)
{
    const char *text = replacement->text.data;
    const char *end = text + replacement->text.size;
    lib_pay_bytes(L, replacement->text.size);
    for (const char *escape; (escape = memchr(text, '%', (size_t)(end - text))); text = escape + 2) {
        luaL_addlstring(out, text, (size_t)(escape - text));
        add_escaped(L, out, replacement, match, escape + 1 < end ? escape[1] : 0);
    }
    luaL_addlstring(out, text, (size_t)(end - text));
}

static void push_replacement(lua_State *L, const struct replacement *replacement, const struct pattern_match *match)
{
    if (replacement->kind == LUA_TTABLE) {
        push_capture(L, replacement->subject, match, 0);
        lua_rawget(L, 3);
    } else {
        lua_pushvalue(L, 3);
        int count = push_captures(L, replacement->subject, match, true);
        lua_call(L, count, 1);
    }
}

// Whether that changed anything: nil and false leave the match as it is.
static bool add_replacement(lua_State *L, luaL_Buffer *out, const struct replacement *replacement,
                            const struct pattern_match *match)
{
    if (replacement->kind == LUA_TSTRING) {
        add_text(L, out, replacement, match);
        return true;
    }
    push_replacement(L, replacement, match);
    if (!lua_toboolean(L, -1)) {
        lua_pop(L, 1);
        luaL_addlstring(out, replacement->subject.data + match->start, match->end - match->start);
        return false;
    }
    if (!lua_isstring(L, -1)) luaL_error(L, "invalid replacement value (a %s)", luaL_typename(L, -1));
    lib_pay_bytes(L, lua_rawlen(L, -1));
    luaL_addvalue(out);
    return true;
}

static struct replacement check_replacement(lua_State *L, struct bytes subject)
{
    int kind = lua_type(L, 3);
    luaL_argexpected(L, kind == LUA_TNUMBER || kind == LUA_TSTRING || kind == LUA_TFUNCTION || kind == LUA_TTABLE, 3,
                     "string/function/table");
    struct replacement replacement = {.subject = subject, .kind = kind};
    if (kind == LUA_TNUMBER) replacement.kind = LUA_TSTRING;
    if (replacement.kind == LUA_TSTRING) replacement.text = check_bytes(L, 3);
    return replacement;
}

int lib_string_gsub(lua_State *L)
{
    struct bytes subject = check_bytes(L, 1);
    struct bytes pattern = check_bytes(L, 2);
    struct replacement replacement = check_replacement(L, subject);
    lua_Integer count_max = luaL_optinteger(L, 4, (lua_Integer)subject.size + 1);
    bool anchored = pattern.size && *pattern.data == '^';
    bool changed = false;
    lua_Integer count = 0;
    size_t copied = 0; // of the subject
    size_t last_end = (size_t)NOWHERE;
    struct pattern_match match;
    luaL_Buffer out;
    luaL_buffinit(L, &out);
    while (count < count_max && find_next(L, subject, pattern, copied, last_end, &match)) {
        count++;
        lib_pay_bytes(L, match.end - copied);
        luaL_addlstring(&out, subject.data + copied, match.start - copied);
        changed |= add_replacement(L, &out, &replacement, &match);
        copied = last_end = match.end;
        if (anchored) break;
    }
    if (changed) {
        lib_pay_bytes(L, subject.size - copied);
        luaL_addlstring(&out, subject.data + copied, subject.size - copied);
        luaL_pushresult(&out);
    } else {
        lua_pushvalue(L, 1);
    }
    lua_pushinteger(L, count);
    return 2;
}
