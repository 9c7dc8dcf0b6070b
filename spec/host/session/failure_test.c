// What is told of a failure, to whom, and what is not.
#include "support/house.h"

#include "session/actor/actor.h"
#include "session/actor/actors.h"
#include "session/actor/overview.h"
#include "session/actor/supervise.h"
#include "value/codec.h"

static const char app[] =
    "local ls = require 'lightspeed'\n"
    "local t = ls.types\n"
    "local Word = { word = t.string { secret = true } }\n"
    "local Safe = ls.actor { messages = { open = Word } }\n"
    "function Safe.init() return {} end\n"
    "function Safe.update.open(m, e) error('not opened by ' .. e.word) end\n"
    "local page = ls.view { events = { open = Word, through = Word } }\n"
    "function page.init() return {} end\n"
    "function page.update.open(m, e) error('not opened by ' .. e.word) end\n"
    "function page.update.through(m, e) return m, ls.tell('safe', 'open', { word = e.word }) end\n"
    "function page.render(m) return html[[<p>closed</p>]] end\n"
    "return ls.app():supervise('cellar', {}, { ls.child(Safe):named 'safe' }):live('/', page)\n";

static struct peer *begin(struct house *house)
{
    house_run(house);
    struct peer *peer = house_join(house);
    house_log.count = 0;
    return peer;
}

static void end(struct house *house, struct peer *peer)
{
    peer_leave(peer);
    house_close(house);
}

static void the_page_knows_a_failure_by_the_log_s_own_reference(void **state)
{
    (void)state;
    struct house *house = house_open_with(house_load(app), 1, house_in_production);
    struct peer *peer = begin(house);
    peer_event(peer, "open", "{\"word\":\"sesame\"}");
    house_run(house);
    char reference[17] = "";
    assert_int_equal(sscanf(strchr(house_log.last, '[') + 1, "%16[0-9a-f]", reference), 1);
    assert_int_equal(strlen(reference), 16);
    assert_contains(peer_last(peer), reference);
    assert_contains(house_log.last, ": a turn failed, its page is as before [");
    end(house, peer);
}

static void in_development_the_page_is_told_why(void **state)
{
    (void)state;
    struct house *house = house_open(app);
    struct peer *peer = begin(house);
    peer_event(peer, "open", "{\"word\":\"sesame\"}");
    house_run(house);
    assert_contains(peer_last(peer), "not opened by");
    assert_contains(house_log.last, "not opened by");
    assert_null(strstr(house_log.last, "sesame"));
    end(house, peer);
}

static unsigned members;

static void look(void *self, const struct member_told *told)
{
    (void)self;
    if (told->node->is_group) return;
    members++;
    char trouble[400];
    snprintf(trouble, sizeof trouble, "%.*s", (int)told->trouble.size, told->trouble.data);
    assert_contains(trouble, "not opened by");
    assert_null(strstr(trouble, "sesame"));
}

static void an_actor_s_is_one_line_and_no_secret_is_in_it_nor_in_the_tree(void **state)
{
    (void)state;
    struct house *house = house_open(app);
    struct peer *peer = begin(house);
    peer_event(peer, "through", "{\"word\":\"sesame\"}");
    house_run(house);
    assert_int_equal(house_log.count, 1);
    assert_contains(house_log.last, ": actor 'safe': a turn failed [");
    assert_contains(house_log.last, "not opened by");
    assert_null(strstr(house_log.last, "sesame"));
    members = 0;
    supervise_tell(house->hall, look, NULL);
    assert_int_equal(members, 1);
    end(house, peer);
}

static void who_is_ended_between_two_turns_is_told_of_too(void **state)
{
    (void)state;
    struct house *house = house_open(app);
    struct peer *peer = begin(house);
    overview_end_session(actors_find(house->hall, BYTES("safe")));
    house_run(house);
    assert_int_equal(house_log.count, 1);
    assert_contains(house_log.last, ": actor 'safe': it was ended by hand");
    overview_end_session(house->hall->live.first);
    house_run(house);
    assert_int_equal(house_log.count, 2);
    assert_contains(house_log.last, ": it was ended by hand");
    assert_string_equal(house->hall->live.first->trouble, "it was ended by hand");
    end(house, peer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_page_knows_a_failure_by_the_log_s_own_reference),
        cmocka_unit_test(in_development_the_page_is_told_why),
        cmocka_unit_test(an_actor_s_is_one_line_and_no_secret_is_in_it_nor_in_the_tree),
        cmocka_unit_test(who_is_ended_between_two_turns_is_told_of_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
