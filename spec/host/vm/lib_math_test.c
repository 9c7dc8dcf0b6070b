// The math library, held against stock Lua's; random draws by what they must be like.
#include "lib_state.h"

static const char script[] =
    "local names = "
    "{'abs','acos','asin','atan','ceil','cos','deg','exp','floor','fmod','log','max','min','modf','rad',\n"
    "  'sin','sqrt','tan','tointeger','type','ult'}\n"
    "local values = "
    "{0,1,-1,2,3,10,100,-7,0.0,-0.0,0.5,-0.5,1.5,-2.5,3.7,1e15,2^53,2^62,2^63,-2^63,2^64,1e308,-1e308,5e-324,\n"
    "  1/0,-1/0,0/0,math.maxinteger,math.mininteger,math.pi,'10','0x10','1.5','x','',true,{}}\n"
    "local function value() if draw(12) > 0 then return choose(values) end end\n"
    "function case(n) seed(n)\n"
    "  local name, count = choose(names), draw(4)\n"
    "  local a, b, c = value(), value(), value()\n"
    "  if count == 0 then return try(name, math[name]) end\n"
    "  if count == 1 then return try(name, math[name], a) end\n"
    "  if count == 2 then return try(name, math[name], a, b) end\n"
    "  return try(name, math[name], a, b, c) end\n";

// max and min take numbers only; which argument of fmod is looked at first is up to stock Lua's compiler.
static bool is_no_number(const char *stock, const char *ours)
{
    return strchr("mf", *stock) && strstr(ours, "(number expected, got ");
}

static void agrees_with_stock_lua_on_random_calls(void **state)
{
    (void)state;
    box_compare(script, 60000, is_no_number);
}

static void has_stock_lua_s_constants(void **state)
{
    (void)state;
    box_assert(
        "return math.pi == 3.141592653589793 and math.huge == 1 / 0 and math.maxinteger == 0x7FFFFFFFFFFFFFFF and\n"
        "  math.mininteger == 0x8000000000000000 and math.randomseed == nil and _VERSION == 'Lua 5.4'");
}

static void draws_within_the_interval_and_all_of_it(void **state)
{
    (void)state;
    box_assert("local seen = {}\n"
               "for i = 1, 2000 do\n"
               "  local r = math.random(); assert(r >= 0 and r < 1)\n"
               "  local d = math.random(6); assert(math.type(d) == 'integer' and d >= 1 and d <= 6); seen[d] = true\n"
               "  local w = math.random(-3, 3); assert(w >= -3 and w <= 3); seen[w + 100] = true\n"
               "  assert(math.random(5, 5) == 5)\n"
               "end\n"
               "for d = 1, 6 do assert(seen[d]) end\n"
               "for w = -3, 3 do assert(seen[w + 100]) end\n"
               "assert(math.type(math.random(math.mininteger, math.maxinteger)) == 'integer')\n"
               "assert(math.type(math.random(0)) == 'integer')\n"
               "local ok, why = pcall(math.random, 2, 1)\n"
               "assert(not ok and why:find('interval is empty'))\n"
               "assert(not pcall(math.random, 1, 2, 3))\n"
               "return not pcall(math.random, -1)");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_stock_lua_on_random_calls),
        cmocka_unit_test(has_stock_lua_s_constants),
        cmocka_unit_test(draws_within_the_interval_and_all_of_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
