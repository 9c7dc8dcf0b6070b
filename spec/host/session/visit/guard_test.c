// What guards say, and what becomes of it.
#include "session/visit/guard.h"

#include "support/house.h"

#include "session/visit/place.h"
#include "value/codec.h"

static const char guarded[] =
    "local ls = require 'lightspeed'\n"
    "local view = ls.view {}\n"
    "function view.render() return html[[<p>here</p>]] end\n"
    "local own = ls.view { guard = function(s) return s.id == 'both' or '/login' end }\n"
    "function own.render() return html[[<p>own</p>]] end\n"
    "local asked = 0\n"
    "local function once() asked = asked + 1 return asked == 1 end\n"
    "local app = ls.app():live('/', view)\n"
    "local function scope(path, guard)\n"
    "  app = app:scope(path, { guard = guard }, function(s) s:live('/', view) end)\n"
    "end\n"
    "scope('/no', function() return false end)\n"
    "scope('/nothing', function() end)\n"
    "scope('/away', function() return '/login?next=%2Fx' end)\n"
    "scope('/mine', function(s) return s.id == 'me' or '/login' end)\n"
    "scope('/once', once)\n"
    "scope('/out', function() return '//evil.example' end)\n"
    "scope('/long', function() return '/' .. ('x'):rep(3000) end)\n"
    "scope('/odd', function() return 7 end)\n"
    "scope('/boom', function() error 'boom' end)\n"
    "scope('/spin', function() while true do end end)\n"
    "scope('/grow', function() local t = {} while true do t[#t + 1] = ('x'):rep(1000) .. #t end end)\n"
    "app = app:scope('/both', { guard = function(s) return s.id ~= 'outer' and true end }, function(s)\n"
    "  s:live('/', own)\n"
    "end)\n"
    "return app\n";

struct answer {
    bool ok;
    enum vm_verdict verdict;
    struct bytes path;
    struct error err;
};

// Asks the guard of a path, for a visitor of this id.
static struct answer ask(struct house *house, const char *path, const char *id)
{
    struct value_pair pairs[] = {{value_string(BYTES("id")), value_string(bytes_of(id))}};
    struct value_table table = {.pairs = pairs, .pairs_count = 1};
    struct value visitor = {.kind = VALUE_TABLE, .table = &table};
    struct buffer out = {0};
    struct answer answer = {0};
    const struct route *route = app_route_of(house->app, bytes_of(path));
    assert_non_null(route);
    assert_true(codec_encode(&visitor, &out, &answer.err));
    answer.ok =
        guard_ask(house->hall, house->app, route, buffer_bytes(&out), &answer.verdict, &answer.path, &answer.err);
    buffer_destroy(&out);
    return answer;
}

static void they_say_yes_no_or_where_to_go(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        const char *id;
        enum vm_verdict verdict;
        const char *elsewhere;
    } cases[] = {
        {"/", "me", VM_MAY, NULL},
        {"/no", "me", VM_MAY_NOT, NULL},
        {"/nothing", "me", VM_MAY_NOT, NULL},
        {"/away", "me", VM_ELSEWHERE, "/login?next=%2Fx"},
        {"/mine", "me", VM_MAY, NULL},
        {"/mine", "you", VM_ELSEWHERE, "/login"},
        {"/both", "outer", VM_MAY_NOT, NULL},
        {"/both", "inner", VM_ELSEWHERE, "/login"},
        {"/both", "both", VM_MAY, NULL},
    };
    struct house *house = house_open(guarded);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct answer answer = ask(house, cases[i].path, cases[i].id);
        if (!answer.ok || answer.verdict != cases[i].verdict)
            fail_msg("%s %s: %d %s", cases[i].path, cases[i].id, answer.verdict, answer.ok ? "" : answer.err.text);
        if (cases[i].elsewhere) assert_string_equal(answer.path.data, cases[i].elsewhere);
        else assert_null(answer.path.data);
    }
    house_close(house);
}

static void each_is_asked_in_a_state_of_its_own(void **state)
{
    (void)state;
    struct house *house = house_open(guarded);
    for (int i = 0; i < 3; i++) assert_int_equal(ask(house, "/once", "me").verdict, VM_MAY);
    assert_int_equal(atomic_load(&house->hall->counters.visits), 0);
    house_close(house);
}

static void what_is_wrong_with_one_is_told_with_its_line(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        enum error_code code;
        const char *text;
    } cases[] = {
        {"/out", ERROR_MISFIT,
         "app.lua:2: guard sends to '//evil.example', which leads out of the site; it takes a path of this site, "
         "such as \"/login\""},
        {"/long", ERROR_MISFIT, "which is longer than the 2048 bytes of an address"},
        {"/odd", ERROR_CRASH, "guard returned a number; return true, false, or a path to go to"},
        {"/boom", ERROR_CRASH, "boom"},
        {"/spin", ERROR_BUDGET, "instructions"},
        {"/grow", ERROR_BUDGET, "memory"},
    };
    struct house *house = house_open(guarded);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct answer answer = ask(house, cases[i].path, "me");
        if (answer.ok) fail_msg("%s says %d", cases[i].path, answer.verdict);
        if (answer.err.code != cases[i].code) fail_msg("%s: %s", cases[i].path, answer.err.text);
        assert_contains(answer.err.text, cases[i].text);
    }
    house_close(house);
}

static void a_page_request_is_answered_as_they_say(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        int status;
        const char *location;
    } cases[] = {{"/", 200, ""}, {"/no", 403, ""}, {"/away", 302, "/login?next=%2Fx"}, {"/boom", 500, ""}};
    struct house *house = house_open(guarded);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct page page;
        page_begin(&page, house->hall, cases[i].path, "");
        house_run(house);
        assert_int_equal(page.visit.status, cases[i].status);
        buffer_put_byte(&page.visit.location, 0);
        assert_string_equal(page.visit.location.data, cases[i].location);
        page_destroy(&page);
    }
    assert_int_equal(house->hall->sessions_count, 1);
    house_close(house);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(they_say_yes_no_or_where_to_go),
        cmocka_unit_test(each_is_asked_in_a_state_of_its_own),
        cmocka_unit_test(what_is_wrong_with_one_is_told_with_its_line),
        cmocka_unit_test(a_page_request_is_answered_as_they_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
