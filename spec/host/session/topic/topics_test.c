// Who listens, and how a broadcast gets to all of them.
#include "support/listeners.h"

#include <pthread.h>

static struct house *open_halls(unsigned halls_count)
{
    return house_open_with(house_load(LISTENERS_APP), halls_count, NULL);
}

static void one_broadcast_reaches_all_who_listen_in_every_hall(void **state)
{
    (void)state;
    struct house *house = open_halls(3);
    struct peer *peers[9];
    for (unsigned i = 0; i < 9; i++) peers[i] = listeners_join(house, house->halls[i % 3]);
    peer_event(peers[4], "say", "{\"n\":7}");
    house_run(house);
    for (unsigned i = 0; i < 9; i++) listeners_expect(peers[i]->line.session, "7 ");
    assert_int_equal(house->halls[1]->counters.broadcasts, 1);
    for (unsigned i = 0; i < 3; i++) assert_int_equal(house->halls[i]->counters.broadcasts_heard, 3);
    for (unsigned i = 0; i < 9; i++) peer_leave(peers[i]);
    house_close(house);
}

static void what_a_hall_says_arrives_in_order(void **state)
{
    (void)state;
    struct house *house = open_halls(2);
    struct peer *here = listeners_join(house, house->halls[0]);
    struct peer *there = listeners_join(house, house->halls[1]);
    for (int i = 1; i <= 20; i++) listeners_say(house->hall, "news", "said", i);
    house_run(house);
    const char *all = "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 ";
    listeners_expect(here->line.session, all);
    listeners_expect(there->line.session, all);
    peer_leave(here);
    peer_leave(there);
    house_close(house);
}

static void is_the_same_bytes_for_all(void **state)
{
    (void)state;
    struct house *house = open_halls(1);
    struct peer *peers[5];
    for (unsigned i = 0; i < 5; i++) peers[i] = listeners_join(house, house->hall);
    listeners_say(house->hall, "news", "said", 1);
    const struct message *first = peers[0]->line.session->mailbox.first;
    assert_non_null(first->shared);
    for (unsigned i = 1; i < 5; i++) assert_ptr_equal(peers[i]->line.session->mailbox.first->shared, first->shared);
    assert_int_equal(first->shared->holders, 5);
    house_run(house);
    for (unsigned i = 0; i < 5; i++) peer_leave(peers[i]);
    house_close(house);
}

static void a_topic_goes_with_its_last_listener(void **state)
{
    (void)state;
    struct house *house = open_halls(1);
    struct peer *peer = listeners_join(house, house->hall);
    char topic[40], event[80];
    for (int i = 0; i < 60; i++) { // more than there are buckets to begin with
        snprintf(event, sizeof event, "{\"topic\":\"topic %d\"}", i);
        peer_event(peer, "listen", event);
    }
    for (int i = 0; i < 60; i++) {
        snprintf(topic, sizeof topic, "topic %d", i);
        assert_int_equal(topics_listeners(house->hall, bytes_of(topic)), 1);
        snprintf(event, sizeof event, "{\"topic\":\"topic %d\"}", i);
        peer_event(peer, "quit", event);
        assert_int_equal(topics_listeners(house->hall, bytes_of(topic)), 0);
    }
    assert_int_equal(topics_listeners(house->hall, BYTES("news")), 1);
    session_end(peer->line.session, ERROR_GONE, "the spec wants it");
    assert_int_equal(topics_listeners(house->hall, BYTES("news")), 0);
    peer_leave(peer);
    house_close(house);
}

// From one hall to another, with things said before, on the way, and heard by the one and not yet by the other.
static void who_moves_loses_nothing_and_hears_nothing_twice(void **state)
{
    (void)state;
    struct error err;
    struct house *house = open_halls(3);
    struct peer *peer = listeners_join(house, house->halls[0]);
    struct session *session = peer->line.session;
    listeners_say(house->halls[0], "news", "said", 1);
    house_run(house);
    listeners_say(house->halls[2], "news", "said", 2); // waits in the inboxes of 0 and 1
    assert_true(session_detach(session, &err));
    listeners_say(house->halls[0], "news", "said", 3);
    listeners_say(house->halls[1], "news", "said", 4);
    listeners_say(house->halls[1], "elsewhere", "said", 5);
    session_arrive(session, house->halls[1]); // which has 4, and not 2 and 3
    house_run(house);
    listeners_expect(session, "1 4 2 3 ");
    listeners_say(house->halls[0], "news", "said", 6);
    house_run(house);
    listeners_expect(session, "1 4 2 3 6 ");
    assert_null(session->subscriptions->heard); // its hall is as far as it is
    peer_leave(peer);
    house_close(house);
}

static void who_moves_to_a_hall_that_is_behind_hears_nothing_twice(void **state)
{
    (void)state;
    struct error err;
    struct house *house = open_halls(2);
    struct peer *peer = listeners_join(house, house->halls[0]);
    struct session *session = peer->line.session;
    listeners_say(house->halls[0], "news", "said", 1); // on its way to 1
    listeners_say(house->halls[0], "news", "said", 2);
    assert_true(session_detach(session, &err)); // with both in its mailbox
    session_arrive(session, house->halls[1]);
    house_run(house);
    listeners_expect(session, "1 2 ");
    listeners_say(house->halls[0], "news", "said", 3);
    house_run(house);
    listeners_expect(session, "1 2 3 ");
    peer_leave(peer);
    house_close(house);
}

static void who_moves_too_late_is_told_of_a_gap(void **state)
{
    (void)state;
    struct error err;
    struct house *house = open_halls(2);
    struct peer *peer = listeners_join(house, house->halls[0]);
    struct session *session = peer->line.session;
    peer_event(peer, "listen", "{\"topic\":\"other\",\"gap\":true}");
    assert_true(session_detach(session, &err));
    for (int i = 0; i < TOPICS_RECENT_MAX; i++) listeners_say(house->halls[1], "elsewhere", "said", i);
    listeners_say(house->halls[1], "other", "other", 1);
    session_arrive(session, house->halls[1]);
    house_run(house);
    assert_int_equal(house->halls[1]->counters.broadcast_gaps, 2); // of "news", too, who wants no message of it
    struct buffer html = {0};
    html_write(&session->shown, &html);
    buffer_put_byte(&html, 0);
    assert_contains(html.data, "lost:other");
    buffer_destroy(&html);
    peer_leave(peer);
    house_close(house);
}

// Notes whatever does not come next of what a hall says.
static const char counting[] =
    "local ls = require 'lightspeed'\n"
    "local view = ls.view { messages = { said = { hall = 'integer', n = 'integer' } } }\n"
    "function view.init() return { last = {}, bad = 0 }, ls.subscribe 'news' end\n"
    "function view.update.said(m, e)\n"
    "  if e.n ~= (m.last[e.hall + 1] or 0) + 1 then m.bad = m.bad + 1 end\n"
    "  m.last[e.hall + 1] = e.n\n"
    "end\n"
    "function view.render(m) return html[[<p>{m.bad} bad, up to {m.last[1] or 0} {m.last[2] or 0} {m.last[3] or "
    "0}.</p>]] end\n"
    "return view\n";

static void say_next(struct hall *hall, int64_t number)
{
    struct value_pair pairs[] = {{value_string(BYTES("hall")), value_integer(hall->index)},
                                 {value_string(BYTES("n")), value_integer(number)}};
    struct value_table table = {.pairs = pairs, .pairs_count = 2};
    struct value value = {.kind = VALUE_TABLE, .table = &table};
    struct buffer data = {0};
    struct error err;
    assert_true(codec_encode(&value, &data, &err));
    topics_broadcast(hall, BYTES("news"), BYTES("said"), buffer_bytes(&data));
    buffer_destroy(&data);
}

static void move(struct session *session, struct hall *hall)
{
    struct error err;
    if (session->hall == hall || !session_detach(session, &err)) return;
    session_arrive(session, hall);
}

static void go_a_random_way(unsigned seed)
{
    enum { SESSIONS = 6, HALLS = 3, STEPS = 120 };
    struct house *house = house_open_with(house_load(counting), HALLS, NULL);
    struct peer *peers[SESSIONS];
    struct session *sessions[SESSIONS];
    int64_t said[HALLS] = {0};
    for (unsigned i = 0; i < SESSIONS; i++) {
        peers[i] = listeners_join(house, house->halls[i % HALLS]);
        sessions[i] = peers[i]->line.session;
    }
    for (int step = 0; step < STEPS; step++) {
        unsigned hall = (unsigned)rand_r(&seed) % HALLS, way = (unsigned)rand_r(&seed) % 8;
        if (way < 4) say_next(house->halls[hall], ++said[hall]);
        else if (way < 7) move(sessions[rand_r(&seed) % SESSIONS], house->halls[hall]);
        else house_run(house);
    }
    house_run(house);
    for (unsigned i = 0; i < SESSIONS; i++) {
        char expected[80];
        struct buffer html = {0};
        struct error err;
        assert_true(session_wake(sessions[i], &err));
        html_write(&sessions[i]->shown, &html);
        buffer_put_byte(&html, 0);
        int sizes[HALLS] = {(int)said[0], (int)said[1], (int)said[2]};
        snprintf(expected, sizeof expected, "up to <!--$-->%d<!--/--> <!--$-->%d<!--/--> <!--$-->%d<!--/-->.",
                 sizes[0], sizes[1], sizes[2]);
        assert_contains(html.data, "<!--$-->0<!--/--> bad");
        assert_contains(html.data, expected);
        buffer_destroy(&html);
    }
    for (unsigned i = 0; i < SESSIONS; i++) peer_leave(peers[i]);
    house_close(house);
}

static void whoever_moves_however_often_hears_all_of_it_once_and_in_order(void **state)
{
    (void)state;
    for (unsigned seed = 1; seed <= 40; seed++) go_a_random_way(seed);
}

static void what_is_kept_for_those_who_move_is_bounded(void **state)
{
    (void)state;
    struct house *house = open_halls(2);
    static char large[50000];
    struct buffer data = {0};
    memset(large, 'x', sizeof large);
    codec_put_string(&data, (struct bytes){large, sizeof large});
    for (int i = 0; i < 20; i++) { // a megabyte
        topics_broadcast(house->hall, BYTES("news"), BYTES("other"), buffer_bytes(&data));
        house_run(house);
    }
    for (int i = 0; i < 2; i++)
        assert_in_range(topics_kept_bytes(house->halls[i]), sizeof large, TOPICS_RECENT_BYTES_MAX);
    buffer_destroy(&data);
    house_close(house);
}

static void *say_from_outside(void *given)
{
    const struct house *house = given;
    struct buffer room = {0};
    for (int i = 1; i <= 10; i++)
        topics_broadcast_from_outside(&house->settings, BYTES("news"), BYTES("said"), listeners_data(&room, i));
    buffer_destroy(&room);
    return NULL;
}

static void any_thread_may_speak(void **state)
{
    (void)state;
    struct house *house = open_halls(2);
    struct peer *here = listeners_join(house, house->halls[0]);
    struct peer *there = listeners_join(house, house->halls[1]);
    pthread_t thread;
    pthread_create(&thread, NULL, say_from_outside, house);
    pthread_join(thread, NULL);
    house_run(house);
    listeners_expect(here->line.session, "1 2 3 4 5 6 7 8 9 10 ");
    listeners_expect(there->line.session, "1 2 3 4 5 6 7 8 9 10 ");
    peer_leave(here);
    peer_leave(there);
    house_close(house);
}

static void what_is_said_to_a_house_that_closes_is_given_back(void **state)
{
    (void)state;
    struct house *house = open_halls(2);
    listeners_say(house->hall, "news", "said", 1);
    say_from_outside(house);
    house_close(house);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_broadcast_reaches_all_who_listen_in_every_hall),
        cmocka_unit_test(what_a_hall_says_arrives_in_order),
        cmocka_unit_test(is_the_same_bytes_for_all),
        cmocka_unit_test(a_topic_goes_with_its_last_listener),
        cmocka_unit_test(who_moves_loses_nothing_and_hears_nothing_twice),
        cmocka_unit_test(who_moves_to_a_hall_that_is_behind_hears_nothing_twice),
        cmocka_unit_test(who_moves_too_late_is_told_of_a_gap),
        cmocka_unit_test(whoever_moves_however_often_hears_all_of_it_once_and_in_order),
        cmocka_unit_test(what_is_kept_for_those_who_move_is_bounded),
        cmocka_unit_test(any_thread_may_speak),
        cmocka_unit_test(what_is_said_to_a_house_that_closes_is_given_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
