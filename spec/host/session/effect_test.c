// What a turn tells the page to do travels in its frame, once.
#include "session/effect.h"

#include "support/house.h"

#include "session/session.h"

static const char doing[] =
    "local ls = require 'lightspeed'\n"
    "local view = ls.view { events = { 'quiet', 'loud', 'many', 'wrong', 'forged' } }\n"
    "function view.init() return { n = 0 } end\n"
    "function view.update.quiet(m) end\n"
    "function view.update.loud(m)\n"
    "  m.n = m.n + 1\n"
    "  return m, ls.js.hide('#a', { time = 5 }):push('quiet', { text = '</x>' }), ls.focus '#b'\n"
    "end\n"
    "function view.update.many(m) return m, ls.announce('x'), { ls.title 't', ls.scroll '#c' } end\n"
    "local own = {}\n"
    "function view.update.wrong(m)\n"
    "  m.n = 99 return m, setmetatable({ op = 'js', { 'evaluate', 'x' } }, own)\n"
    "end\n"
    "function view.update.forged(m)\n"
    "  m.n = 99 return m, setmetatable({ op = 'js', 'focus' }, own)\n"
    "end\n"
    "function view.render(m) return html[[<p>{m.n}</p>]] end\n"
    "return view\n";

static const char beginning[] = "local ls = require 'lightspeed'\n"
                                "local view = ls.view { events = { 'quiet' } }\n"
                                "function view.init() return {}, ls.announce 'Hello' end\n"
                                "function view.update.quiet(m) end\n"
                                "function view.render(m) return html[[<p>x</p>]] end\n"
                                "return view\n";

static void effects_come_with_the_patch_of_their_turn(void **state)
{
    (void)state;
    struct house *house = house_open(doing);
    struct peer *peer = house_join(house);
    peer_event(peer, "loud", "{}");
    assert_string_equal(peer_last(peer), "[1,1,{\"0\":\"1\"},{\"do\":[[\"set\",\"#a\",\"hidden\",true,5],"
                                         "[\"push\",\"quiet\",{\"text\":\"<\\/x>\"}],[\"focus\",\"#b\"]]}]");
    peer_event(peer, "quiet", "{}");
    assert_string_equal(peer_last(peer), "[2,2]");
    peer_event(peer, "many", "{}");
    assert_string_equal(peer_last(peer), "[3,3,null,{\"do\":[[\"announce\",\"x\"],[\"title\",\"t\"],"
                                         "[\"scroll\",\"#c\",\"nearest\"]]}]");
    peer_leave(peer);
    house_close(house);
}

static void what_no_page_knows_is_refused_with_its_turn(void **state)
{
    (void)state;
    struct house *house = house_open(doing);
    struct peer *peer = house_join(house);
    peer_event(peer, "wrong", "{}");
    assert_non_null(strstr(peer_last(peer), "ls.js.evaluate: no page knows this operation"));
    peer_event(peer, "forged", "{}");
    assert_non_null(strstr(peer_last(peer), "an operation is a list that begins with its name"));
    peer_event(peer, "loud", "{}");
    assert_non_null(strstr(peer_last(peer), "{\"0\":\"1\"}")); // nothing of the turns before
    peer_leave(peer);
    house_close(house);
}

static void those_of_init_wait_for_who_joins(void **state)
{
    (void)state;
    struct house *house = house_open(beginning);
    char ticket[64];
    struct peer *peer = house_enter(house, house->hall, ticket);
    house_run(house);
    assert_string_equal(peer_last(peer), "[1,0,null,{\"do\":[[\"announce\",\"Hello\"]]}]");
    peer_leave(peer);
    house_close(house);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(effects_come_with_the_patch_of_their_turn),
        cmocka_unit_test(what_no_page_knows_is_refused_with_its_turn),
        cmocka_unit_test(those_of_init_wait_for_who_joins),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
