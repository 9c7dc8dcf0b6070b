// Who goes back to a view that is not in this hall: on another shard, or with the keeper.
#include "session/visit/homecoming.h"

#include "support/keeper.h"

static const char two_views[] = "local ls = require 'lightspeed'\n"
                                "local function page(name)\n"
                                "  local view = ls.view { events = { 'add' } }\n"
                                "  function view.init() return { n = 0 } end\n"
                                "  function view.update.add(m) m.n = m.n + 1 end\n"
                                "  function view.render(m) return html[[<h1>{name}</h1><p>{m.n}</p>]] end\n"
                                "  return view\n"
                                "end\n"
                                "return ls.app():live('/', page 'Home'):live('/a', page 'A')\n";

static struct slow_keeper slow;
static struct directory directory;

static void keep_all(struct settings *settings)
{
    settings->keeper = &slow.keeper;
    settings->keeps_all = true;
}

static struct house *open_house(unsigned halls)
{
    slow_keeper_open(&slow, &directory);
    return house_open_with(house_load(two_views), halls, keep_all);
}

static void add(struct peer *peer, int times)
{
    while (times--) peer_event(peer, "add", "{}");
}

static void the_view_is_found_on_the_shard_where_it_was_left(void **state)
{
    (void)state;
    char home[64], next[64], back[64];
    struct house *house = house_open_with(house_load(two_views), 3, NULL);
    struct peer *peer = house_enter(house, house->hall, home);
    add(peer, 3);
    peer_go(peer, "/a", "");
    house_run(house);
    way_read_ticket(peer_last(peer), next);
    peer_join(peer, next, "0");
    house_run(house);
    peer_leave(peer);

    peer = peer_enter(house->halls[2], next, "0");
    house_run(house);
    assert_string_equal(peer_last(peer), "[\"ok\",0,0]");
    peer_go(peer, "/", home);
    add(peer, 1); // waits for what becomes of it
    house_run(house);
    way_read_ticket(peer->frames[1], back);
    assert_memory_equal(back, home, 10); // the same session, here now
    assert_contains(peer_last(peer), "[2,2,{\"1\":\"1\"}]");
    peer_join(peer, back, "null");
    house_run(house);
    assert_contains(peer_last(peer), "\"Home\",\"3\"");
    assert_int_equal(house->halls[2]->counters.passages_back, 1);
    peer_leave(peer);
    house_close(house);
}

static void what_was_shown_before_a_page_that_the_host_did_not_live_to_keep_is_there(void **state)
{
    (void)state;
    for (unsigned halls = 1; halls <= 2; halls++) {
        char home[64], next[64], anew[64], back[64];
        directory = directory_make();
        struct house *house = open_house(halls);
        struct peer *peer = house_enter(house, house->hall, home);
        add(peer, 3);
        peer_go(peer, "/a", "");
        slow_keeper_rest(&slow, house);
        way_read_ticket(peer_last(peer), next);
        peer_join(peer, next, "0");
        house_run(house);
        assert_string_equal(peer_last(peer), "[\"ok\",0,0]");
        peer_leave(peer);
        slow_keeper_die(&slow, house);

        house = open_house(halls);
        peer = peer_enter(house->hall, next, "0");
        slow_keeper_rest(&slow, house);
        assert_contains(peer_last(peer), "[\"bye\",\"gone\"");
        peer_leave(peer);
        peer = house_enter(house, house->hall, anew);
        peer_go(peer, "/", home);
        slow_keeper_rest(&slow, house);
        way_read_ticket(peer_last(peer), back);
        assert_string_equal(back, home);
        peer_join(peer, back, "null");
        slow_keeper_rest(&slow, house);
        assert_contains(peer_last(peer), "\"Home\",\"3\"");
        peer_leave(peer);
        slow_keeper_die(&slow, house);
        directory_remove(&directory);
    }
}

static void what_is_nowhere_begins_anew(void **state)
{
    (void)state;
    for (unsigned halls = 1; halls <= 2; halls++) {
        char home[64], gone[64], next[64];
        directory = directory_make();
        struct house *house = open_house(halls);
        house_visit(house, house->hall, gone);
        session_end(house_session(house, gone), ERROR_GONE, "the spec says so");
        struct peer *peer = house_enter(house, house->hall, home);
        peer_go(peer, "/a", gone);
        slow_keeper_rest(&slow, house);
        way_read_ticket(peer_last(peer), next);
        assert_string_not_equal(next, gone);
        assert_int_equal(house->hall->counters.passages, 1);
        assert_int_equal(house->hall->counters.passages_back, 0);
        peer_leave(peer);
        slow_keeper_die(&slow, house);
        directory_remove(&directory);
    }
}

static void who_ends_while_it_is_looked_for_leaves_nothing_behind(void **state)
{
    (void)state;
    char home[64], gone[64];
    directory = directory_make();
    struct house *house = open_house(1);
    house_visit(house, house->hall, gone);
    session_end(house_session(house, gone), ERROR_GONE, "the spec says so");
    for (int times = 0; times < 2; times++) {
        struct peer *peer = house_enter(house, house->hall, home);
        slow_keeper_rest(&slow, house);
        peer_go(peer, "/a", gone);
        house_run(house);
        assert_non_null(house->hall->homecomings);
        assert_true(house_session(house, home)->is_leaving);
        peer_leave(peer);
        if (times) break; // the host ends before the keeper has answered
        session_end(house_session(house, home), ERROR_GONE, "the spec says so");
        slow_keeper_rest(&slow, house);
        assert_null(house->hall->homecomings);
        assert_int_equal(house->hall->sessions_count, 0);
    }
    slow_keeper_die(&slow, house);
    directory_remove(&directory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_view_is_found_on_the_shard_where_it_was_left),
        cmocka_unit_test(what_was_shown_before_a_page_that_the_host_did_not_live_to_keep_is_there),
        cmocka_unit_test(what_is_nowhere_begins_anew),
        cmocka_unit_test(who_ends_while_it_is_looked_for_leaves_nothing_behind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
