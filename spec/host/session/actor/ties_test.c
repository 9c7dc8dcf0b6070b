// What a session waits for from actors, wherever it is by then: on another shard, or in the next host.
#include "support/actors.h"
#include "support/keeper.h"

#include "session/actor/actor.h"
#include "session/actor/ties.h"

static const char waiting[] =
    "local ls = require 'lightspeed'\n"
    "local Room = ls.actor { messages = { 'fail', 'who', 'leave', 'spin', stop = { reason = 'string' } } }\n"
    "function Room.init() return {} end\n"
    "function Room.update.fail() error 'fell in' end\n"
    "function Room.update.who(m) return m, ls.reply 'Ada' end\n"
    "function Room.update.stop() end\n"
    "function Room.update.spin() while true do end end\n"
    "function Room.update.leave(m) return m, ls.stop 'left' end\n"
    "local page = ls.view { events = { 'ask', 'watch' }, messages = { 'answer', 'down' } }\n"
    "function page.init() return { said = 'nothing' } end\n"
    "function page.update.ask(m) return m, ls.ask('room', 'who'):to 'answer' end\n"
    "function page.update.watch(m) return m, ls.watch('room'):to 'down' end\n"
    "function page.update.answer(m, value, err) m.said = value or err end\n"
    "function page.update.down(m, e) m.said = e.name .. ' is down: ' .. e.reason end\n"
    "function page.render(m) return html[[<p>{m.said}</p>]] end\n"
    "return ls.app():supervise('rooms', { max_restarts = 5, within = 100 }, {\n"
    "    ls.child(Room):named('room'):restart('transient'):stop_in(10) }):live('/', page)\n";

static void tell(struct house *house, const char *message)
{
    actors_tell(house->hall, "room", message);
    house_run(house);
}

// The actor holds still for a tenth of a second.
static void hold(struct house *house)
{
    tell(house, "fail");
    tell(house, "fail");
}

// A page that did something, on the n-th shard; its line is gone then.
static struct peer *open_page(struct house *house, unsigned hall, char ticket[64], const char *event)
{
    struct peer *peer = house_enter(house, house->halls[hall], ticket);
    house_run(house);
    peer_event(peer, event, "{}");
    house_run(house);
    return peer;
}

static struct peer *move_to(struct house *house, unsigned hall, const char *ticket)
{
    struct peer *peer = peer_enter(house->halls[hall], ticket, "1");
    house_run(house);
    return peer;
}

static void an_answer_follows_who_asked_to_another_shard(void **state)
{
    (void)state;
    for (unsigned to = 1; to < 3; to++) {
        struct house *house = house_open_with(house_load(waiting), 3, NULL);
        char ticket[64];
        house_run(house);
        hold(house);
        struct peer *peer = open_page(house, 0, ticket, "ask");
        peer_leave(peer);
        peer = move_to(house, to, ticket);
        house_wait(house, 100);
        assert_contains(peer_last(peer), "\"Ada\"");
        peer_leave(peer);
        house_close(house);
    }
}

static void so_does_the_end_of_one_it_watches(void **state)
{
    (void)state;
    struct house *house = house_open_with(house_load(waiting), 3, NULL);
    char ticket[64];
    house_run(house);
    struct peer *peer = open_page(house, 0, ticket, "watch");
    peer_leave(peer);
    peer = move_to(house, 2, ticket);
    tell(house, "leave");
    assert_contains(peer_last(peer), "room is down: left");
    peer_leave(peer);
    house_close(house);
}

static void two_may_watch(struct settings *settings)
{
    settings->limits.watchers = 2;
}

static void as_many_watch_as_may_and_the_next_hears_that_too_many_do(void **state)
{
    (void)state;
    struct house *house = house_open_with(house_load(waiting), 2, two_may_watch);
    struct peer *peers[4];
    char tickets[4][64];
    house_run(house);
    for (unsigned i = 0; i < 3; i++) peers[i] = open_page(house, i % 2, tickets[i], "watch");
    assert_contains(peer_last(peers[2]), "room is down: too many watch it");
    session_end(house_session(house, tickets[0]), ERROR_GONE, "the spec says so");
    house_run(house);
    peers[3] = open_page(house, 1, tickets[3], "watch"); // there is room again
    tell(house, "leave");
    for (unsigned i = 1; i < 4; i++) assert_int_equal(peer_has(peers[i], "room is down: left"), i != 2);
    for (unsigned i = 0; i < 4; i++) peer_leave(peers[i]);
    house_close(house);
}

static void patience_goes_along_too(void **state)
{
    (void)state;
    struct house *house = house_open_with(house_load(waiting), 3, NULL);
    char ticket[64];
    house_run(house);
    hold(house); // until the first hall's clock moves
    struct peer *peer = open_page(house, 0, ticket, "ask");
    peer_leave(peer);
    peer = move_to(house, 1, ticket);
    house->halls[1]->clock.now_ms += 4999;
    hall_ring(house->halls[1]);
    house_run(house);
    assert_false(peer_has(peer, "timeout"));
    house->halls[1]->clock.now_ms += 1;
    hall_ring(house->halls[1]);
    house_run(house);
    assert_contains(peer_last(peer), "timeout");
    peer_leave(peer);
    house_close(house);
}

static void spin_long(struct settings *settings)
{
    settings->limits.turn_fuel = INT64_MAX / 2;
    settings->limits.turn_ms = 3600000;
}

static void who_asked_one_that_is_killed_hears_that_it_has_ended(void **state)
{
    (void)state;
    struct house *house = house_open_with(house_load(waiting), 1, spin_long);
    house_run(house);
    struct peer *peer = house_join(house);
    const struct session *room = actors_named(house, "room");
    actors_tell(house->hall, "room", "spin");
    while (!room->turn) uv_run(&house->loop, UV_RUN_NOWAIT);
    peer_event(peer, "ask", "{}");
    while (!room->mailbox.count) uv_run(&house->loop, UV_RUN_NOWAIT);
    actors_stop(house->hall, "room");
    while (!room->actor->is_ending) uv_run(&house->loop, UV_RUN_NOWAIT);
    house->hall->clock.now_ms += 10;
    hall_ring(house->hall);
    house_run(house);
    assert_null(actors_named(house, "room"));
    assert_contains(peer_last(peer), "it has ended");
    peer_leave(peer);
    house_close(house);
}

// ---- the next host

static struct slow_keeper slow;

static void tune(struct settings *settings)
{
    settings->keeper = &slow.keeper;
    settings->keeps_all = true;
}

static void who_waited_hears_in_the_next_host_that_there_is_no_answer(void **state)
{
    (void)state;
    static const char *const events[] = {"ask", "watch"};
    static const char *const said[] = {"lost", "room is down: the host ended"};
    for (int i = 0; i < 2; i++) {
        struct directory directory = directory_make();
        char ticket[64];
        slow_keeper_open(&slow, &directory);
        struct house *house = house_open_with(house_load(waiting), 1, tune);
        slow_keeper_rest(&slow, house);
        hold(house);
        struct peer *peer = open_page(house, 0, ticket, events[i]);
        slow_keeper_rest(&slow, house);
        slow_keeper_die(&slow, house);
        peer_forget(peer);
        free(peer);
        slow_keeper_open(&slow, &directory);
        house = house_open_with(house_load(waiting), 1, tune);
        slow_keeper_rest(&slow, house);
        peer = peer_enter(house->hall, ticket, "null");
        slow_keeper_rest(&slow, house);
        assert_contains(peer_last(peer), said[i]);
        peer_leave(peer);
        slow_keeper_die(&slow, house);
        directory_remove(&directory);
    }
}

static void hear_of_the_end(struct session *session, uint32_t watch)
{
    ties_hear(session,
              &(struct letter){.kind = LETTER_DOWN, .ask = watch, .name = BYTES("room"), .word = BYTES("it ended")});
}

static void an_end_before_it_was_watched_again_is_not_told(void **state)
{
    (void)state;
    struct house *house = house_open(waiting);
    struct peer *peer = house_join(house);
    house_run(house);
    struct session *session = house->hall->live.first;
    uint32_t first = ties_watch(session, BYTES("room"), BYTES("down"));
    assert_int_equal(ties_unwatch(session, BYTES("room")), first);
    uint32_t second = ties_watch(session, BYTES("room"), BYTES("down"));
    assert_int_equal(ties_watch(session, BYTES("room"), BYTES("down")), 0);
    hear_of_the_end(session, first);
    assert_int_equal(session->mailbox.count, 0);
    hear_of_the_end(session, second);
    assert_int_equal(session->mailbox.count, 1);
    hear_of_the_end(session, second);
    assert_int_equal(session->mailbox.count, 1);
    peer_leave(peer);
    house_close(house);
}

static void an_end_that_waits_is_not_told_when_its_watch_is_taken_back(void **state)
{
    (void)state;
    struct house *house = house_open(waiting);
    struct peer *peer = house_join(house);
    house_run(house);
    struct session *session = house->hall->live.first;
    uint32_t other = ties_watch(session, BYTES("closet"), BYTES("down"));
    ties_hear(session, &(struct letter){
                           .kind = LETTER_DOWN, .ask = other, .name = BYTES("closet"), .word = BYTES("it ended")});
    hear_of_the_end(session, ties_watch(session, BYTES("room"), BYTES("down")));
    uint32_t second = ties_watch(session, BYTES("room"), BYTES("down"));
    hear_of_the_end(session, second);
    assert_int_equal(session->mailbox.count, 3);
    assert_int_equal(ties_unwatch(session, BYTES("room")), 0);
    assert_int_equal(session->mailbox.count, 1);
    house_run(house);
    assert_contains(peer_last(peer), "closet is down");
    peer_leave(peer);
    house_close(house);
}

// As it is when the session moved in between: the hall that it went to says that it watches, and the other's word
// that it did not comes later.
static void a_watch_outlives_that_the_one_before_was_taken_back(void **state)
{
    (void)state;
    struct house *house = house_open(waiting);
    struct peer *peer = house_join(house);
    house_run(house);
    struct session *session = house->hall->live.first;
    struct letter letter = {.kind = LETTER_WATCH, .from = {session->id, session->hall->index}, .name = BYTES("room")};
    letter.ask = ties_watch(session, BYTES("room"), BYTES("down"));
    letter_to_name(house->hall, &letter);
    struct letter back = letter;
    back.kind = LETTER_UNWATCH;
    back.ask = ties_unwatch(session, BYTES("room"));
    letter.ask = ties_watch(session, BYTES("room"), BYTES("down"));
    letter_to_name(house->hall, &letter);
    letter_to_name(house->hall, &back);
    tell(house, "leave");
    assert_contains(peer_last(peer), "room is down: left");
    peer_leave(peer);
    house_close(house);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_follows_who_asked_to_another_shard),
        cmocka_unit_test(so_does_the_end_of_one_it_watches),
        cmocka_unit_test(as_many_watch_as_may_and_the_next_hears_that_too_many_do),
        cmocka_unit_test(patience_goes_along_too),
        cmocka_unit_test(an_end_before_it_was_watched_again_is_not_told),
        cmocka_unit_test(an_end_that_waits_is_not_told_when_its_watch_is_taken_back),
        cmocka_unit_test(a_watch_outlives_that_the_one_before_was_taken_back),
        cmocka_unit_test(who_asked_one_that_is_killed_hears_that_it_has_ended),
        cmocka_unit_test(who_waited_hears_in_the_next_host_that_there_is_no_answer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
