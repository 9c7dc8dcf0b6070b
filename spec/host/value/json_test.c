// json.h, both halves: what is read as what, what is refused and where, what is written, and that it comes back.
#include "support/values.h"

#include <math.h>
#include <stdlib.h>

static enum error_code refusal(struct bytes text)
{
    struct value value;
    err = (struct error){0};
    if (json_decode(text, &json_limits_frame, &arena, &value, &err))
        fail_msg("taken: %.*s", (int)text.size, text.data);
    return err.code;
}

// ---- reading

static void reads_integers_exactly(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t integer;
    } cases[] = {
        {"0", 0},
        {"-0", 0},
        {"7", 7},
        {"-7", -7},
        {"9007199254740993", 9007199254740993},
        {"9223372036854775807", INT64_MAX},
        {"-9223372036854775808", INT64_MIN},
        {" 12\n", 12},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct value value = read(cases[i].text);
        assert_int_equal(value.kind, VALUE_INTEGER);
        assert_true(value.integer == cases[i].integer);
    }
}

static void reads_other_numbers_as_floats(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double number;
    } cases[] = {
        {"7.0", 7},
        {"7.5", 7.5},
        {"-0.0", -0.0},
        {"1e3", 1000},
        {"1E+2", 100},
        {"25e-1", 2.5},
        {"9223372036854775808", 9223372036854775808.0},
        {"-9223372036854775809", -9223372036854775808.0},
        {"18446744073709551616", 18446744073709551616.0},
        {"99999999999999999999999999", 1e26},
        {"1e-400", 0},
        {"5e-324", 5e-324},
        {"1.7976931348623157e308", 1.7976931348623157e308},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct value value = read(cases[i].text);
        if (value.kind != VALUE_FLOAT || value.number != cases[i].number) fail_msg("%s", cases[i].text);
    }
}

static void reads_strings(void **state)
{
    (void)state;
    static const struct {
        struct bytes text, string;
    } cases[] = {
        {BYTES("\"\""), BYTES("")},
        {BYTES("\"plain\""), BYTES("plain")},
        {BYTES("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\""), BYTES("\"\\/\b\f\n\r\t")},
        {BYTES("\"\\u0041\\u00e9\\u4E16\""), BYTES("A\xc3\xa9\xe4\xb8\x96")},
        {BYTES("\"\\ud83d\\ude00!\""), BYTES("\xf0\x9f\x98\x80!")},
        {BYTES("\"\\ud800\\udc00\\udbff\\udfff\""), BYTES("\xf0\x90\x80\x80\xf4\x8f\xbf\xbf")},
        {BYTES("\"a\\u0000b\""), BYTES("a\0b")},
        {BYTES("\"\x7f\xc2\x80\xef\xbf\xbf\xf4\x8f\xbf\xbf\""), BYTES("\x7f\xc2\x80\xef\xbf\xbf\xf4\x8f\xbf\xbf")},
        {BYTES("\"\\n\xc3\xa9\\n\""), BYTES("\n\xc3\xa9\n")},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct value value = read_bytes(cases[i].text);
        if (value.kind != VALUE_STRING || !bytes_equal(value.string, cases[i].string)) fail_msg("case %zu", i);
    }
}

static void keeps_the_order_of_keys_and_the_place_of_nulls(void **state)
{
    (void)state;
    struct value value = read("{\"z\":1,\"a\":[null,2,null],\"m\":{},\"l\":[]}");
    const struct value_table *table = value.table;
    assert_int_equal(table->pairs_count, 4);
    assert_false(table->is_list);
    assert_true(bytes_equal(table->pairs[0].key.string, BYTES("z")));
    assert_true(bytes_equal(table->pairs[1].key.string, BYTES("a")));
    const struct value_table *list = table->pairs[1].value.table;
    assert_true(list->is_list);
    assert_int_equal(list->items_count, 3);
    assert_int_equal(list->items[0].kind, VALUE_NIL);
    assert_int_equal(list->items[1].integer, 2);
    assert_false(table->pairs[2].value.table->is_list);
    assert_true(table->pairs[3].value.table->is_list);
}

static void reads_more_values_than_its_first_stack_holds(void **state)
{
    (void)state;
    struct buffer text = {0};
    buffer_put_byte(&text, '[');
    for (int i = 0; i < 5000; i++) buffer_print(&text, "%s[%d]", i ? "," : "", i);
    buffer_put_byte(&text, ']');
    struct value value = read_bytes(buffer_bytes(&text));
    assert_int_equal(value.table->items_count, 5000);
    for (int i = 0; i < 5000; i++) assert_int_equal(value.table->items[i].table->items[0].integer, i);
    buffer_destroy(&text);
}

static void borrows_nothing_from_the_text(void **state)
{
    (void)state;
    char text[] = "{\"key\":\"value\"}";
    struct value value = read(text);
    memset(text, 'x', sizeof text);
    assert_true(bytes_equal(value_get_string(&value, "key", BYTES("")), BYTES("value")));
}

// ---- refusing

static void refuses_what_rfc_8259_refuses(void **state)
{
    (void)state;
    static const struct bytes texts[] = {
        BYTES(""),
        BYTES(" "),
        BYTES("tru"),
        BYTES("True"),
        BYTES("nul"),
        BYTES("01"),
        BYTES("-"),
        BYTES("+1"),
        BYTES("1."),
        BYTES(".5"),
        BYTES("1e"),
        BYTES("1e+"),
        BYTES("0x10"),
        BYTES("-01"),
        BYTES("1 2"),
        BYTES("NaN"),
        BYTES("Infinity"),
        BYTES("-inf"),
        BYTES("1e400"),
        BYTES("-1e999"),
        BYTES("'a'"),
        BYTES("\"a"),
        BYTES("\"\\"),
        BYTES("\"\\x41\""),
        BYTES("\"\\u12g4\""),
        BYTES("\"\\u\""),
        BYTES("\"\\\0\""),
        BYTES("\"a\nb\""),
        BYTES("\"a\0b\""),
        BYTES("[1,]"),
        BYTES("[,1]"),
        BYTES("[1 2]"),
        BYTES("["),
        BYTES("]"),
        BYTES("[1}"),
        BYTES("{"),
        BYTES("{\"a\"}"),
        BYTES("{\"a\":}"),
        BYTES("{\"a\":1,}"),
        BYTES("{a:1}"),
        BYTES("{1:1}"),
        BYTES("{\"a\" 1}"),
        BYTES("{\"a\":1]"),
        BYTES("{,}"),
        BYTES("[1]]"),
        BYTES("//\n1"),
        BYTES("1/**/"),
        BYTES("\xef\xbb\xbf"
              "1"),
        BYTES("1\0"),
        BYTES("\v1"),
        BYTES("\xc2\xa0"
              "1"),
        BYTES("[1,"),
        BYTES("{\"a\":1"),
        BYTES("truefalse"),
        BYTES("\"a\"\"b\""),
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) assert_int_equal(refusal(texts[i]), ERROR_SYNTAX);
}

static void refuses_strings_that_are_not_utf8(void **state)
{
    (void)state;
    static const struct bytes texts[] = {
        BYTES("\"\x80\""),             // a continuation alone
        BYTES("\"\xff\""),             // never a first byte
        BYTES("\"\xc0\x80\""),         // overlong
        BYTES("\"\xc1\xbf\""),         //
        BYTES("\"\xe0\x9f\xbf\""),     //
        BYTES("\"\xf0\x8f\xbf\xbf\""), //
        BYTES("\"\xed\xa0\x80\""),     // a surrogate
        BYTES("\"\xed\xbf\xbf\""),     //
        BYTES("\"\xf4\x90\x80\x80\""), // above U+10FFFF
        BYTES("\"\xf5\x80\x80\x80\""), //
        BYTES("\"\xc3\""),             // cut short
        BYTES("\"\xe4\xb8\""),         //
        BYTES("\"\xf0\x9f\x98\""),     //
        BYTES("\"\xc3"),               //
        BYTES("{\"\xff\":1}"),         // in a key
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) assert_int_equal(refusal(texts[i]), ERROR_SYNTAX);
}

static void refuses_half_a_surrogate_pair(void **state)
{
    (void)state;
    static const char *const texts[] = {"\"\\ud800\"",        "\"\\udc00\"",        "\"\\ud800x\"",
                                        "\"\\ud800\\n\"",     "\"\\ud800\\u0041\"", "\"\\ud800\\ud800\"",
                                        "\"\\udc00\\ud800\"", "\"\\udbff\\ue000\"", "{\"\\ud83d\":1}"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_int_equal(refusal(bytes_of(texts[i])), ERROR_SYNTAX);
}

static void refuses_a_key_that_appears_twice_among_few_and_many(void **state)
{
    (void)state;
    assert_int_equal(refusal(BYTES("{\"a\":1,\"a\":1}")), ERROR_SYNTAX);
    assert_string_equal(err.text, "byte 8: key \"a\" appears twice");
    assert_int_equal(refusal(BYTES("{\"a\":1,\"\\u0061\":1}")), ERROR_SYNTAX);
    for (int count = 2; count < 300; count += 7) {
        struct buffer text = {0};
        buffer_put_byte(&text, '{');
        for (int i = 0; i < count; i++) buffer_print(&text, "\"k%d\":1,", i);
        size_t keep = text.size - 1;
        buffer_print(&text, "\"k%d\":1}", count / 2);
        assert_int_equal(refusal(buffer_bytes(&text)), ERROR_SYNTAX);
        text.size = keep;
        buffer_put_byte(&text, '}');
        assert_int_equal(read_bytes(buffer_bytes(&text)).table->pairs_count, count);
        buffer_destroy(&text);
    }
}

static void says_where_and_what_it_expected(void **state)
{
    (void)state;
    static const struct {
        const char *text, *says;
    } cases[] = {
        {"", "byte 0: expected a value, got the end"},
        {"[1 2]", "byte 3: expected ',' or ']', got '2'"},
        {"{\"a\":1 ", "byte 7: expected ',' or '}', got the end"},
        {"{\"a\" 1}", "byte 5: expected ':', got '1'"},
        {"{x", "byte 1: expected a key, got 'x'"},
        {"\"a\x01\"", "byte 2: expected a character or '\"', got 0x01"},
        {"\"\\n\xff\"", "byte 3: expected UTF-8, got 0xff"},
        {"1e400", "byte 0: expected a number that a float can hold, got '1'"},
        {"1 x", "byte 2: expected the end, got 'x'"},
        {"-x", "byte 1: expected a digit, got 'x'"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        refusal(bytes_of(cases[i].text));
        assert_string_equal(err.text, cases[i].says);
    }
}

// ---- limits

static struct buffer nested(size_t depth)
{
    struct buffer text = {0};
    for (size_t i = 0; i < depth; i++) buffer_put(&text, i % 2 ? BYTES("{\"a\":") : BYTES("["));
    buffer_put_byte(&text, '0');
    for (size_t i = depth; i-- > 0;) buffer_put_byte(&text, i % 2 ? '}' : ']');
    return text;
}

static void takes_the_depth_it_is_given_and_no_more(void **state)
{
    (void)state;
    static const size_t depths[] = {1, 32, 512};
    for (size_t i = 0; i < sizeof depths / sizeof *depths; i++) {
        struct json_limits limits = {.size_max = 1 << 20, .depth_max = depths[i], .values_max = 10000};
        struct value value;
        struct buffer fits = nested(depths[i]);
        struct buffer deeper = nested(depths[i] + 1);
        assert_true(json_decode(buffer_bytes(&fits), &limits, &arena, &value, &err));
        assert_false(json_decode(buffer_bytes(&deeper), &limits, &arena, &value, &err));
        assert_int_equal(err.code, ERROR_TOO_LARGE);
        buffer_destroy(&fits);
        buffer_destroy(&deeper);
    }
}

static void finds_too_deep_a_text_without_reading_it_all(void **state)
{
    (void)state;
    struct buffer text = {0};
    for (int i = 0; i < 1000; i++) buffer_put_byte(&text, '[');
    assert_int_equal(refusal(buffer_bytes(&text)), ERROR_TOO_LARGE);
    assert_string_equal(err.text, "byte 32: more than 32 arrays and objects in each other");
    buffer_destroy(&text);
}

static void counts_values_and_bytes(void **state)
{
    (void)state;
    struct json_limits limits = {.size_max = 9, .depth_max = 4, .values_max = 4};
    struct value value;
    assert_true(json_decode(BYTES("[1,2,3]"), &limits, &arena, &value, &err));
    assert_false(json_decode(BYTES("[1,2,3,4]"), &limits, &arena, &value, &err));
    assert_int_equal(err.code, ERROR_TOO_LARGE);
    assert_string_equal(err.text, "byte 7: more than 4 values");
    assert_false(json_decode(BYTES("[1,2,3]   "), &limits, &arena, &value, &err));
    assert_int_equal(err.code, ERROR_TOO_LARGE);
    assert_string_equal(err.text, "10 bytes, where 9 are the most");
}

// ---- writing

static void expect_written(const struct value *value, const char *expected)
{
    struct buffer out = {0};
    json_encode(value, &out);
    buffer_put_byte(&out, 0);
    assert_string_equal(out.data, expected);
    buffer_destroy(&out);
}

static void writes_what_it_read(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "null",
        "true",
        "false",
        "0",
        "-7",
        "9223372036854775807",
        "-9223372036854775808",
        "7.5",
        "[]",
        "{}",
        "[1,[2,[]],{}]",
        "{\"b\":1,\"a\":[null,true],\"\":{\"x\":null}}",
        "\"\\\"\\\\\\b\\f\\n\\r\\t\\u0000\\u001f\"",
        "\"gr\xc3\xbc\xc3\x9f \xf0\x9f\x98\x80\"",
        "\"<b> <\\/b> \\u003c!-- \\u2028\\u2029\"",
        "1e300",
        "5e-324",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct value value = read(texts[i]);
        expect_written(&value, texts[i]);
    }
}

static void writes_valid_utf8_whatever_it_is_given(void **state)
{
    (void)state;
    static const struct {
        struct bytes string;
        const char *text;
    } cases[] = {
        {BYTES("\xff"), "\"\xef\xbf\xbd\""},
        {BYTES("a\xc3"), "\"a\xef\xbf\xbd\""},
        {BYTES("\xed\xa0\x80"), "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\""},
        {BYTES("\xc0\x80x"), "\"\xef\xbf\xbd\xef\xbf\xbdx\""},
        {BYTES("<"), "\"<\""},
        {BYTES("a<"), "\"a<\""},
        {BYTES("</script><!--"), "\"<\\/script>\\u003c!--\""},
        {BYTES("\xe2\x80\xa7\xe2\x80\xa8\xe2\x80\xa9\xe2\x80\xaa"), "\"\xe2\x80\xa7\\u2028\\u2029\xe2\x80\xaa\""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct value value = value_string(cases[i].string);
        expect_written(&value, cases[i].text);
    }
}

static void writes_floats_with_the_fewest_digits(void **state)
{
    (void)state;
    static const struct {
        double number;
        const char *text;
    } cases[] = {
        {0.1, "0.1"},
        {1.0 / 3, "0.3333333333333333"},
        {0, "0"},
        {-0.0, "-0.0"},
        {7, "7"},
        {-7, "-7"},
        {100, "100"},
        {123456789012, "123456789012"},
        {1e21, "1e21"},
        {1e-7, "1e-7"},
        {1.5e-300, "1.5e-300"},
        {5e-324, "5e-324"},
        {2.2250738585072014e-308, "2.2250738585072014e-308"},
        {1.7976931348623157e308, "1.7976931348623157e308"},
        {0.30000000000000004, "0.30000000000000004"},
        {9007199254740993.0, "9007199254740992"},
        {INFINITY, "null"},
        {-INFINITY, "null"},
        {NAN, "null"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct value value = value_float(cases[i].number);
        expect_written(&value, cases[i].text);
    }
}

static uint64_t next_random(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

static void reads_back_the_very_float_it_wrote(void **state)
{
    (void)state;
    uint64_t seed = 88172645463325252;
    for (int i = 0; i < 20000; i++) {
        uint64_t bits = next_random(&seed);
        double number;
        memcpy(&number, &bits, sizeof number);
        if (!isfinite(number)) continue;
        struct buffer out = {0};
        json_put_float(&out, number);
        struct value value = read_bytes(buffer_bytes(&out));
        double back = value.kind == VALUE_INTEGER ? (double)value.integer : value.number;
        if (back != number) fail_msg("%a became %.*s", number, (int)out.size, out.data);
        buffer_destroy(&out);
        arena_reset(&arena);
    }
}

static void writes_lua_tables_as_objects_where_they_have_pairs(void **state)
{
    (void)state;
    struct value items[] = {value_integer(1), value_string(BYTES("two"))};
    struct value_pair pairs[] = {{value_integer(-5), value_boolean(true)}, {value_string(BYTES("k")), value_nil()}};
    struct value_table table = {.items = items, .items_count = 2, .pairs = pairs, .pairs_count = 2};
    struct value value = {.kind = VALUE_TABLE, .table = &table};
    expect_written(&value, "{\"1\":1,\"2\":\"two\",\"-5\":true,\"k\":null}");
    table.pairs_count = 0;
    expect_written(&value, "[1,\"two\"]");
    table.items_count = 0;
    expect_written(&value, "{}");
    table.is_list = true;
    expect_written(&value, "[]");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(reads_integers_exactly, leave),
        cmocka_unit_test_teardown(reads_other_numbers_as_floats, leave),
        cmocka_unit_test_teardown(reads_strings, leave),
        cmocka_unit_test_teardown(keeps_the_order_of_keys_and_the_place_of_nulls, leave),
        cmocka_unit_test_teardown(reads_more_values_than_its_first_stack_holds, leave),
        cmocka_unit_test_teardown(borrows_nothing_from_the_text, leave),
        cmocka_unit_test_teardown(refuses_what_rfc_8259_refuses, leave),
        cmocka_unit_test_teardown(refuses_strings_that_are_not_utf8, leave),
        cmocka_unit_test_teardown(refuses_half_a_surrogate_pair, leave),
        cmocka_unit_test_teardown(refuses_a_key_that_appears_twice_among_few_and_many, leave),
        cmocka_unit_test_teardown(says_where_and_what_it_expected, leave),
        cmocka_unit_test_teardown(takes_the_depth_it_is_given_and_no_more, leave),
        cmocka_unit_test_teardown(finds_too_deep_a_text_without_reading_it_all, leave),
        cmocka_unit_test_teardown(counts_values_and_bytes, leave),
        cmocka_unit_test_teardown(writes_what_it_read, leave),
        cmocka_unit_test_teardown(writes_valid_utf8_whatever_it_is_given, leave),
        cmocka_unit_test_teardown(writes_floats_with_the_fewest_digits, leave),
        cmocka_unit_test_teardown(reads_back_the_very_float_it_wrote, leave),
        cmocka_unit_test_teardown(writes_lua_tables_as_objects_where_they_have_pairs, leave),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
