// Pages that wait for answers, whether a request asks for them or a link on the line of another.
#include "session/visit/gather.h"

#include "bus/call.h"
#include "support/house.h"
#include "value/answer.h"
#include "value/codec.h"

static const char gathering[] =
    "local ls = require 'lightspeed'\n"
    "local work = ls.service('work', function()\n"
    "  return { ask = function() end, more = function() end }\n"
    "end)\n"
    "local Keeper = ls.actor { messages = { 'who', 'never' } }\n"
    "function Keeper.init() return {} end\n"
    "function Keeper.update.who(m) return m, ls.reply 'Ada' end\n"
    "function Keeper.update.never(m) for _ = 1, 300000 do end return m, ls.reply 'late' end\n"
    "local function page(init)\n"
    "  local view = ls.view { events = { 'add' }, messages = { 'told', 'tick' } }\n"
    "  view.init = init\n"
    "  function view.update.add(m) m.n = m.n + 1 end\n"
    "  function view.update.tick(m) m.n = m.n + 10 return m, ls.after(300):to 'tick' end\n"
    "  function view.update.told(m, value, err)\n"
    "    m.said = value or err\n"
    "    if value == 'boom' then error 'boom' end\n"
    "    if value == 'more' then return m, work.more():to 'told' end\n"
    "    if value == 'away' then return m, ls.navigate '/' end\n"
    "    if value == 'bad' then m.fails = true end\n"
    "  end\n"
    "  function view.render(m)\n"
    "    if m.fails then error 'it cannot be shown' end\n"
    "    return html[[<p>{m.n}</p><i>{m.said}</i>]]\n"
    "  end\n"
    "  return view\n"
    "end\n"
    "local function with(command) return page(function() return { n = 0, said = 'nothing' }, command() end) end\n"
    "return ls.app():supervise('keepers', {}, { ls.child(Keeper):named 'keeper' })\n"
    "  :live('/', page(function() return { n = 0 }, ls.after(300):to 'tick' end))\n"
    "  :live('/call', with(function() return work.ask():to 'told' end))\n"
    "  :live('/both', with(function() return work.ask():to 'told', work.more():to 'told' end))\n"
    "  :live('/lazy', with(function() return work.ask():to('told'):lazy() end))\n"
    "  :live('/untold', with(function() return work.ask() end))\n"
    "  :live('/ask', with(function() return ls.ask('keeper', 'who'):to 'told' end))\n"
    "  :live('/ask/lazy', with(function() return ls.ask('keeper', 'who'):to('told'):lazy() end))\n"
    "  :live('/ask/nobody', with(function() return ls.ask('nobody', 'who'):to 'told' end))\n"
    "  :live('/ask/slow', with(function() return ls.ask('keeper', 'never'):to 'told' end))\n";

// Calls that came, until the spec answers them.
static struct {
    struct clerks clerks; // first
    struct call *calls[8];
    size_t count;
    size_t cancelled;
} office;

static void keep(struct clerks *clerks, struct call *call)
{
    (void)clerks;
    office.calls[office.count++] = call;
}

static void count_cancelled(struct clerks *clerks, uint64_t session, uint64_t number)
{
    (void)clerks, (void)session, (void)number;
    office.cancelled++;
}

static void say(struct house *house, const char *word)
{
    struct buffer value = {0};
    struct call *call = office.calls[--office.count];
    codec_put_string(&value, bytes_of(word));
    answer_put_said(buffer_bytes(&value), (struct bytes){0}, &call->answer);
    buffer_destroy(&value);
    call_end(call, CALL_SAID, NULL);
    house_run(house);
}

static void employ(struct settings *settings)
{
    office.clerks = (struct clerks){.take = keep, .cancel = count_cancelled};
    office.count = office.cancelled = 0;
    settings->clerks = &office.clerks;
}

static struct house *open_house(void)
{
    struct house *house = house_open_with(house_load(gathering), 1, employ);
    house_run(house);
    return house;
}

static void close_house(struct house *house)
{
    while (office.count) call_delete(office.calls[--office.count]);
    house_close(house);
}

// Somebody at the first page who has followed a link.
struct visitor {
    struct house *house;
    struct peer *peer;
    char ticket[64];
};

static struct visitor follow(const char *url)
{
    struct visitor visitor = {.house = open_house()};
    visitor.peer = house_enter(visitor.house, visitor.house->hall, visitor.ticket);
    house_run(visitor.house);
    peer_go(visitor.peer, url, "");
    house_run(visitor.house);
    return visitor;
}

static void look_away(struct visitor *visitor)
{
    peer_leave(visitor->peer);
    close_house(visitor->house);
}

static bool is_there(const struct visitor *visitor)
{
    return peer_has(visitor->peer, "{\"go\":[");
}

// --- requests ---

static void a_request_waits_for_an_actor_that_is_asked_and_not_where_it_is_lazy(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"/ask", "<i>Ada"}, {"/ask/lazy", "<i>nothing"}, {"/ask/nobody", "<i>there is no actor of this name"}};
    struct house *house = open_house();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct page page;
        page_begin(&page, house->hall, cases[i][0], "");
        house_run(house);
        assert_int_equal(page.visit.status, 200);
        assert_contains(page_html(&page), cases[i][1]);
        page_destroy(&page);
    }
    close_house(house);
}

static void a_request_that_lost_its_patience_is_answered_whatever_else_comes(void **state)
{
    (void)state;
    struct house *house = open_house();
    struct page page;
    page_begin(&page, house->hall, "/call", "");
    house_run(house);
    assert_int_equal(page.answers, 0);
    house_wait(house, 1999);
    house_wait(house, 1);
    house_wait(house, 250);
    assert_int_equal(page.visit.status, 200);
    assert_contains(page_html(&page), "<i>nothing");
    say(house, "late");
    page_destroy(&page);
    close_house(house);
}

// --- links ---

static void a_link_waits_for_what_its_view_asks_and_shows_it_complete(void **state)
{
    (void)state;
    struct visitor visitor = follow("/call");
    assert_false(is_there(&visitor));
    say(visitor.house, "more");
    assert_false(is_there(&visitor));
    say(visitor.house, "all of it");
    assert_true(is_there(&visitor));
    assert_contains(peer_last(visitor.peer), "all of it");
    look_away(&visitor);
}

static void a_link_waits_for_actors(void **state)
{
    (void)state;
    struct visitor visitor = follow("/ask");
    assert_contains(peer_last(visitor.peer), "{\"go\":[");
    assert_contains(peer_last(visitor.peer), "Ada");
    look_away(&visitor);
}

static void a_link_waits_for_nothing_that_is_lazy_or_that_nobody_listens_for(void **state)
{
    (void)state;
    static const char *const urls[] = {"/lazy", "/untold", "/ask/lazy"};
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
        struct visitor visitor = follow(urls[i]);
        assert_contains(peer_last(visitor.peer), "{\"go\":[");
        assert_contains(peer_last(visitor.peer), "nothing");
        look_away(&visitor);
    }
}

static void a_link_waits_only_so_long(void **state)
{
    (void)state;
    struct visitor visitor = follow("/call");
    house_wait(visitor.house, 1999);
    assert_false(is_there(&visitor));
    house_wait(visitor.house, 1);
    assert_true(is_there(&visitor));
    say(visitor.house, "late");
    look_away(&visitor);
}

static void what_came_in_time_is_shown_though_another_answer_did_not(void **state)
{
    (void)state;
    struct visitor visitor = follow("/both");
    say(visitor.house, "one of two");
    house_wait(visitor.house, 1999);
    assert_false(is_there(&visitor));
    house_wait(visitor.house, 1);
    assert_true(is_there(&visitor));
    assert_contains(peer_last(visitor.peer), "one of two");
    look_away(&visitor);
}

static void the_page_that_is_there_goes_on_meanwhile(void **state)
{
    (void)state;
    struct visitor visitor = follow("/call");
    house_wait(visitor.house, 300);
    assert_string_equal(peer_last(visitor.peer), "[1,0,{\"0\":\"10\"}]");
    house_wait(visitor.house, 300);
    assert_string_equal(peer_last(visitor.peer), "[2,0,{\"0\":\"20\"}]");
    assert_false(is_there(&visitor));
    say(visitor.house, "complete");
    assert_contains(peer_last(visitor.peer), "[3,1,null,{\"go\":[");
    assert_contains(peer_last(visitor.peer), "complete");
    look_away(&visitor);
}

static void who_does_something_meanwhile_waits_no_longer(void **state)
{
    (void)state;
    struct visitor visitor = follow("/call");
    peer_event(visitor.peer, "add", "{}");
    house_run(visitor.house);
    assert_true(is_there(&visitor));
    assert_string_equal(peer_last(visitor.peer), "[2,2,{\"0\":\"1\"}]");
    say(visitor.house, "late");
    look_away(&visitor);
}

static void who_loses_the_line_meanwhile_finds_the_answer_when_it_is_back(void **state)
{
    (void)state;
    struct visitor visitor = follow("/call");
    line_close(&visitor.peer->line);
    house_run(visitor.house);
    assert_false(house_session(visitor.house, visitor.ticket)->is_leaving);
    struct peer *back = peer_enter(visitor.house->hall, visitor.ticket, "0");
    house_run(visitor.house);
    assert_true(peer_has(back, "{\"go\":["));
    peer_leave(back);
    peer_forget(visitor.peer);
    free(visitor.peer);
    close_house(visitor.house);
}

static void who_ends_meanwhile_leaves_nothing_behind(void **state)
{
    (void)state;
    struct visitor visitor = follow("/call");
    session_end(house_session(visitor.house, visitor.ticket), ERROR_GONE, "the spec says so");
    house_wait(visitor.house, 2000);
    house_wait(visitor.house, 3600000);
    assert_false(is_there(&visitor));
    assert_int_equal(visitor.house->hall->sessions_count, 1); // the keeper
    assert_true(office.cancelled > 0);
    look_away(&visitor);
}

static void a_house_that_closes_meanwhile_leaves_nothing_behind(void **state)
{
    (void)state;
    struct visitor visitor = follow("/call");
    look_away(&visitor);
}

static void expect_sent_home(const char *url)
{
    struct visitor visitor = follow(url);
    say(visitor.house, "away");
    assert_contains(peer_last(visitor.peer), "\",\"/\",0,");
    look_away(&visitor);
}

static void what_an_answer_sends_on_is_never_seen(void **state)
{
    (void)state;
    expect_sent_home("/call");
}

static void who_is_sent_on_waits_for_no_other_answer(void **state)
{
    (void)state;
    expect_sent_home("/both");
}

// What comes of this answer is not shown, but the view is.
static void expect_shown_without(const char *answer)
{
    struct visitor visitor = follow("/call");
    say(visitor.house, answer);
    assert_contains(peer_last(visitor.peer), "{\"go\":[");
    assert_contains(peer_last(visitor.peer), "nothing");
    look_away(&visitor);
}

static void an_answer_whose_turn_fails_leaves_the_view_as_it_was_and_it_is_shown(void **state)
{
    (void)state;
    expect_shown_without("boom");
}

static void a_view_that_cannot_be_shown_with_its_answer_is_shown_without(void **state)
{
    (void)state;
    expect_shown_without("bad");
}

static void an_actor_that_takes_its_time_is_waited_for(void **state)
{
    (void)state;
    struct visitor visitor = follow("/ask/slow");
    assert_true(is_there(&visitor));
    assert_true(peer_has(visitor.peer, "late"));
    look_away(&visitor);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_request_waits_for_an_actor_that_is_asked_and_not_where_it_is_lazy),
        cmocka_unit_test(a_request_that_lost_its_patience_is_answered_whatever_else_comes),
        cmocka_unit_test(a_link_waits_for_what_its_view_asks_and_shows_it_complete),
        cmocka_unit_test(a_link_waits_for_actors),
        cmocka_unit_test(a_link_waits_for_nothing_that_is_lazy_or_that_nobody_listens_for),
        cmocka_unit_test(a_link_waits_only_so_long),
        cmocka_unit_test(what_came_in_time_is_shown_though_another_answer_did_not),
        cmocka_unit_test(the_page_that_is_there_goes_on_meanwhile),
        cmocka_unit_test(who_does_something_meanwhile_waits_no_longer),
        cmocka_unit_test(who_loses_the_line_meanwhile_finds_the_answer_when_it_is_back),
        cmocka_unit_test(who_ends_meanwhile_leaves_nothing_behind),
        cmocka_unit_test(a_house_that_closes_meanwhile_leaves_nothing_behind),
        cmocka_unit_test(what_an_answer_sends_on_is_never_seen),
        cmocka_unit_test(who_is_sent_on_waits_for_no_other_answer),
        cmocka_unit_test(an_answer_whose_turn_fails_leaves_the_view_as_it_was_and_it_is_shown),
        cmocka_unit_test(a_view_that_cannot_be_shown_with_its_answer_is_shown_without),
        cmocka_unit_test(an_actor_that_takes_its_time_is_waited_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
