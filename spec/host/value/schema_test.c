// schema.h: descriptions and values are written as JSON, and so is what comes out.
#include "support/values.h"
#include "value/codec.h"
#include "value/schema.h"

#include <math.h>

static const struct schema *build(const char *description)
{
    const struct schema *schema;
    struct value value = read(description);
    if (!schema_build(&value, "add", &arena, &schema, &err)) fail_msg("%s: %s", description, err.text);
    return schema;
}

struct accepted {
    const char *schema, *in, *out;
};

static void expect_accepted(const struct accepted *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct value in = read(cases[i].in);
        struct value out;
        struct value expected = read(cases[i].out);
        if (!schema_check(build(cases[i].schema), &in, "add", &arena, &out, &err))
            fail_msg("%s, %s: %s", cases[i].schema, cases[i].in, err.text);
        struct buffer got = {0};
        json_encode(&out, &got);
        if (!value_equal(&expected, &out))
            fail_msg("%s, %s: got %.*s", cases[i].schema, cases[i].in, (int)got.size, got.data);
        buffer_destroy(&got);
    }
}

struct refused {
    const char *schema, *in, *says;
};

static void expect_refused(const struct refused *cases, size_t count, enum error_code code)
{
    for (size_t i = 0; i < count; i++) {
        struct value in = read(cases[i].in);
        struct value out;
        err = (struct error){0};
        if (schema_check(build(cases[i].schema), &in, "add", &arena, &out, &err))
            fail_msg("%s, %s: was taken", cases[i].schema, cases[i].in);
        assert_string_equal(err.text, cases[i].says);
        assert_int_equal(err.code, code);
    }
}

#define ACCEPTED(cases) expect_accepted(cases, sizeof(cases) / sizeof *(cases))
#define REFUSED(cases)  expect_refused(cases, sizeof(cases) / sizeof *(cases), ERROR_MISFIT)

#define BY "{\"type\":\"record\",\"fields\":{\"by\":\"integer\"}}"

// ---- scalars

static void takes_an_integer_or_its_digits(void **state)
{
    (void)state;
    static const struct accepted cases[] = {
        {BY, "{\"by\":7}", "{\"by\":7}"},
        {BY, "{\"by\":\"7\"}", "{\"by\":7}"},
        {BY, "{\"by\":\"-7\"}", "{\"by\":-7}"},
        {BY, "{\"by\":\"+7\"}", "{\"by\":7}"},
        {BY, "{\"by\":\"007\"}", "{\"by\":7}"},
        {BY, "{\"by\":-0}", "{\"by\":0}"},
        {BY, "{\"by\":\"-0\"}", "{\"by\":0}"},
        {BY, "{\"by\":9007199254740992}", "{\"by\":9007199254740992}"},
        {BY, "{\"by\":\"-9007199254740992\"}", "{\"by\":-9007199254740992}"},
        {"{\"type\":\"integer\",\"min\":1,\"max\":3}", "1", "1"},
        {"{\"type\":\"integer\",\"min\":1,\"max\":3}", "\"3\"", "3"},
    };
    ACCEPTED(cases);
}

static void refuses_what_is_no_integer(void **state)
{
    (void)state;
    static const struct refused cases[] = {
        {BY, "{\"by\":\"x\"}", "add.by: expected integer, got string \"x\""},
        {BY, "{\"by\":\"7.5\"}", "add.by: expected integer, got string \"7.5\""},
        {BY, "{\"by\":\" 7\"}", "add.by: expected integer, got string \" 7\""},
        {BY, "{\"by\":\"7 \"}", "add.by: expected integer, got string \"7 \""},
        {BY, "{\"by\":\"\"}", "add.by: expected integer, got string \"\""},
        {BY, "{\"by\":\"-\"}", "add.by: expected integer, got string \"-\""},
        {BY, "{\"by\":\"--7\"}", "add.by: expected integer, got string \"--7\""},
        {BY, "{\"by\":\"0x10\"}", "add.by: expected integer, got string \"0x10\""},
        {BY, "{\"by\":\"1e3\"}", "add.by: expected integer, got string \"1e3\""},
        {BY, "{\"by\":\"9223372036854775808\"}", "add.by: expected integer, got string \"9223372036854775808\""},
        {BY, "{\"by\":\"7\\u0000\"}", "add.by: expected integer, got string \"7\\x00\""},
        {BY, "{\"by\":7.5}", "add.by: expected integer, got float 7.5"},
        {BY, "{\"by\":7.0}", "add.by: expected integer, got float 7.0"},
        {BY, "{\"by\":1e300}", "add.by: expected integer, got float 1e300"},
        {BY, "{\"by\":true}", "add.by: expected integer, got boolean true"},
        {BY, "{\"by\":[7]}", "add.by: expected integer, got list"},
        {BY, "{\"by\":{}}", "add.by: expected integer, got table"},
        {BY, "{\"by\":9007199254740993}",
         "add.by: expected integer from -2^53 to 2^53, got integer 9007199254740993"},
        {BY, "{\"by\":\"9007199254740993\"}",
         "add.by: expected integer from -2^53 to 2^53, got string \"9007199254740993\""},
        {BY, "{\"by\":-9007199254740993}",
         "add.by: expected integer from -2^53 to 2^53, got integer -9007199254740993"},
        {"{\"type\":\"integer\",\"min\":1}", "0", "add: expected integer of at least 1, got integer 0"},
        {"{\"type\":\"integer\",\"max\":3}", "\"4\"", "add: expected integer of at most 3, got integer 4"},
    };
    REFUSED(cases);
}

static void quotes_hostile_text_short_and_on_one_line(void **state)
{
    (void)state;
    static const struct refused cases[] = {
        {BY, "{\"by\":\"1; drop table todos\"}", "add.by: expected integer, got string \"1; drop table todos\""},
        {BY, "{\"by\":\"a\\n\\u001b[31m\\\"\\\\\\u007f\\u009b\"}",
         "add.by: expected integer, got string \"a\\n\\x1b[31m\\\"\\\\\\x7f\\xc2\\x9b\""},
        {BY, "{\"by\":\"0123456789012345678901234567890123456789\"}",
         "add.by: expected integer, got string \"0123456789012345678901234567890123456789\""},
        {BY, "{\"by\":\"01234567890123456789012345678901234567890\"}",
         "add.by: expected integer, got string \"0123456789012345678901234567890123456789…\""},
        {BY, "{\"by\":\"éééééééééééééééééééééééééééééééééééééééééé\"}",
         "add.by: expected integer, got string \"éééééééééééééééééééééééééééééééééééééééé…\""},
    };
    REFUSED(cases);
}

static void takes_numbers_as_floats(void **state)
{
    (void)state;
    static const struct accepted cases[] = {
        {"\"number\"", "7", "7.0"},         {"\"number\"", "7.5", "7.5"},
        {"\"number\"", "\"7\"", "7.0"},     {"\"number\"", "\"-7.5\"", "-7.5"},
        {"\"number\"", "\".5\"", "0.5"},    {"\"number\"", "\"1e3\"", "1000.0"},
        {"\"number\"", "\"1E-2\"", "0.01"}, {"{\"type\":\"number\",\"min\":0,\"max\":1.5}", "\"1.5\"", "1.5"},
    };
    ACCEPTED(cases);
    static const struct refused refused[] = {
        {"\"number\"", "\"\"", "add: expected number, got string \"\""},
        {"\"number\"", "\"5.\"", "add: expected number, got string \"5.\""},
        {"\"number\"", "\".\"", "add: expected number, got string \".\""},
        {"\"number\"", "\"1e\"", "add: expected number, got string \"1e\""},
        {"\"number\"", "\"1e400\"", "add: expected number, got string \"1e400\""},
        {"\"number\"", "\"nan\"", "add: expected number, got string \"nan\""},
        {"\"number\"", "\"inf\"", "add: expected number, got string \"inf\""},
        {"\"number\"", "\"0x1p3\"", "add: expected number, got string \"0x1p3\""},
        {"\"number\"", "\" 1\"", "add: expected number, got string \" 1\""},
        {"\"number\"", "\"1,5\"", "add: expected number, got string \"1,5\""},
        {"\"number\"", "false", "add: expected number, got boolean false"},
        {"{\"type\":\"number\",\"min\":0.5}", "0", "add: expected number of at least 0.5, got float 0.0"},
        {"{\"type\":\"number\",\"max\":2}", "2.5", "add: expected number of at most 2, got float 2.5"},
    };
    REFUSED(refused);
}

static void keeps_nan_out_of_bounds(void **state)
{
    (void)state;
    struct value nan_value = value_float(NAN);
    struct value out;
    const struct schema *bounded = build("{\"type\":\"number\",\"min\":0}");
    assert_false(schema_check(bounded, &nan_value, "add", &arena, &out, &err));
    assert_true(schema_check(build("\"number\""), &nan_value, "add", &arena, &out, &err));
}

static void takes_booleans_and_what_a_checkbox_says(void **state)
{
    (void)state;
    static const struct accepted cases[] = {
        {"\"boolean\"", "true", "true"},   {"\"boolean\"", "false", "false"}, {"\"boolean\"", "\"true\"", "true"},
        {"\"boolean\"", "\"on\"", "true"}, {"\"boolean\"", "\"\"", "false"},  {"\"boolean\"", "\"false\"", "false"},
    };
    ACCEPTED(cases);
    static const struct refused refused[] = {
        {"\"boolean\"", "\"yes\"", "add: expected boolean, got string \"yes\""},
        {"\"boolean\"", "\"True\"", "add: expected boolean, got string \"True\""},
        {"\"boolean\"", "1", "add: expected boolean, got integer 1"},
    };
    REFUSED(refused);
}

static void takes_strings_by_length_and_pattern(void **state)
{
    (void)state;
    static const struct accepted cases[] = {
        {"\"string\"", "\"\"", "\"\""},
        {"\"string\"", "\" a \"", "\" a \""},
        {"{\"type\":\"string\",\"trim\":true}", "\" \\t\\n a b \\r\"", "\"a b\""},
        {"{\"type\":\"string\",\"trim\":true}", "\"  \"", "\"\""},
        {"{\"type\":\"string\",\"min\":3,\"max\":3}", "\"äöü\"", "\"äöü\""},
        {"{\"type\":\"string\",\"trim\":true,\"max\":1}", "\" a \"", "\"a\""},
        {"{\"type\":\"string\",\"pattern\":\"^%d+$\"}", "\"123\"", "\"123\""},
        {"{\"type\":\"string\",\"pattern\":\"b\"}", "\"abc\"", "\"abc\""},
    };
    ACCEPTED(cases);
    static const struct refused refused[] = {
        {"\"string\"", "7", "add: expected string, got integer 7"},
        {"{\"type\":\"string\",\"min\":1}", "\"\"", "add: expected at least 1 characters, got 0"},
        {"{\"type\":\"string\",\"max\":2}", "\"äöü\"", "add: expected at most 2 characters, got 3"},
        {"{\"type\":\"string\",\"trim\":true,\"min\":1}", "\"  \"", "add: expected at least 1 characters, got 0"},
        {"{\"type\":\"string\",\"pattern\":\"^%d+$\"}", "\"12a\"",
         "add: expected string that matches \"^%d+$\", got string \"12a\""},
    };
    REFUSED(refused);
}

static void gives_up_on_a_pattern_that_takes_too_long(void **state)
{
    (void)state;
    static const struct refused refused[] = {
        {"{\"type\":\"string\",\"pattern\":\"^a-a-a-a-a-a-a-a-b$\"}",
         "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"",
         "add: expected string that matches \"^a-a-a-a-a-a-a-a-b$\", got string "
         "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…\""},
    };
    REFUSED(refused);
}

// 200 strings that cost some thousand steps each: any one of them alone would pass.
static void counts_the_steps_of_all_patterns_of_a_check_together(void **state)
{
    (void)state;
    static const char hard[] = "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaabc\"";
    const struct schema *schema = build("{\"type\":\"list\",\"of\":{\"type\":\"string\",\"pattern\":\"a-a-c$\"}}");
    struct buffer text = {0};
    struct value out;
    buffer_print(&text, "[%s", hard);
    size_t one = text.size;
    for (int i = 1; i < 200; i++) buffer_print(&text, ",%s", hard);
    buffer_put(&text, BYTES("]\0"));
    struct value many = read(text.data);
    assert_false(schema_check(schema, &many, "add", &arena, &out, &err));
    assert_int_equal(err.code, ERROR_MISFIT);
    assert_memory_not_equal(err.text, "add[1]", 6);
    text.size = one;
    buffer_put(&text, BYTES("]\0"));
    struct value single = read(text.data);
    if (!schema_check(schema, &single, "add", &arena, &out, &err)) fail_msg("%s", err.text);
    buffer_destroy(&text);
}

static void takes_one_of_the_choices(void **state)
{
    (void)state;
#define KIND "{\"type\":\"enum\",\"values\":[\"info\",\"warn\"],\"default\":\"info\"}"
    static const struct accepted cases[] = {{KIND, "\"warn\"", "\"warn\""}, {KIND, "null", "\"info\""}};
    ACCEPTED(cases);
    static const struct refused refused[] = {
        {KIND, "\"Warn\"", "add: expected one of \"info\", \"warn\", got string \"Warn\""},
        {KIND, "\"\"", "add: expected one of \"info\", \"warn\", got string \"\""},
        {KIND, "1", "add: expected one of \"info\", \"warn\", got integer 1"},
    };
    REFUSED(refused);
}

static void takes_days_that_are_in_the_calendar(void **state)
{
    (void)state;
    static const char *const days[] = {"\"2024-02-29\"", "\"2000-02-29\"", "\"2023-12-31\"",
                                       "\"0001-01-01\"", "\"9999-12-31\"", "\"2023-04-30\""};
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        struct accepted accepted = {"\"date\"", days[i], days[i]};
        expect_accepted(&accepted, 1);
    }
    static const char *const others[] = {"\"2023-02-29\"", "\"1900-02-29\"", "\"2023-04-31\"",  "\"2023-00-10\"",
                                         "\"2023-13-01\"", "\"2023-01-00\"", "\"2023-01-32\"",  "\"0000-01-01\"",
                                         "\"2023-1-1\"",   "\"2023/01/01\"", "\"2023-01-01T\"", "\"20230101\"",
                                         "\"-023-01-01\"", "\"\"",           "20230101",        "\"2023-01-0a\""};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        struct value in = read(others[i]);
        struct value out;
        if (schema_check(build("\"date\""), &in, "add", &arena, &out, &err)) fail_msg("%s was taken", others[i]);
    }
    static const struct refused refused[] = {
        {"\"date\"", "\"2023-02-29\"", "add: expected date as YYYY-MM-DD, got string \"2023-02-29\""}};
    REFUSED(refused);
}

// ---- tables

static void checks_every_item_of_a_list(void **state)
{
    (void)state;
#define LIST "{\"type\":\"list\",\"of\":\"integer\",\"min\":0,\"max\":3}"
    static const struct accepted cases[] = {
        {LIST, "[]", "[]"},
        {LIST, "[1,\"2\"]", "[1,2]"},
        {"{\"type\":\"list\",\"of\":\"integer?\"}", "[null,1,null]", "[null,1,null]"},
        {"{\"type\":\"list\",\"of\":{\"type\":\"integer\",\"default\":0}}", "[null,1,null]", "[0,1,0]"},
        {"{\"type\":\"list\",\"of\":" LIST "}", "[[],[\"1\"]]", "[[],[1]]"},
    };
    ACCEPTED(cases);
    static const struct refused refused[] = {
        {LIST, "[1,2,\"x\"]", "add[3]: expected integer, got string \"x\""},
        {LIST, "[1,null]", "add[2]: missing (expected integer)"},
        {LIST, "[1,2,3,4]", "add: expected at most 3 items, got 4"},
        {LIST, "{\"1\":1}", "add: expected list, got table"},
        {LIST, "\"1\"", "add: expected list, got string \"1\""},
        {"{\"type\":\"list\",\"of\":\"any\",\"min\":1}", "[]", "add: expected at least 1 items, got 0"},
        {"{\"type\":\"list\",\"of\":" LIST "}", "[[1],[true]]", "add[2][1]: expected integer, got boolean true"},
    };
    REFUSED(refused);
}

static void takes_an_empty_table_of_the_codec_for_a_list(void **state)
{
    (void)state;
    struct value_table empty = {0};
    struct value in = {.kind = VALUE_TABLE, .table = &empty};
    struct value out;
    assert_true(schema_check(build(LIST), &in, "add", &arena, &out, &err));
    assert_true(out.table->is_list);
}

static void checks_every_entry_of_a_map(void **state)
{
    (void)state;
#define MAP "{\"type\":\"map\",\"of\":\"integer\",\"max\":3}"
    static const struct accepted cases[] = {
        {MAP, "{}", "{}"},
        {MAP, "{\"b\":\"1\",\"a\":2}", "{\"a\":2,\"b\":1}"},
        {MAP, "{\"__proto__\":1,\"constructor\":2,\"\":3}", "{\"__proto__\":1,\"constructor\":2,\"\":3}"},
        {"{\"type\":\"map\",\"of\":\"integer?\"}", "{\"a\":null,\"b\":1}", "{\"b\":1}"},
    };
    ACCEPTED(cases);
    static const struct refused refused[] = {
        {MAP, "{\"a\":\"x\"}", "add.a: expected integer, got string \"x\""},
        {MAP, "{\"a b\":\"x\"}", "add[\"a b\"]: expected integer, got string \"x\""},
        {MAP, "{\"\":\"x\"}", "add[\"\"]: expected integer, got string \"x\""},
        {MAP, "{\"a\\nb\":\"x\"}", "add[\"a\\nb\"]: expected integer, got string \"x\""},
        {MAP, "{\"a\":null}", "add.a: missing (expected integer)"},
        {MAP, "[1]", "add: expected map, got list"},
        {MAP, "[]", "add: expected map, got list"},
        {MAP, "{\"a\":1,\"b\":2,\"c\":3,\"d\":4}", "add: expected at most 3 entries, got 4"},
    };
    REFUSED(refused);
}

static void takes_a_lua_table_of_whole_keys_for_a_map(void **state)
{
    (void)state;
    struct value items[] = {value_string(BYTES("1"))};
    struct value_pair pairs[] = {{value_integer(40), value_string(BYTES("2"))}};
    struct value_table table = {.items = items, .items_count = 1, .pairs = pairs, .pairs_count = 1};
    struct value in = {.kind = VALUE_TABLE, .table = &table};
    struct value out;
    assert_true(schema_check(build(MAP), &in, "add", &arena, &out, &err));
    assert_int_equal(out.table->items[0].integer, 1);
    assert_int_equal(out.table->pairs[0].key.integer, 40);
    assert_int_equal(out.table->pairs[0].value.integer, 2);
}

#define TASK                                                                                                         \
    "{\"type\":\"record\",\"fields\":{\"text\":{\"type\":\"string\",\"trim\":true,\"min\":1},\"done\":{\"type\":"    \
    "\"boolean\",\"default\":false},\"note\":\"string?\",\"where\":{\"type\":\"record\",\"optional\":true,"          \
    "\"fields\":{\"x\":\"integer\"}}}}"

static void checks_the_fields_of_a_record(void **state)
{
    (void)state;
    static const struct accepted cases[] = {
        {TASK, "{\"text\":\" milk \"}", "{\"done\":false,\"text\":\"milk\"}"},
        {TASK, "{\"done\":\"on\",\"note\":\"\",\"text\":\"a\"}", "{\"done\":true,\"note\":\"\",\"text\":\"a\"}"},
        {TASK, "{\"done\":null,\"note\":null,\"text\":\"a\"}", "{\"done\":false,\"text\":\"a\"}"},
        {TASK, "{\"text\":\"a\",\"where\":{\"x\":\"1\"}}", "{\"done\":false,\"text\":\"a\",\"where\":{\"x\":1}}"},
        {"{\"type\":\"record\",\"fields\":{}}", "{}", "{}"},
        {"{\"type\":\"record\",\"fields\":{\"__proto__\":\"integer\"}}", "{\"__proto__\":1}", "{\"__proto__\":1}"},
    };
    ACCEPTED(cases);
    static const struct refused refused[] = {
        {BY, "{}", "add.by: missing (expected integer)"},
        {BY, "{\"by\":null}", "add.by: missing (expected integer)"},
        {BY, "null", "add: missing (expected record)"},
        {BY, "[]", "add: expected record, got list"},
        {BY, "[1]", "add: expected record, got list"},
        {BY, "7", "add: expected record, got integer 7"},
        {TASK, "{\"text\":\"a\",\"where\":{\"x\":\"y\"}}", "add.where.x: expected integer, got string \"y\""},
        {TASK, "{\"text\":\"a\",\"where\":{}}", "add.where.x: missing (expected integer)"},
    };
    REFUSED(refused);
}

// 16,000 empty records in 64 KiB, against a type of 200 optional fields.
static void spends_no_memory_on_fields_that_were_not_given(void **state)
{
    (void)state;
    struct buffer text = {0};
    buffer_put(&text, BYTES("{\"type\":\"list\",\"of\":{\"type\":\"record\",\"fields\":{"));
    for (int i = 0; i < 200; i++) buffer_print(&text, "%s\"field%d\":\"integer?\"", i ? "," : "", i);
    buffer_put(&text, BYTES("}}}\0"));
    const struct schema *schema = build(text.data);
    buffer_clear(&text);
    buffer_put(&text, BYTES("[{}"));
    for (int i = 1; i < 16000; i++) buffer_put(&text, BYTES(",{}"));
    buffer_put(&text, BYTES("]\0"));
    struct value in = read(text.data);
    struct value out;
    size_t before = arena.total;
    assert_true(schema_check(schema, &in, "add", &arena, &out, &err));
    assert_true(arena.total - before < 2 << 20);
    buffer_destroy(&text);
}

static void refuses_a_field_that_nobody_declared(void **state)
{
    (void)state;
    static const struct refused refused[] = {
        {BY, "{\"bye\":1}", "add.bye: no such field; did you mean 'by'?"},
        {BY, "{\"by\":1,\"yb\":1}", "add.yb: no such field; did you mean 'by'?"},
        {BY, "{\"by\":1,\"amount\":1}", "add.amount: no such field"},
        {BY, "{\"by\":1,\"constructor\":1}", "add.constructor: no such field"},
        {BY, "{\"by\":1,\"\":1}", "add[\"\"]: no such field"},
        {BY, "{\"by\":1,\"\\u001b\\u0000\\\"\":1}", "add[\"\\x1b\\x00\\\"\"]: no such field"},
        {TASK, "{\"text\":\"a\",\"where\":{\"y\":1}}", "add.where.y: no such field; did you mean 'x'?"},
        {"{\"type\":\"record\",\"fields\":{}}", "{\"a\":1}", "add.a: no such field"},
    };
    expect_refused(refused, sizeof refused / sizeof *refused, ERROR_UNKNOWN);
}

static void gives_records_in_canonical_order(void **state)
{
    (void)state;
    struct value in = read("{\"where\":{\"x\":1},\"text\":\"a\",\"note\":\"n\"}");
    struct value out;
    assert_true(schema_check(build(TASK), &in, "add", &arena, &out, &err));
    for (size_t i = 1; i < out.table->pairs_count; i++)
        assert_true(value_key_compare(&out.table->pairs[i - 1].key, &out.table->pairs[i].key) < 0);
}

static void passes_any_value_as_it_is(void **state)
{
    (void)state;
    static const struct accepted cases[] = {
        {"\"any\"", "[1,{\"a\":null,\"b\":[1.5,\"x\"]}]", "[1,{\"b\":[1.5,\"x\"]}]"},
        {"\"any\"", "9007199254740993", "9007199254740993"},
        {"\"any?\"", "null", "null"},
        {"\"integer?\"", "null", "null"},
    };
    ACCEPTED(cases);
    static const struct refused refused[] = {{"\"any\"", "null", "add: missing (expected any value)"}};
    REFUSED(refused);
}

static void goes_through_the_codec_and_checks_again_the_same(void **state)
{
    (void)state;
    struct value in = read("{\"text\":\" a \",\"done\":\"on\",\"where\":{\"x\":\"5\"}}");
    struct value once, back, twice;
    struct buffer bytes = {0};
    assert_true(schema_check(build(TASK), &in, "add", &arena, &once, &err));
    assert_true(codec_encode(&once, &bytes, &err));
    assert_true(codec_decode(buffer_bytes(&bytes), &arena, &back, &err));
    assert_true(schema_check(build(TASK), &back, "add", &arena, &twice, &err));
    assert_true(value_equal(&once, &twice));
    buffer_destroy(&bytes);
}

// ---- building

static void says_what_is_wrong_with_a_description(void **state)
{
    (void)state;
    static const struct {
        const char *description, *says;
    } cases[] = {
        {"\"integr\"", "add: no such type 'integr'; did you mean 'integer'?"},
        {"\"widget\"", "add: no such type 'widget'"},
        {"\"\"", "add: no such type ''"},
        {"\"?\"", "add: no such type ''"},
        {"7", "add: expected type, got integer 7"},
        {"null", "add: missing (expected type)"},
        {"{}", "add: a description needs a 'type'"},
        {"{\"type\":7}", "add: a description needs a 'type'"},
        {"[\"string\"]", "add: a description needs a 'type'"},
        {"{\"type\":\"strin\"}", "add: no such type 'strin'; did you mean 'string'?"},
        {"{\"type\":\"string\",\"mim\":1}", "add: no such option 'mim'; did you mean 'min'?"},
        {"{\"type\":\"string\",\"colour\":1}", "add: no such option 'colour'"},
        {"{\"type\":\"integer\",\"trim\":true}", "add: 'trim' is no option of integer"},
        {"{\"type\":\"string\",\"values\":[\"a\"]}", "add: 'values' is no option of string"},
        {"{\"type\":\"string\",\"trim\":1}", "add.trim: expected true or false, got integer 1"},
        {"{\"type\":\"string\",\"optional\":\"yes\"}", "add.optional: expected true or false, got string \"yes\""},
        {"{\"type\":\"string\",\"label\":1}", "add.label: expected string, got integer 1"},
        {"{\"type\":\"string\",\"min\":-1}", "add.min: expected integer from 0 on, got integer -1"},
        {"{\"type\":\"string\",\"min\":2,\"max\":1}", "add: 'min' is above 'max'"},
        {"{\"type\":\"integer\",\"min\":1.5}", "add.min: expected integer, got float 1.5"},
        {"{\"type\":\"number\",\"max\":\"1\"}", "add.max: expected number, got string \"1\""},
        {"{\"type\":\"number\",\"min\":2,\"max\":1.5}", "add: 'min' is above 'max'"},
        {"\"enum\"", "add: enum needs 'values'"},
        {"{\"type\":\"enum\",\"values\":[]}", "add.values: expected list of strings, got list"},
        {"{\"type\":\"enum\",\"values\":[\"a\",1]}", "add.values[2]: expected string, got integer 1"},
        {"\"list\"", "add: list needs 'of'"},
        {"{\"type\":\"map\"}", "add: map needs 'of'"},
        {"{\"type\":\"list\",\"of\":\"strng\"}", "add.of: no such type 'strng'; did you mean 'string'?"},
        {"\"record?\"", "add: record needs 'fields'"},
        {"{\"type\":\"record\",\"fields\":[\"string\"]}", "add.fields: expected table of fields, got list"},
        {"{\"type\":\"record\",\"fields\":{\"by\":\"integr\"}}",
         "add.by: no such type 'integr'; did you mean 'integer'?"},
        {"{\"type\":\"record\",\"fields\":{\"by\":{\"type\":\"integer\",\"default\":\"x\"}}}",
         "add.by: default: expected integer, got string \"x\""},
        {"{\"type\":\"integer\",\"min\":1,\"default\":0}",
         "add: default: expected integer of at least 1, got integer 0"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct value description = read(cases[i].description);
        const struct schema *schema;
        if (schema_build(&description, "add", &arena, &schema, &err)) fail_msg("%s: built", cases[i].description);
        assert_string_equal(err.text, cases[i].says);
        assert_int_equal(err.code, ERROR_MISFIT);
    }
}

static void refuses_a_pattern_that_is_not_one(void **state)
{
    (void)state;
    struct value description = read("{\"type\":\"string\",\"pattern\":\"[a\"}");
    const struct schema *schema;
    assert_false(schema_build(&description, "add", &arena, &schema, &err));
    assert_int_equal(err.code, ERROR_MISFIT);
    assert_memory_equal(err.text, "add.pattern: ", 13);
}

static void refuses_a_description_with_keys_that_are_no_names(void **state)
{
    (void)state;
    struct value item = value_string(BYTES("x"));
    struct value_pair pairs[] = {{value_string(BYTES("type")), value_string(BYTES("string"))},
                                 {value_integer(7), value_boolean(true)}};
    struct value_table table = {.pairs = pairs, .pairs_count = 2};
    struct value description = {.kind = VALUE_TABLE, .table = &table};
    const struct schema *schema;
    assert_false(schema_build(&description, "add", &arena, &schema, &err));
    assert_string_equal(err.text, "add[7]: an option's name must be a string");
    table = (struct value_table){.items = &item, .items_count = 1, .pairs = pairs, .pairs_count = 1};
    assert_false(schema_build(&description, "add", &arena, &schema, &err));
    assert_string_equal(err.text, "add: a description is not a list");
    pairs[0].value = value_string(BYTES("record"));
    struct value_pair numbered = {value_integer(7), value_string(BYTES("string"))};
    struct value_table fields = {.pairs = &numbered, .pairs_count = 1};
    pairs[1] = (struct value_pair){value_string(BYTES("fields")), {.kind = VALUE_TABLE, .table = &fields}};
    table = (struct value_table){.pairs = pairs, .pairs_count = 2};
    assert_false(schema_build(&description, "add", &arena, &schema, &err));
    assert_string_equal(err.text, "add[7]: a field's name must be a string");
}

static void coerces_a_default_when_it_is_built(void **state)
{
    (void)state;
    static const struct accepted cases[] = {
        {"{\"type\":\"integer\",\"default\":\"7\"}", "null", "7"},
        {"{\"type\":\"number\",\"default\":7}", "null", "7.0"},
        {"{\"type\":\"boolean\",\"default\":false}", "null", "false"},
        {"{\"type\":\"list\",\"of\":\"integer\",\"default\":[]}", "null", "[]"},
        {"{\"default\":\"a\",\"values\":[\"a\"],\"type\":\"enum\"}", "null", "\"a\""},
        {"{\"type\":\"integer\",\"optional\":true,\"default\":7}", "null", "7"},
    };
    ACCEPTED(cases);
}

static void borrows_nothing_from_its_description(void **state)
{
    (void)state;
    struct arena other = {0};
    struct value description;
    const struct schema *schema;
    static const char text[] =
        "{\"type\":\"record\",\"fields\":{\"kind\":{\"type\":\"enum\",\"values\":[\"a\",\"b\"],"
        "\"default\":\"b\"},\"s\":{\"type\":\"string\",\"pattern\":\"^x\",\"default\":\"xy\"}}}";
    assert_true(json_decode(BYTES(text), &json_limits_frame, &other, &description, &err));
    assert_true(schema_build(&description, "add", &arena, &schema, &err));
    arena_destroy(&other);
    struct value in = read("{}");
    struct value out;
    struct value expected = read("{\"kind\":\"b\",\"s\":\"xy\"}");
    assert_true(schema_check(schema, &in, "add", &arena, &out, &err));
    assert_true(value_equal(&out, &expected));
}

static void refuses_types_that_lie_too_deep(void **state)
{
    (void)state;
    struct json_limits limits = {.size_max = 1 << 16, .depth_max = 200, .values_max = 1000};
    struct buffer text = {0};
    for (int i = 0; i < 40; i++) buffer_put(&text, BYTES("{\"type\":\"list\",\"of\":"));
    buffer_put(&text, BYTES("\"any\""));
    for (int i = 0; i < 40; i++) buffer_put_byte(&text, '}');
    struct value description;
    const struct schema *schema;
    assert_true(json_decode(buffer_bytes(&text), &limits, &arena, &description, &err));
    assert_false(schema_build(&description, "add", &arena, &schema, &err));
    assert_int_equal(err.code, ERROR_TOO_LARGE);
    buffer_destroy(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(takes_an_integer_or_its_digits, leave),
        cmocka_unit_test_teardown(refuses_what_is_no_integer, leave),
        cmocka_unit_test_teardown(quotes_hostile_text_short_and_on_one_line, leave),
        cmocka_unit_test_teardown(takes_numbers_as_floats, leave),
        cmocka_unit_test_teardown(keeps_nan_out_of_bounds, leave),
        cmocka_unit_test_teardown(takes_booleans_and_what_a_checkbox_says, leave),
        cmocka_unit_test_teardown(takes_strings_by_length_and_pattern, leave),
        cmocka_unit_test_teardown(gives_up_on_a_pattern_that_takes_too_long, leave),
        cmocka_unit_test_teardown(counts_the_steps_of_all_patterns_of_a_check_together, leave),
        cmocka_unit_test_teardown(takes_one_of_the_choices, leave),
        cmocka_unit_test_teardown(takes_days_that_are_in_the_calendar, leave),
        cmocka_unit_test_teardown(checks_every_item_of_a_list, leave),
        cmocka_unit_test_teardown(takes_an_empty_table_of_the_codec_for_a_list, leave),
        cmocka_unit_test_teardown(checks_every_entry_of_a_map, leave),
        cmocka_unit_test_teardown(takes_a_lua_table_of_whole_keys_for_a_map, leave),
        cmocka_unit_test_teardown(checks_the_fields_of_a_record, leave),
        cmocka_unit_test_teardown(spends_no_memory_on_fields_that_were_not_given, leave),
        cmocka_unit_test_teardown(refuses_a_field_that_nobody_declared, leave),
        cmocka_unit_test_teardown(gives_records_in_canonical_order, leave),
        cmocka_unit_test_teardown(passes_any_value_as_it_is, leave),
        cmocka_unit_test_teardown(goes_through_the_codec_and_checks_again_the_same, leave),
        cmocka_unit_test_teardown(says_what_is_wrong_with_a_description, leave),
        cmocka_unit_test_teardown(refuses_a_pattern_that_is_not_one, leave),
        cmocka_unit_test_teardown(refuses_a_description_with_keys_that_are_no_names, leave),
        cmocka_unit_test_teardown(coerces_a_default_when_it_is_built, leave),
        cmocka_unit_test_teardown(borrows_nothing_from_its_description, leave),
        cmocka_unit_test_teardown(refuses_types_that_lie_too_deep, leave),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
