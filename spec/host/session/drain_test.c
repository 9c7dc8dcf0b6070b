// What is under way when a hall goes down comes to its end; what is not begins elsewhere.
#include "session/drain.h"
#include "support/keeper.h"

// `slow` takes several slices; `told` and `add` change the page, `add` and `say` what others said of it.
static const char busy[] =
    "local ls = require 'lightspeed'\n"
    "local view = ls.view { events = { add = { by = 'integer' }, 'slow', 'say' }, messages = { 'heard' } }\n"
    "function view.init() return { n = 0 } end\n"
    "function view.update.add(m, e) m.n = m.n + e.by end\n"
    "function view.update.slow(m) for i = 1, 3e5 do m.n = i end m.n = 100 return m, ls.send 'heard' end\n"
    "function view.update.say(m) return m, ls.send 'heard' end\n"
    "function view.update.heard(m) m.n = m.n + 1000 end\n"
    "function view.render(m) return html[[<p>{m.n}</p>]] end\n"
    "return view\n";

static void many_slices(struct settings *settings)
{
    settings->limits.slice_fuel = 1000;
    settings->limits.returns_per_s = 2;
}

static struct house *open_busy(unsigned halls)
{
    return house_open_with(house_load(busy), halls, many_slices);
}

// A turn between two slices.
static struct peer *join_slow(struct house *house)
{
    struct peer *peer = house_join(house);
    peer_forget(peer);
    peer_event(peer, "slow", "{}");
    assert_non_null(peer->line.session->turn);
    return peer;
}

static void a_turn_under_way_comes_to_its_end_and_is_told(void **state)
{
    (void)state;
    struct house *house = open_busy(1);
    struct peer *peer = join_slow(house);
    drain_begin(house->hall);
    assert_false(drain_is_over(house->hall));
    house_run(house);
    assert_true(drain_is_over(house->hall));
    assert_string_equal(peer_last(peer), "[1,1,{\"0\":\"100\"}]");
    peer_leave(peer);
    house_close(house);
}

static void what_it_sends_itself_is_not_begun(void **state)
{
    (void)state;
    struct house *house = open_busy(1);
    struct peer *peer = join_slow(house);
    struct session *session = peer->line.session;
    drain_begin(house->hall);
    house_run(house);
    assert_int_equal(session->mailbox.count, 1);
    assert_int_equal(session->mailbox.first->kind, MESSAGE_INFO);
    assert_int_equal(peer->count, 1);
    peer_leave(peer);
    house_close(house);
}

static void events_are_left_to_the_browser(void **state)
{
    (void)state;
    struct house *house = open_busy(1);
    struct peer *peer = house_join(house);
    struct session *session = peer->line.session;
    peer_forget(peer);
    drain_begin(house->hall);
    peer_event(peer, "add", "{\"by\":1}");
    peer_say(peer, "[\"h\"]");
    house_run(house);
    assert_int_equal(session->ref_received, 0);
    assert_int_equal(peer->count, 1);
    assert_string_equal(peer_last(peer), "[\"h\"]");
    assert_true(drain_is_over(house->hall));
    peer_leave(peer);
    house_close(house);
}

// An event that waited behind the turn under way.
static void so_are_those_that_wait(void **state)
{
    (void)state;
    struct house *house = open_busy(1);
    struct peer *peer = join_slow(house);
    peer_event(peer, "add", "{\"by\":1}");
    drain_begin(house->hall);
    house_run(house);
    assert_true(drain_is_over(house->hall));
    assert_int_equal(peer->line.session->ref_done, 1);
    assert_string_equal(peer_last(peer), "[1,1,{\"0\":\"100\"}]");
    peer_leave(peer);
    house_close(house);
}

static void who_joins_is_sent_away_for_a_time_that_grows_with_their_number(void **state)
{
    (void)state;
    static const struct {
        unsigned lines;
        const char *bye;
    } cases[] = {{1, "[\"bye\",\"draining\",\"the host is going down\",1000]"},
                 {5, "[\"bye\",\"draining\",\"the host is going down\",2500]"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct house *house = open_busy(1);
        struct peer *peers[8];
        char ticket[64];
        house_visit(house, house->hall, ticket);
        for (unsigned p = 0; p < cases[i].lines; p++) peers[p] = peer_new(house->hall);
        drain_begin(house->hall);
        peer_join(peers[0], ticket, "0");
        assert_string_equal(peer_last(peers[0]), cases[i].bye);
        assert_null(peers[0]->line.session);
        assert_non_null(house_session(house, ticket));
        hall_close(house->hall);
        for (unsigned p = 0; p < cases[i].lines; p++) {
            assert_string_equal(peer_last(peers[p]), cases[i].bye);
            peer_leave(peers[p]);
        }
        house_end(house);
    }
}

static const char spinning_init[] = "local ls = require 'lightspeed'\n"
                                    "local view = ls.view {}\n"
                                    "function view.init() for i = 1, 3e5 do end return { n = 0 } end\n"
                                    "function view.render(m) return html[[<p>{m.n}</p>]] end\n"
                                    "return view\n";

static void a_page_that_is_being_made_is_answered(void **state)
{
    (void)state;
    struct house *house = house_open_with(house_load(spinning_init), 1, many_slices);
    struct page page;
    page_begin(&page, house->hall, "/", "");
    assert_int_equal(page.answers, 0);
    drain_begin(house->hall);
    assert_false(drain_is_over(house->hall));
    house_run(house);
    assert_int_equal(page.answers, 1);
    assert_int_equal(page.visit.status, 200);
    assert_true(drain_is_over(house->hall));
    page_destroy(&page);
    house_close(house);
}

static void all_halls_wait_for_each_other(void **state)
{
    (void)state;
    struct house *house = open_busy(2);
    struct peer *peer = join_slow(house);
    drain_begin(house->halls[1]);
    assert_false(drain_is_over(house->halls[1])); // the first does not know of it yet
    drain_begin(house->halls[0]);
    assert_false(drain_is_over(house->halls[0]));
    assert_false(drain_is_over(house->halls[1]));
    house_run(house);
    assert_true(drain_is_over(house->halls[0]));
    assert_true(drain_is_over(house->halls[1]));
    peer_leave(peer);
    house_close(house);
}

// A browser that reaches another shard while the house goes down is sent away as well, and not told that its session
// is gone.
static void a_session_on_another_shard_stays_there(void **state)
{
    (void)state;
    struct house *house = open_busy(2);
    char ticket[64];
    house_visit(house, house->halls[0], ticket);
    struct peer *peer = peer_enter(house->halls[1], ticket, "0"); // it is asked for
    drain_begin(house->halls[0]);
    drain_begin(house->halls[1]);
    house_run(house);
    assert_contains(peer_last(peer), "[\"bye\",\"draining\"");
    assert_non_null(house_session(house, ticket));
    peer_leave(peer);
    house_close(house);
}

// ---- with a keeper

static struct slow_keeper slow;

static void keep(struct settings *settings)
{
    many_slices(settings);
    settings->keeper = &slow.keeper;
    settings->keeps_all = true;
}

static struct peer *join_kept(struct house *house, char ticket[64])
{
    struct peer *peer = house_enter(house, house->hall, ticket);
    slow_keeper_rest(&slow, house);
    peer_forget(peer);
    return peer;
}

static struct house *open_kept(const struct directory *directory)
{
    slow_keeper_open(&slow, directory);
    return house_open_with(house_load(busy), 1, keep);
}

static void answers_that_wait_for_the_disk_are_told(void **state)
{
    (void)state;
    struct directory directory = directory_make();
    char ticket[64];
    struct house *house = open_kept(&directory);
    struct peer *peer = join_kept(house, ticket);
    peer_event(peer, "add", "{\"by\":5}");
    house_run(house);
    drain_begin(house->hall);
    assert_false(drain_is_over(house->hall));
    slow_keeper_rest(&slow, house);
    assert_string_equal(peer_last(peer), "[1,1,{\"0\":\"5\"}]");
    assert_true(drain_is_over(house->hall));
    peer_leave(peer);
    slow_keeper_end(&slow, house);
    directory_remove(&directory);
}

static void a_disk_that_refuses_is_not_waited_for(void **state)
{
    (void)state;
    struct directory directory = directory_make();
    char ticket[64];
    struct house *house = open_kept(&directory);
    struct peer *peer = join_kept(house, ticket);
    peer_event(peer, "add", "{\"by\":5}");
    house_run(house);
    drain_begin(house->hall);
    slow.keeper.is_failing = true;
    assert_true(drain_is_over(house->hall));
    peer_leave(peer);
    slow_keeper_end(&slow, house);
    directory_remove(&directory);
}

// Patience ended, or the turn did: the browser's event comes again, and the host's own message is not lost.
static void what_was_not_done_is_done_by_the_next_host(void **state)
{
    (void)state;
    for (int is_patient = 0; is_patient < 2; is_patient++) {
        struct directory directory = directory_make();
        char ticket[64];
        struct house *house = open_kept(&directory);
        struct peer *peer = join_kept(house, ticket);
        peer_event(peer, "slow", "{}");
        assert_non_null(peer->line.session->turn);
        peer_event(peer, "say", "{}");
        drain_begin(house->hall);
        if (is_patient) slow_keeper_rest(&slow, house);
        peer_leave(peer);
        slow_keeper_end(&slow, house);
        house = open_kept(&directory);
        peer = peer_enter(house->hall, ticket, is_patient ? "1" : "0");
        slow_keeper_rest(&slow, house);
        assert_string_equal(peer->frames[0], is_patient ? "[\"ok\",1,1]" : "[\"ok\",0,0]");
        if (!is_patient) peer_say(peer, "[\"e\",1,\"slow\",{},0]");
        peer_say(peer, "[\"e\",2,\"say\",{},0]");
        slow_keeper_rest(&slow, house);
        assert_true(peer_has(peer, "{\"0\":\"2100\"}"));
        peer_leave(peer);
        slow_keeper_end(&slow, house);
        directory_remove(&directory);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_turn_under_way_comes_to_its_end_and_is_told),
        cmocka_unit_test(what_it_sends_itself_is_not_begun),
        cmocka_unit_test(events_are_left_to_the_browser),
        cmocka_unit_test(so_are_those_that_wait),
        cmocka_unit_test(who_joins_is_sent_away_for_a_time_that_grows_with_their_number),
        cmocka_unit_test(a_page_that_is_being_made_is_answered),
        cmocka_unit_test(all_halls_wait_for_each_other),
        cmocka_unit_test(a_session_on_another_shard_stays_there),
        cmocka_unit_test(answers_that_wait_for_the_disk_are_told),
        cmocka_unit_test(a_disk_that_refuses_is_not_waited_for),
        cmocka_unit_test(what_was_not_done_is_done_by_the_next_host),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
