// Durable sessions: nobody is told of what might be lost, and what was told is there after any end of the host.
#include "session/children.h"
#include "session/keep/keeping.h"
#include "session/visit/place.h"
#include "support/channels.h"
#include "support/keeper.h"

#define LASTING LASTING_WITH("")
#define LASTING_WITH(option)                                                                                         \
    "local ls = require 'lightspeed'\n"                                                                              \
    "local leaf = ls.view { params = { name = 'string' }, events = { 'add' } }\n"                                    \
    "function leaf.init(p) return { name = p.name, n = 0 } end\n"                                                    \
    "function leaf.update.add(m) m.n = m.n + 1 end\n"                                                                \
    "function leaf.render(m) return html[[<b>{m.name}</b><i>{m.n}</i>]] end\n"                                       \
    "local view = ls.view { " option " events = { add = { by = 'integer' }, 'later', 'say', 'boom' },\n"             \
    "  messages = { 'tick', 'heard' } }\n"                                                                           \
    "function view.init() return { n = 0 } end\n"                                                                    \
    "function view.update.add(m, e) m.n = m.n + e.by end\n"                                                          \
    "function view.update.later(m) return m, ls.after(5000):to 'tick' end\n"                                         \
    "function view.update.say(m) return m, ls.send 'heard' end\n"                                                    \
    "function view.update.boom() error 'boom' end\n"                                                                 \
    "function view.update.tick(m) m.n = m.n + 1000 end\n"                                                            \
    "function view.update.heard(m) m.n = m.n + 100 end\n"

static const char lasting[] = LASTING "function view.render(m) return html[[<p>{m.n}</p>]] end\nreturn view\n";
static const char fleeting[] =
    LASTING "function view.render(m) return html[[<p>{m.n}</p>]] end\nview.durable = false\nreturn view\n";
static const char with_leaf[] =
    LASTING "function view.render(m) return html[[<p>{m.n}</p><ls.live of={leaf} id='leaf' name='it' />]] end\n"
            "return view\n";

// ---- a house with a keeper

static struct slow_keeper slow;
static struct directory directory;
static bool keeps_all;

static void tune(struct settings *settings)
{
    settings->keeper = &slow.keeper;
    settings->keeps_all = keeps_all;
}

static struct house *open_house(const char *source, unsigned halls)
{
    slow_keeper_open(&slow, &directory);
    return house_open_with(house_load(source), halls, tune);
}

static void open_directory(void)
{
    keeps_all = true;
    directory = directory_make();
}

static struct peer *join(struct house *house, char ticket[64])
{
    struct peer *peer = house_enter(house, house->hall, ticket);
    slow_keeper_rest(&slow, house);
    assert_contains(peer->frames[0], "[\"ok\",0,0]");
    return peer;
}

static struct peer *join_again(struct house *house, struct hall *hall, const char *ticket, const char *seen)
{
    struct peer *peer = peer_enter(hall, ticket, seen);
    slow_keeper_rest(&slow, house);
    return peer;
}

// ---- channels

#define TALLY(rest)                                                                                                  \
    "local ls = require 'lightspeed'\n"                                                                              \
    "local tally = ls.channel { events = { add = { by = 'integer' } }, durable = true }\n"                           \
    "function tally.join() return { n = 0 }, ls.reply 'hello' end\n"                                                 \
    "function tally.update.add(m, e) m.n = m.n + e.by return m, ls.reply(m.n) end\n" rest                            \
    "local view = ls.view {}\n"                                                                                      \
    "function view.render() return html[[<p>x</p>]] end\n"                                                           \
    "return ls.app():live('/', view):channel('tally', tally)\n"

static void a_channel_goes_on_in_another_program_and_repeats_what_was_not_heard(void **state)
{
    (void)state;
    char ticket[64], text[120];
    open_directory();
    struct house *house = open_house(TALLY(""), 1);
    struct peer *peer = peer_new(house->hall);
    peer_say(peer, "1[\"open\",1,\"tally\",{}]");
    house_run(house);
    assert_int_equal(peer->count, 0); // a ticket that may be lost is not given
    slow_keeper_rest(&slow, house);
    channels_read_ticket(peer_last(peer), ticket);
    peer_say(peer, "1[\"e\",1,\"add\",{\"by\":5},1]");
    slow_keeper_rest(&slow, house);
    assert_contains(peer_last(peer), "[\"reply\",5]");
    peer_say(peer, "1[\"e\",2,\"add\",{\"by\":70},1]");
    house_run(house);
    assert_contains(peer_last(peer), "[\"reply\",5]"); // not before it is on disk
    peer_leave(peer);
    slow_keeper_die(&slow, house);

    house = open_house(TALLY("function tally.update.add(m, e) m.n = m.n + e.by return m, ls.reply(-m.n) end\n"), 1);
    peer = peer_new(house->hall);
    snprintf(text, sizeof text, "1[\"join\",1,\"%s\",1]", ticket); // the answer to the first was not acknowledged
    peer_say(peer, text);
    slow_keeper_rest(&slow, house);
    assert_string_equal(peer->frames[0], "1[\"ok\",2,1]");
    assert_contains(peer->frames[1], "1[2,1,null,{\"do\":[[\"reply\",5]]}]");
    peer_say(peer, "1[\"e\",2,\"add\",{\"by\":70},2]");
    slow_keeper_rest(&slow, house);
    assert_contains(peer_last(peer), "[\"reply\",-75]");
    peer_leave(peer);
    slow_keeper_die(&slow, house);
    directory_remove(&directory);
}

// ---- what most specs have: a house, and a browser in it

static struct house *house;
static struct peer *peer;
static char ticket[64];

static void begin(const char *source, unsigned halls)
{
    open_directory();
    house = open_house(source, halls);
    peer = join(house, ticket);
}

static void end(void)
{
    peer_leave(peer);
    slow_keeper_die(&slow, house);
    directory_remove(&directory);
}

// The host is killed, and started again with this app; the browser has seen so many frames.
static void come_back(const char *source, const char *seen)
{
    peer_leave(peer);
    slow_keeper_die(&slow, house);
    house = open_house(source, 1);
    peer = join_again(house, house->hall, ticket, seen);
}

// ---- nobody is told of what might be lost

static void frames_wait_until_their_turn_is_kept(void **state)
{
    (void)state;
    begin(lasting, 1);
    peer_forget(peer);
    peer_event(peer, "add", "{\"by\":1}");
    house_run(house);
    assert_int_equal(peer->count, 0);
    assert_int_equal(slow.count, 1);
    peer_event(peer, "add", "{\"by\":1}");
    peer_event(peer, "add", "{\"by\":1}");
    house_run(house);
    assert_int_equal(slow.count, 2); // both in one parcel
    assert_int_equal(peer->count, 0);
    slow_keeper_rest(&slow, house);
    assert_int_equal(peer->count, 3);
    assert_string_equal(peer->frames[0], "[1,1,{\"0\":\"1\"}]");
    assert_string_equal(peer->frames[2], "[3,3,{\"0\":\"3\"}]");
    end();
}

static void so_do_refusals_and_failures(void **state)
{
    (void)state;
    begin(lasting, 1);
    peer_forget(peer);
    peer_event(peer, "add", "{\"by\":\"much\"}");
    peer_event(peer, "boom", "{}");
    house_run(house);
    assert_int_equal(peer->count, 0);
    slow_keeper_rest(&slow, house);
    assert_contains(peer->frames[0], "\"misfit\"");
    assert_contains(peer->frames[1], "\"crash\"");
    come_back(lasting, "2"); // and the browser's next event is the third
    assert_contains(peer->frames[0], "[\"ok\",2,2]");
    end();
}

static void who_joins_is_told_of_what_is_kept_only(void **state)
{
    (void)state;
    begin(lasting, 1);
    peer_event(peer, "add", "{\"by\":1}");
    slow_keeper_rest(&slow, house);
    peer_event(peer, "add", "{\"by\":1}");
    house_run(house);
    peer_leave(peer);
    peer = peer_enter(house->hall, ticket, "1");
    house_run(house);
    assert_string_equal(peer_last(peer), "[\"ok\",1,1]");
    slow_keeper_rest(&slow, house);
    assert_string_equal(peer_last(peer), "[2,2,{\"0\":\"2\"}]");
    end();
}

static void a_view_may_say_that_it_does_not_last(void **state)
{
    (void)state;
    static const struct {
        const char *source;
        bool keeps_all, is_kept;
    } cases[] = {{fleeting, true, false}, {lasting, false, false}, {lasting, true, true}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        open_directory();
        keeps_all = cases[i].keeps_all;
        house = open_house(cases[i].source, 1);
        peer = join(house, ticket);
        peer_event(peer, "add", "{\"by\":1}");
        house_run(house);
        assert_int_equal(strcmp(peer_last(peer), "[1,1,{\"0\":\"1\"}]") == 0, !cases[i].is_kept);
        assert_int_equal(slow.count > 0, cases[i].is_kept);
        end();
    }
}

// ---- what was told is there

static void a_session_comes_back_after_any_end(void **state)
{
    (void)state;
    begin(lasting, 1);
    for (int i = 0; i < 5; i++) peer_event(peer, "add", "{\"by\":2}");
    slow_keeper_rest(&slow, house);
    peer_event(peer, "add", "{\"by\":2}"); // the host dies before it is kept
    house_run(house);
    come_back(lasting, "5");
    assert_string_equal(peer_last(peer), "[\"ok\",5,5]"); // the page lacks nothing
    peer_say(peer, "[\"e\",5,\"add\",{\"by\":2},5]");     // was dealt with
    peer_say(peer, "[\"e\",6,\"add\",{\"by\":2},5]");     // was not
    slow_keeper_rest(&slow, house);
    assert_string_equal(peer_last(peer), "[6,6,{\"0\":\"12\"}]");
    assert_int_equal(house->hall->counters.duplicates, 1);
    assert_int_equal(house->hall->counters.revivals, 1);
    come_back(lasting, "5");                             // and again
    assert_contains(peer->frames[1], "[\"full\",7,6,["); // it lacks a frame that nobody has any more
    assert_contains(peer->frames[1], "\"12\"");
    end();
}

// Who visits is no part of a step: where it changes, the record is written anew.
static void whom_a_view_lets_in_is_known_after_a_crash(void **state)
{
    (void)state;
    static const char entering[] = "local ls = require 'lightspeed'\n"
                                   "local view = ls.view { events = { 'add', 'enter', 'leave' } }\n"
                                   "function view.init() return { n = 0 } end\n"
                                   "function view.update.add(m) m.n = m.n + 1 end\n"
                                   "function view.update.enter(m) return m, ls.put_session { user = 'Ada L.' } end\n"
                                   "function view.update.leave(m) return m, ls.clear_session() end\n"
                                   "function view.render(m) return html[[<p>{m.n}</p>]] end\nreturn view\n";
    for (int leaves = 0; leaves < 2; leaves++) {
        begin(entering, 1);
        peer_event(peer, "add", "{}");
        slow_keeper_rest(&slow, house); // there is a record, of nobody
        peer_event(peer, "enter", "{}");
        peer_event(peer, leaves ? "leave" : "add", "{}");
        slow_keeper_rest(&slow, house);
        assert_int_equal(house_session(house, ticket)->ref_kept, 3); // it was answered
        come_back(entering, "0");
        assert_int_equal(house->hall->counters.revivals, 1);
        struct bytes visitor = place_visitor(house_session(house, ticket));
        assert_int_equal(memmem(visitor.data, visitor.size, "Ada L.", 6) != NULL, !leaves);
        end();
    }
}

// The same model, another page: what the browser shows is nothing to go on from.
static const char telling[] =
    "local ls = require 'lightspeed'\n"
    "local view = ls.view { events = { 'add', 'tell', boom = { by = 'integer' }, 'much' } }\n"
    "function view.init() return { n = 0 } end\n"
    "function view.update.add(m) m.n = m.n + 1 end\n"
    "function view.update.boom() end\n"
    "function view.update.tell(m) m.n = m.n + 1 return m, ls.push_event('ding', m.n) end\n"
    "function view.update.much(m) m.n = m.n + 1 return m, ls.push_event('dong', ('x'):rep(20000)) end\n"
    "function view.render(m) return html[[<p>{m.n}</p>]] end\n"
    "return view\n";

// What a page that is shown anew would not make up for: effects and refusals, with all frames between them.
static void what_is_said_once_comes_where_the_page_had_not_heard_it(void **state)
{
    (void)state;
    begin(telling, 1);
    peer_event(peer, "add", "{}");
    peer_event(peer, "tell", "{}");
    peer_event(peer, "boom", "{\"by\":\"x\"}");
    peer_event(peer, "add", "{}");
    slow_keeper_rest(&slow, house);
    for (int i = 0; i < 2; i++) {
        come_back(telling, "1");
        assert_int_equal(peer->count, 4);
        assert_string_equal(peer->frames[0], "[\"ok\",4,4]");
        assert_string_equal(peer->frames[1], "[2,2,{\"0\":\"2\"},{\"do\":[[\"push_event\",\"ding\",2]]}]");
        assert_contains(peer->frames[2], "[3,3,null,{\"no\":\"misfit\"");
        assert_string_equal(peer->frames[3], "[4,4,{\"0\":\"3\"}]");
    }
    peer_say(peer, "[\"e\",5,\"add\",{},4]"); // all were applied: there is nothing to be kept
    slow_keeper_rest(&slow, house);
    assert_string_equal(peer_last(peer), "[5,5,{\"0\":\"4\"}]");
    come_back(telling, "4");
    assert_int_equal(peer->count, 2);
    assert_string_equal(peer->frames[1], "[\"full\",6,5,[0,\"4\"]]");
    end();
}

static void but_not_where_that_is_too_much(void **state)
{
    (void)state;
    begin(telling, 1);
    peer_event(peer, "tell", "{}");
    peer_event(peer, "much", "{}");
    slow_keeper_rest(&slow, house);
    come_back(telling, "0");
    assert_int_equal(peer->count, 2);
    assert_string_equal(peer->frames[1], "[\"full\",3,2,[0,\"2\"]]");
    end();
}

static void another_program_tells_all_of_it(void **state)
{
    (void)state;
    begin(lasting, 1);
    peer_event(peer, "add", "{\"by\":1}");
    slow_keeper_rest(&slow, house);
    come_back(LASTING "function view.render(m) return html[[<b>{m.n}</b>]] end\nreturn view\n", "1");
    assert_contains(peer->frames[1], "[\"full\",2,1,[");
    come_back(LASTING "function view.render(m) return html[[<b>{m.n}</b>]] end\nreturn view\n",
              "2"); // it is that one's now
    assert_string_equal(peer_last(peer), "[\"ok\",2,1]");
    end();
}

// A model that was kept by an older version of its view.
static void a_model_of_another_version_is_migrated_or_refused(void **state)
{
    (void)state;
#define RENDERED "function view.render(m) return html[[<p>{m.n}</p>]] end\nreturn view\n"
    static const char *const later[] = {
        LASTING_WITH("version = 2,") "function view.migrate(m, from) m.n = m.n * 10 + from return m end\n" RENDERED,
        LASTING_WITH("version = 2,") RENDERED,
    };
    static const char *const told[] = {"\"21\"", "\"gone\""};
    for (int i = 0; i < 2; i++) {
        begin(lasting, 1);
        peer_event(peer, "add", "{\"by\":2}");
        slow_keeper_rest(&slow, house);
        house_session(house, ticket)->needs_record = true; // at rest, so that no turn is played again
        session_sleep(house_session(house, ticket));
        slow_keeper_rest(&slow, house);
        come_back(later[i], "1");
        assert_contains(peer_last(peer), told[i]);
        end();
    }
}

static void messages_and_timers_come_along(void **state)
{
    (void)state;
    begin(lasting, 1);
    peer_event(peer, "later", "{}");
    slow_keeper_rest(&slow, house);
    peer_event(peer, "say", "{}"); // what it sends to itself is not done yet
    uv_prepare_stop(&house->hall->keep);
    struct session *session = house_session(house, ticket);
    assert_int_equal(session->mailbox.count, 1);
    keeping_depart(session); // kept just now
    slow_keeper_work(&slow);
    peer_leave(peer);
    slow_keeper_die(&slow, house);
    house = open_house(lasting, 1);
    house->hall->clock.wall_ms += 2000; // while nobody was there
    peer = join_again(house, house->hall, ticket, "2");
    assert_contains(peer_last(peer), "\"100\"");
    house_wait(house, 2999);
    slow_keeper_rest(&slow, house);
    assert_contains(peer_last(peer), "\"100\"");
    house_wait(house, 1);
    slow_keeper_rest(&slow, house);
    assert_contains(peer_last(peer), "\"1100\"");
    end();
}

static void a_page_comes_back_with_all_that_is_in_it(void **state)
{
    (void)state;
    char inner[64];
    open_directory();
    house = open_house(with_leaf, 1);
    peer = join(house, ticket);
    snprintf(inner, sizeof inner, "%s", children_ticket(house_session(house, ticket), BYTES("leaf")));
    struct peer *leaf = join_again(house, house->hall, inner, "0");
    peer_event(leaf, "add", "{}");
    peer_event(leaf, "add", "{}");
    slow_keeper_rest(&slow, house);
    peer_leave(leaf);
    peer_leave(peer);
    slow_keeper_die(&slow, house);
    house = open_house(with_leaf, 1);
    leaf = join_again(house, house->hall, inner, "2"); // whoever comes first brings the others
    assert_int_equal(house->hall->sessions_count, 2);
    assert_string_equal(peer_last(leaf), "[\"ok\",2,2]");
    peer = join_again(house, house->hall, ticket, "null");
    assert_contains(peer_last(peer), inner); // the element stays: it is the same ticket
    assert_int_equal(house->hall->counters.children, 0);
    peer_leave(leaf);
    end();
}

static void what_has_ended_does_not_come_back(void **state)
{
    (void)state;
    begin(lasting, 1);
    peer_leave(peer);
    house_wait(house, 301000); // its time without a line
    slow_keeper_rest(&slow, house);
    peer = join_again(house, house->hall, ticket, "0");
    assert_contains(peer_last(peer), "\"gone\"");
    come_back(lasting, "0");
    assert_contains(peer_last(peer), "\"gone\"");
    end();
}

static void a_host_that_closes_writes_all_down(void **state)
{
    (void)state;
    char tickets[3][64];
    open_directory();
    house = open_house(lasting, 2);
    peer = join(house, tickets[0]);
    peer_event(peer, "add", "{\"by\":7}"); // not kept yet
    house_visit(house, house->halls[1], tickets[1]);
    house_visit(house, house->hall, tickets[2]); // nobody joined these
    peer_leave(peer);
    slow_keeper_end(&slow, house);
    house = open_house(lasting, 2);
    const char *const shown[] = {"\"7\"", "\"0\"", "\"0\""};
    for (int i = 0; i < 3; i++) {
        peer = join_again(house, house->halls[i % 2], tickets[i], "null");
        assert_contains(peer_last(peer), shown[i]);
        peer_leave(peer);
    }
    slow_keeper_die(&slow, house);
    directory_remove(&directory);
}

// ---- several halls

static void two_who_ask_at_once_get_one_session(void **state)
{
    (void)state;
    begin(lasting, 2);
    peer_event(peer, "add", "{\"by\":1}");
    slow_keeper_rest(&slow, house);
    peer_leave(peer);
    slow_keeper_die(&slow, house);
    house = open_house(lasting, 2);
    struct peer *first = peer_enter(house->halls[0], ticket, "1");
    struct peer *second = peer_enter(house->halls[1], ticket, "1");
    slow_keeper_rest(&slow, house);
    assert_int_equal(house->halls[0]->sessions_count + house->halls[1]->sessions_count, 1);
    assert_true(peer_has(first, "\"replaced\"") != peer_has(second, "\"replaced\""));
    struct peer *winner = peer_has(first, "\"replaced\"") ? second : first;
    assert_string_equal(peer_last(winner), "[\"ok\",1,1]");
    peer_leave(first);
    peer_leave(second);
    slow_keeper_die(&slow, house);
    directory_remove(&directory);
}

static void frames_that_wait_move_with_their_session(void **state)
{
    (void)state;
    begin(lasting, 2);
    peer_event(peer, "add", "{\"by\":1}");
    house_run(house); // given to the keeper by the first hall
    peer_leave(peer);
    peer = peer_enter(house->halls[1], ticket, "0");
    house_run(house);
    assert_string_equal(peer_last(peer), "[\"ok\",0,0]");
    slow_keeper_rest(&slow, house);
    assert_string_equal(peer_last(peer), "[1,1,{\"0\":\"1\"}]");
    end();
}

// ---- when the disk refuses

static void an_outage_is_told_and_passes(void **state)
{
    (void)state;
    begin(lasting, 1);
    slow.keeper.is_failing = true;
    peer_event(peer, "add", "{\"by\":1}");
    house_run(house);
    peer_event(peer, "add", "{\"by\":1}"); // waits: the one before is not kept
    house_run(house);
    assert_int_equal(house->hall->counters.events, 1);
    house_wait(house, 1000);
    assert_false(peer->line.is_closing);
    house_wait(house, 2000);
    assert_contains(peer_last(peer), "[\"bye\",\"full\",\"what happens here cannot be kept just now");
    assert_int_equal(house->hall->counters.unkept, 1);
    peer_leave(peer);
    peer = peer_enter(house->hall, ticket, "0");
    house_run(house);
    assert_contains(peer_last(peer), "[\"bye\",\"full\"");
    peer_leave(peer);
    slow.keeper.is_failing = false; // the disk has room again
    slow_keeper_rest(&slow, house);
    peer = join_again(house, house->hall, ticket, "0");
    assert_string_equal(peer->frames[0], "[\"ok\",2,2]");
    assert_string_equal(peer_last(peer), "[2,2,{\"0\":\"2\"}]");
    end();
}

static void what_cannot_be_read_is_told_and_the_rest_serves(void **state)
{
    (void)state;
    char tickets[2][64];
    open_directory();
    house = open_house(lasting, 1);
    struct peer *peers[2] = {join(house, tickets[0]), join(house, tickets[1])};
    struct session *first = house_session(house, tickets[0]);
    struct error err = {0};
    for (int i = 0; i < 2; i++) peer_event(peers[i], "add", "{\"by\":5}");
    slow_keeper_rest(&slow, house);
    struct parcel_entry torn = {PARCEL_STEP, first->id, 0, 0, BYTES("half a step")};
    assert_true(archive_begin(slow.archive, &err) && archive_write(slow.archive, &torn, &err) &&
                archive_commit(slow.archive, &err));
    for (int i = 0; i < 2; i++) peer_leave(peers[i]);
    slow_keeper_die(&slow, house);
    house = open_house(lasting, 1);
    for (int i = 0; i < 2; i++) peers[i] = join_again(house, house->hall, tickets[i], "null");
    assert_contains(peer_last(peers[0]), "\"gone\"");
    assert_contains(house_log.last, "cannot be taken up again and is dropped: the record is damaged");
    assert_int_equal(house->hall->counters.unreadable, 1);
    assert_contains(peer_last(peers[1]), "\"5\"");
    for (int i = 0; i < 2; i++) peer_leave(peers[i]);
    slow_keeper_die(&slow, house);
    directory_remove(&directory);
}

// As after a copy of the directory was put back, or a disk that lost what it said it had.
static void a_session_older_than_its_page_is_gone_and_told_of(void **state)
{
    (void)state;
    begin(lasting, 1);
    peer_event(peer, "add", "{\"by\":5}");
    slow_keeper_rest(&slow, house);
    come_back(lasting, "2"); // the page had a frame more
    assert_string_equal(peer->frames[0], "[\"bye\",\"gone\",\"the session is older than its page\"]");
    assert_contains(house_log.last, "is at frame 1, and its page at 2: it is older than what was acknowledged");
    assert_int_equal(house->hall->counters.behind, 1);
    slow_keeper_rest(&slow, house);
    come_back(lasting, "null"); // nobody goes on from there, now and later
    assert_contains(peer->frames[0], "\"gone\"");
    end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frames_wait_until_their_turn_is_kept),
        cmocka_unit_test(a_channel_goes_on_in_another_program_and_repeats_what_was_not_heard),
        cmocka_unit_test(so_do_refusals_and_failures),
        cmocka_unit_test(who_joins_is_told_of_what_is_kept_only),
        cmocka_unit_test(a_view_may_say_that_it_does_not_last),
        cmocka_unit_test(a_session_comes_back_after_any_end),
        cmocka_unit_test(whom_a_view_lets_in_is_known_after_a_crash),
        cmocka_unit_test(what_is_said_once_comes_where_the_page_had_not_heard_it),
        cmocka_unit_test(but_not_where_that_is_too_much),
        cmocka_unit_test(another_program_tells_all_of_it),
        cmocka_unit_test(a_model_of_another_version_is_migrated_or_refused),
        cmocka_unit_test(messages_and_timers_come_along),
        cmocka_unit_test(a_page_comes_back_with_all_that_is_in_it),
        cmocka_unit_test(what_has_ended_does_not_come_back),
        cmocka_unit_test(a_host_that_closes_writes_all_down),
        cmocka_unit_test(two_who_ask_at_once_get_one_session),
        cmocka_unit_test(frames_that_wait_move_with_their_session),
        cmocka_unit_test(an_outage_is_told_and_passes),
        cmocka_unit_test(what_cannot_be_read_is_told_and_the_rest_serves),
        cmocka_unit_test(a_session_older_than_its_page_is_gone_and_told_of),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
