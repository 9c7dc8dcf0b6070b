// The utf8 library, held against stock Lua's.
#include "lib_state.h"

static const char script[] =
    "local pieces = {'a','z','\\0','\\x7f','\\u{80}','\\u{7FF}','\\u{800}','\\u{FFFF}','\\u{10000}','\\u{10FFFF}',\n"
    "  "
    "'\\u{110000}','\\u{7FFFFFFF}','\\u{D800}','\\u{DFFF}','\\x80','\\xBF','\\xC0\\x80','\\xC3','\\xE2\\x82','\\xFF',"
    "\n"
    "  "
    "'\\xFE','\\xF8\\x88\\x80\\x80\\x80','\\xE0\\x80\\x80','\\u{20AC}','\\u{1F600}','\\xFC\\x80\\x80\\x80\\x80\\x80'}"
    "\n"
    "local function text(good) local out = ''\n"
    "  for i = 1, draw(7) do out = out .. (good and pieces[draw(10) + 1] or choose(pieces)) end return out end\n"
    "local codes = "
    "{0,65,0x7F,0x80,0x7FF,0x800,0xFFFF,0x10000,0x10FFFF,0x110000,0x1FFFFF,0x200000,0x3FFFFFF,0x4000000,\n"
    "  0x7FFFFFFF,0x80000000,-1,0xD800,1.0,'66'}\n"
    "local function all(s, lax) local out = ''\n"
    "  for p, c in utf8.codes(s, lax) do out = out .. p .. ':' .. c .. ' ' end return out end\n"
    "local function position() if draw(4) > 0 then return draw(16) - 6 end end\n"
    "function case(n) seed(n)\n"
    "  local s, lax, op = text(draw(2) == 0), draw(2) == 0, draw(6)\n"
    "  if op == 0 then return try('len', utf8.len, s, position(), position(), lax) end\n"
    "  if op == 1 then return try('codepoint', utf8.codepoint, s, position(), position(), lax) end\n"
    "  if op == 2 then return try('char', utf8.char, choose(codes), choose(codes)) end\n"
    "  if op == 3 then return try('offset', utf8.offset, s, draw(9) - 4, position()) end\n"
    "  if op == 4 then return try('len', utf8.len, s, nil, nil, lax) .. show(utf8.charpattern) end\n"
    "  return try('codes', all, s, lax) end\n";

// codes refuses a continuation byte too many, as Lua does after 5.4.4.
static bool is_stricter_codes(const char *stock, const char *ours)
{
    return strncmp(stock, "codes", 5) == 0 && strstr(ours, "invalid UTF-8 code");
}

static void agrees_with_stock_lua_on_random_calls(void **state)
{
    (void)state;
    box_compare(script, 60000, is_stricter_codes);
}

static void a_string_of_continuation_bytes_is_paid_for(void **state)
{
    (void)state;
    struct box *box = box_new(8 * 1024 * 1024);
    int count;
    box_refuel(box, 1000 * 1000, 60 * 1000);
    int status = box_run(box,
                         "local s = ('\\x80'):rep(1000000)\n"
                         "while true do pcall(utf8.offset, s, 0, -1) pcall(utf8.offset, 'a' .. s, 2) end",
                         &count);
    assert_int_equal(status, LUA_ERRRUN);
    assert_true(fuel_is_limit_error(box->L, -1));
    box_delete(box);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_stock_lua_on_random_calls),
        cmocka_unit_test(a_string_of_continuation_bytes_is_paid_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
