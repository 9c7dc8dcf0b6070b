// What setmetatable lets through, and what it hands to Lua.
#include "lib_state.h"

static void objects_of_a_class_work_as_everywhere(void **state)
{
    (void)state;
    box_assert("local Point = {}\n"
               "Point.__index = Point\n"
               "function Point.new(x, y) return setmetatable({x = x, y = y}, Point) end\n"
               "function Point:sum() return self.x + self.y end\n"
               "function Point.__add(a, b) return Point.new(a.x + b.x, a.y + b.y) end\n"
               "function Point.__eq(a, b) return a.x == b.x and a.y == b.y end\n"
               "function Point.__lt(a, b) return a:sum() < b:sum() end\n"
               "function Point.__le(a, b) return a:sum() <= b:sum() end\n"
               "function Point.__call(p, n) return p.x * n end\n"
               "function Point.__tostring(p) return p.x .. ',' .. p.y end\n"
               "function Point.__len() return 2 end\n"
               "function Point.__concat(a, b) return tostring(a) .. tostring(b) end\n"
               "function Point.__unm(a) return Point.new(-a.x, -a.y) end\n"
               "local p, q = Point.new(1, 2), Point.new(3, 4)\n"
               "assert((p + q):sum() == 10 and p ~= q and p == Point.new(1, 2) and p < q and p <= q)\n"
               "assert(q(5) == 15 and tostring(p) == '1,2' and #p == 2 and p .. q == '1,23,4' and (-p).x == -1)\n"
               "return getmetatable(p) == Point");
}

static void inherits_through_several_tables(void **state)
{
    (void)state;
    box_assert("local Base = {greet = function() return 'hi' end}; Base.__index = Base\n"
               "local Derived = setmetatable({}, Base); Derived.__index = Derived\n"
               "local object = setmetatable({}, Derived)\n"
               "assert(object.greet() == 'hi')\n"
               "local writes = {}\n"
               "local proxy = setmetatable({}, {__newindex = writes, __index = function(_, k) return k .. '?' end})\n"
               "proxy.a = 1\n"
               "return writes.a == 1 and rawget(proxy, 'a') == nil and proxy.b == 'b?'");
}

static void refuses_what_is_not_allowed(void **state)
{
    (void)state;
    box_assert("local cases = {\n"
               "  {{__gc = function() end}, '__gc is not allowed'}, {{__gc = true}, '__gc is not allowed'},\n"
               "  {{__mode = 'k'}, '__mode is not allowed'}, {{__mode = 'v'}, '__mode is not allowed'},\n"
               "  {{__call = {}}, \"'__call' must be a function, not a table\"},\n"
               "  {{__close = 5}, \"'__close' must be a function, not a number\"},\n"
               "  {{__tostring = 'x'}, \"'__tostring' must be a function, not a string\"},\n"
               "  {{__index = 'x'}, \"'__index' must be a function or a table, not a string\"},\n"
               "  {{__newindex = 5}, \"'__newindex' must be a function or a table, not a number\"}}\n"
               "for _, case in ipairs(cases) do\n"
               "  local t = {}\n"
               "  local ok, why = pcall(setmetatable, t, case[1])\n"
               "  assert(not ok and why:find(case[2], 1, true), why)\n"
               "  assert(getmetatable(t) == nil)\n"
               "end\n"
               "return true");
}

static void what_is_put_in_afterwards_has_no_effect_until_set_again(void **state)
{
    (void)state;
    box_assert("local mt = {__index = {a = 1}}\n"
               "local t = setmetatable({}, mt)\n"
               "mt.__call = t; mt.__gc = function() end; mt.__mode = 'k'; mt.__index = nil; mt.__len = function() "
               "return 9 end\n"
               "assert(t.a == 1 and #t == 0 and not pcall(t))\n"
               "assert(not pcall(setmetatable, {}, mt))\n"
               "mt.__call, mt.__gc, mt.__mode = nil, nil, nil\n"
               "setmetatable({}, mt)\n"
               "return t.a == nil and #t == 9");
}

static void a_metatable_can_be_locked_and_taken_away(void **state)
{
    (void)state;
    box_assert(
        "local t = setmetatable({}, {__metatable = 'locked'})\n"
        "assert(getmetatable(t) == 'locked')\n"
        "local ok, why = pcall(setmetatable, t, {})\n"
        "assert(not ok and why:find('cannot change a protected metatable'), why)\n"
        "local u = setmetatable({}, {__index = {a = 1}})\n"
        "assert(u.a == 1 and setmetatable(u, nil) == u and u.a == nil and getmetatable(u) == nil)\n"
        "return not pcall(setmetatable, u) and not pcall(setmetatable, 1, {}) and not pcall(setmetatable, u, 1)");
}

static void the_metatable_of_strings_is_sealed(void **state)
{
    (void)state;
    box_assert("return getmetatable('') == false");
}

static void the_metatable_of_strings_is_no_table(void **state)
{
    (void)state;
    box_assert("return not pcall(function() getmetatable('').__index = {} end)");
}

static void what_is_kept_in_a_metatable_is_seen_by_nobody(void **state)
{
    (void)state;
    box_assert("local mt = {__index = type}\n"
               "setmetatable({}, mt)\n"
               "local n = 0\n"
               "for k, v in pairs(mt) do n = n + 1; assert(k == '__index') end\n"
               "for k, v in next, mt do n = n + 1; assert(k == '__index') end\n"
               "local empty = {}\n"
               "setmetatable({}, empty)\n"
               "return n == 2 and next(empty) == nil and rawlen(empty) == 0");
}

static void chains_are_bounded(void **state)
{
    (void)state;
    box_assert("local t = {}\n"
               "local ok, why = pcall(function() for i = 1, 1900 do t = setmetatable({}, {__index = t}) end end)\n"
               "assert(not ok and why:find('a chain of more than 100 __index tables'), why)\n"
               "local loop = {}\n"
               "setmetatable(loop, {__index = loop})\n"
               "ok, why = pcall(setmetatable, {}, {__index = loop})\n"
               "return not ok and why:find('a chain of more than') ~= nil");
}

static void close_variables_are_closed(void **state)
{
    (void)state;
    box_assert("local log = ''\n"
               "local mt = {__close = function(_, e) log = log .. '<' .. tostring(e) .. '>' end}\n"
               "do local a <close> = setmetatable({}, mt) end\n"
               "pcall(function() local a <close> = setmetatable({}, mt); error('x', 0) end)\n"
               "local co = coroutine.wrap(function()\n"
               "  do local a <close> = setmetatable({}, {__close = function() coroutine.yield('closing') end}) end\n"
               "  return 'after' end)\n"
               "assert(co() == 'closing' and co() == 'after')\n"
               "return log == '<nil><x>'");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(objects_of_a_class_work_as_everywhere),
        cmocka_unit_test(inherits_through_several_tables),
        cmocka_unit_test(refuses_what_is_not_allowed),
        cmocka_unit_test(what_is_put_in_afterwards_has_no_effect_until_set_again),
        cmocka_unit_test(a_metatable_can_be_locked_and_taken_away),
        cmocka_unit_test(the_metatable_of_strings_is_sealed),
        cmocka_unit_test(the_metatable_of_strings_is_no_table),
        cmocka_unit_test(what_is_kept_in_a_metatable_is_seen_by_nobody),
        cmocka_unit_test(chains_are_bounded),
        cmocka_unit_test(close_variables_are_closed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
