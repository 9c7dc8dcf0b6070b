// Channels: lines within a line. What sessions do with them is in children_test.c.
#include "session/channel.h"
#include "support/house.h"

static void join_channel(struct peer *peer, const char *number, const char *ticket)
{
    char text[256];
    snprintf(text, sizeof text, "%s[\"join\",1,\"%s\",0]", number, ticket);
    peer_say(peer, text);
}

static void any_session_can_be_joined_in_one(void **state)
{
    (void)state;
    struct house *house = house_open(HOUSE_COUNTER);
    char first[64], second[64];
    house_visit(house, house->hall, first);
    house_visit(house, house->hall, second);
    struct peer *peer = peer_enter(house->hall, first, "0");
    join_channel(peer, "1", second);
    assert_string_equal(peer_last(peer), "1[\"ok\",0,0]");
    peer_say(peer, "1[\"e\",1,\"add\",{\"by\":5},0]");
    assert_string_equal(peer_last(peer), "1[1,1,{\"0\":\"5\"}]");
    peer_event(peer, "add", "{\"by\":2}");
    assert_string_equal(peer_last(peer), "[1,1,{\"0\":\"2\"}]");
    peer_say(peer, "1[\"h\"]");
    assert_string_equal(peer_last(peer), "1[\"h\"]");
    peer_leave(peer);
    assert_null(house_session(house, second)->line);
    assert_int_equal(house_session(house, second)->state, STATE_MOUNTED);
    house_close(house);
}

static void a_bye_ends_it_and_nothing_else(void **state)
{
    (void)state;
    struct house *house = house_open(HOUSE_COUNTER);
    char first[64], second[64];
    house_visit(house, house->hall, first);
    house_visit(house, house->hall, second);
    struct peer *peer = peer_enter(house->hall, first, "0");
    join_channel(peer, "1", second);
    peer_say(peer, "1[\"bye\"]");
    assert_null(house_session(house, second)->line);
    size_t before = peer->count;
    peer_say(peer, "1[\"e\",1,\"add\",{\"by\":5},0]"); // it did not know yet
    peer_say(peer, "1[\"bye\"]");
    assert_int_equal(peer->count, before);
    join_channel(peer, "2", second);
    assert_string_equal(peer_last(peer), "2[\"ok\",0,0]");
    assert_false(peer->line.is_closing);
    peer_say(peer, "[\"bye\"]");
    assert_contains(peer_last(peer), "[\"bye\",\"forbidden\"");
    peer_leave(peer);
    house_close(house);
}

static void what_is_wrong_in_one_ends_that_one(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *answer;
    } cases[] = {
        {"1[\"e\",1,\"add\",{\"by\":5},0]", "1[\"bye\",\"forbidden\""},
        {"2[\"join\",1,\"made up\",0]", "2[\"bye\",\"forbidden\""},
        {"3", "3[\"bye\",\"syntax\""},
        {"4{}", "4[\"bye\",\"syntax\""},
    };
    struct house *house = house_open(HOUSE_COUNTER);
    struct peer *peer = house_join(house);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        peer_say(peer, cases[i].text);
        assert_contains(peer_last(peer), cases[i].answer);
    }
    peer_event(peer, "add", "{\"by\":1}");
    assert_string_equal(peer_last(peer), "[1,1,{\"0\":\"1\"}]");
    peer_leave(peer);
    house_close(house);
}

static void a_number_that_is_none_ends_the_line(void **state)
{
    (void)state;
    static const char *const texts[] = {"0[\"h\"]", "00[\"h\"]", "1234567890[\"h\"]", "99999999999999999999"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct house *house = house_open(HOUSE_COUNTER);
        struct peer *peer = house_join(house);
        peer_say(peer, texts[i]);
        assert_contains(peer_last(peer), "[\"bye\",\"syntax\"");
        assert_true(peer->line.is_closing);
        peer_leave(peer);
        house_close(house);
    }
}

static void few_joins(struct settings *settings)
{
    settings->limits.joins = 4;
}

static void guesses_at_tickets_are_counted_and_honest_channels_are_not(void **state)
{
    (void)state;
    struct house *house = house_open_with(house_load(HOUSE_COUNTER), 1, few_joins);
    struct peer *peer = house_join(house);
    char ticket[64], number[24];
    house_visit(house, house->hall, ticket);
    for (int i = 1; i <= 20; i++) {
        snprintf(number, sizeof number, "%d", i);
        join_channel(peer, number, ticket);
        snprintf(number, sizeof number, "%d[\"bye\"]", i);
        peer_say(peer, number);
        assert_false(peer->line.is_closing);
    }
    for (int i = 21; i <= 23; i++) {
        assert_false(peer->line.is_closing);
        snprintf(number, sizeof number, "%d", i);
        join_channel(peer, number, "a guess");
    }
    join_channel(peer, "24", "a guess");
    assert_true(peer->line.is_closing);
    assert_contains(peer_last(peer), "[\"bye\",\"forbidden\"");
    peer_leave(peer);
    house_close(house);
}

static void slow_ones_get_all_when_the_socket_takes_it(void **state)
{
    (void)state;
    struct house *house = house_open(HOUSE_COUNTER);
    char first[64], second[64];
    house_visit(house, house->hall, first);
    house_visit(house, house->hall, second);
    struct peer *peer = peer_new(house->hall);
    peer->is_slow = true;
    peer_join(peer, first, "0");
    join_channel(peer, "1", second);
    peer_say(peer, "1[\"e\",1,\"add\",{\"by\":5},0]");
    peer_event(peer, "add", "{\"by\":2}");
    session_end(house_session(house, second), ERROR_GONE, "the spec says so");
    assert_int_equal(peer->count, 0);
    peer->is_slow = false;
    peer_take_all(peer);
    assert_true(peer_has(peer, "[1,1,{\"0\":\"2\"}]"));
    assert_contains(peer_last(peer), "1[\"bye\",\"gone\"");
    peer_leave(peer);
    house_close(house);
}

static void silence_in_one_is_not_silence(void **state)
{
    (void)state;
    struct house *house = house_open(HOUSE_COUNTER);
    char ticket[64];
    house_visit(house, house->hall, ticket);
    struct peer *peer = house_join(house);
    join_channel(peer, "1", ticket);
    for (int i = 0; i < 10; i++) {
        house_wait(house, 50 * 1000);
        peer_say(peer, "[\"h\"]");
    }
    assert_non_null(house_session(house, ticket)->line);
    peer_leave(peer);
    house_close(house);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_session_can_be_joined_in_one),
        cmocka_unit_test(a_bye_ends_it_and_nothing_else),
        cmocka_unit_test(what_is_wrong_in_one_ends_that_one),
        cmocka_unit_test(a_number_that_is_none_ends_the_line),
        cmocka_unit_test(guesses_at_tickets_are_counted_and_honest_channels_are_not),
        cmocka_unit_test(slow_ones_get_all_when_the_socket_takes_it),
        cmocka_unit_test(silence_in_one_is_not_silence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
