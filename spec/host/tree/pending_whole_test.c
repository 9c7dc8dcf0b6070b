// host/tree/pending_whole.c: a template said in one call is the template said value by value, and what the one way
// refuses the other refuses with the same words.
#include "page.h"

static struct arena arena;
static struct templates templates;
static struct rendition at_once, one_by_one;

// 0 a paragraph, 1 two of anything, 2 a link with a set, 3 a textarea, 4 nothing, 5 a row, 6 an attribute, 7 what is
// vouched for
static const char templates_json[] =
    "[[[\"<p>\",\"</p>\"],[\"s\"]],[[\"<div>\",\" \",\"</div>\"],[\"t\",\"t\"]],"
    "[[\"<a\",\"\",\"></a>\"],[\"u:href\",\"p\"]],"
    "[[\"<textarea>\",\"</textarea>\"],[\"r\"]],[[\"<hr>\"],[]],"
    "[[\"<li\",\">\",\"</li>\"],[\"a:class\",\"s\"]],[[\"<b\",\"></b>\"],[\"a:id\"]],[[\"<i>\",\"</i>\"],[\"h\"]]]";

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
    rendition_create(&at_once, &templates);
    rendition_create(&one_by_one, &templates);
    return 0;
}

static int end(void **state)
{
    (void)state;
    page_says_whole = false;
    rendition_destroy(&at_once);
    rendition_destroy(&one_by_one);
    return 0;
}

static void expect_same_text(char *a, char *b)
{
    assert_string_equal(a, b);
    free(a);
    free(b);
}

static void expect_same(const char *page)
{
    page_says_whole = false;
    page_render(&one_by_one, page);
    page_says_whole = true;
    page_render(&at_once, page);
    if (rendition_fingerprint(&at_once) != rendition_fingerprint(&one_by_one)) fail_msg("%s", page);
    assert_int_equal(at_once.nodes.size, one_by_one.nodes.size);
    assert_int_equal(at_once.text.size, one_by_one.text.size);
    assert_null(page_patch(&one_by_one, &at_once, NULL));
    expect_same_text(page_full(&at_once), page_full(&one_by_one));
    expect_same_text(page_html(&at_once), page_html(&one_by_one));
}

static void makes_the_page_that_its_values_make_one_by_one(void **state)
{
    (void)state;
    static const char *const pages[] = {
        "[4]",
        "[0,\"text\"]",
        "[0,\"\"]",
        "[0,null]",
        "[0,true]",
        "[6,\"\"]",
        "[6,true]",
        "[6,false]",
        "[3,\"\\n<b>\"]",
        "[3,true]",
        "[2,\"/a\",null]",
        "[2,\" javascript:alert(1)\",null]",
        "[2,true,{\"p\":{\"id\":\"a\"}}]",
        "[7,\"<b>\"]",
        "[7,true]",
        "[1,\"one\",[0,\"x\"]]",
        "[1,[0,\"x\"],\"one\"]",
        "[1,[1,\"a\",[0,\"b\"]],[1,[4],\"c\"]]",
        "[0,{\"l\":5,\"r\":[]}]",
        "[0,{\"l\":5,\"r\":[[\"a\",\"1\"],[null,\"2\"],[true,null]]}]",
        "[0,{\"l\":5,\"r\":[[\"a\",\"1\"],[null,[0,\"2\"]]],\"k\":[1,2]}]",
        "[1,\"a\",{\"l\":5,\"r\":[[\"a\",{\"l\":4,\"r\":[[],[]]}],[null,{\"l\":0,\"r\":[[\"x\"]],\"k\":[3]}]],\"k\":["
        "\"b\",\"a\"]}]",
    };
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) expect_same(pages[i]);
}

static struct sink_value text(const char *characters)
{
    return (struct sink_value){.kind = SINK_TEXT, .text = page_bytes(characters)};
}

static bool say_one_by_one(uint32_t id, const struct sink_value *values, size_t count, struct error *err)
{
    sink_handle handle;
    bool ok = rendition_sink.open(&one_by_one, id, err);
    for (size_t i = 0; ok && i < count; i++) {
        if (values[i].kind == SINK_TEXT) ok = rendition_sink.text(&one_by_one, values[i].text, err);
        else if (values[i].kind == SINK_CHILD) ok = rendition_sink.child(&one_by_one, values[i].child, err);
        else ok = rendition_sink.flag(&one_by_one, values[i].kind == SINK_TRUE, err);
    }
    return ok && rendition_sink.close(&one_by_one, &handle, err);
}

static void expect_same_refusal(uint32_t id, const struct sink_value *values, size_t count)
{
    struct error short_way = {0}, long_way = {0};
    sink_handle handle;
    assert_false(rendition_sink.whole(&at_once, id, values, count, &handle, &short_way));
    assert_false(say_one_by_one(id, values, count, &long_way));
    assert_int_equal(short_way.code, long_way.code);
    assert_string_equal(short_way.text, long_way.text);
    assert_int_equal(at_once.drawing->open_count, 0);
}

static void refuses_what_is_refused_one_by_one_with_the_same_words(void **state)
{
    (void)state;
    struct sink_value child = {.kind = SINK_CHILD};
    struct sink_value yes = {.kind = SINK_TRUE};
    assert_true(rendition_sink.whole(&one_by_one, 4, NULL, 0, &child.child, &(struct error){0}));
    assert_true(rendition_sink.whole(&at_once, 4, NULL, 0, &child.child, &(struct error){0}));
    struct sink_value strange = {.kind = SINK_CHILD, .child = child.child + 1};
    expect_same_refusal(8, NULL, 0);
    expect_same_refusal(UINT32_MAX, NULL, 0);
    expect_same_refusal(1, (struct sink_value[]){text("a")}, 1);
    expect_same_refusal(0, (struct sink_value[]){text("a"), text("b")}, 2);
    expect_same_refusal(4, (struct sink_value[]){text("a")}, 1);
    expect_same_refusal(6, &child, 1);
    expect_same_refusal(3, &child, 1);
    expect_same_refusal(7, &child, 1);
    expect_same_refusal(2, (struct sink_value[]){child, {0}}, 2);
    expect_same_refusal(2, (struct sink_value[]){text("/"), text("a")}, 2);
    expect_same_refusal(2, (struct sink_value[]){text("/"), yes}, 2);
    expect_same_refusal(2, (struct sink_value[]){text("/"), child}, 2);
    expect_same_refusal(0, &strange, 1);
    expect_same_refusal(1, (struct sink_value[]){text("a"), strange}, 2);
}

static void refuses_more_than_a_page_holds(void **state)
{
    (void)state;
    char *much = calloc(1, RENDITION_SIZE_MAX + 1);
    struct sink_value value = {.kind = SINK_TEXT, .text = {much, RENDITION_SIZE_MAX + 1}};
    expect_same_refusal(0, &value, 1);
    value.text.size = RENDITION_SIZE_MAX - 8;
    expect_same_refusal(0, &value, 1);
    sink_handle handle;
    struct error err;
    value.text.size = RENDITION_SIZE_MAX - 1000;
    rendition_clear(&at_once);
    assert_true(rendition_sink.whole(&at_once, 0, &value, 1, &handle, &err));
    assert_true(rendition_set_root(&at_once, handle, &err));
    free(much);
}

static void is_so_deep_and_no_deeper(void **state)
{
    (void)state;
    struct sink_value value = {.kind = SINK_NOTHING};
    struct error err;
    for (int depth = 0; depth < RENDITION_DEPTH_MAX; depth++) {
        assert_true(rendition_sink.whole(&at_once, 0, &value, 1, &value.child, &err));
        value.kind = SINK_CHILD;
    }
    assert_false(rendition_sink.whole(&at_once, 0, &value, 1, &value.child, &err));
    assert_string_equal(err.text, "templates lie more than 64 deep in each other");
}

static bool say_row(const char *key, const struct sink_value *value, size_t count, struct error *err)
{
    struct sink_value said = text(key ? key : "");
    return rendition_sink.whole_row(&at_once, key ? &said : NULL, value, count, err);
}

static void refuses_a_row_that_does_not_belong(void **state)
{
    (void)state;
    struct error err;
    uint32_t id;
    struct sink_value value = text("a");
    assert_false(say_row("1", &value, 1, &err));
    assert_string_equal(err.text, "a row came where no list is open");
    assert_false(rendition_sink.row_template(&at_once, &id, &err));
    assert_string_equal(err.text, "a row came where no list is open");
    assert_true(rendition_sink.list_open(&at_once, 0, &err));
    assert_true(rendition_sink.row_template(&at_once, &id, &err));
    assert_int_equal(id, 0);
    assert_false(say_row("1", (struct sink_value[]){value, value}, 2, &err));
    assert_string_equal(err.text, "template 0 takes 1 values, and one more came");
    assert_true(say_row("1", &value, 1, &err));
    assert_false(say_row("1", &value, 1, &err));
    assert_string_equal(err.text, "two rows have the key '1'");
    assert_true(rendition_sink.list_open(&at_once, 0, &err));
    assert_true(say_row("1", &value, 1, &err));
    assert_false(say_row(NULL, &value, 1, &err));
    assert_string_equal(err.text, "of a list's rows either all have a key or none");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(makes_the_page_that_its_values_make_one_by_one),
        TEST(refuses_what_is_refused_one_by_one_with_the_same_words),
        TEST(refuses_more_than_a_page_holds),
        TEST(is_so_deep_and_no_deeper),
        TEST(refuses_a_row_that_does_not_belong),
    };
    return cmocka_run_group_tests(tests, enter, leave);
}
