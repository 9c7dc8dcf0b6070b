// Lua's basic functions in the sandbox: what agrees with stock Lua, and what is ours on purpose.
#include "lib_state.h"

static const char script[] =
    "local texts = {'','0','10','-10',' 7 ','0x1F','0x1p4','1e3','1e','.5','5.','1 2','ff','zz','-zz','+7','- "
    "7','--7',\n"
    "  "
    "'9223372036854775807','9223372036854775808','0x8000000000000000','1e309','nan','inf','10\\0','\\t8\\n','1_000',"
    "\n"
    "  '00012','0b1','7fffffffffffffffff','z','Z9'}\n"
    "local bases = {2,8,10,16,36,1,37,0,-1,2^53,'10','x'}\n"
    "local values = "
    "{0,-1,7,1.5,-0.0,1e100,1/0,-1/0,0/0,2^53,2^63,1e15,1e14,123456789012345,true,false,'x','',{},type,\n"
    "  math.mininteger,0.1,1/3,3.14159265358979,5e-324,100000000000000.0}\n"
    "local function value() if draw(8) > 0 then return choose(values) end end\n"
    "local objects = {setmetatable({}, {__tostring = function() return 'me' end}),\n"
    "  setmetatable({}, {__tostring = function() return 5 end}), setmetatable({}, {__tostring = function() end}),\n"
    "  setmetatable({}, {__metatable = 'locked'})}\n"
    "local function fail(kind, level) if kind == 0 then error('text', level) elseif kind == 1 then error({}, level)\n"
    "  elseif kind == 2 then error(nil, level) elseif kind == 3 then error() else local x = nil + 1 end end\n"
    "function case(n) seed(n)\n"
    "  local op = draw(12)\n"
    "  if op < 3 then return try('tonumber', tonumber, choose(texts), draw(2) == 0 and choose(bases) or nil) end\n"
    "  if op == 3 then return try('tonumber', tonumber, value(), draw(3) == 0 and 10 or nil) end\n"
    "  if op == 4 then local v = choose(values)\n"
    "    return type(v) == 'table' and '' or type(v) == 'function' and '' or try('tostring', tostring, v) end\n"
    "  if op == 5 then local i = draw(4) + 1\n"
    "    return try('object', function() return (tostring(objects[i])) end) .. (i == 4 and "
    "show(getmetatable(objects[4])) or '') end\n"
    "  if op == 6 then return try('select', select, draw(9) - 4, value(), value(), value()) ..\n"
    "    try('select', select, '#', value(), nil) end\n"
    "  if op == 7 then return try('raw', rawequal, value(), value()) .. try('rawlen', rawlen, value()) end\n"
    "  if op == 8 then return try('type', type, value()) .. try('type', type) end\n"
    "  if op == 9 then return try('fail', fail, draw(5), draw(4)) end\n"
    "  if op == 10 then return try('assert', assert, value(), value(), value()) .. try('assert', assert) end\n"
    "  return show_all(xpcall(fail, function(e) return show(e), 'handled' end, draw(5), draw(3)))\n"
    "end\n";

// Stock tostring gives an object that has nothing else to say its address.
static bool is_address(const char *stock, const char *ours)
{
    (void)ours;
    return strstr(stock, "table: 0x") != NULL;
}

static void agrees_with_stock_lua_on_random_calls(void **state)
{
    (void)state;
    box_compare(script, 60000, is_address);
}

static void gives_no_addresses(void **state)
{
    (void)state;
    box_assert("assert(tostring({}) == 'table' and tostring(pairs) == 'function')\n"
               "assert(tostring(coroutine.create(function() end)) == 'thread')\n"
               "return tostring(setmetatable({}, {__name = 'point'})) == 'point'");
}

static void has_only_what_is_on_the_list(void **state)
{
    (void)state;
    box_assert("for _, name in ipairs({'load', 'loadstring', 'loadfile', 'dofile', 'collectgarbage', 'warn', "
               "'debug', 'io', 'os',\n"
               "  'package', 'require'}) do assert(_G[name] == nil, name) end\n"
               "return coroutine.close == nil and string.dump == nil and math.randomseed == nil");
}

static void ipairs_is_raw(void **state)
{
    (void)state;
    box_assert("local n = 0\n"
               "for i, v in ipairs(setmetatable({7, 8}, {__index = function() return 1 end})) do n = n + v end\n"
               "return n == 15 and not pcall(ipairs, 'x') and not pcall(ipairs)");
}

static void pcall_passes_on_what_a_call_returns_and_raises(void **state)
{
    (void)state;
    box_assert("local function all(...) return select('#', ...), ... end\n"
               "local n, ok, a, b, c = all(pcall(function(...) return ... end, 1, nil, nil))\n"
               "assert(n == 4 and ok and a == 1)\n"
               "local object = {}\n"
               "n, ok, a = all(pcall(error, object)); assert(n == 2 and not ok and a == object)\n"
               "n, ok, a = all(pcall(error)); assert(n == 2 and not ok and a == nil)\n"
               "n, ok, a, b = all(xpcall(function(x, y) return y, x end, print or type, 1, 2))\n"
               "assert(n == 3 and ok and a == 2 and b == 1)\n"
               "n, ok, a = all(xpcall(error, function(e) return e .. '!', 2 end, 'x'))\n"
               "assert(n == 2 and not ok and a == 'x!')\n"
               "ok, a = xpcall(error, function(e) error(e) end, 'x')\n"
               "assert(not ok)\n"
               "return not pcall(pcall) and not pcall(xpcall, print)");
}

static void pcall_and_xpcall_can_be_yielded_through(void **state)
{
    (void)state;
    box_assert("local co = coroutine.wrap(function()\n"
               "  local ok, a = pcall(function() local x = coroutine.yield(1); error(x, 0) end)\n"
               "  local ok2, b, c = xpcall(function(...) return coroutine.yield(a), ... end, type, 'more')\n"
               "  local ok3, d = xpcall(function() coroutine.yield(); error('late', 0) end, function(e) return e .. "
               "'!' end)\n"
               "  return ok, ok2, b, c, ok3, d end)\n"
               "assert(co() == 1 and co('inside') == 'inside' and co('back') == nil)\n"
               "local ok, ok2, b, c, ok3, d = co()\n"
               "return ok == false and ok2 and b == 'back' and c == 'more' and not ok3 and d == 'late!'");
}

// Runs until the budget is spent; says whether it ended with the limit error, and with what the global `swallowed`
// was then.
static void assert_ends_with_the_limit(const char *source)
{
    struct box *box = box_new(8 * 1024 * 1024);
    int count;
    box_refuel(box, 300 * 1000, 60 * 1000);
    int status = box_run(box, source, &count);
    if (status != LUA_ERRRUN || !fuel_is_limit_error(box->L, -1)) fail_msg("went on: %s", source);
    box_refuel(box, 1000 * 1000, 60 * 1000);
    lua_getglobal(box->L, "swallowed");
    if (!lua_isnil(box->L, -1)) fail_msg("swallowed: %s", source);
    box_delete(box);
}

static void nothing_swallows_the_end_of_a_turn(void **state)
{
    (void)state;
    static const char *const sources[] = {
        "pcall(function() while true do end end) swallowed = true",
        "while true do pcall(function() while true do end end) end",
        "xpcall(function() while true do end end, function() swallowed = true end) swallowed = true",
        "coroutine.resume(coroutine.create(function() while true do end end)) swallowed = true",
        "pcall(coroutine.wrap(function() while true do end end)) swallowed = true",
        "local function f() local x <close> = setmetatable({}, {__close = function() swallowed = true end})\n"
        "  while true do end end pcall(f) swallowed = true",
        "pcall(coroutine.wrap(function() local x <close> = setmetatable({}, {__close = function() swallowed = true "
        "end})\n"
        "  while true do end end)) swallowed = true",
        "for i in function() while true do end end do end swallowed = true",
        "pcall(string.gsub, 'x', '.', function() while true do end end) swallowed = true",
        "pcall(table.sort, {3, 2, 1}, function() while true do end end) swallowed = true",
        "pcall(tostring, setmetatable({}, {__tostring = function() while true do end end})) swallowed = true",
        "coroutine.wrap(function() pcall(function() while true do end end) swallowed = true end)()",
        "xpcall(function() xpcall(error, function() while true do end end) swallowed = true end, type) swallowed = "
        "true",
        "pcall(pcall, pcall, pcall, function() while true do end end) swallowed = true",
        "while true do pcall(error, 'x', 1) end",
        "while true do coroutine.wrap(function() for i = 1, 950 do end end)() end",
    };
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) assert_ends_with_the_limit(sources[i]);
}

static void pcalls_nest_to_a_limit_and_come_back(void **state)
{
    (void)state;
    box_assert("local depth, most = 0, 0\n"
               "local function nest() depth = depth + 1; most = math.max(most, depth)\n"
               "  local ok, why = pcall(nest); depth = depth - 1\n"
               "  if ok or why:find('more than 150 nested pcalls') then return end error(why, 0) end\n"
               "for i = 1, 3 do depth = 0; assert(pcall(nest)) end\n"
               "assert(coroutine.wrap(function() return pcall(nest) end)())\n"
               "for i = 1, 1000 do pcall(error, 'x'); pcall(type, 1); xpcall(error, type) end\n"
               "return most >= 100");
}

static void a_coroutine_that_ended_a_turn_is_dead_in_the_next(void **state)
{
    (void)state;
    struct box *box = box_new(8 * 1024 * 1024);
    int count;
    lua_State *first = box->L;
    box_refuel(box, 300 * 1000, 60 * 1000);
    box_run(box, "kept = coroutine.create(function() while true do end end) coroutine.resume(kept)", &count);
    assert_true(fuel_is_limit_error(first, -1));

    box_refuel(box, 300 * 1000, 60 * 1000);
    box->L = lua_newthread(first);
    box->vm.thread = box->vm.slice.thread = box->L;
    assert_int_equal(
        box_run(box,
                "local ok, why = coroutine.resume(kept)\n"
                "return not ok and why == 'cannot resume dead coroutine' and coroutine.status(kept) == 'dead'",
                &count),
        LUA_OK);
    assert_true(lua_toboolean(box->L, -1));
    box_delete(box);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_stock_lua_on_random_calls),
        cmocka_unit_test(gives_no_addresses),
        cmocka_unit_test(has_only_what_is_on_the_list),
        cmocka_unit_test(ipairs_is_raw),
        cmocka_unit_test(pcall_passes_on_what_a_call_returns_and_raises),
        cmocka_unit_test(pcall_and_xpcall_can_be_yielded_through),
        cmocka_unit_test(nothing_swallows_the_end_of_a_turn),
        cmocka_unit_test(pcalls_nest_to_a_limit_and_come_back),
        cmocka_unit_test(a_coroutine_that_ended_a_turn_is_dead_in_the_next),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
