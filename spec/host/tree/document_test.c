// document.h: a layout's rendition as a document, and what is wrong with one.
#include "page.h"

#include "tree/document.h"

static struct arena arena;
static struct templates templates;
static struct rendition rendition;
static struct document document;

static const char *const layouts = "[[[\"<!doctype html><head>\",\"</head><body>\",\"</body>\"],[\"s\",\"t\"]],"
                                   "[[\"<main \",\">\",\"<hr>\",\"</main>\"],[\"a:id\",\"t\",\"t\"]],"
                                   "[[\"<title>\",\"</title>\"],[\"r\"]],"
                                   "[[\"<!DOCTYPE HTML>\",\"\",\"\",\"\"],[\"t\",\"t\",\"t\"]],"
                                   "[[\"<html>\",\"\",\"</html>\"],[\"t\",\"t\"]]]";

static const struct document_need needs[] = {{"HEAD", "here"}, {"VIEW", "there"}};

static int enter(void **state)
{
    (void)state;
    templates = page_templates(&arena, layouts);
    rendition_create(&rendition, &templates);
    return 0;
}

static int leave(void **state)
{
    (void)state;
    rendition_destroy(&rendition);
    document_destroy(&document);
    arena_destroy(&arena);
    document = (struct document){0};
    return 0;
}

static sink_handle hole(unsigned number)
{
    struct error err;
    sink_handle handle;
    assert_true(rendition_sink.hole(&rendition, number, &handle, &err));
    return handle;
}

static void open(uint32_t id)
{
    struct error err;
    assert_true(rendition_sink.open(&rendition, id, &err));
}

static void put_text(const char *text)
{
    struct error err;
    assert_true(rendition_sink.text(&rendition, page_bytes(text), &err));
}

static void put_child(sink_handle child)
{
    struct error err;
    assert_true(rendition_sink.child(&rendition, child, &err));
}

static sink_handle end(void)
{
    struct error err;
    sink_handle handle;
    assert_true(rendition_sink.close(&rendition, &handle, &err));
    return handle;
}

static bool write_document(sink_handle root, struct error *err)
{
    assert_true(rendition_set_root(&rendition, root, err));
    return document_write(&document, &rendition, NULL, needs, 2, err);
}

static void puts_nothing_around_slots_and_tells_where_the_holes_are(void **state)
{
    (void)state;
    struct error err;
    sink_handle head = hole(0);
    sink_handle view = hole(1);
    open(2);
    put_text("a < b");
    sink_handle title = end();
    open(1);
    put_text("x\"");
    put_text("text");
    put_child(view);
    sink_handle main = end();
    open(3);
    put_child(title);
    put_child(head);
    put_child(main);
    assert_true(write_document(end(), &err));
    buffer_put_byte(&document.html, 0);
    assert_string_equal(document.html.data,
                        "<!DOCTYPE HTML><title>a &lt; b</title><main  id=\"x&quot;\">text<hr></main>");
    assert_int_equal(document.holes_count, 2);
    assert_int_equal(document.holes[0].number, 0);
    assert_int_equal(document.holes[0].at, strstr(document.html.data, "<main") - document.html.data);
    assert_int_equal(document.holes[1].number, 1);
    assert_int_equal(document.holes[1].at, strstr(document.html.data, "</main>") - document.html.data);
}

static void expect_error(sink_handle root, const char *text)
{
    struct error err;
    assert_false(write_document(root, &err));
    assert_int_equal(err.code, ERROR_MISFIT);
    assert_string_equal(err.text, text);
}

static sink_handle layout_of(uint32_t id, sink_handle first, sink_handle second)
{
    open(id);
    put_child(first);
    put_child(second);
    return end();
}

static void says_what_is_missing_or_there_twice(void **state)
{
    (void)state;
    struct error err;
    expect_error(layout_of(0, hole(0), hole(0)), "the layout shows HEAD 2 times; once is right");
    rendition_clear(&rendition);
    expect_error(layout_of(0, hole(1), hole(2)), "the layout does not show HEAD: it belongs here");
    rendition_clear(&rendition);
    expect_error(layout_of(0, hole(0), hole(2)), "the layout does not show VIEW: it belongs there");
    rendition_clear(&rendition);
    expect_error(layout_of(4, hole(0), hole(1)),
                 "the layout does not begin with <!doctype html>: it makes the whole document");
    rendition_clear(&rendition);
    expect_error(hole(1), "the layout does not begin with <!doctype html>: it makes the whole document");
    rendition_clear(&rendition);
    assert_true(write_document(layout_of(0, hole(0), hole(1)), &err)); // and all is well again
}

static void knows_no_more_holes_than_it_can_keep(void **state)
{
    (void)state;
    struct error err;
    sink_handle handle;
    assert_false(rendition_sink.hole(&rendition, DOCUMENT_HOLES_MAX, &handle, &err));
    assert_int_equal(err.code, ERROR_UNKNOWN);
}

static void expect_head(const char *html, const char *head)
{
    struct document made = {0};
    buffer_put(&made.html, bytes_of(html));
    struct bytes found = document_head(&made);
    assert_int_equal(found.size, strlen(head));
    assert_memory_equal(found.data ? found.data : "", head, found.size);
    document_destroy(&made);
}

static void finds_what_stands_in_the_head(void **state)
{
    (void)state;
    expect_head("<!doctype html><html><head><meta></head><body></body></html>", "<meta>");
    expect_head("<!doctype html><HEAD></HEAD>", "");
    expect_head("<!doctype html><head></head", "");
    expect_head("<!doctype html><header></header>", "");
    expect_head("<!doctype html><head><title>&lt;/head&gt;</title></head>", "<title>&lt;/head&gt;</title>");
    expect_head("", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(puts_nothing_around_slots_and_tells_where_the_holes_are, enter, leave),
        cmocka_unit_test_setup_teardown(says_what_is_missing_or_there_twice, enter, leave),
        cmocka_unit_test(finds_what_stands_in_the_head),
        cmocka_unit_test_setup_teardown(knows_no_more_holes_than_it_can_keep, enter, leave),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
