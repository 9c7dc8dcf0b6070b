// Sessions that are alike: one makes the turn, the others take what came of it; and nobody can tell. Random histories
// are gone through twice, in a house where each session makes its own turns and in one where they follow: every frame
// and every model is the same, byte for byte.
#include "support/listeners.h"

#include "session/topic/likeness.h"
#include "session/visit/place.h"

enum { PEERS = 7, HISTORIES = 150, STEPS = 40 };

static const char app[] =
    "local ls = require 'lightspeed'\n"
    "local n = { n = 'integer' }\n"
    "local view = ls.view { title = function(m) return m.titled and 'T' .. m.n or 'Topic' end,\n"
    "  events = { click = { n = 'integer' }, boom = {}, leave = {}, roll = {} },\n"
    "  messages = { said = n, swapped = n, quiet = n, timed = n, rolled = n, failed = n, titled = n, sent = n,\n"
    "    long = n, odd = n, far = n, printed = n, reset = n, added = n } }\n"
    "function view.init() return { n = 0, own = 0, rows = {} }, ls.subscribe 'news' end\n"
    "function view.update.click(m, e) m.own = e.n end\n"
    "function view.update.boom(m) m.n = 77 error 'boom' end\n"
    "function view.update.leave(m) return m, ls.unsubscribe 'news' end\n"
    "function view.update.roll(m) m.own = math.random(3) end\n"
    "function view.update.said(m, e) m.n = e.n m.rows[#m.rows % 9 + 1] = e.n end\n"
    "function view.update.swapped(m) m.n = 1 - m.n end\n"
    "function view.update.quiet(m) end\n"
    "function view.update.timed(m) m.n = ls.now() % 1000 end\n"
    "function view.update.rolled(m) m.n = math.random(1000) end\n"
    "function view.update.failed(m) if m.own == 1 then error 'no' end m.n = -1 end\n"
    "function view.update.titled(m) m.titled = not m.titled end\n"
    "function view.update.sent(m) return m, ls.send('quiet', { n = 1 }) end\n"
    "function view.update.long(m) m.n = 0 for i = 1, 3000 do m.n = (m.n + i) % 1009 end end\n"
    "function view.update.odd(m) return { n = m.n + 1, own = m.own, rows = { m.n } } end\n"
    "function view.update.reset() return { n = 5, own = 0, rows = {} } end\n"
    "function view.update.far(m) m.far = m.n end\n"
    "function view.update.added(m, e) m.n = m.n + e.n end\n"
    "function view.update.printed(m) m.n = m.n + 1 print(m.n) end\n"
    "function view.render(m)\n"
    "  return html[[<p>{m.n}</p><p>{m.own}</p>{for _, row in ipairs(m.rows) do}<i>{row}</i>{end}\n"
    "    {if m.n == 0 then}<u>{ls.now() % 7}</u>{end}\n"
    "    {if m.far then}<b>{ls.now() - m.far}</b>{end}]]\n"
    "end\n"
    "return view\n";

static void one_by_one(struct settings *settings)
{
    static const uint64_t seed[4] = {3, 1, 4, 1};
    house_in_production(settings);
    settings->seed = seed;
    settings->limits.alike = 0;
}

static void together(struct settings *settings)
{
    one_by_one(settings);
    settings->limits.alike = 1;
}

static struct house *open_with(void (*tune)(struct settings *settings))
{
    return house_open_with(house_load(app), 1, tune);
}

static void what_one_did_all_take(void **state)
{
    (void)state;
    struct house *house = open_with(together);
    struct peer *peers[50];
    for (int i = 0; i < 50; i++) peers[i] = listeners_join(house, house->hall);
    for (int n = 1; n <= 10; n++) {
        listeners_say(house->hall, "news", "said", n);
        house_run(house);
    }
    assert_int_equal(house->hall->counters.turns_alike, 10 * 49);
    assert_int_equal(house->hall->counters.restores, 1);
    for (int i = 0; i < 50; i++) assert_contains(peer_last(peers[i]), "\"0\":\"10\"");
    for (int i = 0; i < 50; i++) peer_leave(peers[i]);
    house_close(house);
}

// The path is shown from the first message on: until then all pages are the same.
static const char placed[] =
    "local ls = require 'lightspeed'\n"
    "local view = ls.view { params = { room = 'string' }, messages = { said = { n = 'integer' } } }\n"
    "function view.init() return { n = 0 }, ls.subscribe 'news' end\n"
    "function view.update.said(m, e) m.n = e.n end\n"
    "function view.render(m, page) return html[[<p>{m.n}</p><i>{m.n > 0 and page.path or ''}</i>]] end\n"
    "return ls.app():live('/:room', view)\n";

static struct peer *join_at(struct house *house, const char *path)
{
    char ticket[64];
    struct peer *peer = house_enter_at(house, house->hall, path, ticket);
    house_run(house);
    return peer;
}

static void at_another_place_is_not_alike(void **state)
{
    (void)state;
    static const char *const paths[] = {"/ann", "/bob", "/ann", "/bob"};
    struct house *house = house_open_with(house_load(placed), 1, together);
    struct peer *peers[4];
    for (int i = 0; i < 4; i++) peers[i] = join_at(house, paths[i]);
    listeners_say(house->hall, "news", "said", 7);
    house_run(house);
    for (int i = 0; i < 4; i++) assert_contains(peer_last(peers[i]), paths[i]);
    assert_int_equal(house->hall->counters.turns_alike, 2);
    for (int i = 0; i < 4; i++) peer_leave(peers[i]);
    house_close(house);
}

static void whoever_comes_to_the_same_is_alike_from_then_on(void **state)
{
    (void)state;
    struct house *house = open_with(together);
    struct peer *peers[4];
    for (int i = 0; i < 3; i++) peers[i] = listeners_join(house, house->hall);
    listeners_say(house->hall, "news", "odd", 0);
    house_run(house);
    peers[3] = listeners_join(house, house->hall);
    listeners_say(house->hall, "news", "reset", 0);
    house_run(house);
    assert_int_equal(house->hall->counters.turns_alike, 2 + 2);
    listeners_say(house->hall, "news", "odd", 0);
    house_run(house);
    assert_int_equal(house->hall->counters.turns_alike, 2 + 2 + 3);
    for (int i = 0; i < 4; i++) peer_leave(peers[i]);
    house_close(house);
}

static void one_that_sleeps_hears_and_sleeps_on(void **state)
{
    (void)state;
    struct house *house = open_with(together);
    struct peer *peers[5];
    for (int i = 0; i < 5; i++) peers[i] = listeners_join(house, house->hall);
    listeners_say(house->hall, "news", "said", 1);
    house_run(house);
    for (int n = 2; n < 900; n++) { // more than a journal holds
        listeners_say(house->hall, "news", "said", n);
        house_run(house);
        for (int i = 0; n % 10 == 0 && i < 5; i++) peer_say(peers[i], "[\"h\"]");
        if (n % 10 == 0) house_wait(house, 1000);
    }
    int awake = 0;
    for (int i = 0; i < 5; i++) awake += peers[i]->line.session->vm != NULL;
    assert_int_equal(awake, 1);
    assert_int_equal(house->hall->counters.restores, 1);
    for (int i = 0; i < 5; i++) {
        assert_contains(peer_last(peers[i]), "\"0\":\"899\"");
        peer_event(peers[i], "click", "{\"n\":5}");
        house_run(house);
        assert_contains(peer_last(peers[i]), "\"1\":\"5\"");
        listeners_expect(peers[i]->line.session, "899");
        peer_leave(peers[i]);
    }
    house_close(house);
}

// The turn that it made last, which cannot be played again then.
static void break_last_turn(struct session *session)
{
    struct journal_turn turn = {0};
    for (size_t at = 0; journal_read(&session->journal, &at, &turn);) continue;
    char *key = memchr((char *)(uintptr_t)turn.payload.data, 'n', turn.payload.size);
    assert_non_null(key);
    *key = 'm';
}

static void who_lost_a_turn_leads_nobody(void **state)
{
    (void)state;
    for (int broken = 0; broken < 2; broken++) {
        struct house *house = open_with(together);
        struct peer *peers[2];
        for (int i = 0; i < 2; i++) peers[i] = listeners_join(house, house->hall);
        listeners_say(house->hall, "news", "added", 5);
        house_run(house);
        assert_int_equal(house->hall->counters.turns_alike, 1);
        break_last_turn(peers[broken]->line.session);
        session_drop_state(peers[broken]->line.session);
        listeners_say(house->hall, "news", "odd", 0);
        house_run(house);
        listeners_expect(peers[!broken]->line.session, "6");
        assert_contains(peer_last(peers[!broken]), "\"6\"");
        for (int i = 0; i < 2; i++) peer_leave(peers[i]);
        house_close(house);
    }
}

static void whoever_is_like_nobody_is_compared_ever_more_rarely(void **state)
{
    (void)state;
    struct house *house = open_with(together);
    struct peer *peer = listeners_join(house, house->hall);
    for (int n = 1; n <= 500; n++) {
        listeners_say(house->hall, "news", "said", n);
        house_run(house);
    }
    assert_int_equal(house->hall->counters.turns_alike, 0);
    assert_int_equal(peer->line.session->likeness_patience, LIKENESS_PATIENCE_MAX);
    peer_leave(peer);
    house_close(house);
}

// ---- random histories

static const char *const messages[] = {"said",   "swapped", "quiet", "timed",   "rolled", "failed",
                                       "titled", "sent",    "long",  "odd",     "far",    "printed",
                                       "said",   "said",    "quiet", "swapped", "said",   "reset"};

struct history {
    uint64_t state;
    struct house *house;
    struct peer *peers[PEERS];
};

static uint64_t draw(struct history *history, uint64_t below)
{
    history->state = history->state * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return (history->state >> 33) % below;
}

static void speak(struct history *history)
{
    const char *name = messages[draw(history, sizeof messages / sizeof *messages)];
    for (uint64_t times = 1 + draw(history, 3); times; times--)
        listeners_say(history->house->hall, "news", name, (int64_t)draw(history, 4));
}

static void wait(struct history *history)
{
    for (int i = 0; i < PEERS; i++) peer_say(history->peers[i], "[\"h\"]");
    house_wait(history->house, draw(history, 4) * 5000);
}

static void act(struct history *history)
{
    struct peer *peer = history->peers[draw(history, PEERS)];
    char payload[40];
    snprintf(payload, sizeof payload, "{\"n\":%d}", (int)draw(history, 3));
    switch (draw(history, 12)) {
    case 0: peer_event(peer, "click", payload); break;
    case 1: peer_event(peer, draw(history, 4) ? "roll" : "boom", "{}"); break;
    case 2: session_sleep(peer->line.session); break;
    case 3: wait(history); break;
    case 4: peer->is_slow = !peer->is_slow; break;
    case 5:
        peer->line.session->wants_full = true;
        hall_queue(history->house->hall, peer->line.session);
        break;
    case 6: session_snapshot(peer->line.session, true); break;
    default: speak(history); break;
    }
    if (draw(history, 3)) house_run(history->house);
}

static void begin(struct history *history, uint64_t seed, void (*tune)(struct settings *settings))
{
    *history = (struct history){.state = seed, .house = open_with(tune)};
    for (int i = 0; i < PEERS; i++) history->peers[i] = listeners_join(history->house, history->house->hall);
}

static void finish(struct history *history)
{
    house_run(history->house);
    for (int i = 0; i < PEERS; i++) {
        history->peers[i]->is_slow = false;
        house_bytes_wait(&history->peers[i]->line);
    }
    house_run(history->house);
}

// But for a failure's reference, which has the session's id in it.
static void expect_same_frame(const char *one, const char *other)
{
    const char *text = strstr(one, "\"text\":");
    if (text) assert_memory_equal(one, other, (size_t)(text - one));
    else assert_string_equal(one, other);
}

static void expect_same(const struct history *one, const struct history *other, uint64_t seed)
{
    for (int i = 0; i < PEERS; i++) {
        const struct peer *a = one->peers[i], *b = other->peers[i];
        if (a->count != b->count) fail_msg("history %d: %zu and %zu frames", (int)seed, a->count, b->count);
        for (size_t at = 0; at < a->count; at++) expect_same_frame(a->frames[at], b->frames[at]);
        struct buffer models[2] = {{0}, {0}};
        house_write_model(a->line.session, &models[0]);
        house_write_model(b->line.session, &models[1]);
        assert_true(bytes_equal(buffer_bytes(&models[0]), buffer_bytes(&models[1])));
        uint64_t random[2][4];
        vm_get_random(a->line.session->vm, random[0]);
        vm_get_random(b->line.session->vm, random[1]);
        assert_memory_equal(random[0], random[1], sizeof random[0]);
        assert_true(bytes_equal(place_of(a->line.session), place_of(b->line.session)));
        buffer_destroy(&models[0]);
        buffer_destroy(&models[1]);
    }
}

static void close_history(struct history *history)
{
    for (int i = 0; i < PEERS; i++) peer_leave(history->peers[i]);
    house_close(history->house);
}

static void nobody_can_tell(void **state)
{
    (void)state;
    uint64_t alike = 0, turns = 0;
    for (uint64_t seed = 1; seed <= HISTORIES; seed++) {
        struct history one, other;
        begin(&one, seed, one_by_one);
        begin(&other, seed, together);
        for (int i = 0; i < STEPS; i++) act(&one), act(&other);
        finish(&one);
        finish(&other);
        expect_same(&one, &other, seed);
        assert_int_equal(one.house->hall->counters.turns, other.house->hall->counters.turns);
        assert_int_equal(one.house->hall->counters.turns_alike, 0);
        alike += other.house->hall->counters.turns_alike;
        turns += other.house->hall->counters.turns;
        close_history(&one);
        close_history(&other);
    }
    assert_true(alike * 8 > turns); // there was something to tell
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_one_did_all_take),
        cmocka_unit_test(at_another_place_is_not_alike),
        cmocka_unit_test(whoever_comes_to_the_same_is_alike_from_then_on),
        cmocka_unit_test(one_that_sleeps_hears_and_sleeps_on),
        cmocka_unit_test(who_lost_a_turn_leads_nobody),
        cmocka_unit_test(whoever_is_like_nobody_is_compared_ever_more_rarely),
        cmocka_unit_test(nobody_can_tell),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
