// States of an app: clones behave like states built from source, turns can be played again, and a budget has one end.
#include "support/house.h"

#include "vm/vm.h"

static struct vm_limits limits_for_specs(void)
{
    struct vm_limits limits = vm_limits_default;
    limits.slice_ns = UINT64_MAX / 2;
    limits.turn_ns = UINT64_MAX / 4;
    return limits;
}

static const struct bytes nothing = {"\x06\0\0", 3}; // the canonical empty table

static enum vm_step finish(struct vm *vm, enum vm_step step)
{
    while (step == VM_AGAIN) step = vm_continue(vm);
    return step;
}

static void expect_done(struct vm *vm, enum vm_step step)
{
    if (finish(vm, step) != VM_DONE) fail_msg("%s", vm_error(vm)->text);
}

static struct vm *state_new(const struct app *app, const struct vm_limits *limits)
{
    struct vm *vm = vm_new(app->image, limits);
    uint64_t random[4] = {1, 2, 3, 4};
    struct error err;
    vm_set_random(vm, random);
    vm_begin(vm, 1000);
    assert_true(vm_load_page(vm, nothing, &err));
    expect_done(vm, vm_init(vm, 0, nothing, nothing));
    vm_end(vm);
    return vm;
}

static void update(struct vm *vm, unsigned handler, int64_t time_ms)
{
    vm_begin(vm, time_ms);
    expect_done(vm, vm_update(vm, 0, handler, nothing));
    vm_end(vm);
}

static void render(const struct app *app, struct vm *vm, struct buffer *html)
{
    struct rendition page;
    struct error err;
    rendition_create(&page, &app->templates);
    vm_begin(vm, 1);
    expect_done(vm, vm_render(vm, 0, &rendition_sink, &page));
    assert_true(rendition_set_root(&page, vm_rendered(vm), &err));
    buffer_clear(html);
    html_write(&page, html);
    buffer_put(html, vm_title(vm));
    rendition_destroy(&page);
}

static void write_model(struct vm *vm, struct buffer *out)
{
    struct error err;
    buffer_clear(out);
    if (!vm_write_model(vm, out, &err)) fail_msg("%s", err.text);
}

// Uses much of what a state has: closures, upvalues, metatables, strings short and long, coroutines, sorted pairs.
#define RICH(first_line)                                                                                             \
    "local ls = require 'lightspeed'\n" first_line "local class = {} class.__index = class\n"                        \
    "function class.area(r) return r.w * r.h end\n"                                                                  \
    "local long = ('long text '):rep(100)\n"                                                                         \
    "local names = { 'one', 'two', 'three', [10] = 'ten', x = 'y', [2.5] = 'half', [true] = 'yes' }\n"               \
    "local function counter() local n = 0 return function() n = n + 1 return n end end\n"                            \
    "local view = ls.view { title = function(m) return 'T' .. m.n end, events = { 'a', 'b', 'c' } }\n"               \
    "function view.init() return { n = 0, list = {}, by = {} } end\n"                                                \
    "function view.update.a(m)\n"                                                                                    \
    "  m.n = m.n + setmetatable({ w = 2, h = 3 }, class):area()\n"                                                   \
    "  local gen = coroutine.wrap(function() for i = 1, 3 do coroutine.yield(i * m.n) end end)\n"                    \
    "  for v in gen do m.list[#m.list + 1] = v .. names[#m.list % 3 + 1] end\n"                                      \
    "  table.sort(m.list) if #m.list > 30 then m.list = {} end\n"                                                    \
    "end\n"                                                                                                          \
    "function view.update.b(m)\n"                                                                                    \
    "  local next_one = counter() next_one() m.n = m.n + next_one()\n"                                               \
    "  m.by[names[math.random(3)]] = ls.now() + math.random(100)\n"                                                  \
    "  m.text = long:sub(1, m.n % 900) .. ('%5.2f|%q'):format(m.n / 7, names.x)\n"                                   \
    "end\n"                                                                                                          \
    "function view.update.c(m)\n"                                                                                    \
    "  local t = {} for k, v in pairs(m.by) do t[#t + 1] = k .. '=' .. v end\n"                                      \
    "  m.joined = table.concat(t, ',') m.big = math.type(m.n) == 'integer' and m.n * 1.5 // 1\n"                     \
    "  m.n = (m.joined:gsub('%d', '')):len() + select('#', table.unpack(m.list)) + (tonumber('0x10') or 0)\n"        \
    "end\n"                                                                                                          \
    "function view.render(m)\n"                                                                                      \
    "  return html[[<p title={names[10]}>{m.n}{m.text or ''}</p>{for _, v in ipairs(m.list) do}<i>{v}</i>{end}]]\n"  \
    "end\n"                                                                                                          \
    "return view\n"

static const char relocatable[] = RICH("");
// The same app, with what makes a copy impossible: each state is built from source.
static const char not_relocatable[] =
    RICH("local seen = {} local key = {} seen[key] = 1 seen[print] = 2 _ENV.kept = seen\n");

static void clones_behave_like_states_built_from_source(void **state)
{
    (void)state;
    struct app *apps[2] = {house_load(relocatable), house_load(not_relocatable)};
    struct vm_limits limits = limits_for_specs();
    struct vm *states[2];
    struct buffer models[2] = {{0}, {0}};
    struct buffer pages[2] = {{0}, {0}};
    srand(11);
    for (int round = 0; round < 20; round++) {
        for (int i = 0; i < 2; i++) states[i] = state_new(apps[i], &limits);
        for (int step = 0; step < 50; step++) {
            unsigned handler = (unsigned)rand() % 3;
            for (int i = 0; i < 2; i++) {
                update(states[i], handler, 1000 + step);
                write_model(states[i], &models[i]);
                render(apps[i], states[i], &pages[i]);
            }
            assert_true(bytes_equal(buffer_bytes(&models[0]), buffer_bytes(&models[1])));
            assert_true(bytes_equal(buffer_bytes(&pages[0]), buffer_bytes(&pages[1])));
        }
        for (int i = 0; i < 2; i++) vm_delete(states[i]);
    }
    for (int i = 0; i < 2; i++) {
        buffer_destroy(&models[i]);
        buffer_destroy(&pages[i]);
        app_delete(apps[i]);
    }
}

// Keys that a copy could not find again: tables, closures in Lua and in C, coroutines, and what only those can see.
static void what_is_hashed_by_its_place_is_found_in_every_session(void **state)
{
    (void)state;
    static const char *const makers[] = {
        "{}",
        "function() end",
        "coroutine.wrap(function() end)",
        "('a b'):gmatch('%a')",
        "coroutine.create(function() end)",
        "print",
        "'text'",
        "2.5",
    };
    struct vm_limits limits = limits_for_specs();
    for (size_t i = 0; i < sizeof makers / sizeof *makers; i++) {
        char source[1000];
        snprintf(source, sizeof source,
                 "local ls = require 'lightspeed'\n"
                 "local view = ls.view { events = { 'a' } }\n"
                 "local keys, found = {}, {}\n"
                 "for i = 1, 20 do keys[i] = %s; found[keys[i]] = 'here' end\n"
                 "local hidden = coroutine.wrap(function()\n"
                 "  local inside, there = keys[1], { [keys[1]] = 'here' }\n"
                 "  while true do coroutine.yield(there[inside]) end\n"
                 "end)\n"
                 "if %d == 0 then hidden() else hidden = nil end\n"
                 "function view.init() return { n = 0 } end\n"
                 "function view.update.a(m)\n"
                 "  for i = 1, 20 do if found[keys[i]] == 'here' then m.n = m.n + 1 end end\n"
                 "  if hidden and hidden() ~= 'here' then m.n = -1 end\n"
                 "end\n"
                 "function view.render(m) return html[[<p>{m.n}</p>]] end\n"
                 "return view\n",
                 makers[i], (int)i);
        struct app *app = house_load(source);
        struct buffer html = {0};
        for (int k = 0; k < 5; k++) {
            struct vm *vm = state_new(app, &limits);
            update(vm, 0, 1);
            render(app, vm, &html);
            buffer_put_byte(&html, 0);
            if (!strstr(html.data, ">20<")) fail_msg("%s: %s", makers[i], html.data);
            vm_delete(vm);
        }
        buffer_destroy(&html);
        app_delete(app);
    }
}

static void file_level_data_may_be_as_deep_as_it_likes(void **state)
{
    (void)state;
    struct app *app = house_load("local ls = require 'lightspeed'\n"
                                 "local view = ls.view {}\n"
                                 "local deep for i = 1, 100000 do deep = { deep } end\n"
                                 "function view.init() return { n = 0 } end\n"
                                 "function view.render(m) return html[[<p>{deep and 1}</p>]] end\n"
                                 "return view\n");
    app_delete(app);
}

// Thousands of copies of one image, each on a way of its own, are born and die in any order.
static void thousands_of_clones_go_their_own_ways(void **state)
{
    (void)state;
    enum { COUNT = 2000 };
    static struct vm *all[COUNT];
    static unsigned steps[COUNT];
    struct app *app = house_load(relocatable);
    struct vm_limits limits = limits_for_specs();
    struct buffer one = {0};
    struct buffer two = {0};
    srand(13);
    for (int i = 0; i < COUNT * 4; i++) {
        int at = rand() % COUNT;
        if (!all[at]) {
            all[at] = state_new(app, &limits);
            steps[at] = 0;
        } else if (rand() % 4 == 0) {
            vm_delete(all[at]);
            all[at] = NULL;
        } else {
            for (int k = rand() % 4; k >= 0; k--, steps[at]++) update(all[at], steps[at] % 3, steps[at]);
        }
    }
    for (int at = 0; at < COUNT; at += 40) { // each is where one alone would be
        if (!all[at]) continue;
        struct vm *alone = state_new(app, &limits);
        for (unsigned k = 0; k < steps[at]; k++) update(alone, k % 3, k);
        write_model(all[at], &one);
        write_model(alone, &two);
        assert_true(bytes_equal(buffer_bytes(&one), buffer_bytes(&two)));
        vm_delete(alone);
    }
    for (int at = 0; at < COUNT; at++) vm_delete(all[at]);
    memset(all, 0, sizeof all);
    buffer_destroy(&one);
    buffer_destroy(&two);
    app_delete(app);
}

static void ten_thousand_turns_played_again_give_the_same_model(void **state)
{
    (void)state;
    enum { TURNS = 10000 };
    struct app *app = house_load(relocatable);
    struct vm_limits limits = limits_for_specs();
    struct vm *first = state_new(app, &limits);
    struct vm *second = state_new(app, &limits);
    struct buffer models[2] = {{0}, {0}};
    struct buffer page = {0};
    static unsigned char handlers[TURNS];
    srand(17);
    for (int i = 0; i < TURNS; i++) {
        handlers[i] = (unsigned char)(rand() % 3);
        update(first, handlers[i], i);
        if (i % 7 == 0) render(app, first, &page); // a replay does not render
    }
    for (int i = 0; i < TURNS; i++) {
        vm_begin_replay(second, i);
        expect_done(second, vm_update(second, 0, handlers[i], nothing));
        if (i % 3 == 0) vm_end(second); // nor does it collect at the same moments
    }
    write_model(first, &models[0]);
    write_model(second, &models[1]);
    assert_true(models[0].size > 20);
    assert_true(bytes_equal(buffer_bytes(&models[0]), buffer_bytes(&models[1])));
    uint64_t random[2][4];
    vm_get_random(first, random[0]);
    vm_get_random(second, random[1]);
    assert_memory_equal(random[0], random[1], sizeof random[0]);
    vm_delete(first);
    vm_delete(second);
    buffer_destroy(&models[0]);
    buffer_destroy(&models[1]);
    buffer_destroy(&page);
    app_delete(app);
}

// A spent budget cannot be caught: whatever stands around it.
static void a_limit_cannot_be_swallowed(void **state)
{
    (void)state;
    static const char *const spenders[] = {"while true do end", "local t = {} while true do t[#t + 1] = {} end",
                                           "local s = 'x' while true do s = s .. s end"};
    static const char *const swallowers[] = {
        "pcall(spend)",
        "pcall(pcall, spend)",
        "xpcall(spend, function() return 'handled' end)",
        "coroutine.wrap(function() pcall(spend) end)()",
        "pcall(coroutine.wrap(spend))",
        "local co = coroutine.create(spend) coroutine.resume(co) coroutine.close(co)",
        "do local x <close> = setmetatable({}, { __close = function() pcall(spend) end }) end",
        "pcall(function() local x <close> = setmetatable({}, { __close = function() m.n = 5 end }) spend() end)",
        "pcall(table.sort, { 3, 2, 1 }, function() spend() end)",
        "pcall(string.gsub, 'aaa', 'a', function() spend() end)",
        "select(2, pcall(setmetatable({}, { __index = function() spend() end }).x))",
        "pcall(function() for _ in spend do end end)",
    };
    struct vm_limits limits = limits_for_specs();
    limits.fuel_max = 200 * 1000;
    limits.heap_max = 512 * 1024;
    for (size_t i = 0; i < sizeof spenders / sizeof *spenders; i++) {
        for (size_t k = 0; k < sizeof swallowers / sizeof *swallowers; k++) {
            char source[1000];
            snprintf(source, sizeof source,
                     "local ls = require 'lightspeed'\n"
                     "local view = ls.view { events = { 'a' } }\n"
                     "local function spend() %s end\n"
                     "function view.init() return { n = 0 } end\n"
                     "function view.update.a(m) %s while true do %s end end\n"
                     "function view.render(m) return html[[<p>{m.n}</p>]] end\n"
                     "return view\n",
                     spenders[i], swallowers[k], i == 0 ? "" : swallowers[k]);
            struct app *app = house_load(source);
            struct vm *vm = state_new(app, &limits);
            vm_begin(vm, 1);
            assert_int_equal(finish(vm, vm_update(vm, 0, 0, nothing)), VM_FAILED);
            if (vm_error(vm)->code != ERROR_BUDGET) fail_msg("%s: %s", swallowers[k], vm_error(vm)->text);
            assert_true(vm_size(vm) < limits.heap_max + 8192);
            vm_delete(vm);
            app_delete(app);
        }
    }
}

// A turn gives way after each slice, through pcall and from within library functions, and comes to the same end.
static void a_sliced_turn_is_the_same_turn(void **state)
{
    (void)state;
    struct app *app =
        house_load("local ls = require 'lightspeed'\n"
                   "local view = ls.view { events = { 'a' } }\n"
                   "function view.init() return { n = 0 } end\n"
                   "function view.update.a(m)\n"
                   "  for i = 1, 3000 do\n"
                   "    local ok, v = pcall(function() if i % 7 == 0 then error('x', 0) end return i end)\n"
                   "    m.n = m.n + (ok and v or #v)\n"
                   "    local co = coroutine.wrap(function(...) coroutine.yield(...) return 1 end)\n"
                   "    m.n = m.n + co(2) + co()\n"
                   "  end\n"
                   "  m.s = (('abc'):rep(500)):gsub('%w', function(c) return c:upper() end):sub(1, 9)\n"
                   "end\n"
                   "function view.render(m) return html[[<p>{m.n}</p>]] end\n"
                   "return view\n");
    struct buffer models[2] = {{0}, {0}};
    for (int i = 0; i < 2; i++) {
        struct vm_limits limits = limits_for_specs();
        limits.slice_fuel = i ? 1000 : INT64_MAX / 2;
        limits.fuel_max = 100 * 1000 * 1000;
        struct vm *vm = state_new(app, &limits);
        int slices = 0;
        vm_begin(vm, 1);
        enum vm_step step = vm_update(vm, 0, 0, nothing);
        for (; step == VM_AGAIN; step = vm_continue(vm)) slices++;
        if (step != VM_DONE) fail_msg("%s", vm_error(vm)->text);
        if (i) assert_true(slices > 20);
        else assert_int_equal(slices, 0);
        write_model(vm, &models[i]);
        vm_delete(vm);
    }
    assert_true(bytes_equal(buffer_bytes(&models[0]), buffer_bytes(&models[1])));
    buffer_destroy(&models[0]);
    buffer_destroy(&models[1]);
    app_delete(app);
}

static void a_state_may_be_deleted_in_the_middle_of_a_turn(void **state)
{
    (void)state;
    struct app *app = house_load(HOUSE_COUNTER);
    struct vm_limits limits = limits_for_specs();
    limits.slice_fuel = 1000;
    uint32_t spin;
    struct error err;
    assert_true(app_find_handler(&app->views[0], BYTES("spin"), true, &spin, &err));
    for (int i = 0; i < 100; i++) {
        struct vm *vm = state_new(app, &limits);
        vm_begin(vm, 1);
        enum vm_step step = vm_update(vm, 0, spin, nothing);
        for (int k = 0; k < i % 5; k++) step = vm_continue(vm);
        assert_int_equal(step, VM_AGAIN);
        vm_delete(vm);
    }
    app_delete(app);
}

static void looks_soon_where_one_instruction_may_take_long(void **state)
{
    (void)state;
    struct app *app = house_load("local ls = require 'lightspeed'\n"
                                 "local view = ls.view { events = { 'a' } }\n"
                                 "function view.init() return { n = 0 } end\n"
                                 "function view.update.a(m)\n"
                                 "  local a, b = ('x'):rep(7e6) .. '1', ('x'):rep(7e6) .. '2'\n"
                                 "  for i = 1, 1000 do if a < b then m.n = m.n + 1 end end\n"
                                 "end\n"
                                 "function view.render(m) return html[[<p>{m.n}</p>]] end\n"
                                 "return view\n");
    struct vm_limits limits = limits_for_specs();
    limits.heap_max = 64 * 1024 * 1024;
    limits.fuel_max = 100 * 1000 * 1000;
    limits.slice_ns = 1000 * 1000;
    struct vm *vm = state_new(app, &limits);
    int slices = 0;
    vm_begin(vm, 1);
    enum vm_step step = vm_update(vm, 0, 0, nothing);
    for (; step == VM_AGAIN; step = vm_continue(vm)) slices++;
    assert_int_equal(step, VM_DONE);
    assert_true(slices >= 10); // some 4,000 instructions: with long periods there would be four
    vm_delete(vm);
    app_delete(app);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clones_behave_like_states_built_from_source),
        cmocka_unit_test(what_is_hashed_by_its_place_is_found_in_every_session),
        cmocka_unit_test(file_level_data_may_be_as_deep_as_it_likes),
        cmocka_unit_test(thousands_of_clones_go_their_own_ways),
        cmocka_unit_test(ten_thousand_turns_played_again_give_the_same_model),
        cmocka_unit_test(a_limit_cannot_be_swallowed),
        cmocka_unit_test(a_sliced_turn_is_the_same_turn),
        cmocka_unit_test(a_state_may_be_deleted_in_the_middle_of_a_turn),
        cmocka_unit_test(looks_soon_where_one_instruction_may_take_long),
    };
    log_set_writer(house_keep_log);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
