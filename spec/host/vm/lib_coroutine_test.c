// Coroutines in the sandbox.
#include "lib_state.h"

static const char script[] =
    "local scripts = {\n"
    "  function() local co = coroutine.create(function(...) local a = coroutine.yield(...); return a, 'end' end)\n"
    "    return coroutine.status(co), coroutine.resume(co, 1, 2), coroutine.status(co), select(2, "
    "coroutine.resume(co, 'x')),\n"
    "      coroutine.status(co), coroutine.resume(co) end,\n"
    "  function() local co = coroutine.wrap(function() error('inside') end); return pcall(co) end,\n"
    "  function() local co = coroutine.wrap(function() error({}) end); return pcall(co) end,\n"
    "  function() local co = coroutine.wrap(function() return 1 end); co(); return pcall(co) end,\n"
    "  function() local co; co = coroutine.create(function() return coroutine.resume(co) end)\n"
    "    return coroutine.resume(co) end,\n"
    "  function() local co; co = coroutine.create(function()\n"
    "      return coroutine.wrap(function() return coroutine.status(co), coroutine.resume(co) end)() end)\n"
    "    return coroutine.resume(co) end,\n"
    "  function() return select(2, coroutine.running()) end,\n"
    "  function() return coroutine.wrap(function() return select(2, coroutine.running()), coroutine.isyieldable() "
    "end)() end,\n"
    "  function() return coroutine.isyieldable() end,\n"
    "  function() return pcall(function() local c = coroutine.create(1) end) end,\n"
    "  function() return pcall(function() local c = coroutine.resume({}) end) end,\n"
    "  function() return pcall(function() local c = coroutine.status() end) end,\n"
    "  function() return pcall(coroutine.yield, 1) end,\n"
    "  function() return coroutine.wrap(function() return pcall(string.gsub, 'x', '.', coroutine.yield) end)() end,\n"
    "  function() local log = ''\n"
    "    local co = coroutine.wrap(function()\n"
    "      local x <close> = setmetatable({}, {__close = function(_, e) log = log .. tostring(e) end})\n"
    "      error('failed', 0) end)\n"
    "    local ok, why = pcall(co); return ok, why, log end,\n"
    "  function() local co = coroutine.wrap(function()\n"
    "      local x <close> = setmetatable({}, {__close = function(_, e) error('second', 0) end})\n"
    "      error('first', 0) end)\n"
    "    return pcall(co) end,\n"
    "  function() local sum = 0\n"
    "    for i in coroutine.wrap(function() for i = 1, 10 do coroutine.yield(i) end end) do sum = sum + i end\n"
    "    return sum end,\n"
    "  function() local co = coroutine.create(function() return table.unpack({}, 1, 200) end)\n"
    "    return select('#', coroutine.resume(co)) end,\n"
    "}\n"
    "function case(n) return n .. ': ' .. show_all(scripts[n]()) end\n";

static void agrees_with_stock_lua(void **state)
{
    (void)state;
    if (getenv("LIB_SEED") || getenv("LIB_CASES")) skip();
    box_compare(script, 18, NULL);
}

static void the_turn_itself_is_no_coroutine_to_its_code(void **state)
{
    (void)state;
    box_assert("local ok, why = pcall(coroutine.yield, {html = '<script>'})\n"
               "assert(not ok and why == 'attempt to yield from outside a coroutine', why)\n"
               "return not coroutine.isyieldable() and select(2, coroutine.running())");
}

static void making_one_costs_a_whole_period(void **state)
{
    (void)state;
    struct box *box = box_new(8 * 1024 * 1024);
    int count;
    box_refuel(box, 10 * 1000 * 1000, 60 * 1000);
    assert_int_equal(box_run(box, "for i = 1, 100 do coroutine.create(type) end", &count), LUA_OK);
    assert_true(box->heap->fuel < 10 * 1000 * 1000 - 100 * FUEL_PERIOD);
    box_delete(box);
}

static void resuming_each_other_for_ever_ends_with_an_error(void **state)
{
    (void)state;
    box_assert("local function nest() return coroutine.wrap(nest)() end\n"
               "local ok, why = pcall(nest)\n"
               "return not ok and why:find('C stack overflow') ~= nil");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_stock_lua),
        cmocka_unit_test(the_turn_itself_is_no_coroutine_to_its_code),
        cmocka_unit_test(making_one_costs_a_whole_period),
        cmocka_unit_test(resuming_each_other_for_ever_ends_with_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
