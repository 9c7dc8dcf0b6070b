// What a hall looks after: who comes, who goes, and that nothing of them stays.
#include "support/house.h"

#include <malloc.h>

static void small(struct settings *settings)
{
    settings->limits.parked = 10;
    settings->limits.sessions = 20;
}

static void parked_sessions_are_bounded_and_the_oldest_goes(void **state)
{
    (void)state;
    struct house *house = house_open_with(house_load(HOUSE_COUNTER), 1, small);
    char first[64];
    char tickets[15][64];
    house_visit(house, house->hall, first);
    for (int i = 0; i < 15; i++) house_visit(house, house->hall, tickets[i]);
    assert_int_equal(house->hall->parked.count, 10);
    assert_int_equal(atomic_load(&house->hall->counters.evicted), 6);
    assert_null(house_session(house, first));
    assert_null(house_session(house, tickets[4]));
    for (int i = 5; i < 15; i++) assert_non_null(house_session(house, tickets[i]));
    struct peer *peer = peer_enter(house->hall, first, "0");
    assert_contains(peer_last(peer), "[\"bye\",\"gone\"");
    peer_leave(peer);
    house_close(house);
}

static const char spinning_init[] = "local ls = require 'lightspeed'\n"
                                    "local view = ls.view {}\n"
                                    "function view.init() for i = 1, 1e6 do end return { n = 0 } end\n"
                                    "function view.render(m) return html[[<p>{m.n}</p>]] end\n"
                                    "return view\n";

// Even where the oldest are in the middle of a turn.
static void pages_in_the_making_are_bounded_too(void **state)
{
    (void)state;
    struct house *house = house_open_with(house_load(spinning_init), 1, small);
    struct page pages[12];
    for (int i = 0; i < 12; i++) page_begin(&pages[i], house->hall, "/", "");
    assert_int_equal(house->hall->parked.count, 10);
    assert_int_equal(pages[10].visit.status, 503);
    assert_int_equal(pages[11].visit.status, 503);
    house_run(house);
    for (int i = 0; i < 12; i++) {
        assert_int_equal(pages[i].answers, 1);
        if (i < 10) assert_int_equal(pages[i].visit.status, 200);
        page_destroy(&pages[i]);
    }
    house_close(house);
}

static void there_are_only_so_many_sessions(void **state)
{
    (void)state;
    struct house *house = house_open_with(house_load(HOUSE_COUNTER), 1, small);
    struct peer *peers[20];
    for (int i = 0; i < 20; i++) peers[i] = house_join(house);
    struct page page;
    page_begin(&page, house->hall, "/", "");
    assert_int_equal(page.visit.status, 503);
    page_destroy(&page);
    peer_event(peers[3], "add", "{\"by\":1}"); // those who are here notice nothing
    assert_contains(peer_last(peers[3]), "{\"0\":\"1\"}");
    for (int i = 0; i < 20; i++) peer_leave(peers[i]);
    house_close(house);
}

static void parked_sessions_expire(void **state)
{
    (void)state;
    struct house *house = house_open(HOUSE_COUNTER);
    char ticket[64];
    house_visit(house, house->hall, ticket);
    house_wait(house, 60000);
    assert_non_null(house_session(house, ticket));
    house_wait(house, 1001);
    assert_null(house_session(house, ticket));
    assert_int_equal(atomic_load(&house->hall->counters.expired), 1);
    house_close(house);
}

static void sessions_without_a_line_linger_and_end(void **state)
{
    (void)state;
    struct house *house = house_open(HOUSE_COUNTER);
    char ticket[64];
    struct peer *peer = house_enter(house, house->hall, ticket);
    for (int i = 0; i < 20; i++) { // with a line, for ever
        peer_say(peer, "[\"h\"]");
        house_wait(house, 50000);
    }
    peer_leave(peer);
    house_wait(house, 300000);
    assert_non_null(house_session(house, ticket));
    peer = peer_enter(house->hall, ticket, "0"); // in time
    peer_leave(peer);
    house_wait(house, 299000);
    assert_non_null(house_session(house, ticket));
    house_wait(house, 2000);
    assert_null(house_session(house, ticket));
    house_close(house);
}

static void silent_lines_are_given_up(void **state)
{
    (void)state;
    struct house *house = house_open(HOUSE_COUNTER);
    struct peer *peer = house_join(house);
    struct peer *stranger = peer_new(house->hall); // never joins
    house_wait(house, 59000);
    peer_say(peer, "[\"h\"]");
    assert_string_equal(peer_last(peer), "[\"h\"]");
    house_wait(house, 2000);
    assert_true(stranger->line.is_closing);
    assert_false(peer->line.is_closing);
    house_wait(house, 60000);
    assert_true(peer->line.is_closing);
    assert_string_equal(peer_last(peer), "[\"h\"]"); // no goodbye: its session waits for it
    peer_leave(peer);
    peer_leave(stranger);
    house_close(house);
}

static void a_closed_hall_begins_nothing(void **state)
{
    (void)state;
    struct house *house = house_open(HOUSE_COUNTER);
    struct peer *peer = house_join(house);
    struct peer *other = peer_new(house->hall);
    hall_close(house->hall);
    assert_contains(peer_last(peer), "[\"bye\",\"draining\"");
    assert_contains(peer_last(other), "[\"bye\",\"draining\"");
    struct page page;
    page_begin(&page, house->hall, "/", "");
    assert_int_equal(page.visit.status, 503);
    page_destroy(&page);
    struct peer *late = peer_new(house->hall);
    peer_say(late, "[\"h\"]");
    assert_contains(peer_last(late), "[\"bye\",\"draining\"");
    peer_leave(late);
    peer_leave(peer);
    peer_leave(other);
    house_end(house);
}

static void finds_each_of_many(void **state)
{
    (void)state;
    struct house *house = house_open(HOUSE_COUNTER);
    enum { COUNT = 3000 };
    static struct session *sessions[COUNT];
    srand(3);
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < COUNT; i++) {
            if (!sessions[i]) {
                sessions[i] = session_new(house->hall, house->app, 0);
                hall_add(house->hall, sessions[i]);
            } else if (rand() % 2) {
                session_end(sessions[i], ERROR_GONE, "");
                sessions[i] = NULL;
            }
        }
        size_t count = 0;
        for (int i = 0; i < COUNT; i++) {
            if (!sessions[i]) continue;
            count++;
            assert_ptr_equal(hall_find(house->hall, sessions[i]->id), sessions[i]);
        }
        assert_int_equal(house->hall->sessions_count, count);
    }
    memset(sessions, 0, sizeof sessions);
    house_close(house);
}

// A thousand visitors come, click and go; then a thousand more, and there is no more memory in use than before.
static void visitors_leave_nothing_behind(void **state)
{
    (void)state;
    struct house *house = house_open(HOUSE_COUNTER);
    size_t before = 0;
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 1000; i++) {
            struct peer *peer = house_join(house);
            peer_event(peer, "add", "{\"by\":1}");
            if (i % 10 == 0) peer_event(peer, "boom", "{}");
            if (i % 3 == 0) peer_say(peer, "[\"ack\",1]");
            assert_true(peer_has(peer, "{\"0\":\"1\"}"));
            peer_leave(peer);
        }
        assert_int_equal(house->hall->sessions_count, 1000);
        house_wait(house, 301001);
        assert_int_equal(house->hall->sessions_count, 0);
        size_t now = mallinfo2().uordblks;
        if (round == 1) before = now;
        if (round == 2) assert_true(now <= before + 4096);
    }
    assert_null(house->hall->awake_first);
    assert_null(house->hall->lines);
    house_close(house);
}

static void says_what_happened(void **state)
{
    (void)state;
    struct house *house = house_open_with(house_load(HOUSE_COUNTER), 2, NULL);
    struct buffer out = {0};
    struct peer *peer = house_join(house);
    peer_event(peer, "add", "{\"by\":1}");
    hall_write_metrics(&house->settings, &out);
    buffer_put_byte(&out, 0);
    assert_contains(out.data, "\nlightspeed_visits_total 1\n");
    assert_contains(out.data, "\nlightspeed_events_total 1\n");
    assert_contains(out.data, "\nlightspeed_joins_total 1\n");
    buffer_destroy(&out);
    peer_leave(peer);
    house_close(house);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parked_sessions_are_bounded_and_the_oldest_goes),
        cmocka_unit_test(pages_in_the_making_are_bounded_too),
        cmocka_unit_test(there_are_only_so_many_sessions),
        cmocka_unit_test(parked_sessions_expire),
        cmocka_unit_test(sessions_without_a_line_linger_and_end),
        cmocka_unit_test(silent_lines_are_given_up),
        cmocka_unit_test(a_closed_hall_begins_nothing),
        cmocka_unit_test(finds_each_of_many),
        cmocka_unit_test(visitors_leave_nothing_behind),
        cmocka_unit_test(says_what_happened),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
