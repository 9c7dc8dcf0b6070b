// trace.h and replay.h: a session's way as a file, and gone again from it.
#include "session/replay/trace.h"

#include "session/replay/replay.h"
#include "support/house.h"

static const char fragile[] =
    "local ls = require 'lightspeed'\n"
    "local t = ls.types\n"
    "local view = ls.view { title = 'T', params = { page = t.integer { default = 1 } },\n"
    "  events = { 'roll', 'boom', 'paint', 'wait', login = { name = 'string', word = t.string { secret = true } } "
    "},\n"
    "  messages = { 'late' } }\n"
    "function view.init() return { n = 0, bad = false } end\n"
    "function view.update.roll(m) m.n = math.random(1000000) m.at = ls.now() end\n"
    "function view.update.boom(m) m.n = -1 error('boom') end\n"
    "function view.update.paint(m) m.bad = true end\n"
    "function view.update.wait(m) return m, ls.after(500):to 'late' end\n"
    "function view.update.late(m) m.late = ls.now() end\n"
    "function view.update.login(m, e) m.name = e.name m.word = e.word m.both = e.name .. e.word end\n"
    "function view.params(m, params) m.page = params.page end\n"
    "function view.render(m) if m.bad then error('paint') end return html[[<p>{m.n} {m.name}</p>]] end\n"
    "return view\n";

static void written(const struct house *house, struct buffer *out)
{
    buffer_clear(out);
    trace_write(house->hall->live.first, (struct bytes){0}, out);
    buffer_put_byte(out, 0);
    out->size--;
}

// A session of a house, what was written of it, and the first step of the one that goes its way again.
struct again {
    struct house *house;
    struct peer *peer;
    struct buffer text;
    struct trace trace;
    struct session *session;
    struct step recorded, now;
};

// The visitor does one thing; that is written down, read, and done again.
static void go_again(struct again *again, const char *event, const char *payload)
{
    struct error err = {0};
    *again = (struct again){.house = house_open(fragile)};
    again->peer = house_join(again->house);
    peer_event(again->peer, event, payload);
    written(again->house, &again->text);
    assert_true(trace_read(buffer_bytes(&again->text), again->house->app, &again->trace, &err));
    const struct trace *trace = &again->trace;
    again->session = replay_begin(again->house->hall, trace->number, &trace->steps->now, &err);
    assert_true(steps_find(trace->steps, 1, &again->recorded));
    assert_true(replay_step(again->session, &again->recorded, &again->now, &err));
}

static void forget(struct again *again)
{
    replay_end(again->session);
    trace_destroy(&again->trace);
    buffer_destroy(&again->text);
    peer_leave(again->peer);
    house_close(again->house);
}

static void go_all_ways(struct house *house, struct peer *peer)
{
    static const char *const names[] = {"roll", "boom", "roll", "paint", "wait", "roll"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        peer_event(peer, names[i], "{}");
        house_wait(house, 700);
    }
    peer_event(peer, "ls:params", "{\"url\":\"/?page=3\"}");
    peer_event(peer, "roll", "{}");
    house_run(house);
}

static void a_way_is_gone_again_with_its_failures_time_chance_and_moves(void **state)
{
    (void)state;
    struct house *house = house_open(fragile);
    struct peer *peer = house_join(house);
    struct buffer text = {0};
    struct trace trace;
    struct error err = {0};
    go_all_ways(house, peer);
    size_t sessions = house->hall->sessions_count;
    written(house, &text);
    if (!trace_read(buffer_bytes(&text), house->app, &trace, &err)) fail_msg("%s\n%s", err.text, text.data);
    struct session *session = replay_begin(house->hall, trace.number, &trace.steps->now, &err);
    assert_non_null(session);
    struct steps_place place = {0};
    struct step recorded, now;
    size_t count = 0, failures = 0;
    for (; steps_read(trace.steps, &place, &recorded); count++) {
        assert_true(replay_step(session, &recorded, &now, &err));
        if (!replay_is_same(&recorded, &now)) fail_msg("step %zu went another way\n%s", count + 1, text.data);
        assert_true(bytes_equal(recorded.text, now.text));
        failures += now.code != ERROR_NONE;
    }
    assert_int_equal(count, 9); // eight events and what came late
    assert_int_equal(failures, 2);
    assert_true(bytes_equal(replay_models(session), buffer_bytes(&house->hall->live.first->steps->models)));
    replay_end(session);
    assert_int_equal(house->hall->sessions_count, sessions);
    assert_int_equal(house->hall->clock.wall_ms, 1700000000000 + 6 * 700);
    trace_destroy(&trace);
    buffer_destroy(&text);
    peer_leave(peer);
    house_close(house);
}

// Replayed commands would come twice.
static void what_a_replayed_turn_asks_for_is_not_carried_out(void **state)
{
    (void)state;
    struct again again;
    go_again(&again, "wait", "{}");
    assert_int_equal(timers_count(again.session), 0);
    assert_int_equal(timers_count(again.house->hall->live.first), 1);
    forget(&again);
}

static void a_secret_is_nowhere_in_a_trace_and_its_way_is_gone_all_the_same(void **state)
{
    (void)state;
    struct again again;
    go_again(&again, "login", "{\"name\":\"ann\",\"word\":\"open sesame\"}");
    assert_null(strstr(again.text.data, "sesame"));
    assert_contains(again.text.data, "word = \"\u2022\u2022\u2022\"");
    assert_true(again.trace.is_masked);
    assert_true(again.recorded.model && replay_is_same(&again.recorded, &again.now));
    peer_event(again.peer, "login", "{\"name\":\"ann\",\"word\":\"open\", \"more\":1}");
    forget(&again);
}

#define HEAD "{ trace = 1, view = \"app.lua:3\" }\n"
#define START                                                                                                        \
    "{ step = 0, time = 1, random = { 1, 2, 3, 4 }, place = { params = {}, path = \"/\" }, model = { n = 0 } }\n"

static void says_in_which_line_a_file_is_no_trace(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"", "the file is empty"},
        {"hello", "line 1: byte 1: expected a value"},
        {"{ tracee = 1 }", "line 1: this is no trace"},
        {"{ trace = 2 }", "another version"},
        {"{ trace = 1, view = \"other.lua:3\" }\n", "line 1: the trace is of a view at other.lua:3"},
        {HEAD, "line 1: there is no step to begin with"},
        {HEAD "{ step = 0 }\n", "line 2: the first step has"},
        {HEAD START "{ step = 2, time = 1, event = \"roll\" }\n", "line 3: a step has the next number"},
        {HEAD START "{ step = 1, time = 1, event = \"rol\" }\n", "did you mean 'roll'"},
        {HEAD START "{ step = 1, time = 1 }\n", "line 3: a step has an event"},
        {HEAD START "{ step = 1, time = 1, event = \"roll\", component = 99 }\n", "no such component"},
        {HEAD START "{ step = 1, time = 1, event = \"roll\"\n", "line 3: byte"},
    };
    struct house *house = house_open(fragile);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct trace trace;
        struct error err = {0};
        if (trace_read(bytes_of(cases[i][0]), house->app, &trace, &err)) fail_msg("%s is read", cases[i][0]);
        if (!strstr(err.text, cases[i][1])) fail_msg("%s\n%s", cases[i][0], err.text);
        trace_destroy(&trace);
    }
    house_close(house);
}

// Whatever a line says, nobody falls over it.
static void a_trace_with_bytes_changed_by_lot_harms_nobody(void **state)
{
    (void)state;
    struct house *house = house_open(fragile);
    struct peer *peer = house_join(house);
    struct buffer text = {0};
    go_all_ways(house, peer);
    written(house, &text);
    size_t read = 0;
    srand(1);
    for (int i = 0; i < 3000; i++) {
        struct trace trace;
        struct error err = {0};
        struct step recorded, now;
        struct steps_place place = {0};
        size_t at = (size_t)rand() % text.size;
        char kept = text.data[at];
        text.data[at] = "{}[]\"=,.-019aez \n\\"[rand() % 18];
        bool ok = trace_read(buffer_bytes(&text), house->app, &trace, &err);
        struct session *session = ok ? replay_begin(house->hall, trace.number, &trace.steps->now, &err) : NULL;
        while (session && steps_read(trace.steps, &place, &recorded) && replay_step(session, &recorded, &now, &err))
            read++;
        if (session) replay_end(session);
        trace_destroy(&trace);
        text.data[at] = kept;
    }
    assert_true(read > 1000);
    buffer_destroy(&text);
    peer_leave(peer);
    house_close(house);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_way_is_gone_again_with_its_failures_time_chance_and_moves),
        cmocka_unit_test(what_a_replayed_turn_asks_for_is_not_carried_out),
        cmocka_unit_test(a_secret_is_nowhere_in_a_trace_and_its_way_is_gone_all_the_same),
        cmocka_unit_test(says_in_which_line_a_file_is_no_trace),
        cmocka_unit_test(a_trace_with_bytes_changed_by_lot_harms_nobody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
