// Page requests: what they show, what they refuse, and what happens when nobody waits any more.
#include "support/house.h"

static const char rooms[] =
    "local ls = require 'lightspeed'\n"
    "local view = ls.view { title = 'A <b> & c', params = { room = 'string' } }\n"
    "function view.init(p, session) return { room = p.room, id = session.id } end\n"
    "function view.render(m, page) return html[[<p>{m.room}</p><i>{page.path}</i><b>{#m.id}</b>]] end\n"
    "local slow = ls.view { title = 'slow' }\n"
    "function slow.init() for i = 1, 3e5 do end return { n = 0 } end\n"
    "function slow.render(m) return html[[<p>{m.n}</p>]] end\n"
    "local broken = ls.view { title = 'broken' }\n"
    "function broken.init() error('secret') end\n"
    "function broken.render(m) return html[[<p>x</p>]] end\n"
    "return ls.app():live('/rooms/:room', view):live('/slow', slow):live('/broken', broken)\n";

static void the_page_is_whole(void **state)
{
    (void)state;
    struct house *house = house_open(rooms);
    struct page page;
    page_begin(&page, house->hall, "/rooms/<lobby>", "");
    assert_int_equal(page.visit.status, 200);
    const char *html = page_html(&page);
    assert_contains(html, "<title>A &lt;b&gt; &amp; c</title>");
    assert_contains(html, "&lt;lobby&gt;");
    assert_null(strstr(html, "<lobby>"));
    assert_contains(html, ">16<");
    assert_contains(html, "<meta name=\"ls-templates\" content=\"/_ls/templates-");
    assert_contains(html, "<script type=\"module\" src=\"/_ls/client-");
    assert_contains(html, "<div id=\"ls-view\">");
    page_read_ticket(&page);
    struct session *session = house_session(house, page.ticket);
    assert_null(session->vm); // it sleeps until its socket comes
    assert_int_equal(session->state, STATE_MOUNTED);
    page_destroy(&page);
    house_close(house);
}

static void there_is_no_page_elsewhere(void **state)
{
    (void)state;
    static const char *const paths[] = {"/", "/rooms", "/rooms/", "/rooms/a/b", "/nothing", "", "/Slow"};
    struct house *house = house_open(rooms);
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        struct page page;
        page_begin(&page, house->hall, paths[i], "");
        if (page.visit.status != 404) fail_msg("%s: %d", paths[i], page.visit.status);
        page_destroy(&page);
    }
    assert_int_equal(house->hall->sessions_count, 0);
    house_close(house);
}

static void tells_developers_why_and_visitors_a_reference(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct house *house = house_open_with(house_load(rooms), 1, i ? house_in_production : NULL);
        struct page page;
        page_begin(&page, house->hall, "/broken", "");
        assert_int_equal(page.visit.status, 500);
        assert_int_equal(strstr(page_html(&page), "secret") != NULL, i == 0);
        assert_contains(house_log.last, "secret");
        assert_int_equal(house->hall->sessions_count, 0);
        page_destroy(&page);
        house_close(house);
    }
}

static void a_request_may_go_away_at_any_moment(void **state)
{
    (void)state;
    struct house *house = house_open(rooms);
    for (int slices = 0; slices < 8; slices++) {
        struct page page;
        page_begin(&page, house->hall, "/slow", "");
        for (int i = 0; i < slices; i++) uv_run(&house->loop, UV_RUN_NOWAIT);
        unsigned answers = page.answers;
        visit_abandon(&page.visit);
        page_destroy(&page);
        house_run(house);
        assert_int_equal(page.answers, answers); // nobody is answered twice, or after having gone
    }
    house_close(house);
}

static void whoever_waits_when_the_house_closes_is_told(void **state)
{
    (void)state;
    struct house *house = house_open(rooms);
    struct page page;
    page_begin(&page, house->hall, "/slow", "");
    assert_false(page.visit.is_done);
    hall_close(house->hall);
    assert_int_equal(page.visit.status, 503);
    assert_int_equal(page.answers, 1);
    page_destroy(&page);
    house_end(house);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_page_is_whole),
        cmocka_unit_test(there_is_no_page_elsewhere),
        cmocka_unit_test(tells_developers_why_and_visitors_a_reference),
        cmocka_unit_test(a_request_may_go_away_at_any_moment),
        cmocka_unit_test(whoever_waits_when_the_house_closes_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
