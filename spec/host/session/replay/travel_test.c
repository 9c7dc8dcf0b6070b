// travel.h: what a toolbar asks over a page's line.
#include "session/replay/travel.h"

#include "session/replay/steps.h"
#include "support/house.h"

static const char *ask(struct peer *peer, const char *what, unsigned step)
{
    static unsigned number;
    char text[128];
    snprintf(text, sizeof text, "[\"dev\",%u,\"%s\",%u]", ++number, what, step);
    peer_say(peer, text);
    for (size_t i = peer->count; i-- > 0;)
        if (strncmp(peer->frames[i], "[\"dev\",", 7) == 0) return peer->frames[i];
    return "";
}

static struct house *with_three_steps(struct peer **peer)
{
    struct house *house = house_open(HOUSE_COUNTER);
    *peer = house_join(house);
    for (int by = 1; by <= 3; by++)
        peer_event(*peer, "add", by == 1 ? "{\"by\":1}" : by == 2 ? "{\"by\":2}" : "{\"by\":4}");
    peer_forget(*peer);
    return house;
}

static void steps_are_told_from_the_one_on_that_is_asked_for(void **state)
{
    (void)state;
    struct peer *peer;
    struct house *house = with_three_steps(&peer);
    const char *said = ask(peer, "steps", 2);
    assert_contains(said, "{\"oldest\":0,\"newest\":3,\"at\":null,\"steps\":[{\"step\":3,\"time\":1700000000000,");
    assert_contains(said, "\"event\":\"add\",\"changes\":\"m.n: 3, now 7\"}]}]");
    assert_contains(ask(peer, "model", 1), "{\"model\":{\"n\":1}}]");
    assert_contains(ask(peer, "model", 0), "{\"model\":{\"n\":0}}]");
    assert_contains(ask(peer, "trace", 0), "{ trace = 1,");
    assert_contains(ask(peer, "spec", 0), "page:send(");
    peer_leave(peer);
    house_close(house);
}

static void what_cannot_be_is_said(void **state)
{
    (void)state;
    struct peer *peer;
    struct house *house = with_three_steps(&peer);
    assert_contains(ask(peer, "model", 4), "{\"error\":\"step 4 is not kept\"}");
    assert_contains(ask(peer, "show", 99), "{\"error\":\"step 99 is not kept\"}");
    assert_contains(ask(peer, "continue", 99), "{\"error\":\"step 99 is not kept\"}");
    assert_contains(ask(peer, "stepps", 0), "nobody knows what 'stepps' is");
    peer_event(peer, "add", "{\"by\":1}");
    assert_true(peer_has(peer, "{\"0\":\"8\"}")); // and all is as before
    peer_leave(peer);
    house_close(house);
}

static void the_past_is_shown_whole_and_nothing_happens_in_it(void **state)
{
    (void)state;
    struct peer *peer;
    struct house *house = with_three_steps(&peer);
    size_t sessions = house->hall->sessions_count;
    ask(peer, "show", 1);
    assert_true(peer_has(peer, "[\"full\",4,3,[0,\"1\"]]"));
    peer_event(peer, "add", "{\"by\":1}");
    house_run(house);
    assert_contains(peer_last(peer), "\"no\":\"forbidden\",\"text\":\"this page shows step 1 of 3;");
    ask(peer, "show", 0);
    assert_true(peer_has(peer, "[0,\"0\"]]"));
    ask(peer, "now", 0);
    house_run(house);
    assert_contains(peer_last(peer), "[0,\"7\"]]");
    peer_event(peer, "add", "{\"by\":1}");
    assert_contains(peer_last(peer), "{\"0\":\"8\"}");
    assert_int_equal(house->hall->sessions_count, sessions);
    peer_leave(peer);
    house_close(house);
}

static void from_a_step_on_the_session_goes_another_way_also_after_a_sleep(void **state)
{
    (void)state;
    struct peer *peer;
    struct house *house = with_three_steps(&peer);
    struct session *session = house->hall->live.first;
    ask(peer, "show", 2);
    ask(peer, "continue", 2);
    house_run(house);
    assert_contains(peer_last(peer), "[0,\"3\"]]");
    assert_contains(ask(peer, "steps", 0), "\"newest\":2,");
    session_sleep(session);
    peer_event(peer, "add", "{\"by\":1}");
    assert_contains(peer_last(peer), "{\"0\":\"4\"}");
    assert_contains(ask(peer, "steps", 2), "\"changes\":\"m.n: 3, now 4\"");
    ask(peer, "continue", 0); // it need not be shown before
    house_run(house);
    peer_event(peer, "add", "{\"by\":1}");
    assert_contains(peer_last(peer), "{\"0\":\"1\"}");
    peer_leave(peer);
    house_close(house);
}

static void a_step_of_a_chapter_before_is_gone_back_to_as_well(void **state)
{
    (void)state;
    struct peer *peer;
    struct house *house = with_three_steps(&peer);
    char expected[32];
    for (int i = 0; i < 147; i++) {
        peer_event(peer, "add", "{\"by\":1}");
        house_wait(house, 100);
    }
    peer_forget(peer);
    assert_contains(ask(peer, "steps", 149), "\"oldest\":0,\"newest\":150,");
    for (unsigned step = 150; step > 2; step -= 37) {
        ask(peer, "continue", step);
        house_run(house);
        snprintf(expected, sizeof expected, "[0,\"%u\"]]", step + 4);
        assert_contains(peer_last(peer), expected);
        const struct steps *steps = house->hall->live.first->steps;
        assert_int_equal(steps->last, step);
    }
    peer_leave(peer);
    house_close(house);
}

static void in_a_wrong_place_a_question_ends_the_line(void **state)
{
    (void)state;
    struct house *house = house_open(HOUSE_COUNTER);
    struct peer *peer = peer_new(house->hall);
    peer_say(peer, "[\"dev\",1,\"steps\",0]");
    assert_contains(peer_last(peer), "[\"bye\",\"forbidden\"");
    peer_leave(peer);
    house_close(house);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steps_are_told_from_the_one_on_that_is_asked_for),
        cmocka_unit_test(what_cannot_be_is_said),
        cmocka_unit_test(the_past_is_shown_whole_and_nothing_happens_in_it),
        cmocka_unit_test(from_a_step_on_the_session_goes_another_way_also_after_a_sleep),
        cmocka_unit_test(a_step_of_a_chapter_before_is_gone_back_to_as_well),
        cmocka_unit_test(in_a_wrong_place_a_question_ends_the_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
