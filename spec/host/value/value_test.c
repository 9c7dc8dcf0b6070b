// value.h: looking up, naming, comparing and copying.
#include "support/values.h"

#include <math.h>

static void finds_what_is_under_a_string_key(void **state)
{
    (void)state;
    struct value value = read("{\"a\":1,\"b\":\"two\",\"c\":null}");
    struct value list = read("[1]");
    struct value scalar = value_integer(7);
    assert_int_equal(value_get(&value, "a")->integer, 1);
    assert_int_equal(value_get(&value, "c")->kind, VALUE_NIL);
    assert_null(value_get(&value, "d"));
    assert_null(value_get(&list, "1"));
    assert_null(value_get(&scalar, "a"));
    assert_true(bytes_equal(value_get_string(&value, "b", BYTES("else")), BYTES("two")));
    assert_true(bytes_equal(value_get_string(&value, "a", BYTES("else")), BYTES("else")));
    assert_true(bytes_equal(value_get_string(&value, "d", BYTES("else")), BYTES("else")));
}

static void names_every_kind(void **state)
{
    (void)state;
    static const char *const cases[][2] = {{"null", "nil"},  {"true", "boolean"}, {"1", "integer"},
                                           {"1.5", "float"}, {"\"\"", "string"},  {"[]", "list"},
                                           {"[1]", "list"},  {"{}", "table"},     {"{\"a\":1}", "table"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct value value = read(cases[i][0]);
        assert_string_equal(value_kind_name(&value), cases[i][1]);
    }
}

static void tells_equal_from_different(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        bool equal;
    } cases[] = {
        {"null", "null", true},
        {"null", "false", false},
        {"true", "true", true},
        {"true", "false", false},
        {"7", "7", true},
        {"7", "7.0", false},
        {"7", "8", false},
        {"0.5", "0.5", true},
        {"0.0", "-0.0", false},
        {"\"a\"", "\"a\"", true},
        {"\"a\"", "\"a\\u0000\"", false},
        {"\"1\"", "1", false},
        {"[]", "{}", true},
        {"[1,[2]]", "[1,[2]]", true},
        {"[1,2]", "[2,1]", false},
        {"[1,2]", "[1]", false},
        {"[1,null]", "[1]", true},
        {"[null,1]", "[1]", false},
        {"{\"a\":1,\"b\":2,\"c\":3}", "{\"c\":3,\"a\":1,\"b\":2}", true},
        {"{\"a\":1,\"b\":2}", "{\"a\":1,\"c\":2}", false},
        {"{\"a\":1,\"b\":2}", "{\"a\":1}", false},
        {"{\"a\":1,\"b\":null}", "{\"a\":1}", true},
        {"{\"a\":{\"x\":[1,{}]}}", "{\"a\":{\"x\":[1,{}]}}", true},
        {"{\"a\":{\"x\":[1,{}]}}", "{\"a\":{\"x\":[1,{\"y\":0}]}}", false},
        {"{\"1\":1}", "[1]", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct value a = read(cases[i].a);
        struct value b = read(cases[i].b);
        if (value_equal(&a, &b) != cases[i].equal || value_equal(&b, &a) != cases[i].equal)
            fail_msg("%s and %s", cases[i].a, cases[i].b);
    }
}

static void takes_nan_for_equal_to_nan(void **state)
{
    (void)state;
    struct value nan_value = value_float(NAN);
    struct value other = value_float(-NAN);
    struct value number = value_float(0);
    assert_true(value_equal(&nan_value, &other));
    assert_false(value_equal(&nan_value, &number));
}

static void takes_an_item_for_equal_to_a_pair_of_its_key(void **state)
{
    (void)state;
    struct value item = value_string(BYTES("x"));
    struct value_pair pair = {value_integer(1), value_string(BYTES("x"))};
    struct value_table of_items = {.items = &item, .items_count = 1};
    struct value_table of_pairs = {.pairs = &pair, .pairs_count = 1};
    struct value a = {.kind = VALUE_TABLE, .table = &of_items};
    struct value b = {.kind = VALUE_TABLE, .table = &of_pairs};
    assert_true(value_equal(&a, &b));
    assert_true(value_equal(&b, &a));
}

static void orders_integers_before_strings(void **state)
{
    (void)state;
    struct value ascending[] = {
        value_integer(INT64_MIN), value_integer(-1),           value_integer(0),           value_integer(INT64_MAX),
        value_string(BYTES("")),  value_string(BYTES("a")),    value_string(BYTES("a\0")), value_string(BYTES("aa")),
        value_string(BYTES("b")), value_string(BYTES("\xff")),
    };
    for (size_t i = 0; i < sizeof ascending / sizeof *ascending; i++)
        for (size_t j = 0; j < sizeof ascending / sizeof *ascending; j++) {
            int order = value_key_compare(&ascending[i], &ascending[j]);
            assert_int_equal((order > 0) - (order < 0), (i > j) - (i < j));
        }
}

static void copies_all_of_a_value(void **state)
{
    (void)state;
    struct arena other = {0};
    struct value value;
    static const char text[] = "{\"a\":[1,null,\"x\",{\"b\":2.5}],\"c\":[],\"d\":true}";
    assert_true(json_decode(BYTES(text), &json_limits_frame, &other, &value, &err));
    struct value copy = value_copy(&arena, &value);
    arena_destroy(&other); // a sanitizer sees whoever still looks there
    struct value expected = read(text);
    assert_true(value_equal(&copy, &expected));
    assert_true(value_get(&copy, "c")->table->is_list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(finds_what_is_under_a_string_key, leave),
        cmocka_unit_test_teardown(names_every_kind, leave),
        cmocka_unit_test_teardown(tells_equal_from_different, leave),
        cmocka_unit_test_teardown(takes_nan_for_equal_to_nan, leave),
        cmocka_unit_test_teardown(takes_an_item_for_equal_to_a_pair_of_its_key, leave),
        cmocka_unit_test_teardown(orders_integers_before_strings, leave),
        cmocka_unit_test_teardown(copies_all_of_a_value, leave),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
