// A copy of a heap is a state like the one it was taken from, wherever it lies, and its own.
#include "vm/image.h"

#include <lauxlib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <cmocka.h>

enum { MAPPING = 64 * 1024 * 1024, COPIES = 500 };

// Closed upvalues, tables of all kinds of keys that hash by content, long strings, metatables, a suspended
// coroutine's worth of frames.
static const char source[] =
    "local hidden, list, deep = 7, {}, {}\n"
    "for i = 1, 200 do list[i] = 'item ' .. i; deep['k' .. i] = { i, i + 0.5, [true] = tostring and i } end\n"
    "local long = ('x'):len() == 1 and 'a long string that is not interned because it has more than forty bytes'\n"
    "local mt = { __index = function(t, k) return k .. '!' end }\n"
    "local object = setmetatable({}, mt)\n"
    "function step(by) hidden = hidden + by list[#list + 1] = long .. hidden return hidden end\n"
    "function look() return hidden .. list[#list] .. deep.k77[1] .. deep.k200[2] .. object.name .. #list end\n";

static int l_setmetatable(lua_State *L)
{
    lua_settop(L, 2);
    lua_setmetatable(L, 1);
    return 1;
}

static int l_len(lua_State *L)
{
    lua_pushinteger(L, (lua_Integer)lua_rawlen(L, 1));
    return 1;
}

// A state in a heap for building; the strings' metatable knows only `len`.
static lua_State *build(struct heap *heap, const char *text)
{
    lua_State *L = lua_newstate(heap_alloc, heap);
    assert_non_null(L);
    lua_gc(L, LUA_GCSTOP);
    lua_register(L, "setmetatable", l_setmetatable);
    lua_pushliteral(L, "");
    lua_newtable(L);
    lua_newtable(L);
    lua_pushcfunction(L, l_len);
    lua_setfield(L, -2, "len");
    lua_setfield(L, -2, "__index");
    lua_setmetatable(L, -2);
    lua_settop(L, 0);
    assert_int_equal(luaL_loadstring(L, text), LUA_OK);
    assert_int_equal(lua_pcall(L, 0, 0, 0), LUA_OK);
    lua_gc(L, LUA_GCCOLLECT);
    return L;
}

static void call(lua_State *L, const char *name, lua_Integer argument, char *answer, size_t size)
{
    lua_getglobal(L, name);
    lua_pushinteger(L, argument);
    assert_int_equal(lua_pcall(L, 1, 1, 0), LUA_OK);
    strncpy(answer, lua_tostring(L, -1), size - 1);
    answer[size - 1] = 0;
    lua_settop(L, 0);
}

static void a_copy_answers_like_the_original_and_keeps_to_itself(void **unused)
{
    (void)unused;
    char expected[400];
    char answer[400];
    struct image image;
    struct heap *heap = heap_new(MAPPING, true);
    lua_State *original = build(heap, source);
    image_take(&image, heap);
    struct heap *copies[COPIES];
    for (int i = 0; i < COPIES; i++) copies[i] = image_clone(&image, NULL);
    for (int i = 0; i < COPIES; i++) {
        lua_State *L = image_address(&image, copies[i], original);
        call(L, "step", i, answer, sizeof answer);
        snprintf(expected, sizeof expected, "%d", 7 + i);
        assert_string_equal(answer, expected);
        for (int k = 0; k < 50; k++) call(L, "step", 1, answer, sizeof answer);
        lua_gc(L, LUA_GCCOLLECT);
        call(L, "look", 0, answer, sizeof answer);
        snprintf(expected, sizeof expected,
                 "%da long string that is not interned because it has more than forty bytes%d77200.5name!251", 57 + i,
                 57 + i);
        assert_string_equal(answer, expected);
    }
    for (int i = 0; i < COPIES; i++) heap_delete(copies[i]);
    image_destroy(&image);
    heap_delete(heap);
}

static void a_copy_lies_at_a_distance_whose_low_byte_is_zero(void **unused)
{
    (void)unused;
    struct image image;
    struct heap *heap = heap_new(MAPPING, true);
    build(heap, "x = 1");
    image_take(&image, heap);
    for (int i = 0; i < 20; i++) {
        struct heap *copy = image_clone(&image, NULL);
        assert_int_equal(((uintptr_t)copy - image.base) % HEAP_ALIGNMENT, 0);
        heap_delete(copy);
    }
    image_destroy(&image);
    heap_delete(heap);
}

static void tables_with_objects_for_keys_are_found_wherever_they_hang(void **unused)
{
    (void)unused;
    static const struct {
        const char *text;
        bool found;
    } cases[] = {
        {"x = { 1, 2, a = {}, [1.5] = true, [true] = 1 }", false},
        {"x = { [{}] = 1 }", true},
        {"local t = { [function() end] = 1 } function f() return t end", true},
        {"local mt = { [{}] = 1 } x = setmetatable({}, mt)", true},
        {"x = { { { { [{}] = 1 } } } }", true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct heap *heap = heap_new(MAPPING, true);
        lua_State *L = build(heap, cases[i].text);
        assert_int_equal(image_has_object_keys(L, NULL), cases[i].found);
        assert_int_equal(lua_gettop(L), 0);
        heap_delete(heap);
    }
}

// Where the build had memory of its own, somebody else's lies soon after.
static void a_copy_that_ends_takes_nobodys_memory_along(void **state)
{
    (void)state;
    struct heap_plan plan = {.is_recording = true};
    struct heap *heap = heap_new_planned(MAPPING, &plan);
    char *aside = heap->aside;
    build(heap, source);
    struct image image;
    image_take(&image, heap);
    heap_delete(heap);
    heap_plan_destroy(&plan);
    const size_t size = 1024 * 1024;
    char *memory =
        mmap(aside, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
    assert_ptr_equal(memory, aside);
    memset(memory, 'x', size);
    for (int i = 0; i < COPIES; i++) heap_delete(image_clone(&image, NULL));
    for (size_t i = 0; i < size; i++) assert_int_equal(memory[i], 'x');
    munmap(memory, size);
    image_destroy(&image);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_copy_answers_like_the_original_and_keeps_to_itself),
        cmocka_unit_test(a_copy_that_ends_takes_nobodys_memory_along),
        cmocka_unit_test(a_copy_lies_at_a_distance_whose_low_byte_is_zero),
        cmocka_unit_test(tables_with_objects_for_keys_are_found_wherever_they_hang),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
