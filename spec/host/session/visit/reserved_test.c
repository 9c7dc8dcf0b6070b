// Events that begin with "ls:": what a client may say of itself.
#include "session/visit/reserved.h"

#include "support/house.h"

#include "session/visit/place.h"

static const char placed[] =
    "local ls = require 'lightspeed'\n"
    "local t = ls.types\n"
    "local inner = ls.view {}\n"
    "function inner.render() return html[[<i>inner</i>]] end\n"
    "local view = ls.view { params = { page = t.integer { min = 1, max = 9, default = 1 } }, events = { 'add' } }\n"
    "function view.init(p) return { page = p.page, n = 0 } end\n"
    "function view.params(m, p) m.page = p.page end\n"
    "function view.update.add(m) m.n = m.n + 1 end\n"
    "function view.render(m) return html[[<p>{m.page}</p><b>{m.n}</b><ls.live of={inner} id='in' />]] end\n"
    "local other = ls.view { params = { page = 'integer?' } }\n"
    "function other.render() return html[[<p>other</p>]] end\n"
    "return ls.app():live('/', view):live('/other', other)\n"
    "  :scope('/same', {}, function(s) s:live('/', view) end)\n"
    "  :scope('/closed', { guard = function() return false end }, function(s) s:live('/', view) end)\n";

static void only_names_of_the_clients_own_are(void **state)
{
    (void)state;
    static const char *const yes[] = {"ls:params", "ls:go", "ls:skip", "ls:x"};
    static const char *const no[] = {"", "ls", "ls:", "add", "LS:go", "xls:go", "ls_go"};
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++) assert_true(reserved_is(bytes_of(yes[i])));
    for (size_t i = 0; i < sizeof no / sizeof *no; i++) assert_false(reserved_is(bytes_of(no[i])));
}

static void other_params_are_a_turn_like_any_other(void **state)
{
    (void)state;
    struct house *house = house_open(placed);
    struct peer *peer = house_join(house);
    peer_event(peer, "add", "{}");
    peer_event(peer, "ls:params", "{\"url\":\"/?page=3#below\"}");
    peer_event(peer, "add", "{}");
    house_run(house);
    assert_true(peer_has(peer, "[1,1,{\"1\":\"1\"}]"));
    assert_true(peer_has(peer, "[2,2,{\"0\":\"3\"}]"));
    assert_true(peer_has(peer, "[3,3,{\"1\":\"2\"}]"));
    assert_int_equal(atomic_load(&house->hall->counters.moves), 1);
    peer_leave(peer);
    house_close(house);
}

static void what_there_is_not_is_refused_and_says_why(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        const char *payload;
        const char *code;
        const char *text;
    } cases[] = {
        {"ls:params", "{}", "misfit", "ls:params: url is missing"},
        {"ls:params", "{\"url\":7}", "misfit", "ls:params: url is missing"},
        {"ls:params", "{\"url\":null}", "misfit", "ls:params: url is missing"},
        {"ls:params", "{\"url\":[\"/\"]}", "misfit", "ls:params: url is missing"},
        {"ls:go", "{\"ticket\":\"x\"}", "misfit", "ls:go: url is missing"},
        {"ls:params", "{\"url\":\"\"}", "forbidden", "this address leads out of the site"},
        {"ls:params", "{\"url\":\"//evil.example\"}", "forbidden", "this address leads out of the site"},
        {"ls:go", "{\"url\":\"https:\\/\\/evil.example\"}", "forbidden", "this address leads out of the site"},
        {"ls:go", "{\"url\":\"/a\\u0000b\"}", "forbidden", "this address leads out of the site"},
        {"ls:params", "{\"url\":\"/nowhere\"}", "unknown", "There is no page here."},
        {"ls:params", "{\"url\":\"/?page=0\"}", "misfit", "params.page"},
        {"ls:params", "{\"url\":\"/other\"}", "forbidden", "another view is there"},
        {"ls:params", "{\"url\":\"/same\"}", "forbidden", "another view is there"},
        {"ls:params", "{\"url\":\"/closed\"}", "forbidden", "another view is there"},
        {"ls:parms", "{\"url\":\"/\"}", "unknown", "no event of the client's own is called 'ls:parms'"},
    };
    struct house *house = house_open(placed);
    struct peer *peer = house_join(house);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char start[64];
        peer_event(peer, cases[i].name, cases[i].payload);
        house_run(house);
        snprintf(start, sizeof start, "%u,null,{\"no\":\"%s\"", peer->ref, cases[i].code);
        if (!strstr(peer_last(peer), start)) fail_msg("%s %s: %s", cases[i].name, cases[i].payload, peer_last(peer));
        assert_contains(peer_last(peer), cases[i].text);
    }
    peer_event(peer, "add", "{}");
    assert_contains(peer_last(peer), "{\"1\":\"1\"}");
    assert_int_equal(atomic_load(&house->hall->counters.moves), 0);
    peer_leave(peer);
    house_close(house);
}

static void an_address_that_is_too_long_is_refused(void **state)
{
    (void)state;
    char text[ADDRESS_MAX + 64];
    struct house *house = house_open(placed);
    struct peer *peer = house_join(house);
    snprintf(text, sizeof text, "[\"e\",1,\"ls:go\",{\"url\":\"/%0*d\"},0]", ADDRESS_MAX, 0);
    peer_say(peer, text);
    assert_contains(peer_last(peer), "\"no\":\"forbidden\"");
    assert_contains(peer_last(peer), "this address is longer than the 2048 bytes of an address");
    peer_leave(peer);
    house_close(house);
}

static void a_nested_view_goes_nowhere(void **state)
{
    (void)state;
    struct house *house = house_open(placed);
    struct page page;
    page_begin(&page, house->hall, "/", "");
    house_run(house);
    page_read_ticket(&page);
    char nested[64] = "";
    sscanf(strstr(page_html(&page), "ls-live=\"") + 9, "%63[^\"]", nested);
    struct peer *peer = peer_enter(house->hall, page.ticket, "0");
    char text[128];
    snprintf(text, sizeof text, "1[\"join\",1,\"%s\",0]", nested);
    peer_say(peer, text);
    for (int i = 0; i < 2; i++) {
        snprintf(text, sizeof text, "1[\"e\",%d,\"%s\",{\"url\":\"/?page=2\"},0]", i + 1, i ? "ls:go" : "ls:params");
        peer_say(peer, text);
        house_run(house);
        assert_contains(peer_last(peer), "\"no\":\"forbidden\"");
        assert_contains(peer_last(peer), "the page's own view goes to places, not one nested in it");
    }
    page_destroy(&page);
    peer_leave(peer);
    house_close(house);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_names_of_the_clients_own_are),
        cmocka_unit_test(other_params_are_a_turn_like_any_other),
        cmocka_unit_test(what_there_is_not_is_refused_and_says_why),
        cmocka_unit_test(an_address_that_is_too_long_is_refused),
        cmocka_unit_test(a_nested_view_goes_nowhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
