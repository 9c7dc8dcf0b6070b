// Nested views in a rendition: what is said of them, how a page shows them, and what changes on the wire.
#include "tree/live.h"

#include "page.h"

static const char templates_json[] =
    "[[[\"<h1>\",\"</h1>\",\"<p>\",\"</p>\"],[\"t\",\"t\",\"s\"]],[[\"<li>\",\"</li>\"],[\"s\"]]]";

struct scene {
    struct arena arena;
    struct templates templates;
    struct rendition page;
};

static void begin(struct scene *scene)
{
    *scene = (struct scene){0};
    scene->templates = page_templates(&scene->arena, templates_json);
    rendition_create(&scene->page, &scene->templates);
}

static void end(struct scene *scene)
{
    rendition_destroy(&scene->page);
    arena_destroy(&scene->arena);
}

static sink_handle say(struct rendition *page, const char *name, const char *params)
{
    sink_handle handle;
    struct error err;
    if (!rendition_sink.live(page, 4, bytes_of(name), bytes_of(params), bytes_of("app.lua:3"), &handle, &err))
        fail_msg("%s", err.text);
    return handle;
}

// A name for each of the three slots; NULL for nothing there.
static void render(struct rendition *page, const char *const names[3], const char *params)
{
    struct sink_value values[3];
    sink_handle root;
    struct error err;
    rendition_clear(page);
    for (int i = 0; i < 3; i++) {
        values[i] = (struct sink_value){.kind = SINK_NOTHING};
        if (names[i]) values[i] = (struct sink_value){.kind = SINK_CHILD, .child = say(page, names[i], params)};
    }
    assert_true(rendition_sink.whole(page, 0, values, 3, &root, &err));
    assert_true(rendition_set_root(page, root, &err));
}

static bool give_ticket(void *self, const struct live *live)
{
    unsigned *count = self;
    snprintf(live->ticket, LIVE_TICKET_MAX, "T-%.*s", (int)live->name.size, live->name.data);
    if (*live->name.data == 's') *live->scope = 5;
    return ++*count < 3;
}

static void each_is_met_with_what_was_said_of_it(void **state)
{
    (void)state;
    struct scene scene;
    begin(&scene);
    unsigned count = 0;
    render(&scene.page, (const char *[]){NULL, NULL, NULL}, "");
    assert_false(scene.page.has_lives);
    assert_true(lives_visit(&scene.page, give_ticket, &count));
    assert_int_equal(count, 0);
    render(&scene.page, (const char *[]){"a", NULL, "b"}, "params");
    assert_true(scene.page.has_lives);
    assert_true(lives_visit(&scene.page, give_ticket, &count));
    assert_int_equal(count, 2);
    assert_false(lives_visit(&scene.page, give_ticket, &count)); // until one says no
    assert_int_equal(count, 3);
    end(&scene);
}

static void the_html_has_an_element_for_each(void **state)
{
    (void)state;
    struct scene scene;
    begin(&scene);
    unsigned count = 0;
    render(&scene.page, (const char *[]){"a\"<", NULL, "s"}, "");
    lives_visit(&scene.page, give_ticket, &count);
    char *html = page_html(&scene.page);
    assert_string_equal(html,
                        "<!--0--><h1><!--~--><div id=\"a&quot;&lt;\" ls-live=\"T-a&quot;&lt;\"></div><!--/--></h1>"
                        "<!--$--><!--/--><p><!--~--><div id=\"s\" ls-live=\"T-s\" ls-scope=\"5\"></div></p>");
    free(html);
    end(&scene);
}

static void write_name(void *self, struct bytes name, struct buffer *out)
{
    (void)self;
    buffer_put(out, name);
}

static void what_is_inside_is_somebody_elses(void **state)
{
    (void)state;
    struct scene scene;
    begin(&scene);
    struct html_lives lives = {NULL, write_name};
    struct buffer out = {0};
    render(&scene.page, (const char *[]){"a", NULL, NULL}, "");
    html_write_with(&scene.page, &(struct html_around){.lives = &lives}, &out);
    buffer_put_byte(&out, 0);
    assert_non_null(strstr(out.data, "ls-live=\"\">a</div>"));
    buffer_destroy(&out);
    end(&scene);
}

static void a_change_is_another_name_and_nothing_else(void **state)
{
    (void)state;
    static const struct {
        const char *old[3];
        const char *new[3];
        const char *patch; // NULL: none
    } cases[] = {
        {{"a", NULL, "b"}, {"a", NULL, "b"}, NULL},
        {{NULL, NULL, NULL}, {"a", NULL, NULL}, "{\"0\":{\"v\":[\"a\",\"T-a\"]}}"},
        {{"a", NULL, NULL}, {"s", NULL, NULL}, "{\"0\":{\"v\":[\"s\",\"T-s\",5]}}"},
        {{"a", NULL, NULL}, {NULL, "a", NULL}, "{\"0\":null,\"1\":{\"v\":[\"a\",\"T-a\"]}}"},
        {{"a", "b", NULL}, {"b", "a", NULL}, "{\"0\":{\"v\":[\"b\",\"T-b\"]},\"1\":{\"v\":[\"a\",\"T-a\"]}}"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct scene scene;
        struct rendition next;
        unsigned count = 0;
        begin(&scene);
        rendition_create(&next, &scene.templates);
        render(&scene.page, cases[i].old, "some");
        render(&next, cases[i].new, "other");
        lives_visit(&next, give_ticket, &count);
        char *patch = page_patch(&scene.page, &next, NULL);
        if (cases[i].patch) assert_string_equal(patch, cases[i].patch);
        else assert_null(patch);
        free(patch);
        rendition_destroy(&next);
        end(&scene);
    }
}

static void refuses_what_is_no_name_or_too_much(void **state)
{
    (void)state;
    struct scene scene;
    begin(&scene);
    struct error err;
    sink_handle handle;
    char *large = malloc(RENDITION_SIZE_MAX);
    memset(large, 'x', RENDITION_SIZE_MAX);
    const struct {
        struct bytes name;
        struct bytes params;
        enum error_code code;
    } cases[] = {
        {BYTES(""), BYTES(""), ERROR_MISFIT},
        {{large, LIVE_NAME_MAX + 1}, BYTES(""), ERROR_TOO_LARGE},
        {BYTES("a"), {large, RENDITION_SIZE_MAX}, ERROR_TOO_LARGE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_false(rendition_sink.live(&scene.page, 0, cases[i].name, cases[i].params, BYTES(""), &handle, &err));
        assert_int_equal(err.code, cases[i].code);
    }
    free(large);
    handle = say(&scene.page, "a", "");
    assert_false(rendition_set_root(&scene.page, handle, &err)); // a page is a template
    end(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_is_met_with_what_was_said_of_it),
        cmocka_unit_test(the_html_has_an_element_for_each),
        cmocka_unit_test(what_is_inside_is_somebody_elses),
        cmocka_unit_test(a_change_is_another_name_and_nothing_else),
        cmocka_unit_test(refuses_what_is_no_name_or_too_much),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
