// misfit.h. What it says of real schemas is in schema_test.c.
#include "value/misfit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h> // after ours: its macro fail() would hide base/error.h's

#include <math.h>

static struct error err;

static void names_the_place_from_the_outside_in(void **state)
{
    (void)state;
    struct place root = place_root("save");
    struct place list = place_field(&root, BYTES("tags"));
    struct place item = place_index(&list, 3);
    struct place odd = place_field(&item, BYTES("a b"));
    assert_false(misfit_say(&err, ERROR_UNKNOWN, &odd, "no such %s", "field"));
    assert_int_equal(err.code, ERROR_UNKNOWN);
    assert_string_equal(err.text, "save.tags[3][\"a b\"]: no such field");
    assert_false(misfit_say(&err, ERROR_MISFIT, &root, "odd"));
    assert_string_equal(err.text, "save: odd");
}

static void writes_only_identifiers_behind_a_point(void **state)
{
    (void)state;
    static const struct {
        struct bytes name;
        const char *text;
    } cases[] = {
        {BYTES("by"), "e.by: x"},
        {BYTES("_a1"), "e._a1: x"},
        {BYTES("1a"), "e[\"1a\"]: x"},
        {BYTES(""), "e[\"\"]: x"},
        {BYTES("a.b"), "e[\"a.b\"]: x"},
        {BYTES("\xc3\xa4"), "e[\"\xc3\xa4\"]: x"},
        {BYTES("a\0"), "e[\"a\\x00\"]: x"},
        {BYTES("a123456789b123456789c123456789d123456789e"), "e[\"a123456789b123456789c123456789d123456789…\"]: x"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct place root = place_root("e");
        struct place place = place_field(&root, cases[i].name);
        misfit_say(&err, ERROR_MISFIT, &place, "x");
        assert_string_equal(err.text, cases[i].text);
    }
}

static void says_what_it_got(void **state)
{
    (void)state;
    struct value_table list = {.is_list = true};
    struct value_table table = {0};
    struct {
        struct value got;
        const char *text;
    } cases[] = {
        {value_nil(), "e: missing (expected it)"},
        {value_boolean(false), "e: expected it, got boolean false"},
        {value_integer(-7), "e: expected it, got integer -7"},
        {value_float(7), "e: expected it, got float 7.0"},
        {value_float(0.1), "e: expected it, got float 0.1"},
        {value_float(1e300), "e: expected it, got float 1e300"},
        {value_float(INFINITY), "e: expected it, got float inf"},
        {value_string(BYTES("x")), "e: expected it, got string \"x\""},
        {{.kind = VALUE_TABLE, .table = &list}, "e: expected it, got list"},
        {{.kind = VALUE_TABLE, .table = &table}, "e: expected it, got table"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct place root = place_root("e");
        assert_false(misfit(&err, &root, &cases[i].got, "it"));
        assert_int_equal(err.code, ERROR_MISFIT);
        assert_string_equal(err.text, cases[i].text);
    }
}

static void cuts_a_place_that_is_too_long_to_say(void **state)
{
    (void)state;
    struct place places[40];
    places[0] = place_root("e");
    for (int i = 1; i < 40; i++)
        places[i] = place_field(&places[i - 1], BYTES("a-name-of-exactly-forty-bytes-and-dashes"));
    assert_false(misfit_say(&err, ERROR_MISFIT, &places[39], "x"));
    assert_int_equal(strlen(err.text), ERROR_TEXT_MAX - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_the_place_from_the_outside_in),
        cmocka_unit_test(writes_only_identifiers_behind_a_point),
        cmocka_unit_test(says_what_it_got),
        cmocka_unit_test(cuts_a_place_that_is_too_long_to_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
