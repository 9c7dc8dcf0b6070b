// Forms that a browser can post without a script.
#include "page.h"

#include "tree/form_tag.h"
#include "tree/template.h"

static void completes_what_a_form_lacks(void **state)
{
    (void)state;
    static const struct {
        const char *tag, *more;
        uint64_t owner;
    } cases[] = {
        {"<form ls-submit=\"save\"", " method=\"post\" action=\"/?t=1&amp;ls-event=save\"", 0},
        {"<FORM LS-SUBMIT.once=\"save\"", " method=\"post\" action=\"/?t=1&amp;ls-event=save\"", 0},
        {"<form ls-submit=\"save\"", " method=\"post\" action=\"/?t=1&amp;ls-event=save&amp;ls-to=1025\"", 1025},
        {"<form novalidate ls-submit=\"save clientX\"", " method=\"post\" action=\"/?t=1&amp;ls-event=save\"", 0},
        {"<form ls-submit=\"a\" ls-value-x=\"1 &amp; 2+%#\" ls-value-y ls-value-q=\"&quot;é\"",
         " method=\"post\" action=\"/?t=1&amp;ls-event=a&amp;ls-value-x=1%20%26%202%2B%25%23&amp;ls-value-y="
         "&amp;ls-value-q=&quot;é\"",
         0},
        {"<form title=\"ls-submit=x\" class=a", "", 0},
        {"<form", "", 0},
        {"<form ls-submit", "", 0},
        {"<form ls-submit=\"\"", "", 0},
        {"<form ls-submit=\"[[&quot;push&quot;,&quot;save&quot;]]\"", "", 0},
        {"<form ls-submit=\"save\" action=\"/x\"", "", 0},
        {"<form method=\"dialog\" ls-submit=\"save\"", "", 0},
        {"<form ls-submit=\"save\" ls-target=\"#x\"", "", 0},
        {"<form ls-submitted=\"save\"", "", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buffer out = {0};
        buffer_put(&out, BYTES("before "));
        buffer_put(&out, bytes_of(cases[i].tag));
        form_tag_complete(&out, 7, BYTES("/?t=1"), cases[i].owner);
        buffer_put_byte(&out, 0);
        assert_memory_equal(out.data, "before ", 7);
        assert_memory_equal(out.data + 7, cases[i].tag, strlen(cases[i].tag));
        assert_string_equal(out.data + 7 + strlen(cases[i].tag), cases[i].more);
        buffer_destroy(&out);
    }
}

// As { first part, bytes, last part, bytes }, of templates whose slots are where a "·" is.
static void finds_the_start_tags_of_forms(void **state)
{
    (void)state;
    static const struct {
        const char *statics[4];
        uint32_t count;
        uint32_t places[2][4];
    } cases[] = {
        {{"<p></p>"}, 0, {{0}}},
        {{"<formula x=\"<form>\">"}, 1, {{0, 12, 0, 17}}}, // is looked at again when it is written
        {{"a<form>b</form>"}, 1, {{0, 1, 0, 6}}},
        {{"<form ls-submit=\"a>b\">", "</form>"}, 1, {{0, 0, 0, 21}}},
        {{"<p>", "</p><form", " id=\"a\"", "></form>"}, 1, {{1, 4, 3, 0}}},
        {{"<form a></form><form", "><i>", "</i></form>"}, 2, {{0, 0, 0, 7}, {0, 15, 1, 0}}},
        {{"<form "}, 0, {{0}}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena arena = {0};
        struct bytes statics[4];
        struct template template = {.statics = statics};
        uint32_t parts = 0;
        for (; parts < 4 && cases[i].statics[parts]; parts++) statics[parts] = bytes_of(cases[i].statics[parts]);
        template.slots_count = parts - 1;
        uint32_t count;
        const struct form_tag *tags = form_tags_find(&template, &arena, &count);
        if (count != cases[i].count) fail_msg("case %zu: %u", i, count);
        for (uint32_t k = 0; k < count; k++) assert_memory_equal(&tags[k], cases[i].places[k], sizeof tags[k]);
        arena_destroy(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(completes_what_a_form_lacks),
        cmocka_unit_test(finds_the_start_tags_of_forms),
    };
    return cmocka_run_group_tests_name("form_tag", tests, NULL, NULL);
}
