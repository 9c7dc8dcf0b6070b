// find, match, gmatch and gsub of the sandbox, held against stock Lua's.
#include "lib_state.h"

static const char script[] =
    "local pieces = {'a','b','c','A',' ','1','(',')','.','%','*','+','-','?','[',']','^','$','%a','%d','%s','%w',\n"
    "  '%x','%S','%b()','%bab','%f[a]','%f[%w]','%f[^ "
    "]','%f','[^a]','[a-c]','[]]','[%a_]','[a-]','[%','(a*)','(.)',\n"
    "  "
    "'(','()','%1','%2','%0','\\0','%z','%g','%p','%l','%u','%c','%U','%q','.-','.*','.+','a?','b*','%a-','[ab]+'}\n"
    "local letters = {'a','b','c','A',' ','1','(',')','.','-','\\0',']','%','^','\\200'}\n"
    "local texts = {'x','','%0','%1','<%1>','%2','%%','%','%x','[%0%1]','a%1b%0','12'}\n"
    "local function make(list, most) local out = ''\n"
    "  for i = 1, draw(most + 1) do out = out .. choose(list) end return out end\n"
    "local replacers = {\n"
    "  function(...) return nil end, function(...) return '<' .. show_all(...) .. '>' end,\n"
    "  function(a) return false end, function(a) return 7 end, function(a) return a end, function() return {} end,\n"
    "  {a = 'x', ab = 1.5, [''] = 'e', [1] = 'one', [2] = 'two', b = false}, {}, 5, 1.5, true}\n"
    "local inits = {1, 2, 3, 5, -1, -3, 0, 20, -20, 1 << 62, math.mininteger}\n"
    "local function all(s, p, ...) local out = ''\n"
    "  for a, b, c in string.gmatch(s, p, ...) do out = out .. show_all(a, b, c) .. ';' end return out end\n"
    "function case(n) seed(n)\n"
    "  local s, p, op = make(letters, 14), make(pieces, 6), draw(10)\n"
    "  if op < 2 then return try('find', string.find, s, p) end\n"
    "  if op == 2 then return try('find', string.find, s, p, choose(inits), draw(3) == 0) end\n"
    "  if op == 3 then return try('match', string.match, s, p) end\n"
    "  if op == 4 then return try('match', string.match, s, p, choose(inits)) end\n"
    "  if op == 5 then return try('gmatch', all, s, p) end\n"
    "  if op == 6 then return try('gmatch', all, s, p, choose(inits)) end\n"
    "  if op == 7 then return try('gsub', string.gsub, s, p, choose(texts), draw(3) - 1) end\n"
    "  return try('gsub', string.gsub, s, p, op == 8 and choose(texts) or choose(replacers))\n"
    "end\n";

// Stock gsub does not look at a capture that it does not use; ours refuses the pattern.
static bool is_unfinished_in_gsub(const char *stock, const char *ours)
{
    return strncmp(stock, "gsub", 4) == 0 && strstr(ours, "unfinished capture") != NULL;
}

static void agrees_with_stock_lua_on_random_calls(void **state)
{
    (void)state;
    box_compare(script, 100000, is_unfinished_in_gsub);
}

static void finds_plain_text_with_zeros_and_at_the_ends(void **state)
{
    (void)state;
    box_assert(
        "assert(('a\\0b'):find('\\0b', 1, true) == 2)\n"
        "assert(('abc'):find('', 10) == nil and ('abc'):find('', 4) == 4 and ('abc'):find('abcd', 1, true) == nil)\n"
        "return ('a.b'):find('.', 2, true) == 2");
}

static void looks_replacements_up_raw(void **state)
{
    (void)state;
    box_assert("local t = setmetatable({}, {__index = function() error('asked') end})\n"
               "return ('abc'):gsub('b', t) == 'abc'");
}

static void ends_the_turn_where_a_pattern_needs_more_than_is_left(void **state)
{
    (void)state;
    struct box *box = box_new(8 * 1024 * 1024);
    int count;
    box_refuel(box, 1000 * 1000, 60 * 1000);
    int status = box_run(box, "pcall(string.find, ('a'):rep(3000), ('.-'):rep(12) .. 'b') return 'went on'", &count);
    assert_int_equal(status, LUA_ERRRUN);
    assert_true(fuel_is_limit_error(box->L, -1));
    box_delete(box);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_stock_lua_on_random_calls),
        cmocka_unit_test(finds_plain_text_with_zeros_and_at_the_ends),
        cmocka_unit_test(looks_replacements_up_raw),
        cmocka_unit_test(ends_the_turn_where_a_pattern_needs_more_than_is_left),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
