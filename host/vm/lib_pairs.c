// pairs and next, in an order that is the same in every state: integers ascending, strings in byte order, floats
// ascending, false, true. Other keys (tables, functions, coroutines) have no order of their own: one comes last, and
// among several nobody may walk, for no two walks would be the same.
//
// pairs looks through the keys once. Where they are 1..n it just counts; otherwise it sorts them into a list at the
// start, and what is removed during the traversal is left out. What is added then is not met. Both are raw: __pairs
// is not asked.
//
// next without pairs has to look through all keys for the one that follows, unless that is the next integer.
#include "vm/lib.h"

#include "vm/fuel.h"

#include "base/bytes.h"

enum key_kind { KEY_INTEGER, KEY_STRING, KEY_FLOAT, KEY_BOOLEAN, KEY_OTHER };

struct key {
    enum key_kind kind;
    lua_Integer number; // integer or boolean
    union {
        lua_Number real;
        struct bytes string; // borrowed from the table, in which it is a key
    };
};

// A scan pays for SCAN_KEYS keys at once.
enum { SCAN_KEYS = 64, COUNT_UNITS = 2, SORT_UNITS = 3, NEXT_UNITS = 6 };

static struct key read_key(lua_State *L, int index)
{
    struct key key = {.kind = KEY_OTHER};
    int is_integral;
    switch (lua_type(L, index)) {
    case LUA_TNUMBER:
        key.number = lua_tointegerx(L, index, &is_integral); // 1.0 is the key 1
        key.kind = is_integral ? KEY_INTEGER : KEY_FLOAT;
        if (!is_integral) key.real = lua_tonumber(L, index);
        break;
    case LUA_TSTRING:
        key.kind = KEY_STRING;
        key.string.data = lua_tolstring(L, index, &key.string.size);
        break;
    case LUA_TBOOLEAN:
        key.kind = KEY_BOOLEAN;
        key.number = lua_toboolean(L, index);
        break;
    default: break;
    }
    return key;
}

static int compare(const struct key *a, const struct key *b)
{
    if (a->kind != b->kind) return a->kind < b->kind ? -1 : 1;
    if (a->kind == KEY_STRING) return bytes_compare(a->string, b->string);
    if (a->kind == KEY_FLOAT) return (a->real > b->real) - (a->real < b->real);
    return (a->number > b->number) - (a->number < b->number);
}

// The next key of the table at 1 after the one on top, which it replaces; false, and nothing on top, at the end. The
// metatable's hidden key is passed over.
static bool scan(lua_State *L)
{
    while (lua_next(L, 1)) {
        lua_pop(L, 1);
        if (lua_touserdata(L, -1) != (const void *)&lib_hidden_key) return true;
    }
    return false;
}

// How many keys the table has; *is_array: they are 1..count.
static size_t count_keys(lua_State *L, bool *is_array)
{
    size_t count = 0;
    *is_array = true;
    for (lua_pushnil(L); scan(L); count++) {
        if (count % SCAN_KEYS == SCAN_KEYS - 1) fuel_pay(L, SCAN_KEYS * COUNT_UNITS);
        lua_Integer expected = (lua_Integer)count + 1;
        if (*is_array && !(lua_isinteger(L, -1) && lua_tointeger(L, -1) == expected)) *is_array = false;
    }
    return count;
}

// Steps through 1..n, which is upvalue 1; what was removed meanwhile is passed over.
static int step_array(lua_State *L)
{
    lua_Integer last = lua_tointeger(L, lua_upvalueindex(1));
    lua_Integer i = lua_isinteger(L, 2) ? lua_tointeger(L, 2) : 0;
    lua_settop(L, 1);
    for (size_t passed = 1; i < last; passed++) {
        i++;
        if (passed % SCAN_KEYS == 0) fuel_pay(L, SCAN_KEYS);
        if (lua_rawgeti(L, 1, i) != LUA_TNIL) {
            lua_pushinteger(L, i);
            lua_insert(L, -2);
            return 2;
        }
        lua_pop(L, 1);
    }
    lua_pushnil(L);
    return 1;
}

// Steps through the list of keys, upvalue 1; upvalue 2 says where it is.
static int step_list(lua_State *L)
{
    lua_Integer at = lua_tointeger(L, lua_upvalueindex(2));
    lua_settop(L, 1);
    for (size_t passed = 1;; passed++) {
        if (passed % SCAN_KEYS == 0) fuel_pay(L, SCAN_KEYS);
        if (lua_rawgeti(L, lua_upvalueindex(1), ++at) == LUA_TNIL) return 1;
        lua_pushvalue(L, -1);
        if (lua_rawget(L, 1) != LUA_TNIL) break;
        lua_pop(L, 2);
    }
    lua_pushinteger(L, at);
    lua_replace(L, lua_upvalueindex(2));
    return 2;
}

static int refuse_unordered(lua_State *L)
{
    return luaL_error(L,
                      "pairs: keys that are tables or functions have no order; where there are several, keep them in "
                      "a list too and walk that");
}

// A heap's sift-down: keys[at] sinks to where no child is greater.
static void sink(struct key *keys, size_t count, size_t at)
{
    struct key sinking = keys[at];
    for (size_t child; (child = 2 * at + 1) < count; at = child) {
        if (child + 1 < count && compare(&keys[child + 1], &keys[child]) > 0) child++;
        if (compare(&keys[child], &sinking) <= 0) break;
        keys[at] = keys[child];
    }
    keys[at] = sinking;
}

// Heap sort: in place, and never slower than n log n.
static void sort(struct key *keys, size_t count)
{
    for (size_t at = count / 2; at-- > 0;) sink(keys, count, at);
    for (size_t end = count; end-- > 1;) {
        struct key greatest = keys[0];
        keys[0] = keys[end];
        keys[end] = greatest;
        sink(keys, end, 0);
    }
}

// Fills `keys` and leaves the unordered one, if any, on the list at `list`. Gives the bytes of all strings.
static size_t collect(lua_State *L, int list, struct key *keys)
{
    size_t strings_size = 0;
    size_t count = 0;
    size_t others_count = 0;
    for (lua_pushnil(L); scan(L); count++) {
        keys[count] = read_key(L, -1);
        if (keys[count].kind == KEY_STRING) strings_size += keys[count].string.size;
        if (keys[count].kind != KEY_OTHER) continue;
        if (others_count++) refuse_unordered(L);
        lua_pushvalue(L, -1);
        lua_rawseti(L, list, 1);
    }
    return strings_size;
}

static void push_key(lua_State *L, const struct key *key)
{
    switch (key->kind) {
    case KEY_INTEGER: lua_pushinteger(L, key->number); break;
    case KEY_FLOAT: lua_pushnumber(L, key->real); break;
    case KEY_STRING: lua_pushlstring(L, key->string.data, key->string.size); break;
    default: lua_pushboolean(L, (int)key->number);
    }
}

// Writes the sorted keys to the list at `list`. An unordered one is there already, at its front, and moves to its
// end.
static void fill_list(lua_State *L, int list, const struct key *keys, size_t count)
{
    size_t ordered_count = count;
    if (count && keys[count - 1].kind == KEY_OTHER) {
        ordered_count--;
        lua_rawgeti(L, list, 1);
        lua_rawseti(L, list, (lua_Integer)count);
    }
    for (size_t i = 0; i < ordered_count; i++) {
        push_key(L, &keys[i]);
        lua_rawseti(L, list, (lua_Integer)i + 1);
    }
}

static size_t log2_of(size_t count)
{
    size_t log = 0;
    while (count >>= 1) log++;
    return log;
}

// Pushes the list of the keys of the table at 1, in order.
static void push_list(lua_State *L, size_t count)
{
    fuel_pay(L, SORT_UNITS * count * (2 + log2_of(count)));
    lua_createtable(L, (int)count, 0);
    int list = lua_gettop(L);
    struct key *keys = lua_newuserdatauv(L, count * sizeof *keys, 0);
    size_t strings_size = collect(L, list, keys);
    fuel_pay(L, strings_size / LIB_BYTES_PER_UNIT * log2_of(count));
    sort(keys, count);
    fill_list(L, list, keys, count);
    lua_settop(L, list);
}

int lib_pairs(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    bool is_array;
    size_t count = count_keys(L, &is_array);
    if (is_array) {
        lua_pushinteger(L, (lua_Integer)count);
        lua_pushcclosure(L, step_array, 1);
    } else {
        push_list(L, count);
        lua_pushinteger(L, 0);
        lua_pushcclosure(L, step_list, 2);
    }
    lua_pushvalue(L, 1);
    lua_pushnil(L);
    return 3;
}

// Pushes the least ordered key above `after` (any, where that is NULL); where there is none, an unordered one.
// False, and nothing pushed, where there is none either.
static bool push_least(lua_State *L, const struct key *after)
{
    struct key least = {.kind = KEY_OTHER};
    bool found = false;
    lua_settop(L, 2);
    lua_pushnil(L); // 3: the unordered one
    lua_pushnil(L);
    for (size_t count = 0; scan(L); count++) {
        if (count % SCAN_KEYS == SCAN_KEYS - 1) fuel_pay(L, SCAN_KEYS * NEXT_UNITS);
        struct key key = read_key(L, -1);
        if (key.kind == KEY_STRING) fuel_pay(L, key.string.size / LIB_BYTES_PER_UNIT);
        if (key.kind == KEY_OTHER) {
            if (!lua_isnil(L, 3)) continue;
            lua_pushvalue(L, -1);
            lua_replace(L, 3);
        } else if ((!after || compare(&key, after) > 0) && (!found || compare(&key, &least) < 0)) {
            least = key;
            found = true;
        }
    }
    if (found) push_key(L, &least);
    return found || !lua_isnil(L, -1);
}

// What follows the unordered key at 2: nothing, for it is the last.
static bool push_next_other(lua_State *L)
{
    size_t others_count = 0;
    lua_pushnil(L);
    for (size_t count = 0; scan(L); count++) {
        if (count % SCAN_KEYS == SCAN_KEYS - 1) fuel_pay(L, SCAN_KEYS * NEXT_UNITS);
        if (read_key(L, -1).kind == KEY_OTHER && others_count++) refuse_unordered(L);
    }
    return false;
}

static bool push_next(lua_State *L)
{
    if (lua_isnil(L, 2)) return push_least(L, NULL);
    struct key after = read_key(L, 2);
    if (after.kind == KEY_OTHER) return push_next_other(L);
    if (after.kind == KEY_INTEGER && after.number < LUA_MAXINTEGER) {
        bool is_there = lua_rawgeti(L, 1, after.number + 1) != LUA_TNIL;
        lua_pushinteger(L, after.number + 1);
        if (is_there) return true;
    }
    return push_least(L, &after);
}

int lib_next(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 2);
    if (!push_next(L)) {
        lua_pushnil(L);
        return 1;
    }
    lua_pushvalue(L, -1);
    lua_rawget(L, 1);
    return 2;
}
