// Sleep and waking, snapshot and journal: whatever a session goes through, its model is as if nothing had happened.
#include "support/house.h"

// A model with all kinds of data, changed by events, by chance and by the clock.
static const char eventful[] =
    "local ls = require 'lightspeed'\n"
    "local view = ls.view { title = function(m) return 'n' .. m.n end,\n"
    "  events = { add = { by = 'integer' }, push = { text = 'string' }, pop = {}, roll = {}, swap = {}, wide = {},\n"
    "    fail = {}, clear = {} }, messages = { 'echo' } }\n"
    "function view.init() return { n = 0, list = {}, map = {}, last = 0.5, seen = false } end\n"
    "function view.update.add(m, e) m.n = m.n + e.by; m.last = m.last * 1.5 + e.by end\n"
    "function view.update.push(m, e) m.list[#m.list + 1] = { text = e.text, at = ls.now() }; m.map[e.text] = #m.list "
    "end\n"
    "function view.update.pop(m) local row = table.remove(m.list); m.seen = row and row.text or false end\n"
    "function view.update.roll(m)\n"
    "  m.n = math.random(1000000)\n"
    "  m.map[math.random(100)] = math.random()\n"
    "  return m, ls.send('echo', { n = m.n })\n"
    "end\n"
    "function view.update.echo(m, e) m.map.echo = e.n; m.map[-e.n] = 'e' end\n"
    "function view.update.swap(m) return { n = m.n, list = m.list, map = { old = m.seen }, last = 1/3, seen = true } "
    "end\n"
    "function view.update.wide(m) for i = 1, 50 do m.list[#m.list + 1] = { text = ('x'):rep(i), at = i } end end\n"
    "function view.update.fail(m) m.n = -1; m.list = nil; math.random(); error('no') end\n"
    "function view.update.clear(m) m.list = {}; m.map = {} end\n"
    "function view.render(m) math.random()\n"
    "  return html[[<p data-n={m.n}>{m.last}</p><ul>{for i, row in ipairs(m.list) "
    "do}<li>{row.text}</li>{end}</ul>]]\n"
    "end\n"
    "return view\n";

static void an_event(struct peer *peer)
{
    static const char *const events[][2] = {
        {"add", "{\"by\":1}"},
        {"add", "{\"by\":-7}"},
        {"push", "{\"text\":\"a\"}"},
        {"push", "{\"text\":\"\\u00e9\"}"},
        {"pop", "{}"},
        {"roll", "{}"},
        {"swap", "{}"},
        {"wide", "{}"},
        {"fail", "{}"},
        {"roll", "{}"},
        {"push", "{\"text\":\"\"}"},
        {"clear", "{}"},
    };
    const char *const *event = events[rand() % (int)(sizeof events / sizeof *events)];
    peer_event(peer, event[0], event[1]);
}

static void write_page(struct session *session, struct buffer *out)
{
    buffer_clear(out);
    html_write(&session->shown, out);
}

// The same after the state was thrown away and made again, at any moment of a random life.
static void what_is_restored_equals_what_was_alive(void **state)
{
    (void)state;
    struct buffer alive = {0};
    struct buffer restored = {0};
    struct buffer page = {0};
    struct buffer page_again = {0};
    for (unsigned seed = 1; seed <= 30; seed++) {
        struct house *house = house_open(eventful);
        struct peer *peer = house_join(house);
        struct session *session = peer->line.session;
        srand(seed);
        for (int i = 0; i < 100; i++) {
            an_event(peer);
            house_wait(house, 37);
            if (rand() % 5) continue;
            house_write_model(session, &alive);
            write_page(session, &page);
            vm_delete(session->vm); // as after a failed turn: snapshot and journal remain
            session->vm = NULL;
            session->has_shown = false;
            hall_touch(house->hall, session);
            house_write_model(session, &restored);
            write_page(session, &page_again);
            assert_true(bytes_equal(buffer_bytes(&alive), buffer_bytes(&restored)));
            assert_true(bytes_equal(buffer_bytes(&page), buffer_bytes(&page_again)));
        }
        peer_leave(peer);
        house_close(house);
    }
    buffer_destroy(&alive);
    buffer_destroy(&restored);
    buffer_destroy(&page);
    buffer_destroy(&page_again);
}

// The same events, once with sleep after each, once without: the same frames.
static void sleep_is_not_noticed(void **state)
{
    (void)state;
    struct house *houses[2] = {house_open(eventful), house_open(eventful)};
    struct peer *peers[2] = {house_join(houses[0]), house_join(houses[1])};
    uint64_t random[4] = {1, 2, 3, 4};
    for (int i = 0; i < 2; i++) { // both draw the same
        struct session *session = peers[i]->line.session;
        memcpy(session->journal.random, random, sizeof random);
        session_sleep(session);
        srand(5);
        for (int k = 0; k < 300; k++) {
            an_event(peers[i]);
            house_wait(houses[i], 50);
            if (i) session_sleep(session);
        }
    }
    assert_true(atomic_load(&houses[1]->hall->counters.restores) > 290);
    assert_int_equal(peers[0]->count, peers[1]->count);
    for (size_t k = 0; k < peers[0]->count; k++) {
        if (strstr(peers[0]->frames[k], "\"no\":")) continue; // has a reference of its own
        assert_string_equal(peers[0]->frames[k], peers[1]->frames[k]);
    }
    for (int i = 0; i < 2; i++) {
        peer_leave(peers[i]);
        house_close(houses[i]);
    }
}

// In production a model is looked at when it is snapshot; what is found then costs the turns that did it and no more.
static void a_model_that_is_no_data_costs_its_own_turns(void **state)
{
    (void)state;
    static const char app[] = "local ls = require 'lightspeed'\n"
                              "local view = ls.view { events = { 'add', 'spoil', 'work' } }\n"
                              "function view.init() return { n = 0 } end\n"
                              "function view.update.add(m) m.n = m.n + 1 end\n"
                              "function view.update.spoil(m) m.f = function() end m.n = m.n + 1000 end\n"
                              "function view.update.work(m) for i = 1, 60000 do end end\n"
                              "function view.render(m) return html[[<p>{m.n}</p>]] end\n"
                              "return view\n";
    struct house *house = house_open_with(house_load(app), 1, house_in_production);
    struct peer *peer = house_join(house);
    peer_event(peer, "add", "{}");
    peer_event(peer, "spoil", "{}");
    peer_event(peer, "add", "{}");
    assert_contains(peer_last(peer), "{\"0\":\"1002\"}");
    peer_event(peer, "work", "{}"); // a snapshot is due
    house_run(house);
    assert_null(peer->line.session->vm);
    peer_event(peer, "add", "{}");
    assert_contains(peer_last(peer), "{\"0\":\"3\"}"); // three adds; the turn that spoilt it is gone
    for (int i = 0; i < 5000; i++) {
        house->hall->clock.now_ms += 100;
        peer_event(peer, i % 100 ? "add" : "spoil", "{}");
    }
    assert_true(journal_size(&peer->line.session->journal) < 200000); // and the journal stays bounded
    peer_leave(peer);
    house_close(house);
}

static void an_init_that_gives_no_data_is_an_error_of_the_page(void **state)
{
    (void)state;
    struct house *house = house_open_with(house_load("local ls = require 'lightspeed'\n"
                                                     "local view = ls.view {}\n"
                                                     "function view.init() return { f = print } end\n"
                                                     "function view.render(m) return html[[<p>x</p>]] end\n"
                                                     "return view\n"),
                                          1, house_in_production);
    struct page page;
    page_begin(&page, house->hall, "/", "");
    assert_int_equal(page.visit.status, 500);
    assert_int_equal(house->hall->sessions_count, 0);
    page_destroy(&page);
    house_close(house);
}

// A state that sleeps costs a snapshot; one that is asleep is asleep.
static void a_sleeping_session_has_no_state(void **state)
{
    (void)state;
    struct house *house = house_open(eventful);
    struct peer *peer = house_join(house);
    for (int i = 0; i < 50; i++) an_event(peer);
    house_run(house);
    struct session *session = peer->line.session;
    assert_non_null(session->vm);
    house_wait(house, 16000);
    assert_null(session->vm);
    assert_int_equal(session->journal.turns.capacity, 0);
    assert_int_equal(session->journal.snapshot.capacity, session->journal.snapshot.size);
    assert_null(house->hall->awake_first);
    peer_leave(peer);
    house_close(house);
}

// More than the collector's leave within one replay: turns that leave much garbage, of which none was a limit's.
static void garbage_of_many_turns_does_not_fail_their_replay(void **state)
{
    (void)state;
    static const char app[] =
        "local ls = require 'lightspeed'\n"
        "local view = ls.view { events = { 'go' } }\n"
        "function view.init() return { n = 0 } end\n"
        "function view.update.go(m) local s = ('x'):rep(100000 + m.n) m.n = m.n + #s // 100000 end\n"
        "function view.render(m) return html[[<p>{m.n}</p>]] end\n"
        "return view\n";
    struct house *house = house_open(app);
    struct peer *peer = house_join(house);
    for (int i = 0; i < 190; i++) {
        house->hall->clock.now_ms += 100;
        peer_event(peer, "go", "{}");
    }
    struct session *session = peer->line.session;
    vm_delete(session->vm);
    session->vm = NULL;
    hall_touch(house->hall, session);
    peer_event(peer, "go", "{}");
    assert_contains(peer_last(peer), "{\"0\":\"191\"}");
    assert_int_equal(house_log.count, 0);
    peer_leave(peer);
    house_close(house);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(garbage_of_many_turns_does_not_fail_their_replay),
        cmocka_unit_test(what_is_restored_equals_what_was_alive),
        cmocka_unit_test(sleep_is_not_noticed),
        cmocka_unit_test(a_model_that_is_no_data_costs_its_own_turns),
        cmocka_unit_test(an_init_that_gives_no_data_is_an_error_of_the_page),
        cmocka_unit_test(a_sleeping_session_has_no_state),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
