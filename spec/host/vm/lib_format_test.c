// string.format of the sandbox, held against stock Lua's.
#include "lib_state.h"

static const char script[] =
    "local flags = {'','','','','-','+',' ','#','0','-+','+0','# ','--','00','-0'}\n"
    "local widths = {'','','','1','5','10','20','99','100','05','999'}\n"
    "local precisions = {'','','','.','.0','.3','.10','.99','.100','.-1','..'}\n"
    "local letters = "
    "{'d','i','u','c','x','X','o','e','E','f','F','g','G','a','A','s','q','s','d','g','%','y','l','',\n"
    "  'n','D'}\n"
    "local values = {0,1,-1,42,255,-300,math.maxinteger,math.mininteger,0.0,-0.0,1.5,-2.25,1e15,1e16,1e100,1e308,\n"
    "  -1e308,5e-324,1/3,2^53,1e9,3.0,1/0,-1/0,0/0,'','abc','12','0x10','1e2',' 7 "
    "','a\\0b','q\"\\n\\r\\\\\\0001\\1x',\n"
    "  ('long'):rep(30),'\\200\\255',true,false,65,97.0,127,setmetatable({}, {__tostring = function() return 'T' "
    "end}),\n"
    "  setmetatable({}, {__tostring = function() return 7 end})}\n"
    "local function value() local n = draw(#values + 1) + 1; return values[n] end\n"
    "local function conversion() return '%' .. choose(flags) .. choose(widths) .. choose(precisions) ..\n"
    "  choose(letters) end\n"
    "local function text() local out = ''\n"
    "  for i = 1, draw(3) + 1 do out = out .. choose({'','x','%%','\\0','-'}) .. conversion() end return out end\n"
    "local function shown(v) return type(v) == 'table' and 'object' or v end\n"
    "function case(n) seed(n)\n"
    "  local f, a, b, c = text(), value(), value(), value()\n"
    "  local function call(f, _, _, _) local s = string.format(f, a, b, c); return s end\n"
    "  return try('format', call, f, shown(a), shown(b), shown(c)) end\n";

static void agrees_with_stock_lua_on_random_calls(void **state)
{
    (void)state;
    box_compare(script, 60000, NULL);
}

static void gives_no_addresses(void **state)
{
    (void)state;
    box_assert(
        "assert(not pcall(string.format, '%p', {}))\n"
        "assert(string.format('%s %s %s', {}, print or pairs, coroutine.create(function() end)) ==\n"
        "  'table function thread')\n"
        "return string.format('%10s|%-8s|', {}, setmetatable({}, {__name = 'point'})) == '     table|point   |'");
}

static void quotes_only_plain_values(void **state)
{
    (void)state;
    box_assert("for _, v in ipairs({{}, function() end, coroutine.create(function() end)}) do\n"
               "  local ok, why = pcall(string.format, '%q', v)\n"
               "  assert(not ok and why:find('value has no literal form'), why) end\n"
               "return string.format('%q', 'a\\nb\\0') == '\"a\\\\\\nb\\\\0\"'");
}

static void may_call_lua_in_the_middle_of_a_long_result(void **state)
{
    (void)state;
    box_assert("local t = setmetatable({}, {__tostring = function() return ('y'):rep(3000):upper() end})\n"
               "local s = string.format('%s%5s%s%-9s|%s', ('x'):rep(5000), 'a', t, 'b', t)\n"
               "return #s == 5000 + 5 + 3000 + 9 + 1 + 3000 and s:sub(-1) == 'Y' and s:sub(5001, 5006) == '    aY'");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_stock_lua_on_random_calls),
        cmocka_unit_test(gives_no_addresses),
        cmocka_unit_test(quotes_only_plain_values),
        cmocka_unit_test(may_call_lua_in_the_middle_of_a_long_result),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
