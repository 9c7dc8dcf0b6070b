// audit.h: ids that a page has twice, in any HTML there may be; and lists without keys.
#include "page.h"

#include "tree/audit.h"

static char told[1000];

static void tell_id(void *self, struct bytes id)
{
    (void)self;
    snprintf(told + strlen(told), sizeof told - strlen(told), "%.*s ", (int)id.size, id.data);
}

static void finds_ids_that_are_there_twice(void **state)
{
    (void)state;
    static const struct {
        const char *html, *ids;
    } cases[] = {
        {"", ""},
        {"<p id=\"a\"></p>", ""},
        {"<p id=\"a\"></p><p id=\"b\"></p>", ""},
        {"<p id=\"a\"></p><b><i id=\"a\"></i></b>", "a "},
        {"<p id=\"a\"><p id=\"b\"><p id=\"a\"><p id=\"a\"><p id=\"b\">", "a b "},
        {"<p class=\"x\" id='a' title><P ID=a>", "a "},
        {"<p id = \"a\"><p id= a>", "a "},
        {"<p id=\"a\"><p id=\"A\">", ""},
        {"<p id=\"\"><p id=\"\"><p id><p id>", ""},
        {"<p data-id=\"a\"><p data-id=\"a\"><p grid=\"a\"><p grid=\"a\">", ""},
        {"<p title=\"id=a\"><p title=' id=\"a\"'>", ""},
        {"<p>id=\"a\"</p><p>id=\"a\"</p>", ""},
        {"<!--<p id=\"a\">--><p id=\"a\"><!-- id=\"a\" -->", ""},
        {"<script>'<p id=\"a\">'</script><p id=\"a\">", ""},
        {"<textarea><p id=\"a\"></textarea><title><p id=\"a\"></title><p id=\"a\">", ""},
        {"<script id=\"a\"></script><p id=\"a\">", "a "},
        {"<script></scripted <p id=\"a\"></script><p id=\"a\"><p id=\"b\"><p id=\"b\">", "b "},
        {"<img id=\"a\"/><img id=\"a\"/>", "a "},
        {"<p id=\"a\" id=\"b\"><p id=\"b\">", ""},
        {"a < b <p id=\"a\"> c <3 <p id=\"a\">", "a "},
        {"<p id=\"a\"><p id=\"a", "a "},
        {"<p id=\"a\"><p id=", ""},
        {"<p id=\"a\"><p", ""},
        {"<", ""},
        {"<!--", ""},
        {"<script", ""},
        {"<script>", ""},
        {"<p \"id=\"a\"><p \"=\"a\" / id=\"a\" ===>", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        told[0] = 0;
        audit_ids(page_bytes(cases[i].html), tell_id, NULL);
        if (strcmp(told, cases[i].ids) != 0) fail_msg("%s: %s", cases[i].html, told);
    }
}

// Cut anywhere, a page is read to its end and no further.
static void ends_where_the_page_ends(void **state)
{
    (void)state;
    static const char page[] = "<p id=\"a\" b='c' d=e f>x<!-- y --><script id=\"a\">z</script><i id=a>";
    for (size_t size = 0; size < sizeof page; size++) {
        char *cut = malloc(size + 1); // in a block of its own, so that a byte too many is noticed
        memcpy(cut, page, size);
        told[0] = 0;
        audit_ids((struct bytes){cut, size}, tell_id, NULL);
        free(cut);
    }
    assert_string_equal(told, "a ");
}

static void tell_list(void *self, uint32_t id, uint32_t rows)
{
    (void)self;
    snprintf(told + strlen(told), sizeof told - strlen(told), "%u:%u ", id, rows);
}

static void finds_long_lists_without_keys(void **state)
{
    (void)state;
#define LISTS "[[[\"<p>\",\"</p>\"],[\"s\"]],[[\"<i>\",\"</i>\"],[\"s\"]]]"
    static const struct {
        const char *page, *lists;
    } cases[] = {
        {"[0,\"x\"]", ""},
        {"[0,{\"l\":1,\"r\":[[\"x\"],[\"y\"]]}]", ""},
        {"[0,{\"l\":1,\"r\":[[\"x\"],[\"y\"],[\"z\"]]}]", "1:3 "},
        {"[0,{\"l\":1,\"r\":[[\"x\"],[\"y\"],[\"z\"]],\"k\":[1,2,3]}]", ""},
        {"[0,[1,{\"l\":1,\"r\":[[\"x\"],[\"y\"],[\"z\"]]}]]", "1:3 "},
        {"[0,{\"l\":1,\"r\":[[{\"l\":0,\"r\":[[\"x\"],[\"y\"],[\"z\"],[\"z\"]]}]],\"k\":[1]}]", "0:4 "},
    };
    struct arena arena = {0};
    struct templates templates = page_templates(&arena, LISTS);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct rendition rendition;
        rendition_create(&rendition, &templates);
        told[0] = 0;
        audit_lists(&rendition, 2, tell_list, NULL);
        assert_string_equal(told, "");
        page_render(&rendition, cases[i].page);
        audit_lists(&rendition, 2, tell_list, NULL);
        assert_string_equal(told, cases[i].lists);
        rendition_destroy(&rendition);
    }
    arena_destroy(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_ids_that_are_there_twice),
        cmocka_unit_test(ends_where_the_page_ends),
        cmocka_unit_test(finds_long_lists_without_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
