// Where an app's code comes from, and where it cannot come from.
#include "support/house.h"

#define VIEW                                                                                                         \
    "local view = require('lightspeed').view {}\n"                                                                   \
    "function view.init() return {} end\n"                                                                           \
    "function view.render() return html[[<p>{name}</p>]] end\n"

static void an_app_may_have_several_files(void **state)
{
    (void)state;
    static const char *const files[] = {
        "main.lua",
        "local name = require('parts.names').first .. require 'other'\n" VIEW "return view\n",
        "parts/names.lua",
        "return { first = 'Ada' .. require('other') }\n",
        "other/init.lua",
        "return '!'\n",
        NULL,
    };
    struct error err = {0};
    struct app *app = house_load_files(&err, files);
    if (!app) fail_msg("%s", err.text);
    struct house *house = house_open_with(app, 1, NULL);
    struct page page;
    page_begin(&page, house->hall, "/", "");
    assert_contains(page_html(&page), "Ada!!");
    page_destroy(&page);
    house_close(house);
}

static void nothing_outside_can_be_required(void **state)
{
    (void)state;
    static const char *const names[][2] = {
        {"../secret", "a name is letters"},  {"/etc/passwd", "a name is letters"}, {"..secret", "a name is letters"},
        {"a..b", "a name is letters"},       {".hidden", "a name is letters"},     {"a/b", "a name is letters"},
        {"", "a name is letters"},           {"os", "there is no os.lua"},         {"lpeg", "there is no lpeg.lua"},
        {"lightspeed.nothing", "not found"}, {"app.lua", "requires itself"},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char source[300];
        struct error err = {0};
        snprintf(source, sizeof source, "local secret = require '%s'\nlocal name = 1\n" VIEW "return view\n",
                 names[i][0]);
        struct app *app = house_try_load(source, &err);
        assert_null(app);
        if (!strstr(err.text, names[i][1])) fail_msg("%s: %s", names[i][0], err.text);
    }
}

static void a_cycle_is_an_error(void **state)
{
    (void)state;
    static const char *const files[] = {
        "main.lua", "require 'a'\nlocal name = 1\n" VIEW "return view\n",
        "a.lua",    "return require 'b'\n",
        "b.lua",    "return require 'a'\n",
        NULL,
    };
    struct error err = {0};
    assert_null(house_load_files(&err, files));
    assert_contains(err.text, "module 'a' requires itself");
}

static void bytecode_is_no_source(void **state)
{
    (void)state;
    struct error err = {0};
    assert_null(house_try_load("\x1bLua\x54garbage", &err));
    assert_int_not_equal(err.code, ERROR_NONE);
}

static void what_is_required_too_late_says_so(void **state)
{
    (void)state;
    struct house *house = house_open("local view = require('lightspeed').view { events = { 'go' } }\n"
                                     "function view.init() return {} end\n"
                                     "function view.update.go() require 'late' end\n"
                                     "function view.render() return html[[<p>x</p>]] end\n"
                                     "return view\n");
    struct peer *peer = house_join(house);
    peer_event(peer, "go", "{}");
    assert_contains(peer_last(peer), "must be required at file level");
    peer_leave(peer);
    house_close(house);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_app_may_have_several_files),
        cmocka_unit_test(nothing_outside_can_be_required),
        cmocka_unit_test(a_cycle_is_an_error),
        cmocka_unit_test(bytecode_is_no_source),
        cmocka_unit_test(what_is_required_too_late_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
