// The table library, held against stock Lua's on plain data; and that it is raw and bounded.
#include "lib_state.h"

static const char script[] =
    "local function list() local t = {}\n"
    "  for i = 1, draw(9) do t[i] = draw(4) == 0 and choose({'a','b','cc',1.5}) or draw(100) end return t end\n"
    "local function numbers(most) local t = {}\n"
    "  for i = 1, draw(most) do t[i] = draw(50) + (draw(3) == 0 and 0.5 or 0) end return t end\n"
    "local positions = {0,1,2,3,4,5,9,10,-1,-5,math.maxinteger,math.mininteger,1.0,'2',2.5,'x'}\n"
    "local function position() if draw(5) > 0 then return choose(positions) end end\n"
    "local function few() return draw(12) - 2 end\n"
    "local function and_table(f) return function(t, ...) local r = table.pack(f(t, ...))\n"
    "  return show(t), r.n, table.unpack(r, 1, r.n) end end\n"
    "local function bigger(a, b) return a > b end\n"
    "local words = {'pear','fig','plum','\\200','','a\\0b','a\\0a','a','apple','Fig'}\n"
    "function case(n) seed(n)\n"
    "  local op, t = draw(12), list()\n"
    "  if op == 0 then return try('insert', and_table(table.insert), t, 'new') end\n"
    "  if op == 1 then return try('insert', and_table(table.insert), t, position(), 'new') end\n"
    "  if op == 2 then return try('remove', and_table(table.remove), t) end\n"
    "  if op == 3 then return try('remove', and_table(table.remove), t, position()) end\n"
    "  if op == 4 then return try('concat', table.concat, t, draw(2) == 0 and ', ' or nil) end\n"
    "  if op == 5 then return try('concat', table.concat, t, '-', few(), few()) end\n"
    "  if op == 6 then return try('unpack', table.unpack, t, few(), few()) end\n"
    "  if op == 7 then local m = table.move\n"
    "    return try('move', and_table(m), t, few(), few(), few()) end\n"
    "  if op == 8 then local u = list()\n"
    "    return try('move', function(...) table.move(...) return show(u) end, t, few(), few(), few(), u) end\n"
    "  if op == 9 then local p = table.pack(table.unpack(t)); return show(p) .. p.n end\n"
    "  local u = numbers(40)\n"
    "  if op == 10 then for i = 1, #u do u[i] = choose(words) end end\n"
    "  return try('sort', and_table(table.sort), u, draw(2) == 0 and bigger or nil)\n"
    "end\n";

static void agrees_with_stock_lua_on_random_calls(void **state)
{
    (void)state;
    box_compare(script, 60000, NULL);
}

static void asks_no_metamethods(void **state)
{
    (void)state;
    box_assert("local function asked() error('asked') end\n"
               "local function proxy() return setmetatable({1, 2, 3}, {__index = asked, __newindex = asked,\n"
               "  __len = asked}) end\n"
               "assert(table.concat(proxy(), ',') == '1,2,3' and table.remove(proxy()) == 3)\n"
               "local t = proxy(); table.insert(t, 4); assert(rawget(t, 4) == 4)\n"
               "t = proxy(); table.sort(t, function(a, b) return a > b end); assert(rawget(t, 1) == 3)\n"
               "assert(select('#', table.unpack(proxy(), 1, 5)) == 5)\n"
               "return rawget(table.move(proxy(), 1, 3, 5, proxy()), 7) == 3");
}

static void sorts_stably_and_large(void **state)
{
    (void)state;
    box_assert("local t = {}\n"
               "for i = 1, 20000 do t[i] = {key = i * 7919 % 100, place = i} end\n"
               "table.sort(t, function(a, b) return a.key < b.key end)\n"
               "for i = 2, #t do local a, b = t[i - 1], t[i]\n"
               "  assert(a.key < b.key or a.key == b.key and a.place < b.place) end\n"
               "return true");
}

static void an_error_in_a_comparison_leaves_the_table_as_it_was(void **state)
{
    (void)state;
    box_assert("local t, calls = {5, 4, 3, 2, 1}, 0\n"
               "local ok, why = pcall(table.sort, t, function(a, b) calls = calls + 1\n"
               "  if calls == 4 then error('enough', 0) end return a < b end)\n"
               "assert(not ok and why == 'enough' and table.concat(t) == '54321')\n"
               "local mixed = {1, 'x', 2}\n"
               "assert(not pcall(table.sort, mixed))\n"
               "return table.concat(mixed) == '1x2'");
}

static void a_comparison_that_makes_no_sense_ends(void **state)
{
    (void)state;
    box_assert("for _, f in ipairs({function() return true end, function() return false end, rawequal,\n"
               "  function(a, b) return a * 7 % 5 < b * 3 % 4 end}) do\n"
               "  local t, sum = {}, 0\n"
               "  for i = 1, 500 do t[i] = i end\n"
               "  table.sort(t, f)\n"
               "  for i = 1, 500 do sum = sum + t[i] end\n"
               "  assert(sum == 500 * 501 // 2) end\n"
               "return true");
}

static void survives_a_comparison_that_empties_the_table(void **state)
{
    (void)state;
    box_assert("local t = {}\n"
               "for i = 1, 300 do t[i] = -i end\n"
               "table.sort(t, function(a, b) for i = 1, 300 do t[i] = nil end return (a or 0) < (b or 0) end)\n"
               "return true");
}

static void refuses_counts_that_no_table_has(void **state)
{
    (void)state;
    box_assert("local ok, why = pcall(table.concat, {}, '', 1, 1 << 50)\n"
               "assert(not ok and why:find('invalid value %(nil%) at index 1'), why)\n"
               "ok, why = pcall(table.unpack, {}, 1, 1 << 50)\n"
               "assert(not ok and why:find('too many results'), why)\n"
               "ok, why = pcall(table.unpack, {}, math.mininteger, math.maxinteger)\n"
               "assert(not ok and why:find('too many results'), why)\n"
               "return table.concat({'x'}, '', math.maxinteger, math.mininteger) == ''");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_stock_lua_on_random_calls),
        cmocka_unit_test(asks_no_metamethods),
        cmocka_unit_test(sorts_stably_and_large),
        cmocka_unit_test(an_error_in_a_comparison_leaves_the_table_as_it_was),
        cmocka_unit_test(a_comparison_that_makes_no_sense_ends),
        cmocka_unit_test(survives_a_comparison_that_empties_the_table),
        cmocka_unit_test(refuses_counts_that_no_table_has),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
