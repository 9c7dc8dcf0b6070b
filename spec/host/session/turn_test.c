// A turn is all or nothing; the heart of the house.
#include "support/house.h"

static void a_click_changes_the_page(void **state)
{
    (void)state;
    struct house *house = house_open(HOUSE_COUNTER);
    struct peer *peer = house_join(house);
    peer_event(peer, "add", "{\"by\":2}");
    assert_string_equal(peer_last(peer), "[1,1,{\"0\":\"2\"}]");
    peer_leave(peer);
    house_close(house);
}

// Where a turn fails matters to nobody: the model, the page and the world are as before, and the next one counts.
static const char fragile[] =
    "local ls = require 'lightspeed'\n"
    "local view = ls.view { title = function(m) if m.where == 'title' then error 'x' end return 'T' .. m.n end,\n"
    "  events = { go = { where = 'string' }, read = {} }, messages = { 'late' } }\n"
    "function view.init() return { n = 0, where = '' } end\n"
    "local function eat() local t = {} while true do t[#t + 1] = ('x'):rep(1000) .. #t end end\n"
    "function view.update.go(m, e)\n"
    "  m.n = m.n + 1 m.where = e.where m.rest = { 1, 2, 3 }\n"
    "  if e.where == 'error' then error('boom') end\n"
    "  if e.where == 'spin' then while true do end end\n"
    "  if e.where == 'memory' then eat() end\n"
    "  if e.where == 'command' then return m, ls.send('late'), ls.send('nobody') end\n"
    "  if e.where == 'timers' then local c = {} for i = 1, 100 do c[i] = ls.after(1):to 'late' end return m, c end\n"
    "  if e.where == 'sends' then local c = {} for i = 1, 300 do c[i] = ls.send 'late' end return m, c end\n"
    "  if e.where == 'function' then m.f = function() end end\n"
    "  if e.where == 'cycle' then m.m = m end\n"
    "  if e.where == 'metatable' then m.o = setmetatable({}, {}) end\n"
    "  if e.where == 'result' then return 7 end\n"
    "  return m, ls.send 'late'\n"
    "end\n"
    "function view.update.late(m) m.n = m.n + 100 end\n"
    "function view.update.read(m) end\n"
    "function view.render(m)\n"
    "  if m.where == 'render' then error('paint') end\n"
    "  if m.where == 'render spin' then while true do end end\n"
    "  if m.where == 'render memory' then eat() end\n"
    "  if m.where == 'render nothing' then return end\n"
    "  if m.where == 'render list' then return { 1 } end\n"
    "  return html[[<p>{m.n}</p>]]\n"
    "end\n"
    "return view\n";

static void a_failing_turn_leaves_everything_as_it_was(void **state)
{
    (void)state;
    static const char *const places[][2] = {
        {"error", "crash"},          {"spin", "budget"},          {"memory", "budget"},     {"command", "crash"},
        {"timers", "crash"},         {"sends", "crash"},          {"function", "crash"},    {"cycle", "crash"},
        {"metatable", "crash"},      {"result", "crash"},         {"render", "crash"},      {"render spin", "budget"},
        {"render memory", "budget"}, {"render nothing", "crash"}, {"render list", "crash"}, {"title", "crash"},
    };
    struct house *house = house_open(fragile);
    struct peer *peer = house_join(house);
    char payload[64];
    char expected[64];
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        peer_forget(peer);
        snprintf(payload, sizeof payload, "{\"where\":\"%s\"}", places[i][0]);
        peer_event(peer, "go", payload);
        house_run(house);
        snprintf(expected, sizeof expected, "\"no\":\"%s\"", places[i][1]);
        if (peer->count != 1 || !strstr(peer->frames[0], expected))
            fail_msg("%s: %zu frames, the last %s", places[i][0], peer->count, peer_last(peer));
        peer_event(peer, "read", "{}");
        house_run(house);
        snprintf(expected, sizeof expected, "[%zu,%u]", 2 * i + 2, peer->ref);
        assert_string_equal(peer_last(peer), expected); // nothing on the page changed
    }
    assert_int_equal(atomic_load(&house->hall->counters.turns_failed), sizeof places / sizeof *places);
    peer_event(peer, "go", "{\"where\":\"\"}");
    house_run(house);
    assert_true(peer_has(peer, "{\"0\":\"1\"}")); // 0 + 1: no failed turn left anything
    assert_true(peer_has(peer, "{\"0\":\"101\"}"));
    peer_leave(peer);
    house_close(house);
}

static void gives_up_a_state_that_keeps_failing(void **state)
{
    (void)state;
    struct house *house = house_open(HOUSE_COUNTER);
    struct peer *peer = house_join(house);
    peer_event(peer, "add", "{\"by\":5}");
    peer->line.session->failures.in_a_row = intensity_default.failures_max - 1; // as after that many
    peer_event(peer, "boom", "{}");
    house_run(house);
    assert_int_equal(atomic_load(&house->hall->counters.restarts), 0);
    peer_event(peer, "boom", "{}");
    house_run(house);
    assert_int_equal(atomic_load(&house->hall->counters.restarts), 1);
    assert_true(peer_has(peer, "[\"full\","));
    peer_event(peer, "add", "{\"by\":1}");
    house_run(house);
    assert_contains(peer_last(peer), "{\"0\":\"1\"}"); // from init
    peer_leave(peer);
    house_close(house);
}

static void ends_a_session_that_restarts_do_not_help(void **state)
{
    (void)state;
    struct house *house = house_open(HOUSE_COUNTER);
    struct peer *peer = house_join(house);
    for (uint32_t i = 0; i <= intensity_default.restarts_max; i++) {
        assert_false(peer->line.is_closing);
        peer->line.session->failures.in_a_row = intensity_default.failures_max;
        peer_event(peer, "boom", "{}");
        house_run(house);
    }
    assert_contains(peer_last(peer), "[\"bye\",\"gone\"");
    assert_int_equal(house->hall->sessions_count, 0);
    peer_leave(peer);
    house_close(house);
}

// Slices: the second visitor's click is answered while the first one's turn is still under way.
static void a_spinning_turn_lets_others_through(void **state)
{
    (void)state;
    struct house *house = house_open(HOUSE_COUNTER);
    struct peer *bad = house_join(house);
    struct peer *good = house_join(house);
    peer_event(bad, "spin", "{}");
    assert_non_null(bad->line.session->turn);
    for (int i = 1; i <= 5; i++) {
        peer_event(good, "add", "{\"by\":1}");
        assert_non_null(bad->line.session->turn);
        uv_run(&house->loop, UV_RUN_NOWAIT);
    }
    assert_string_equal(peer_last(good), "[5,5,{\"0\":\"5\"}]");
    house_run(house);
    assert_true(atomic_load(&house->hall->counters.slices) > 10);
    assert_contains(peer_last(bad), "\"no\":\"budget\"");
    peer_event(bad, "add", "{\"by\":1}");
    assert_contains(peer_last(bad), "{\"0\":\"1\"}");
    peer_leave(bad);
    peer_leave(good);
    house_close(house);
}

static void a_line_lost_in_the_middle_of_a_turn_is_harmless(void **state)
{
    (void)state;
    struct house *house = house_open(HOUSE_COUNTER);
    char ticket[64];
    struct peer *peer = house_enter(house, house->hall, ticket);
    peer_event(peer, "add", "{\"by\":3}");
    peer_event(peer, "spin", "{}");
    assert_non_null(peer->line.session->turn);
    peer_leave(peer);
    house_run(house);
    peer = peer_enter(house->hall, ticket, "1");
    assert_contains(peer->frames[0], "[\"ok\",2,2]");
    assert_contains(peer_last(peer), "\"no\":\"budget\"");
    peer_leave(peer);
    house_close(house);
}

static void a_session_ended_in_the_middle_of_a_turn_leaves_nothing(void **state)
{
    (void)state;
    struct house *house = house_open(HOUSE_COUNTER);
    struct peer *peer = house_join(house);
    peer_event(peer, "spin", "{}");
    assert_non_null(peer->line.session->turn);
    session_end(peer->line.session, ERROR_GONE, "the spec says so");
    assert_contains(peer_last(peer), "[\"bye\",\"gone\"");
    house_run(house);
    peer_leave(peer);
    house_close(house);
}

// Turns that timers begin have no message that would clear the arena.
static void turns_without_messages_use_no_more_and_more_memory(void **state)
{
    (void)state;
    struct house *house =
        house_open("local ls = require 'lightspeed'\n"
                   "local view = ls.view { messages = { 'tick' } }\n"
                   "function view.init() return { n = 0 }, ls.after(10):to 'tick' end\n"
                   "function view.update.tick(m) m.n = m.n + 1 return m, ls.after(10):to 'tick' end\n"
                   "function view.render(m) return html[[<p>{m.n}</p>]] end\n"
                   "return view\n");
    struct peer *peer = house_join(house);
    for (int i = 0; i < 500; i++) house_wait(house, 10);
    assert_contains(peer_last(peer), "{\"0\":\"500\"}");
    assert_true(house->hall->arena.total < 10000);
    peer_leave(peer);
    house_close(house);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_click_changes_the_page),
        cmocka_unit_test(a_failing_turn_leaves_everything_as_it_was),
        cmocka_unit_test(gives_up_a_state_that_keeps_failing),
        cmocka_unit_test(ends_a_session_that_restarts_do_not_help),
        cmocka_unit_test(a_spinning_turn_lets_others_through),
        cmocka_unit_test(a_line_lost_in_the_middle_of_a_turn_is_harmless),
        cmocka_unit_test(a_session_ended_in_the_middle_of_a_turn_leaves_nothing),
        cmocka_unit_test(turns_without_messages_use_no_more_and_more_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
