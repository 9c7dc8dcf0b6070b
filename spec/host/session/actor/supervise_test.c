// The supervision tree as it runs, with actors in several halls: who begins and stops, and in which order.
#include "support/actors.h"

#include "session/actor/actor.h"
#include "session/drain.h"

// Actors a, b and c say to the clerk when they begin and when they stop.
#define STAFF(options)                                                                                               \
    "local ls = require 'lightspeed'\n"                                                                              \
    "local Clerk = ls.actor { messages = { heard = { what = 'string' }, stop = { reason = 'string' } } }\n"          \
    "function Clerk.init() return { log = '' } end\n"                                                                \
    "function Clerk.update.heard(m, e) m.log = m.log .. e.what .. ' ' end\n"                                         \
    "function Clerk.update.stop(m, e) error('the clerk heard ' .. m.log .. e.reason) end\n"                          \
    "local Hand = ls.actor { messages = { 'fail', 'leave', 'spin', 'stop' } }\n"                                     \
    "function Hand.init(name) return { name = name }, ls.tell('clerk', 'heard', { what = '+' .. name })"             \
    " end\n"                                                                                                         \
    "function Hand.update.fail() error 'dropped it' end\n"                                                           \
    "function Hand.update.spin(m) m.spins = true end\n"                                                              \
    "function Hand.update.leave(m) return m, ls.stop() end\n"                                                        \
    "function Hand.update.stop(m)\n"                                                                                 \
    "    while m.spins do end\n"                                                                                     \
    "    return m, ls.tell('clerk', 'heard', { what = '-' .. m.name })\n"                                            \
    "end\n"                                                                                                          \
    "local page = ls.view { events = { 'slow', 'close' } }\n"                                                        \
    "function page.update.close(m)\n"                                                                                \
    "    return m, ls.tell('clerk', 'heard', { what = 'x' }), ls.tell('clerk', 'heard', { what = 'y' }),\n"          \
    "        ls.stop_actor('clerk', 'for today')\n"                                                                  \
    "end\n"                                                                                                          \
    "function page.update.slow(m)\n"                                                                                 \
    "    for i = 1, 3e5 do m.n = i end\n"                                                                            \
    "    return m, ls.tell('a', 'leave')\n"                                                                          \
    "end\n"                                                                                                          \
    "function page.render() return html[[<p>hi</p>]] end\n"                                                          \
    "return ls.app():supervise('office', {}, { ls.child(Clerk):named 'clerk' })\n"                                   \
    "    :supervise('staff', { " options " }, { ls.child(Hand, 'a'):named 'a',\n"                                    \
    "        ls.child(Hand, 'b'):named('b'):restart 'transient',\n"                                                  \
    "        ls.child(Hand, 'c'):named('c'):restart('temporary'):stop_in(10) })\n"                                   \
    "    :live('/', page)\n"

static void tell(struct house *house, const char *name, const char *message)
{
    actors_tell(house->hall, name, message);
    house_run(house);
}

// What the clerk has heard since it was asked last.
static void assert_heard(const struct house *house, const char *expected)
{
    static size_t before;
    struct arena arena = {0};
    struct value value = actors_model(actors_named(house, "clerk"), &arena);
    struct bytes log = value_get_string(&value, "log", BYTES(""));
    if (!expected) before = 0;
    char heard[200] = "";
    if (expected) snprintf(heard, sizeof heard, "%.*s", (int)(log.size - before), log.data + before);
    if (expected) before = log.size;
    arena_destroy(&arena);
    if (expected) assert_string_equal(heard, expected);
}

static struct house *open_house(const char *source)
{
    struct house *house = house_open_with(house_load(source), 3, NULL);
    house_run(house);
    assert_heard(house, NULL);
    assert_heard(house, "+a +b +c ");
    return house;
}

static void members_begin_in_order_and_stop_in_the_reverse_order(void **state)
{
    (void)state;
    struct house *house = open_house(STAFF("max_restarts = 0"));
    tell(house, "a", "fail"); // beyond its intensity at once
    assert_heard(house, "-c -b ");
    assert_null(actors_named(house, "a"));
    assert_null(actors_named(house, "c"));
    assert_non_null(actors_named(house, "clerk"));
    house_close(house);
}

static void rest_for_one_begins_those_behind_anew(void **state)
{
    (void)state;
    struct house *house = open_house(STAFF("strategy = 'rest_for_one'"));
    tell(house, "b", "fail");
    assert_heard(house, "-c +b +c ");
    house_close(house);
}

static void one_for_all_begins_all_anew(void **state)
{
    (void)state;
    struct house *house = open_house(STAFF("strategy = 'one_for_all'"));
    tell(house, "b", "fail");
    assert_heard(house, "-c -a +a +b +c ");
    house_close(house);
}

static void each_kind_of_child_ends_as_it_says(void **state)
{
    (void)state;
    struct house *house = open_house(STAFF("max_restarts = 9"));
    tell(house, "c", "fail");
    assert_null(actors_named(house, "c"));
    tell(house, "b", "leave");
    assert_null(actors_named(house, "b"));
    tell(house, "a", "leave");
    assert_non_null(actors_named(house, "a"));
    assert_heard(house, "+a ");
    house_close(house);
}

static void who_does_not_stop_in_its_time_is_killed_in_the_middle_of_it(void **state)
{
    (void)state;
    struct house *house = open_house(STAFF("max_restarts = 0"));
    tell(house, "c", "spin");
    actors_stop(house->hall, "c");
    for (int i = 0; i < 100 && !actors_named(house, "c")->turn; i++) uv_run(&house->loop, UV_RUN_NOWAIT);
    assert_non_null(actors_named(house, "c")->turn);
    for (unsigned i = 0; i < 3; i++) house->halls[i]->clock.now_ms += 10;
    hall_ring(house->hall);
    house_run(house);
    assert_null(actors_named(house, "c"));
    assert_heard(house, "");
    assert_int_equal(house->halls[letter_hall_of(house->hall, BYTES("c"))]->counters.turns_failed, 0);
    house_close(house);
}

static void a_failure_is_told_with_who_failed_and_where(void **state)
{
    (void)state;
    struct house *house = open_house(STAFF("max_restarts = 1"));
    unsigned lines = house_log.count;
    tell(house, "a", "fail");
    assert_int_equal(house_log.count, lines + 1);
    assert_contains(house_log.last, "actor 'a': a turn failed [");
    assert_contains(house_log.last, "dropped it");
    tell(house, "a", "fail");
    assert_contains(house_log.last, "group 'staff': more than 1 restarts in 5 s: it is down, and stays so");
    house_close(house);
}

static void what_was_told_before_the_end_is_done_before_it(void **state)
{
    (void)state;
    struct house *house = open_house(STAFF("max_restarts = 0"));
    struct peer *peer = house_join(house);
    peer_event(peer, "close", "{}");
    house_run(house);
    assert_contains(house_log.last, "the clerk heard +a +b +c x y for today");
    assert_null(actors_named(house, "clerk"));
    peer_leave(peer);
    house_close(house);
}

// ---- the host ends

static bool is_drained(struct house *house)
{
    bool is_over = true;
    for (unsigned i = 0; i < house->settings.halls_count; i++) is_over = drain_is_over(house->halls[i]) && is_over;
    return is_over;
}

static void drain(struct house *house)
{
    for (unsigned i = 0; i < house->settings.halls_count; i++) drain_begin(house->halls[i]);
    assert_false(is_drained(house)); // all halls are at rest, but for the actors,
    assert_false(is_drained(house)); // and the first one knows
    house_run(house);
}

static void at_the_hosts_end_groups_and_members_stop_in_the_reverse_order(void **state)
{
    (void)state;
    struct house *house = open_house(STAFF("max_restarts = 9"));
    drain(house);
    assert_contains(house_log.last, "the clerk heard +a +b +c -c -b -a shutdown");
    assert_null(actors_named(house, "clerk"));
    assert_true(is_drained(house));
    for (unsigned i = 0; i < 3; i++) assert_int_equal(house->halls[i]->counters.actor_restarts, 0);
    house_close(house);
}

static void one_that_does_not_stop_then_is_killed_and_the_others_still_hear_of_it(void **state)
{
    (void)state;
    struct house *house = open_house(STAFF("max_restarts = 9"));
    tell(house, "c", "spin");
    for (unsigned i = 0; i < 3; i++) drain_begin(house->halls[i]);
    assert_false(is_drained(house));
    for (int i = 0; i < 100 && !actors_named(house, "c")->turn; i++) uv_run(&house->loop, UV_RUN_NOWAIT);
    assert_false(is_drained(house));
    for (unsigned i = 0; i < 3; i++) house->halls[i]->clock.now_ms += 10;
    hall_ring(house->hall);
    assert_contains(house_log.last,
                    "actor 'c' did not stop in 10 ms, and is killed; :stop_in(ms) gives it more time");
    house_run(house);
    assert_contains(house_log.last, "the clerk heard +a +b +c -b -a shutdown");
    assert_true(is_drained(house));
    house_close(house);
}

static void slow_slices(struct settings *settings)
{
    settings->limits.slice_fuel = 1000;
}

// What pages are at comes first, and actors still hear of it; but not for longer than half of the time there is.
static void actors_go_on_while_pages_are_at_something(void **state)
{
    (void)state;
    for (int is_late = 0; is_late < 2; is_late++) {
        struct house *house = house_open_with(house_load(STAFF("max_restarts = 9")), 3, slow_slices);
        struct peer *peer = house_join(house);
        peer_event(peer, "slow", "{}");
        assert_non_null(peer->line.session->turn);
        for (unsigned i = 0; i < 3; i++) drain_begin(house->halls[i]);
        assert_false(is_drained(house));
        assert_false(house->hall->is_quiet);
        if (is_late)
            for (unsigned i = 0; i < 3; i++) house->halls[i]->clock.now_ms += 5000;
        assert_false(is_drained(house));
        house_run(house);
        assert_int_equal(actors_named(house, "clerk") == NULL, is_late);
        if (!is_late) assert_heard(house, NULL), assert_heard(house, "+a +b +c +a "); // it left, and came back
        is_drained(house);
        house_run(house);
        assert_true(is_drained(house));
        peer_leave(peer);
        house_close(house);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(members_begin_in_order_and_stop_in_the_reverse_order),
        cmocka_unit_test(rest_for_one_begins_those_behind_anew),
        cmocka_unit_test(one_for_all_begins_all_anew),
        cmocka_unit_test(each_kind_of_child_ends_as_it_says),
        cmocka_unit_test(who_does_not_stop_in_its_time_is_killed_in_the_middle_of_it),
        cmocka_unit_test(a_failure_is_told_with_who_failed_and_where),
        cmocka_unit_test(what_was_told_before_the_end_is_done_before_it),
        cmocka_unit_test(at_the_hosts_end_groups_and_members_stop_in_the_reverse_order),
        cmocka_unit_test(one_that_does_not_stop_then_is_killed_and_the_others_still_hear_of_it),
        cmocka_unit_test(actors_go_on_while_pages_are_at_something),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
