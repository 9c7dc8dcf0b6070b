// Topics with limits of their own: how many come in, and how much is said there.
#include "session/topic/crowd.h"

#include "session/line.h"
#include "support/channels.h"
#include "support/keeper.h"

static struct peer *client(struct house *house, unsigned hall, const char *topic)
{
    return channels_enter(house, house->halls[hall], topic, "ann");
}

static bool is_in(const struct peer *peer)
{
    return peer_has(peer, "[\"joined\",\"");
}

static void as_many_come_in_as_may_on_whichever_shards(void **state)
{
    (void)state;
    struct house *house = channels_house(3, NULL);
    struct peer *first = client(house, 0, "small:a"), *second = client(house, 1, "small:a");
    struct peer *third = client(house, 2, "small:a"), *fourth = client(house, 0, "small:a");
    struct peer *elsewhere = client(house, 2, "small:b");
    assert_true(is_in(first) && is_in(second) && is_in(elsewhere));
    assert_string_equal(peer_last(third), "1[\"bye\",\"full\",\"2 are in this topic already; come back later\"]");
    assert_string_equal(peer_last(fourth), peer_last(third));
    assert_true(strstr(house_log.last, "topic small:a is full: 2 clients are in it"));
    assert_int_equal(house->halls[2]->counters.channels_full + house->halls[0]->counters.channels_full, 2);
    peer_say(first, "1[\"bye\"]");
    house_run(house);
    struct peer *fifth = client(house, 2, "small:a"), *sixth = client(house, 1, "small:a");
    assert_true(is_in(fifth));
    assert_false(is_in(sixth));
    struct peer *all[] = {first, second, third, fourth, elsewhere, fifth, sixth};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) peer_leave(all[i]);
    house_wait(house, (uint64_t)limits_default.linger_s * 1000 + 2000);
    house_run(house);
    for (unsigned i = 0; i < 3; i++) assert_int_equal(house->halls[i]->crowds.count, 0);
    house_close(house);
}

static void who_goes_while_asking_takes_no_place(void **state)
{
    (void)state;
    struct house *house = channels_house(3, NULL);
    for (unsigned i = 0; i < 30; i++) {
        struct peer *peer = peer_new(house->halls[i % 3]);
        channels_open(peer, 1, "small:a", "ann");
        if (i % 2) uv_run(&house->loop, UV_RUN_NOWAIT);
        peer_leave(peer);
        house_run(house);
        house_wait(house, (uint64_t)limits_default.parked_s * 1000 + 2000); // some heard that it began
    }
    for (unsigned i = 0; i < 3; i++) {
        assert_int_equal(house->halls[i]->sessions_count, 0);
        assert_int_equal(house->halls[i]->crowds.count, 0);
    }
    house_close(house);
}

static void one_that_moves_keeps_its_place(void **state)
{
    (void)state;
    struct house *house = channels_house(2, NULL);
    char ticket[64];
    struct peer *first = client(house, 0, "small:a"), *second = client(house, 1, "small:a");
    channels_read_ticket(first->frames[0], ticket);
    peer_say(first, "1[\"ack\",1]");
    for (unsigned i = 1; i <= 4; i++) {
        peer_leave(first);
        first = channels_enter_again(house, house->halls[i % 2], ticket);
        assert_true(peer_has(first, "1[\"ok\","));
        struct peer *third = client(house, i / 2 % 2, "small:a");
        assert_false(is_in(third));
        peer_leave(third);
    }
    peer_say(first, "1[\"bye\"]");
    peer_say(second, "1[\"bye\"]");
    house_run(house);
    for (unsigned i = 0; i < 2; i++) assert_int_equal(house->halls[i]->crowds.count, 0);
    peer_leave(first);
    peer_leave(second);
    house_close(house);
}

static struct slow_keeper slow;

static void keep(struct settings *settings)
{
    settings->keeper = &slow.keeper;
}

static struct peer *kept_client(struct house *house, unsigned hall)
{
    struct peer *peer = client(house, hall, "small:a");
    slow_keeper_rest(&slow, house);
    return peer;
}

// Whichever shard it comes back to.
static void one_that_outlives_its_host_has_its_place_in_the_next(void **state)
{
    (void)state;
    for (unsigned hall = 0; hall < 2; hall++) {
        struct directory directory = directory_make();
        char ticket[64];
        slow_keeper_open(&slow, &directory);
        struct house *house = channels_house(2, keep);
        struct peer *first = kept_client(house, 0);
        channels_read_ticket(first->frames[0], ticket);
        peer_say(first, "1[\"ack\",1]");
        peer_leave(first);
        slow_keeper_die(&slow, house);
        slow_keeper_open(&slow, &directory);
        house = channels_house(2, keep);
        first = channels_enter_again(house, house->halls[hall], ticket);
        slow_keeper_rest(&slow, house);
        assert_contains(first->frames[0], "1[\"ok\",");
        struct peer *second = kept_client(house, 0), *third = kept_client(house, 1);
        assert_true(is_in(second));
        assert_false(is_in(third));
        peer_leave(first);
        peer_leave(second);
        peer_leave(third);
        slow_keeper_die(&slow, house);
        directory_remove(&directory);
    }
}

static void what_is_too_long_for_the_topic_is_refused(void **state)
{
    (void)state;
    struct house *house = channels_house(1, NULL);
    static char words[1100];
    char text[1300];
    memset(words, 'x', sizeof words - 1);
    struct peer *peer = client(house, 0, "small:a");
    snprintf(text, sizeof text, "1[\"e\",1,\"say\",{\"text\":\"%s\"},1]", words);
    peer_say(peer, text);
    assert_contains(peer_last(peer), "\"no\":\"too_large\",\"text\":\"on this topic an event has 1024 bytes at most");
    peer_say(peer, "1[\"e\",2,\"note\",{},1]");
    house_run(house);
    assert_contains(peer_last(peer), "{\"notes\":1}");
    snprintf(text, sizeof text, "2[\"open\",1,\"small:b\",{\"name\":\"%s\"}]", words);
    peer_say(peer, text);
    assert_contains(peer_last(peer),
                    "2[\"bye\",\"too_large\",\"on this topic a client joins with 1024 bytes at most\"]");
    assert_int_equal(house->hall->counters.rejected_too_large, 2);
    peer_leave(peer);
    house_close(house);
}

static void a_topic_carries_so_much_whoever_says_it(void **state)
{
    (void)state;
    struct house *house = channels_house(2, NULL);
    struct peer *ann = client(house, 0, "small:a"), *bob = client(house, 1, "small:a");
    char text[100];
    for (int i = 1; i <= 2; i++) {
        snprintf(text, sizeof text, "1[\"e\",%d,\"say\",{\"text\":\"x\"},1]", i);
        peer_say(ann, text);
        peer_say(bob, text);
        house_run(house);
    }
    peer_say(bob, "1[\"e\",3,\"say\",{\"text\":\"one too many\"},1]");
    house_run(house);
    assert_contains(peer_last(bob), "\"no\":\"full\",\"text\":\"this topic carries no more than 4 messages a second");
    assert_int_equal(house->halls[1]->counters.pushes_full, 1);
    assert_true(strstr(house_log.last, "topic small:a carries 4 messages a second"));
    assert_false(peer_has(ann, "one too many"));
    house_wait(house, 1000);
    peer_say(bob, "1[\"e\",4,\"say\",{\"text\":\"later\"},1]");
    house_run(house);
    assert_true(peer_has(ann, "later"));
    peer_leave(ann);
    peer_leave(bob);
    house_close(house);
}

static void one_client_is_slower_than_the_host_allows(void **state)
{
    (void)state;
    struct house *house = channels_house(1, NULL);
    struct peer *peer = client(house, 0, "small:a");
    char text[100];
    for (int i = 1; i <= 8; i++) {
        snprintf(text, sizeof text, "1[\"e\",%d,\"note\",{},1]", i);
        peer_say(peer, text);
    }
    house_run(house);
    assert_true(peer_has(peer, "{\"notes\":6}"));
    assert_false(peer_has(peer, "{\"notes\":7}")); // it waits, and is not lost
    assert_true(house->hall->counters.delayed > 0);
    for (int i = 0; i < 1000 && !peer_has(peer, "{\"notes\":8}"); i++) {
        uv_sleep(1); // what waits is looked at by the loop's clock
        house_wait(house, 50);
    }
    assert_true(peer_has(peer, "{\"notes\":8}"));
    peer_leave(peer);
    house_close(house);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_many_come_in_as_may_on_whichever_shards),
        cmocka_unit_test(who_goes_while_asking_takes_no_place),
        cmocka_unit_test(one_that_moves_keeps_its_place),
        cmocka_unit_test(one_that_outlives_its_host_has_its_place_in_the_next),
        cmocka_unit_test(what_is_too_long_for_the_topic_is_refused),
        cmocka_unit_test(a_topic_carries_so_much_whoever_says_it),
        cmocka_unit_test(one_client_is_slower_than_the_host_allows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
