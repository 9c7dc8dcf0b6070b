// Where views send their visitor, and what they may not.
#include "session/visit/sending.h"

#include "support/house.h"

// `forged` gives a command that no function of ls has made.
static const char sending[] =
    "local ls = require 'lightspeed'\n"
    "local t = ls.types\n"
    "local inner = ls.view { events = { 'patch', 'navigate' } }\n"
    "function inner.render() return html[[<i>inner</i>]] end\n"
    "function inner.update.patch(m) return m, ls.patch { page = 3 } end\n"
    "function inner.update.navigate(m) return m, ls.navigate '/other' end\n"
    "local list = ls.view { params = { page = t.integer { min = 1, max = 99, default = 1 }, q = 'string?' },\n"
    "  events = { 'other', 'replace', 'page', 'away', 'path', 'circle', 'long', 'wrong',\n"
    "    forged = { op = 'string', url = 'string?' } } }\n"
    "function list.init(p) return { page = p.page, circles = false } end\n"
    "function list.params(m, p)\n"
    "  m.page = p.page\n"
    "  if m.circles then return m, ls.patch { page = p.page % 9 + 1 } end\n"
    "end\n"
    "function list.update.other(m) return m, ls.navigate '/other?x=1' end\n"
    "function list.update.replace(m) return m, ls.navigate('/other', { replace = true }) end\n"
    "function list.update.page(m) return m, ls.patch { page = 7, q = 'a b' } end\n"
    "function list.update.path(m) return m, ls.patch('/?page=8', { replace = true }) end\n"
    "function list.update.away(m) return m, ls.redirect 'https://example.com/x' end\n"
    "function list.update.circle(m) m.circles = true return m, ls.patch { page = 1 } end\n"
    "function list.update.long(m) m.page = 98 return m, ls.patch { q = ('x'):rep(3000) } end\n"
    "function list.update.wrong(m) m.page = 98 return m, ls.patch { page = 'seven' } end\n"
    "function list.update.forged(m, e)\n"
    "  m.page = 98 return m, setmetatable({ op = e.op, url = e.url }, {})\n"
    "end\n"
    "function list.render(m) return html[[<p>{m.page}</p><ls.live of={inner} id='in' />]] end\n"
    "local other = ls.view {}\n"
    "function other.render() return html[[<p>other</p>]] end\n"
    "local old = ls.view {}\n"
    "function old.init() return {}, ls.redirect '/other' end\n"
    "function old.render() return html[[<p>never</p>]] end\n"
    "local gone = ls.view {}\n"
    "function gone.init() return {}, ls.redirect 'https://example.com/' end\n"
    "function gone.render() return html[[<p>never</p>]] end\n"
    "return ls.app():live('/', list):live('/other', other):live('/old', old):live('/gone', gone)\n"
    "  :scope('/same', {}, function(s) s:live('/', list) end)\n";

static void a_page_is_told_where_to_go_with_the_frame_of_the_turn(void **state)
{
    (void)state;
    static const struct {
        const char *event;
        const char *told;
    } cases[] = {
        {"other", "{\"do\":[[\"navigate\",\"/other?x=1\",false,true]]}"},
        {"replace", "{\"do\":[[\"navigate\",\"/other\",true,true]]}"},
        {"away", "{\"do\":[[\"redirect\",\"https://example.com/x\",false]]}"},
    };
    struct house *house = house_open(sending);
    struct peer *peer = house_join(house);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t before = peer->count;
        peer_event(peer, cases[i].event, "{}");
        house_run(house);
        assert_int_equal(peer->count, before + 1);
        assert_contains(peer_last(peer), cases[i].told);
    }
    peer_leave(peer);
    house_close(house);
}

static void other_params_are_told_and_then_heard_in_a_turn_of_their_own(void **state)
{
    (void)state;
    struct house *house = house_open(sending);
    struct peer *peer = house_join(house);
    peer_event(peer, "page", "{}");
    house_run(house);
    assert_true(peer_has(peer, "[1,1,null,{\"do\":[[\"moved\",\"/?page=7&q=a%20b\",false]]}]"));
    assert_string_equal(peer_last(peer), "[2,1,{\"0\":\"7\"}]");
    peer_event(peer, "path", "{}");
    house_run(house);
    assert_true(peer_has(peer, "{\"do\":[[\"moved\",\"/?page=8\",true]]}"));
    assert_contains(peer_last(peer), "{\"0\":\"8\"}");
    assert_int_equal(atomic_load(&house->hall->counters.moves), 2);
    peer_leave(peer);
    house_close(house);
}

// The page of a turn that fails stays as it was: 1, not 98.
static void what_may_not_be_fails_its_turn_and_says_why(void **state)
{
    (void)state;
    static const struct {
        const char *event;
        const char *payload;
        const char *text;
    } cases[] = {
        {"forged", "{\"op\":\"navigate\",\"url\":\"//evil.example\"}", "'//evil.example' leads out of the site"},
        {"forged", "{\"op\":\"navigate\",\"url\":\"https://evil.example\"}", "leads out of the site"},
        {"forged", "{\"op\":\"redirect\",\"url\":\"javascript:alert(1)\"}", "leads out of the site"},
        {"forged", "{\"op\":\"patch\",\"url\":\"//evil.example\"}", "leads out of the site"},
        {"forged", "{\"op\":\"navigate\"}", "ls.navigate: it goes nowhere"},
        {"forged", "{\"op\":\"patch\"}", "ls.patch: it goes nowhere"},
        {"forged", "{\"op\":\"patch\",\"url\":\"/other\"}", "ls.patch: '/other' shows another view; use ls.navigate"},
        {"forged", "{\"op\":\"patch\",\"url\":\"/same\"}", "ls.patch: '/same' shows another view; use ls.navigate"},
        {"forged", "{\"op\":\"patch\",\"url\":\"/nowhere\"}", "ls.patch: '/nowhere': There is no page here."},
        {"wrong", "{}", "ls.patch: '/?page=seven': params.page"},
        {"long", "{}", "is longer than the 2048 bytes of an address"},
    };
    struct house *house = house_open(sending);
    struct peer *peer = house_join(house);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        peer_event(peer, cases[i].event, cases[i].payload);
        house_run(house);
        assert_contains(peer_last(peer), "\"no\":\"");
        if (!strstr(peer_last(peer), cases[i].text)) fail_msg("%s: %s", cases[i].payload, peer_last(peer));
    }
    peer_event(peer, "page", "{}");
    house_run(house);
    assert_contains(peer_last(peer), "{\"0\":\"7\"}");
    peer_leave(peer);
    house_close(house);
}

static void a_view_that_goes_round_in_circles_is_stopped(void **state)
{
    (void)state;
    struct house *house = house_open(sending);
    struct peer *peer = house_join(house);
    peer_event(peer, "circle", "{}");
    house_run(house);
    assert_int_equal(atomic_load(&house->hall->counters.moves), 10);
    assert_int_equal(atomic_load(&house->hall->counters.turns_failed), 1);
    assert_contains(house_log.last, "10 times without anybody asking");
    // Somebody who goes on by hand, or later, is in no circle.
    house_wait(house, 1000);
    peer_event(peer, "page", "{}");
    house_run(house);
    assert_true(atomic_load(&house->hall->counters.moves) > 10);
    peer_leave(peer);
    house_close(house);
}

static void the_request_that_would_show_it_is_answered_to_go_there(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        const char *location;
    } cases[] = {{"/old", "/other"}, {"/gone", "https://example.com/"}};
    struct house *house = house_open(sending);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct page page;
        page_begin(&page, house->hall, cases[i].path, "");
        house_run(house);
        assert_int_equal(page.visit.status, 302);
        buffer_put_byte(&page.visit.location, 0);
        assert_string_equal(page.visit.location.data, cases[i].location);
        page_destroy(&page);
    }
    assert_int_equal(house->hall->sessions_count, 0);
    house_close(house);
}

static void a_nested_view_sends_the_page_but_has_no_address(void **state)
{
    (void)state;
    struct house *house = house_open(sending);
    struct page page;
    page_begin(&page, house->hall, "/", "");
    house_run(house);
    page_read_ticket(&page);
    char nested[64] = "";
    char text[128];
    sscanf(strstr(page_html(&page), "ls-live=\"") + 9, "%63[^\"]", nested);
    struct peer *peer = peer_enter(house->hall, page.ticket, "0");
    snprintf(text, sizeof text, "1[\"join\",1,\"%s\",0]", nested);
    peer_say(peer, text);
    peer_say(peer, "1[\"e\",1,\"patch\",{},0]");
    house_run(house);
    assert_contains(peer_last(peer), "the address belongs to the page's own view, not to one nested in it");
    peer_say(peer, "1[\"e\",2,\"navigate\",{},0]");
    house_run(house);
    assert_contains(peer_last(peer), "{\"do\":[[\"navigate\",\"/other\",false,true]]}");
    page_destroy(&page);
    peer_leave(peer);
    house_close(house);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_page_is_told_where_to_go_with_the_frame_of_the_turn),
        cmocka_unit_test(other_params_are_told_and_then_heard_in_a_turn_of_their_own),
        cmocka_unit_test(what_may_not_be_fails_its_turn_and_says_why),
        cmocka_unit_test(a_view_that_goes_round_in_circles_is_stopped),
        cmocka_unit_test(the_request_that_would_show_it_is_answered_to_go_there),
        cmocka_unit_test(a_nested_view_sends_the_page_but_has_no_address),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
