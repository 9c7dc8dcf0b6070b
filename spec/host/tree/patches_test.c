// spec/fixtures/frames/patches.json: what the C, TypeScript and Lua specs agree on about patches. It is made here,
// from the pages below, and this spec fails when the file is not what the host says today:
//
//     patches_test --write     writes it anew, to be looked at and committed
//
// Whether a patch is right is not taken from the file: the browser of page.h applies each to its page.
#include "page.h"
#include "value/json.h"

static const char path[] = "spec/fixtures/frames/patches.json";

// ---- templates

#define HEADING  "[[[\"<h1>\",\"</h1>\"],[\"s\"]]]"
#define SENTENCE "[[[\"<p>Hello, \",\"! You have \",\" messages &amp; \",\".</p>\"],[\"t\",\"t\",\"t\"]]]"
#define LINK     "[[[\"<a\",\"\",\" class=\\\"button\\\">to it</a>\"],[\"u:href\",\"a:title\"]]]"
#define FIELD    "[[[\"<p><input name=\\\"n\\\"\",\"\",\"></p>\"],[\"a:value\",\"a:disabled\"]]]"
#define SPREAD   "[[[\"<div\",\" class=\\\"box\\\">in it</div>\"],[\"p\"]]]"
#define AREA     "[[[\"<textarea name=\\\"t\\\"\",\">\",\"</textarea>\"],[\"a:rows\",\"r\"]]]"
#define PRE      "[[[\"<pre>\",\"</pre>\"],[\"s\"]]]"
#define PANEL                                                                                                        \
    "[[[\"<section>\",\"</section>\"],[\"s\"]],[[\"<div>\",\"</div>\"],[\"s\"]],"                                    \
    "[[\"<b>\",\"</b> and <i>\",\"</i>\"],[\"s\",\"s\"]],[[\"<hr>\"],[]]]"
#define BETWEEN                                                                                                      \
    "[[[\"<p>before \",\" after</p>\"],[\"t\"]],[[\"<em>\",\"</em>\"],[\"s\"]],[[\"\",\", "                          \
    "\",\"<!---->\"],[\"t\",\"t\"]]]"
#define LIST   "[[[\"<ul>\",\"</ul>\"],[\"s\"]],[[\"<li>\",\"</li>\"],[\"s\"]]]"
#define BESIDE "[[[\"<div><h2>all</h2>\",\"<p>end</p></div>\"],[\"t\"]],[[\"<p>\",\"</p>\"],[\"s\"]]]"
#define WORDS  "[[[\"<p>\",\"</p>\"],[\"s\"]],[[\"\",\" \",\"<!---->\"],[\"t\",\"t\"]]]"
#define TABLE                                                                                                        \
    "[[[\"<table><tbody>\",\"</tbody></table>\"],[\"s\"]],"                                                          \
    "[[\"<tr\",\"><td>\",\"</td><td><a\",\">\",\"</a></td></tr>\"],[\"a:class\",\"s\",\"a:data-id\",\"s\"]]]"
#define NESTED                                                                                                       \
    "[[[\"<ol>\",\"</ol>\"],[\"s\"]],[[\"<li><b>\",\"</b><ul>\",\"</ul></li>\"],[\"s\",\"s\"]],"                     \
    "[[\"<li>\",\"</li>\"],[\"s\"]]]"

// ---- pages

#define ROWS(rows, keys) "[0,{\"l\":1,\"r\":[" rows "],\"k\":[" keys "]}]"
#define UNKEYED(rows)    "[0,{\"l\":1,\"r\":[" rows "]}]"
#define ABCD             ROWS("[\"a\"],[\"b\"],[\"c\"],[\"d\"]", "1,2,3,4")

static const struct {
    const char *says, *templates, *before, *after;
} cases[] = {
    {"text alone in its element", HEADING, "[0,\"one\"]", "[0,\"two\"]"},
    {"text alone becomes nothing", HEADING, "[0,\"one\"]", "[0,null]"},
    {"nothing becomes text", HEADING, "[0,null]", "[0,\"one\"]"},
    {"text with what HTML means otherwise", HEADING, "[0,\"<b>&amp;</b>\"]", "[0,\"</h1><script>'\\\"&lt;\\\"'\"]"},
    {"text of many scripts, and with white space", HEADING, "[0,\" \\u00e4 \\n\\t\"]",
     "[0,\"\\u4f60\\u597d \\ud83d\\udc4b\\u200d\\r\\n\\u2028.\"]"},
    {"text between other text", SENTENCE, "[0,\"Ann\",\"3\",\"more\"]", "[0,\"Bob\",\"3\",\"less\"]"},
    {"text between other text becomes nothing and comes back", SENTENCE, "[0,\"Ann\",null,\"more\"]",
     "[0,null,\"3\",\"more\"]"},
    {"text that looks like the comments around it", SENTENCE, "[0,\"<!--/-->\",\"<!--$-->\",\"-->\"]",
     "[0,\"<!--$-->\",\"<!--/-->\",\"--!>\"]"},
    {"markup of a component comes", PANEL, "[0,null]", "[0,[\"1@1025\",\"in\"]]"},
    {"markup of a component changes", PANEL, "[0,[\"1@1025\",\"in\"]]", "[0,[\"1@1025\",\"out\"]]"},
    {"a component takes the place of another of its kind", PANEL, "[0,[\"1@1025\",\"in\"]]",
     "[0,[\"1@2049\",\"in\"]]"},
    {"what stands between a component's tags is the view's again", BETWEEN, "[0,[\"1@1025\",[\"1@0\",\"a\"]]]",
     "[0,[\"1@1025\",[\"1@0\",\"b\"]]]"},
    {"a list becomes a component's", LIST, "[0,{\"l\":1,\"r\":[[\"a\"]]}]", "[0,{\"l\":\"1@3\",\"r\":[[\"a\"]]}]"},
    {"a component is the whole page", LIST, "[\"1@3\",\"a\"]", "[\"1@3\",\"b\"]"},
    {"text goes on", HEADING, "[0,\"It was a dark night\"]", "[0,\"It was a dark night and stormy\"]"},
    {"text ends otherwise", SENTENCE, "[0,\"Ann\",\"rather more than ten\",\"a\"]",
     "[0,\"Ann\",\"rather more than nine\",\"b\"]"},
    {"text becomes its own beginning", HEADING, "[0,\"from the first to the last\"]", "[0,\"from the first\"]"},
    {"text of many scripts goes on", HEADING, "[0,\"\\u00e4\\u4f60\\u597d \\ud83d\\udc4b\\u200d\\r\\n.\"]",
     "[0,\"\\u00e4\\u4f60\\u597d \\ud83d\\udc4b\\u200d\\r\\n<b>\\ud83d\\udc4c\"]"},
    {"text differs within a character", HEADING, "[0,\"just now it was \\ud83d\\udc4b there\"]",
     "[0,\"just now it was \\ud83d\\udc4c there\"]"},
    {"text in an attribute goes on", LINK, "[0,\"/a\",\"It was a dark night\"]",
     "[0,\"/a\",\"It was a dark night and stormy\"]"},
    {"text in a textarea goes on", AREA, "[0,null,\"It was a dark night\"]",
     "[0,null,\"It was a dark night and stormy\"]"},
    {"text in rows goes on", LIST, ROWS("[\"a thing on the list\"],[\"b\"]", "1,2"),
     ROWS("[\"a thing on the list, done\"],[\"b, done\"]", "1,2")},
    {"an attribute's value", LINK, "[0,\"/a\",\"one\"]", "[0,\"/a\",\"two\"]"},
    {"an attribute comes", LINK, "[0,\"/a\",null]", "[0,\"/a\",\"two\"]"},
    {"an attribute goes", LINK, "[0,\"/a\",\"one\"]", "[0,\"/a\",null]"},
    {"an attribute that is bare, and one that is empty", LINK, "[0,true,\"\"]", "[0,\"\",true]"},
    {"an attribute with quotes, entities and lines", LINK, "[0,\"/a\",\"one\"]",
     "[0,\"/a?b=1&amp=2\",\"\\\"><b>'&quot;\\n\\r\\t&#10;\"]"},
    {"an address that would run script", LINK, "[0,\"/a\",null]", "[0,\" java\\tscript:alert(1)\",null]"},
    {"an address that would run script is there from the start", LINK, "[0,\"data:text/html,x\",null]",
     "[0,\"https://example.org/?a=b&c\",null]"},
    {"the value of an input and whether it is disabled", FIELD, "[0,\"one\",null]", "[0,\"two\",true]"},
    {"an input loses both", FIELD, "[0,\"one\",true]", "[0,null,null]"},
    {"attributes come and go in a set", SPREAD, "[0,{\"p\":{\"title\":\"a\",\"hidden\":true}}]",
     "[0,{\"p\":{\"title\":\"b\",\"aria-label\":\"<x>\",\"data-n\":\"\"}}]"},
    {"a set becomes empty", SPREAD, "[0,{\"p\":{\"title\":\"a\",\"id\":\"b\"}}]", "[0,{\"p\":{}}]"},
    {"an empty set fills", SPREAD, "[0,null]", "[0,{\"p\":{\"title\":\"a\",\"hidden\":true}}]"},
    {"an address in a set that would run script", SPREAD, "[0,{\"p\":{\"cite\":\"/a\"}}]",
     "[0,{\"p\":{\"cite\":\"javascript:alert(1)\",\"lang\":\"en\"}}]"},
    {"the text of a textarea", AREA, "[0,null,\"one\"]", "[0,\"3\",\"</textarea>\\ntwo &amp; three\"]"},
    {"the text of a textarea begins with lines", AREA, "[0,\"3\",\"\\none\"]", "[0,\"3\",\"\\n\\ntwo\\n\"]"},
    {"a textarea becomes empty", AREA, "[0,\"3\",\"one\"]", "[0,null,null]"},
    {"an empty textarea fills", AREA, "[0,null,null]", "[0,null,\" one\"]"},
    {"preformatted text begins with a line", PRE, "[0,\"\\none\"]", "[0,\"\\n\\n  two\"]"},
    {"a template alone in its element", PANEL, "[0,[1,\"one\"]]", "[0,[1,\"two\"]]"},
    {"another template comes", PANEL, "[0,[1,\"one\"]]", "[0,[2,\"one\",\"two\"]]"},
    {"a template with two elements at its top goes", PANEL, "[0,[2,\"one\",\"two\"]]", "[0,null]"},
    {"nothing becomes a template", PANEL, "[0,null]", "[0,[3]]"},
    {"text becomes a template", PANEL, "[0,\"one\"]", "[0,[1,[1,\"two\"]]]"},
    {"a template becomes text", PANEL, "[0,[1,[1,\"two\"]]]", "[0,\"<one>\"]"},
    {"a change three templates deep", PANEL, "[0,[1,[2,\"a\",[1,\"one\"]]]]", "[0,[1,[2,\"a\",[1,\"two\"]]]]"},
    {"a list alone in its element becomes a template", PANEL, "[0,{\"l\":1,\"r\":[[\"a\"],[\"b\"]]}]",
     "[0,[1,\"one\"]]"},
    {"the whole page is another one", PANEL, "[0,[1,\"one\"]]", "[2,\"a\",\"b\"]"},
    {"a template between text comes", BETWEEN, "[0,null]", "[0,[1,\"one\"]]"},
    {"a template between text changes", BETWEEN, "[0,[1,\"one\"]]", "[0,[1,\"two\"]]"},
    {"a template between text becomes text", BETWEEN, "[0,[1,\"one\"]]", "[0,\"two\"]"},
    {"a template whose edges are text", BETWEEN, "[0,[2,\"a\",\"b\"]]", "[0,[2,null,\"c\"]]"},
    {"a template whose edges are text goes", BETWEEN, "[0,[2,\"a\",\"b\"]]", "[0,null]"},
    {"a list between text comes", BETWEEN, "[0,null]", "[0,{\"l\":2,\"r\":[[\"a\",\"b\"],[\"c\",\"d\"]]}]"},
    {"a list between text becomes one of other rows", BETWEEN, "[0,{\"l\":2,\"r\":[[\"a\",\"b\"],[\"c\",\"d\"]]}]",
     "[0,{\"l\":1,\"r\":[[\"a\"]]}]"},
    {"a row comes at the end", LIST, ABCD, ROWS("[\"a\"],[\"b\"],[\"c\"],[\"d\"],[\"e\"]", "1,2,3,4,5")},
    {"a row comes at the front", LIST, ABCD, ROWS("[\"e\"],[\"a\"],[\"b\"],[\"c\"],[\"d\"]", "5,1,2,3,4")},
    {"rows come in two places", LIST, ABCD,
     ROWS("[\"a\"],[\"e\"],[\"f\"],[\"b\"],[\"c\"],[\"<g>\"],[\"d\"]", "1,5,6,2,3,7,4")},
    {"a row goes", LIST, ABCD, ROWS("[\"a\"],[\"c\"],[\"d\"]", "1,3,4")},
    {"rows go at both ends", LIST, ABCD, ROWS("[\"b\"],[\"c\"]", "2,3")},
    {"the first row moves to the end", LIST, ABCD, ROWS("[\"b\"],[\"c\"],[\"d\"],[\"a\"]", "2,3,4,1")},
    {"two rows change places", LIST, ABCD, ROWS("[\"d\"],[\"b\"],[\"c\"],[\"a\"]", "4,2,3,1")},
    {"all rows turn round", LIST, ABCD, ROWS("[\"d\"],[\"c\"],[\"b\"],[\"a\"]", "4,3,2,1")},
    {"a row moves and changes", LIST, ABCD, ROWS("[\"D\"],[\"a\"],[\"b\"],[\"c\"]", "4,1,2,3")},
    {"rows go, move, come and change at once", LIST, ABCD,
     ROWS("[\"e\"],[\"d\"],[\"A\"],[\"f\"],[\"c\"]", "5,4,1,6,3")},
    {"a row keeps its key and not its text", LIST, ABCD, ROWS("[\"a\"],[\"B\"],[null],[\"d\"]", "1,2,3,4")},
    {"a list is emptied", LIST, ABCD, ROWS("", "")},
    {"an empty list fills", LIST, ROWS("", ""), ABCD},
    {"a list is all new", LIST, ABCD, ROWS("[\"x\"],[\"y\"]", "8,9")},
    {"a list becomes nothing", LIST, ABCD, "[0,null]"},
    {"nothing becomes a list", LIST, "[0,null]", ABCD},
    {"a list becomes text", LIST, ABCD, "[0,\"none\"]"},
    {"a list without keys grows", LIST, UNKEYED("[\"a\"],[\"b\"]"), UNKEYED("[\"a\"],[\"b\"],[\"c\"],[\"d\"]")},
    {"a list without keys loses its first row", LIST, UNKEYED("[\"a\"],[\"b\"],[\"c\"]"), UNKEYED("[\"b\"],[\"c\"]")},
    {"a list gets keys", LIST, UNKEYED("[\"a\"],[\"b\"]"), ROWS("[\"b\"],[\"a\"]", "2,1")},
    {"a list beside elements changes", BESIDE, ROWS("[\"a\"],[\"b\"]", "1,2"),
     ROWS("[\"c\"],[\"b\"],[\"a\"]", "3,2,1")},
    {"a list beside elements is emptied", BESIDE, ROWS("[\"a\"],[\"b\"]", "1,2"), ROWS("", "")},
    {"an empty list beside elements fills", BESIDE, ROWS("", ""), ROWS("[\"a\"],[\"b\"]", "1,2")},
    {"rows whose edges are text move", WORDS, ROWS("[\"a\",\"1\"],[\"b\",\"2\"],[\"c\",\"3\"]", "1,2,3"),
     ROWS("[\"c\",\"3\"],[\"a\",null],[\"b\",\"2\"]", "3,1,2")},
    {"rows whose edges are text come and go", WORDS, ROWS("[\"a\",\"1\"],[\"b\",\"2\"]", "1,2"),
     ROWS("[null,null],[\"b\",\"2\"],[\"c\",\"3\"]", "4,2,3")},
    {"rows of a table, with attributes", TABLE, ROWS("[null,\"1\",\"1\",\"red\"],[null,\"2\",\"2\",\"blue\"]", "1,2"),
     ROWS("[null,\"2\",\"2\",\"blue!\"],[\"danger\",\"1\",\"1\",\"red\"],[null,\"3\",\"3\",\"<new>\"]", "2,1,3")},
    {"a list in a list changes", NESTED,
     ROWS("[\"a\",{\"l\":2,\"r\":[[\"x\"],[\"y\"]],\"k\":[1,2]}],[\"b\",null]", "1,2"),
     ROWS("[\"b\",null],[\"a\",{\"l\":2,\"r\":[[\"y\"],[\"x\"],[\"z\"]],\"k\":[2,1,3]}]", "2,1")},
    {"a list in a row comes, another goes", NESTED, ROWS("[\"a\",{\"l\":2,\"r\":[[\"x\"]]}],[\"b\",null]", "1,2"),
     ROWS("[\"a\",null],[\"b\",{\"l\":2,\"r\":[[\"y\"],[\"z\"]]}]", "1,2")},
};

enum { CASES = sizeof cases / sizeof *cases };

// ---- the file

static void put_text(struct buffer *out, const char *key, char *text)
{
    buffer_print(out, ",\n  \"%s\": ", key);
    json_put_string(out, page_bytes(text));
    free(text);
}

static void put_json(struct buffer *out, const char *key, char *json)
{
    buffer_print(out, ",\n  \"%s\": %s", key, json);
    free(json);
}

static char *templates_text(const struct templates *templates)
{
    struct buffer out = {0};
    templates_write_json(templates, 0, &out);
    return page_take(&out);
}

static void put_case(struct buffer *out, int i)
{
    struct arena arena = {0};
    struct templates templates = page_templates(&arena, cases[i].templates);
    struct rendition old, new;
    rendition_create(&old, &templates);
    rendition_create(&new, &templates);
    page_render(&old, cases[i].before);
    page_render(&new, cases[i].after);
    buffer_print(out, "%s\n {\"says\": ", i ? "," : "");
    json_put_string(out, page_bytes(cases[i].says));
    put_json(out, "templates", templates_text(&templates));
    put_json(out, "before", page_full(&old));
    put_json(out, "patch", page_patch(&old, &new, NULL));
    put_json(out, "after", page_full(&new));
    put_text(out, "html_before", page_html(&old));
    put_text(out, "html_after", page_html(&new));
    buffer_put(out, BYTES("}"));
    rendition_destroy(&old);
    rendition_destroy(&new);
    arena_destroy(&arena);
}

static char *whole_file(void)
{
    struct buffer out = {0};
    buffer_put_byte(&out, '[');
    for (int i = 0; i < CASES; i++) put_case(&out, i);
    buffer_put(&out, BYTES("\n]\n"));
    return page_take(&out);
}

static int write_file(void)
{
    char *text = whole_file();
    FILE *file = fopen(path, "w");
    bool ok = file && fputs(text, file) >= 0;
    ok = file && fclose(file) == 0 && ok;
    free(text);
    if (!ok) perror(path);
    return ok ? 0 : 1;
}

static char *read_file(void)
{
    FILE *file = fopen(path, "r");
    if (!file) fail_msg("%s is missing: run from the root of the repository, or write it with --write", path);
    struct buffer text = {0};
    for (int c = getc(file); c != EOF; c = getc(file)) buffer_put_byte(&text, (char)c);
    fclose(file);
    return page_take(&text);
}

static void is_what_the_host_says_today(void **state)
{
    (void)state;
    char *committed = read_file();
    char *today = whole_file();
    if (strcmp(committed, today) != 0) {
        size_t at = 0;
        while (committed[at] == today[at]) at++;
        at = at < 60 ? 0 : at - 60;
        fail_msg("%s is stale (write it anew with --write); it has\n%.200s\nand should have\n%.200s", path,
                 committed + at, today + at);
    }
    free(committed);
    free(today);
}

static void turns_each_page_into_the_next(void **state)
{
    (void)state;
    char *text = read_file();
    cJSON *all = page_parse(text);
    assert_true(cJSON_GetArraySize(all) >= 40);
    const cJSON *one;
    cJSON_ArrayForEach(one, all)
    {
        cJSON *shown = browser_patched(cJSON_GetObjectItem(one, "before"), cJSON_GetObjectItem(one, "patch"));
        if (!cJSON_Compare(shown, cJSON_GetObjectItem(one, "after"), true))
            fail_msg("%s", cJSON_GetObjectItem(one, "says")->valuestring);
        cJSON_Delete(shown);
    }
    cJSON_Delete(all);
    free(text);
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "--write") == 0) return write_file();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_what_the_host_says_today),
        cmocka_unit_test(turns_each_page_into_the_next),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
