// form.h: what a person typed, as JSON, and the form's value that comes of it, as JSON too.
#include "support/values.h"
#include "value/codec.h"
#include "value/form.h"

#include <stdio.h>

static const struct schema *build(const char *fields)
{
    struct buffer text = {0};
    const struct schema *schema;
    buffer_print(&text, "{\"type\":\"form\",\"number\":7,\"fields\":%s}", fields);
    buffer_put_byte(&text, 0);
    struct value value = read(text.data);
    if (!schema_build(&value, "save", &arena, &schema, &err)) fail_msg("%s: %s", fields, err.text);
    buffer_destroy(&text);
    return schema;
}

static struct value check(const char *fields, const char *in)
{
    struct value given = read(in), out;
    if (!schema_check(build(fields), &given, "save", &arena, &out, &err)) fail_msg("%s: %s", in, err.text);
    return out;
}

// One part of what comes out, against JSON.
static void expect(const char *fields, const char *in, const char *part, const char *expected)
{
    struct value out = check(fields, in);
    struct value wanted = read(expected);
    const struct value *got = value_get(&out, part);
    static const struct value nothing = {.kind = VALUE_NIL};
    struct buffer text = {0};
    json_encode(got ? got : &nothing, &text);
    if (!value_equal(got ? got : &nothing, &wanted))
        fail_msg("%s, %s: %s is %.*s, not %s", fields, in, part, (int)text.size, text.data, expected);
    buffer_destroy(&text);
}

struct leaf {
    const char *type, *given, *value, *problem; // problem NULL: it fits
};

static void expect_leaf(const struct leaf *one)
{
    char fields[256], in[256], values[256], errors[256];
    snprintf(fields, sizeof fields, "{\"it\":%s}", one->type);
    snprintf(in, sizeof in, one->given ? "{\"it\":%s}" : "{}", one->given);
    snprintf(values, sizeof values, one->value ? "{\"it\":%s}" : "{}", one->value);
    snprintf(errors, sizeof errors, one->problem ? "{\"it\":\"%s\"}" : "{}", one->problem);
    expect(fields, in, "values", values);
    expect(fields, in, "errors", errors);
    expect(fields, in, "valid", one->problem ? "false" : "true");
}

#define BLANK "can't be blank"

static void converts_what_fits_and_keeps_what_does_not_as_it_was_typed(void **state)
{
    (void)state;
    static const struct leaf cases[] = {
        {"\"integer\"", "\"7\"", "7", NULL},
        {"\"integer\"", "\" 7 \"", "7", NULL},
        {"\"integer\"", "\"7x\"", "\"7x\"", "is not a whole number"},
        {"{\"type\":\"integer\",\"min\":1,\"max\":9}", "\"0\"", "\"0\"", "must be at least 1"},
        {"{\"type\":\"integer\",\"min\":1,\"max\":9}", "\"10\"", "\"10\"", "must be at most 9"},
        {"\"number\"", "\"1.5\"", "1.5", NULL},
        {"\"number\"", "\"much\"", "\"much\"", "is not a number"},
        {"{\"type\":\"number\",\"max\":0.5}", "\"0.75\"", "\"0.75\"", "must be at most 0.5"},
        {"\"string\"", "\"x\"", "\"x\"", NULL},
        {"{\"type\":\"string\",\"trim\":true}", "\" x \"", "\"x\"", NULL},
        {"{\"type\":\"string\",\"min\":3}", "\"xy\"", "\"xy\"", "is too short (3 characters at least)"},
        {"{\"type\":\"string\",\"max\":1}", "\"xy\"", "\"xy\"", "is too long (1 character at most)"},
        {"{\"type\":\"string\",\"max\":80,\"message\":\"no\"}", "\"x\"", "\"x\"", NULL},
        {"{\"type\":\"string\",\"max\":1,\"message\":\"no\"}", "\"xy\"", "\"xy\"", "no"},
        {"{\"type\":\"string\",\"pattern\":\"^%d+$\"}", "\"1a\"", "\"1a\"", "does not have the right form"},
        {"{\"type\":\"enum\",\"values\":[\"a\",\"b\"]}", "\"c\"", "\"c\"", "is not one of the choices"},
        {"\"boolean\"", "\"on\"", "true", NULL},
        {"\"boolean\"", "\"perhaps\"", "\"perhaps\"", "is neither yes nor no"},
        {"\"date\"", "\"2026-11-21\"", "\"2026-11-21\"", NULL},
        {"\"date\"", "\"2026-02-30\"", "\"2026-02-30\"", "is not a date"},
        {"{\"type\":\"date\",\"min\":\"2026-01-01\"}", "\"2025-12-31\"", "\"2025-12-31\"",
         "must not be before 2026-01-01"},
        {"{\"type\":\"date\",\"max\":\"2026-01-01\"}", "\"2026-01-02\"", "\"2026-01-02\"",
         "must not be after 2026-01-01"},
        {"\"datetime\"", "\"2026-11-21T09:30\"", "\"2026-11-21T09:30\"", NULL},
        {"\"datetime\"", "\"2026-11-21T24:30\"", "\"2026-11-21T24:30\"", "is not a date with a time"},
        {"\"email\"", "\" ann@example.com \"", "\"ann@example.com\"", NULL},
        {"\"email\"", "\"ann\"", "\"ann\"", "is not an e-mail address"},
        {"\"url\"", "\"https://example.com/a?b\"", "\"https://example.com/a?b\"", NULL},
        {"\"url\"", "\"javascript:alert(1)\"", "\"javascript:alert(1)\"", "is not a web address (https://…)"},
        {"\"uuid\"", "\"123E4567-e89b-12d3-a456-426614174000\"", "\"123E4567-e89b-12d3-a456-426614174000\"", NULL},
        {"\"uuid\"", "\"123\"", "\"123\"", "is not a UUID"},
        {"\"money\"", "\"12.5\"", "1250", NULL},
        {"\"money\"", "\"12,50\"", "1250", NULL},
        {"\"money\"", "\"12.505\"", "\"12.505\"", "is not an amount of money"},
        {"{\"type\":\"money\",\"min\":500}", "\"4.99\"", "\"4.99\"", "must be at least 5.00"},
        {"{\"type\":\"money\",\"digits\":0}", "\"12\"", "12", NULL},
        {"{\"type\":\"list\",\"of\":\"integer\"}", "[\"1\",\"2\"]", "[1,2]", NULL},
        {"{\"type\":\"list\",\"of\":\"integer\"}", "\"1\"", "[1]", NULL},
        {"{\"type\":\"list\",\"of\":\"integer\"}", "[\"1\",\"x\",\"y\"]", "[1,\"x\",\"y\"]", "is not a whole number"},
        {"{\"type\":\"list\",\"of\":\"integer\",\"max\":1}", "[\"1\",\"2\"]", "[1,2]", "takes at most 1"},
        {"{\"type\":\"list\",\"of\":\"integer\",\"min\":2}", "\"1\"", "[1]", "needs at least 2"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) expect_leaf(&cases[i]);
}

static void knows_what_is_empty_from_what_is_not_there(void **state)
{
    (void)state;
    static const struct leaf cases[] = {
        {"\"string\"", "\"\"", "\"\"", NULL},
        {"\"string\"", NULL, "\"\"", NULL},
        {"\"string?\"", "\"\"", "\"\"", NULL},
        {"\"string?\"", NULL, NULL, NULL},
        {"{\"type\":\"string\",\"min\":1}", "\"\"", "\"\"", BLANK},
        {"{\"type\":\"string\",\"min\":1,\"trim\":true}", "\"  \"", "\"  \"", BLANK},
        {"{\"type\":\"string\",\"min\":2,\"optional\":true}", "\"\"", "\"\"", NULL},
        {"{\"type\":\"string\",\"min\":1,\"message\":\"say it\"}", "\"\"", "\"\"", "say it"},
        {"\"integer\"", "\"\"", NULL, BLANK},
        {"\"integer\"", NULL, NULL, BLANK},
        {"\"integer?\"", "\"\"", NULL, NULL},
        {"{\"type\":\"integer\",\"default\":3}", NULL, "3", NULL},
        {"{\"type\":\"integer\",\"default\":3}", "\"\"", NULL, BLANK},
        {"\"email?\"", "\"\"", NULL, NULL},
        {"{\"type\":\"enum\",\"values\":[\"a\"]}", "\"\"", NULL, BLANK},
        {"\"boolean\"", NULL, "false", NULL},
        {"{\"type\":\"boolean\",\"default\":true}", NULL, "true", NULL},
        {"{\"type\":\"list\",\"of\":\"string\"}", NULL, "[]", NULL},
        {"{\"type\":\"list\",\"of\":\"string\"}", "[\"\",\"a\"]", "[\"a\"]", NULL},
        {"{\"type\":\"list\",\"of\":\"string\",\"min\":1}", "\"\"", "[]", BLANK},
        {"\"string\"", "[\"a\",\"b\"]", "\"b\"", NULL}, // the last of a name counts
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) expect_leaf(&cases[i]);
}

#define USER                                                                                                         \
    "{\"user\":{\"type\":\"record\",\"fields\":{\"name\":{\"type\":\"string\",\"min\":1}}},\"age\":\"integer?\"}"
#define ROWS                                                                                                         \
    "{\"rows\":{\"type\":\"list\",\"max\":3,\"of\":{\"type\":\"record\",\"fields\":"                                 \
    "{\"mail\":\"string\",\"n\":\"integer?\"}}},\"tags\":{\"type\":\"list\",\"of\":\"string\"}}"

static void puts_names_with_brackets_where_they_belong(void **state)
{
    (void)state;
    expect(USER, "{\"user[name]\":\"Ann\"}", "values", "{\"user\":{\"name\":\"Ann\"}}");
    expect(USER, "{\"user[name]\":\"\"}", "errors", "{\"user[name]\":\"can't be blank\"}");
    expect(USER, "{}", "errors", "{\"user[name]\":\"can't be blank\"}");
    expect(ROWS, "{\"rows[a][mail]\":\"x\",\"rows[b][n]\":\"y\"}", "values",
           "{\"rows\":[{\"mail\":\"x\"},{\"mail\":\"\",\"n\":\"y\"}],\"tags\":[]}");
    expect(ROWS, "{\"rows[a][mail]\":\"x\",\"rows[b][n]\":\"y\"}", "errors",
           "{\"rows[b][n]\":\"is not a whole number\"}");
    expect(ROWS, "{\"tags[]\":[\"a\",\"b\"]}", "values", "{\"rows\":[],\"tags\":[\"a\",\"b\"]}");
}

static void has_rows_in_their_order_and_does_with_them_what_was_asked(void **state)
{
    (void)state;
    static const struct {
        const char *in, *keys;
    } cases[] = {
        {"{}", "[]"},
        {"{\"rows[ls:row]\":\"5\"}", "[\"5\"]"},
        {"{\"rows[b][mail]\":\"x\",\"rows[a][mail]\":\"x\"}", "[\"b\",\"a\"]"},
        {"{\"rows[b][mail]\":\"x\",\"rows[a][mail]\":\"x\",\"rows[c][mail]\":\"x\",\"rows[ls:row]\":[\"a\",\"c\"]}",
         "[\"a\",\"c\",\"b\"]"},
        {"{\"rows[ls:row]\":[\"a\",\"a\",\"b\"]}", "[\"a\",\"b\"]"},
        {"{\"rows[ls:row]\":[\"10\",\"9\"],\"rows[ls:add]\":\"11\"}", "[\"10\",\"9\",\"11\"]"},
        {"{\"rows[ls:row]\":[\"1\",\"2\"],\"rows[ls:add]\":\"2\"}", "[\"1\",\"2\"]"},
        {"{\"rows[ls:row]\":[\"1\",\"2\",\"3\"],\"rows[ls:drop]\":[\"1\",\"3\",\"9\"]}", "[\"2\"]"},
        {"{\"rows[ls:row]\":[\"1\",\"2\",\"3\"],\"rows[ls:before]\":\"3 1\"}", "[\"3\",\"1\",\"2\"]"},
        {"{\"rows[ls:row]\":[\"3\",\"1\",\"2\"],\"rows[ls:before]\":\"3 1\"}", "[\"3\",\"1\",\"2\"]"},
        {"{\"rows[ls:row]\":[\"1\",\"2\"],\"rows[ls:before]\":[\"1 1\",\"9 1\",\"1 9\",\"1\",\"\"]}",
         "[\"1\",\"2\"]"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buffer keys = {0};
        buffer_print(&keys, "{\"rows\":%s}", cases[i].keys);
        buffer_put_byte(&keys, 0);
        expect(ROWS, cases[i].in, "keys", keys.data);
        buffer_destroy(&keys);
    }
    expect(ROWS, "{\"rows[ls:row]\":[\"1\",\"2\",\"3\",\"4\"]}", "errors", "{\"rows\":\"takes at most 3\"}");
}

// What comes in, and one part of what comes out.
struct told {
    const char *fields, *in, *part;
};

static void expect_all(const char *part, const struct told *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) expect(cases[i].fields, cases[i].in, part, cases[i].part);
}

static void knows_which_fields_somebody_has_been_at(void **state)
{
    (void)state;
    static const struct told cases[] = {
        {USER, "{\"user[name]\":\"\"}", "{\"age\":true,\"user\":true,\"user[name]\":true}"},
        {USER, "{\"user[name]\":\"\",\"ls:unused\":[\"age\"]}", "{\"user\":true,\"user[name]\":true}"},
        {USER, "{\"ls:unused\":[\"user[name]\"]}", "{\"age\":true}"},
        {USER, "{\"ls:unused\":[\"user[name]\",\"age\",\"other\",7]}", "{}"},
        {ROWS, "{\"rows[a][mail]\":\"\",\"ls:unused\":[\"tags[]\"]}",
         "{\"rows\":true,\"rows[a][mail]\":true,\"rows[a][n]\":true}"},
        // Nobody has seen a row that is asked for just now.
        {ROWS, "{\"rows[ls:add]\":\"1\",\"ls:unused\":[\"tags\"]}", "{}"},
    };
    expect_all("used", cases, sizeof cases / sizeof *cases);
}

static void tells_what_changed_as_a_path(void **state)
{
    (void)state;
    static const struct told cases[] = {
        {USER, "{\"ls:changed\":\"age\"}", "[\"age\"]"},
        {USER, "{\"ls:changed\":\"user[name]\"}", "[\"user\",\"name\"]"},
        {USER, "{\"ls:changed\":\"nothing\"}", "null"},
        {USER, "{\"ls:changed\":\"user[\"}", "null"},
        {USER, "{\"ls:changed\":[]}", "null"},
        {USER, "{}", "null"},
        {ROWS, "{\"rows[b][mail]\":\"\",\"rows[a][mail]\":\"\",\"ls:changed\":\"rows[a][mail]\"}",
         "[\"rows\",2,\"mail\"]"},
        {ROWS, "{\"rows[ls:add]\":\"1\",\"ls:changed\":\"rows[ls:add]\"}", "[\"rows\"]"},
        {ROWS, "{\"tags[]\":\"x\",\"ls:changed\":\"tags[]\"}", "[\"tags\"]"},
    };
    expect_all("changed", cases, sizeof cases / sizeof *cases);
}

static void tells_the_button_and_a_reset(void **state)
{
    (void)state;
    expect(USER, "{\"ls:submitter\":[\"go\",\"now\"],\"go\":\"now\"}", "submitter",
           "{\"name\":\"go\",\"value\":\"now\"}");
    expect(USER, "{\"ls:submitter\":[\"go\"]}", "submitter", "null");
    const char *reset = "{\"ls:reset\":\"\",\"age\":\"x\",\"ls:changed\":\"age\",\"whatever\":\"x\"}";
    expect(USER, reset, "reset", "true");
    expect(USER, reset, "errors", "{}");
    expect(USER, reset, "used", "{}");
    expect(USER, reset, "valid", "false");
    expect(USER, reset, "values", "{\"user\":{\"name\":\"\"}}");
    expect(USER, reset, "changed", "null");
    expect("{\"rows\":{\"type\":\"list\",\"min\":2,\"of\":{\"type\":\"record\",\"fields\":{\"n\":\"integer?\"}}}}",
           "{\"ls:reset\":\"\"}", "keys", "{\"rows\":[\"1\",\"2\"]}");
    expect(USER, "{\"ls:whatever\":\"x\"}", "of", "7");
}

static void refuses_what_no_page_sends(void **state)
{
    (void)state;
    static const struct {
        const char *fields, *in, *reason;
        enum error_code code;
    } cases[] = {
        {USER, "{\"aeg\":\"7\"}", "save.aeg: no such field; did you mean 'age'?", ERROR_UNKNOWN},
        {USER, "{\"user[nam]\":\"7\"}", "save[\"user[nam]\"]: no such field; did you mean 'name'?", ERROR_UNKNOWN},
        {USER, "{\"user\":\"7\"}", "save.user: no such field; did you mean 'user'?", ERROR_UNKNOWN},
        {USER, "{\"age[x]\":\"7\"}", "save[\"age[x]\"]: no such field", ERROR_UNKNOWN},
        {USER, "{\"user[name\":\"7\"}", "save[\"user[name\"]: no such field", ERROR_UNKNOWN},
        {USER, "{\"\":\"7\"}", "save[\"\"]: no such field", ERROR_UNKNOWN},
        {USER, "{\"go\":\"x\"}", "save.go: no such field", ERROR_UNKNOWN},
        {USER, "{\"age\":{}}", "save.age: expected text, got table", ERROR_MISFIT},
        {ROWS, "{\"tags\":[[]]}", "save.tags: expected text, got list", ERROR_MISFIT},
        {ROWS, "{\"rows[a b][mail]\":\"\"}", "save: a row is named by letters, digits, - and _", ERROR_MISFIT},
        {ROWS, "{\"rows[][mail]\":\"\"}", "save: a row is named by letters, digits, - and _", ERROR_MISFIT},
        {ROWS, "{\"rows[a]\":\"\"}", "save[\"rows[a]\"]: no such field", ERROR_UNKNOWN},
        {ROWS, "{\"rows[ls:else]\":\"\"}", "save[\"rows[ls:else]\"]: no such field", ERROR_UNKNOWN},
        {USER, "[\"age\"]", "save: expected form, got list", ERROR_MISFIT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct value in = read(cases[i].in), out;
        err = (struct error){0};
        if (schema_check(build(cases[i].fields), &in, "save", &arena, &out, &err))
            fail_msg("%s was taken", cases[i].in);
        assert_string_equal(err.text, cases[i].reason);
        assert_int_equal(err.code, cases[i].code);
    }
}

static void takes_no_more_rows_than_it_can_serve(void **state)
{
    (void)state;
    struct buffer text = {0};
    buffer_put_byte(&text, '{');
    for (int i = 0; i <= FORM_ROWS_MAX; i++) buffer_print(&text, "%s\"rows[%d][n]\":\"1\"", i ? "," : "", i);
    buffer_put(&text, BYTES("}\0"));
    struct value in = read(text.data), out;
    assert_false(schema_check(build(ROWS), &in, "save", &arena, &out, &err));
    assert_string_equal(err.text, "save: too many rows (256 of one list, 1024 of all)");
    buffer_destroy(&text);
}

static void can_be_written_down_whatever_came(void **state)
{
    (void)state;
    struct value out = check(ROWS, "{\"rows[b][n]\":\"x\",\"rows[a-b][n]\":\"y\",\"rows[ls:row]\":[\"a-b\",\"b\"],"
                                   "\"ls:changed\":\"rows[b][n]\",\"ls:submitter\":[\"a\",\"\"]}");
    struct buffer bytes = {0};
    struct value back;
    assert_true(codec_encode(&out, &bytes, &err));
    assert_true(codec_decode(buffer_bytes(&bytes), &arena, &back, &err));
    assert_true(value_equal(&out, &back));
    buffer_destroy(&bytes);
}

static void finds_the_field_that_a_name_means(void **state)
{
    (void)state;
    struct schema_part part;
    assert_true(form_part(build(USER), BYTES("user[name]"), &part));
    assert_string_equal(part.expected, "string");
    assert_true(form_part(build(USER), BYTES("age"), &part));
    assert_true(form_part(build(ROWS), BYTES("rows[x][n]"), &part));
    assert_string_equal(part.expected, "integer");
    assert_true(form_part(build(ROWS), BYTES("tags[]"), &part));
    assert_true(form_part(build(ROWS), BYTES("rows[ls:add]"), &part));
    assert_false(form_part(build(USER), BYTES("user[nam]"), &part));
    assert_false(form_part(build(USER), BYTES("age[x]"), &part));
    assert_false(form_part(build(USER), BYTES("user[name"), &part));
}

static void has_no_place_for_what_no_input_can_say(void **state)
{
    (void)state;
    static const struct {
        const char *description, *reason;
    } cases[] = {
        {"{\"type\":\"form\",\"fields\":{\"m\":{\"type\":\"map\",\"of\":\"string\"}}}",
         "save.m: map has no place in a form; take a t.record, or a t.list of records or of single values"},
        {"{\"type\":\"form\",\"fields\":{\"m\":\"any\"}}",
         "save.m: any has no place in a form; take a t.record, or a t.list of records or of single values"},
        {"{\"type\":\"form\",\"fields\":{\"m\":{\"type\":\"list\",\"of\":{\"type\":\"list\",\"of\":\"string\"}}}}",
         "save.m: a list of lists has no place in a form; take a t.record, or a t.list of records or of single "
         "values"},
        {"{\"type\":\"record\",\"fields\":{\"m\":{\"type\":\"form\",\"fields\":{}}}}",
         "save.m: t.form is the type of an event, not of a part of one"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct value description = read(cases[i].description);
        const struct schema *schema;
        assert_false(schema_build(&description, "save", &arena, &schema, &err));
        assert_string_equal(err.text, cases[i].reason);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(converts_what_fits_and_keeps_what_does_not_as_it_was_typed, leave),
        cmocka_unit_test_teardown(knows_what_is_empty_from_what_is_not_there, leave),
        cmocka_unit_test_teardown(puts_names_with_brackets_where_they_belong, leave),
        cmocka_unit_test_teardown(has_rows_in_their_order_and_does_with_them_what_was_asked, leave),
        cmocka_unit_test_teardown(knows_which_fields_somebody_has_been_at, leave),
        cmocka_unit_test_teardown(tells_what_changed_as_a_path, leave),
        cmocka_unit_test_teardown(tells_the_button_and_a_reset, leave),
        cmocka_unit_test_teardown(refuses_what_no_page_sends, leave),
        cmocka_unit_test_teardown(takes_no_more_rows_than_it_can_serve, leave),
        cmocka_unit_test_teardown(can_be_written_down_whatever_came, leave),
        cmocka_unit_test_teardown(finds_the_field_that_a_name_means, leave),
        cmocka_unit_test_teardown(has_no_place_for_what_no_input_can_say, leave),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
