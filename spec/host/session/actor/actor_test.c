// Actors that outlive their host, and that go on in newer code.
#include "support/actors.h"
#include "support/keeper.h"

#include "session/actor/actor.h"
#include "session/drain.h"

#define ROOM(version, by, tree)                                                                                      \
    "local ls = require 'lightspeed'\n"                                                                              \
    "local Room = ls.actor { durable = true, " version                                                               \
    " messages = { 'add', 'late', 'fail', 'slow', stop = { reason = 'string' } } }\n"                                \
    "function Room.init(args) return { total = args or 0 } end\n"                                                    \
    "function Room.update.add(m) m.total = m.total + " by " end\n"                                                   \
    "function Room.update.late(m) return m, ls.after(60000):to 'add' end\n"                                          \
    "function Room.update.slow() for i = 1, 3e5 do end end\n"                                                        \
    "function Room.update.fail() error 'fell in' end\n"                                                              \
    "function Room.update.stop(m, e)\n"                                                                              \
    "    while m.total == 7 do end\n"                                                                                \
    "    m.total = m.total + (e.reason == 'shutdown' and 100 or 5000)\n"                                             \
    "end\n"                                                                                                          \
    "function Room.migrate(m, from) return { total = m.total + 1000 * from } end\n"                                  \
    "local Mayfly = ls.actor { messages = { 'add' } }\n"                                                             \
    "function Mayfly.init() return { total = 0 } end\n"                                                              \
    "function Mayfly.update.add(m) m.total = m.total + 1 end\n"                                                      \
    "local page = ls.view {}\n"                                                                                      \
    "function page.render() return html[[<p>hi</p>]] end\n"                                                          \
    "return ls.app()" tree ":live('/', page)\n"

#define LOBBY ":supervise('rooms', {}, { ls.child(Room, 5):named 'lobby', ls.child(Mayfly):named 'fly' })"
#define ATTIC ":supervise('rooms', {}, { ls.child(Room, 5):named 'lobby', ls.child(Room, 70):named 'attic' })"

static const char rooms[] = ROOM("", "1", LOBBY);

static struct slow_keeper slow;
static struct directory directory;

static int begin(void **state)
{
    (void)state;
    directory = directory_make();
    return 0;
}

static int end(void **state)
{
    (void)state;
    directory_remove(&directory);
    return 0;
}

static void tune(struct settings *settings)
{
    settings->keeper = &slow.keeper;
    settings->limits.slice_fuel = 1000; // what takes long takes many slices
}

// One whose keeper has not answered yet.
static struct house *open_house_early(const char *source)
{
    slow_keeper_open(&slow, &directory);
    struct house *house = house_open_with(house_load(source), 2, tune);
    house_run(house);
    return house;
}

static struct house *open_house(const char *source)
{
    struct house *house = open_house_early(source);
    slow_keeper_rest(&slow, house);
    return house;
}

static struct house *after_kill(struct house *house, const char *source)
{
    slow_keeper_die(&slow, house);
    return open_house(source);
}

static struct house *after_peace(struct house *house, const char *source)
{
    slow_keeper_end(&slow, house);
    return open_house(source);
}

static void tell(struct house *house, const char *name, const char *message)
{
    actors_tell(house->hall, name, message);
}

// It has heard that, and what came of it is on disk.
static void tell_and_keep(struct house *house, const char *name, const char *message)
{
    tell(house, name, message);
    slow_keeper_rest(&slow, house);
}

static int64_t total_of(const struct house *house, const char *name)
{
    struct arena arena = {0};
    struct value value = actors_model(actors_named(house, name), &arena);
    int64_t total = value_get(&value, "total")->integer;
    arena_destroy(&arena);
    return total;
}

static void one_that_is_durable_comes_back_with_its_model(void **state)
{
    (void)state;
    struct house *house = open_house(rooms);
    for (int i = 0; i < 3; i++) tell(house, "lobby", "add");
    tell_and_keep(house, "fly", "add");
    assert_int_equal(total_of(house, "lobby"), 8);
    house = after_kill(house, rooms);
    assert_int_equal(total_of(house, "lobby"), 8);
    assert_int_equal(total_of(house, "fly"), 0);
    tell_and_keep(house, "lobby", "add");
    house = after_kill(house, rooms);
    assert_int_equal(total_of(house, "lobby"), 9);
    slow_keeper_die(&slow, house);
}

static void what_it_waits_for_comes_back_too(void **state)
{
    (void)state;
    struct house *house = open_house(rooms);
    tell_and_keep(house, "lobby", "late");
    house = after_kill(house, rooms);
    house_wait(house, 59999);
    assert_int_equal(total_of(house, "lobby"), 5);
    house_wait(house, 1);
    assert_int_equal(total_of(house, "lobby"), 6);
    slow_keeper_die(&slow, house);
}

static void what_is_told_while_it_is_looked_for_waits(void **state)
{
    (void)state;
    struct house *house = open_house(rooms);
    tell_and_keep(house, "lobby", "add");
    slow_keeper_die(&slow, house);
    house = open_house_early(rooms);
    tell(house, "lobby", "add");
    house_run(house);
    assert_false(actors_named(house, "lobby")->has_model);
    slow_keeper_rest(&slow, house);
    assert_int_equal(total_of(house, "lobby"), 7);
    slow_keeper_die(&slow, house);
}

static void one_that_was_stopped_begins_anew(void **state)
{
    (void)state;
    struct house *house = open_house(rooms);
    tell_and_keep(house, "lobby", "add");
    actors_stop(house->hall, "lobby");
    slow_keeper_rest(&slow, house);
    assert_null(actors_named(house, "lobby"));
    house = after_kill(house, rooms);
    assert_int_equal(total_of(house, "lobby"), 5);
    slow_keeper_die(&slow, house);
}

static void a_model_of_another_version_is_migrated(void **state)
{
    (void)state;
    struct house *house = open_house(rooms);
    tell_and_keep(house, "lobby", "add");
    house = after_kill(house, ROOM("version = 2,", "1", LOBBY));
    assert_int_equal(total_of(house, "lobby"), 1006);
    slow_keeper_die(&slow, house);
}

// ---- the host ends in peace

// The tree has begun to stop, and nobody has heard of it yet.
static void begin_to_drain(struct house *house)
{
    for (unsigned i = 0; i < 2; i++) drain_begin(house->halls[i]);
    for (unsigned i = 0; i < 4; i++) drain_is_over(house->halls[i % 2]);
}

static void drain(struct house *house)
{
    for (int times = 0; times < 3; times++) {
        for (unsigned i = 0; i < 2; i++) drain_begin(house->halls[i]);
        for (unsigned i = 0; i < 2; i++) drain_is_over(house->halls[i]);
        house_run(house);
    }
}

static bool is_drained(struct house *house)
{
    return drain_is_over(house->halls[0]) && drain_is_over(house->halls[1]);
}

static void one_that_is_durable_hears_of_the_end_once_and_outlives_it(void **state)
{
    (void)state;
    struct house *house = open_house(rooms);
    tell_and_keep(house, "lobby", "add");
    drain(house);
    assert_true(is_drained(house));
    assert_null(actors_named(house, "fly"));
    assert_int_equal(total_of(house, "lobby"), 106);
    tell(house, "lobby", "add"); // for the next host
    house_run(house);
    assert_int_equal(total_of(house, "lobby"), 106);
    house = after_peace(house, rooms);
    assert_int_equal(total_of(house, "lobby"), 107);
    slow_keeper_die(&slow, house);
}

static void what_it_does_at_its_end_is_rolled_back_where_it_takes_too_long(void **state)
{
    (void)state;
    struct house *house = open_house(rooms);
    for (int i = 0; i < 2; i++) tell(house, "lobby", "add"); // it never stops at 7
    slow_keeper_rest(&slow, house);
    begin_to_drain(house);
    for (int i = 0; i < 100 && !actors_named(house, "lobby")->turn; i++) uv_run(&house->loop, UV_RUN_NOWAIT);
    assert_non_null(actors_named(house, "lobby")->turn);
    for (unsigned i = 0; i < 2; i++) house->halls[i]->clock.now_ms += 5000;
    hall_ring(house->hall);
    house_run(house);
    assert_true(is_drained(house));
    house = after_peace(house, rooms);
    assert_int_equal(total_of(house, "lobby"), 7);
    slow_keeper_die(&slow, house);
}

static void what_waits_for_it_then_is_for_the_next_host(void **state)
{
    (void)state;
    struct house *house = open_house(rooms);
    tell(house, "lobby", "slow");
    while (!actors_named(house, "lobby")->turn) uv_run(&house->loop, UV_RUN_NOWAIT);
    for (int i = 0; i < 2; i++) tell(house, "lobby", "add");
    begin_to_drain(house);
    drain(house);
    assert_true(is_drained(house));
    assert_int_equal(total_of(house, "lobby"), 105);
    house = after_peace(house, rooms);
    assert_int_equal(total_of(house, "lobby"), 107);
    slow_keeper_die(&slow, house);
}

static void one_that_failed_just_then_outlives_it_as_it_was(void **state)
{
    (void)state;
    struct house *house = open_house(rooms);
    tell(house, "lobby", "add");
    for (int i = 0; i < 2; i++) tell(house, "lobby", "fail"); // the second is paused
    tell_and_keep(house, "lobby", "add");
    assert_true(actors_named(house, "lobby")->actor->is_held);
    drain(house);
    assert_true(is_drained(house));
    house = after_peace(house, rooms);
    assert_int_equal(total_of(house, "lobby"), 7);
    slow_keeper_die(&slow, house);
}

static void one_that_is_looked_for_then_is_not_forgotten(void **state)
{
    (void)state;
    struct house *house = open_house(rooms);
    tell_and_keep(house, "lobby", "add");
    slow_keeper_die(&slow, house);
    house = open_house_early(rooms);
    drain(house);
    slow_keeper_rest(&slow, house);
    assert_null(actors_named(house, "lobby"));
    house = after_peace(house, rooms);
    assert_int_equal(total_of(house, "lobby"), 6);
    slow_keeper_die(&slow, house);
}

// ---- those that ls.start brought

#define GUESTS(group)                                                                                                \
    "local ls = require 'lightspeed'\n"                                                                              \
    "local Room = ls.actor { durable = true, messages = { 'add' } }\n"                                               \
    "function Room.init(args) return { total = args } end\n"                                                         \
    "function Room.update.add(m) m.total = m.total + 1 end\n"                                                        \
    "local page = ls.view { events = { open = { name = 'string', at = 'integer' } } }\n"                             \
    "function page.update.open(m, e) return m, ls.start('" group "', Room, e.at):named(e.name) end\n"                \
    "function page.render() return html[[<p>hi</p>]] end\n"                                                          \
    "return ls.app():supervise('house', {}, { ls.group('" group "', {}, {}) }):live('/', page)\n"

static void one_that_was_started_comes_back_by_itself_until_it_is_stopped(void **state)
{
    (void)state;
    struct house *house = open_house(GUESTS("guests"));
    struct peer *peer = house_join(house);
    peer_event(peer, "open", "{\"name\":\"ann\",\"at\":10}");
    peer_event(peer, "open", "{\"name\":\"bob\",\"at\":20}");
    slow_keeper_rest(&slow, house);
    tell(house, "ann", "add");
    tell_and_keep(house, "bob", "add");
    peer_leave(peer);
    slow_keeper_die(&slow, house);
    for (int times = 0; times < 2; times++) { // of its own, each time
        house = open_house(GUESTS("guests"));
        assert_int_equal(total_of(house, "ann"), 11 + times);
        assert_int_equal(total_of(house, "bob"), 21);
        tell_and_keep(house, "ann", "add");
        slow_keeper_die(&slow, house);
    }
    house = open_house(GUESTS("guests"));
    actors_stop(house->hall, "ann");
    slow_keeper_rest(&slow, house);
    drain(house);
    house = after_peace(house, GUESTS("guests"));
    assert_null(actors_named(house, "ann"));
    assert_int_equal(total_of(house, "bob"), 21);
    house = after_kill(house, GUESTS("visitors"));
    assert_contains(house_log.last, "the actor 'bob' does not come back: the app has no group 'guests' any more");
    assert_null(actors_named(house, "bob"));
    slow_keeper_die(&slow, house);
}

// ---- what it says

// A page that shows what the lobby answers, and what the fly was told by it.
static const char asking[] =
    "local ls = require 'lightspeed'\n"
    "local Room = ls.actor { durable = true, messages = { 'add', 'break', stop = { reason = 'string' } } }\n"
    "function Room.init() return { total = 0 } end\n"
    "function Room.update.add(m)\n"
    "    m.total = m.total + 1\n"
    "    return m, ls.tell('fly', 'add'), ls.reply(m.total)\n"
    "end\n"
    "Room.update['break'] = function() error 'fell in' end\n"
    "function Room.update.stop(m) return m, ls.tell('fly', 'add') end\n"
    "local Fly = ls.actor { messages = { 'add', stop = { reason = 'string' } } }\n"
    "function Fly.init() return { total = 0 } end\n"
    "function Fly.update.add(m) m.total = m.total + 1 end\n"
    "function Fly.update.stop(m) error('the fly heard ' .. m.total) end\n"
    "local page = ls.view { events = { ask = { what = 'string' } }, messages = { 'said' } }\n"
    "function page.init() return { log = '' } end\n"
    "function page.update.ask(m, e) return m, ls.ask('lobby', e.what):to 'said' end\n"
    "function page.update.said(m, n, err) m.log = m.log .. (n or err) .. ' ' end\n"
    "function page.render(m) return html[[<p>{m.log}</p>]] end\n"
    "return ls.app():supervise('rooms', {}, { ls.child(Fly):named 'fly', ls.child(Room):named 'lobby' })\n"
    "    :live('/', page)\n";

static void what_a_durable_one_says_waits_for_the_disk(void **state)
{
    (void)state;
    struct house *house = open_house(asking);
    struct peer *peer = house_join(house);
    peer_event(peer, "ask", "{\"what\":\"add\"}");
    house_run(house);
    assert_true(slow.count > 0);
    assert_int_equal(total_of(house, "lobby"), 1);
    assert_int_equal(total_of(house, "fly"), 0);
    assert_false(peer_has(peer, "{\"0\":\"1 \"}"));
    slow_keeper_rest(&slow, house);
    assert_true(peer_has(peer, "{\"0\":\"1 \"}"));
    assert_int_equal(total_of(house, "fly"), 1);
    peer_event(peer, "ask", "{\"what\":\"break\"}"); // nothing is kept of it
    slow_keeper_rest(&slow, house);
    assert_true(peer_has(peer, "{\"0\":\"1 crash \"}"));
    peer_leave(peer);
    slow_keeper_die(&slow, house);
}

static void what_was_not_kept_was_not_said(void **state)
{
    (void)state;
    struct house *house = open_house(asking);
    tell(house, "lobby", "add");
    house_run(house);
    assert_int_equal(total_of(house, "fly"), 0);
    house = after_kill(house, asking);
    assert_int_equal(total_of(house, "lobby"), 0);
    slow_keeper_die(&slow, house);
}

static void what_it_says_at_the_hosts_end_is_heard(void **state)
{
    (void)state;
    struct house *house = open_house(asking);
    for (int times = 0; times < 3; times++) {
        drain(house);
        slow_keeper_rest(&slow, house);
    }
    assert_contains(house_log.last, "the fly heard 1");
    assert_true(is_drained(house));
    slow_keeper_end(&slow, house);
}

// ---- newer code

static void it_goes_on_in_newer_code_though_nobody_looks(void **state)
{
    (void)state;
    struct house *house = house_open_with(house_load(rooms), 2, NULL);
    house_run(house);
    tell(house, "lobby", "add");
    house_run(house);
    house_reload(house, ROOM("", "10", LOBBY));
    tell(house, "lobby", "add");
    house_run(house);
    assert_int_equal(total_of(house, "lobby"), 16);
    house_reload(house, ROOM("version = 3,", "100", LOBBY));
    assert_int_equal(total_of(house, "lobby"), 1016);
    house_close(house);
}

static void what_newer_code_declares_begins_and_what_it_does_not_ends(void **state)
{
    (void)state;
    struct house *house = house_open_with(house_load(rooms), 2, NULL);
    house_run(house);
    tell(house, "lobby", "add");
    house_run(house);
    house_reload(house, ROOM("", "1", ATTIC));
    assert_int_equal(total_of(house, "lobby"), 6);
    assert_int_equal(total_of(house, "attic"), 70);
    assert_null(actors_named(house, "fly"));
    house_reload(house, ROOM("", "1", ""));
    assert_null(actors_named(house, "lobby"));
    assert_null(actors_named(house, "attic"));
    house_reload(house, rooms);
    assert_int_equal(total_of(house, "lobby"), 5);
    house_close(house);
}

static void a_group_that_is_given_up_in_newer_code_is_supervised_by_its_options(void **state)
{
    (void)state;
    struct house *house = house_open_with(house_load(rooms), 2, NULL);
    house_run(house);
    house_reload(house,
                 ROOM("", "1", ":supervise('rooms', { max_restarts = 0 }, { ls.child(Room, 5):named 'lobby' })"));
    tell(house, "lobby", "fail");
    house_run(house);
    assert_null(actors_named(house, "lobby"));
    house_close(house);
}

#define KEPT(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        KEPT(one_that_is_durable_comes_back_with_its_model),
        KEPT(what_it_waits_for_comes_back_too),
        KEPT(what_is_told_while_it_is_looked_for_waits),
        KEPT(one_that_was_stopped_begins_anew),
        KEPT(a_model_of_another_version_is_migrated),
        KEPT(one_that_is_durable_hears_of_the_end_once_and_outlives_it),
        KEPT(what_it_does_at_its_end_is_rolled_back_where_it_takes_too_long),
        KEPT(what_waits_for_it_then_is_for_the_next_host),
        KEPT(one_that_failed_just_then_outlives_it_as_it_was),
        KEPT(one_that_is_looked_for_then_is_not_forgotten),
        KEPT(one_that_was_started_comes_back_by_itself_until_it_is_stopped),
        KEPT(what_a_durable_one_says_waits_for_the_disk),
        KEPT(what_was_not_kept_was_not_said),
        KEPT(what_it_says_at_the_hosts_end_is_heard),
        cmocka_unit_test(it_goes_on_in_newer_code_though_nobody_looks),
        cmocka_unit_test(what_newer_code_declares_begins_and_what_it_does_not_ends),
        cmocka_unit_test(a_group_that_is_given_up_in_newer_code_is_supervised_by_its_options),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
