// What a session listens to, and what becomes of what it hears.
#include "support/listeners.h"

#include "app/succession.h"
#include "session/actor/actors.h"
#include "session/command.h"
#include "session/keep/record.h"
#include "session/keep/renewal.h"

static void a_turn_that_fails_subscribes_to_nothing(void **state)
{
    (void)state;
    struct house *house = house_open(LISTENERS_APP);
    struct peer *peer = house_join(house);
    peer_event(peer, "fails", "{\"topic\":\"other\"}");
    assert_contains(peer_last(peer), "\"no\"");
    assert_int_equal(topics_listeners(house->hall, BYTES("other")), 0);
    assert_int_equal(subscriptions_count(peer->line.session), 1);
    peer_leave(peer);
    house_close(house);
}

static void listening_twice_is_listening_once(void **state)
{
    (void)state;
    struct house *house = house_open(LISTENERS_APP);
    struct peer *peer = house_join(house);
    peer_event(peer, "listen", "{\"topic\":\"news\"}");
    listeners_say(house->hall, "news", "said", 1);
    house_run(house);
    listeners_expect(peer->line.session, "1 ");
    peer_leave(peer);
    house_close(house);
}

static void who_sleeps_is_woken(void **state)
{
    (void)state;
    struct house *house = house_open(LISTENERS_APP);
    struct peer *peer = house_join(house);
    house_wait(house, 20000);
    assert_null(peer->line.session->vm);
    listeners_say(house->hall, "news", "said", 1);
    house_run(house);
    assert_contains(peer_last(peer), "{\"0\":\"1 \"}");
    peer_leave(peer);
    house_close(house);
}

static void what_is_said_waits_for_a_page_that_nobody_joined(void **state)
{
    (void)state;
    struct house *house = house_open(LISTENERS_APP);
    char ticket[64];
    house_visit(house, house->hall, ticket);
    struct session *session = house_session(house, ticket);
    uint64_t turns = house->hall->counters.turns;
    listeners_say(house->hall, "news", "said", 1);
    listeners_say(house->hall, "news", "said", 2);
    house_run(house);
    assert_int_equal(house->hall->counters.turns, turns); // it costs nothing but its place
    assert_int_equal(session->mailbox.count, 2);
    struct peer *peer = peer_enter(house->hall, ticket, "0");
    house_run(house);
    assert_contains(peer_last(peer), "{\"0\":\"1 2 \"}");
    peer_leave(peer);
    house_close(house);
}

static void goes_on_while_the_line_is_away(void **state)
{
    (void)state;
    struct house *house = house_open(LISTENERS_APP);
    char ticket[64];
    struct peer *peer = house_enter(house, house->hall, ticket);
    peer_leave(peer);
    listeners_say(house->hall, "news", "said", 1);
    house_run(house);
    listeners_expect(house_session(house, ticket), "1 ");
    house_close(house);
}

static void after_unsubscribing_nothing_comes(void **state)
{
    (void)state;
    struct house *house = house_open(LISTENERS_APP);
    struct peer *peer = house_join(house);
    struct session *session = peer->line.session;
    listeners_say(house->hall, "news", "said", 1);
    house_run(house);
    peer_event(peer, "spin", "{\"n\":300000}"); // in the middle of a turn,
    listeners_say(house->hall, "news", "said", 2);
    peer_event(peer, "quit", "{\"topic\":\"news\"}");
    listeners_say(house->hall, "news", "said", 3); // and what waits behind the event is gone with it
    house_run(house);
    listeners_expect(session, "1 2 ");
    listeners_say(house->hall, "news", "said", 4);
    house_run(house);
    listeners_expect(session, "1 2 ");
    assert_int_equal(session->mailbox.count, 0);
    peer_leave(peer);
    house_close(house);
}

// --- full ---

static void tune_queue(struct settings *settings)
{
    settings->limits.topic_queue = 3;
}

// A session that is busy while so many are said to "busy", and what it has heard then.
static void expect_when_full(const char *listen, int count, const char *log)
{
    struct house *house = house_open_with(house_load(LISTENERS_APP), 1, tune_queue);
    struct peer *peer = house_join(house);
    peer_event(peer, "quit", "{\"topic\":\"news\"}");
    peer_event(peer, "listen", listen);
    peer_event(peer, "spin", "{\"n\":300000}");
    assert_non_null(peer->line.session->turn);
    listeners_say(house->hall, "busy", "other", 0);
    for (int i = 1; i <= count; i++) listeners_say(house->hall, "busy", "said", i);
    assert_true(peer->line.session->mailbox.count <= 3 + 1); // and a gap
    house_run(house);
    listeners_expect(peer->line.session, log);
    peer_leave(peer);
    house_close(house);
}

static void a_full_queue_does_what_was_declared(void **state)
{
    (void)state;
    expect_when_full("{\"topic\":\"busy\"}", 2, "otable 1 2 ");
    expect_when_full("{\"topic\":\"busy\"}", 3, "otable 3 ");
    expect_when_full("{\"topic\":\"busy\",\"full\":\"coalesce\"}", 7, "otable 7 ");
    expect_when_full("{\"topic\":\"busy\",\"full\":\"drop_oldest\"}", 7, "5 6 7 ");
    expect_when_full("{\"topic\":\"busy\",\"gap\":true}", 7, "otable lost:busy 7 ");
    expect_when_full("{\"topic\":\"busy\",\"full\":\"drop_oldest\",\"gap\":true}", 4, "2 3 lost:busy 4 ");
}

static void a_page_that_is_to_fail_begins_anew_when_it_is_behind(void **state)
{
    (void)state;
    struct house *house = house_open_with(house_load(LISTENERS_APP), 1, tune_queue);
    struct peer *peer = house_join(house);
    struct peer *other = house_join(house);
    peer_event(peer, "listen", "{\"topic\":\"news\",\"full\":\"fail\"}");
    peer_event(peer, "spin", "{\"n\":300000}");
    for (int i = 1; i <= 4; i++) listeners_say(house->hall, "news", "said", i);
    house_run(house);
    assert_non_null(peer->line.session);
    assert_true(
        peer_has(peer, "\"no\":\"crash\",\"text\":\"more was broadcast to it than it could hear")); // its event
    assert_int_equal(peer->line.session->lives, 1);
    assert_int_equal(peer->line.session->mailbox.count, 0);
    listeners_expect(peer->line.session, "");
    listeners_say(house->hall, "news", "said", 5);
    house_run(house);
    listeners_expect(peer->line.session, "5 ");
    assert_int_equal(other->line.session->lives, 0); // whatever becomes of its neighbour
    listeners_expect(other->line.session, "4 5 ");
    peer_leave(peer);
    peer_leave(other);
    house_close(house);
}

static void one_that_is_behind_again_and_again_ends(void **state)
{
    (void)state;
    struct house *house = house_open_with(house_load(LISTENERS_APP), 1, tune_queue);
    struct peer *peer = house_join(house);
    for (int times = 0; times < 20 && peer->line.session; times++) {
        peer_event(peer, "listen", "{\"topic\":\"news\",\"full\":\"fail\"}");
        house_run(house);
        for (int i = 1; i <= 4; i++) listeners_say(house->hall, "news", "said", i);
        house_run(house);
    }
    assert_null(peer->line.session);
    assert_contains(peer_last(peer), "[\"bye\",\"gone\",\"more was broadcast to it than it could hear\"");
    peer_leave(peer);
    house_close(house);
}

// Its group decides, and counts it.
static void an_actor_that_is_behind_fails_as_actors_do(void **state)
{
    (void)state;
    struct house *house = house_open_with(
        house_load(
            "local ls = require 'lightspeed'\n"
            "local Ear = ls.actor { messages = { said = { n = 'integer' } } }\n"
            "function Ear.init() return {}, ls.subscribe('news', { full = 'fail' }) end\n"
            "function Ear.update.said() end\n"
            "local page = ls.view {}\n"
            "function page.render() return html[[<p>hi</p>]] end\n"
            "return ls.app():supervise('ears', { max_restarts = 1, within = 60 }, { ls.child(Ear):named 'ear' })\n"
            "    :live('/', page)\n"),
        1, tune_queue);
    house_run(house);
    for (int times = 0; times < 2; times++) {
        struct session *ear = actors_find(house->hall, BYTES("ear"));
        assert_int_equal(ear->lives, times);
        for (int i = 1; i <= 4; i++) listeners_say(house->hall, "news", "said", i);
        house_run(house);
    }
    assert_null(actors_find(house->hall, BYTES("ear")));
    assert_int_equal(house->hall->counters.actor_restarts, 1);
    assert_int_equal(house->hall->counters.groups_down, 1);
    house_close(house);
}

static void tune_mailbox(struct settings *settings)
{
    settings->limits.mailbox = 8;
}

static void half_of_the_mailbox_is_the_visitors(void **state)
{
    (void)state;
    struct house *house = house_open_with(house_load(LISTENERS_APP), 1, tune_mailbox);
    struct peer *peer = house_join(house);
    peer_event(peer, "listen", "{\"topic\":\"more\",\"full\":\"drop_oldest\"}");
    peer_event(peer, "spin", "{\"n\":300000}");
    for (int i = 1; i <= 100; i++) listeners_say(house->hall, i % 2 ? "news" : "more", "said", i);
    assert_true(peer->line.session->mailbox.count <= 4);
    for (int i = 0; i < 4; i++) peer_event(peer, "spin", "{\"n\":1}");
    house_run(house);
    assert_non_null(peer->line.session);
    assert_true(house->hall->counters.broadcasts_dropped > 90);
    peer_leave(peer);
    house_close(house);
}

// --- a browser that does not read ---

static void who_never_reads_costs_a_bounded_amount_and_slows_nobody(void **state)
{
    (void)state;
    struct house *house = house_open(LISTENERS_APP);
    struct peer *slow = house_join(house);
    struct peer *quick = house_join(house);
    slow->is_slow = true;
    for (int i = 1; i <= 3000; i++) {
        listeners_say(house->hall, "news", "said", i);
        house_run(house);
    }
    const struct session *session = slow->line.session;
    assert_int_equal(session->mailbox.count, 0);
    assert_true(session->outbox.bytes.size <= (size_t)limits_default.outbox_bytes);
    assert_contains(peer_last(quick), " 2999 3000 ");
    slow->is_slow = false; // it reads at last, and gets one page for all of it
    peer_forget(slow);
    line_wake(&slow->line);
    house_run(house);
    line_wake(&slow->line);
    assert_true(slow->count < 5);
    assert_contains(peer_last(slow), " 2999 3000 ");
    peer_leave(slow);
    peer_leave(quick);
    house_close(house);
}

// --- components ---

static const char parts[] =
    "local ls = require 'lightspeed'\n"
    "local Part = ls.component { attrs = { id = 'string' }, messages = { said = { n = 'integer' } } }\n"
    "function Part.init() return { n = 0 }, ls.subscribe 'news' end\n"
    "function Part.update.said(m, e) m.n = e.n end\n"
    "function Part.render(m) return html[[<i>{m.n}</i>]] end\n"
    "local view = ls.view { events = { 'hide' } }\n"
    "function view.init() return { shows = true } end\n"
    "function view.update.hide(m) m.shows = false end\n"
    "function view.render(m) return html[[<div>{if m.shows then}<Part id=\"one\" />{end}</div>]] end\n"
    "return view\n";

static void a_component_hears_for_itself_as_long_as_it_is_there(void **state)
{
    (void)state;
    struct house *house = house_open(parts);
    struct peer *peer = house_join(house);
    assert_int_equal(topics_listeners(house->hall, BYTES("news")), 1);
    listeners_say(house->hall, "news", "said", 5);
    house_run(house);
    assert_contains(peer_last(peer), "5");
    peer_event(peer, "hide", "{}");
    assert_int_equal(topics_listeners(house->hall, BYTES("news")), 0);
    peer_leave(peer);
    house_close(house);
}

// --- newer code, another life ---

static void goes_on_in_newer_code(void **state)
{
    (void)state;
    struct error err = {0};
    struct house *house = house_open(LISTENERS_APP);
    struct peer *peer = house_join(house);
    peer_event(peer, "listen", "{\"topic\":\"news\",\"gap\":true}");
    const char *const newer[] = {"app.lua", LISTENERS_APP "-- newer\n", NULL};
    struct app *app = house_load_files_again(house->app, &err, newer);
    assert_non_null(app);
    renewal_of_hall(house->hall, app);
    house_run(house);
    assert_ptr_equal(peer->line.session->app, app);
    listeners_say(house->hall, "news", "said", 1);
    house_run(house);
    listeners_expect(peer->line.session, "1 ");
    peer_leave(peer);
    house_close(house);
    app_delete(app);
}

static struct session *read_again(struct house *house, struct session *session)
{
    struct buffer record = {0};
    struct error err = {0};
    record_write(session, &record);
    session_end(session, ERROR_GONE, "the host goes down");
    struct succession succession;
    struct session *again = record_read(house->hall, buffer_bytes(&record), &succession, &err);
    succession_destroy(&succession);
    if (!again) fail_msg("%s", err.text);
    buffer_destroy(&record);
    return again;
}

static void comes_back_from_a_record_and_is_told_to_look_again(void **state)
{
    (void)state;
    struct house *house = house_open(LISTENERS_APP);
    struct peer *peer = house_join(house);
    peer_event(peer, "listen", "{\"topic\":\"news\",\"full\":\"drop_oldest\",\"gap\":true}");
    struct session *session = read_again(house, peer->line.session);
    assert_int_equal(topics_listeners(house->hall, BYTES("news")), 0);
    session_arrive(session, house->hall);
    assert_int_equal(topics_listeners(house->hall, BYTES("news")), 1);
    assert_int_equal(session->subscriptions->first->full, FULL_DROP_OLDEST);
    listeners_say(house->hall, "news", "said", 1);
    house_run(house);
    listeners_expect(session, "lost:news 1 ");
    peer_leave(peer);
    house_close(house);
}

static void who_begins_anew_listens_anew(void **state)
{
    (void)state;
    struct house *house = house_open("local ls = require 'lightspeed'\n"
                                     "local view = ls.view { events = { 'boom', 'more' }, messages = { 'said' } }\n"
                                     "function view.init() return {}, ls.subscribe 'news' end\n"
                                     "function view.update.boom() error('boom') end\n"
                                     "function view.update.more(m) return m, ls.subscribe 'more' end\n"
                                     "function view.update.said() end\n"
                                     "function view.render() return html[[<p>.</p>]] end\n"
                                     "return view\n");
    struct peer *peer = house_join(house);
    peer_event(peer, "more", "{}");
    assert_int_equal(topics_listeners(house->hall, BYTES("more")), 1);
    peer->line.session->failures.in_a_row = intensity_default.failures_max; // as after that many
    peer_event(peer, "boom", "{}");
    house_run(house);
    assert_int_equal(house->hall->counters.restarts, 1);
    assert_int_equal(topics_listeners(house->hall, BYTES("more")), 0);
    assert_int_equal(topics_listeners(house->hall, BYTES("news")), 1);
    peer_leave(peer);
    house_close(house);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_turn_that_fails_subscribes_to_nothing),
        cmocka_unit_test(listening_twice_is_listening_once),
        cmocka_unit_test(who_sleeps_is_woken),
        cmocka_unit_test(what_is_said_waits_for_a_page_that_nobody_joined),
        cmocka_unit_test(goes_on_while_the_line_is_away),
        cmocka_unit_test(after_unsubscribing_nothing_comes),
        cmocka_unit_test(a_full_queue_does_what_was_declared),
        cmocka_unit_test(a_page_that_is_to_fail_begins_anew_when_it_is_behind),
        cmocka_unit_test(one_that_is_behind_again_and_again_ends),
        cmocka_unit_test(an_actor_that_is_behind_fails_as_actors_do),
        cmocka_unit_test(half_of_the_mailbox_is_the_visitors),
        cmocka_unit_test(who_never_reads_costs_a_bounded_amount_and_slows_nobody),
        cmocka_unit_test(a_component_hears_for_itself_as_long_as_it_is_there),
        cmocka_unit_test(goes_on_in_newer_code),
        cmocka_unit_test(comes_back_from_a_record_and_is_told_to_look_again),
        cmocka_unit_test(who_begins_anew_listens_anew),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
