// Values across the border, there and back, raw.
#include "vm/marshal.h"

#include "value/codec.h"

#include <lauxlib.h>
#include <lualib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const struct marshal_root root = {"m", "model", false};

static lua_State *run(const char *source)
{
    lua_State *L = luaL_newstate();
    luaL_openlibs(L);
    if (luaL_dostring(L, source)) fail_msg("%s", lua_tostring(L, -1));
    return L;
}

static void what_is_read_and_pushed_and_read_again_is_the_same(void **state)
{
    (void)state;
    static const char *const values[] = {
        "nil",
        "true",
        "false",
        "0",
        "-1",
        "63",
        "64",
        "math.maxinteger",
        "math.mininteger",
        "0.5",
        "-0.0",
        "1/0",
        "0/0",
        "''",
        "'a\\0b'",
        "('x'):rep(100000)",
        "'\\xff\\xfe'",
        "{}",
        "{1, 2, 3}",
        "{1, nil, 3}",
        "{nil, 2}",
        "{a = 1, b = {c = {}}}",
        "{[-1] = 'x', [0] = 'y', [1] = 'z', [2^53|0] = 'w'}",
        "{1, 2, x = {1, {y = 2}}, [10] = true}",
        "(function() local t = {} for i = 1, 1000 do t[i] = i t['k' .. i] = {i} end return t end)()",
        "(function() local t = {} for i = 1000, 1, -1 do t[i] = i end return t end)()",
    };
    struct buffer first = {0};
    struct buffer second = {0};
    struct buffer scratch = {0};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        char source[300];
        struct error err;
        snprintf(source, sizeof source, "return %s", values[i]);
        lua_State *L = run(source);
        buffer_clear(&first);
        buffer_clear(&second);
        assert_true(marshal_read(L, 1, &root, &first, &scratch, &err));
        marshal_push(L, buffer_bytes(&first));
        assert_int_equal(lua_gettop(L), 2); // reading leaves nothing
        assert_true(marshal_read(L, 2, &root, &second, &scratch, &err));
        if (!bytes_equal(buffer_bytes(&first), buffer_bytes(&second))) fail_msg("%s", values[i]);
        struct arena arena = {0};
        struct value value;
        assert_true(codec_decode(buffer_bytes(&first), &arena, &value, &err)); // canonical
        arena_destroy(&arena);
        lua_close(L);
    }
    buffer_destroy(&first);
    buffer_destroy(&second);
    buffer_destroy(&scratch);
}

static void equal_tables_have_equal_bytes_however_they_were_made(void **state)
{
    (void)state;
    lua_State *L = run("local a, b = {}, {}\n"
                       "for i = 1, 200 do a[i] = i a['k' .. i] = i end\n"
                       "for i = 200, 1, -1 do b['k' .. i] = i b[i] = i b[i + 1000] = 1 end\n"
                       "for i = 1, 200 do b[i + 1000] = nil end\n"
                       "return a, b");
    struct buffer bytes[2] = {{0}, {0}};
    struct buffer scratch = {0};
    struct error err;
    for (int i = 0; i < 2; i++) assert_true(marshal_read(L, i + 1, &root, &bytes[i], &scratch, &err));
    assert_true(bytes_equal(buffer_bytes(&bytes[0]), buffer_bytes(&bytes[1])));
    buffer_destroy(&bytes[0]);
    buffer_destroy(&bytes[1]);
    buffer_destroy(&scratch);
    lua_close(L);
}

static void says_where_something_is_no_data(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"{f = print}", "m.f is a function; a model is plain data"},
        {"{a = {1, {b = coroutine.create(print)}}}", "m.a[2].b is a thread"},
        {"{[1.5] = 1}", "m has a key that is a number"},
        {"{a = {[true] = 1}}", "m.a has a key that is a boolean"},
        {"{[{}] = 1}", "m has a key that is a table"},
        {"setmetatable({}, {})", "m has a metatable"},
        {"{a = setmetatable({}, {__index = function() error 'entered' end})}", "m.a has a metatable"},
        {"{io.stdout}", "m[1] is a userdata"},
        {"(function() local t = {} t.t = t return t end)()", "in a cycle"},
        {"(function() local t = {} for i = 1, 100000 do t = {t} end return t end)()", "nested too deep"},
    };
    struct buffer out = {0};
    struct buffer scratch = {0};
    buffer_put(&out, BYTES("before"));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char source[300];
        struct error err;
        snprintf(source, sizeof source, "return %s", cases[i][0]);
        lua_State *L = run(source);
        assert_false(marshal_read(L, 1, &root, &out, &scratch, &err));
        if (!strstr(err.text, cases[i][1])) fail_msg("%s: %s", cases[i][0], err.text);
        assert_true(bytes_equal(buffer_bytes(&out), BYTES("before")));
        assert_int_equal(lua_gettop(L), 1);
        lua_close(L);
    }
    buffer_destroy(&out);
    buffer_destroy(&scratch);
}

static void only_the_outermost_may_have_a_metatable_where_that_is_allowed(void **state)
{
    (void)state;
    static const struct marshal_root command = {"command", "command", true};
    lua_State *L =
        run("local mt = {__index = function() error 'entered' end, __pairs = function() error 'entered' end}\n"
            "return setmetatable({op = 'x'}, mt), setmetatable({op = 'x', y = setmetatable({}, mt)}, mt)");
    struct buffer out = {0};
    struct buffer scratch = {0};
    struct error err;
    assert_true(marshal_read(L, 1, &command, &out, &scratch, &err));
    assert_false(marshal_read(L, 2, &command, &out, &scratch, &err));
    buffer_destroy(&out);
    buffer_destroy(&scratch);
    lua_close(L);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_read_and_pushed_and_read_again_is_the_same),
        cmocka_unit_test(equal_tables_have_equal_bytes_however_they_were_made),
        cmocka_unit_test(says_where_something_is_no_data),
        cmocka_unit_test(only_the_outermost_may_have_a_metatable_where_that_is_allowed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
