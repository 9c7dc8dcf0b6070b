// Models of another version: those of components, while the app is loaded anew under an open page. (Of a whole page,
// renewal_test.c; in another process, succession_test.c.)
#include "support/house.h"

#define HEAD "local ls = require 'lightspeed'\n"
#define VIEW                                                                                                         \
    "local view = ls.view {}\n"                                                                                      \
    "function view.render() return html[[<Stepper id='a' /><Stepper id='b' />]] end\nreturn view\n"

static const char before[] = HEAD "local Stepper = ls.component { attrs = {}, events = { 'up' } }\n"
                                  "function Stepper.init() return { n = 0 } end\n"
                                  "function Stepper.update.up(m) m.n = m.n + 1 end\n"
                                  "function Stepper.render(m) return html[[<b>{m.n}</b>]] end\n" VIEW;

// The same in version 2, with a line of its own.
#define AFTER(migrate)                                                                                               \
    HEAD "local Stepper = ls.component { attrs = {}, events = { 'up' }, version = 2 }\n"                             \
         "function Stepper.init() return { count = 500 } end\n" migrate                                              \
         "function Stepper.update.up(m) m.count = m.count + 10 end\n"                                                \
         "function Stepper.render(m) return html[[<b>{m.count}</b>]] end\n" VIEW

// Two of them, one of which was clicked once and the other twice.
static struct house *open_with(struct peer **peer)
{
    struct house *house = house_open(before);
    *peer = house_join(house);
    peer_say(*peer, "[\"e\",1,\"up\",{},0,1025]");
    peer_say(*peer, "[\"e\",2,\"up\",{},0,2049]");
    peer_say(*peer, "[\"e\",3,\"up\",{},0,2049]");
    house_run(house);
    return house;
}

static void close_with(struct house *house, struct peer *peer)
{
    peer_leave(peer);
    house_close(house);
}

static void each_component_is_migrated_once(void **state)
{
    (void)state;
    struct peer *peer;
    struct house *house = open_with(&peer);
    house_reload(house, AFTER("function Stepper.migrate(m, from) return { count = m.n * 1000 + from } end\n"));
    assert_true(peer_has(peer, "1001"));
    assert_true(peer_has(peer, "2001"));
    session_sleep(peer->line.session);
    peer_say(peer, "[\"e\",4,\"up\",{},0,2049]");
    house_run(house);
    assert_contains(peer_last(peer), "\"2011\"");
    close_with(house, peer);
}

static void what_a_migrate_changes_in_place_will_do(void **state)
{
    (void)state;
    struct peer *peer;
    struct house *house = open_with(&peer);
    house_reload(house, AFTER("function Stepper.migrate(m) m.count, m.n = m.n + 40, nil end\n"));
    assert_true(peer_has(peer, "42"));
    close_with(house, peer);
}

// Nothing has happened: the code that was loaded goes on, and the next that can takes over.
static void one_that_fails_leaves_the_page_as_it_was(void **state)
{
    (void)state;
    static const struct {
        const char *app, *text;
    } cases[] = {
        {AFTER("function Stepper.migrate(m) math.random() m.n = 7 error 'no way' end\n"), "no way"},
        {AFTER("function Stepper.migrate(m) return 7 end\n"), "a model is a table, not a number"},
        {AFTER("function Stepper.migrate(m) return { f = print } end\n"), "m.f"},
        {AFTER("function Stepper.migrate(m) return m, ls.send 'up' end\n"), "returns the model and nothing else"},
        {AFTER("function Stepper.migrate(m) m.count = 'x' .. nil end\n"), "concatenate"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct peer *peer;
        struct house *house = open_with(&peer);
        house_reload(house, cases[i].app);
        assert_contains(house_log.last, cases[i].text);
        assert_int_equal(house->hall->counters.renewals_failed, 1);
        peer_say(peer, "[\"e\",4,\"up\",{},0,2049]");
        house_run(house);
        assert_contains(peer_last(peer), "\"3\"");
        session_sleep(peer->line.session);
        peer_say(peer, "[\"e\",5,\"up\",{},0,2049]");
        house_run(house);
        assert_contains(peer_last(peer), "\"4\"");
        house_reload(house, AFTER("function Stepper.migrate(m) return { count = m.n * 1000 } end\n"));
        assert_true(peer_has(peer, "4000"));
        close_with(house, peer);
    }
}

// The view around it goes on.
static void a_component_without_a_migrate_begins_anew(void **state)
{
    (void)state;
    struct peer *peer;
    struct house *house = open_with(&peer);
    peer_forget(peer);
    house_reload(house, AFTER(""));
    assert_contains(peer_last(peer), "500");
    assert_null(strstr(peer_last(peer), "\"2\""));
    peer_say(peer, "[\"e\",4,\"up\",{},0,2049]"); // to one that is gone
    house_run(house);
    assert_contains(peer_last(peer), "unknown");
    peer_say(peer, "[\"e\",5,\"up\",{},0,3073]");
    house_run(house);
    assert_contains(peer_last(peer), "\"510\"");
    close_with(house, peer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_component_is_migrated_once),
        cmocka_unit_test(what_a_migrate_changes_in_place_will_do),
        cmocka_unit_test(one_that_fails_leaves_the_page_as_it_was),
        cmocka_unit_test(a_component_without_a_migrate_begins_anew),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
