// What html[[ ]] compiles to: functions that stream values into the page under way. lua/html/emit.lua writes the
// calls.
//
// A finished template is a light userdata: the sink's handle and the number of the rendering it belongs to. Making
// one costs nothing, an app cannot forge one, and one kept from an earlier rendering is known by its number.
#include "vm/fuel.h"
#include "vm/lib.h"
#include "vm/state.h"

#include <lauxlib.h>
#include <math.h>
#include <stdio.h>

static const char more_mark = 0;

static int raise(lua_State *L, const struct error *err)
{
    return luaL_error(L, "%s", err->text);
}

int lib_html_raise(lua_State *L)
{
    return raise(L, &vm_of(L)->err);
}

static struct vm *rendering(lua_State *L)
{
    struct vm *vm = vm_of(L);
    if (!vm || !vm->sink) luaL_error(L, "html[[ ]] can only be used while a view renders");
    return vm;
}

struct vm *lib_html_rendering(lua_State *L)
{
    return rendering(L);
}

void vm_push_handle(lua_State *L, const struct vm *vm, sink_handle handle)
{
    lua_pushlightuserdata(L, (void *)((uintptr_t)vm->generation << 32 | handle));
}

sink_handle vm_check_handle(lua_State *L, const struct vm *vm, int index)
{
    uintptr_t handle = (uintptr_t)lua_touserdata(L, index);
    if (handle >> 32 != vm->generation) luaL_error(L, "html kept from an earlier render cannot be shown again");
    return (sink_handle)handle;
}

static const lua_Integer float_exact_max = 1000000000000000; // beyond, a float shows its exponent

// Whether the number there shows the digits of an integer: 3.0 shows 3.
static inline bool is_shown_as_integer(lua_State *L, int index, lua_Integer *integer)
{
    int is_integral;
    *integer = lua_tointegerx(L, index, &is_integral);
    if (!is_integral) return false;
    bool is_small = *integer && *integer<float_exact_max && * integer> - float_exact_max; // and no -0.0
    return is_small || lua_isinteger(L, index);
}

static struct bytes show_float(double number, char digits[32])
{
    bool is_integral = number == floor(number) && fabs(number) < 1e15;
    return (struct bytes){digits, (size_t)snprintf(digits, 32, is_integral ? "%.0f" : "%.14g", number)};
}

static struct bytes show_number(lua_State *L, int index, char digits[32])
{
    lua_Integer integer;
    if (is_shown_as_integer(L, index, &integer)) return integer_digits(digits, integer);
    return show_float(lua_tonumber(L, index), digits);
}

// The text that a scalar shows, as {value} promises. Borrowed from the stack or from `digits`.
static struct bytes show(lua_State *L, int index, char digits[32])
{
    if (lua_type(L, index) == LUA_TNUMBER) return show_number(L, index, digits);
    size_t size;
    const char *text = lua_tolstring(L, index, &size);
    return (struct bytes){text, size};
}

enum { SPREAD_MAX = 64 }; // as many as there are bits

// The value on top, of the name below it. Whether it is what ls.js made.
static bool read_attribute(lua_State *L, struct bytes *value, char digits[32])
{
    int index = lua_gettop(L);
    if (lua_type(L, index) == LUA_TTABLE && lib_operations_text(L, index, value)) return true;
    if (lua_type(L, index) > LUA_TSTRING)
        luaL_error(L, "attribute '%s' cannot be a %s", lua_tostring(L, -2), luaL_typename(L, -1));
    *value = lua_isboolean(L, index) ? (struct bytes){0} : show(L, index, digits);
    return false;
}

static bool put_spread(lua_State *L, struct vm *vm, int index)
{
    struct bytes names[SPREAD_MAX];
    struct bytes values[SPREAD_MAX];
    char digits[SPREAD_MAX][32];
    uint64_t operations = 0;
    size_t count = 0;
    luaL_checkstack(L, SPREAD_MAX + 4, "attributes");
    lua_pushnil(L);
    while (lua_next(L, index)) {
        if (lua_type(L, -2) != LUA_TSTRING)
            luaL_error(L, "a table with a %s key cannot be shown: to show a list, use {for}", luaL_typename(L, -2));
        if (count == SPREAD_MAX) luaL_error(L, "more than %d attributes at once", SPREAD_MAX);
        if (lua_toboolean(L, -1)) {
            names[count].data = lua_tolstring(L, -2, &names[count].size);
            if (read_attribute(L, &values[count], digits[count])) operations |= UINT64_C(1) << count;
            count++;
        }
        lua_pop(L, 1); // the value stays alive in its table
    }
    return vm->sink->spread(vm->sink_self, names, values, operations, count, &vm->err);
}

static void put_value(lua_State *L, struct vm *vm, int index)
{
    bool ok;
    char digits[32];
    struct bytes json;
    switch (lua_type(L, index)) {
    case LUA_TNIL: ok = vm->sink->flag(vm->sink_self, false, &vm->err); break;
    case LUA_TBOOLEAN: ok = vm->sink->flag(vm->sink_self, lua_toboolean(L, index), &vm->err); break;
    case LUA_TNUMBER:
    case LUA_TSTRING: {
        struct bytes text = show(L, index, digits);
        if (text.size > 1024) fuel_pay(L, text.size / 16);
        ok = vm->sink->text(vm->sink_self, text, &vm->err);
        break;
    }
    case LUA_TLIGHTUSERDATA: ok = vm->sink->child(vm->sink_self, vm_check_handle(L, vm, index), &vm->err); break;
    case LUA_TTABLE:
        if (lib_operations_text(L, index, &json)) ok = vm->sink->operations(vm->sink_self, json, &vm->err);
        else ok = put_spread(L, vm, index);
        break;
    default: luaL_error(L, "a %s cannot be shown", luaL_typename(L, index)); return;
    }
    if (!ok) raise(L, &vm->err);
}

static bool is_more(lua_State *L, int index)
{
    if (lua_type(L, index) != LUA_TTABLE) return false;
    lua_rawgeti(L, index, 0);
    bool is = lua_touserdata(L, -1) == (const void *)&more_mark;
    lua_pop(L, 1);
    return is;
}

static void put_more(lua_State *L, struct vm *vm, int index)
{
    lua_rawgeti(L, index, -1);
    int count = (int)lua_tointeger(L, -1);
    lua_pop(L, 1);
    for (int i = 1; i <= count; i++) {
        lua_rawgeti(L, index, i);
        put_value(L, vm, lua_gettop(L));
        lua_pop(L, 1);
    }
}

// ---- templates in one call

enum { WHOLE_MAX = 32 }; // slots; a template with more is said value by value

struct whole {
    struct sink_value values[WHOLE_MAX];
    char digits[WHOLE_MAX][32];
};

// False for a table, which is a set of attributes or more values, and for what cannot be shown.
static inline bool read_value(lua_State *L, const struct vm *vm, int index, struct sink_value *value, char digits[32])
{
    switch (lua_type(L, index)) {
    case LUA_TNIL: value->kind = SINK_NOTHING; return true;
    case LUA_TBOOLEAN: value->kind = lua_toboolean(L, index) ? SINK_TRUE : SINK_NOTHING; return true;
    case LUA_TNUMBER:
        value->kind = SINK_INTEGER;
        if (is_shown_as_integer(L, index, (lua_Integer *)&value->integer)) return true;
        value->kind = SINK_TEXT;
        value->text = show_float(lua_tonumber(L, index), digits);
        return true;
    case LUA_TSTRING:
        value->kind = SINK_TEXT;
        value->text.data = lua_tolstring(L, index, &value->text.size);
        if (value->text.size > 1024) fuel_pay(L, value->text.size / 16);
        return true;
    case LUA_TLIGHTUSERDATA:
        value->kind = SINK_CHILD;
        value->child = vm_check_handle(L, vm, index);
        return true;
    default: return false;
    }
}

// The arguments from `first` on; false where they cannot be said in one call.
static inline bool read_whole(lua_State *L, const struct vm *vm, int first, int count, struct whole *whole)
{
    if (count > WHOLE_MAX) return false;
    for (int i = 0; i < count; i++)
        if (!read_value(L, vm, first + i, &whole->values[i], whole->digits[i])) return false;
    return true;
}

// The arguments from `first` on, one by one.
static sink_handle put_all(lua_State *L, struct vm *vm, uint32_t id, int first, int last)
{
    if (!vm->sink->open(vm->sink_self, id, &vm->err)) raise(L, &vm->err);
    for (int i = first; i <= last; i++) {
        if (is_more(L, i)) put_more(L, vm, i);
        else put_value(L, vm, i);
    }
    sink_handle handle;
    if (!vm->sink->close(vm->sink_self, &handle, &vm->err)) raise(L, &vm->err);
    return handle;
}

// html(id, value...): a template with its slots' values.
static int l_html(lua_State *L)
{
    struct vm *vm = rendering(L);
    struct whole whole;
    sink_handle handle;
    int count = lua_gettop(L);
    if (!lua_isinteger(L, 1)) return luaL_error(L, "html takes a template: html[[ ... ]]");
    uint32_t id = (uint32_t)lua_tointeger(L, 1);
    if (!read_whole(L, vm, 2, count - 1, &whole)) handle = put_all(L, vm, id, 2, count);
    else if (!vm->sink->whole(vm->sink_self, id, whole.values, (size_t)count - 1, &handle, &vm->err))
        return raise(L, &vm->err);
    vm_push_handle(L, vm, handle);
    return 1;
}

// __html_more(value...): the first slots of a template that has more of them than a call takes arguments.
static int l_more(lua_State *L)
{
    int count = lua_gettop(L);
    lua_createtable(L, count, 2);
    lua_pushlightuserdata(L, (void *)&more_mark);
    lua_rawseti(L, -2, 0);
    lua_pushinteger(L, count);
    lua_rawseti(L, -2, -1);
    for (int i = count; i >= 1; i--) {
        lua_pushvalue(L, i);
        lua_rawseti(L, -2, i);
    }
    return 1;
}

// A key's bytes tell 7 from "7". NULL where there is none.
static const struct sink_value *read_key(lua_State *L, struct vm *vm, int index, struct sink_value *key,
                                         char digits[32])
{
    size_t size;
    const char *text;
    switch (lua_type(L, index)) {
    case LUA_TNONE:
    case LUA_TNIL: return NULL;
    case LUA_TNUMBER:
        key->kind = SINK_INTEGER;
        if (is_shown_as_integer(L, index, (lua_Integer *)&key->integer)) return key;
        *key = (struct sink_value){.kind = SINK_TEXT, .text = show_float(lua_tonumber(L, index), digits)};
        return key;
    case LUA_TSTRING:
        text = lua_tolstring(L, index, &size);
        buffer_clear(&vm->scratch);
        buffer_put_byte(&vm->scratch, '"');
        buffer_put(&vm->scratch, (struct bytes){text, size});
        *key = (struct sink_value){.kind = SINK_TEXT, .text = buffer_bytes(&vm->scratch)};
        return key;
    default: luaL_error(L, "ls-key must be a string or a number, not a %s", luaL_typename(L, index)); return NULL;
    }
}

struct bytes lib_html_key(lua_State *L, int index, char digits[32])
{
    struct sink_value room;
    const struct sink_value *key = read_key(L, vm_of(L), index, &room, digits);
    if (!key) return (struct bytes){0};
    return key->kind == SINK_TEXT ? key->text : integer_digits(digits, key->integer);
}

// A row that cannot be said in one call.
static int put_row(lua_State *L, struct vm *vm, int count)
{
    uint32_t id;
    char digits[32];
    if (!vm->sink->row_template(vm->sink_self, &id, &vm->err)) return raise(L, &vm->err);
    sink_handle handle = put_all(L, vm, id, 2, count);
    struct bytes key = lib_html_key(L, 1, digits);
    return vm->sink->row(vm->sink_self, key, handle, &vm->err) ? 0 : raise(L, &vm->err);
}

// row(key, value...): given to a list's function. The key, and the values of the row's template.
static int l_row(lua_State *L)
{
    struct vm *vm = rendering(L);
    struct whole whole;
    struct sink_value room;
    char digits[32];
    int count = lua_gettop(L);
    if (!read_whole(L, vm, 2, count - 1, &whole)) return put_row(L, vm, count);
    const struct sink_value *key = read_key(L, vm, 1, &room, digits);
    bool ok = vm->sink->whole_row(vm->sink_self, key, whole.values, (size_t)(count > 1 ? count - 1 : 0), &vm->err);
    return ok ? 0 : raise(L, &vm->err);
}

static int list_ends(lua_State *L, int status, lua_KContext context)
{
    (void)status;
    (void)context;
    struct vm *vm = rendering(L);
    sink_handle handle;
    if (!vm->sink->list_close(vm->sink_self, &handle, &vm->err)) return raise(L, &vm->err);
    vm_push_handle(L, vm, handle);
    return 1;
}

// __html_list(row_template, function(row) ... end). A long list is rendered in several slices; but a coroutine of the
// app's cannot yield in the middle of one, so that rows go where they belong: into the list that was opened last.
static int l_list(lua_State *L)
{
    struct vm *vm = rendering(L);
    if (!vm->sink->list_open(vm->sink_self, (uint32_t)luaL_checkinteger(L, 1), &vm->err)) return raise(L, &vm->err);
    lua_settop(L, 2);
    lua_pushcfunction(L, l_row);
    lua_callk(L, 1, 0, 0, vm_is_turn(L) ? list_ends : NULL);
    return list_ends(L, LUA_OK, 0);
}

static void join_value(lua_State *L, struct buffer *out, int index)
{
    char digits[32];
    switch (lua_type(L, index)) {
    case LUA_TNIL: return;
    case LUA_TBOOLEAN:
        if (lua_toboolean(L, index)) buffer_put(out, BYTES("true"));
        return;
    case LUA_TNUMBER:
    case LUA_TSTRING: {
        struct bytes text = show(L, index, digits);
        fuel_pay(L, text.size / 16 + 1);
        buffer_put(out, text);
        return;
    }
    default:
        luaL_error(L, "an attribute takes text, not a %s",
                   lua_islightuserdata(L, index) ? "template" : luaL_typename(L, index));
    }
}

static struct buffer *scratch(lua_State *L)
{
    struct vm *vm = rendering(L);
    buffer_clear(&vm->scratch);
    return &vm->scratch;
}

static int push_scratch(lua_State *L, const struct buffer *out)
{
    lua_pushlstring(L, out->data ? out->data : "", out->size);
    return 1;
}

// __html_join(part...): one attribute's text.
static int l_join(lua_State *L)
{
    struct buffer *out = scratch(L);
    for (int i = 1; i <= lua_gettop(L); i++) join_value(L, out, i);
    return push_scratch(L, out);
}

static void put_word(struct buffer *out, struct bytes word)
{
    if (!word.size) return;
    if (out->size) buffer_put_byte(out, ' ');
    buffer_put(out, word);
}

// __html_class(name, condition, ...): the names whose condition holds; nil where that is none, so that the attribute
// is absent.
static int l_class(lua_State *L)
{
    struct buffer *out = scratch(L);
    for (int i = 1; i < lua_gettop(L); i += 2) {
        if (!lua_toboolean(L, i) || !lua_toboolean(L, i + 1)) continue;
        if (lua_type(L, i) != LUA_TSTRING)
            return luaL_error(L, "a class name is a string, not a %s", luaL_typename(L, i));
        struct bytes word;
        word.data = lua_tolstring(L, i, &word.size);
        fuel_pay(L, word.size / 16 + 1);
        put_word(out, word);
    }
    if (!out->size) {
        lua_pushnil(L);
        return 1;
    }
    return push_scratch(L, out);
}

// Whether all that is opened in a value is closed there: what is not would swallow the declarations that follow.
static bool is_balanced(struct bytes value)
{
    int depth = 0;
    for (size_t i = 0; i < value.size; i++) {
        char c = value.data[i];
        if (c == '/' && i + 1 < value.size && value.data[i + 1] == '*') return false;
        depth += (c == '(' || c == '[') - (c == ')' || c == ']');
        if (depth < 0) return false;
    }
    return depth == 0;
}

// A value that could end its declaration, load something or (in old browsers) run something is left out.
static bool is_safe_style(struct bytes value)
{
    if (!is_balanced(value)) return false;
    for (size_t i = 0; i < value.size; i++)
        if (strchr(";{}<>\"'\\@", value.data[i])) return false; // a NUL too: strchr finds it
    static const char *const words[] = {"url", "expression", "image", "import"};
    for (size_t word = 0; word < sizeof words / sizeof *words; word++) {
        size_t size = strlen(words[word]);
        for (size_t i = 0; i + size <= value.size; i++)
            if (strncasecmp(value.data + i, words[word], size) == 0 && memchr(value.data + i, '(', value.size - i))
                return false;
    }
    return true;
}

// __html_style(property, value, ...)
static int l_style(lua_State *L)
{
    struct buffer *out = scratch(L);
    char digits[32];
    for (int i = 1; i < lua_gettop(L); i += 2) {
        if (!lua_toboolean(L, i + 1)) continue;
        int type = lua_type(L, i + 1);
        if (type != LUA_TSTRING && type != LUA_TNUMBER)
            return luaL_error(L, "style '%s' cannot be a %s", lua_tostring(L, i), luaL_typename(L, i + 1));
        struct bytes value = show(L, i + 1, digits);
        fuel_pay(L, value.size / 4 + 1);
        if (!is_safe_style(value))
            return luaL_error(L, "style '%s' has a value that is not allowed here", lua_tostring(L, i));
        buffer_print(out, "%s%s:", out->size ? ";" : "", lua_tostring(L, i));
        buffer_put(out, value);
    }
    if (!out->size) {
        lua_pushnil(L);
        return 1;
    }
    return push_scratch(L, out);
}

// __html_merge(table, ...): attributes for a component; later ones win.
static int l_merge(lua_State *L)
{
    int count = lua_gettop(L);
    lua_newtable(L);
    for (int i = 1; i <= count; i++) {
        if (lua_isnil(L, i)) continue;
        if (lua_type(L, i) != LUA_TTABLE)
            return luaL_error(L, "attributes are spread from a table, not from a %s", luaL_typename(L, i));
        lua_pushnil(L);
        while (lua_next(L, i)) {
            fuel_pay(L, 2);
            lua_pushvalue(L, -2);
            lua_insert(L, -2);
            lua_rawset(L, count + 1);
        }
    }
    return 1;
}

// css(text): what css[[ ... ]] means. The text, with a mark that ls.view and ls.app know it by.
static int l_css(lua_State *L)
{
    if (lua_type(L, 1) != LUA_TSTRING) return luaL_error(L, "css takes a stylesheet: css[[ ... ]]");
    lua_createtable(L, 1, 0);
    lua_pushvalue(L, 1);
    lua_rawseti(L, -2, 1);
    lua_createtable(L, 0, 1);
    lua_pushliteral(L, "ls.css");
    lua_setfield(L, -2, "__metatable");
    lua_setmetatable(L, -2);
    return 1;
}

const luaL_Reg lib_html[] = {
    {"css", l_css},
    {"html", l_html},
    {"__html_more", l_more},
    {"__html_list", l_list},
    {"__html_join", l_join},
    {"__html_class", l_class},
    {"__html_style", l_style},
    {"__html_merge", l_merge},
    {NULL, NULL},
};
