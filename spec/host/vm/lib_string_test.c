// The string library but for patterns and format, held against stock Lua's; and what it does about size.
#include "lib_state.h"

static const char script[] =
    "local texts = {'','a','abc','Hello, World','\\0x\\0','\\200\\201\\255','  "
    "',('xyz'):rep(20),'10','0x1F','1e3','-7',\n"
    "  ' 5 "
    "','5x','.5','0x.8p1','nan','inf','1e','9223372036854775807','9223372036854775808','-9223372036854775808'}\n"
    "local numbers = {0,1,2,3,5,-1,-2,-4,-20,20,1 << 31,-1 << "
    "40,math.mininteger,math.maxinteger,1.0,2.5,'3','x',true}\n"
    "local values = {1,0,-3,2.5,7,1e100}\n"
    "local operators = {function(a, b) return a + b end, function(a, b) return a - b end,\n"
    "  function(a, b) return a * b end, function(a, b) return a / b end, function(a, b) return a % b end,\n"
    "  function(a, b) return a // b end, function(a, b) return a ^ b end, function(a) return -a end}\n"
    "local object = setmetatable({}, {__add = function() return 'added' end, __unm = function() return 'neg' end})\n"
    "local function operand() local n = draw(9)\n"
    "  if n < 5 then return choose(texts) elseif n < 8 then return choose(values) else return object end end\n"
    "local function number() if draw(6) > 0 then return choose(numbers) end end\n"
    "local function strip(s) return (s:gsub('^.-:%d+: ', '')) end\n"
    "function case(n) seed(n)\n"
    "  local op, s, a, b = draw(12), choose(texts), number(), number()\n"
    "  if op < 2 then return try('sub', string.sub, s, a, b) end\n"
    "  if op < 4 then return try('byte', string.byte, s, a, b) end\n"
    "  if op == 4 then return try('rep', string.rep, s, draw(6) - 1, draw(2) == 0 and ', ' or nil) end\n"
    "  if op == 5 then return try('rep', string.rep, draw(2) == 0 and '' or 5, draw(5)) end\n"
    "  if op == 6 then return try('upper', string.upper, s) .. try('lower', string.lower, s) end\n"
    "  if op == 7 then return try('reverse', string.reverse, s) .. try('len', string.len, s) end\n"
    "  if op == 8 then return try('char', string.char, draw(300), draw(256), a) end\n"
    "  local f, x, y = choose(operators), operand(), operand()\n"
    "  local ok, result = pcall(f, x, y)\n"
    "  if not ok then result = strip(result):gsub(' %(.*', '') end\n"
    "  return try('operator', pass or show, x, y) .. show_all(ok, result, math.type(result))\n"
    "end\n";

static void agrees_with_stock_lua_on_random_calls(void **state)
{
    (void)state;
    box_compare(script, 60000, NULL);
}

static void repeats_nothing_at_once(void **state)
{
    (void)state;
    box_assert("return ('').rep('', 1 << 62) == '' and ('').rep('', 1 << 62, '') == '' and ('x'):rep(-1) == ''");
}

static void refuses_a_size_that_is_none(void **state)
{
    (void)state;
    box_assert(
        "for _, call in ipairs({{'xx', math.maxinteger}, {'x', math.maxinteger, 'y'}, {'', 1 << 62, 'abcd'}}) do\n"
        "  local ok, why = pcall(string.rep, table.unpack(call))\n"
        "  assert(not ok and why == 'resulting string too large', why) end\n"
        "return true");
}

static void a_repetition_beyond_the_budget_ends_the_turn_at_once(void **state)
{
    (void)state;
    struct box *box = box_new(8 * 1024 * 1024);
    int count;
    box_refuel(box, 10 * 1000 * 1000, 60 * 1000);
    assert_int_equal(box_run(box, "pcall(string.rep, 'x', 1 << 40) return 1", &count), LUA_ERRRUN);
    assert_true(fuel_is_limit_error(box->L, -1));
    box_delete(box);
}

static void repeats_with_and_without_separators(void **state)
{
    (void)state;
    box_assert("for count = 1, 40 do for _, separator in ipairs({'', ',', '; '}) do\n"
               "  local expected = 'ab'\n"
               "  for i = 2, count do expected = expected .. separator .. 'ab' end\n"
               "  assert(('ab'):rep(count, separator) == expected)\n"
               "end end return (''):rep(3, '-') == '--' and #('x'):rep(100000) == 100000");
}

static void has_no_dump(void **state)
{
    (void)state;
    box_assert("return string.dump == nil");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_stock_lua_on_random_calls),
        cmocka_unit_test(repeats_nothing_at_once),
        cmocka_unit_test(refuses_a_size_that_is_none),
        cmocka_unit_test(a_repetition_beyond_the_budget_ends_the_turn_at_once),
        cmocka_unit_test(repeats_with_and_without_separators),
        cmocka_unit_test(has_no_dump),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
