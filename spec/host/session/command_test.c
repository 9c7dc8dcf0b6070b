// Commands as data: which are taken, which refused with what sentence, and that none is carried out by halves.
#include "support/house.h"

static char *app_with(const char *result)
{
    char *source = malloc(2000);
    snprintf(source, 2000,
             "local ls = require 'lightspeed'\n"
             "local view = ls.view { events = { 'go' }, messages = { 'tick', typed = { n = 'integer' } } }\n"
             "function view.init() return { n = 0 } end\n"
             "local function fake(t) return setmetatable(t, {}) end\n"
             "function view.update.go(m) m.n = m.n + 1 return %s end\n"
             "function view.update.tick(m, d) m.n = m.n + 10 end\n"
             "function view.update.typed(m, d) m.n = m.n + d.n end\n"
             "function view.render(m) return html[[<p>{m.n}</p>]] end\n"
             "return view\n",
             result);
    return source;
}

static void each_is_taken_or_refused_with_a_reason(void **state)
{
    (void)state;
    static const struct {
        const char *result;
        const char *expected; // in the frames that follow
    } cases[] = {
        {"m", "{\"0\":\"1\"}"},
        {"m, nil, nil", "{\"0\":\"1\"}"},
        {"nil", "{\"0\":\"1\"}"},
        {"m, ls.send 'tick'", "{\"0\":\"11\"}"},
        {"m, { ls.send 'tick', ls.send 'tick' }, ls.send('typed', { n = 100 })", "{\"0\":\"121\"}"},
        {"m, ls.send('typed', { n = 'x' })", "typed.n: expected integer"},
        {"m, ls.send 'typed'", "\"no\":\"crash\""},
        {"m, ls.send 'tik'", "did you mean 'tick'"},
        {"m, ls.send 'go'", "message 'go' is not declared"},
        {"m, ls.after(5)", "ls.after says no message"},
        {"m, ls.after(5):to 'nobody'", "message 'nobody' is not declared"},
        {"m, ls.every(0):to 'tick'", "at least 1"},
        {"m, ls.after(-1):to 'tick'", "ls.after takes milliseconds"},
        {"m, ls.cancel 'nobody'", "not declared"},
        {"m, fake { op = 'explode' }", "ls.explode: no such command"},
        {"m, fake { op = 'after', message = 'tick', ms = 'x' }", "takes milliseconds"},
        {"m, fake { op = 'after', message = 'tick', ms = 2.5 }", "takes milliseconds"},
        {"m, fake { op = 'send', message = 'tick', data = { f = print } }", "function"},
        {"m, { op = 'send', message = 'tick' }", "\"no\":\"crash\""},
        {"m, 7", "no command"},
        {"m, { 7 }", "no command"},
        {"ls.send 'tick'", "the model comes first"},
        {"m, ls.send 'tick', ls.send 'nobody'", "not declared"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *source = app_with(cases[i].result);
        struct house *house = house_open(source);
        struct peer *peer = house_join(house);
        peer_event(peer, "go", "{}");
        house_run(house);
        if (!peer_has(peer, cases[i].expected)) fail_msg("%s: %s", cases[i].result, peer_last(peer));
        bool is_refused = peer_has(peer, "\"no\":");
        if (is_refused) assert_int_equal(peer->line.session->mailbox.count + timers_count(peer->line.session), 0);
        peer_leave(peer);
        house_close(house);
        free(source);
    }
}

static void sending_oneself_messages_for_ever_leaves_room_for_others(void **state)
{
    (void)state;
    struct house *house = house_open("local ls = require 'lightspeed'\n"
                                     "local view = ls.view { events = { 'go', 'add' }, messages = { 'tick' } }\n"
                                     "function view.init() return { n = 0 } end\n"
                                     "function view.update.add(m) m.n = m.n + 1 end\n"
                                     "function view.update.go(m) return m, ls.send 'tick' end\n"
                                     "function view.update.tick(m) return m, ls.send 'tick' end\n"
                                     "function view.render(m) return html[[<p>{m.n}</p>]] end\n"
                                     "return view\n");
    struct peer *busy = house_join(house);
    struct peer *other = house_join(house);
    peer_event(busy, "go", "{}");
    for (int i = 0; i < 1000; i++) uv_run(&house->loop, UV_RUN_NOWAIT);
    assert_int_equal(busy->line.session->mailbox.count, 1);
    peer_event(other, "add", "{}");
    assert_contains(peer_last(other), "{\"0\":\"1\"}");
    peer_event(busy, "add", "{}");
    for (int i = 0; i < 3; i++) uv_run(&house->loop, UV_RUN_NOWAIT);
    assert_contains(peer_last(busy), "{\"0\":\"1\"}");
    assert_true(journal_size(&busy->line.session->journal) < 100000);
    peer_leave(busy);
    peer_leave(other);
    house_close(house);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_is_taken_or_refused_with_a_reason),
        cmocka_unit_test(sending_oneself_messages_for_ever_leaves_room_for_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
