// ls.after and ls.every.
#include "support/house.h"

static const char ticking[] =
    "local ls = require 'lightspeed'\n"
    "local view = ls.view { events = { go = { ms = 'integer', every = 'boolean' }, 'stop', 'spin' }, messages = { "
    "'tick' } }\n"
    "function view.init() return { n = 0 }, ls.after(500):to 'tick' end\n"
    "function view.update.go(m, e) return m, e.every and ls.every(e.ms):to 'tick' or ls.after(e.ms):to 'tick' end\n"
    "function view.update.stop(m) return m, ls.cancel 'tick' end\n"
    "function view.update.spin() while true do end end\n"
    "function view.update.tick(m) m.n = m.n + 1 end\n"
    "function view.render(m) return html[[<p>{m.n}</p>]] end\n"
    "return view\n";

static void expect_ticks(struct peer *peer, int ticks)
{
    struct session *session = peer->line.session;
    struct buffer html = {0};
    struct error err;
    char expected[40];
    assert_true(session_wake(session, &err));
    html_write(&session->shown, &html);
    buffer_put_byte(&html, 0);
    snprintf(expected, sizeof expected, ">%d<", ticks);
    assert_contains(html.data, expected);
    buffer_destroy(&html);
}

static void holds_still_until_somebody_has_joined(void **state)
{
    (void)state;
    struct house *house = house_open(ticking);
    char ticket[64];
    house_visit(house, house->hall, ticket);
    house_wait(house, 50000);
    assert_int_equal(house->hall->alarms.count, 0);
    struct peer *peer = peer_enter(house->hall, ticket, "0");
    house_wait(house, 499);
    expect_ticks(peer, 0);
    house_wait(house, 1);
    expect_ticks(peer, 1);
    assert_int_equal(timers_count(peer->line.session), 0); // once
    peer_leave(peer);
    house_close(house);
}

static void ticks_on_time_whatever_came_late(void **state)
{
    (void)state;
    struct house *house = house_open(ticking);
    struct peer *peer = house_join(house);
    peer_event(peer, "go", "{\"ms\":100,\"every\":true}"); // takes the place of init's: the key is the message
    assert_int_equal(timers_count(peer->line.session), 1);
    for (int i = 1; i <= 10; i++) {
        house_wait(house, 100);
        expect_ticks(peer, i);
    }
    house_wait(house, 1050); // the host was busy: one tick, not ten
    expect_ticks(peer, 11);
    peer_event(peer, "stop", "{}");
    house_wait(house, 10000);
    expect_ticks(peer, 11);
    assert_int_equal(house->hall->alarms.count, 0);
    peer_leave(peer);
    house_close(house);
}

static void wakes_a_sleeping_session(void **state)
{
    (void)state;
    struct house *house = house_open(ticking);
    struct peer *peer = house_join(house);
    peer_event(peer, "go", "{\"ms\":30000,\"every\":false}");
    house_wait(house, 20000);
    assert_null(peer->line.session->vm);
    house_wait(house, 10000);
    assert_contains(peer_last(peer), "{\"0\":\"1\"}");
    peer_leave(peer);
    house_close(house);
}

static void goes_on_without_a_line(void **state)
{
    (void)state;
    struct house *house = house_open(ticking);
    char ticket[64];
    struct peer *peer = house_enter(house, house->hall, ticket);
    peer_event(peer, "go", "{\"ms\":1000,\"every\":true}");
    peer_leave(peer);
    for (int i = 0; i < 5; i++) house_wait(house, 1000);
    peer = peer_enter(house->hall, ticket, "0");
    assert_contains(peer_last(peer), "{\"0\":\"5\"}");
    peer_leave(peer);
    house_close(house);
}

static void a_full_mailbox_loses_ticks_and_not_the_timer(void **state)
{
    (void)state;
    struct house *house = house_open(ticking);
    struct peer *peer = house_join(house);
    peer_event(peer, "go", "{\"ms\":1,\"every\":true}");
    peer_event(peer, "spin", "{}");
    for (int i = 0; i < 1000; i++) {
        house->hall->clock.now_ms++;
        hall_ring(house->hall);
    }
    assert_int_equal(peer->line.session->mailbox.count, limits_default.mailbox);
    house_run(house);
    expect_ticks(peer, (int)limits_default.mailbox);
    house_wait(house, 1);
    expect_ticks(peer, (int)limits_default.mailbox + 1);
    peer_leave(peer);
    house_close(house);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(holds_still_until_somebody_has_joined),
        cmocka_unit_test(ticks_on_time_whatever_came_late),
        cmocka_unit_test(wakes_a_sleeping_session),
        cmocka_unit_test(goes_on_without_a_line),
        cmocka_unit_test(a_full_mailbox_loses_ticks_and_not_the_timer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
