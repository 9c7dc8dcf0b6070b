// Loading an app: what it may look like, what is wrong with it in a sentence, and finding things in it.
#include "support/house.h"

#define BODY                                                                                                         \
    "function view.init() return {} end\n"                                                                           \
    "function view.render() return html[[<p>x</p>]] end\n"                                                           \
    "return view\n"

static void says_what_is_wrong(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"", "returned"},
        {"return 7", "returned a number"},
        {"return {}", "returned a table"},
        {"local x = = 1", "app.lua:1"},
        {"error('at once')", "at once"},
        {"error()", "raised a nil"},
        {"while true do end", "does not come to an end"},
        {"local t = {} while true do t[#t + 1] = ('x'):rep(1e6) end", "64 MiB"},
        {"local view = require('lightspeed').view {} function view.init() return {} end return view", "no render"},
        {"local view = require('lightspeed').view { events = { 'go' } }\n" BODY, "there is no update.go"},
        {"local view = require('lightspeed').view { events = { go = { n = 'intger' } } }\n"
         "function view.update.go() end\n" BODY,
         "integer"},
        {"local view = require('lightspeed').view { events = { 'go' } }\n"
         "function view.update.go() end function view.init() return {} end\n"
         "function view.render() return html[[<b ls-click=\"goo\">x</b>]] end return view\n",
         "did you mean 'go'"},
        {"return require('lightspeed').app()", "no route"},
        {"local ls = require 'lightspeed' local view = ls.view {}\n"
         "function view.render() return html[[<p>x</p>]] end return ls.app():live('/:id', view)",
         "do not declare"},
        {"return require('lightspeed').veiw {}", "did you mean"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct error err = {0};
        struct app *app = house_try_load(cases[i][0], &err);
        if (app) fail_msg("loads: %s", cases[i][0]);
        if (!strstr(err.text, cases[i][1])) fail_msg("%s\n%s", cases[i][0], err.text);
    }
    struct error err = {0};
    assert_null(app_load("/nowhere/at/all.lua", &err));
    assert_contains(err.text, "cannot open");
}

// By file, from the second in it on with its number: what stands above and between may change.
static void views_have_names_that_last(void **state)
{
    (void)state;
    const char *const files[] = {
        "app.lua",
        "local ls = require 'lightspeed'\nlocal other = require 'pages.other'\n\n"
        "local function make() local v = ls.view {}\n"
        "  function v.render() return html[[<p>x</p>]] end return v end\n"
        "local unused = make()\n"
        "local C = ls.component { events = { 'x' }, render = function() return html[[<p></p>]] end }\n"
        "function C.update.x() end\n"
        "return ls.app():live('/b', make()):live('/', other):live('/c', make())\n",
        "pages/other.lua",
        "local ls = require 'lightspeed'\nlocal v = ls.view {}\n"
        "function v.render() return html[[<p>x</p>]] end return v\n",
        NULL,
    };
    struct error err = {0};
    struct app *app = house_load_files(&err, files);
    if (!app) fail_msg("%s", err.text);
    assert_string_equal(app->views[0].name.data, "app.lua#2");
    assert_string_equal(app->views[1].name.data, "pages/other.lua");
    assert_string_equal(app->views[2].name.data, "app.lua#3");
    assert_string_equal(app->views[3].name.data, "app.lua"); // the component
    assert_ptr_equal(app_view_named(app, BYTES("app.lua#3")), &app->views[2]);
    assert_null(app_view_named(app, BYTES("app.lua"))); // no route leads there
    assert_ptr_equal(app_route_of(app, BYTES("/c")), &app->routes[2]);
    assert_null(app_route_of(app, BYTES("/d")));
    app_delete(app);
}

static void finds_the_route_that_answers(void **state)
{
    (void)state;
    static const char *const cases[][3] = {
        {"/", "0", ""},        {"", "0", ""},          {"//", "0", ""},      {"/a", "1", ""},
        {"/a/", "1", ""},      {"/a/b", "2", "b"},     {"/a/b/c", "3", "b"}, {"/x", "-", ""},
        {"/a/b/c/d", "-", ""}, {"/a/%62", "2", "%62"}, // decoding is the door's
    };
    struct app *app = house_load("local ls = require 'lightspeed'\n"
                                 "local function make(p) local v = ls.view { params = p }\n"
                                 "  function v.render() return html[[<p>x</p>]] end return v end\n"
                                 "return ls.app():live('/', make()):live('/a', make())\n"
                                 "  :live('/a/:x', make { x = 'string' }):live('/a/:x/c', make { x = 'string' })\n");
    struct arena arena = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct value params;
        const struct route *route = app_route(app, bytes_of(cases[i][0]), &arena, &params);
        if (cases[i][1][0] == '-') {
            assert_null(route);
            continue;
        }
        if (!route || route->view != (uint32_t)(cases[i][1][0] - '0')) fail_msg("%s", cases[i][0]);
        assert_true(bytes_equal(value_get_string(&params, "x", BYTES("")), bytes_of(cases[i][2])));
    }
    char path[10000]; // a path of slashes and one of many segments
    memset(path, '/', sizeof path);
    struct value params;
    assert_non_null(app_route(app, (struct bytes){path, sizeof path}, &arena, &params));
    for (size_t i = 0; i < sizeof path; i += 2) path[i] = 'a';
    assert_null(app_route(app, (struct bytes){path, sizeof path}, &arena, &params));
    arena_destroy(&arena);
    app_delete(app);
}

static void finds_events_and_messages_apart(void **state)
{
    (void)state;
    struct app *app =
        house_load("local view = require('lightspeed').view { events = { 'go' }, messages = { 'tick' } }\n"
                   "function view.update.go() end function view.update.tick() end\n" BODY);
    const struct view *view = &app->views[0];
    struct error err;
    uint32_t handler;
    assert_true(app_find_handler(view, BYTES("go"), true, &handler, &err));
    assert_int_equal(handler, 0);
    assert_true(app_find_handler(view, BYTES("tick"), false, &handler, &err));
    assert_int_equal(handler, 1);
    assert_false(app_find_handler(view, BYTES("tick"), true, &handler, &err)); // no browser may send it
    assert_false(app_find_handler(view, BYTES("go"), false, &handler, &err));
    assert_false(app_find_handler(view, BYTES("goo"), true, &handler, &err));
    assert_int_equal(err.code, ERROR_UNKNOWN);
    assert_string_equal(err.text, "event 'goo' is not declared; did you mean 'go'?");
    app_delete(app);
}

// Every state has a seed of its own for its strings, and so may be built a little differently each time.
static void makes_an_image_without_holes_whatever_the_seed(void **state)
{
    (void)state;
    for (int i = 0; i < 24; i++) {
        struct error err;
        struct app *app = house_try_load("local ls = require('lightspeed') local view = ls.view {}\n" BODY, &err);
        assert_non_null(app);
        assert_true(vm_image_size(app->image) < 40 * 1024); // with holes it is beyond 100 KiB
        app_delete(app);
    }
}

#define VIEW                                                                                                         \
    "local ls = require('lightspeed') local view = ls.view { events = { 'go' } }\n"                                  \
    "function view.render() return html[[<p>x</p>]] end\n"
#define ACTOR                                                                                                        \
    "local Room = ls.actor { messages = { add = { n = 'integer' } } }\n"                                             \
    "function Room.init() return {} end function Room.update.add() end\n"

// What only declares was used up when the app was loaded; a session keeps what its functions call, and of a module of
// the library not all for one function's sake.
static void what_only_declares_costs_a_session_nothing(void **state)
{
    static const char plain[] = VIEW "function view.update.go() end\n"
                                     "return ls.app():live('/', view)\n";
    static const char declaring[] =
        VIEW ACTOR "function view.update.go() end\n"
                   "local Door = ls.channel { events = { 'knock' } }\n"
                   "function Door.join() return {} end function Door.update.knock() end\n"
                   "return ls.app():channel('door', Door):live('/', view)\n"
                   "    :supervise('rooms', {}, { ls.child(Room):named 'room', ls.group('more') })\n";
    static const char telling[] =
        VIEW ACTOR "function view.update.go(m) return m, ls.tell('room', 'add', { n = 1 }) end\n"
                   "return ls.app():live('/', view):supervise('rooms', {}, { ls.child(Room):named 'room' })\n";
    static const char *const more[] = {declaring, telling}; // kept whole: 57,000 and 45,000 bytes more
    (void)state;
    struct app *app = house_load(plain);
    size_t size = vm_image_size(app->image);
    app_delete(app);
    for (size_t i = 0; i < sizeof more / sizeof *more; i++) {
        app = house_load(more[i]);
        if (vm_image_size(app->image) > size + 8 * 1024)
            fail_msg("app %zu has %zu bytes more in each session", i, vm_image_size(app->image) - size);
        app_delete(app);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_what_is_wrong),
        cmocka_unit_test(makes_an_image_without_holes_whatever_the_seed),
        cmocka_unit_test(what_only_declares_costs_a_session_nothing),
        cmocka_unit_test(views_have_names_that_last),
        cmocka_unit_test(finds_the_route_that_answers),
        cmocka_unit_test(finds_events_and_messages_apart),
    };
    log_set_writer(house_keep_log);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
