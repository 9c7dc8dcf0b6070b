// The office: calls that are answered, refused, ended and lost, by threads that really run.
#include "base/clock.h"
#include "service/office.h"
#include "session/topic/topic.h"
#include "support/house.h"
#include "value/codec.h"

#include <unistd.h>

static const char source[] =
    "local ls = require 'lightspeed'\n"
    "local work = ls.service('work', function()\n"
    "  local s = {}\n"
    "  function s.echo(x) return x end\n"
    "  function s.raise() error 'broken' end\n"
    "  function s.spin() while true do end end\n"
    "  function s.hide() while true do pcall(function() while true do end end) end end\n"
    "  function s.doze(ms) ls.sleep(ms) return ms end\n"
    "  function s.hold() ls.broadcast('news', 'held') ls.sleep(60000) end\n"
    "  function s.query() return ls.db('a.db'):value('with recursive n(i) as (select 1 union all select i + 1 from "
    "n)'\n"
    "    .. ' select count(*) from n') end\n"
    "  function s.put(n) local db = ls.db 'b.db' db:migrate { 'create table t (n integer)' }\n"
    "    db:tx(function() db:run('insert into t values (?)', n) if n == 7 then s.hold() end end) end\n"
    "  function s.sum() return ls.db('b.db'):value 'select sum(n) from t' end\n"
    "  return s\n"
    "end, { pool = 2, queue = 4, deadline = 60000 })\n"
    "local view = ls.view { messages = { 'held' } }\n"
    "function view.update.held() end\n"
    "function view.render() return html[[<p></p>]] end\n"
    "return view\n";

#define WEDGED                                                                                                       \
    "local ls = require 'lightspeed'\n"                                                                              \
    "ls.service('work', function()\n"                                                                                \
    "  local db = function() return ls.db 'a.db' end\n"                                                              \
    "  return { echo = function(x) return x end, wedge = function() %s end }\n"                                      \
    "end, { pool = 1 })\n"                                                                                           \
    "local view = ls.view {}\n"                                                                                      \
    "function view.render() return html[[<p></p>]] end\n"                                                            \
    "return view\n"

static const char *const wedges[] = {
    "return (('a'):rep(1e5)):match(('a*'):rep(30) .. 'b')",
    "return (('a'):rep(1e6)):find(('a-'):rep(30) .. 'b')",
    "return (('a'):rep(1e5)):gsub(('a?'):rep(30) .. ('a'):rep(30) .. 'b', '')",
    "for _ in (('a'):rep(1e5)):gmatch(('a*'):rep(30) .. 'b') do end",
    "return (('a'):rep(1e6)):find(('a'):rep(5e5) .. 'b', 1, true)",
    "return #('x'):rep(1e9)",
    "return #('x'):rep(1e9, ('y'):rep(1e6))",
    "local t = {} for i = 1, 1e6 do t[i] = ('x'):rep(1000) end return #table.concat(t)",
    "local s, t = ('x'):rep(1e7), {} for i = 1, 100 do t[i] = s end return #table.concat(t)",
    "local t = {} for i = 1, 1e6 do t[i] = i end table.sort(t, function() return true end)",
    "local t = {} for i = 1, 2e6 do t[i] = (i * 7919) % 1000003 end table.sort(t) while true do table.sort(t) end",
    "local t = setmetatable({}, { __lt = function() while true do end end }) return t < t",
    "local function deep(s) return (s:gsub('.', deep)) end return deep 'x'",
    "local function deep() return pcall(deep) end return (deep())",
    "local t = {} for i = 1, 1e5 do t = { t } end return t",
    "local t = {} for i = 1, 150 do t[i] = t end return t",
    "local t = {} for i = 1, 3e6 do t[i] = i end return t",
    "local co co = function() return coroutine.wrap(co)() end return co()",
    "local t = {} while true do table.insert(t, 1, 1) end",
    "return table.unpack({}, 1, 1e7)",
    "return select('#', table.unpack({}, 1, 1e6))",
    "return #table.pack(('x'):rep(1e6):byte(1, -1))",
    "return table.move({ 1 }, 1, 1e15, 2)",
    "return ('%99.99f'):rep(1e5):format(table.unpack({}, 1, 200))",
    "local s = 'x' while true do s = s .. s end",
    "while true do local ok = pcall(string.rep, 'x', 1e8) end",
    "return setmetatable({}, { __tostring = function(t) return tostring(t) end }) .. ''",
    "local t = setmetatable({}, {}) getmetatable(t).__index = function(t, k) return t[k + 1] end return t[1]",
    "local t = setmetatable({}, {}) getmetatable(t).__index = t return t.x",
    "error(setmetatable({}, { __tostring = function() while true do end end }))",
    "return db():value(\"with recursive n(i) as (select 1 union all select i + 1 from n) select max(i) from n\")",
    "return db():value(\"select length(hex(zeroblob(900000000)))\")",
    "return db():value(\"select length(printf('%%d', 1)) + length(printf('%%1000000000d', 1))\")",
    "return db():value(\"select length(replace(hex(zeroblob(20000000)), '0', 'aaaaaaaaaaaaaaaaaaaaaaaa'))\")",
    "return db():value(\"select instr(hex(zeroblob(15000000)), hex(zeroblob(7000000)) || '1')\")",
    "return db():value(\"select replace(hex(zeroblob(15000000)), hex(zeroblob(7000000)) || '1', '')\")",
    "return db():value(\"select length(trim(printf('%%.*c', 30000000, 'x'), hex(zeroblob(7000000)) || 'x'))\")",
    "return db():value(\"select hex(zeroblob(400000)) like '\" .. ('%%0'):rep(499) .. \"1'\")",
    "return db():value(\"select hex(zeroblob(400000)) glob '\" .. ('*0'):rep(499) .. \"1'\")",
};

struct scene {
    struct app *app;
    uv_loop_t loop;
    struct inbox home;
    struct office_place place;
    struct office *office;
    struct directory directory;
    struct call *came[1024]; // home, in their order
    size_t count;
    _Atomic int said; // by services
};

static void come(struct inbox_message *message, void *receiver)
{
    struct scene *scene = receiver;
    assert_non_null(scene);
    scene->came[scene->count++] = (struct call *)message;
}

static bool count_word(void *self, const void *owner, struct bytes topic, struct bytes message, struct bytes data,
                       struct error *err)
{
    (void)owner, (void)topic, (void)message, (void)data, (void)err;
    ((struct scene *)self)->said++;
    return true;
}

static struct scene *open_scene(void)
{
    struct scene *scene = mem_new_clear(sizeof *scene);
    scene->app = house_load(source);
    scene->directory = directory_make();
    scene->place = (struct office_place){scene->directory.path, 2, 4, 60000, 64 << 20, count_word, scene, NULL};
    uv_loop_init(&scene->loop);
    inbox_create(&scene->home, &scene->loop, scene);
    struct vm_service_source services = app_services(scene->app);
    scene->office = office_open(&scene->place, &services);
    return scene;
}

static void close_office(struct scene *scene)
{
    office_close(scene->office);
    scene->office = NULL;
    uv_run(&scene->loop, UV_RUN_NOWAIT);
}

static void close_scene(struct scene *scene)
{
    close_office(scene);
    inbox_close(&scene->home);
    uv_run(&scene->loop, UV_RUN_DEFAULT);
    inbox_drain(&scene->home);
    uv_loop_close(&scene->loop);
    for (size_t i = 0; i < scene->count; i++) call_delete(scene->came[i]);
    directory_remove(&scene->directory);
    app_delete(scene->app);
    mem_free(scene);
}

static struct call *make(struct scene *scene, uint64_t session, uint64_t number, const char *function,
                         int64_t argument)
{
    struct call *call = call_new();
    call->message.deliver = come;
    call->home = call->behind = &scene->home;
    call->session = session;
    call->number = number;
    call->asked_ns = clock_ns();
    snprintf(call->service, sizeof call->service, "work");
    snprintf(call->function, sizeof call->function, "%s", function);
    size_t begin = codec_begin_table(&call->arguments);
    codec_put_integer(&call->arguments, argument);
    codec_end_table(&call->arguments, begin, 1, 0);
    return call;
}

static void ask(struct scene *scene, uint64_t session, uint64_t number, const char *function, int64_t argument)
{
    struct clerks *clerks = office_clerks(scene->office);
    clerks->take(clerks, make(scene, session, number, function, argument));
}

static void renew(struct scene *scene, const char *code)
{
    struct app *app = house_load(code);
    struct vm_service_source services = app_services(app);
    office_renew(scene->office, &services);
    app_delete(app);
}

static void wait_for(struct scene *scene, size_t count)
{
    while (scene->count < count) uv_run(&scene->loop, UV_RUN_ONCE);
    assert_int_equal(scene->count, count);
}

static void wait_until_running(struct scene *scene, size_t count)
{
    size_t waiting, running;
    do {
        usleep(1000);
        office_count(scene->office, &waiting, &running);
    } while (running != count || waiting);
}

// Until so many calls of hold() are in the middle of it.
static void wait_until_held(const struct scene *scene, int count)
{
    while (scene->said < count) usleep(1000); // or for ever
}

static int64_t number_said(const struct call *call)
{
    struct bytes answer = buffer_bytes(&call->answer);
    struct codec_head head;
    struct error err;
    assert_int_equal(call->end, CALL_SAID);
    assert_true(codec_read(&answer, &head, &err));
    assert_int_equal(head.kind, VALUE_INTEGER);
    return head.integer;
}

static void expect_text(const struct call *call, enum call_end end, const char *part)
{
    char text[1024];
    assert_int_equal(call->end, end);
    snprintf(text, sizeof text, "%.*s", (int)call->answer.size, call->answer.data);
    assert_contains(text, part);
}

static void answers_and_goes_on_after_an_error(void **state)
{
    (void)state;
    struct scene *scene = open_scene();
    ask(scene, 1, 1, "echo", 7);
    ask(scene, 1, 2, "raise", 0);
    ask(scene, 1, 3, "echo", 8);
    wait_for(scene, 3);
    assert_int_equal(number_said(scene->came[0]), 7);
    expect_text(scene->came[1], CALL_RAISED, "broken");
    assert_int_equal(number_said(scene->came[2]), 8);
    close_scene(scene);
}

static void names_the_function_that_was_meant(void **state)
{
    (void)state;
    struct scene *scene = open_scene();
    ask(scene, 1, 1, "ecko", 7);
    wait_for(scene, 1);
    expect_text(scene->came[0], CALL_RAISED, "service 'work' has no function 'ecko'; did you mean 'echo'?");
    close_scene(scene);
}

static void ends_what_takes_too_long_wherever_it_is(void **state)
{
    (void)state;
    static const char *const functions[] = {"spin", "hide", "doze", "query"};
    struct scene *scene = open_scene();
    for (size_t i = 0; i < 4; i++) {
        struct call *call = make(scene, 1, i + 1, functions[i], 60000);
        call->timeout_ms = 50;
        office_clerks(scene->office)->take(office_clerks(scene->office), call);
        wait_for(scene, i + 1);
        assert_int_equal(scene->came[i]->end, CALL_OVERDUE);
    }
    ask(scene, 1, 9, "echo", 1);
    wait_for(scene, 5);
    assert_int_equal(number_said(scene->came[4]), 1);
    close_scene(scene);
}

// Where one step of C does the work, no hook comes by: each must look at the clock itself, or be bounded.
static void ends_what_wedges_in_one_step_of_c(void **state)
{
    (void)state;
    struct scene *scene = open_scene();
    for (size_t i = 0; i < sizeof wedges / sizeof *wedges; i++) {
        char source_of[8192];
        snprintf(source_of, sizeof source_of, WEDGED, wedges[i]);
        renew(scene, source_of);
        struct call *call = make(scene, i + 1, 1, "wedge", 1);
        call->timeout_ms = 100;
        office_clerks(scene->office)->take(office_clerks(scene->office), call);
        wait_for(scene, 2 * i + 1); // or for ever
        ask(scene, i + 1, 2, "echo", 7);
        wait_for(scene, 2 * i + 2);
        assert_int_equal(number_said(scene->came[2 * i + 1]), 7);
    }
    close_scene(scene);
}

static void ends_what_nobody_waits_for(void **state)
{
    (void)state;
    static const char *const functions[] = {"spin", "doze", "query"};
    struct scene *scene = open_scene();
    struct clerks *clerks = office_clerks(scene->office);
    for (size_t i = 0; i < 3; i++) {
        ask(scene, i + 1, 1, functions[i], 60000);
        ask(scene, i + 1, 2, "echo", 1); // waits behind it
        size_t waiting = 0, running = 0;
        while (running != 1 || waiting != 1) office_count(scene->office, &waiting, &running);
        clerks->cancel(clerks, i + 1, 0);
        wait_for(scene, 2 * i + 2);
        assert_int_equal(scene->came[2 * i]->end, CALL_CANCELLED);
        assert_int_equal(scene->came[2 * i + 1]->end, CALL_CANCELLED);
    }
    ask(scene, 9, 1, "echo", 3);
    wait_for(scene, 7);
    assert_int_equal(number_said(scene->came[6]), 3);
    close_scene(scene);
}

static void keeps_nothing_of_a_transaction_that_was_ended(void **state)
{
    (void)state;
    struct scene *scene = open_scene();
    struct clerks *clerks = office_clerks(scene->office);
    ask(scene, 1, 1, "put", 1);
    wait_for(scene, 1);
    ask(scene, 1, 2, "put", 7); // sleeps in its transaction
    wait_until_held(scene, 1);
    clerks->cancel(clerks, 1, 2);
    wait_for(scene, 2);
    ask(scene, 1, 3, "sum", 0);
    wait_for(scene, 3);
    assert_int_equal(number_said(scene->came[2]), 1);
    close_scene(scene);
}

static void runs_calls_of_one_session_in_order_and_of_others_beside_them(void **state)
{
    (void)state;
    struct scene *scene = open_scene();
    ask(scene, 1, 1, "doze", 60000);
    wait_until_running(scene, 1);
    ask(scene, 1, 2, "echo", 2);
    ask(scene, 2, 1, "echo", 3);
    wait_for(scene, 1);
    assert_int_equal(number_said(scene->came[0]), 3); // the second clerk passed the other one over
    struct clerks *clerks = office_clerks(scene->office);
    clerks->cancel(clerks, 1, 1);
    wait_for(scene, 3);
    assert_int_equal(scene->came[1]->end, CALL_CANCELLED);
    assert_int_equal(number_said(scene->came[2]), 2);
    close_scene(scene);
}

static void refuses_when_its_queue_is_full(void **state)
{
    (void)state;
    struct scene *scene = open_scene();
    ask(scene, 1, 1, "doze", 60000);
    ask(scene, 2, 1, "doze", 60000);
    wait_until_running(scene, 2);
    for (uint64_t i = 0; i < 5; i++) ask(scene, 3, i + 1, "echo", 1);
    wait_for(scene, 1);
    assert_int_equal(scene->came[0]->end, CALL_FULL);
    assert_int_equal(scene->came[0]->number, 5);
    close_office(scene);
    assert_int_equal(scene->count, 7);
    for (size_t i = 1; i < 7; i++) assert_int_equal(scene->came[i]->end, CALL_LOST);
    close_scene(scene);
}

static bool has_figure(struct scene *scene, const char *name, int figure)
{
    struct buffer text = {0};
    struct clerks *clerks = office_clerks(scene->office);
    char line[100];
    snprintf(line, sizeof line, "\nlightspeed_service_%s{service=\"work\"} %d\n", name, figure);
    clerks->write_metrics(clerks, &text);
    buffer_put_byte(&text, 0);
    bool has_it = strstr(text.data, line);
    buffer_destroy(&text);
    return has_it;
}

static void expect_figure(struct scene *scene, const char *name, int figure)
{
    if (!has_figure(scene, name, figure)) fail_msg("%s is not %d", name, figure);
}

static void tells_the_operator_of_each_service_what_it_did_and_what_it_is_at(void **state)
{
    (void)state;
    struct scene *scene = open_scene();
    struct clerks *clerks = office_clerks(scene->office);
    ask(scene, 1, 1, "echo", 1);
    ask(scene, 1, 2, "raise", 0);
    wait_for(scene, 2);
    ask(scene, 1, 3, "hold", 0);
    ask(scene, 2, 1, "hold", 0);
    wait_until_held(scene, 2);
    for (uint64_t i = 0; i < 5; i++) ask(scene, 3, i + 1, "echo", 1);
    wait_for(scene, 3); // one too many
    expect_figure(scene, "waiting", 4);
    expect_figure(scene, "working", 2);
    expect_figure(scene, "threads", 2);
    clerks->cancel(clerks, 3, 0); // while nobody is free to take one
    clerks->cancel(clerks, 1, 0);
    wait_for(scene, 8);
    expect_figure(scene, "restarts_total", 1);
    int late = 0;
    do { // its time may be over before it begins, which costs no state
        struct call *call = make(scene, 4, (uint64_t)late + 1, "spin", 0);
        call->timeout_ms = 50 << late++;
        clerks->take(clerks, call);
        wait_for(scene, 8 + (size_t)late);
    } while (!has_figure(scene, "restarts_total", 2));
    expect_figure(scene, "calls_total", 9 + late);
    expect_figure(scene, "done_total", 1);
    expect_figure(scene, "failed_total", 1);
    expect_figure(scene, "overdue_total", late);
    expect_figure(scene, "full_total", 1);
    expect_figure(scene, "cancelled_total", 5);
    expect_figure(scene, "dropped_total", 0);
    expect_figure(scene, "lost_total", 0);
    expect_figure(scene, "waiting", 0);
    close_scene(scene);
}

static void in_a_storm_of_keys_the_newest_is_answered_and_all_others_are_dropped(void **state)
{
    (void)state;
    enum { KEYS = 1000 };
    struct scene *scene = open_scene();
    struct clerks *clerks = office_clerks(scene->office);
    for (uint64_t i = 1; i <= KEYS; i++) {
        struct call *call = make(scene, 1, i, "doze", i == KEYS ? 1 : 60000);
        call->is_latest = true;
        clerks->take(clerks, call);
    }
    wait_for(scene, KEYS);
    for (size_t i = 0; i < KEYS; i++)
        assert_int_equal(scene->came[i]->end, scene->came[i]->number == KEYS ? CALL_SAID : CALL_DROPPED);
    close_scene(scene);
}

static void answers_only_the_newest_where_that_is_wished(void **state)
{
    (void)state;
    struct scene *scene = open_scene();
    struct clerks *clerks = office_clerks(scene->office);
    for (uint64_t i = 0; i < 3; i++) {
        struct call *call = make(scene, 1, i + 1, "doze", i == 2 ? 1 : 60000);
        call->is_latest = true;
        clerks->take(clerks, call);
        if (i == 0) wait_until_running(scene, 1);
    }
    wait_for(scene, 3);
    size_t dropped = 0;
    for (size_t i = 0; i < 3; i++) dropped += scene->came[i]->end == CALL_DROPPED;
    assert_int_equal(dropped, 2);
    close_scene(scene);
}

static void wait_for_threads(struct scene *scene, int count)
{
    char wanted[80];
    struct buffer text = {0};
    snprintf(wanted, sizeof wanted, "lightspeed_service_threads{service=\"work\"} %d\n", count);
    do {
        usleep(1000);
        buffer_clear(&text);
        office_clerks(scene->office)->write_metrics(office_clerks(scene->office), &text);
        buffer_put_byte(&text, 0);
    } while (!strstr(text.data, wanted)); // or for ever
    buffer_destroy(&text);
}

static void has_no_more_threads_than_the_code_that_was_loaded_last_says(void **state)
{
    static const char without[] = "local view = require('lightspeed').view {}\n"
                                  "function view.render() return html[[<p></p>]] end return view";
    char one[sizeof source];
    (void)state;
    memcpy(one, source, sizeof source);
    memcpy(strstr(one, "pool = 2"), "pool = 1", 8);
    struct scene *scene = open_scene();
    for (uint64_t i = 1; i <= 2; i++) ask(scene, i, 1, "doze", 60000);
    wait_until_running(scene, 2);
    renew(scene, one);
    office_clerks(scene->office)->cancel(office_clerks(scene->office), 1, 0); // who is through goes
    wait_for_threads(scene, 1);
    ask(scene, 3, 1, "echo", 3); // behind the other
    office_clerks(scene->office)->cancel(office_clerks(scene->office), 2, 0);
    wait_for(scene, 3);
    assert_int_equal(number_said(scene->came[2]), 3);
    renew(scene, without);
    wait_for_threads(scene, 0);
    ask(scene, 3, 2, "echo", 4);
    wait_for(scene, 4);
    assert_int_equal(scene->came[3]->end, CALL_LOST);
    renew(scene, source);
    wait_for_threads(scene, 1); // it is set up at once
    ask(scene, 3, 3, "echo", 5);
    wait_for(scene, 5);
    assert_int_equal(number_said(scene->came[4]), 5);
    close_scene(scene);
}

static void goes_on_in_code_that_was_loaded_again(void **state)
{
    (void)state;
    struct scene *scene = open_scene();
    ask(scene, 1, 1, "echo", 1);
    wait_for(scene, 1);
    char *changed = mem_new(sizeof source);
    memcpy(changed, source, sizeof source);
    memcpy(strstr(changed, "return x end"), "return 5 end", 12);
    struct app *app = house_load(changed);
    struct vm_service_source services = app_services(app);
    office_renew(scene->office, &services);
    ask(scene, 1, 2, "echo", 1);
    wait_for(scene, 2);
    assert_int_equal(number_said(scene->came[1]), 5);
    app_delete(app); // whoever still needs it holds it
    ask(scene, 1, 3, "echo", 1);
    wait_for(scene, 3);
    mem_free(changed);
    close_scene(scene);
}

int main(void)
{
    log_set_level(LOG_ERROR + 1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_and_goes_on_after_an_error),
        cmocka_unit_test(names_the_function_that_was_meant),
        cmocka_unit_test(ends_what_takes_too_long_wherever_it_is),
        cmocka_unit_test(ends_what_wedges_in_one_step_of_c),
        cmocka_unit_test(ends_what_nobody_waits_for),
        cmocka_unit_test(keeps_nothing_of_a_transaction_that_was_ended),
        cmocka_unit_test(runs_calls_of_one_session_in_order_and_of_others_beside_them),
        cmocka_unit_test(refuses_when_its_queue_is_full),
        cmocka_unit_test(tells_the_operator_of_each_service_what_it_did_and_what_it_is_at),
        cmocka_unit_test(in_a_storm_of_keys_the_newest_is_answered_and_all_others_are_dropped),
        cmocka_unit_test(answers_only_the_newest_where_that_is_wished),
        cmocka_unit_test(has_no_more_threads_than_the_code_that_was_loaded_last_says),
        cmocka_unit_test(goes_on_in_code_that_was_loaded_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
