// template.h: what the compiler gives is checked, kept, and told to the client.
#include "page.h"

#include "support/values.h"

static void tells_the_client_what_it_was_told(void **state)
{
    (void)state;
    static const char text[] =
        "[[[\"<h1>\",\"\\u003c!---->\",\"<\\/h1>\"],[\"s\",\"t\"]],[[\"<a\",\"\",\"\",\">\",\"<\\/a>\"],"
        "[\"a:class\",\"u:xlink:href\",\"p\",\"r\"]],[[\"\"],[]]]";
    struct templates templates = page_templates(&arena, text);
    struct buffer out = {0};
    templates_write_json(&templates, 0, &out);
    char *written = page_take(&out);
    assert_string_equal(written, text);
    free(written);
    assert_int_equal(templates.count, 3);
    assert_int_equal(templates.all[0].slots_count, 2);
    assert_int_equal(templates.all[1].slots[1].kind, SLOT_URL);
    assert_int_equal(templates.all[2].slots_count, 0);
    assert_int_equal(templates.all[0].statics_size, strlen("<h1><!----></h1>"));
}

static void takes_an_app_without_templates(void **state)
{
    (void)state;
    struct templates templates = page_templates(&arena, "[]");
    struct buffer out = {0};
    templates_write_json(&templates, 0, &out);
    char *written = page_take(&out);
    assert_string_equal(written, "[]");
    free(written);
}

static void refuses_what_does_not_hold_together(void **state)
{
    (void)state;
    static const struct {
        const char *templates, *says;
    } cases[] = {
        {"[[[\"a\"],[\"s\"]]]", "template 0 has 1 static parts around 1 slots"},
        {"[[[\"a\",\"b\"],[]]]", "template 0 has 2 static parts around 0 slots"},
        {"[[[\"a\"],[]],[[],[]]]", "template 1 has 0 static parts around 0 slots"},
        {"[[[\"a\",\"b\"],[\"x\"]]]", "template 0 has a slot of the unknown kind 'x'"},
        {"[[[\"a\",\"b\"],[\"\"]]]", "template 0 has a slot of the unknown kind ''"},
        {"[[[\"a\",\"b\"],[\"a\"]]]", "attribute '' is not a name of letters, digits and - _ : ."},
        {"[[[\"a\",\"b\"],[\"a:b c\"]]]", "attribute 'b c' is not a name of letters, digits and - _ : ."},
        {"[[[\"a\",\"b\"],[\"a:onclick\"]]]",
         "attribute 'onclick' would run script; use ls-click=\"event\" and its like"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cJSON *json = page_parse(cases[i].templates);
        struct value value = page_templates_value(&arena, json);
        struct templates templates;
        cJSON_Delete(json);
        assert_false(templates_build(&value, NULL, 0, &arena, &templates, &err));
        assert_int_equal(err.code, ERROR_MISFIT);
        assert_string_equal(err.text, cases[i].says);
    }
}

static void refuses_what_is_no_list_of_templates(void **state)
{
    (void)state;
    struct templates templates;
    struct value text = page_string(&arena, "x");
    struct value list = page_table(&arena, 1, 0);
    list.table->items[0] = text;
    assert_false(templates_build(&text, NULL, 0, &arena, &templates, &err));
    assert_false(templates_build(&list, NULL, 0, &arena, &templates, &err));
    assert_int_equal(err.code, ERROR_MISFIT);
    struct value statics = page_table(&arena, 1, 0);
    statics.table->items[0] = value_integer(7);
    list.table->items[0] = page_record(&arena, "statics", statics, "slots", page_table(&arena, 0, 0));
    assert_false(templates_build(&list, NULL, 0, &arena, &templates, &err));
    assert_string_equal(err.text, "template 0 has a static part that is no string");
}

static void refuses_more_than_there_may_be(void **state)
{
    (void)state;
    struct templates templates;
    struct value slots = page_table(&arena, TEMPLATE_SLOTS_MAX + 1, 0);
    struct value statics = page_table(&arena, TEMPLATE_SLOTS_MAX + 2, 0);
    struct value list = page_table(&arena, 1, 0);
    list.table->items[0] = page_record(&arena, "statics", statics, "slots", slots);
    assert_false(templates_build(&list, NULL, 0, &arena, &templates, &err));
    assert_int_equal(err.code, ERROR_TOO_LARGE);
    list = page_table(&arena, TEMPLATES_MAX + 1, 0);
    assert_false(templates_build(&list, NULL, 0, &arena, &templates, &err));
    assert_int_equal(err.code, ERROR_TOO_LARGE);
}

static uint64_t fingerprint_of(const char *text)
{
    return page_templates(&arena, text).all[0].fingerprint;
}

static void has_a_fingerprint_of_its_content_alone(void **state)
{
    (void)state;
    uint64_t fingerprint = fingerprint_of("[[[\"<p>\",\"</p>\"],[\"s\"]]]");
    // The same in every process and on every machine: clients keep templates by it.
    assert_true(fingerprint == UINT64_C(0xa03971bed5e49cff));
    assert_true(fingerprint ==
                page_templates(&arena, "[[[\"\"],[]],[[\"<p>\",\"</p>\"],[\"s\"]]]").all[1].fingerprint);
    static const char *const others[] = {"[[[\"<p>\",\"</p>\"],[\"t\"]]]",   "[[[\"<p></p>\",\"\"],[\"s\"]]]",
                                         "[[[\"<p>\",\"</b>\"],[\"s\"]]]",   "[[[\"<p></p>\"],[]]]",
                                         "[[[\"<p>\",\"</p>\"],[\"a:x\"]]]", "[[[\"<p>\",\"</p>\"],[\"a:y\"]]]"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        assert_true(fingerprint != fingerprint_of(others[i]));
        for (size_t j = 0; j < i; j++) assert_true(fingerprint_of(others[i]) != fingerprint_of(others[j]));
    }
    struct templates one = page_templates(&arena, "[[[\"a\"],[]],[[\"b\"],[]]]");
    struct templates other = page_templates(&arena, "[[[\"b\"],[]],[[\"a\"],[]]]");
    assert_true(one.fingerprint != other.fingerprint);
}

static void knows_where_a_parser_drops_a_line_feed(void **state)
{
    (void)state;
    static const struct {
        const char *templates;
        uint32_t slot;
        bool eats;
    } cases[] = {
        {"[[[\"<pre>\",\"</pre>\"],[\"s\"]]]", 0, true},
        {"[[[\"<PRE>\",\"</PRE>\"],[\"s\"]]]", 0, true},
        {"[[[\"<textarea>\",\"</textarea>\"],[\"r\"]]]", 0, true},
        {"[[[\"<p><textarea\",\" rows=\\\"3\\\">\",\"</textarea>\"],[\"a:x\",\"r\"]]]", 1, true},
        {"[[[\"<textarea\",\"\",\">\",\"</textarea>\"],[\"a:x\",\"p\",\"r\"]]]", 2, true},
        {"[[[\"<pre title=\\\"a>b<i>\\\">\",\"</pre>\"],[\"s\"]]]", 0, true},
        {"[[[\"<pre title='say \\\"'>\",\"</pre>\"],[\"s\"]]]", 0, true},
        {"[[[\"<pre>\",\"</pre>\"],[\"t\"]]]", 0, false},
        {"[[[\"<pre>x\",\"</pre>\"],[\"s\"]]]", 0, false},
        {"[[[\"<pre><b>\",\"</b></pre>\"],[\"s\"]]]", 0, false},
        {"[[[\"<present>\",\"</present>\"],[\"s\"]]]", 0, false},
        {"[[[\"<i title=\\\"<pre>\\\">\",\"</i>\"],[\"s\"]]]", 0, false},
        {"[[[\"<title>\",\"</title>\"],[\"r\"]]]", 0, false},
        {"[[[\"<pre>\",\"</pre><b>\",\"</b>\"],[\"s\",\"s\"]]]", 1, false},
        {"[[[\"<pre\",\"><b>\",\"</b></pre>\"],[\"a:x\",\"s\"]]]", 1, false},
        {"[[[\"\",\"\"],[\"s\"]]]", 0, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct templates templates = page_templates(&arena, cases[i].templates);
        if (templates.all[0].slots[cases[i].slot].eats_newline != cases[i].eats) fail_msg("%s", cases[i].templates);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_the_client_what_it_was_told),
        cmocka_unit_test(takes_an_app_without_templates),
        cmocka_unit_test(refuses_what_does_not_hold_together),
        cmocka_unit_test(refuses_what_is_no_list_of_templates),
        cmocka_unit_test(refuses_more_than_there_may_be),
        cmocka_unit_test(has_a_fingerprint_of_its_content_alone),
        cmocka_unit_test(knows_where_a_parser_drops_a_line_feed),
    };
    return cmocka_run_group_tests(tests, NULL, leave);
}
