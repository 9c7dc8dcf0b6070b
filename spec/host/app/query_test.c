// What stands after the '?' of an address.
#include "support/house.h"

#include "app/query.h"

static void decodes_what_browsers_encode(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool plus_is_space;
        const char *expected;
    } cases[] = {
        {"abc", true, "abc"},  {"a+b", true, "a b"},     {"a+b", false, "a+b"}, {"%41%62", true, "Ab"},
        {"%c3%A9", true, "é"}, {"%", true, "%"},         {"%4", true, "%4"},    {"%4g", true, "%4g"},
        {"%%41", true, "%A"},  {"", true, ""},           {"%2B+", true, "+ "},  {"%25%34%31", true, "%41"},
        {"a%", true, "a%"},    {"%zz%41", true, "%zzA"},
    };
    struct arena arena = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(query_decode(bytes_of(cases[i].text), cases[i].plus_is_space, &arena).data,
                            cases[i].expected);
    arena_destroy(&arena);
}

static void names_and_values_come_one_by_one(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct bytes query = BYTES("a=1&&b+c=%26d&=no&e&f=g=h&");
    static const char *const expected[][2] = {{"a", "1"}, {"b c", "&d"}, {"e", ""}, {"f", "g=h"}};
    struct bytes name, value;
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        assert_true(query_next(&query, &arena, &name, &value));
        assert_string_equal(name.data, expected[i][0]);
        assert_string_equal(value.data, expected[i][1]);
    }
    assert_false(query_next(&query, &arena, &name, &value));
    arena_destroy(&arena);
}

static const char searching[] = "local ls = require 'lightspeed'\n"
                                "local view = ls.view { params = { q = 'string?', n = 'integer?' } }\n"
                                "function view.init(p) return { q = p.q or '-', n = p.n or 0 } end\n"
                                "function view.render(m) return html[[<p>{m.q}|{m.n}</p>]] end\n"
                                "return view\n";

static void a_page_gets_the_fields_it_declares(void **state)
{
    (void)state;
    static const struct {
        const char *query;
        int status;
        const char *shows;
    } cases[] = {
        {"", 200, "-<!--/-->|"},
        {"q=a+b%21&n=7", 200, "a b!"},
        {"n=7", 200, "7"},
        {"q=first&q=second", 200, "first"},
        {"stranger=1&q=x&__proto__=3", 200, ">x<"},
        {"q", 200, "<p>"},
        {"&&=&=x&q=y&&", 200, ">y<"},
        {"q=%00", 200, "\xef\xbf\xbd"},
        {"q=%3Cscript%3E", 200, "&lt;script&gt;"},
        {"n=x", 404, "expected integer"},
        {"n=9007199254740993", 404, "expected integer"},
    };
    struct house *house = house_open(searching);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct page page;
        page_begin(&page, house->hall, "/", cases[i].query);
        if (page.visit.status != cases[i].status || !strstr(page_html(&page), cases[i].shows))
            fail_msg("%s: %d %s", cases[i].query, page.visit.status, page_html(&page));
        page_destroy(&page);
    }
    house_close(house);
}

static void a_thousand_parameters_are_no_more_work_than_some(void **state)
{
    (void)state;
    struct house *house = house_open(searching);
    struct buffer query = {0};
    for (int i = 0; i < 20000; i++) buffer_print(&query, "x%d=%d&q=%d&", i, i, i);
    buffer_put_byte(&query, 0);
    struct page page;
    page_begin(&page, house->hall, "/", query.data);
    assert_int_equal(page.visit.status, 200);
    assert_contains(page_html(&page), ">0<");
    page_destroy(&page);
    buffer_destroy(&query);
    house_close(house);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decodes_what_browsers_encode),
        cmocka_unit_test(names_and_values_come_one_by_one),
        cmocka_unit_test(a_page_gets_the_fields_it_declares),
        cmocka_unit_test(a_thousand_parameters_are_no_more_work_than_some),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
