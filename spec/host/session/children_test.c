// Nested views: how they begin, go on, fail and end, with the session around them and without.
#include "session/children.h"
#include "support/house.h"

#define LEAF                                                                                                         \
    "local ls = require 'lightspeed'\n"                                                                              \
    "local leaf = ls.view { params = { name = 'string', fails = 'boolean?', ready = 'integer?' },\n"                 \
    "  events = { 'add', 'boom' } }\n"                                                                               \
    "function leaf.init(p, session)\n"                                                                               \
    "  if p.fails or ls.now() < (p.ready or 0) then error('no leaf') end\n"                                          \
    "  return { name = p.name, n = 0, visitor = session.id }\n"                                                      \
    "end\n"                                                                                                          \
    "function leaf.update.add(m) m.n = m.n + 1 end\n"                                                                \
    "function leaf.update.boom(m) m.n = 1000 error('boom') end\n"                                                    \
    "function leaf.render(m) return html[[<b>{m.name}</b><i>{m.n}</i>]] end\n"

// Shows as many as `set` says, named leaf-1, leaf-2, ...
static const char rows[] = LEAF
    "local view = ls.view { params = { n = 'integer?' }, events = { set = { n = 'integer' }, name = { to = 'string' "
    "}, 'boom' } }\n"
    "function view.init(p) return { n = p.n or 2, name = 'x' } end\n"
    "function view.update.set(m, e) m.n = e.n end\n"
    "function view.update.name(m, e) m.name = e.to end\n"
    "function view.update.boom(m) m.n = 0 error('boom') end\n"
    "function view.render(m) return html[[<ul>{for i = 1, m.n do}<li ls-key={i}><ls.live of={leaf} id=\"leaf-{i}\"\n"
    "  name={m.name} /></li>{end}</ul>]] end\n"
    "return view\n";

static const char *const one =
    LEAF "local view = ls.view { events = { 'again' }, params = { fails = 'boolean?', ready = 'integer?' } }\n"
         "function view.init(p) return { fails = p.fails, ready = p.ready, n = 0 } end\n"
         "function view.update.again(m) m.n = m.n + 1 end\n"
         "function view.render(m) return html[[<h1>{m.n}</h1><div><ls.live of={leaf} id='leaf' name='it'\n"
         "  fails={m.fails} ready={m.ready} /></div>]] end\n"
         "return view\n";

// The ticket of the nested view `id` in a page's HTML or in a frame.
static void read_nested(const char *text, const char *format, const char *id, char ticket[64])
{
    char mark[64];
    snprintf(mark, sizeof mark, format, id);
    const char *at = strstr(text, mark);
    if (!at) fail_msg("no %s in %s", mark, text);
    memcpy(ticket, at + strlen(mark), TICKET_TEXT_SIZE);
    ticket[TICKET_TEXT_SIZE] = 0;
}

#define IN_HTML  "<div id=\"%s\" ls-live=\""
#define IN_FRAME "{\"v\":[\"%s\",\""

struct scene {
    struct house *house;
    struct page page;
    struct peer *peer;
    char first[64]; // the ticket of the first nested view
};

static struct scene begin_at(struct house *house, const char *query, const char *id)
{
    struct scene scene = {.house = house};
    page_begin(&scene.page, house->hall, "/", query);
    house_run(house);
    assert_int_equal(scene.page.visit.status, 200);
    page_read_ticket(&scene.page);
    read_nested(page_html(&scene.page), IN_HTML, id, scene.first);
    scene.peer = peer_enter(house->hall, scene.page.ticket, "0");
    return scene;
}

static struct scene begin(const char *source, const char *query, const char *id)
{
    return begin_at(house_open(source), query, id);
}

static void end(struct scene *scene)
{
    peer_leave(scene->peer);
    page_destroy(&scene->page);
    house_close(scene->house);
}

// A turn may need several slices.
static void say_channel(const struct scene *scene, int number, const char *frame)
{
    char text[512];
    snprintf(text, sizeof text, "%d%s", number, frame);
    peer_say(scene->peer, text);
    house_run(scene->house);
}

static void say_event(const struct scene *scene, const char *name, const char *payload)
{
    peer_event(scene->peer, name, payload);
    house_run(scene->house);
}

static void join_channel(struct peer *peer, int number, const char *ticket, const char *seen)
{
    char text[256];
    snprintf(text, sizeof text, "%d[\"join\",1,\"%s\",%s]", number, ticket, seen);
    peer_say(peer, text);
}

static void the_page_has_them_whole_and_they_sleep(void **state)
{
    (void)state;
    struct scene scene = begin(rows, "", "leaf-1");
    assert_contains(page_html(&scene.page), "\"><!--0--><b>x</b><i>0</i></div></li>");
    assert_int_equal(scene.house->hall->sessions_count, 3);
    assert_int_equal(scene.house->hall->counters.children, 2);
    struct session *leaf = house_session(scene.house, scene.first);
    assert_null(leaf->vm);
    assert_int_equal(leaf->state, STATE_MOUNTED);
    assert_int_equal(leaf->depth, 1);
    end(&scene);
}

static void a_page_waits_for_those_that_need_many_slices(void **state)
{
    (void)state;
    struct house *house = house_open("local ls = require 'lightspeed'\n"
                                     "local slow = ls.view {}\n"
                                     "function slow.init() for i = 1, 3e5 do end return { n = 7 } end\n"
                                     "function slow.render(m) return html[[<b>slow {m.n}</b>]] end\n"
                                     "local view = ls.view {}\n"
                                     "function view.render(m) return html[[<ls.live of={slow} id='s' /><div><ls.live "
                                     "of={slow} id='t' /></div>]] end\n"
                                     "return view\n");
    struct page page;
    page_begin(&page, house->hall, "/", "");
    assert_int_equal(page.answers, 0);
    house_run(house);
    assert_int_equal(page.answers, 1);
    assert_int_equal(page.visit.status, 200);
    const char *first = strstr(page_html(&page), "slow ");
    assert_non_null(first);
    assert_non_null(strstr(first + 1, "slow "));
    page_destroy(&page);
    page_begin(&page, house->hall, "/", "");
    visit_abandon(&page.visit); // nobody waits, for none of them
    assert_int_equal(page.answers, 0);
    house_run(house);
    assert_int_equal(house->hall->sessions_count, 3);
    page_destroy(&page);
    page_begin(&page, house->hall, "/", ""); // and the house may close before they are done
    house_close(house);
    assert_int_equal(page.visit.status, 503);
    assert_int_equal(page.answers, 1);
    page_destroy(&page);
}

static void each_has_a_line_and_a_state_of_its_own(void **state)
{
    (void)state;
    struct scene scene = begin(rows, "", "leaf-1");
    char second[64];
    read_nested(page_html(&scene.page), IN_HTML, "leaf-2", second);
    join_channel(scene.peer, 1, scene.first, "0");
    assert_string_equal(peer_last(scene.peer), "1[\"ok\",0,0]");
    join_channel(scene.peer, 2, second, "0");
    say_channel(&scene, 2, "[\"e\",1,\"add\",{},0]");
    assert_string_equal(peer_last(scene.peer), "2[1,1,{\"1\":\"1\"}]");
    say_channel(&scene, 1, "[\"e\",1,\"add\",{},0]");
    assert_string_equal(peer_last(scene.peer), "1[1,1,{\"1\":\"1\"}]");
    say_event(&scene, "add", "{}");
    assert_contains(peer_last(scene.peer), "\"no\":\"unknown\"");
    assert_int_equal(scene.house->hall->counters.turns, 5);
    end(&scene);
}

static void a_crash_is_its_own(void **state)
{
    (void)state;
    struct scene scene = begin(rows, "", "leaf-1");
    join_channel(scene.peer, 1, scene.first, "0");
    say_channel(&scene, 1, "[\"e\",1,\"add\",{},0]");
    say_channel(&scene, 1, "[\"e\",2,\"boom\",{},1]");
    assert_contains(peer_last(scene.peer), "1[2,2,null,{\"no\":\"crash\"");
    say_channel(&scene, 1, "[\"e\",3,\"add\",{},2]");
    assert_string_equal(peer_last(scene.peer), "1[3,3,{\"1\":\"2\"}]");
    say_event(&scene, "boom", "{}"); // nor do they hear of one around them
    assert_contains(peer_last(scene.peer), "\"no\":\"crash\"");
    say_channel(&scene, 1, "[\"e\",4,\"add\",{},3]");
    assert_string_equal(peer_last(scene.peer), "1[4,4,{\"1\":\"3\"}]");
    assert_int_equal(scene.house->hall->sessions_count, 3);
    end(&scene);
}

static void one_that_comes_later_joins_with_nothing_and_gets_all(void **state)
{
    (void)state;
    struct scene scene = begin(rows, "", "leaf-1");
    char third[64];
    peer_event(scene.peer, "set", "{\"n\":3}");
    while (!peer_has(scene.peer, "leaf-3")) session_run(house_session(scene.house, scene.page.ticket));
    read_nested(peer_last(scene.peer), IN_FRAME, "leaf-3", third);
    join_channel(scene.peer, 1, third, "null"); // before anything has run in it
    assert_string_equal(peer_last(scene.peer), "1[\"ok\",0,0]");
    house_run(scene.house);
    assert_string_equal(peer_last(scene.peer), "1[\"full\",1,0,[0,\"x\",\"0\"]]");
    assert_int_equal(house_session(scene.house, third)->state, STATE_LIVE);
    say_event(&scene, "set", "{\"n\":4}");
    read_nested(peer_last(scene.peer), IN_FRAME, "leaf-4", third);
    house_run(scene.house);
    assert_int_equal(house_session(scene.house, third)->state, STATE_MOUNTED);
    join_channel(scene.peer, 2, third, "null");
    house_run(scene.house);
    assert_string_equal(peer_last(scene.peer), "2[\"full\",1,0,[0,\"x\",\"0\"]]");
    end(&scene);
}

static void one_that_is_not_shown_any_more_ends_after_the_page_was_told(void **state)
{
    (void)state;
    struct scene scene = begin(rows, "", "leaf-1");
    char second[64], again[64];
    read_nested(page_html(&scene.page), IN_HTML, "leaf-2", second);
    join_channel(scene.peer, 1, second, "0");
    say_event(&scene, "set", "{\"n\":1}");
    assert_string_equal(scene.peer->frames[scene.peer->count - 2], "[1,1,{\"0\":{\"-\":[1]}}]");
    assert_contains(peer_last(scene.peer), "1[\"bye\",\"gone\"");
    assert_int_equal(scene.house->hall->sessions_count, 2);
    say_event(&scene, "set", "{\"n\":2}");
    read_nested(peer_last(scene.peer), IN_FRAME, "leaf-2", again);
    assert_string_not_equal(second, again);
    house_run(scene.house);
    assert_int_equal(scene.house->hall->sessions_count, 3);
    end(&scene);
}

static void other_params_change_nothing(void **state)
{
    (void)state;
    struct scene scene = begin(rows, "", "leaf-1");
    say_event(&scene, "name", "{\"to\":\"another\"}");
    assert_string_equal(peer_last(scene.peer), "[1,1]");
    assert_non_null(house_session(scene.house, scene.first));
    assert_int_equal(scene.house->hall->counters.children, 2);
    end(&scene);
}

static void they_end_with_the_session_around_them(void **state)
{
    (void)state;
    struct scene scene = begin(rows, "", "leaf-1");
    session_end(house_session(scene.house, scene.page.ticket), ERROR_GONE, "the spec says so");
    assert_int_equal(scene.house->hall->sessions_count, 0);
    end(&scene);
}

static void time_alone_does_not_end_them_while_their_page_lives(void **state)
{
    (void)state;
    struct scene scene = begin(rows, "", "leaf-1");
    for (int i = 0; i < 10; i++) {
        house_wait(scene.house, 55 * 1000);
        peer_say(scene.peer, "[\"h\"]");
    }
    assert_int_equal(scene.house->hall->sessions_count, 3);
    join_channel(scene.peer, 1, scene.first, "0");
    assert_string_equal(peer_last(scene.peer), "1[\"ok\",0,0]");
    peer_leave(scene.peer);
    scene.peer = peer_new(scene.house->hall);
    house_wait(scene.house, 301 * 1000);
    assert_int_equal(scene.house->hall->sessions_count, 0);
    end(&scene);
}

static void a_page_that_nobody_joins_takes_them_along(void **state)
{
    (void)state;
    struct house *house = house_open(rows);
    char ticket[64];
    house_visit(house, house->hall, ticket);
    assert_int_equal(house->hall->sessions_count, 3);
    house_wait(house, 61 * 1000);
    assert_int_equal(house->hall->sessions_count, 0);
    house_close(house);
}

static void one_whose_init_fails_leaves_a_word_and_is_tried_again(void **state)
{
    (void)state;
    char query[64];
    struct house *house = house_open(one);
    snprintf(query, sizeof query, "ready=%lld", 1700000000000ll + 1500);
    struct scene scene = begin_at(house, query, "leaf");
    assert_contains(page_html(&scene.page), "\"><p role=\"alert\">This part of the page is not available.</p></div>");
    join_channel(scene.peer, 1, scene.first, "null");
    assert_string_equal(peer_last(scene.peer), "1[\"ok\",0,0]");
    say_channel(&scene, 1, "[\"e\",1,\"add\",{},0]"); // waits
    house_wait(house, 1000);
    say_event(&scene, "again", "{}");
    assert_string_equal(peer_last(scene.peer), "[1,1,{\"0\":\"1\"}]");
    house_wait(house, 1000);
    assert_true(peer_has(scene.peer, "1[\"full\",1,0,[0,\"it\",\"0\"]]"));
    assert_string_equal(peer_last(scene.peer), "1[2,1,{\"1\":\"1\"}]");
    assert_int_equal(house->hall->counters.retries, 2);
    end(&scene);
}

static void one_whose_init_always_fails_is_given_up(void **state)
{
    (void)state;
    struct scene scene = begin(one, "fails=on", "leaf");
    join_channel(scene.peer, 1, scene.first, "null");
    for (int i = 0; i < 10; i++) house_wait(scene.house, 1000);
    assert_int_equal(scene.house->hall->counters.retries, 3);
    assert_contains(peer_last(scene.peer), "1[\"bye\",\"crash\"");
    assert_int_equal(scene.house->hall->sessions_count, 1);
    say_event(&scene, "again", "{}");
    assert_string_equal(peer_last(scene.peer), "[1,1,{\"0\":\"1\"}]");
    assert_int_equal(scene.house->hall->counters.children, 1); // and not born again
    end(&scene);
}

static void a_page_around_them_that_begins_anew_keeps_those_it_shows(void **state)
{
    (void)state;
    struct scene scene = begin(rows, "n=1", "leaf-1");
    struct session *around = house_session(scene.house, scene.page.ticket);
    join_channel(scene.peer, 1, scene.first, "0");
    say_channel(&scene, 1, "[\"e\",1,\"add\",{},0]");
    say_event(&scene, "set", "{\"n\":3}");
    house_run(scene.house);
    assert_int_equal(scene.house->hall->sessions_count, 4);
    around->failures.in_a_row = intensity_default.failures_max; // as after that many
    say_event(&scene, "boom", "{}");
    house_run(scene.house);
    assert_int_equal(scene.house->hall->counters.restarts, 1);
    assert_int_equal(scene.house->hall->sessions_count, 2);
    assert_true(peer_has(scene.peer, "[\"full\","));
    assert_contains(peer_last(scene.peer), "[\"full\",");
    assert_contains(peer_last(scene.peer), scene.first);
    say_channel(&scene, 1, "[\"e\",2,\"add\",{},1]");
    assert_string_equal(peer_last(scene.peer), "1[2,2,{\"1\":\"2\"}]");
    end(&scene);
}

static void refuses_what_cannot_stand_in_a_page(void **state)
{
    (void)state;
    static const struct {
        const char *markup;
        const char *why;
    } cases[] = {
        {"<ls.live of={leaf} id='a' name='x' /><ls.live of={leaf} id='a' name='y' />",
         "app.lua:13: <ls.live id=\"a\">: two nested views of a page have this id"},
        {"<ls.live of={leaf} id='a' />", "app.lua:13: <ls.live id=\"a\">: params.name: "},
        {"<ls.live of={leaf} id='a' name='x' nme='y' />", "did you mean 'name'?"},
        {"<ls.live of={leaf} name='x' />", "app.lua:13: <ls.live>: id=\"...\" is missing"},
        {"<ls.live of={leaf} id='' name='x' />", "app.lua:13: <ls.live>: id=\"...\" is missing"},
        {"<ls.live of='leaf' id='a' />",
         "app.lua:13: <ls.live>: of={...} takes a view that ls.view made, not a string"},
        {"<ls.live of={leaf} id='a' name='x'><b>y</b></ls.live>",
         "app.lua:13: <ls.live>: a nested view has no content"},
        {"<ls.live of={leaf} id='a' name={print} />", "params.name is a function"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char source[2048];
        snprintf(source, sizeof source,
                 LEAF "local view = ls.view {}\n"
                      "function view.init() return {} end function view.render(m) return html[[\n<p>x</p>%s]] end\n"
                      "return view\n",
                 cases[i].markup);
        struct house *house = house_open(source);
        struct page page;
        page_begin(&page, house->hall, "/", "");
        house_run(house);
        assert_int_equal(page.visit.status, 500);
        char text[2048]; // as a browser reads it
        size_t size = 0;
        for (const char *at = page_html(&page); *at && size < sizeof text - 1; at++) {
            const char *const entities[] = {"&lt;<", "&gt;>", "&quot;\"", "&#39;'"};
            char letter = *at;
            for (size_t k = 0; k < 4; k++) {
                size_t length = strlen(entities[k]) - 1;
                if (strncmp(at, entities[k], length) != 0) continue;
                letter = entities[k][length];
                at += length - 1;
                break;
            }
            text[size++] = letter;
        }
        text[size] = 0;
        assert_contains(text, cases[i].why);
        assert_int_equal(house->hall->sessions_count, 0);
        page_destroy(&page);
        house_close(house);
    }
}

static void few(struct settings *settings)
{
    settings->limits.children = 5;
    settings->limits.nesting = 3;
}

static void there_are_not_too_many(void **state)
{
    (void)state;
    struct scene scene = begin_at(house_open_with(house_load(rows), 1, few), "", "leaf-1");
    say_event(&scene, "set", "{\"n\":6}");
    assert_contains(peer_last(scene.peer), "ls.live: 6 nested views in one page, more than 5");
    say_event(&scene, "set", "{\"n\":5}");
    house_run(scene.house);
    assert_int_equal(scene.house->hall->sessions_count, 6);
    say_event(&scene, "set", "{\"n\":0}");
    say_event(&scene, "set", "{\"n\":5}"); // those that ended do not count
    house_run(scene.house);
    assert_int_equal(scene.house->hall->sessions_count, 6);
    end(&scene);
}

static void a_view_in_itself_comes_to_an_end(void **state)
{
    (void)state;
    static const char *const sources[] = {
        "<ls.live of={view} id='x' />",                             // deep
        "<ls.live of={view} id='x' /><ls.live of={view} id='y' />", // many
    };
    for (size_t i = 0; i < 2; i++) {
        char source[512];
        snprintf(source, sizeof source,
                 "local ls = require 'lightspeed'\nlocal view = ls.view {}\n"
                 "function view.render(m) return html[[<b>{1}</b>%s]] end\nreturn view\n",
                 sources[i]);
        struct house *house = house_open_with(house_load(source), 1, few);
        struct page page;
        page_begin(&page, house->hall, "/", "");
        house_run(house);
        assert_int_equal(page.visit.status, 200);
        assert_contains(page_html(&page), "This part of the page is not available");
        assert_true(house->hall->sessions_count <= 6);
        page_destroy(&page);
        house_close(house);
    }
}

static void they_follow_their_line_to_another_shard_and_end_there(void **state)
{
    (void)state;
    struct house *house = house_open_with(house_load(rows), 3, NULL);
    struct page page;
    page_begin(&page, house->halls[1], "/", "n=3");
    house_run(house);
    page_read_ticket(&page);
    char first[64], second[64];
    read_nested(page_html(&page), IN_HTML, "leaf-1", first);
    read_nested(page_html(&page), IN_HTML, "leaf-2", second);
    struct peer *peer = peer_enter(house->halls[2], page.ticket, "0");
    join_channel(peer, 1, first, "0");
    house_run(house);
    assert_true(peer_has(peer, "1[\"ok\",0,0]"));
    assert_int_equal(house->halls[2]->sessions_count, 2);
    assert_int_equal(house->halls[1]->sessions_count, 2);
    struct peer *apart = peer_enter(house->halls[0], second, "0"); // one goes elsewhere
    house_run(house);
    assert_int_equal(house->halls[0]->sessions_count, 1);
    for (int i = 0; i < 3; i++) house_wait(house, 59 * 1000), peer_say(peer, "[\"h\"]"), peer_say(apart, "[\"h\"]");
    assert_int_equal(house->halls[1]->sessions_count, 1); // its page lives, though not here
    peer_event(peer, "set", "{\"n\":1}");
    house_run(house);
    assert_contains(peer_last(apart), "[\"bye\",\"gone\"");
    assert_int_equal(house->halls[0]->sessions_count, 0);
    assert_int_equal(house->halls[1]->sessions_count, 0);
    peer_say(peer, "1[\"e\",1,\"add\",{},0]");
    house_run(house);
    assert_string_equal(peer_last(peer), "1[1,1,{\"1\":\"1\"}]");
    peer_leave(peer);
    peer_leave(apart);
    page_destroy(&page);
    house_close(house);
}

static void the_title_is_the_pages_own_and_the_styles_are_each_ones(void **state)
{
    (void)state;
    struct scene scene =
        begin("local ls = require 'lightspeed'\n"
              "local leaf = ls.view { title = function(m) return 'leaf ' .. m.n end, events = { 'add' } }\n"
              "function leaf.init() return { n = 0 } end\n"
              "function leaf.update.add(m) m.n = m.n + 1 end\n"
              "function leaf.render(m) return html[[<b>{m.n}</b>]] end\n"
              "leaf.css = css[[b { color: red }]]\n"
              "local view = ls.view { title = 'page' }\n"
              "function view.render(m) return html[[<h1>x</h1><ls.live of={leaf} id='leaf' />]] end\n"
              "return view\n",
              "", "leaf");
    assert_contains(page_html(&scene.page), "<title>page</title>");
    assert_contains(page_html(&scene.page), "\" ls-scope=\"2\"><!--0--><b>0</b></div>");
    join_channel(scene.peer, 1, scene.first, "0");
    say_channel(&scene, 1, "[\"e\",1,\"add\",{},0]");
    assert_string_equal(peer_last(scene.peer), "1[1,1,{\"0\":\"1\"}]");
    end(&scene);
}

static void a_layout_has_none(void **state)
{
    (void)state;
    struct house *house =
        house_open(LEAF "local view = ls.view {}\n"
                        "function view.render(m) return html[[<h1>x</h1>]] end\n"
                        "function view.layout(page, slot) return html[[<!doctype html><html "
                        "lang='en'><head><title>x</title>{page.head}\n"
                        "</head><body><ls.live of={leaf} id='leaf' name='x' />{slot()}</body></html>]] end\n"
                        "return view\n");
    struct page page;
    page_begin(&page, house->hall, "/", "");
    house_run(house);
    assert_int_equal(page.visit.status, 500);
    assert_contains(page_html(&page), "ls.live belongs in a view, not in a layout");
    assert_int_equal(house->hall->sessions_count, 0);
    page_destroy(&page);
    house_close(house);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_page_has_them_whole_and_they_sleep),
        cmocka_unit_test(a_page_waits_for_those_that_need_many_slices),
        cmocka_unit_test(each_has_a_line_and_a_state_of_its_own),
        cmocka_unit_test(a_crash_is_its_own),
        cmocka_unit_test(one_that_comes_later_joins_with_nothing_and_gets_all),
        cmocka_unit_test(one_that_is_not_shown_any_more_ends_after_the_page_was_told),
        cmocka_unit_test(other_params_change_nothing),
        cmocka_unit_test(they_end_with_the_session_around_them),
        cmocka_unit_test(time_alone_does_not_end_them_while_their_page_lives),
        cmocka_unit_test(a_page_that_nobody_joins_takes_them_along),
        cmocka_unit_test(one_whose_init_fails_leaves_a_word_and_is_tried_again),
        cmocka_unit_test(one_whose_init_always_fails_is_given_up),
        cmocka_unit_test(a_page_around_them_that_begins_anew_keeps_those_it_shows),
        cmocka_unit_test(refuses_what_cannot_stand_in_a_page),
        cmocka_unit_test(there_are_not_too_many),
        cmocka_unit_test(a_view_in_itself_comes_to_an_end),
        cmocka_unit_test(the_title_is_the_pages_own_and_the_styles_are_each_ones),
        cmocka_unit_test(a_layout_has_none),
        cmocka_unit_test(they_follow_their_line_to_another_shard_and_end_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
