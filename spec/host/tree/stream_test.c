// stream.h and what else a rendition does with streams: what operations come to, how they are told, and that nothing
// of them stays.
#include "tree/stream.h"

#include "page.h"

static struct arena arena;
static struct templates templates;
static struct rendition old, new, bare;

// 0 the page, 1 a row, 2 a card that holds anything, 3 a row with a stream between two texts
static const char templates_json[] = "[[[\"<h1>\",\"</h1><ul>\",\"</ul>\"],[\"s\",\"t\"]],"
                                     "[[\"<li>\",\"</li>\"],[\"s\"]],"
                                     "[[\"<div>\",\"</div>\"],[\"s\"]],"
                                     "[[\"<b\",\">\",\"<i>\",\"</i></b>\"],[\"a:title\",\"t\",\"s\"]]]";

static int enter(void **state)
{
    (void)state;
    templates = page_templates(&arena, templates_json);
    rendition_create(&old, &templates);
    rendition_create(&new, &templates);
    rendition_create(&bare, &templates);
    return 0;
}

static int leave(void **state)
{
    (void)state;
    rendition_destroy(&old);
    rendition_destroy(&new);
    rendition_destroy(&bare);
    arena_destroy(&arena);
    return 0;
}

// A stream of text rows, each saying its key; operations are in the form of the wire.
#define STREAM(operations) "{\"l\":1,\"s\":[" operations "]}"
#define R(key)             "\"" key "\",[\"" key "\"]"
#define ABCD               "[-1,0," R("a") "," R("b") "," R("c") "," R("d") "]"
#define ONE_TO_TEN                                                                                                   \
    R("1") "," R("2") "," R("3") "," R("4") "," R("5") "," R("6") "," R("7") "," R("8") "," R("9") "," R("10")
#define ELEVEN_TO_TWENTY                                                                                             \
    R("11")                                                                                                          \
    "," R("12") "," R("13") "," R("14") "," R("15") "," R("16") "," R("17") "," R("18") "," R("19") "," R("20")

// The texts of the rows that a page without any would show.
static char *shown(const char *page)
{
    static char texts[512];
    page_render(&new, page);
    char *html = page_html(&new);
    *texts = 0;
    for (const char *row = strstr(html, "<li>"); row; row = strstr(row + 1, "<li>")) {
        if (*texts) strcat(texts, " ");
        strncat(texts, row + 4, strcspn(row + 4, "<"));
    }
    free(html);
    return texts;
}

static void comes_to_what_one_operation_after_the_other_does(void **state)
{
    (void)state;
    static const struct {
        const char *page, *shown;
    } cases[] = {
#define CASE(operations, result) {"[2," STREAM(operations) "]", result}
        CASE("", ""),
        CASE(ABCD, "a b c d"),
        CASE("[0,0," R("a") "," R("b") "]", "b a"),
        CASE(ABCD ",[1,0," R("g") "," R("f") "," R("e") "]", "a e f g b c d"),
        CASE(ABCD ",[\"b\"],[0,0," R("b") "]", "b a c d"),
        CASE(ABCD ",[\"b\",\"c\",\"x\"]", "a d"),
        CASE(ABCD ",[],[-1,0," R("c") "," R("x") "]", "c x"),
        CASE(ABCD ",[]", ""),
        CASE(ABCD ",[0,0,\"c\",[\"C\"]]", "a b C d"),
        CASE(ABCD ",[null,0,\"c\",[\"C\"]]", "a b C d"),
        CASE(ABCD ",[null,0,\"x\",[\"X\"]]", "a b c d"),
        CASE(ABCD ",[2,0," R("x") "],[4,0," R("y") "],[99,0," R("z") "]", "a b x c y d z"),
        CASE("[-1,5," ONE_TO_TEN "]", "1 2 3 4 5"),
        CASE("[-1,-5," ONE_TO_TEN "]", "6 7 8 9 10"),
        CASE("[0,5," ONE_TO_TEN "]", "10 9 8 7 6"),
        CASE("[0,-5," ONE_TO_TEN "]", "5 4 3 2 1"),
        CASE("[1,5," ONE_TO_TEN "]", "1 10 9 8 7"),
        CASE("[1,-5," ONE_TO_TEN "]", "10 5 4 3 2"),
        CASE("[1,5," ONE_TO_TEN "," ELEVEN_TO_TWENTY "]", "1 20 19 18 17"),
        CASE("[1,-5," ONE_TO_TEN "," ELEVEN_TO_TWENTY "]", "20 5 4 3 2"),
        CASE("[-1,0," ONE_TO_TEN "],[\"5\"],[7,2," R("5") "]", "1 2"),
        CASE("[-1,-2147483647," ONE_TO_TEN "]", "1 2 3 4 5 6 7 8 9 10"),
#undef CASE
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(shown(cases[i].page), cases[i].shown);
}

static void stands_in_html_with_its_rows_keys(void **state)
{
    (void)state;
    page_render(&new, "[0,null," STREAM("[-1,0,\"7\",[\"<b>\"],\"\\\"a\",[null]]") "]");
    char *html = page_html(&new);
    assert_string_equal(html,
                        "<!--0--><h1></h1><ul><!--+1--><!--7--><li>&lt;b&gt;</li><!--'a--><li></li><!--/--></ul>");
    free(html);
}

static void writes_keys_down_so_that_they_end_nothing(void **state)
{
    (void)state;
    static const struct {
        const char *key, *text;
        size_t size;
    } cases[] = {
        {"7", "7", 1},
        {"-5", "-5", 2},
        {"\"", "'", 1},
        {"\"abc-1_2.3", "'abc-1_2.3", 10},
        {"\"\"", "'%22", 2},
        {"\"'", "'%27", 2},
        {"\"-->", "'--%3E", 4},
        {"\"--!>", "'--%21%3E", 5},
        {"\"<!--", "'%3C%21--", 5},
        {"\"%41", "'%2541", 4},
        {"\"\0\xff\n", "'%00%FF%0A", 4},
        {"\"\xc3\xa9", "'%C3%A9", 3},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buffer out = {0};
        stream_put_key(&out, (struct bytes){cases[i].key, cases[i].size});
        char *text = page_take(&out);
        assert_string_equal(text, cases[i].text);
        free(text);
    }
}

static void expect_patch(const char *before, const char *after, const char *expected)
{
    page_render(&new, before);
    rendition_copy_bare(&old, &new);
    page_render(&new, after);
    char *patch = page_patch(&old, &new, NULL);
    if (!expected) assert_null(patch);
    else if (!patch) fail_msg("nothing changed from %s to %s", before, after);
    else assert_string_equal(patch, expected);
    free(patch);
}

static void is_told_where_something_happens_and_nowhere_else(void **state)
{
    (void)state;
#define PAGE(text, operations) "[0,\"" text "\"," STREAM(operations) "]"
    static const struct {
        const char *before, *after, *patch;
    } cases[] = {
        {PAGE("x", ABCD), PAGE("x", ""), NULL},
        {PAGE("x", ABCD), PAGE("y", ""), "{\"0\":\"y\"}"},
        {PAGE("x", ""), PAGE("x", "[\"a\"]"), "{\"1\":{\"l\":1,\"s\":[[\"a\"]]}}"},
        {PAGE("x", ABCD), PAGE("y", "[],[0,-5," R("a") "]"),
         "{\"0\":\"y\",\"1\":{\"l\":1,\"s\":[[],[0,-5,\"a\",[\"a\"]]]}}"},
        {PAGE("x", ""), PAGE("x", "[0,0," R("a") "],[0,0," R("b") "],[1,0," R("c") "],[1,2," R("d") "]"),
         "{\"1\":{\"l\":1,\"s\":[[0,0,\"a\",[\"a\"],\"b\",[\"b\"]],[1,0,\"c\",[\"c\"]],[1,2,\"d\",[\"d\"]]]}}"},
        {PAGE("x", ""), PAGE("x", "[null,0," R("a") "],[\"b\"],[\"c\"]"),
         "{\"1\":{\"l\":1,\"s\":[[null,0,\"a\",[\"a\"]],[\"b\",\"c\"]]}}"},
        // what was not there is a stream without rows
        {"[0,\"x\",null]", PAGE("x", ""), "{\"1\":{\"l\":1,\"s\":[]}}"},
        {PAGE("x", ABCD), "[0,\"x\",null]", "{\"1\":null}"},
        {PAGE("x", ABCD), "[0,\"x\",{\"l\":1,\"r\":[]}]", "{\"1\":{\"l\":1,\"r\":[]}}"},
        {"[0,\"x\",{\"l\":1,\"r\":[]}]", PAGE("x", ""), "{\"1\":{\"l\":1,\"s\":[]}}"},
#undef PAGE
        // inside of other things
        {"[2,[2," STREAM(ABCD) "]]", "[2,[2," STREAM("[]") "]]", "{\"0\":{\"0\":{\"l\":1,\"s\":[[]]}}}"},
#define ROWS(one, two) "[2,{\"l\":2,\"r\":[[" STREAM(one) "],[" STREAM(two) "]],\"k\":[\"x\",\"y\"]}]"
        {ROWS(ABCD, ABCD), ROWS("", ""), NULL},
        {ROWS("", ""), ROWS("", "[\"a\"]"), "{\"0\":{\"*\":[1,0,{\"l\":1,\"s\":[[\"a\"]]}]}}"},
        {ROWS("", ABCD), "[2,{\"l\":2,\"r\":[[" STREAM("") "]],\"k\":[\"y\"]}]", "{\"0\":{\"-\":[0]}}"},
        {"[2,{\"l\":2,\"r\":[[" STREAM("") "],[null]]}]", "[2,{\"l\":2,\"r\":[[" STREAM("[]") "],[null]]}]",
         "{\"0\":{\"*\":[0,0,{\"l\":1,\"s\":[[]]}]}}"},
#undef ROWS
        // a stream in a row of a stream
        {"[2,{\"l\":2,\"s\":[]}]", "[2,{\"l\":2,\"s\":[[0,0,\"x\",[" STREAM("[\"a\"]") "]]]}]",
         "{\"0\":{\"l\":2,\"s\":[[0,0,\"x\",[{\"l\":1,\"s\":[[\"a\"]]}]]]}}"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect_patch(cases[i].before, cases[i].after, cases[i].patch);
}

static void begins_with_nothing_on_a_page_that_is_new(void **state)
{
    (void)state;
    static const struct {
        const char *page, *full;
    } cases[] = {
        {"[2," STREAM("") "]", "[2,{\"l\":1,\"s\":[[]]}]"},
        {"[2," STREAM("[0,0," R("a") "]") "]", "[2,{\"l\":1,\"s\":[[],[0,0,\"a\",[\"a\"]]]}]"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buffer out = {0};
        page_render(&new, cases[i].page);
        diff_write_full(&new, true, &out);
        char *full = page_take(&out);
        assert_string_equal(full, cases[i].full);
        free(full);
    }
}

static void leaves_nothing_in_a_bare_copy(void **state)
{
    (void)state;
    static const char *const pages[][2] = {
        {"[2," STREAM("[0,0,\"k\",[\"secret\"]]") "]", "[2," STREAM("") "]"},
        {"[0,\"title\",{\"l\":2,\"r\":[[" STREAM(ABCD) "],[[2,\"deep\"]]],\"k\":[\"x\",\"y\"]}]",
         "[0,\"title\",{\"l\":2,\"r\":[[" STREAM("") "],[[2,\"deep\"]]],\"k\":[\"x\",\"y\"]}]"},
        {"[2,{\"l\":2,\"r\":[[\"a\"],[" STREAM("[]") "]]}]", "[2,{\"l\":2,\"r\":[[\"a\"],[" STREAM("") "]]}]"},
        // with owners, of the page, of a stream and of what is in a row
        {"[\"2@7\",{\"l\":2,\"r\":[[[\"2@8\",{\"l\":\"1@9\",\"s\":[[]]}]]]}]",
         "[\"2@7\",{\"l\":2,\"r\":[[[\"2@8\",{\"l\":\"1@9\",\"s\":[]}]]]}]"},
    };
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        page_render(&new, pages[i][0]);
        assert_true(rendition_has_operations(&new));
        rendition_copy_bare(&bare, &new);
        assert_false(rendition_has_operations(&bare));
        page_render(&old, pages[i][1]);
        assert_false(rendition_has_operations(&old));
        assert_int_equal(rendition_fingerprint(&bare), rendition_fingerprint(&old));
        assert_int_equal(bare.nodes.size, old.nodes.size);
        assert_int_equal(bare.text.size, old.text.size);
        char *html = page_html(&bare);
        char *expected = page_html(&old);
        assert_string_equal(html, expected);
        assert_null(page_patch(&bare, &old, NULL));
        free(html);
        free(expected);
    }
}

// Rows that are said again are copied from a page without operations as they would be made anew, and not where
// something happens in them.
static void is_followed_by_rows_that_are_said_again(void **state)
{
    (void)state;
#define ROW(text, operations) "[\"" text "\"," STREAM(operations) ",\"" text "\"]"
#define ROWS(a, b, c)         "[2,{\"l\":2,\"r\":[[{\"l\":3,\"r\":[" a "," b "," c "],\"k\":[1,2,3]}]],\"k\":[\"outer\"]}]"
    static const char *const before = ROWS(ROW("one", ABCD), ROW("two", ""), ROW("three", "[]"));
    static const struct {
        const char *after, *patch;
    } cases[] = {
        {ROWS(ROW("one", ""), ROW("two", ""), ROW("three", "")), NULL},
        {ROWS(ROW("one", ""), ROW("two", "[\"a\"]"), ROW("three", "")),
         "{\"0\":{\"*\":[0,0,{\"*\":[1,1,{\"l\":1,\"s\":[[\"a\"]]}]}]}}"},
        {ROWS(ROW("one", ""), ROW("TWO", ""), ROW("three", "[\"a\"]")),
         "{\"0\":{\"*\":[0,0,{\"*\":[1,0,\"TWO\",1,2,\"TWO\",2,1,{\"l\":1,\"s\":[[\"a\"]]}]}]}}"},
    };
    page_says_whole = true;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        page_follows = NULL;
        page_render(&new, before);
        rendition_copy_bare(&old, &new);
        page_render(&bare, cases[i].after);
        char *anew = page_html(&bare);
        page_follows = &old;
        page_render(&new, cases[i].after);
        char *html = page_html(&new);
        char *patch = page_patch(&old, &new, NULL);
        assert_string_equal(html, anew);
        assert_int_equal(rendition_fingerprint(&new), rendition_fingerprint(&bare));
        if (cases[i].patch) assert_string_equal(patch, cases[i].patch);
        else assert_null(patch);
        free(anew);
        free(html);
        free(patch);
    }
    page_follows = NULL;
    page_says_whole = false;
#undef ROWS
#undef ROW
}

// A bare page weighs and lies as deep as one that was made so.
static void weighs_nothing_in_a_bare_copy(void **state)
{
    (void)state;
    page_render(&new, "[2,[2,{\"l\":2,\"s\":[[0,0,\"k\",[[2,[2,[2,\"deep\"]]]]]]}]]");
    rendition_copy_bare(&bare, &new);
    page_render(&old, "[2,[2,{\"l\":2,\"s\":[]}]]");
    const struct node_head *copied = node_head(&bare, node_root(&bare).at);
    const struct node_head *made = node_head(&old, node_root(&old).at);
    assert_int_equal(copied->weight, made->weight);
    assert_int_equal(copied->depth, made->depth);
    assert_true(node_head(&new, node_root(&new).at)->depth > made->depth);
}

// ---- what it refuses

static bool open_stream(struct error *err)
{
    rendition_clear(&new);
    return rendition_sink.list_open(&new, 1, err) && rendition_sink.stream(&new, err);
}

static bool say(enum sink_change change, const char *key, struct error *err)
{
    struct sink_operation operation = {.change = change};
    if (key) operation.key = bytes_of(key);
    return rendition_sink.operation(&new, &operation, err);
}

static sink_handle make_row(uint32_t id)
{
    struct error err;
    sink_handle row;
    assert_true(rendition_sink.open(&new, id, &err) && rendition_sink.flag(&new, false, &err) &&
                rendition_sink.close(&new, &row, &err));
    return row;
}

static void refuses_what_is_no_stream(void **state)
{
    (void)state;
    struct error err;
    sink_handle handle;
    rendition_clear(&new);
    assert_false(rendition_sink.stream(&new, &err));
    assert_non_null(strstr(err.text, "{for item in ls.stream"));
    assert_true(rendition_sink.list_open(&new, 1, &err));
    assert_true(rendition_sink.row(&new, BYTES("a"), make_row(1), &err));
    assert_false(rendition_sink.stream(&new, &err)); // it has a row
    assert_false(say(SINK_RESET, NULL, &err));
    assert_true(open_stream(&err));
    assert_false(rendition_sink.stream(&new, &err)); // it is one already
    assert_true(open_stream(&err) && say(SINK_INSERT, NULL, &err));
    assert_false(rendition_sink.list_close(&new, &handle, &err));
    assert_non_null(strstr(err.text, "has no row"));
}

static void refuses_rows_without_an_item_or_a_key(void **state)
{
    (void)state;
    struct error err;
    assert_true(open_stream(&err));
    assert_false(rendition_sink.row(&new, BYTES("a"), make_row(1), &err));
    assert_non_null(strstr(err.text, "one row for each item"));
    assert_true(open_stream(&err) && say(SINK_REMOVE, "a", &err));
    assert_false(rendition_sink.row(&new, BYTES("a"), make_row(1), &err));
    assert_true(open_stream(&err) && say(SINK_INSERT, NULL, &err));
    assert_false(rendition_sink.row(&new, (struct bytes){0}, make_row(1), &err));
    assert_non_null(strstr(err.text, "ls-key"));
    assert_true(open_stream(&err) && say(SINK_INSERT, NULL, &err));
    assert_false(rendition_sink.row(&new, BYTES("a"), make_row(2), &err)); // of another template
    assert_true(open_stream(&err) && say(SINK_INSERT, NULL, &err));
    assert_false(say(SINK_RESET, NULL, &err));
    assert_int_equal(err.code, ERROR_MISFIT);
}

static void has_a_limit(void **state)
{
    (void)state;
    struct error err;
    assert_true(open_stream(&err));
    for (int i = 0; i < STREAM_OPERATIONS_MAX; i++) assert_true(say(SINK_REMOVE, "a", &err));
    assert_false(say(SINK_REMOVE, "a", &err));
    assert_int_equal(err.code, ERROR_TOO_LARGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comes_to_what_one_operation_after_the_other_does),
        cmocka_unit_test(stands_in_html_with_its_rows_keys),
        cmocka_unit_test(writes_keys_down_so_that_they_end_nothing),
        cmocka_unit_test(is_told_where_something_happens_and_nowhere_else),
        cmocka_unit_test(begins_with_nothing_on_a_page_that_is_new),
        cmocka_unit_test(leaves_nothing_in_a_bare_copy),
        cmocka_unit_test(is_followed_by_rows_that_are_said_again),
        cmocka_unit_test(weighs_nothing_in_a_bare_copy),
        cmocka_unit_test(refuses_what_is_no_stream),
        cmocka_unit_test(refuses_rows_without_an_item_or_a_key),
        cmocka_unit_test(has_a_limit),
    };
    return cmocka_run_group_tests(tests, enter, leave);
}
