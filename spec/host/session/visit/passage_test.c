// From view to view over the line that is there.
#include "session/visit/passage.h"

#include "support/house.h"

static const char going[] =
    "local ls = require 'lightspeed'\n"
    "local function page(name, init, guard)\n"
    "  local view = ls.view { title = name, params = { x = 'string?' }, events = { 'add' }, guard = guard }\n"
    "  view.init = init or function() return { n = 0 } end\n"
    "  function view.params(m, p) m.x = p.x end\n"
    "  function view.update.add(m) m.n = m.n + 1 end\n"
    "  function view.render(m) return html[[<h1>{name}</h1><p>{m.n}</p><i>{m.x}</i>]] end\n"
    "  return view\n"
    "end\n"
    "local function sent(path) return function() return { n = 0 }, ls.navigate(path) end end\n"
    "local function slow() for _ = 1, 1000000 do end return { n = 0 } end\n" // takes many slices
    "local function yes(s) return true end\n"
    "return ls.app():live('/', page 'Home'):live('/a', page 'A'):live('/slow', page('Slow', slow))\n"
    "  :live('/sent', page('Sent', sent '/a')):live('/round', page('Round', sent '/round'))\n"
    "  :live('/boom', page('Boom', function() error 'boom' end))\n"
    "  :scope('/desk', {}, function(s) s:live('/', page 'Desk') end)\n"
    "  :scope('/staff', { guard = yes }, function(s)\n"
    "    s:live('/', page 'Staff'):live('/room', page 'Room')\n"
    "    s:live('/no', page('No', nil, function() return false end))\n"
    "    s:live('/hop', page('Hop', nil, function() return '/staff/room' end))\n"
    "  end)\n";

// Somebody who looks at a page of the house.
struct visitor {
    struct house *house;
    struct peer *peer;
    char ticket[64];
};

static struct visitor look_with(const char *path, void (*tune)(struct settings *settings))
{
    struct visitor visitor = {.house = house_open_with(house_load(going), 1, tune)};
    visitor.peer = house_enter_at(visitor.house, visitor.house->hall, path, visitor.ticket);
    house_run(visitor.house);
    return visitor;
}

static struct visitor look(const char *path)
{
    return look_with(path, NULL);
}

// Follows a link; `next` is the ticket of where it leads.
static void follow(struct visitor *visitor, const char *url, const char *ticket, char next[64])
{
    peer_go(visitor->peer, url, ticket);
    house_run(visitor->house);
    way_read_ticket(peer_last(visitor->peer), next);
}

// Somebody who has clicked once and is about to leave for another view, whose ticket is `next`.
static struct visitor look_and_leave(char next[64])
{
    struct visitor visitor = look("/");
    peer_event(visitor.peer, "add", "{}");
    follow(&visitor, "/a", "", next);
    return visitor;
}

static void look_away(struct visitor *visitor)
{
    peer_leave(visitor->peer);
    house_close(visitor->house);
}

static uint64_t counted(const _Atomic uint64_t *counter)
{
    return atomic_load(counter);
}

static void the_page_is_told_all_that_a_request_would_tell_and_joins_on_the_same_line(void **state)
{
    (void)state;
    struct visitor visitor = look("/");
    char next[64];
    follow(&visitor, "/a?x=y", "", next);
    assert_contains(peer_last(visitor.peer), "\",\"/a?x=y\",0,\"A\",");
    assert_false(house_session(visitor.house, next)->line != NULL);
    peer_join(visitor.peer, next, "0");
    house_run(visitor.house);
    assert_string_equal(peer_last(visitor.peer), "[\"ok\",0,0]");
    visitor.peer->ref = 0;
    peer_event(visitor.peer, "add", "{}");
    assert_string_equal(peer_last(visitor.peer), "[1,1,{\"1\":\"1\"}]");
    assert_true(house_session(visitor.house, visitor.ticket)->is_left);
    assert_null(house_session(visitor.house, visitor.ticket)->line);
    assert_int_equal(counted(&visitor.house->hall->counters.passages), 1);
    assert_int_equal(counted(&visitor.house->hall->counters.visits), 1);
    look_away(&visitor);
}

static void who_comes_back_in_time_finds_the_view_that_was_left(void **state)
{
    (void)state;
    char next[64], back[64];
    struct visitor visitor = look_and_leave(next);
    peer_join(visitor.peer, next, "0");
    house_run(visitor.house);
    visitor.peer->ref = 0;
    follow(&visitor, "/?x=again", visitor.ticket, back);
    assert_ptr_equal(house_session(visitor.house, back), house_session(visitor.house, visitor.ticket));
    peer_join(visitor.peer, back, "null");
    house_run(visitor.house);
    assert_contains(peer_last(visitor.peer), "[\"full\",");
    assert_contains(peer_last(visitor.peer), "\"1\"");
    assert_contains(peer_last(visitor.peer), "\"again\"");
    assert_int_equal(counted(&visitor.house->hall->counters.passages_back), 1);
    look_away(&visitor);
}

static void a_view_that_was_left_without_a_word_is_come_back_to(void **state)
{
    (void)state;
    char next[64], back[64];
    struct visitor visitor = look_and_leave(next);
    peer_leave(visitor.peer); // the page has it, and its line is lost before it joins
    visitor.peer = peer_enter(visitor.house->hall, next, "0");
    follow(&visitor, "/", visitor.ticket, back);
    assert_string_equal(back, visitor.ticket);
    look_away(&visitor);
}

static void a_ticket_of_what_is_gone_or_was_never_left_begins_anew(void **state)
{
    (void)state;
    struct visitor visitor = look("/");
    char next[64];
    const char *const tickets[] = {"", "made up", visitor.ticket};
    for (size_t i = 0; i < 3; i++) {
        follow(&visitor, "/", tickets[i], next);
        assert_ptr_not_equal(house_session(visitor.house, next), house_session(visitor.house, visitor.ticket));
    }
    assert_int_equal(counted(&visitor.house->hall->counters.passages_back), 0);
    look_away(&visitor);
}

static void what_cannot_be_shown_so_is_refused_and_the_view_goes_on(void **state)
{
    (void)state;
    static const struct {
        const char *from;
        const char *url;
        const char *answer;
    } cases[] = {
        {"/", "/desk", "{\"no\":\"forbidden\",\"text\":\"that view is of another group\"}"},
        {"/", "/nowhere", "{\"no\":\"unknown\",\"text\":\"There is no page here.\"}"},
        {"/", "/boom", "{\"no\":\"crash\""},
        {"/", "/round", "{\"no\":\"loop\",\"text\":\"Too many redirects\"}"},
        {"/staff", "/staff/no", "{\"no\":\"forbidden\",\"text\":\"its guard says no\"}"},
        {"/staff", "/", "{\"no\":\"forbidden\",\"text\":\"that view is of another group\"}"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct visitor visitor = look(cases[i].from);
        peer_go(visitor.peer, cases[i].url, "");
        house_run(visitor.house);
        if (!strstr(peer_last(visitor.peer), cases[i].answer))
            fail_msg("%s: %s", cases[i].url, peer_last(visitor.peer));
        peer_event(visitor.peer, "add", "{}");
        assert_contains(peer_last(visitor.peer), "{\"1\":\"1\"}");
        assert_int_equal(counted(&visitor.house->hall->counters.passages_refused), 1);
        assert_int_equal(visitor.house->hall->sessions_count, 1);
        look_away(&visitor);
    }
}

static void guards_that_say_yes_are_passed_and_those_that_send_on_are_followed(void **state)
{
    (void)state;
    static const char *const urls[] = {"/staff/room", "/staff/hop"};
    for (size_t i = 0; i < 2; i++) {
        struct visitor visitor = look("/staff");
        peer_go(visitor.peer, urls[i], "");
        house_run(visitor.house);
        if (!strstr(peer_last(visitor.peer), "\",\"/staff/room\",0,\"Room\","))
            fail_msg("%s: %s", urls[i], peer_last(visitor.peer));
        look_away(&visitor);
    }
}

static void a_view_that_sends_on_at_once_is_never_seen(void **state)
{
    (void)state;
    struct visitor visitor = look("/");
    peer_go(visitor.peer, "/sent", "");
    house_run(visitor.house);
    assert_contains(peer_last(visitor.peer), "\",\"/a\",0,\"A\",");
    assert_int_equal(visitor.house->hall->sessions_count, 2);
    look_away(&visitor);
}

static void events_behind_a_link_wait_for_what_becomes_of_it(void **state)
{
    (void)state;
    struct visitor visitor = look("/");
    peer_go(visitor.peer, "/slow", "");
    peer_event(visitor.peer, "add", "{}");
    assert_true(house_session(visitor.house, visitor.ticket)->is_leaving);
    assert_int_equal(counted(&visitor.house->hall->counters.passages), 0);
    house_run(visitor.house);
    assert_true(peer_has(visitor.peer, "[1,1,null,{\"go\":["));
    assert_string_equal(peer_last(visitor.peer), "[2,2,{\"1\":\"1\"}]");
    look_away(&visitor);
}

static void few(struct settings *settings)
{
    settings->limits.sessions = 1;
}

static void where_there_is_no_room_it_is_refused(void **state)
{
    (void)state;
    struct visitor visitor = look_with("/", few);
    peer_go(visitor.peer, "/a", "");
    house_run(visitor.house);
    assert_contains(peer_last(visitor.peer), "{\"no\":\"full\",\"text\":\"there are too many visitors just now\"}");
    look_away(&visitor);
}

static void who_leaves_before_the_answer_leaves_nothing_behind(void **state)
{
    (void)state;
    struct visitor visitor = look("/");
    peer_go(visitor.peer, "/slow", "");
    session_end(house_session(visitor.house, visitor.ticket), ERROR_GONE, "the spec says so");
    house_run(visitor.house);
    assert_false(peer_has(visitor.peer, "{\"go\":["));
    house_wait(visitor.house, 3600000);
    assert_int_equal(visitor.house->hall->sessions_count, 0);
    look_away(&visitor);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_page_is_told_all_that_a_request_would_tell_and_joins_on_the_same_line),
        cmocka_unit_test(who_comes_back_in_time_finds_the_view_that_was_left),
        cmocka_unit_test(a_view_that_was_left_without_a_word_is_come_back_to),
        cmocka_unit_test(a_ticket_of_what_is_gone_or_was_never_left_begins_anew),
        cmocka_unit_test(what_cannot_be_shown_so_is_refused_and_the_view_goes_on),
        cmocka_unit_test(guards_that_say_yes_are_passed_and_those_that_send_on_are_followed),
        cmocka_unit_test(a_view_that_sends_on_at_once_is_never_seen),
        cmocka_unit_test(events_behind_a_link_wait_for_what_becomes_of_it),
        cmocka_unit_test(where_there_is_no_room_it_is_refused),
        cmocka_unit_test(who_leaves_before_the_answer_leaves_nothing_behind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
