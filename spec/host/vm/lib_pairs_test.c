// The order of pairs and next.
#include "lib_state.h"

static void keys_come_in_one_order_whatever_was_put_in_first(void **state)
{
    (void)state;
    box_assert(
        "local order = {-5, 0, 1, 2, 3, 100, math.maxinteger, '', '10', '9', 'a', 'a\\0', 'aa', 'b', '\\200',\n"
        "  ('long'):rep(20), -1.5, 0.5, 1e300, false, true}\n"
        "table.sort(order, function(a, b)\n"
        "  local rank = {integer = 1, string = 2, float = 3, boolean = 4}\n"
        "  local ra, rb = rank[math.type(a) or type(a)], rank[math.type(b) or type(b)]\n"
        "  if ra ~= rb then return ra < rb end\n"
        "  if ra == 4 then return not a and b end\n"
        "  return a < b end)\n"
        "for round = 1, 200 do\n"
        "  local t, left = {}, table.move(order, 1, #order, 1, {})\n"
        "  while #left > 0 do t[table.remove(left, math.random(#left))] = 'v' end\n"
        "  local n = 0\n"
        "  for k, v in pairs(t) do n = n + 1; assert(k == order[n] and v == 'v', n) end\n"
        "  assert(n == #order)\n"
        "  n = 0\n"
        "  for k, v in next, t do n = n + 1; assert(k == order[n] and v == 'v', n) end\n"
        "  assert(n == #order)\n"
        "end\n"
        "return true");
}

static void a_key_without_an_order_comes_last(void **state)
{
    (void)state;
    box_assert("local t, order = {z = 1, [1] = 2, [{}] = 3, [true] = 4}, {}\n"
               "for _, walk in ipairs({pairs, function(t) return next, t end}) do\n"
               "  order = {}\n"
               "  for k in walk(t) do order[#order + 1] = type(k) end\n"
               "  assert(table.concat(order, ' ') == 'number string boolean table')\n"
               "end\n"
               "return true");
}

static void among_several_keys_without_an_order_nobody_walks(void **state)
{
    (void)state;
    box_assert("for i = 2, 50 do\n"
               "  local t = {z = 1}\n"
               "  for k = 1, i do t[k % 2 == 0 and {} or function() return k end] = k end\n"
               "  for _, walk in ipairs({pairs, function(t) return next, t end}) do\n"
               "    local ok, text = pcall(function() for k in walk(t) do end end)\n"
               "    assert(not ok and text:find('keep them in a list too', 1, true), text)\n"
               "  end\n"
               "  assert(next(t) == 'z' and next({}) == nil)\n"
               "end\n"
               "return true");
}

static void arrays_of_all_sizes_and_with_holes(void **state)
{
    (void)state;
    box_assert("assert(next({}) == nil and next({}, 1) == nil)\n"
               "for n = 0, 300 do\n"
               "  local t, expected = {}, 1\n"
               "  for i = n, 1, -1 do t[i] = i end\n"
               "  for k, v in pairs(t) do assert(k == expected and v == k); expected = expected + 1 end\n"
               "  assert(expected == n + 1)\n"
               "end\n"
               "local holes, seen = {1, 2, nil, 4, nil, 6}, ''\n"
               "for k in pairs(holes) do seen = seen .. k end\n"
               "return seen == '1246'");
}

static void fields_may_be_changed_and_removed_on_the_way(void **state)
{
    (void)state;
    box_assert("local t = {}\n"
               "for i = 1, 100 do t[i] = i; t['k' .. i] = i end\n"
               "local n = 0\n"
               "for k in pairs(t) do n = n + 1; t[k] = nil end\n"
               "assert(n == 200 and next(t) == nil)\n"
               "for i = 1, 100 do t[i] = i end\n"
               "n = 0\n"
               "for k, v in pairs(t) do n = n + 1; t[k + 1] = nil; t[k] = -v end\n"
               "assert(n == 50 and t[1] == -1)\n"
               "t = {a = 1, b = 2, c = 3, d = 4}\n"
               "local seen = ''\n"
               "for k in pairs(t) do seen = seen .. k; t.b, t.d = nil, nil end\n"
               "assert(seen == 'ac')\n"
               "for k in next, t do t[k] = nil end\n"
               "return next(t) == nil");
}

static void metamethods_are_not_asked(void **state)
{
    (void)state;
    box_assert(
        "local t = setmetatable({1}, {__pairs = function() error('asked') end, __index = function() return 1 end})\n"
        "local n = 0\n"
        "for k in pairs(t) do n = n + 1 end\n"
        "return n == 1 and not pcall(pairs) and not pcall(pairs, 'x')");
}

static void a_large_traversal_is_paid_for(void **state)
{
    (void)state;
    struct box *box = box_new(32 * 1024 * 1024);
    int count;
    box_refuel(box, 60 * 1000 * 1000, 60 * 1000);
    assert_int_equal(box_run(box,
                             "t = {} for i = 1, 50000 do t['k' .. i] = i end a = {} for i = 1, 50000 do a[i] = i end "
                             "coroutine.yield()",
                             &count),
                     LUA_ERRRUN); // the turn itself does not yield
    lua_settop(box->L, 0);
    box->L = lua_newthread(box->L);
    static const char *const sources[] = {"for i = 1, 3 do pairs(t) end", "for i = 1, 60 do pairs(a) end",
                                          "for i = 1, 60 do next(t) end", "for i = 1, 60 do next(a) end"};
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
        box_refuel(box, 1000 * 1000, 60 * 1000);
        assert_int_not_equal(box_run(box, sources[i], &count), LUA_OK);
        assert_true(heap_of(box->L)->dead ||
                    heap_of(box->L)->fuel < 300 * 1000); // where memory pays the last of it, an allocation is refused
        box_refuel(box, 1000 * 1000, 60 * 1000);
        box->L = lua_newthread(box->L);
    }
    box_delete(box);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_come_in_one_order_whatever_was_put_in_first),
        cmocka_unit_test(a_key_without_an_order_comes_last),
        cmocka_unit_test(among_several_keys_without_an_order_nobody_walks),
        cmocka_unit_test(arrays_of_all_sizes_and_with_holes),
        cmocka_unit_test(fields_may_be_changed_and_removed_on_the_way),
        cmocka_unit_test(metamethods_are_not_asked),
        cmocka_unit_test(a_large_traversal_is_paid_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
