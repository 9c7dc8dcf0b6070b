// The front hall: what comes in, in which order, how fast, and what does not.
#include "support/house.h"

static void deals_with_each_ref_once(void **state)
{
    (void)state;
    struct house *house = house_open(HOUSE_COUNTER);
    struct peer *peer = house_join(house);
    peer_say(peer, "[\"e\",1,\"add\",{\"by\":1},0]");
    peer_say(peer, "[\"e\",2,\"add\",{\"by\":1},0]");
    peer_say(peer, "[\"e\",1,\"add\",{\"by\":1},0]");
    peer_say(peer, "[\"e\",2,\"add\",{\"by\":1},0]");
    peer_say(peer, "[\"e\",3,\"add\",{\"by\":1},0]");
    assert_string_equal(peer_last(peer), "[3,3,{\"0\":\"3\"}]");
    assert_int_equal(atomic_load(&house->hall->counters.duplicates), 2);
    peer_leave(peer);
    house_close(house);
}

static void refuses_a_ref_that_jumps_ahead(void **state)
{
    (void)state;
    struct house *house = house_open(HOUSE_COUNTER);
    struct peer *peer = house_join(house);
    peer_say(peer, "[\"e\",2,\"add\",{\"by\":1},0]");
    assert_contains(peer_last(peer), "[\"bye\",\"syntax\"");
    assert_true(peer->line.is_closing);
    size_t count = peer->count;
    peer_say(peer, "[\"e\",1,\"add\",{\"by\":1},0]"); // nobody listens any more
    assert_int_equal(peer->count, count);
    assert_int_equal(atomic_load(&house->hall->counters.events), 0);
    peer_leave(peer);
    house_close(house);
}

static void what_does_not_fit_never_reaches_the_view(void **state)
{
    (void)state;
    static const char *const cases[][3] = {
        {"ad", "{}", "unknown"},
        {"add", "{}", "misfit"},
        {"add", "{\"by\":null}", "misfit"},
        {"add", "{\"by\":\"x\"}", "misfit"},
        {"add", "{\"by\":1.5}", "misfit"},
        {"add", "{\"by\":[1]}", "misfit"},
        {"add", "{\"by\":9007199254740993}", "misfit"},
        {"add", "{\"by\":1e400}", "syntax"},
        {"add", "{\"by\":1,\"more\":2}", "unknown"},
        {"boom", "{\"by\":1}", "unknown"},
    };
    struct house *house = house_open(HOUSE_COUNTER);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct peer *peer = house_join(house);
        peer_event(peer, cases[i][0], cases[i][1]);
        if (!strstr(peer_last(peer), cases[i][2])) fail_msg("%s %s: %s", cases[i][0], cases[i][1], peer_last(peer));
        peer_leave(peer);
    }
    assert_int_equal(atomic_load(&house->hall->counters.events), 0);
    assert_int_equal(atomic_load(&house->hall->counters.turns_failed), 0);
    house_close(house);
}

static void a_refusal_waits_for_its_turn(void **state)
{
    (void)state;
    struct house *house = house_open(HOUSE_COUNTER);
    struct peer *peer = house_join(house);
    peer_event(peer, "spin", "{}");
    peer_event(peer, "nothing", "{}");
    peer_event(peer, "add", "{\"by\":1}");
    assert_int_equal(peer->line.session->mailbox.count, 2);
    house_run(house);
    assert_contains(peer->frames[1], "[1,1,null,{\"no\":\"budget\"");
    assert_contains(peer->frames[2], "[2,2,null,{\"no\":\"unknown\"");
    assert_string_equal(peer->frames[3], "[3,3,{\"0\":\"1\"}]");
    peer_leave(peer);
    house_close(house);
}

// What was done is done, and stays so; what was not, is not done any more.
static void an_event_can_be_taken_back_while_it_has_not_come(void **state)
{
    (void)state;
    struct house *house = house_open(HOUSE_COUNTER);
    struct peer *peer = house_join(house);
    peer_say(peer, "[\"e\",1,\"add\",{\"by\":1},0]");
    peer_say(peer, "[\"e\",1,\"ls:skip\",{},1]");
    assert_string_equal(peer_last(peer), "[1,1,{\"0\":\"1\"}]");
    peer_say(peer, "[\"e\",2,\"ls:skip\",{},1]");
    assert_contains(peer_last(peer), "[2,2,null,{\"no\":\"late\"");
    peer_say(peer, "[\"e\",2,\"add\",{\"by\":1},2]");
    peer_say(peer, "[\"e\",3,\"add\",{\"by\":1},2]");
    assert_string_equal(peer_last(peer), "[3,3,{\"0\":\"2\"}]");
    assert_int_equal(atomic_load(&house->hall->counters.rejected_late), 1);
    peer_leave(peer);
    house_close(house);
}

static void a_full_mailbox_closes_the_line_and_loses_nothing(void **state)
{
    (void)state;
    struct house *house = house_open(HOUSE_COUNTER);
    char ticket[64];
    struct peer *peer = house_enter(house, house->hall, ticket);
    peer_event(peer, "spin", "{}");
    for (int i = 0; i < limits_default.mailbox; i++) peer_event(peer, "add", "{\"by\":1}");
    assert_false(peer->line.is_closing);
    peer_event(peer, "add", "{\"by\":1}");
    assert_contains(peer_last(peer), "[\"bye\",\"full\"");
    uint32_t ref = peer->ref;
    peer_leave(peer);
    house->hall->clock.now_ms += 60000;
    house_run(house);
    peer = peer_enter(house->hall, ticket, "0"); // the client comes back and sends again what was not covered
    peer->ref = ref - 1;
    peer_event(peer, "add", "{\"by\":1}");
    for (int i = 0; i < 100; i++) {
        uv_sleep(11);
        house_wait(house, 1000);
        if (peer->line.session->ref_done == ref) break;
    }
    assert_contains(peer_last(peer), "{\"0\":\"257\"}");
    peer_leave(peer);
    house_close(house);
}

static void slow(struct settings *settings)
{
    settings->limits.events_per_s = 10;
    settings->limits.events_burst = 5;
}

// Time passes, and events that were held back go through: ten a second, in order, none lost.
static void holds_events_back_and_loses_none(void **state)
{
    (void)state;
    struct house *house = house_open_with(house_load(HOUSE_COUNTER), 1, slow);
    struct peer *peer = house_join(house);
    for (int i = 0; i < 50; i++) peer_event(peer, "add", "{\"by\":1}");
    house_run(house);
    assert_int_equal(peer->line.session->ref_done, 5);
    uint32_t done = 5;
    for (int i = 0; i < 45; i++) {
        house_wait(house, 100);
        uv_sleep(12);
        house_run(house);
        assert_true(peer->line.session->ref_done <= ++done); // not faster than that
    }
    assert_int_equal(peer->line.session->ref_done, 50);
    assert_contains(peer_last(peer), "{\"0\":\"50\"}");
    peer_leave(peer);
    house_close(house);
}

static void events_held_back_outlive_their_line(void **state)
{
    (void)state;
    struct house *house = house_open_with(house_load(HOUSE_COUNTER), 1, slow);
    char ticket[64];
    struct peer *peer = house_enter(house, house->hall, ticket);
    for (int i = 0; i < 20; i++) peer_event(peer, "add", "{\"by\":1}");
    house_run(house);
    peer_leave(peer);
    for (int i = 0; i < 5; i++) {
        uv_sleep(12);
        house_run(house);
    }
    peer = peer_enter(house->hall, ticket, "5");
    peer->ref = 20;
    peer_event(peer, "add", "{\"by\":1}");
    for (int i = 0; i < 20; i++) {
        house_wait(house, 100);
        uv_sleep(12);
        house_run(house);
    }
    assert_contains(peer_last(peer), "{\"0\":\"21\"}");
    peer_leave(peer);
    house_close(house);
}

static void a_session_may_end_while_its_events_are_held_back(void **state)
{
    (void)state;
    struct house *house = house_open_with(house_load(HOUSE_COUNTER), 1, slow);
    struct peer *peers[3];
    for (int i = 0; i < 3; i++) {
        peers[i] = house_join(house);
        for (int k = 0; k < 20; k++) peer_event(peers[i], "add", "{\"by\":1}");
    }
    house_run(house);
    assert_true(peers[1]->line.session->is_delayed);
    session_end(peers[1]->line.session, ERROR_GONE, "the spec says so");
    uv_sleep(12);
    house_wait(house, 1000);
    assert_contains(peer_last(peers[0]), "{\"0\":\"10\"}");
    for (int i = 0; i < 3; i++) peer_leave(peers[i]);
    house_close(house);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(deals_with_each_ref_once),
        cmocka_unit_test(refuses_a_ref_that_jumps_ahead),
        cmocka_unit_test(what_does_not_fit_never_reaches_the_view),
        cmocka_unit_test(a_refusal_waits_for_its_turn),
        cmocka_unit_test(an_event_can_be_taken_back_while_it_has_not_come),
        cmocka_unit_test(a_full_mailbox_closes_the_line_and_loses_nothing),
        cmocka_unit_test(holds_events_back_and_loses_none),
        cmocka_unit_test(events_held_back_outlive_their_line),
        cmocka_unit_test(a_session_may_end_while_its_events_are_held_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
