// rendition.h: what a render may say and what not, and that a rendition is the same however it came to be.
#include "page.h"

static struct arena arena;
static struct templates templates;
static struct rendition page;
static struct error err;
static const struct sink *sink = &rendition_sink;

// 0 a paragraph, 1 two of anything, 2 a link with a set, 3 a textarea, 4 and 6 nothing, 5 a row
static const char templates_json[] = "[[[\"<p>\",\"</p>\"],[\"s\"]],[[\"<div>\",\" \",\"</div>\"],[\"t\",\"t\"]],"
                                     "[[\"<a\",\"\",\"></a>\"],[\"u:href\",\"p\"]],"
                                     "[[\"<textarea>\",\"</textarea>\"],[\"r\"]],[[\"<hr>\"],[]],"
                                     "[[\"<li>\",\"</li>\"],[\"s\"]],[[\"<hr>\"],[]]]";

static int enter(void **state)
{
    (void)state;
    templates = page_templates(&arena, templates_json);
    return 0;
}

static int leave(void **state)
{
    (void)state;
    arena_destroy(&arena);
    return 0;
}

static int begin(void **state)
{
    (void)state;
    rendition_create(&page, &templates);
    err = (struct error){0};
    return 0;
}

static int end(void **state)
{
    (void)state;
    rendition_destroy(&page);
    return 0;
}

static void must(bool ok)
{
    if (!ok) fail_msg("%s", err.text);
}

static void expect_refused(bool ok, enum error_code code, const char *says)
{
    assert_false(ok);
    assert_int_equal(err.code, code);
    assert_string_equal(err.text, says);
}

static sink_handle template_of(uint32_t id, const char *text)
{
    sink_handle handle;
    must(sink->open(&page, id, &err));
    if (templates.all[id].slots_count) must(sink->text(&page, page_bytes(text), &err));
    must(sink->close(&page, &handle, &err));
    return handle;
}

static sink_handle list_of(uint32_t id, sink_handle row)
{
    sink_handle handle;
    must(sink->list_open(&page, id, &err) && sink->row(&page, (struct bytes){NULL, 0}, row, &err));
    must(sink->list_close(&page, &handle, &err));
    return handle;
}

static void knows_its_templates(void **state)
{
    (void)state;
    uint32_t count;
    must(sink->slots(&page, 1, &count, &err));
    assert_int_equal(count, 2);
    expect_refused(sink->slots(&page, 7, &count, &err), ERROR_UNKNOWN, "there is no template 7");
    expect_refused(sink->open(&page, UINT32_MAX, &err), ERROR_UNKNOWN, "there is no template 4294967295");
    expect_refused(sink->list_open(&page, 7, &err), ERROR_UNKNOWN, "there is no template 7");
}

static void counts_the_values_of_a_template(void **state)
{
    (void)state;
    sink_handle handle;
    must(sink->open(&page, 1, &err) && sink->text(&page, BYTES("a"), &err));
    expect_refused(sink->close(&page, &handle, &err), ERROR_MISFIT, "template 1 takes 2 values, and got 1");
    must(sink->open(&page, 0, &err) && sink->text(&page, BYTES("a"), &err));
    expect_refused(sink->flag(&page, false, &err), ERROR_MISFIT, "template 0 takes 1 values, and one more came");
    must(sink->open(&page, 4, &err));
    expect_refused(sink->text(&page, BYTES("a"), &err), ERROR_MISFIT, "template 4 takes 0 values, and one more came");
}

static void refuses_what_comes_where_nothing_is_open(void **state)
{
    (void)state;
    static const char no_value[] = "a value came where no template is open";
    sink_handle handle;
    expect_refused(sink->text(&page, BYTES("a"), &err), ERROR_MISFIT, no_value);
    expect_refused(sink->flag(&page, true, &err), ERROR_MISFIT, no_value);
    expect_refused(sink->child(&page, 1, &err), ERROR_MISFIT, no_value);
    expect_refused(sink->spread(&page, NULL, NULL, 0, 0, &err), ERROR_MISFIT, no_value);
    expect_refused(sink->close(&page, &handle, &err), ERROR_MISFIT, "no template is open that could be closed");
    expect_refused(sink->list_close(&page, &handle, &err), ERROR_MISFIT, "no list is open that could be closed");
    expect_refused(sink->row(&page, BYTES("a"), 1, &err), ERROR_MISFIT, "a row came where no list is open");
    must(sink->list_open(&page, 0, &err));
    expect_refused(sink->text(&page, BYTES("a"), &err), ERROR_MISFIT, no_value);
    must(sink->list_open(&page, 0, &err));
    expect_refused(sink->close(&page, &handle, &err), ERROR_MISFIT, "no template is open that could be closed");
    must(sink->open(&page, 0, &err));
    expect_refused(sink->list_close(&page, &handle, &err), ERROR_MISFIT, "no list is open that could be closed");
    must(sink->open(&page, 0, &err));
    expect_refused(sink->row(&page, BYTES("a"), 1, &err), ERROR_MISFIT, "a row came where no list is open");
}

static void refuses_what_does_not_fit_its_slot(void **state)
{
    (void)state;
    struct bytes name = BYTES("id");
    struct bytes bad = BYTES("onclick");
    sink_handle child = template_of(0, "a");
    must(sink->open(&page, 2, &err));
    expect_refused(sink->child(&page, child, &err), ERROR_MISFIT, "attribute 'href' takes text, not markup");
    must(sink->open(&page, 2, &err));
    expect_refused(sink->spread(&page, &name, &name, 0, 1, &err), ERROR_MISFIT,
                   "attribute 'href' takes text, not a table");
    must(sink->open(&page, 2, &err) && sink->text(&page, BYTES("/"), &err));
    expect_refused(sink->text(&page, BYTES("a"), &err), ERROR_MISFIT, "a set of attributes takes a table, not text");
    must(sink->open(&page, 2, &err) && sink->text(&page, BYTES("/"), &err));
    expect_refused(sink->flag(&page, true, &err), ERROR_MISFIT, "a set of attributes takes a table, not true");
    must(sink->open(&page, 2, &err) && sink->text(&page, BYTES("/"), &err));
    expect_refused(sink->child(&page, child, &err), ERROR_MISFIT, "a set of attributes takes a table, not markup");
    must(sink->open(&page, 2, &err) && sink->text(&page, BYTES("/"), &err));
    expect_refused(sink->spread(&page, &bad, &name, 0, 1, &err), ERROR_MISFIT,
                   "attribute 'onclick' would run script; use ls-click=\"event\" and its like");
    must(sink->open(&page, 3, &err));
    expect_refused(sink->child(&page, child, &err), ERROR_MISFIT, "a textarea or title takes text, not markup");
    must(sink->open(&page, 0, &err));
    expect_refused(sink->spread(&page, &name, &name, 0, 1, &err), ERROR_MISFIT,
                   "content takes text or markup, not a table");
}

static void refuses_markup_of_another_render(void **state)
{
    (void)state;
    sink_handle old = template_of(0, "a");
    rendition_clear(&page);
    sink_handle now = template_of(0, "a");
    assert_int_not_equal(old, now);
    const sink_handle bad[] = {0, old, now + 1, now + 1000, UINT32_MAX, 1};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        must(sink->open(&page, 0, &err));
        expect_refused(sink->child(&page, bad[i], &err), ERROR_MISFIT, "this markup is not of this render");
        must(sink->list_open(&page, 0, &err));
        expect_refused(sink->row(&page, BYTES("a"), bad[i], &err), ERROR_MISFIT, "this row is not of this render");
        expect_refused(rendition_set_root(&page, bad[i], &err), ERROR_MISFIT,
                       "the page is not markup of this render");
    }
    assert_int_equal(rendition_fingerprint(&page), 0);
    must(rendition_set_root(&page, now, &err));
    must(sink->open(&page, 0, &err));
    expect_refused(sink->child(&page, now, &err), ERROR_MISFIT, "this markup is not of this render");
}

static void refuses_rows_that_do_not_belong_together(void **state)
{
    (void)state;
    sink_handle row = template_of(5, "a");
    sink_handle other = template_of(0, "a");
    sink_handle list = list_of(5, row);
    must(sink->list_open(&page, 5, &err));
    expect_refused(sink->row(&page, BYTES("1"), other, &err), ERROR_MISFIT,
                   "the rows are of template 5, and one of template 0 came");
    must(sink->list_open(&page, 5, &err));
    expect_refused(sink->row(&page, BYTES("1"), list, &err), ERROR_MISFIT, "a row is a template, not a list");
    must(sink->list_open(&page, 5, &err) && sink->row(&page, BYTES("1"), row, &err));
    expect_refused(sink->row(&page, (struct bytes){NULL, 0}, row, &err), ERROR_MISFIT,
                   "of a list's rows either all have a key or none");
    expect_refused(rendition_set_root(&page, list, &err), ERROR_MISFIT, "the page must be a template, not a list");
}

static bool put_numbered(sink_handle row, uint32_t number)
{
    char key[16];
    size_t size = (size_t)snprintf(key, sizeof key, "%u", number);
    return sink->row(&page, (struct bytes){key, size}, row, &err);
}

static void refuses_a_key_that_comes_twice(void **state)
{
    (void)state;
    static const uint32_t counts[] = {1, 2, 7, 8, 9, 15, 16, 17, 100, 1000};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        for (int order = 0; order < 3; order++) {
            sink_handle row = template_of(5, "a");
            must(sink->list_open(&page, 5, &err));
            for (uint32_t n = 0; n < counts[i]; n++)
                must(put_numbered(row, order == 0 ? n : order == 1 ? 10000 - n : n * 7919 % 10007));
            uint32_t again = counts[i] / 2;
            assert_false(put_numbered(row, order == 0 ? again : order == 1 ? 10000 - again : again * 7919 % 10007));
            assert_int_equal(err.code, ERROR_MISFIT);
            rendition_clear(&page);
        }
    }
    sink_handle row = template_of(5, "a");
    must(sink->list_open(&page, 5, &err) && put_numbered(row, 7));
    expect_refused(put_numbered(row, 7), ERROR_MISFIT, "two rows have the key '7'");
    must(sink->list_open(&page, 5, &err) && sink->row(&page, BYTES(""), row, &err));
    expect_refused(sink->row(&page, BYTES(""), row, &err), ERROR_MISFIT, "two rows have the key ''");
}

static void keeps_the_keys_of_lists_in_lists_apart(void **state)
{
    (void)state;
    sink_handle row = template_of(5, "a");
    sink_handle inner, outer;
    must(sink->list_open(&page, 5, &err));
    for (uint32_t n = 0; n < 200; n++) {
        must(sink->list_open(&page, 5, &err));
        for (uint32_t m = 0; m < 40; m++) must(put_numbered(row, m * 17 % 41));
        must(sink->list_close(&page, &inner, &err));
        must(sink->open(&page, 5, &err) && sink->child(&page, inner, &err) && sink->close(&page, &inner, &err));
        must(put_numbered(inner, n * 101 % 211));
    }
    must(sink->list_close(&page, &outer, &err));
    assert_int_equal(page.drawing->keys.size, 0);
    must(sink->list_open(&page, 5, &err));
    for (uint32_t n = 0; n < 200; n++) {
        must(sink->list_open(&page, 5, &err));
        for (uint32_t m = 0; m < 40; m++) must(put_numbered(row, m * 17 % 41));
        assert_false(put_numbered(row, n % 40 * 17 % 41)); // and is given up
        must(put_numbered(row, n * 101 % 211));
    }
    assert_false(put_numbered(row, 3 * 101 % 211));
}

static void gives_up_only_what_failed(void **state)
{
    (void)state;
    sink_handle handle;
    must(sink->open(&page, 1, &err) && sink->text(&page, BYTES("before"), &err));
    must(sink->open(&page, 0, &err));
    expect_refused(sink->child(&page, 0, &err), ERROR_MISFIT, "this markup is not of this render");
    must(sink->text(&page, BYTES("after"), &err) && sink->close(&page, &handle, &err));
    must(rendition_set_root(&page, handle, &err));
    char *html = page_html(&page);
    assert_string_equal(html, "<!--1--><div><!--$-->before<!--/--> <!--$-->after<!--/--></div>");
    free(html);
}

// ---- limits

static void holds_so_much_text_and_no_more(void **state)
{
    (void)state;
    char *much = calloc(1, RENDITION_SIZE_MAX + 1);
    sink_handle handle;
    memset(much, 'x', RENDITION_SIZE_MAX + 1);
    must(sink->open(&page, 0, &err));
    expect_refused(sink->text(&page, (struct bytes){much, RENDITION_SIZE_MAX + 1}, &err), ERROR_TOO_LARGE,
                   "the page has more than 16 MiB of content");
    must(sink->open(&page, 0, &err) && sink->text(&page, (struct bytes){much, RENDITION_SIZE_MAX}, &err));
    expect_refused(sink->close(&page, &handle, &err), ERROR_TOO_LARGE, "the page has more than 16 MiB of content");
    rendition_clear(&page);
    must(sink->open(&page, 0, &err) && sink->text(&page, (struct bytes){much, RENDITION_SIZE_MAX - 64}, &err));
    must(sink->close(&page, &handle, &err));
    must(sink->open(&page, 2, &err) && sink->text(&page, BYTES("/"), &err));
    struct bytes name = BYTES("title");
    struct bytes value = {much, RENDITION_SIZE_MAX};
    assert_false(sink->spread(&page, &name, &value, 0, 1, &err));
    assert_int_equal(err.code, ERROR_TOO_LARGE);
    must(sink->list_open(&page, 0, &err));
    assert_false(sink->row(&page, value, handle, &err));
    assert_int_equal(err.code, ERROR_TOO_LARGE);
    free(much);
}

static void holds_no_page_that_is_small_only_by_repeating(void **state)
{
    (void)state;
    sink_handle handle = template_of(0, "x");
    bool ok = true;
    int doublings = 0;
    for (; ok && doublings < RENDITION_DEPTH_MAX; doublings += ok) {
        ok = sink->open(&page, 1, &err) && sink->child(&page, handle, &err) && sink->child(&page, handle, &err) &&
             sink->close(&page, &handle, &err);
    }
    assert_false(ok);
    assert_int_equal(err.code, ERROR_TOO_LARGE);
    assert_in_range(doublings, 15, 24);
    sink_handle row = template_of(5, "x");
    must(sink->list_open(&page, 5, &err));
    int rows = 0;
    while (sink->row(&page, (struct bytes){NULL, 0}, row, &err)) rows++;
    assert_int_equal(err.code, ERROR_TOO_LARGE);
    assert_in_range(rows, 100 * 1000, RENDITION_SIZE_MAX / 16);
}

static void is_so_deep_and_no_deeper(void **state)
{
    (void)state;
    sink_handle handle = template_of(0, "x");
    for (int depth = 2; depth <= RENDITION_DEPTH_MAX; depth++) {
        if (depth % 2) handle = list_of(depth == 3 ? 0 : 5, handle);
        uint32_t id = depth % 2 ? 5 : depth == 2 ? 0 : 5;
        must(sink->open(&page, id, &err) && sink->child(&page, handle, &err) && sink->close(&page, &handle, &err));
    }
    must(sink->open(&page, 0, &err) && sink->child(&page, handle, &err));
    sink_handle too_deep;
    expect_refused(sink->close(&page, &too_deep, &err), ERROR_TOO_LARGE,
                   "templates lie more than 64 deep in each other");
    must(rendition_set_root(&page, handle, &err));
    free(page_html(&page));
    free(page_full(&page));
}

static void has_so_much_open_and_no_more(void **state)
{
    (void)state;
    for (int i = 0; i < RENDITION_OPEN_MAX; i++)
        must(i % 2 ? sink->open(&page, 1, &err) : sink->list_open(&page, 1, &err));
    expect_refused(sink->open(&page, 1, &err), ERROR_TOO_LARGE, "more than 128 templates and lists are open at once");
    expect_refused(sink->list_open(&page, 1, &err), ERROR_TOO_LARGE,
                   "more than 128 templates and lists are open at once");
    rendition_clear(&page);
    template_of(0, "a");
}

// ---- fingerprints and copies

static uint64_t fingerprint_of(const char *text)
{
    page_render(&page, text);
    return rendition_fingerprint(&page);
}

static void has_another_fingerprint_for_another_page(void **state)
{
    (void)state;
    static const char *const pages[] = {"[0,null]",
                                        "[0,\"a\"]",
                                        "[0,\"b\"]",
                                        "[0,\"ab\"]",
                                        "[5,\"a\"]",
                                        "[1,\"a\",\"b\"]",
                                        "[1,\"b\",\"a\"]",
                                        "[1,\"ab\",null]",
                                        "[1,null,\"ab\"]",
                                        "[0,[0,\"a\"]]",
                                        "[0,[5,\"a\"]]",
                                        "[1,[0,\"a\"],\"b\"]",
                                        "[1,\"b\",[0,\"a\"]]",
                                        "[0,{\"l\":0,\"r\":[]}]",
                                        "[0,{\"l\":5,\"r\":[]}]",
                                        "[0,{\"l\":5,\"r\":[[\"a\"]]}]",
                                        "[0,{\"l\":5,\"r\":[[\"a\"]],\"k\":[1]}]",
                                        "[0,{\"l\":5,\"r\":[[\"a\"]],\"k\":[2]}]",
                                        "[0,{\"l\":5,\"r\":[[\"a\"],[\"b\"]]}]",
                                        "[0,{\"l\":5,\"r\":[[\"b\"],[\"a\"]]}]",
                                        "[4]",
                                        "[2,null,null]",
                                        "[2,true,null]",
                                        "[2,\"\",null]",
                                        "[2,null,{\"p\":{\"a\":\"\"}}]",
                                        "[2,null,{\"p\":{\"a\":true}}]",
                                        "[2,null,{\"p\":{\"a\":\"b\"}}]",
                                        "[2,null,{\"p\":{\"ab\":\"\"}}]",
                                        "[3,\"a\"]",
                                        "[0,{\"l\":4,\"r\":[[]]}]",
                                        "[0,{\"l\":4,\"r\":[[],[]]}]",
                                        "[0,[4]]",
                                        "[1,\"abc\",\"d\"]",
                                        "[1,\"ab\",\"cd\"]",
                                        "[6]",
                                        "[0,[6]]",
                                        "[0,{\"l\":4,\"r\":[]}]",
                                        "[0,{\"l\":6,\"r\":[]}]"};
    enum { COUNT = sizeof pages / sizeof *pages };
    uint64_t fingerprints[COUNT];
    for (size_t i = 0; i < COUNT; i++) {
        fingerprints[i] = fingerprint_of(pages[i]);
        assert_true(fingerprints[i] == fingerprint_of(pages[i]));
        for (size_t j = 0; j < i; j++)
            if (fingerprints[i] == fingerprints[j]) fail_msg("%s is taken for %s", pages[i], pages[j]);
    }
}

// The same page, once with its texts side by side, once with another render between them.
static void is_the_same_however_its_texts_lie(void **state)
{
    (void)state;
    sink_handle handle;
    uint64_t fingerprint = fingerprint_of("[1,\"one\",\"two\"]");
    rendition_clear(&page);
    must(sink->open(&page, 1, &err) && sink->text(&page, BYTES("one"), &err));
    template_of(0, "something else");
    must(sink->text(&page, BYTES("two"), &err) && sink->close(&page, &handle, &err));
    must(rendition_set_root(&page, handle, &err));
    assert_true(rendition_fingerprint(&page) == fingerprint);
    fingerprint = fingerprint_of("[1,\"one\",[0,\"x\"]]");
    rendition_clear(&page);
    sink_handle child = template_of(0, "x");
    must(sink->open(&page, 1, &err) && sink->text(&page, BYTES("one"), &err) && sink->child(&page, child, &err));
    must(sink->close(&page, &handle, &err) && rendition_set_root(&page, handle, &err));
    assert_true(rendition_fingerprint(&page) == fingerprint);
}

static void shows_one_template_in_two_places(void **state)
{
    (void)state;
    sink_handle handle = template_of(0, "x");
    must(sink->open(&page, 1, &err) && sink->child(&page, handle, &err) && sink->child(&page, handle, &err));
    must(sink->close(&page, &handle, &err) && rendition_set_root(&page, handle, &err));
    char *full = page_full(&page);
    assert_string_equal(full, "[1,[0,\"x\"],[0,\"x\"]]");
    free(full);
}

static void is_copied_whole_into_no_more_than_it_needs(void **state)
{
    (void)state;
    static const char *const pages[] = {"[0,{\"l\":5,\"r\":[[\"a\"],[\"b\"]],\"k\":[1,2]}]", "[4]", "[0,\"abc\"]"};
    struct rendition copy;
    rendition_create(&copy, &templates);
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        page_render(&page, pages[i]);
        rendition_copy(&copy, &page);
        assert_int_equal(rendition_size(&copy), sizeof copy + page.nodes.size + page.text.size + page.lists.size);
        assert_true(rendition_size(&copy) <= rendition_size(&page));
        assert_true(rendition_fingerprint(&copy) == rendition_fingerprint(&page));
        assert_null(page_patch(&copy, &page, NULL));
        char *full = page_full(&copy);
        char *first = page_full(&page);
        assert_string_equal(full, first);
        free(full);
        free(first);
    }
    page_render(&copy, pages[0]); // a copy can be rendered into
    page_render(&page, pages[0]);
    assert_true(rendition_fingerprint(&copy) == rendition_fingerprint(&page));
    rendition_destroy(&copy);
}

static void is_small(void **state)
{
    (void)state;
    page_render(&page, "[1,\"ab\",[0,\"c\"]]");
    assert_int_equal(page.nodes.size, 8 + (16 + 8) + (16 + 2 * 8));
    assert_int_equal(page.text.size, 3);
    page_render(&page, "[0,{\"l\":4,\"r\":[[],[],[]]}]");
    assert_int_equal(page.nodes.size, 8 + 3 * 16 + (24 + 3 * 24) + (16 + 8));
}

static void marks_whose_markup_is_once(void **state)
{
    (void)state;
    sink_handle owned, again, other;
    sink_handle markup = template_of(0, "a");
    must(sink->own(&page, markup, 1025, &owned, &err));
    assert_true(owned != markup);
    must(sink->own(&page, owned, 7, &again, &err)); // the mark further inside counts
    assert_true(again == owned);
    must(sink->own(&page, markup, 7, &other, &err)); // markup that is shown twice may have two owners
    assert_true(other != owned);
    must(rendition_set_root(&page, owned, &err));
    expect_refused(sink->own(&page, markup, 7, &other, &err), ERROR_MISFIT, "this markup is not of this render");
    expect_refused(sink->own(&page, 0, 7, &other, &err), ERROR_MISFIT, "this markup is not of this render");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(knows_its_templates),
        TEST(counts_the_values_of_a_template),
        TEST(refuses_what_comes_where_nothing_is_open),
        TEST(refuses_what_does_not_fit_its_slot),
        TEST(refuses_markup_of_another_render),
        TEST(refuses_rows_that_do_not_belong_together),
        TEST(refuses_a_key_that_comes_twice),
        TEST(keeps_the_keys_of_lists_in_lists_apart),
        TEST(gives_up_only_what_failed),
        TEST(holds_so_much_text_and_no_more),
        TEST(holds_no_page_that_is_small_only_by_repeating),
        TEST(is_so_deep_and_no_deeper),
        TEST(has_so_much_open_and_no_more),
        TEST(has_another_fingerprint_for_another_page),
        TEST(is_the_same_however_its_texts_lie),
        TEST(shows_one_template_in_two_places),
        TEST(is_copied_whole_into_no_more_than_it_needs),
        TEST(is_small),
        TEST(marks_whose_markup_is_once),
    };
    return cmocka_run_group_tests(tests, enter, leave);
}
