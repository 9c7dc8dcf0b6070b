// The document around a view: by the layout that the binary carries, which runs once for a title, and by layouts of
// the app's own, which run for every page.
#include "support/house.h"

#include "session/visit/skeleton.h"

#define VIEW                                                                                                         \
    "local ls = require 'lightspeed'\n"                                                                              \
    "local view = ls.view { title = 'A <b>', params = { n = 'integer?' }, events = { add = {} } }\n"                 \
    "function view.init(p) return { n = p.n or 0 } end\n"                                                            \
    "function view.update.add(m) m.n = m.n + 1 end\n"                                                                \
    "function view.render(m) return html[[<p>{m.n}</p>]] end\n"

static void expect_page(struct house *house, const char *query, int status, const char *const *parts)
{
    struct page page;
    page_begin(&page, house->hall, "/", query);
    house_run(house);
    if (page.visit.status != status) fail_msg("status %d: %s", page.visit.status, page_html(&page));
    const char *at = page_html(&page);
    for (; *parts; parts++) {
        const char *found = strstr(at, *parts);
        if (!found) fail_msg("no '%s', or not in its place, in: %s", *parts, page_html(&page));
        at = found + strlen(*parts);
    }
    page_destroy(&page);
}

#define EXPECT_PAGE(house, query, ...) expect_page(house, query, 200, (const char *const[]){__VA_ARGS__, NULL})

// A browser that joins this page and does that gets this.
static void expect_patch(struct house *house, const char *event, const char *patch)
{
    struct peer *peer = house_join(house);
    peer_event(peer, event, "{}");
    house_run(house);
    assert_contains(peer_last(peer), patch);
    peer_leave(peer);
    house_close(house);
}

static void the_default_document_is_whole(void **state)
{
    (void)state;
    struct house *house = house_open(VIEW "return view\n");
    for (int i = 0; i < 2; i++) // the second is made of what was kept
        EXPECT_PAGE(house, "n=7", "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">",
                    "<meta name=\"viewport\"", "<title>A &lt;b&gt;</title>",
                    "<link rel=\"stylesheet\" href=\"/_ls/style-", ".css\">", "<meta name=\"ls-ticket\" content=\"",
                    "<meta name=\"ls-templates\"", "<script type=\"module\"", "</head><body>",
                    "<main><div id=\"ls-view\"><!--0--><p>7</p></div></main><div role=\"status\"><p hidden "
                    "ls-when=\"offline\">");
    house_close(house);
}

// Everything but the two places of the host's is static text to the browser.
static void nothing_in_a_document_is_marked(void **state)
{
    (void)state;
    struct house *house = house_open(
        VIEW "local function Menu(a, slots)\n"
             "  return html[[<nav>{if a.open then}{slots()}{end}<ul>{for i = 1, 2 do}<li>{i} of "
             "{a.of}</li>{end}</ul></nav>]]\n"
             "end\n"
             "view.layout = function(page, slots)\n"
             "  return html[[<!doctype html><html><head>{page.head}</head><body class={page.path}>\n"
             "    <Menu open of={page.params.n}>{page.title}</Menu>{slots()}<p>{page.locale}</p></body></html>]]\n"
             "end\n"
             "return view\n");
    EXPECT_PAGE(
        house, "n=3", "<body class=\"/\">",
        "<nav>A &lt;b&gt;<ul><li>1 of 3</li><li>2 of 3</li></ul></nav><div id=\"ls-view\"><!--0--><p>3</p></div>"
        "<p>en</p></body></html>\n");
    house_close(house);
}

static void a_kept_document_is_that_of_its_title(void **state)
{
    (void)state;
    struct house *house = house_open("local ls = require 'lightspeed'\n"
                                     "local view = ls.view {\n"
                                     "  params = { n = 'integer?' }, title = function(m) return 'No ' .. m.n end }\n"
                                     "function view.init(p) return { n = p.n or 0 } end\n"
                                     "function view.render(m) return html[[<p>{m.n}</p>]] end\n"
                                     "return view\n");
    EXPECT_PAGE(house, "n=1", "<title>No 1</title>", "<p>1</p>");
    EXPECT_PAGE(house, "n=2", "<title>No 2</title>", "<p>2</p>");
    EXPECT_PAGE(house, "n=2", "<title>No 2</title>", "<p>2</p>");
    EXPECT_PAGE(house, "n=1", "<title>No 1</title>", "<p>1</p>");
    house_close(house);
}

static void a_layout_of_the_apps_own_runs_for_every_page(void **state)
{
    (void)state;
    struct house *house = house_open(
        VIEW "view.layout = function(page, slots)\n"
             "  return html[[<ls.layout {page} lang=\"de\"><:head><link rel=\"icon\" href=\"/i.svg\"></:head>\n"
             "    <:header><nav>{page.params.n}</nav></:header>{slots()}<:footer>end</:footer></ls.layout>]]\n"
             "end\n"
             "return ls.app():live('/', view)\n");
    for (int i = 1; i < 4; i++) {
        char query[32], nav[32];
        snprintf(query, sizeof query, "n=%d", i);
        snprintf(nav, sizeof nav, "<nav>%d</nav>", i);
        EXPECT_PAGE(house, query, "<html lang=\"de\">", "<script type=\"module\"",
                    "<link rel=\"icon\" href=\"/i.svg\">", "</head>", "<header>", nav, "</header>", "<main>",
                    "<div id=\"ls-view\">", "</main>", "<footer>end</footer>", "</body></html>\n");
    }
    house_close(house);
}

static void the_page_lives_in_any_layout(void **state)
{
    (void)state;
    struct house *house = house_open(
        VIEW "local function plain(page, slots)\n"
             "  return html[[<!DOCTYPE HTML><title>{page.title}</title>{page.head}<body>{slots()}</body>]]\n"
             "end\n"
             "return ls.app { layout = plain }:live('/', view)\n");
    expect_patch(house, "add", "[1,1,{\"0\":\"1\"}");
}

static void a_wrong_layout_is_told_and_keeps_no_session(void **state)
{
    (void)state;
    static const struct {
        const char *layout, *told;
    } cases[] = {
        {"return html[[<!doctype html><body>{slots()}</body>]]",
         "the layout does not show {page.head}: it belongs in &lt;head&gt;"},
        {"return html[[<!doctype html><head>{page.head}</head>]]",
         "the layout does not show {slots()}: it belongs in &lt;body&gt;"},
        {"return html[[<!doctype html><head>{page.head}</head><body>{slots()}{slots()}</body>]]",
         "the layout shows {slots()} 2 times; once is right"},
        {"return html[[<!doctype html><head>{page.head}{page.head}{page.head}</head><body>{slots()}</body>]]",
         "the layout shows {page.head} 3 times; once is right"},
        {"return html[[<html><head>{page.head}</head><body>{slots()}</body></html>]]",
         "the layout does not begin with &lt;!doctype html&gt;"},
        {"return html[[<!doctype html><head>{page.head}</head><body title={slots()}>{slots()}</body>]]",
         "attribute &#39;title&#39; takes text, not markup"},
        {"return slots()", "the layout does not begin with &lt;!doctype html&gt;"},
        {"return 'x'", "the layout returned a string; return html[[ ... ]]"},
        {"return", "the layout returned a nil; return html[[ ... ]]"},
        {"error 'no luck'", "no luck"},
        {"while true do end", "the turn used up its"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char source[2000];
        snprintf(source, sizeof source, VIEW "view.layout = function(page, slots)\n%s\nend\nreturn view\n",
                 cases[i].layout);
        struct house *house = house_open(source);
        expect_page(house, "", 500, (const char *const[]){cases[i].told, NULL});
        assert_contains(house_log.last, "layout failed");
        assert_int_equal(house->hall->sessions_count, 0);
        house_close(house);
    }
}

// What a layout draws, or leaves behind in the state, is not there after the page: the snapshot came before it.
static void a_layout_leaves_nothing_behind(void **state)
{
    (void)state;
    struct house *house =
        house_open("local ls = require 'lightspeed'\n"
                   "local view = ls.view { events = { roll = {} } }\n"
                   "local kept\n"
                   "function view.init() kept = { n = 1 } return kept end\n"
                   "function view.update.roll(m) m.n = m.n + 1 end\n"
                   "function view.render(m, page) return html[[<p>{m.n}|{page.title}|{page.head}</p>]] end\n"
                   "view.layout = function(page, slots)\n"
                   "  kept.n = math.random(100, 200) page.path = 'x'\n"
                   "  return html[[<!doctype html><head>{page.head}</head><body>{slots()}</body>]]\n"
                   "end\n"
                   "return view\n");
    expect_patch(house, "roll", "[1,1,{\"0\":\"2\"}");
}

static void a_long_layout_gives_way_to_others(void **state)
{
    (void)state;
    struct house *house =
        house_open(VIEW "view.layout = function(page, slots)\n"
                        "  for i = 1, 3e5 do end\n"
                        "  return html[[<!doctype html><head>{page.head}</head><body>{slots()}</body>]]\n"
                        "end\n"
                        "return view\n");
    struct page page;
    page_begin(&page, house->hall, "/", "");
    assert_false(page.visit.is_done);
    house_run(house);
    assert_int_equal(page.visit.status, 200);
    assert_true(house->hall->counters.slices > 1);
    page_destroy(&page);
    page_begin(&page, house->hall, "/", "");
    visit_abandon(&page.visit); // in the middle of it
    page_destroy(&page);
    house_run(house);
    assert_int_equal(house->hall->sessions_count, 1);
    house_close(house);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_default_document_is_whole),
        cmocka_unit_test(nothing_in_a_document_is_marked),
        cmocka_unit_test(a_kept_document_is_that_of_its_title),
        cmocka_unit_test(a_layout_of_the_apps_own_runs_for_every_page),
        cmocka_unit_test(the_page_lives_in_any_layout),
        cmocka_unit_test(a_wrong_layout_is_told_and_keeps_no_session),
        cmocka_unit_test(a_layout_leaves_nothing_behind),
        cmocka_unit_test(a_long_layout_gives_way_to_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
