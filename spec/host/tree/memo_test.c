// host/tree/memo.h: which rows are copied from the page that is shown, and that none is that should not be. A copy is
// told from a row made anew by writing over the texts of the page that is shown before the next is rendered.
#include "page.h"
#include "tree/node.h"

static struct arena arena;
static struct templates templates;
static struct rendition shown, next;

// 0 the page, 1 a row, 2 a child, 3 a row of twenty
static const char templates_json[] =
    "[[[\"<ul>\",\"</ul>\"],[\"s\"]],[[\"<li\",\"><b>\",\"</b>\",\"</li>\"],[\"a:class\",\"s\",\"t\"]],"
    "[[\"<i>\",\"</i>\"],[\"s\"]],"
    "[[\"<p\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"></"
    "p>\"],"
    "[\"a:a\",\"a:b\",\"a:c\",\"a:d\",\"a:e\",\"a:f\",\"a:g\",\"a:h\",\"a:i\",\"a:j\","
    "\"a:k\",\"a:l\",\"a:m\",\"a:n\",\"a:o\",\"a:p\",\"a:q\",\"a:r\",\"a:s\",\"a:t\"]]]";

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
    rendition_create(&shown, &templates);
    rendition_create(&next, &templates);
    page_says_whole = true;
    page_follows = NULL;
    return 0;
}

static int end(void **state)
{
    (void)state;
    page_says_whole = false;
    page_follows = NULL;
    rendition_destroy(&shown);
    rendition_destroy(&next);
    return 0;
}

static void spoil_value(const struct node_value *value)
{
    if (value->kind == NODE_TEXT) memset(shown.text.data + value->at, '~', value->size);
}

// Writes over the texts of all rows that are shown.
static void spoil_shown(void)
{
    const uint32_t *lists = (const uint32_t *)shown.lists.data;
    for (size_t n = 0; n < shown.lists.size / sizeof *lists; n++) {
        const struct node_list *list = node_list(&shown, lists[n]);
        for (uint32_t i = 0; i < list->count; i++) {
            const struct node_template *row = node_template(&shown, list->rows[i].at);
            for (uint32_t slot = 0; slot < node_kind_of(&shown, row)->slots_count; slot++)
                spoil_value(&row->values[slot]);
        }
    }
}

// Renders `after` where `before` is shown, and counts the rows that were copied.
static int copies(const char *before, const char *after)
{
    int count = 0;
    page_follows = NULL;
    page_render(&shown, before);
    spoil_shown();
    page_follows = &shown;
    page_render(&next, after);
    char *full = page_full(&next);
    for (const char *at = full; (at = strstr(at, "[null,\"~")); at++) count++;
    if (count == 0 && strchr(full, '~')) fail_msg("a copy in %s", full);
    free(full);
    return count;
}

#define ROWS(rows, keys) "[0,{\"l\":1,\"r\":[" rows "],\"k\":[" keys "]}]"
#define ROW(text)        "[null,\"" text "\",null]"
#define ABCD             ROWS(ROW("a") "," ROW("b") "," ROW("c") "," ROW("d"), "1,2,3,4")
#define UNKEYED(rows)    "[0,{\"l\":1,\"r\":[" rows "]}]"

static void copies_what_is_said_again(void **state)
{
    (void)state;
    assert_int_equal(copies(ABCD, ABCD), 4);
    assert_int_equal(copies(ABCD, ROWS(ROW("a") "," ROW("b") "," ROW("x") "," ROW("d"), "1,2,3,4")), 3);
    assert_int_equal(copies(ABCD, ROWS(ROW("a") "," ROW("c") "," ROW("d"), "1,3,4")), 3);
    assert_int_equal(copies(ABCD, ROWS(ROW("d"), "4")), 1);
    assert_int_equal(copies(ABCD, ROWS(ROW("x") "," ROW("a") "," ROW("b") "," ROW("c") "," ROW("d"), "5,1,2,3,4")),
                     4);
    assert_int_equal(copies(ABCD, ROWS(ROW("d") "," ROW("b") "," ROW("c") "," ROW("a"), "4,2,3,1")), 4);
    assert_int_equal(copies(ABCD, ROWS(ROW("d") "," ROW("c") "," ROW("b") "," ROW("a"), "4,3,2,1")), 4);
    assert_int_equal(copies(UNKEYED(ROW("a") "," ROW("b")), UNKEYED(ROW("a") "," ROW("b") "," ROW("c"))), 2);
    assert_int_equal(copies(UNKEYED(ROW("12")), UNKEYED(ROW("12"))), 1);
}

static void copies_nothing_that_differs(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {ROWS(ROW("a"), "1"), ROWS(ROW("b"), "1")},
        {ROWS(ROW("a"), "1"), ROWS(ROW("a"), "2")},
        {ROWS(ROW("a"), "1"), ROWS(ROW("a"), "\"x1\"")},
        {ROWS(ROW("a"), "1"), UNKEYED(ROW("a"))},
        {ROWS("[null,\"7\",null]", "1"), ROWS("[null,\"8\",null]", "1")},
        {ROWS("[null,\"a\",null]", "1"), ROWS("[true,\"a\",null]", "1")},
        {ROWS("[null,\"a\",null]", "1"), ROWS("[null,\"a\",true]", "1")},
        {ROWS("[null,\"a\",null]", "1"), ROWS("[null,null,\"a\"]", "1")},
        {ROWS("[null,\"a\",\"b\"]", "1"), ROWS("[null,\"ab\",null]", "1")},
        {ROWS("[null,\"a\",[2,\"x\"]]", "1"), ROWS("[null,\"a\",[2,\"y\"]]", "1")},
        {ROWS("[null,\"a\",[2,\"x\"]]", "1"), ROWS("[null,\"a\",null]", "1")},
        {ROWS("[null,\"a\",[\"2@5\",\"x\"]]", "1"), ROWS("[null,\"a\",[\"2@6\",\"x\"]]", "1")},
        {ROWS("[null,\"a\",[\"2@5\",\"x\"]]", "1"), ROWS("[null,\"a\",[2,\"x\"]]", "1")},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        if (copies(pairs[i][0], pairs[i][1])) fail_msg("%s for %s", pairs[i][0], pairs[i][1]);
        if (copies(pairs[i][1], pairs[i][0])) fail_msg("%s for %s", pairs[i][1], pairs[i][0]);
    }
}

// Each of many values counts, and so does its kind.
static void looks_at_all_of_a_long_row(void **state)
{
    (void)state;
    char before[512], after[512];
    for (int changed = 0; changed < 20; changed++) {
        size_t a = 0, b = 0;
        for (int i = 0; i < 20; i++) {
            a += (size_t)snprintf(before + a, sizeof before - a, "%s%s", i ? "," : "[0,{\"l\":3,\"r\":[[", "null");
            b += (size_t)snprintf(after + b, sizeof after - b, "%s%s", i ? "," : "[0,{\"l\":3,\"r\":[[",
                                  i == changed ? "true" : "null");
        }
        strcpy(before + a, "]]}]");
        strcpy(after + b, "]]}]");
        page_follows = NULL;
        page_render(&shown, before);
        page_follows = &shown;
        page_render(&next, after);
        assert_true(rendition_fingerprint(&next) != rendition_fingerprint(&shown));
    }
}

static void copies_rows_around_markup_that_is_the_same(void **state)
{
    (void)state;
    static const char page[] =
        ROWS("[null,\"a\",[\"2@9\",\"x\"]],[null,\"b\",{\"l\":2,\"r\":[[\"y\"],[\"z\"]]}]", "1,2");
    page_render(&shown, page);
    page_follows = &shown;
    page_render(&next, page);
    char *full = page_full(&next);
    assert_string_equal(
        full, "[0,{\"l\":1,\"r\":[[null,\"a\",[\"2@9\",\"x\"]],[null,\"b\",{\"l\":2,\"r\":[[\"y\"],[\"z\"]]}]]}]");
    free(full);
    assert_int_equal(copies(page, page), 2);
    static const char empty[] = UNKEYED("[null,\"a\",{\"l\":2,\"r\":[]}]");
    assert_int_equal(copies(empty, empty), 1);
}

static void finds_its_list_among_others(void **state)
{
    (void)state;
    static const char *const pages[] = {
        "[0,{\"l\":1,\"r\":[[null,\"a\",{\"l\":1,\"r\":[[null,\"b\",null],[null,\"c\",null]]}]]}]",
        "[0,{\"l\":1,\"r\":[[null,\"a\",{\"l\":2,\"r\":[[\"x\"]]}],[null,\"b\",{\"l\":1,\"r\":[[null,\"c\",null]]}]]}"
        "]",
        "[0,{\"l\":1,\"r\":[[null,\"b\",{\"l\":1,\"r\":[[null,\"c\",null]]}],[null,\"b\",null]]}]",
    };
    for (int i = 0; i < 3; i++) copies(pages[i], pages[i]);
    assert_int_equal(copies(pages[0], pages[0]), 3);
    assert_int_equal(copies(pages[1], pages[2]), 2); // c, and b around it
}

// A thousand rows, of which some go from the middle, and a thousand others.
static void goes_on_behind_many_rows_that_went(void **state)
{
    (void)state;
    struct error err;
    sink_handle handle;
    for (int pass = 0; pass < 2; pass++) {
        struct rendition *page = pass ? &next : &shown;
        rendition_clear(page);
        if (pass) rendition_follow(page, &shown);
        assert_true(rendition_sink.list_open(page, 2, &err));
        for (int i = 0; i < 1000; i++) {
            if (pass && i >= 300 && i < 500) continue;
            struct sink_value value = {.kind = SINK_INTEGER, .integer = i};
            assert_true(rendition_sink.whole_row(page, &value, &value, 1, &err));
        }
        assert_true(rendition_sink.list_close(page, &handle, &err));
        assert_true(rendition_sink.open(page, 0, &err) && rendition_sink.child(page, handle, &err));
        assert_true(rendition_sink.close(page, &handle, &err) && rendition_set_root(page, handle, &err));
        if (!pass) spoil_shown();
    }
    const struct node_list *list = node_list(&next, *(const uint32_t *)next.lists.data);
    assert_int_equal(list->count, 800);
    for (uint32_t i = 0; i < list->count; i++) {
        const struct node_template *row = node_template(&next, list->rows[i].at);
        assert_int_equal(*node_text(&next, row->values[0]).data, '~');
    }
}

static void refuses_a_key_that_comes_twice_among_copies(void **state)
{
    (void)state;
    static const struct {
        const char *page, *says;
    } cases[] = {
        {ROWS(ROW("a") "," ROW("b") "," ROW("a"), "1,2,1"), "two rows have the key '1'"},
        {ROWS(ROW("c") "," ROW("x") "," ROW("c"), "3,5,3"), "two rows have the key '3'"},
        {ROWS(ROW("a") "," ROW("x") "," ROW("c") "," ROW("y"), "1,5,3,5"), "two rows have the key '5'"},
        {ROWS(ROW("a") "," ROW("b") "," ROW("d") "," ROW("c") "," ROW("d"), "1,2,4,3,4"),
         "two rows have the key '4'"},
    };
    page_render(&shown, ABCD);
    page_follows = &shown;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct error err = {0};
        cJSON *twice = page_parse(cases[i].page);
        assert_false(page_try(&next, twice, &err));
        assert_string_equal(err.text, cases[i].says);
        cJSON_Delete(twice);
    }
}

static void follows_only_a_page_of_its_templates(void **state)
{
    (void)state;
    struct templates others = templates;
    struct rendition other;
    rendition_follow(&next, &shown); // nothing is shown there yet
    assert_null(next.drawing->shown);
    rendition_create(&other, &others);
    page_render(&other, ABCD);
    rendition_follow(&next, &other);
    assert_null(next.drawing->shown);
    page_render(&shown, ABCD);
    rendition_follow(&next, &shown);
    assert_ptr_equal(next.drawing->shown, &shown);
    rendition_clear(&next);
    assert_null(next.drawing->shown);
    rendition_destroy(&other);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(copies_what_is_said_again),
        TEST(copies_nothing_that_differs),
        TEST(looks_at_all_of_a_long_row),
        TEST(copies_rows_around_markup_that_is_the_same),
        TEST(finds_its_list_among_others),
        TEST(goes_on_behind_many_rows_that_went),
        TEST(refuses_a_key_that_comes_twice_among_copies),
        TEST(follows_only_a_page_of_its_templates),
    };
    return cmocka_run_group_tests(tests, enter, leave);
}
