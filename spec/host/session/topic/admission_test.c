// Clients without a page, who join topics.
#include "support/channels.h"

#include "session/topic/topics.h"
#include "session/visit/registry.h"

// A client that asks for room:lobby.
static struct peer *client(struct house *house, const char *name)
{
    return channels_enter(house, house->hall, "room:lobby", name);
}

static struct session *session_of(const struct peer *peer)
{
    return peer->line.channels ? peer->line.channels->session : NULL;
}

static void joins_with_a_reply_and_a_ticket(void **state)
{
    (void)state;
    struct house *house = channels_house(1, NULL);
    struct peer *peer = client(house, "ann");
    assert_int_equal(peer->count, 1);
    assert_contains(peer_last(peer), "1[1,0,null,{\"do\":[[\"reply\",{\"has_id\":true,\"topic\":\"room:lobby\"}]");
    assert_contains(peer_last(peer), "[\"joined\",\"");
    assert_int_equal(topics_listeners(house->hall, BYTES("room:lobby")), 1);
    assert_int_equal(house->hall->counters.channels, 1);
    peer_leave(peer);
    house_close(house);
}

static void expect_refusal(struct house *house, const char *text, const char *answer)
{
    struct peer *peer = peer_new(house->hall);
    peer_say(peer, text);
    house_run(house);
    if (peer->count != 1)
        fail_msg("%zu frames for %s; the first: %s", peer->count, text, peer->count ? peer->frames[0] : "");
    assert_contains(peer_last(peer), answer);
    assert_int_equal(house->hall->sessions_count, 0);
    peer_leave(peer);
}

static void in_production_a_join_that_fails_is_told_by_its_reference(void **state)
{
    (void)state;
    struct house *house = channels_house(1, NULL);
    house->settings.is_dev = false;
    struct peer *peer = client(house, "chaos");
    unsigned long long reference = 0;
    int size = 0;
    assert_int_equal(sscanf(peer_last(peer), "1[\"bye\",\"crash\",\"%16llx\"]%n", &reference, &size), 1);
    assert_int_equal(size, strlen(peer_last(peer)));
    char written[24];
    snprintf(written, sizeof written, "[%016llx]", reference);
    assert_contains(house_log.last, written); // whoever asks the operator is helped by it
    peer_leave(peer);
    house_close(house);
}

static void who_may_not_is_told_why(void **state)
{
    (void)state;
    struct house *house = channels_house(1, NULL);
    expect_refusal(house, "1[\"open\",1,\"room:lobby\",{\"name\":\"mallory\"}]",
                   "1[\"bye\",\"forbidden\",\"not you\"]");
    expect_refusal(house, "1[\"open\",1,\"rom:lobby\",{\"name\":\"ann\"}]",
                   "1[\"bye\",\"unknown\",\"no channel answers 'rom:lobby'");
    expect_refusal(house, "1[\"open\",1,\"lobb\",{\"name\":\"ann\"}]", "did you mean 'lobby'?");
    expect_refusal(house, "1[\"open\",1,\"room:lobby\",{}]", "1[\"bye\",\"misfit\",\"params.name: ");
    expect_refusal(house, "1[\"open\",1,\"room:lobby\",{\"name\":\"ann\",\"nme\":1}]", "\"unknown\"");
    expect_refusal(house, "1[\"open\",1,\"room:\\u0001\",{\"name\":\"ann\"}]", "without control characters");
    expect_refusal(house, "1[\"open\",1,\"room:lobby\",{\"name\":\"chaos\"}]", "1[\"bye\",\"crash\",\"channels.lua:");
    expect_refusal(house, "[\"open\",1,\"room:lobby\",{\"name\":\"ann\"}]",
                   "a topic is opened on a channel of its own");
    assert_int_equal(house->hall->counters.channels_refused, 1);
    assert_int_equal(topics_listeners(house->hall, BYTES("room:lobby")), 0);
    house_close(house);
}

static void says_hears_and_is_answered(void **state)
{
    (void)state;
    struct house *house = channels_house(1, NULL);
    struct peer *ann = client(house, "ann"), *bob = client(house, "bob");
    peer_say(ann, "1[\"e\",1,\"say\",{\"text\":\"hello\"},1]");
    house_run(house);
    assert_true(peer_has(ann, "1[2,1,null,{\"do\":[[\"reply\",{\"said\":1}]]}]"));
    assert_contains(peer_last(bob),
                    "1[2,0,null,{\"do\":[[\"push_event\",\"said\",{\"text\":\"hello\",\"who\":\"ann\"}]]}]");
    peer_say(ann, "1[\"e\",2,\"quiet\",{},1]");
    assert_true(peer_has(ann, ",2]"));
    peer_say(ann, "1[\"e\",3,\"sya\",{},1]");
    house_run(house);
    assert_contains(peer_last(ann),
                    "\"no\":\"unknown\",\"text\":\"event 'sya' is not declared; did you mean 'say'?\"");
    peer_say(ann, "1[\"e\",4,\"say\",{\"text\":7},1]");
    assert_contains(peer_last(ann), "\"no\":\"misfit\"");
    peer_leave(ann);
    peer_leave(bob);
    house_close(house);
}

static void a_turn_that_fails_is_rolled_back_and_the_channel_goes_on(void **state)
{
    (void)state;
    struct house *house = channels_house(1, NULL);
    struct peer *peer = client(house, "ann");
    peer_say(peer, "1[\"e\",1,\"boom\",{},1]");
    house_run(house);
    assert_contains(peer_last(peer), "\"no\":\"crash\"");
    peer_say(peer, "1[\"e\",2,\"show\",{},1]");
    house_run(house);
    assert_contains(peer_last(peer), "ls.flash is not for channels, which have no page");
    peer_say(peer, "1[\"e\",3,\"say\",{\"text\":\"x\"},1]");
    house_run(house);
    assert_true(peer_has(peer, "{\"said\":1}"));
    peer_leave(peer);
    house_close(house);
}

static void an_app_ends_one_and_says_why(void **state)
{
    (void)state;
    struct house *house = channels_house(1, NULL);
    struct peer *peer = client(house, "ann");
    peer_say(peer, "1[\"e\",1,\"leave_me\",{},1]");
    house_run(house);
    assert_string_equal(peer_last(peer), "1[\"bye\",\"forbidden\",\"enough is enough\"]");
    assert_int_equal(house->hall->sessions_count, 0);
    assert_int_equal(topics_listeners(house->hall, BYTES("room:lobby")), 0);
    assert_int_equal(house->hall->counters.channels_refused, 0);
    peer_leave(peer);
    house_close(house);
}

static void comes_back_after_a_lost_line_on_another_shard_too(void **state)
{
    (void)state;
    struct house *house = channels_house(2, NULL);
    struct peer *ann = client(house, "ann"), *bob = client(house, "bob");
    char ticket[64];
    channels_read_ticket(ann->frames[0], ticket);
    peer_leave(ann);
    peer_say(bob, "1[\"e\",1,\"say\",{\"text\":\"meanwhile\"},1]");
    house_run(house);
    struct peer *again = channels_enter_again(house, house->halls[1], ticket);
    assert_true(peer_has(again, "1[\"ok\",2,0]"));
    assert_true(peer_has(again, "\"text\":\"meanwhile\""));
    peer_say(again, "1[\"e\",1,\"say\",{\"text\":\"back\"},2]");
    house_run(house);
    assert_true(peer_has(bob, "\"text\":\"back\""));
    peer_leave(again);
    peer_leave(bob);
    house_close(house);
}

static void who_leaves_is_gone_at_once(void **state)
{
    (void)state;
    struct house *house = channels_house(1, NULL);
    struct peer *peer = client(house, "ann");
    peer_say(peer, "1[\"bye\"]");
    assert_int_equal(house->hall->sessions_count, 0);
    assert_int_equal(topics_listeners(house->hall, BYTES("room:lobby")), 0);
    channels_open(peer, 2, "room:lobby", "ann");
    house_run(house);
    assert_contains(peer_last(peer), "2[1,0,null,");
    peer_leave(peer);
    house_close(house);
}

static void who_does_not_read_begins_anew(void **state)
{
    (void)state;
    struct house *house = channels_house(1, NULL);
    struct peer *peer = client(house, "ann");
    struct session *session = session_of(peer);
    peer->is_slow = true;
    for (int i = 1; i <= 20; i++) {
        char text[80];
        snprintf(text, sizeof text, "1[\"e\",%d,\"flood\",{\"n\":50},1]", i);
        peer_say(peer, text);
        house_run(house);
        assert_true(session->outbox.bytes.size <= (size_t)limits_default.outbox_bytes);
    }
    peer->is_slow = false;
    line_wake(&peer->line);
    house_run(house);
    assert_contains(peer_last(peer), "1[\"bye\",\"gone\"");
    assert_int_equal(house->hall->sessions_count, 0);
    peer_leave(peer);
    house_close(house);
}

static void pages_and_clients_hear_each_other(void **state)
{
    (void)state;
    struct house *house = channels_house(1, NULL);
    struct peer *page = house_join(house), *ann = client(house, "ann");
    peer_say(ann, "1[\"e\",1,\"say\",{\"text\":\"hello\"},1]");
    house_run(house);
    assert_true(peer_has(page, "hello"));
    peer_event(page, "say", "{\"text\":\"welcome\"}");
    house_run(house);
    assert_true(peer_has(ann, "\"text\":\"welcome\""));
    peer_leave(page);
    peer_leave(ann);
    house_close(house);
}

// Presence is told by a timer of the loop's, which goes by the real clock.
static void wait_for(struct house *house, const struct peer *peer, const char *part)
{
    for (int i = 0; i < 2000 && !peer_has(peer, part); i++) {
        uv_sleep(1);
        house_wait(house, 10);
    }
    if (!peer_has(peer, part)) fail_msg("'%s' never came; the last was %s", part, peer_last(peer));
}

static void presence_and_timers_are_there_for_clients_too(void **state)
{
    (void)state;
    struct house *house = channels_house(2, NULL);
    struct peer *ann = channels_enter(house, house->halls[0], "crowd", "ann");
    struct peer *bob = channels_enter(house, house->halls[1], "crowd", "bob");
    wait_for(house, ann, "{\"name\":\"bob\"}"); // in whatever order
    peer_forget(ann);
    peer_say(bob, "1[\"bye\"]");
    wait_for(house, ann, "[\"push_event\",\"people\",[{\"name\":\"ann\"}]]");
    wait_for(house, ann, "[\"push_event\",\"tick\",{}]");
    peer_leave(ann);
    peer_leave(bob);
    house_close(house);
}

static void a_page_opens_topics_on_its_own_socket(void **state)
{
    (void)state;
    struct house *house = channels_house(1, NULL);
    struct peer *page = house_join(house);
    channels_open(page, 1, "room:lobby", "ann");
    house_run(house);
    assert_true(peer_has(page, "1[1,0,null,"));
    peer_leave(page);
    house_close(house);
}

static void who_opens_twice_on_one_channel_loses_it(void **state)
{
    (void)state;
    struct house *house = channels_house(1, NULL);
    struct peer *peer = client(house, "ann");
    channels_open(peer, 1, "room:lobby", "ann");
    house_run(house);
    assert_contains(peer_last(peer), "1[\"bye\",\"forbidden\",\"a topic is opened on a channel of its own\"]");
    assert_int_equal(house->hall->sessions_count, 0);
    peer_leave(peer);
    house_close(house);
}

static void who_is_lost_while_it_begins_leaves_nobody_behind(void **state)
{
    (void)state;
    struct house *house = channels_house(1, NULL);
    struct peer *peer = peer_new(house->hall);
    channels_open(peer, 1, "room:lobby", "ann");
    assert_int_equal(house->hall->sessions_count, 1);
    peer_leave(peer); // its first turn has not run yet
    assert_int_equal(house->hall->sessions_count, 0);
    house_run(house);
    assert_int_equal(topics_listeners(house->hall, BYTES("room:lobby")), 0);
    house_close(house);
}

static void who_never_said_that_it_has_the_ticket_is_not_kept_for_long(void **state)
{
    (void)state;
    struct house *house = channels_house(1, NULL);
    struct peer *silent = client(house, "ann"), *known = client(house, "bob");
    peer_say(known, "1[\"ack\",1]");
    peer_leave(silent);
    peer_leave(known);
    house_wait(house, (uint64_t)limits_default.parked_s * 1000 - 2000);
    assert_int_equal(house->hall->sessions_count, 2);
    house_wait(house, 4000);
    assert_int_equal(house->hall->sessions_count, 1);
    house_wait(house, (uint64_t)limits_default.linger_s * 1000);
    assert_int_equal(house->hall->sessions_count, 0);
    house_close(house);
}

static void few_joins(struct settings *settings)
{
    settings->limits.joins = 4;
    settings->limits.opens_per_s = 2;
}

static void open_topic(struct house *house, struct peer *peer, int number, const char *topic)
{
    channels_open(peer, number, topic, "ann");
    house_run(house);
}

static void one_topic_too_many_is_refused_and_the_page_goes_on(void **state)
{
    (void)state;
    struct house *house = channels_house(1, few_joins);
    struct peer *page = house_join(house);
    for (int i = 1; i <= 3; i++) open_topic(house, page, i, "room:lobby");
    open_topic(house, page, 4, "room:lobby");
    assert_string_equal(peer_last(page), "4[\"bye\",\"full\",\"this socket has 4 open already; leave one\"]");
    peer_say(page, "4[\"e\",1,\"say\",{\"text\":\"x\"},0]"); // it did not know yet
    assert_contains(peer_last(page), "4[\"bye\"");
    peer_event(page, "say", "{\"text\":\"still here\"}");
    house_run(house);
    assert_true(peer_has(page, "still here"));
    for (int i = 5; i <= 8; i++) open_topic(house, page, i, "room:lobby");
    assert_true(page->line.is_closing); // who goes on all the same is no program of ours
    peer_leave(page);
    house_close(house);
}

static void topics_have_a_rate(void **state)
{
    (void)state;
    static const int64_t rates[] = {2, 2000};
    for (int i = 0; i < 2; i++) {
        struct house *house = channels_house(1, few_joins);
        house->settings.limits.opens_per_s = rates[i];
        struct peer *peer = peer_new(house->hall);
        int number = 0;
        while (number < 5) open_topic(house, peer, ++number, "nowhere");
        assert_contains(peer_last(peer), "[\"bye\",\"unknown\"");
        open_topic(house, peer, ++number, "room:lobby");
        assert_contains(peer_last(peer), "6[\"bye\",\"full\",\"topics are opened too fast; come back soon\",8000]");
        assert_false(peer->line.is_closing);
        house_wait(house, 1000);
        open_topic(house, peer, ++number, "room:lobby");
        assert_contains(peer_last(peer), "7[1,0,null,");
        peer_leave(peer);
        house_close(house);
    }
}

static void names_are_only_names(void **state)
{
    (void)state;
    struct house *house = channels_house(1, NULL);
    static char long_name[65000];
    char text[66000];
    expect_refusal(house, "1[\"open\",1,\"__proto__\",{\"name\":\"ann\"}]",
                   "1[\"bye\",\"unknown\",\"no channel answers '__proto__'");
    expect_refusal(house, "1[\"open\",1,\"room:\\u0000\",{\"name\":\"ann\"}]", "without control characters");
    expect_refusal(house, "1[\"open\",1,\"\",{\"name\":\"ann\"}]", "[\"bye\",\"syntax\"");
    expect_refusal(house, "1[\"open\",1,\"room:lobby\",{\"name\":\"ann\",\"__proto__\":{}}]", "\"unknown\"");
    memset(long_name, 'x', sizeof long_name - 1);
    snprintf(text, sizeof text, "1[\"open\",1,\"room:%s\",{\"name\":\"ann\"}]", long_name);
    expect_refusal(house, text, "[\"bye\",\"");
    struct peer *peer = peer_new(house->hall);
    open_topic(house, peer, 1, "room:__proto__");
    assert_contains(peer_last(peer), "1[1,0,null,"); // a name as any other
    peer_say(peer, "1[\"e\",1,\"__proto__\",{},1]");
    assert_contains(peer_last(peer), "\"no\":\"unknown\"");
    peer_say(peer, "1[\"e\",2,\"say\",{\"text\":\"x\",\"__proto__\":{\"text\":\"y\"}},1]");
    assert_contains(peer_last(peer), "\"no\":\"unknown\"");
    peer_say(peer, "1[\"e\",3,\"join\",{},1]"); // a function of the app's, and no event
    assert_contains(peer_last(peer), "\"no\":\"unknown\"");
    peer_say(peer, "1[\"e\",4,\"said\",{\"who\":\"x\",\"text\":\"y\"},1]"); // a message
    assert_contains(peer_last(peer), "\"no\":\"unknown\"");
    peer_leave(peer);
    house_close(house);
}

static void what_is_out_of_order_ends_the_channel(void **state)
{
    (void)state;
    static const struct {
        const char *text, *answer;
    } cases[] = {
        {"[\"e\",3,\"say\",{\"text\":\"x\"},1]", "1[\"bye\",\"syntax\",\"an event's REF follows"},
        {"[\"e\",1,\"say\",{\"text\":\"x\"},7]", "1[\"bye\",\"syntax\",\"SEEN is beyond"},
        {"[\"ack\",7]", "1[\"bye\",\"syntax\",\"SEEN is beyond"},
        {"[\"e\",1,\"say\",[],1]", "1[\"bye\",\"syntax\""},
    };
    struct house *house = channels_house(1, NULL);
    struct peer *page = house_join(house);
    peer_say(page, "9[\"e\",1,\"say\",{\"text\":\"x\"},0]");
    assert_contains(peer_last(page), "9[\"bye\",\"forbidden\",\"the first frame is a join\"]");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct peer *peer = client(house, "ann");
        char text[100];
        snprintf(text, sizeof text, "1%s", cases[i].text);
        peer_say(peer, text);
        house_run(house);
        assert_contains(peer_last(peer), cases[i].answer);
        peer_leave(peer);
    }
    struct peer *peer = client(house, "ann");
    peer_say(peer, "1[\"bye\"]");
    size_t before = peer->count;
    peer_say(peer, "1[\"bye\"]");
    assert_int_equal(peer->count, before);
    peer_leave(peer);
    peer_leave(page);
    house_close(house);
}

// A sentence of a client that has lost its mind.
static void say_something(struct peer *peer, unsigned *seed, const char *ticket)
{
    static const char *const sentences[] = {
        "[\"open\",1,\"room:lobby\",{\"name\":\"ann\"}]",
        "[\"open\",1,\"room:x\",{\"name\":\"mallory\"}]",
        "[\"open\",1,\"room:lobby\",{}]",
        "[\"e\",1,\"say\",{\"text\":\"x\"},0]",
        "[\"e\",2,\"boom\",{},1]",
        "[\"e\",3,\"flood\",{\"n\":3},0]",
        "[\"ack\",1]",
        "[\"ack\",9]",
        "[\"bye\"]",
        "[\"h\"]",
        "[\"e\",1,\"ls:params\",{\"url\":\"/\"},0]",
        "[\"e\",1,\"ls:go\",{\"url\":\"/\"},0]",
    };
    enum { SENTENCES = sizeof sentences / sizeof *sentences };
    char text[200];
    unsigned which = (unsigned)rand_r(seed) % (SENTENCES + 1), number = (unsigned)rand_r(seed) % 5;
    char digits[4] = "";
    if (number) snprintf(digits, sizeof digits, "%u", number);
    if (which < SENTENCES) snprintf(text, sizeof text, "%s%s", digits, sentences[which]);
    else snprintf(text, sizeof text, "%s[\"join\",1,\"%s\",%u]", digits, ticket, (unsigned)rand_r(seed) % 3);
    peer_say(peer, text);
}

static void whatever_is_said_all_of_it_ends(void **state)
{
    (void)state;
    struct house *house = channels_house(2, NULL);
    struct peer *first = client(house, "ann");
    char ticket[64];
    channels_read_ticket(first->frames[0], ticket);
    peer_leave(first);
    for (unsigned seed = 1; seed <= 60; seed++) {
        unsigned chance = seed;
        struct peer *peer = peer_new(house->halls[seed % 2]);
        for (int i = 0; i < 40 && !peer->line.is_closing; i++) {
            say_something(peer, &chance, ticket);
            if (rand_r(&chance) % 3 == 0) house_run(house);
        }
        peer_leave(peer);
        house_run(house);
    }
    house_wait(house, (uint64_t)limits_default.linger_s * 1000 + 2000);
    house_wait(house, 2000);
    for (unsigned i = 0; i < 2; i++) {
        assert_int_equal(house->halls[i]->sessions_count, 0);
        assert_int_equal(topics_listeners(house->halls[i], BYTES("room:lobby")), 0);
    }
    house_close(house);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(joins_with_a_reply_and_a_ticket),
        cmocka_unit_test(who_may_not_is_told_why),
        cmocka_unit_test(in_production_a_join_that_fails_is_told_by_its_reference),
        cmocka_unit_test(says_hears_and_is_answered),
        cmocka_unit_test(a_turn_that_fails_is_rolled_back_and_the_channel_goes_on),
        cmocka_unit_test(an_app_ends_one_and_says_why),
        cmocka_unit_test(comes_back_after_a_lost_line_on_another_shard_too),
        cmocka_unit_test(who_leaves_is_gone_at_once),
        cmocka_unit_test(who_does_not_read_begins_anew),
        cmocka_unit_test(pages_and_clients_hear_each_other),
        cmocka_unit_test(presence_and_timers_are_there_for_clients_too),
        cmocka_unit_test(a_page_opens_topics_on_its_own_socket),
        cmocka_unit_test(who_opens_twice_on_one_channel_loses_it),
        cmocka_unit_test(who_is_lost_while_it_begins_leaves_nobody_behind),
        cmocka_unit_test(who_never_said_that_it_has_the_ticket_is_not_kept_for_long),
        cmocka_unit_test(one_topic_too_many_is_refused_and_the_page_goes_on),
        cmocka_unit_test(topics_have_a_rate),
        cmocka_unit_test(names_are_only_names),
        cmocka_unit_test(what_is_out_of_order_ends_the_channel),
        cmocka_unit_test(whatever_is_said_all_of_it_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
