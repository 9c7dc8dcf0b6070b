// twice.h: a view that goes by more than its model is told of in development, once.
#include "support/house.h"

#define VIEW(body)                                                                                                   \
    "local ls = require 'lightspeed'\n"                                                                              \
    "local count, list = 0, {}\n"                                                                                    \
    "local view = ls.view { events = { 'go' }, messages = { 'later' } }\n"                                           \
    "function view.init() return { n = 0, luck = 0, at = 0 } end\n"                                                  \
    "function view.update.later(m) m.n = m.n + 1 end\n"                                                              \
    "function view.update.go(m)\n" body "\nend\n"                                                                    \
    "function view.render(m) return html[[<p>{m.n}</p>]] end\n"                                                      \
    "return view\n"

static const char *said_after(const char *source, int times)
{
    struct house *house = house_open(source);
    struct peer *peer = house_join(house);
    house_log.last[0] = 0;
    unsigned before = house_log.count;
    for (int i = 0; i < times; i++) peer_event(peer, "go", "{}");
    house_run(house);
    unsigned lines = house_log.count - before;
    peer_leave(peer);
    house_close(house);
    assert_true(lines <= 1);
    return house_log.last;
}

static void a_view_that_goes_by_a_variable_of_its_file_is_told_of_once(void **state)
{
    (void)state;
    const char *said = said_after(VIEW("count = count + 1 m.n = count"), 5);
    assert_contains(said, "app.lua:3: update.go went another way when it was played again");
    assert_contains(said, "m.n: 2, now 1");
}

static void so_is_one_that_fails_the_second_time(void **state)
{
    (void)state;
    const char *said =
        said_after(VIEW("list[#list + 1] = 1 if #list < 2 and m.n > 0 then error('short') end m.n = 1"), 3);
    assert_contains(said, "short");
}

static void so_is_a_table_that_stands_in_two_places(void **state)
{
    (void)state;
    const char *said =
        said_after(VIEW("if m.one then m.one.x = m.n else m.one = { x = 0 } m.two = m.one end m.n = m.n + 1"), 3);
    assert_contains(said, "m.two.x: 1, now 0");
    assert_contains(said, "two places of the model");
}

static void time_chance_and_commands_are_part_of_what_is_played(void **state)
{
    (void)state;
    assert_string_equal(said_after(VIEW("m.luck = math.random(1000000) m.at = ls.now() m.s = {}\n"
                                        "for k in pairs({ b = 1, a = 2, c = 3 }) do m.s[#m.s + 1] = k end\n"
                                        "return m, ls.send 'later'"),
                                   10),
                        "");
}

static void a_cache_in_a_variable_of_the_file_is_nobodys_business(void **state)
{
    (void)state;
    assert_string_equal(said_after(VIEW("list[m.n] = list[m.n] or m.n * 2 m.n = list[m.n] + 1"), 10), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_view_that_goes_by_a_variable_of_its_file_is_told_of_once),
        cmocka_unit_test(so_is_one_that_fails_the_second_time),
        cmocka_unit_test(so_is_a_table_that_stands_in_two_places),
        cmocka_unit_test(time_chance_and_commands_are_part_of_what_is_played),
        cmocka_unit_test(a_cache_in_a_variable_of_the_file_is_nobodys_business),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
