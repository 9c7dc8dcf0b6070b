// difference.h: names what differs between two values, and nothing else.
#include "value/difference.h"

#include "value/lua_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h> // after ours: its macro fail() would hide base/error.h's

static size_t compare(const char *before, const char *after, size_t count_max, struct buffer *out)
{
    struct arena arena = {0};
    struct value values[2];
    struct error err = {0};
    assert_true(lua_text_read(bytes_of(before), &arena, &values[0], &err));
    assert_true(lua_text_read(bytes_of(after), &arena, &values[1], &err));
    buffer_clear(out);
    size_t count = difference_put(&values[0], &values[1], "m", count_max, out);
    buffer_put_byte(out, 0);
    arena_destroy(&arena);
    return count;
}

static void names_each_path_that_differs(void **state)
{
    (void)state;
    static const char *const cases[][3] = {
        {"{ n = 1 }", "{ n = 1 }", ""},
        {"{ n = 1 }", "{ n = 1.0 }", "m.n: 1, now 1.0"},
        {"{ n = 1 }", "{}", "m.n: 1, now nil"},
        {"{}", "{ [\"a b\"] = true }", "m[\"a b\"]: nil, now true"},
        {"{ a = 1, c = 3 }", "{ b = 2, c = 4 }", "m.a: 1, now nil\nm.b: nil, now 2\nm.c: 3, now 4"},
        {"{ tasks = { { done = false }, 7 } }", "{ tasks = { { done = true } } }",
         "m.tasks[1].done: false, now true\nm.tasks[2]: 7, now nil"},
        {"{ x = { 1 } }", "{ x = \"s\" }", "m.x: { 1 }, now \"s\""},
        {"{ [5] = 1 }", "{ [5] = 2 }", "m[5]: 1, now 2"},
    };
    struct buffer out = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        compare(cases[i][0], cases[i][1], 10, &out);
        assert_string_equal(out.data, cases[i][2]);
    }
    buffer_destroy(&out);
}

static void stops_at_the_number_it_was_given_but_counts_all(void **state)
{
    (void)state;
    struct buffer out = {0};
    assert_int_equal(compare("{ 1, 2, 3, 4 }", "{ 5, 6, 7, 4 }", 2, &out), 3);
    assert_string_equal(out.data, "m[1]: 1, now 5\nm[2]: 2, now 6");
    buffer_destroy(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_each_path_that_differs),
        cmocka_unit_test(stops_at_the_number_it_was_given_but_counts_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
