// steps.h: what a session did lately, in development; bounded, whatever it does.
#include "support/house.h"

#include "session/replay/steps.h"

static struct session *only_session(const struct house *house)
{
    return house->hall->live.first;
}

static void a_step_says_what_was_done_and_what_became_of_it(void **state)
{
    (void)state;
    struct house *house = house_open(HOUSE_COUNTER);
    struct peer *peer = house_join(house);
    peer_event(peer, "add", "{\"by\":\"2\"}");
    house_wait(house, 1500);
    peer_event(peer, "boom", "{}");
    peer_event(peer, "add", "{\"by\":\"no\"}"); // reaches no view, so it is no step
    const struct steps *steps = only_session(house)->steps;
    struct step step;
    assert_int_equal(steps->last, 2);
    assert_true(steps_find(steps, 1, &step));
    assert_true(step.is_event && step.code == ERROR_NONE && step.fuel > 0);
    assert_int_equal(step.time_ms, 1700000000000);
    assert_true(bytes_equal(step.payload, BYTES("\x06\x00\x01\x82"
                                                "by\x42")));
    assert_true(bytes_equal(step.said, BYTES("\x06\x00\x01\x82"
                                             "by\x81"
                                             "2"))); // as the browser said it
    assert_int_equal(step.patch_size, sizeof "{\"0\":\"2\"}" - 1);
    assert_int_equal(step.model, steps_hash(BYTES("\x06\x00\x01\x81n\x42")));
    uint64_t model = step.model;
    assert_true(steps_find(steps, 2, &step));
    assert_int_equal(step.code, ERROR_CRASH);
    assert_int_equal(step.time_ms, 1700000001500);
    assert_int_equal(step.model, model); // it is as it was
    assert_false(steps_find(steps, 3, &step));
    peer_leave(peer);
    house_close(house);
}

static void the_oldest_steps_go_when_there_are_many(void **state)
{
    (void)state;
    struct house *house = house_open(HOUSE_COUNTER);
    struct peer *peer = house_join(house);
    for (int i = 0; i < 1000; i++) {
        peer_event(peer, "add", "{\"by\":1}");
        house_wait(house, 100);
        const struct steps *steps = only_session(house)->steps;
        const struct chapter *first = steps_first(steps);
        struct steps_place place = {0};
        struct step step;
        uint64_t expected = first->first;
        while (steps_read(steps, &place, &step)) assert_int_equal(step.number, ++expected);
        assert_int_equal(expected, steps->last); // there is no gap, and the newest is there
        assert_true(steps->last - first->first <= 2 * (uint64_t)STEPS_MAX);
        assert_true(steps->last < STEPS_MAX || steps->last - first->first >= STEPS_MAX);
    }
    assert_int_equal(only_session(house)->steps->heard.size, 0);
    peer_leave(peer);
    house_close(house);
}

static void in_production_nothing_is_kept(void **state)
{
    (void)state;
    struct house *house = house_open_with(house_load(HOUSE_COUNTER), 1, house_in_production);
    struct peer *peer = house_join(house);
    peer_event(peer, "add", "{\"by\":1}");
    assert_null(only_session(house)->steps);
    peer_leave(peer);
    house_close(house);
}

static void events_that_are_refused_leave_nothing_behind_for_ever(void **state)
{
    (void)state;
    char payload[400];
    struct house *house = house_open(HOUSE_COUNTER);
    struct peer *peer = house_join(house);
    snprintf(payload, sizeof payload, "{\"by\":\"%0300d\"}", 0);
    for (int i = 0; i < 2000; i++) {
        peer_event(peer, "nobody", payload);
        house_wait(house, 100);
    }
    assert_true(only_session(house)->steps->heard.size < 2 * STEPS_BYTES_MAX);
    peer_leave(peer);
    house_close(house);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_step_says_what_was_done_and_what_became_of_it),
        cmocka_unit_test(the_oldest_steps_go_when_there_are_many),
        cmocka_unit_test(in_production_nothing_is_kept),
        cmocka_unit_test(events_that_are_refused_leave_nothing_behind_for_ever),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
