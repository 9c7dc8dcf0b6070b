// Sessions go on in newer code: what they keep, what they are told, and what happens where they cannot.
#include "session/keep/renewal.h"
#include "support/house.h"
#include "value/codec.h"

#define HEAD "local ls = require 'lightspeed'\n"

static const char counter[] = HEAD
    "local view = ls.view { events = { 'add', 'boom', late = { ms = 'integer' } }, messages = { 'tick', 'tock' } }\n"
    "function view.init() return { n = 0 } end\n"
    "function view.update.add(m) m.n = m.n + 1 end\n"
    "function view.update.boom(m) error('boom') end\n"
    "function view.update.late(m, e) return m, ls.after(e.ms):to('tick'), ls.after(e.ms):to('tock') end\n"
    "function view.update.tick(m) m.n = m.n + 100 end\n"
    "function view.update.tock(m) m.n = m.n + 1000 end\n"
    "function view.render(m) return html[[<main><p>{m.n}</p><b>static</b></main>]] end\n"
    "return view\n";

// A text with one part of it replaced, wherever it is; the caller frees it.
static char *with(const char *source, const char *part, const char *now)
{
    struct buffer out = {0};
    const char *at = strstr(source, part);
    if (!at) fail_msg("no '%s' in the app", part);
    for (; at; source = at + strlen(part), at = strstr(source, part)) {
        buffer_put(&out, (struct bytes){source, (size_t)(at - source)});
        buffer_put(&out, bytes_of(now));
    }
    buffer_put(&out, bytes_of(source));
    char *copy = strndup(out.data, out.size);
    buffer_destroy(&out);
    return copy;
}

static void reload_with(struct house *house, const char *source, const char *part, const char *now)
{
    char *changed = with(source, part, now);
    house_reload(house, changed);
    free(changed);
}

static void a_page_keeps_its_model_and_is_told_what_changed(void **state)
{
    (void)state;
    struct house *house = house_open(counter);
    struct peer *peer = house_join(house);
    peer_event(peer, "add", "{}");
    reload_with(house, counter, "{m.n}", "{m.n * 5}");
    assert_string_equal(peer_last(peer), "[2,1,{\"0\":\"5\"}]");
    peer_event(peer, "add", "{}");
    assert_string_equal(peer_last(peer), "[3,2,{\"0\":\"10\"}]");
    assert_int_equal(house->hall->counters.renewals, 1);
    peer_leave(peer);
    house_close(house);
}

static void code_that_shows_the_same_tells_nothing(void **state)
{
    (void)state;
    struct house *house = house_open(counter);
    struct peer *peer = house_join(house);
    size_t before = peer->count;
    reload_with(house, counter, "m.n + 1 end", "m.n + 2 end");
    assert_int_equal(peer->count, before);
    peer_event(peer, "add", "{}");
    assert_string_equal(peer_last(peer), "[1,1,{\"0\":\"2\"}]");
    peer_leave(peer);
    house_close(house);
}

static void only_templates_that_are_new_are_told(void **state)
{
    (void)state;
    struct house *house = house_open(counter);
    struct peer *peer = house_join(house);
    uint32_t known = house->app->templates.count;
    char told[200];
    reload_with(house, counter, "<b>static</b>", "<b>other</b>");
    snprintf(told, sizeof told,
             "[1,0,[%u,\"0\"],{\"new\":[%u,[[[\"<main><p>\",\"<\\/p><b>other<\\/b><\\/main>\"],[\"s\"]]]]}]", known,
             known);
    assert_string_equal(peer_last(peer), told);
    assert_int_equal(house->app->templates.count, known + 1);
    house_reload(house, counter); // undone: a number is never given again
    assert_int_equal(house->app->templates.count, known + 2);
    peer_leave(peer);
    house_close(house);
}

static void handlers_are_known_by_their_names(void **state)
{
    (void)state;
    struct house *house = house_open(counter);
    struct peer *peer = house_join(house);
    peer_event(peer, "late", "{\"ms\":500}");
    // Another order, one message fewer, and one more event in front.
    char *other = with(counter, "{ 'add', 'boom',", "{ 'zero', 'boom', 'add',");
    char *fewer = with(other, "messages = { 'tick', 'tock' }", "messages = { 'tock' }");
    char *gone = with(fewer, "function view.update.tick(m) m.n = m.n + 100 end\n",
                      "function view.update.zero(m) m.n = 0 end\n");
    char *told = with(gone, "ls.after(e.ms):to('tick'), ", "");
    house_reload(house, told);
    peer_event(peer, "add", "{}");
    assert_string_equal(peer_last(peer), "[2,2,{\"0\":\"1\"}]");
    house_wait(house, 1000);
    assert_string_equal(peer_last(peer), "[3,2,{\"0\":\"1001\"}]");
    free(other), free(fewer), free(gone), free(told);
    peer_leave(peer);
    house_close(house);
}

static void an_event_that_waits_meanwhile_finds_its_handler_or_is_refused(void **state)
{
    (void)state;
    struct house *house = house_open(counter);
    struct peer *peer = house_join(house);
    struct session *session = peer->line.session;
    struct error err;
    char *changed = with(counter, "{ 'add', 'boom',", "{ 'first', 'add',");
    char *other =
        with(changed, "function view.update.boom(m) error('boom') end\n", "function view.update.first() end\n");
    struct message add = {.kind = MESSAGE_EVENT, .ref = 1, .handler = 0};
    struct message boom = {.kind = MESSAGE_EVENT, .ref = 2, .handler = 1};
    struct buffer nothing = {0};
    codec_end_table(&nothing, codec_begin_table(&nothing), 0, 0);
    assert_true(mailbox_put(&session->mailbox, 8, &add, buffer_bytes(&nothing), &err));
    assert_true(mailbox_put(&session->mailbox, 8, &boom, buffer_bytes(&nothing), &err));
    session->ref_received = 2;
    house_reload(house, other);
    assert_true(peer_has(peer, "[1,1,{\"0\":\"1\"}]"));
    assert_contains(peer_last(peer), "\"no\":\"unknown\"");
    buffer_destroy(&nothing);
    free(changed), free(other);
    peer_leave(peer);
    house_close(house);
}

static void a_model_that_does_not_fit_leaves_the_page_as_it_was(void **state)
{
    (void)state;
    struct house *house = house_open(counter);
    struct peer *peer = house_join(house);
    peer_event(peer, "add", "{}");
    reload_with(house, counter, "{m.n}", "{m.there.n}");
    assert_contains(peer_last(peer), "[\"trouble\",\"app.lua:2: a page of it stays");
    assert_int_equal(house->hall->counters.renewals_failed, 1);
    peer_event(peer, "add", "{}");
    assert_string_equal(peer_last(peer), "[3,2,{\"0\":\"2\"}]");
    // Nothing was tried again, and a new visitor sees the new code.
    assert_int_equal(house->hall->counters.renewals_failed, 1);
    house_reload(house, counter);
    assert_string_equal(peer_last(peer), "[4,2,null,{\"do\":[[\"trouble\",null]]}]");
    peer_leave(peer);
    house_close(house);
}

static void a_model_of_another_version_is_migrated(void **state)
{
    (void)state;
    struct house *house = house_open(counter);
    struct peer *peer = house_join(house);
    peer_event(peer, "add", "{}");
    char *newer = with(counter, "events = {", "version = 3, events = {");
    char *shaped = with(newer, "m.n", "m.count.n");
    char *begun = with(shaped, "return { n = 0 }", "return { count = { n = 0 } }");
    char *whole = with(begun, "return view",
                       "function view.migrate(m, from) return { count = { n = m.n * 10 + from } } end return view");
    house_reload(house, whole);
    assert_string_equal(peer_last(peer), "[2,1,{\"0\":\"11\"}]");
    assert_int_equal(peer->line.session->version, 3);
    vm_delete(peer->line.session->vm); // made again from its snapshot: that is of the new version
    peer->line.session->vm = NULL;
    hall_touch(house->hall, peer->line.session);
    peer_event(peer, "add", "{}");
    assert_string_equal(peer_last(peer), "[3,2,{\"0\":\"12\"}]");
    free(newer), free(shaped), free(begun), free(whole);
    peer_leave(peer);
    house_close(house);
}

static void a_migration_that_fails_changes_nothing(void **state)
{
    (void)state;
    static const char *const endings[][2] = {
        {"error('no')", "no"},
        {"return { f = print }", "a model is plain data"},
        {"return m, ls.send('tick')", "migrate returns the model and nothing else"},
        {"return 7", "a model is a table, not a number"},
        {"while true do end", "used up its"},
    };
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        struct house *house = house_open(counter);
        struct peer *peer = house_join(house);
        char body[200];
        snprintf(body, sizeof body, "function view.migrate(m, from) %s end return view", endings[i][0]);
        char *newer = with(counter, "events = {", "version = 2, events = {");
        char *whole = with(newer, "return view", body);
        peer_event(peer, "add", "{}");
        house_reload(house, whole);
        assert_contains(peer_last(peer), endings[i][1]);
        peer_event(peer, "add", "{}");
        assert_contains(peer_last(peer), "{\"0\":\"2\"}");
        free(newer), free(whole);
        peer_leave(peer);
        house_close(house);
    }
}

static void without_a_migration_another_version_begins_anew(void **state)
{
    (void)state;
    struct house *house = house_open(counter);
    struct peer *peer = house_join(house);
    peer_event(peer, "add", "{}");
    reload_with(house, counter, "events = {", "version = 2, events = {");
    assert_contains(peer_last(peer), "[\"full\",2,1,[");
    assert_contains(house_log.last, "a model is of version 1 and the view has no migrate, so it begins anew");
    peer_event(peer, "add", "{}");
    assert_string_equal(peer_last(peer), "[3,2,{\"0\":\"1\"}]");
    peer_leave(peer);
    house_close(house);
}

static void what_sleeps_without_a_line_follows_when_it_is_needed(void **state)
{
    (void)state;
    struct house *house = house_open(counter);
    char ticket[64];
    house_visit(house, house->hall, ticket);
    uint32_t known = house->app->templates.count;
    reload_with(house, counter, "<b>static</b>", "<b>other</b>");
    reload_with(house, counter, "<b>static</b>", "<b>third</b>");
    assert_int_equal(house->hall->counters.renewals, 0);
    struct peer *peer = peer_enter(house->hall, ticket, "0");
    house_run(house);
    assert_int_equal(house->hall->counters.renewals, 1);
    char told[200]; // what is nobody's any more is not told
    snprintf(told, sizeof told, "\"new\":[%u,[null,[[\"<main><p>\",\"<\\/p><b>third<\\/b><\\/main>\"],[\"s\"]]]]",
             known);
    assert_contains(peer_last(peer), told);
    peer_leave(peer);
    house_close(house);
}

static void a_whole_page_tells_all_templates_that_its_file_did_not_have(void **state)
{
    (void)state;
    struct house *house = house_open(counter);
    struct peer *peer = house_join(house);
    uint32_t known = house->app->templates.count;
    char told[60];
    reload_with(house, counter, "<b>static</b>", "<b>other</b>");
    peer->line.session->wants_full = true;
    hall_queue(house->hall, peer->line.session);
    house_run(house);
    snprintf(told, sizeof told, "\"new\":[%u,[[[\"<main>", known);
    assert_contains(peer_last(peer), "[\"full\",2,0,[");
    assert_contains(peer_last(peer), told);
    peer_leave(peer);
    house_close(house);
}

static void an_app_goes_with_the_last_that_needs_it(void **state)
{
    (void)state;
    struct house *house = house_open(counter);
    struct peer *peer = house_join(house);
    char ticket[64];
    house_visit(house, house->hall, ticket);
    const struct app *first = app_hold(house->app);
    reload_with(house, counter, "{m.n}", "{m.n * 5}");
    assert_int_equal(first->holders.count, 2); // us, and the page that nobody joined
    house_wait(house, 61000);
    assert_int_equal(first->holders.count, 1);
    app_release(first);
    peer_leave(peer);
    house_close(house);
}

static const char components[] = HEAD "local One = ls.component { events = { 'up' } }\n"
                                      "function One.init() return { n = 1 } end\n"
                                      "function One.update.up(m) m.n = m.n + 1 end\n"
                                      "function One.render(m) return html[[<i>{m.n}</i>]] end\n"
                                      "local Two = ls.component { events = { 'up' } }\n"
                                      "function Two.init() return { n = 100 } end\n"
                                      "function Two.update.up(m) m.n = m.n + 100 end\n"
                                      "function Two.render(m) return html[[<b>{m.n}</b>]] end\n"
                                      "local view = ls.view {}\n"
                                      "function view.render() return html[[<One /><Two />]] end\n"
                                      "return view\n";

static void components_keep_their_state(void **state)
{
    (void)state;
    struct house *house = house_open(components);
    struct peer *peer = house_join(house);
    peer_say(peer, "[\"e\",1,\"up\",{},0,1025]"); // the first of all, of declaration 1
    peer_say(peer, "[\"e\",2,\"up\",{},0,2050]");
    house_run(house);
    assert_contains(peer_last(peer), "\"200\"");
    reload_with(house, components, "<i>{m.n}</i>", "<i>{m.n * 1000}</i>");
    assert_contains(peer_last(peer), "\"2000\"");
    // The first takes no events any more and has no state, so the second is the first of those that have one.
    const char *file = strstr(components, "local Two");
    struct buffer fewer = {0};
    buffer_print(&fewer, HEAD "local One = ls.component { render = function() return html[[<u>-</u>]] end }\n%s",
                 file);
    buffer_put_byte(&fewer, 0);
    house_reload(house, fewer.data);
    assert_contains(peer_last(peer), "2049\",\"200\"]"); // it is declaration 1 now, and has what it had
    peer_say(peer, "[\"e\",3,\"up\",{},0,2049]");
    house_run(house);
    assert_contains(peer_last(peer), "\"300\"");
    buffer_destroy(&fewer);
    peer_leave(peer);
    house_close(house);
}

static const char nested[] =
    HEAD "local leaf = ls.view { events = { 'add' } }\n"
         "function leaf.init() return { n = 0 } end\n"
         "function leaf.update.add(m) m.n = m.n + 1 end\n"
         "function leaf.render(m) return html[[<i>{m.n}</i>]] end\n"
         "local view = ls.view { events = { 'again' } }\n"
         "function view.init() return { n = 0 } end\n"
         "function view.update.again(m) m.n = m.n + 1 end\n"
         "function view.render(m) return html[[<h1>{m.n}</h1><div><ls.live of={leaf} id='leaf' /></div>]] end\n"
         "return view\n";

static void nested_views_stay_the_sessions_that_they_are(void **state)
{
    (void)state;
    struct house *house = house_open(nested);
    struct page page;
    page_begin(&page, house->hall, "/", "");
    house_run(house);
    page_read_ticket(&page);
    struct peer *peer = peer_enter(house->hall, page.ticket, "0");
    char ticket[64] = "";
    sscanf(strstr(page_html(&page), "ls-live=\"") + 9, "%63[^\"]", ticket);
    char join[200];
    snprintf(join, sizeof join, "1[\"join\",1,\"%s\",0]", ticket);
    peer_say(peer, join);
    peer_say(peer, "1[\"e\",1,\"add\",{},0]");
    assert_contains(peer_last(peer), "1[1,1,{\"0\":\"1\"}]");
    reload_with(house, nested, "<i>{m.n}</i>", "<i>{m.n * 7}</i>");
    assert_true(peer_has(peer, "1[2,1,{\"0\":\"7\"}]"));
    peer_event(peer, "again", "{}");
    assert_contains(peer_last(peer), "[1,1,{\"0\":\"1\"}]");
    assert_int_equal(house->hall->counters.ended, 0);
    page_destroy(&page);
    peer_leave(peer);
    house_close(house);
}

static void styles_are_told_where_they_are_others(void **state)
{
    (void)state;
    char *styled = with(counter, "ls.view { events", "ls.view { css = css[[p { color: red }]], events");
    struct house *house = house_open(styled);
    struct peer *peer = house_join(house);
    reload_with(house, styled, "red", "blue");
    assert_contains(peer_last(peer), "[1,0,null,{\"do\":[[\"sheet\",\"/_ls/style-");
    house_reload(house, counter);
    assert_contains(peer_last(peer), "[\"scope\",0]");
    free(styled);
    peer_leave(peer);
    house_close(house);
}

static void fields_that_a_declaration_adds_make_another_template(void **state)
{
    (void)state;
    static const char dropped[] =
        HEAD "local view = ls.view { events = { dropped = { clientX = 'number' } } }\n"
             "function view.update.dropped(m, e) end\n"
             "function view.render(m) return html[[<main ls-on-drop=\"dropped\">x</main>]] end\n"
             "return view\n";
    struct house *house = house_open(dropped);
    struct peer *peer = house_join(house);
    reload_with(house, dropped, "clientX = 'number'", "clientX = 'number', clientY = 'number'");
    assert_contains(peer_last(peer), "dropped clientX clientY");
    peer_leave(peer);
    house_close(house);
}

static void trouble_is_shown_until_it_is_over(void **state)
{
    (void)state;
    struct house *house = house_open(counter);
    struct peer *peer = house_join(house);
    renewal_trouble_all(&house->settings, "app.lua:3: no");
    house_run(house);
    assert_string_equal(peer_last(peer), "[1,0,null,{\"do\":[[\"trouble\",\"app.lua:3: no\"]]}]");
    char ticket[64];
    struct peer *late = house_enter(house, house->hall, ticket);
    assert_true(peer_has(late, "[1,0,null,{\"do\":[[\"trouble\",\"app.lua:3: no\"]]}]"));
    reload_with(house, counter, "{m.n}", "{m.n + 1}");
    assert_contains(peer_last(peer), "{\"do\":[[\"trouble\",null]]}");
    assert_contains(peer_last(late), "{\"do\":[[\"trouble\",null]]}");
    peer_leave(peer);
    peer_leave(late);
    house_close(house);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_page_keeps_its_model_and_is_told_what_changed),
        cmocka_unit_test(code_that_shows_the_same_tells_nothing),
        cmocka_unit_test(only_templates_that_are_new_are_told),
        cmocka_unit_test(handlers_are_known_by_their_names),
        cmocka_unit_test(an_event_that_waits_meanwhile_finds_its_handler_or_is_refused),
        cmocka_unit_test(a_model_that_does_not_fit_leaves_the_page_as_it_was),
        cmocka_unit_test(a_model_of_another_version_is_migrated),
        cmocka_unit_test(a_migration_that_fails_changes_nothing),
        cmocka_unit_test(without_a_migration_another_version_begins_anew),
        cmocka_unit_test(what_sleeps_without_a_line_follows_when_it_is_needed),
        cmocka_unit_test(a_whole_page_tells_all_templates_that_its_file_did_not_have),
        cmocka_unit_test(an_app_goes_with_the_last_that_needs_it),
        cmocka_unit_test(components_keep_their_state),
        cmocka_unit_test(nested_views_stay_the_sessions_that_they_are),
        cmocka_unit_test(styles_are_told_where_they_are_others),
        cmocka_unit_test(fields_that_a_declaration_adds_make_another_template),
        cmocka_unit_test(trouble_is_shown_until_it_is_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
