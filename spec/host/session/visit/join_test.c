// Lines and sessions: joining, coming back, being replaced, and moving between shards.
#include "support/house.h"

#include <pthread.h>

static void two_lines_with_one_ticket_the_older_is_told(void **state)
{
    (void)state;
    struct house *house = house_open(HOUSE_COUNTER);
    char ticket[64];
    struct peer *older = house_enter(house, house->hall, ticket);
    peer_event(older, "add", "{\"by\":1}");
    struct peer *newer = peer_enter(house->hall, ticket, "1");
    assert_contains(peer_last(older), "[\"bye\",\"replaced\"");
    assert_string_equal(peer_last(newer), "[\"ok\",1,1]");
    peer_event(older, "add", "{\"by\":10}"); // nobody listens
    newer->ref = 1;
    peer_event(newer, "add", "{\"by\":1}");
    assert_string_equal(peer_last(newer), "[2,2,{\"0\":\"2\"}]");
    peer_leave(older);
    peer_event(newer, "add", "{\"by\":1}"); // the older one's end is not the session's
    assert_string_equal(peer_last(newer), "[3,3,{\"0\":\"3\"}]");
    peer_leave(newer);
    house_close(house);
}

static void refuses_what_is_no_ticket_of_ours(void **state)
{
    (void)state;
    struct house *house = house_open(HOUSE_COUNTER);
    char ticket[64];
    house_visit(house, house->hall, ticket);
    for (int at = 0; at < TICKET_TEXT_SIZE; at++) {
        char forged[64];
        memcpy(forged, ticket, sizeof forged);
        forged[at] = forged[at] == 'A' ? 'B' : 'A';
        struct peer *peer = peer_enter(house->hall, forged, "0");
        assert_contains(peer_last(peer), "[\"bye\",\"forbidden\"");
        peer_leave(peer);
    }
    house_close(house);
}

static void a_session_that_is_gone_is_gone(void **state)
{
    (void)state;
    struct house *house = house_open(HOUSE_COUNTER);
    char ticket[64];
    house_visit(house, house->hall, ticket);
    session_end(house_session(house, ticket), ERROR_GONE, "the spec says so");
    struct peer *peer = peer_enter(house->hall, ticket, "0");
    assert_contains(peer_last(peer), "[\"bye\",\"gone\"");
    peer_leave(peer);
    house_close(house);
}

static void the_first_frame_is_a_join_and_there_is_one(void **state)
{
    (void)state;
    static const char *const early[] = {"[\"e\",1,\"add\",{\"by\":1},0]", "[\"ack\",0]"};
    struct house *house = house_open(HOUSE_COUNTER);
    for (size_t i = 0; i < 2; i++) {
        struct peer *peer = peer_new(house->hall);
        peer_say(peer, early[i]);
        assert_contains(peer_last(peer), "[\"bye\",\"forbidden\"");
        peer_leave(peer);
    }
    char ticket[64];
    struct peer *peer = house_enter(house, house->hall, ticket);
    peer_join(peer, ticket, "0");
    assert_contains(peer_last(peer), "[\"bye\",\"forbidden\"");
    peer_leave(peer);
    house_close(house);
}

// Whatever a client says that it has seen, it ends with the page as it is.
static void a_client_that_comes_back_gets_what_it_lacks(void **state)
{
    (void)state;
    static const struct {
        const char *seen;
        const char *frames;
    } cases[] = {
        {"3", "[\"ok\",3,3]"},
        {"2", "[\"ok\",3,3][3,3,{\"0\":\"3\"}]"},
        {"0", "[\"ok\",3,3][1,1,{\"0\":\"1\"}][2,2,{\"0\":\"2\"}][3,3,{\"0\":\"3\"}]"},
        {"null", "[\"ok\",3,3][\"full\",4,3,[0,\"3\"],{\"title\":\"T\"}]"},
        {"99", "[\"ok\",3,3][\"full\",4,3,[0,\"3\"],{\"title\":\"T\"}]"},
    };
    static const char app[] =
        "local ls = require 'lightspeed'\n"
        "local view = ls.view { title = function() return 'T' end, events = { add = { by = 'integer' } } }\n"
        "function view.init() return { n = 0 } end\n"
        "function view.update.add(m, e) m.n = m.n + e.by end\n"
        "function view.render(m) return html[[<p>{m.n}</p>]] end\n"
        "return view\n";
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct house *house = house_open(app);
        char ticket[64];
        struct peer *peer = house_enter(house, house->hall, ticket);
        for (int k = 0; k < 3; k++) peer_event(peer, "add", "{\"by\":1}");
        peer_leave(peer);
        peer = peer_enter(house->hall, ticket, cases[i].seen);
        house_run(house);
        char all[1000] = "";
        for (size_t k = 0; k < peer->count; k++) strcat(all, peer->frames[k]);
        assert_string_equal(all, cases[i].frames);
        peer_leave(peer);
        house_close(house);
    }
}

// A client that has nothing is told nothing before the whole page, not even what was on its way.
static void a_blank_client_hears_the_whole_page_first(void **state)
{
    (void)state;
    struct house *house = house_open(HOUSE_COUNTER);
    char ticket[64];
    struct peer *peer = house_enter(house, house->hall, ticket);
    peer->is_slow = true;
    peer_event(peer, "add", "{\"by\":1}");
    peer_event(peer, "spin", "{}");
    peer_event(peer, "add", "{\"by\":1}");
    assert_non_null(peer->line.session->turn);
    struct peer *blank = peer_enter(house->hall, ticket, "null");
    house_run(house);
    assert_contains(blank->frames[0], "[\"ok\",");
    assert_contains(blank->frames[1], "[\"full\",");
    assert_true(blank->count >= 2);
    peer_leave(peer);
    peer_leave(blank);
    house_close(house);
}

// ---- several shards

static const char keeping[] =
    "local ls = require 'lightspeed'\n"
    "local view = ls.view { events = { add = { by = 'integer' }, 'later', 'spin' }, messages = { 'tick' } }\n"
    "function view.init() return { n = 0, ticks = 0 } end\n"
    "function view.update.add(m, e) m.n = m.n + e.by end\n"
    "function view.update.later(m) return m, ls.every(1000):to 'tick' end\n"
    "function view.update.tick(m) m.ticks = m.ticks + 1 end\n"
    "function view.update.spin() while true do end end\n"
    "function view.render(m) return html[[<p>{m.n}</p><b>{m.ticks}</b>]] end\n"
    "return view\n";

static void a_session_moves_with_all_it_has(void **state)
{
    (void)state;
    struct house *house = house_open_with(house_load(keeping), 3, NULL);
    char ticket[64];
    house_visit(house, house->hall, ticket);
    struct peer *peer = peer_enter(house->halls[0], ticket, "0");
    peer_event(peer, "add", "{\"by\":7}");
    peer_event(peer, "later", "{}");
    house_wait(house, 400);
    for (unsigned to = 1; to <= 6; to++) { // round and round, with 400 of 1,000 ms gone
        struct hall *hall = house->halls[to % 3];
        struct peer *next = peer_enter(hall, ticket, "0"); // has the HTML only
        assert_int_equal(next->count, 0);
        house_run(house);
        assert_contains(peer_last(peer), "[\"bye\",\"replaced\"");
        peer_leave(peer);
        peer = next;
        assert_contains(peer->frames[0], "[\"ok\",2,2]");
        assert_contains(peer->frames[1], "[1,1,{\"0\":\"7\"}]"); // the outbox came along
        assert_ptr_equal(peer->line.session->hall, hall);
        assert_int_equal(hall->sessions_count, 1);
        assert_int_equal(timers_count(peer->line.session), 1);
        assert_int_equal(hall->alarms.count, 1);
    }
    assert_int_equal(house->halls[1]->sessions_count + house->halls[2]->sessions_count, 0);
    house_wait(house, 599);
    assert_false(peer_has(peer, "\"1\":\"1\""));
    house_wait(house, 2);
    assert_contains(peer_last(peer), "{\"1\":\"1\"}");
    peer->ref = 2;
    peer_event(peer, "add", "{\"by\":1}");
    assert_contains(peer_last(peer), "{\"0\":\"8\"}");
    peer_leave(peer);
    house_close(house);
}

static void a_session_moves_when_its_turn_is_over_with_its_mailbox(void **state)
{
    (void)state;
    struct house *house = house_open_with(house_load(keeping), 2, NULL);
    char ticket[64];
    house_visit(house, house->hall, ticket);
    struct peer *peer = peer_enter(house->halls[0], ticket, "0");
    peer_event(peer, "spin", "{}");
    for (int i = 0; i < 5; i++) peer_event(peer, "add", "{\"by\":1}");
    struct peer *next = peer_enter(house->halls[1], ticket, "0");
    house_run(house);
    house_run(house);
    assert_contains(next->frames[0], "[\"ok\",");
    assert_contains(peer_last(next), "\"0\":\"5\"");
    assert_int_equal(next->line.session->ref_done, 6);
    peer_leave(peer);
    peer_leave(next);
    house_close(house);
}

static void nobody_has_it(void **state)
{
    (void)state;
    struct house *house = house_open_with(house_load(keeping), 4, NULL);
    char ticket[64];
    house_visit(house, house->hall, ticket);
    session_end(house_session(house, ticket), ERROR_GONE, "the spec says so");
    for (unsigned i = 0; i < 4; i++) {
        struct peer *peer = peer_enter(house->halls[i], ticket, "0");
        for (int k = 0; k < 6; k++) house_run(house);
        assert_contains(peer_last(peer), "[\"bye\",\"gone\"");
        peer_leave(peer);
    }
    house_close(house);
}

static void every_shard_finds_it_wherever_it_is(void **state)
{
    (void)state;
    struct house *house = house_open_with(house_load(keeping), 4, NULL);
    char ticket[64];
    house_visit(house, house->hall, ticket);
    for (unsigned from = 0; from < 4; from++) {
        for (unsigned to = 0; to < 4; to++) {
            struct peer *here = peer_enter(house->halls[from], ticket, "0");
            for (int k = 0; k < 6; k++) house_run(house);
            struct peer *there = peer_enter(house->halls[to], ticket, "0");
            for (int k = 0; k < 6; k++) house_run(house);
            assert_string_equal(there->frames[0], "[\"ok\",0,0]");
            peer_leave(here);
            peer_leave(there);
        }
    }
    house_close(house);
}

static void a_line_that_left_before_its_session_came_costs_nothing(void **state)
{
    (void)state;
    struct house *house = house_open_with(house_load(keeping), 2, NULL);
    char ticket[64];
    house_visit(house, house->hall, ticket);
    struct peer *peer = peer_enter(house->halls[1], ticket, "0");
    peer_leave(peer);
    house_run(house);
    house_run(house);
    assert_int_equal(house->halls[1]->sessions_count, 1); // it moved, and waits there
    peer = peer_enter(house->halls[1], ticket, "0");
    assert_string_equal(peer_last(peer), "[\"ok\",0,0]");
    peer_leave(peer);
    house_close(house);
}

static void a_session_on_the_move_when_the_house_closes_is_not_lost(void **state)
{
    (void)state;
    for (int steps = 0; steps < 3; steps++) {
        struct house *house = house_open_with(house_load(keeping), 2, NULL);
        char ticket[64];
        house_visit(house, house->hall, ticket);
        struct peer *peer = peer_enter(house->halls[1], ticket, "0");
        for (int i = 0; i < steps; i++) uv_run(&house->loop, UV_RUN_NOWAIT);
        peer_leave(peer);
        house_close(house); // the leak checker has the last word
    }
}

// ---- several threads

enum { THREADS = 3, MOVES = 150 };

struct walker {
    pthread_t thread;
    uv_loop_t loop;
    struct hall *hall;
    _Atomic bool is_over;
    uv_async_t stop;
    uv_timer_t timer;
    char (*tickets)[64];
    unsigned seed;
    struct peer *peer;
    int moves;
    unsigned joined;
};

enum { SESSIONS = 8 };

// Lets a line go and takes another, with a ticket drawn by lot. Half of them wait for what they are told, however
// long that takes.
static void move_on(uv_timer_t *timer)
{
    struct walker *walker = timer->data;
    bool is_told = walker->peer && (peer_has(walker->peer, "[\"ok\",") || peer_has(walker->peer, "[\"bye\","));
    if (walker->peer && walker->seed >> 15 & 1 && !is_told) return;
    if (walker->peer) {
        if (peer_has(walker->peer, "[\"ok\",")) walker->joined++;
        peer_leave(walker->peer);
        walker->peer = NULL;
    }
    if (walker->moves++ == MOVES) {
        walker->is_over = true;
        uv_timer_stop(timer);
        return;
    }
    walker->seed = walker->seed * 1103515245 + 12345;
    walker->peer = peer_enter(walker->hall, walker->tickets[(walker->seed >> 16) % SESSIONS], "null");
    if (walker->seed & 1) peer_say(walker->peer, "[\"h\"]");
}

static void stop(uv_async_t *async)
{
    struct walker *walker = async->data;
    hall_close(walker->hall);
    uv_close((uv_handle_t *)&walker->timer, NULL);
    uv_close((uv_handle_t *)async, NULL);
}

static void *walk(void *argument)
{
    struct walker *walker = argument;
    uv_timer_start(&walker->timer, move_on, 1, 2);
    uv_run(&walker->loop, UV_RUN_DEFAULT);
    return NULL;
}

static void sessions_move_between_threads(void **state)
{
    (void)state;
    static const struct door door = {house_bytes_wait, house_answer, NULL};
    static struct hall all[THREADS];
    static struct walker walkers[THREADS];
    struct hall *halls[THREADS];
    struct app *app = house_load(keeping);
    struct settings settings = {.limits = limits_default, .halls_count = THREADS, .halls = halls};
    char tickets[SESSIONS][64];
    log_set_writer(house_keep_log);
    for (unsigned i = 0; i < THREADS; i++) {
        walkers[i] = (struct walker){.hall = &all[i], .tickets = tickets, .seed = i + 1};
        halls[i] = &all[i];
        uv_loop_init(&walkers[i].loop);
        hall_create(&all[i], i, &settings, app, &door, &walkers[i].loop);
        all[i].vm_limits.slice_ns = UINT64_MAX / 2; // a page is made in one
        uv_async_init(&walkers[i].loop, &walkers[i].stop, stop);
        uv_timer_init(&walkers[i].loop, &walkers[i].timer);
        walkers[i].stop.data = &walkers[i];
        walkers[i].timer.data = &walkers[i];
    }
    for (int i = 0; i < SESSIONS; i++) {
        struct page page;
        page_begin(&page, &all[i % THREADS], "/", "");
        page_read_ticket(&page);
        memcpy(tickets[i], page.ticket, 64);
        page_destroy(&page);
    }
    for (int i = 0; i < THREADS; i++) pthread_create(&walkers[i].thread, NULL, walk, &walkers[i]);
    for (int i = 0; i < THREADS; i++)
        while (!walkers[i].is_over) uv_sleep(5);
    uv_sleep(20); // claims that were under way come home
    for (int i = 0; i < THREADS; i++) uv_async_send(&walkers[i].stop);
    for (int i = 0; i < THREADS; i++) pthread_join(walkers[i].thread, NULL);
    uint64_t handovers = 0;
    unsigned joined = 0;
    for (int i = 0; i < THREADS; i++) {
        handovers += atomic_load(&all[i].counters.handovers);
        joined += walkers[i].joined;
        hall_destroy(&all[i]);
        assert_int_equal(uv_loop_close(&walkers[i].loop), 0);
    }
    if (getenv("SHOW")) print_message("%u handovers, %u joined\n", (unsigned)handovers, joined);
    assert_true(handovers > MOVES);
    assert_true(joined > MOVES);
    app_delete(app);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_lines_with_one_ticket_the_older_is_told),
        cmocka_unit_test(refuses_what_is_no_ticket_of_ours),
        cmocka_unit_test(a_session_that_is_gone_is_gone),
        cmocka_unit_test(the_first_frame_is_a_join_and_there_is_one),
        cmocka_unit_test(a_client_that_comes_back_gets_what_it_lacks),
        cmocka_unit_test(a_blank_client_hears_the_whole_page_first),
        cmocka_unit_test(a_session_moves_with_all_it_has),
        cmocka_unit_test(a_session_moves_when_its_turn_is_over_with_its_mailbox),
        cmocka_unit_test(nobody_has_it),
        cmocka_unit_test(every_shard_finds_it_wherever_it_is),
        cmocka_unit_test(a_line_that_left_before_its_session_came_costs_nothing),
        cmocka_unit_test(a_session_on_the_move_when_the_house_closes_is_not_lost),
        cmocka_unit_test(sessions_move_between_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
