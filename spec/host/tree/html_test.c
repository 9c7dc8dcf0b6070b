// html.h: where slots stand in the HTML, and that no text gets out of its place.
#include "page.h"

static struct arena arena;

static int leave(void **state)
{
    (void)state;
    arena_destroy(&arena);
    return 0;
}

static void expect_html(const char *templates_json, const char *page, const char *expected)
{
    struct templates templates = page_templates(&arena, templates_json);
    struct rendition rendition;
    rendition_create(&rendition, &templates);
    page_render(&rendition, page);
    char *html = page_html(&rendition);
    assert_string_equal(html, expected);
    free(html);
    rendition_destroy(&rendition);
}

static void puts_each_slot_in_its_place(void **state)
{
    (void)state;
#define TEXT "[[[\"<p>a \",\" b</p>\"],[\"t\"]],[[\"<i>\",\"</i>\"],[\"s\"]]]"
#define SOLE "[[[\"<p>\",\"</p>\"],[\"s\"]],[[\"<i>\",\"</i>\"],[\"s\"]]]"
#define TAG  "[[[\"<a\",\"\",\"\",\" id=\\\"x\\\"></a>\"],[\"a:title\",\"u:href\",\"p\"]]]"
#define RAW  "[[[\"<textarea>\",\"</textarea>\"],[\"r\"]]]"
#define PRE  "[[[\"<pre>\",\"</pre>\"],[\"s\"]],[[\"<i>\",\"</i>\"],[\"s\"]]]"
    static const struct {
        const char *templates, *page, *html;
    } cases[] = {
        {TEXT, "[0,\"x\"]", "<!--0--><p>a <!--$-->x<!--/--> b</p>"},
        {TEXT, "[0,null]", "<!--0--><p>a <!--$--><!--/--> b</p>"},
        {TEXT, "[0,true]", "<!--0--><p>a <!--$-->true<!--/--> b</p>"},
        {TEXT, "[0,[1,\"x\"]]", "<!--0--><p>a <!--1--><i>x</i><!--/--> b</p>"},
        {TEXT, "[0,{\"l\":1,\"r\":[[\"x\"],[null]]}]", "<!--0--><p>a <!--*1--><i>x</i><i></i><!--/--> b</p>"},
        {TEXT, "[0,{\"l\":1,\"r\":[]}]", "<!--0--><p>a <!--*1--><!--/--> b</p>"},
        {SOLE, "[0,\"x\"]", "<!--0--><p>x</p>"},
        {SOLE, "[0,null]", "<!--0--><p></p>"},
        {SOLE, "[0,[1,\"x\"]]", "<!--0--><p><!--1--><i>x</i></p>"},
        {SOLE, "[0,{\"l\":1,\"r\":[[\"x\"],[\"y\"]]}]", "<!--0--><p><!--*1--><i>x</i><i>y</i></p>"},
        {SOLE, "[1,\"x\"]", "<!--1--><i>x</i>"},
        {TEXT, "[0,[\"1@7\",\"x\"]]", "<!--0--><p>a <!--1@7--><i>x</i><!--/--> b</p>"},
        {SOLE, "[0,{\"l\":\"1@0\",\"r\":[[\"x\"]]}]", "<!--0--><p><!--*1@0--><i>x</i></p>"},
        {SOLE, "[\"1@1025\",\"x\"]", "<!--1@1025--><i>x</i>"},
        {TAG, "[0,\"t\",\"/\",{\"p\":{\"b\":true,\"a\":\"1\"}}]",
         "<!--0--><a title=\"t\" href=\"/\" a=\"1\" b id=\"x\"></a>"},
        {TAG, "[0,true,\"\",null]", "<!--0--><a title href=\"\" id=\"x\"></a>"},
        {TAG, "[0,null,null,{\"p\":{}}]", "<!--0--><a id=\"x\"></a>"},
        {TAG, "[0,null,\"JavaScript:x\",{\"p\":{\"src\":\"vbscript:x\"}}]",
         "<!--0--><a href=\"about:invalid#refused\" src=\"about:invalid#refused\" id=\"x\"></a>"},
        {TAG, "[0,\"\\\"><script>\",null,{\"p\":{\"x\":\"' \\\" onclick=\"}}]",
         "<!--0--><a title=\"&quot;&gt;&lt;script&gt;\" x=\"&#39; &quot; onclick=\" id=\"x\"></a>"},
        {RAW, "[0,\"</textarea>&\"]", "<!--0--><textarea>&lt;/textarea&gt;&amp;</textarea>"},
        {RAW, "[0,\"\\nx\"]", "<!--0--><textarea>\n\nx</textarea>"},
        {RAW, "[0,\"x\\n\"]", "<!--0--><textarea>x\n</textarea>"},
        {RAW, "[0,null]", "<!--0--><textarea></textarea>"},
        {RAW, "[0,\"\\r\\nx\"]", "<!--0--><textarea>&#13;\nx</textarea>"},
        {PRE, "[0,\"\\n\"]", "<!--0--><pre>\n\n</pre>"},
        {PRE, "[0,[1,\"\\nx\"]]", "<!--0--><pre><!--1--><i>\nx</i></pre>"},
        {SOLE, "[0,\"\\nx\"]", "<!--0--><p>\nx</p>"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect_html(cases[i].templates, cases[i].page, cases[i].html);
}

static void writes_nothing_for_a_page_that_was_not_rendered(void **state)
{
    (void)state;
    struct templates templates = page_templates(&arena, "[]");
    struct rendition rendition;
    struct buffer out = {0};
    rendition_create(&rendition, &templates);
    html_write(&rendition, &out);
    assert_int_equal(out.size, 0);
    rendition_destroy(&rendition);
}

static void escapes_text_and_keeps_what_is_text(void **state)
{
    (void)state;
#define BAD "\xef\xbf\xbd"
    static const struct {
        struct bytes text;
        const char *html;
    } cases[] = {
        {BYTES(""), ""},
        {BYTES("plain, and 100 % so: {}[]$`=/-"), "plain, and 100 % so: {}[]$`=/-"},
        {BYTES("&<>\"'"), "&amp;&lt;&gt;&quot;&#39;"},
        {BYTES("&amp;"), "&amp;amp;"},
        {BYTES("a\tb\nc\rd"), "a\tb\nc&#13;d"},
        {BYTES("\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80"), "\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80"},
        {BYTES("\0"), BAD},
        {BYTES("\x80"), BAD},
        {BYTES("a\xc3"), "a" BAD},
        {BYTES("\xc0\xbc"
               "script"),
         BAD BAD "script"},                           // an overlong '<'
        {BYTES("\xed\xa0\x80"), BAD BAD BAD},         // a surrogate
        {BYTES("\xf4\x90\x80\x80"), BAD BAD BAD BAD}, // above U+10FFFF
        {BYTES("\xe2\x82<"), BAD BAD "&lt;"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buffer out = {0};
        html_put_text(&out, cases[i].text);
        size_t size = out.size;
        html_put_attribute(&out, cases[i].text); // an attribute is as careful
        assert_int_equal(size, strlen(cases[i].html));
        assert_int_equal(out.size, 2 * size);
        if (size) assert_memory_equal(out.data, cases[i].html, size);
        if (size) assert_memory_equal(out.data + size, cases[i].html, size);
        buffer_destroy(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(puts_each_slot_in_its_place),
        cmocka_unit_test(writes_nothing_for_a_page_that_was_not_rendered),
        cmocka_unit_test(escapes_text_and_keeps_what_is_text),
    };
    return cmocka_run_group_tests(tests, NULL, leave);
}
