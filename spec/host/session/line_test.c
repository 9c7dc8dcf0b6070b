// One socket: what it is answered, in which order, and how little it can make us keep.
#include "support/house.h"

static void answers_heartbeats_before_and_after_the_join(void **state)
{
    (void)state;
    struct house *house = house_open(HOUSE_COUNTER);
    struct peer *peer = peer_new(house->hall);
    peer_say(peer, "[\"h\"]");
    assert_string_equal(peer_last(peer), "[\"h\"]");
    char ticket[64];
    house_visit(house, house->hall, ticket);
    peer_join(peer, ticket, "0");
    peer_say(peer, "[\"h\"]");
    assert_string_equal(peer_last(peer), "[\"h\"]");
    peer_leave(peer);
    house_close(house);
}

static void refuses_what_is_no_frame(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"", "syntax"},
        {"x", "syntax"},
        {"{}", "syntax"},
        {"[]", "syntax"},
        {"[\"e\"]", "syntax"},
        {"[\"nothing\"]", "syntax"},
        {"[\"h\",1]", "syntax"},
        {"[\"ack\",-1]", "syntax"},
        {"[\"h\"] [\"h\"]", "syntax"},
        {"[\"join\",2,\"x\",0]", "syntax"},
        {"\xff", "syntax"},
        {"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "too_large"},
    };
    struct house *house = house_open(HOUSE_COUNTER);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct peer *peer = peer_new(house->hall);
        peer_say(peer, cases[i][0]);
        char expected[40];
        snprintf(expected, sizeof expected, "[\"bye\",\"%s\"", cases[i][1]);
        if (!strstr(peer_last(peer), expected)) fail_msg("%s: %s", cases[i][0], peer_last(peer));
        assert_true(peer->line.is_closing);
        peer_leave(peer);
    }
    house_close(house);
}

static void nobody_may_acknowledge_what_was_never_sent(void **state)
{
    (void)state;
    struct house *house = house_open(HOUSE_COUNTER);
    struct peer *peer = house_join(house);
    peer_event(peer, "add", "{\"by\":1}");
    peer_say(peer, "[\"ack\",1]");
    assert_false(peer->line.is_closing);
    assert_int_equal(peer->line.session->outbox.acked, 1);
    peer_say(peer, "[\"ack\",2]");
    assert_contains(peer_last(peer), "[\"bye\",\"syntax\"");
    peer_leave(peer);
    house_close(house);
}

static void asking_without_reading_costs_no_memory(void **state)
{
    (void)state;
    struct house *house = house_open(HOUSE_COUNTER);
    struct peer *peer = house_join(house);
    peer->is_slow = true;
    for (int i = 0; i < 100000; i++) peer_say(peer, "[\"h\"]");
    assert_true(peer->line.control.capacity <= 4096);
    peer->is_slow = false;
    peer_take_all(peer);
    peer_forget(peer);
    assert_null(peer->line.control.data);
    peer_say(peer, "[\"h\"]"); // and it is answered again
    assert_string_equal(peer_last(peer), "[\"h\"]");
    peer_leave(peer);
    house_close(house);
}

static void little_room(struct settings *settings)
{
    settings->limits.outbox_bytes = 1024;
    settings->limits.events_burst = 10000;
}

// Who does not read gets one whole page instead of a thousand changes.
static void a_slow_reader_gets_the_whole_page_at_the_end(void **state)
{
    (void)state;
    struct house *house = house_open_with(house_load(HOUSE_COUNTER), 1, little_room);
    struct peer *peer = house_join(house);
    peer->is_slow = true;
    for (int i = 0; i < 1000; i++) peer_event(peer, "add", "{\"by\":1}");
    house_run(house);
    assert_true(peer->line.session->outbox.is_broken);
    assert_int_equal(peer->line.session->outbox.bytes.capacity, 0);
    peer_forget(peer);
    peer->is_slow = false;
    peer_take_all(peer); // the socket can take something again
    house_run(house);
    assert_int_equal(peer->count, 1);
    assert_string_equal(peer_last(peer), "[\"full\",1001,1000,[0,\"1000\"]]");
    peer_event(peer, "add", "{\"by\":1}");
    assert_string_equal(peer_last(peer), "[1002,1001,{\"0\":\"1001\"}]");
    peer_leave(peer);
    house_close(house);
}

static void a_title_that_was_dropped_comes_with_the_whole_page(void **state)
{
    (void)state;
    struct house *house =
        house_open_with(house_load("local ls = require 'lightspeed'\n"
                                   "local view = ls.view { title = function(m) return 'n' .. m.n end,\n"
                                   "  events = { add = { by = 'integer' } } }\n"
                                   "function view.init() return { n = 0 } end\n"
                                   "function view.update.add(m, e) m.n = m.n + e.by end\n"
                                   "function view.render(m) return html[[<p>{m.n}</p>]] end\n"
                                   "return view\n"),
                        1, little_room);
    struct peer *peer = house_join(house);
    peer->is_slow = true;
    for (int i = 0; i < 100; i++) peer_event(peer, "add", "{\"by\":1}");
    house_run(house);
    peer->is_slow = false;
    peer_take_all(peer);
    house_run(house);
    assert_contains(peer_last(peer), "{\"title\":\"n100\"}");
    peer_leave(peer);
    house_close(house);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_heartbeats_before_and_after_the_join),
        cmocka_unit_test(refuses_what_is_no_frame),
        cmocka_unit_test(nobody_may_acknowledge_what_was_never_sent),
        cmocka_unit_test(asking_without_reading_costs_no_memory),
        cmocka_unit_test(a_slow_reader_gets_the_whole_page_at_the_end),
        cmocka_unit_test(a_title_that_was_dropped_comes_with_the_whole_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
