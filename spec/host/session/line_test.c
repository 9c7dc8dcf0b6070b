// One socket: what it is answered, in which order, and how little it can make us keep.
#include "support/listeners.h"

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

static unsigned early, late; // wakings while turns are made, and after them

static void tell_when(struct line *line)
{
    if (line->hall->makes_turns) early++;
    else late++;
    house_bytes_wait(line);
}

static void what_the_turns_of_a_slice_say_goes_out_when_it_is_over(void **state)
{
    (void)state;
    struct house *house = house_open(LISTENERS_APP);
    struct peer *peers[8];
    house->settings.limits.slice_us = 1000000;
    for (int i = 0; i < 8; i++) peers[i] = listeners_join(house, house->hall);
    house->hall->door.bytes_wait = tell_when;
    early = late = 0;
    listeners_say(house->hall, "news", "said", 1);
    listeners_say(house->hall, "news", "said", 2);
    house_run(house);
    assert_int_equal(early, 0);
    assert_int_equal(late, 8); // both patches of one at once
    for (int i = 0; i < 8; i++) assert_string_equal(peer_last(peers[i]), "[2,0,{\"0\":\"1 2 \"}]");
    for (int i = 0; i < 8; i++) peer_leave(peers[i]);
    house_close(house);
}

// The answer to an event, held back as in the middle of a slice.
static struct peer *answered_in_a_slice(struct house *house)
{
    struct peer *peer = house_join(house);
    size_t before = peer->count;
    house->hall->makes_turns = true;
    peer_event(peer, "add", "{\"by\":1}");
    assert_int_equal(peer->count, before);
    return peer;
}

static void what_a_session_said_last_comes_before_its_end(void **state)
{
    (void)state;
    struct house *house = house_open(HOUSE_COUNTER);
    struct peer *peer = answered_in_a_slice(house);
    session_end(peer->line.session, ERROR_GONE, "the spec wants it");
    assert_contains(peer->frames[peer->count - 2], "{\"0\":\"1\"}");
    assert_contains(peer_last(peer), "[\"bye\",\"gone\"");
    house->hall->makes_turns = false;
    lines_settle(house->hall);
    peer_leave(peer);
    house_close(house);
}

static void a_line_that_closes_in_a_slice_is_not_written_to(void **state)
{
    (void)state;
    struct house *house = house_open(HOUSE_COUNTER);
    struct peer *peer = answered_in_a_slice(house);
    struct session *session = peer->line.session;
    peer_leave(peer); // its memory is gone
    house->hall->makes_turns = false;
    lines_settle(house->hall);
    assert_int_equal(session->outbox.last, 1); // and it is there for the line that comes next
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
        cmocka_unit_test(what_the_turns_of_a_slice_say_goes_out_when_it_is_over),
        cmocka_unit_test(what_a_session_said_last_comes_before_its_end),
        cmocka_unit_test(a_line_that_closes_in_a_slice_is_not_written_to),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
