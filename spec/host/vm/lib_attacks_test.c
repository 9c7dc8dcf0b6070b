// Programs that mean harm, each run as a turn with the sandbox's libraries, a budget, a memory limit and a deadline.
// Whatever it does, the turn ends soon, its state stays within its memory, nothing escapes, and the next state works.
//
// SHOW=1 prints how each one ended.
#include "lib_state.h"

enum { HEAP_MAX = 32 * 1024 * 1024, FUEL_MAX = 10 * 1000 * 1000, DEADLINE_MS = 50 };

// Generous: sanitizers and busy machines take several times as long.
enum { PATIENCE_MS = 5000 };

static const struct {
    const char *name;
    const char *source;
} attacks[] = {
    {"rep_empty", "return #string.rep(\"\", 1 << 62)\n"},
    {"pat_lazy", "return ((\"a\"):rep(3000)):find((\".-\"):rep(12) .. \"b\")\n"},
    {"pat_greedy", "return ((\"a\"):rep(3000)):match((\"a*\"):rep(20) .. \"b\")\n"},
    {"gsub_greedy", "return ((\"a\"):rep(2000)):gsub((\"a*\"):rep(10) .. \"b\", \"x\")\n"},
    {"pat_balance", "return ((\"(\"):rep(2000000)):find(\"%b()\")\n"},
    {"plain_find", "local h = (\"a\"):rep(8000000)\n"
                   "local n = (\"a\"):rep(400000) .. \"b\" .. (\"a\"):rep(400000)\n"
                   "return h:find(n, 1, true)\n"},
    {"move_nil", "return table.move({}, 1, 1 << 50, 2)\n"},
    {"concat_c_index", "local t = setmetatable({}, {__index = table.concat})\n"
                       "return table.concat(t, \"\", 1, 1 << 50)\n"},
    {"insert_len", "local t = setmetatable({}, {__len = function() return 1 << 50 end})\n"
                   "table.insert(t, 1, 0)\n"},
    {"sort_len",
     "table.sort(setmetatable({}, {__len = function() return 2147483646 end, __index = type, __newindex = type}))\n"},
    {"call_chain", "local mt = {}\n"
                   "local t = setmetatable({}, mt)\n"
                   "mt.__call = t\n"
                   "t()\n"},
    {"sort_c_compare", "local t = {}\n"
                       "for i = 1, 500000 do t[i] = i * 7919 % 500009 end\n"
                       "for k = 1, 200 do pcall(table.sort, t, rawequal) end\n"},
    {"amp_rep", "for i = 1, 1000000 do local s = (\"x\"):rep(5000000) end\n"},
    {"amp_compare", "local a = (\"x\"):rep(7000000) .. \"1\"\n"
                    "local b = (\"x\"):rep(7000000) .. \"2\"\n"
                    "local n = 0\n"
                    "for i = 1, 1000000 do if a == b then n = n + 1 end if a < b then n = n + 2 end end\n"
                    "return n\n"},
    {"amp_concat", "local s = \"\"\n"
                   "for i = 1, 1000000 do s = s .. \"xxxxxxxxxxxxxxxx\" end\n"},
    {"amp_collect",
     "local keep = {}\n"
     "for i = 1, 150000 do keep[i] = {i} end\n"
     "for i = 1, 1000000 do if collectgarbage then collectgarbage() else keep[i % 150000 + 1] = {i} end end\n"},
    {"amp_next", "local t = {}\n"
                 "for i = 1, 200000 do t[i * 1.5] = true end\n"
                 "for k in pairs(t) do t[k] = nil end\n"
                 "for i = 1, 2000000 do next(t) end\n"},
    {"amp_rehash", "local t = {}\n"
                   "for i = 1, 131071 do t[i + 0.5] = true end\n"
                   "for i = 1, 1000000 do t[-i - 0.5] = true; t[-i - 0.5] = nil end\n"},
    {"amp_index_chain", "local t = {}\n"
                        "for i = 1, 1900 do t = setmetatable({}, {__index = t}) end\n"
                        "local x\n"
                        "for i = 1, 3000000 do x = t.a; x = t.b; x = t.c; x = t.d end\n"},
    {"swallow_pcall", "while true do pcall(function() while true do end end) end\n"},
    {"swallow_nested", "local function f() while true do pcall(f) end end\n"
                       "f()\n"},
    {"swallow_xpcall", "local function h() while true do end end\n"
                       "while true do xpcall(function() while true do end end, h) end\n"},
    {"swallow_wrap", "while true do pcall(coroutine.wrap(function() while true do end end)) end\n"},
    {"swallow_close", "local function f()\n"
                      "  local x <close> = setmetatable({}, {__close = function() while true do end end})\n"
                      "  while true do end\n"
                      "end\n"
                      "while true do pcall(f) end\n"},
    {"coroutine_fresh_count", "while true do coroutine.wrap(function() for i = 1, 950 do end end)() end\n"},
    {"coroutine_preloaded", "local spin = coroutine.wrap(function() coroutine.yield() while true do end end)\n"
                            "spin()\n"
                            "function update() return spin() end\n"},
    {"gc_loop", "setmetatable({}, {__gc = function() while true do end end})\n"
                "local t = {}\n"
                "for i = 1, 2000000 do t = {t} if i % 1000 == 0 then t = {} end end\n"},
    {"gc_at_close", "keep = setmetatable({}, {__gc = function() while true do end end})\n"
                    "return \"left behind\"\n"},
    {"gc_error", "for i = 1, 1000 do setmetatable({}, {__gc = function() error((\"x\"):rep(1000)) end}) end\n"
                 "local t = {}\n"
                 "for i = 1, 200000 do t = {} end\n"},
    {"loop_while", "while true do end\n"},
    {"loop_goto", "::top:: goto top\n"},
    {"loop_for_int", "for i = math.mininteger, math.maxinteger do end\n"},
    {"loop_tail", "local function f() return f() end\n"
                  "return f()\n"},
    {"loop_iter_c", "for a in string.gmatch((\"x\"):rep(5000000), \"\") do end\n"
                    "for i, v in ipairs(setmetatable({}, {__index = function() return 1 end})) do end\n"},
    {"deep_lua", "local function f(n) return 1 + f(n + 1) end\n"
                 "return f(0)\n"},
    {"deep_pcall", "local function f() pcall(f) end\n"
                   "f()\n"},
    {"deep_gsub", "local function f() return ((\"x\"):gsub(\".\", f)) end\n"
                  "return f()\n"},
    {"coclose_chain",
     "local prev\n"
     "for i = 1, 12000 do\n"
     "  local p = prev\n"
     "  prev = coroutine.create(function()\n"
     "    local g <close> = setmetatable({}, {__close = function() if p then coroutine.close(p) end end})\n"
     "    coroutine.yield()\n"
     "  end)\n"
     "  coroutine.resume(prev)\n"
     "end\n"
     "if coroutine.close then coroutine.close(prev) end\n"},
    {"handler_recursion", "local function h(e) error(e) end\n"
                          "return xpcall(error, h, \"x\")\n"},
    {"mem_table", "local t = {}\n"
                  "for i = 1, 100000000 do t[i] = i end\n"},
    {"mem_double", "local s = \"x\"\n"
                   "while true do s = s .. s end\n"},
    {"mem_swallow", "while true do pcall(string.rep, \"x\", 1 << 40) pcall(function() local s = \"x\" while true do "
                    "s = s .. s end end) end\n"},
    {"mem_thrash", "local keep, n = {}, 0\n"
                   "pcall(function() while true do n = n + 1 keep[n] = {n} end end)\n"
                   "for i = 1, 1000000 do pcall(function() local t = {{{{{{}}}}}} keep[#keep + 1] = t end) end\n"},
    {"mem_coroutines", "local t = {}\n"
                       "while true do local co = coroutine.create(function() coroutine.yield() end) "
                       "coroutine.resume(co) t[#t + 1] = co end\n"},
    {"mem_constructor", "local t = {table.unpack({}, 1, 240)}\n"
                        "local u = {}\n"
                        "for i = 1, 10000000 do u[i] = {nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, 1} end\n"},
    {"esc_os", "local h = os and os.getenv and os.getenv(\"PATH\")\n"
               "if h then return \"ESCAPED environment\" end\n"},
    {"esc_popen", "local p = io and io.popen and io.popen(\"id -u\")\n"
                  "if p then return \"ESCAPED shell \" .. tostring(p:read(\"a\")) end\n"},
    {"esc_procmem", "local f = io and io.open(\"/proc/self/maps\")\n"
                    "if f then return \"ESCAPED read \" .. f:read(\"l\") end\n"},
    {"esc_exit", "if os and os.exit then os.exit(7) end\n"
                 "return \"no os.exit\"\n"},
    {"esc_loadlib", "local pk = package or (require and require(\"package\"))\n"
                    "if pk and pk.loadlib then return \"ESCAPED loadlib \" .. type(pk.loadlib) end\n"},
    {"esc_debug_hook", "if debug and debug.sethook then\n"
                       "  debug.sethook()\n"
                       "  for i = 1, 300000000 do end\n"
                       "  return \"ESCAPED hook removed\"\n"
                       "end\n"},
    {"esc_registry",
     "if debug and debug.getregistry then return \"ESCAPED registry \" .. type(debug.getregistry()) end\n"},
    {"esc_load_env", "local _ENV = {load = load}\n"
                     "local f = load and load(\"return io or os or debug\")\n"
                     "if f and f() then return \"ESCAPED globals by load\" end\n"},
    {"esc_bytecode", "if string.dump and load and load(string.dump(function() return 1 end), \"b\", \"b\") then "
                     "return \"ESCAPED bytecode accepted\" end\n"},
    {"esc_string_mt",
     "local m = getmetatable(\"\")\n"
     "if type(m) == \"table\" and m.__index and m.__index.dump then return \"ESCAPED string.dump\" end\n"
     "if type(m) == \"table\" then m.__index = {upper = function() return \"tampered\" end} if (\"x\"):upper() == "
     "\"tampered\" then return \"ESCAPED string metatable\" end end\n"},
    {"esc_address", "local s = tostring(print or pairs) .. tostring({})\n"
                    "if s:find(\"0x\") then return \"ESCAPED address \" .. s end\n"},
    {"err_tostring", "error(setmetatable({}, {__tostring = function() while true do end end}))\n"},
    {"res_index", "return setmetatable({}, {__index = function() while true do end end})\n"},
    {"res_index_error", "return setmetatable({}, {__index = function() error(\"x\") end})\n"},
    {"bug_weak_mt", "local mt, keep = setmetatable({}, {__mode = \"v\"}), {}\n"
                    "for round = 1, 8000 do\n"
                    "  mt.__newindex = {}\n"
                    "  local u = setmetatable({}, mt)\n"
                    "  pcall(function() for i = 1, 64 do u[i .. \"k\" .. round] = 1 end end)\n"
                    "  pcall(function() keep[#keep + 1] = (\"x\"):rep(20000) .. round end)\n"
                    "end\n"},
    {"error_cost", "while true do pcall(error, \"x\", 1) end\n"},
    {"long_error", "error((\"x\"):rep(5000000))\n"},
    {"yield_from_main", "coroutine.yield({html = \"<script>\"})\n"},
    {"global_mt", "setmetatable(_G or _ENV, {__index = function() while true do end end})\n"},
    {"format_wide", "local f = (\"%99.99f\"):rep(200)\n"
                    "local a = {}\n"
                    "for i = 1, 200 do a[i] = 1e308 end\n"
                    "for i = 1, 100000 do local s = f:format(table.unpack(a)) end\n"},
};

static const char *ending(int status, lua_State *L)
{
    if (status == LUA_OK) return "returned";
    if (status == LUA_YIELD) return "yielded";
    if (fuel_is_limit_error(L, -1)) return "limit";
    return lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : "error";
}

static void assert_not_escaped(const char *name, lua_State *L)
{
    const char *text = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : "";
    if (strncmp(text, "ESCAPED", 7) == 0) fail_msg("%s: %s", name, text);
}

// One turn of the function on top of the turn's coroutine.
static void run_turn(struct box *box, const char *name)
{
    int count;
    box_refuel(box, FUEL_MAX, DEADLINE_MS);
    uint64_t began = clock_ns();
    int status = lua_resume(box->L, NULL, 0, &count);
    long took_ms = (long)((clock_ns() - began) / 1000000);
    if (getenv("SHOW"))
        print_message("%-24s %5ld ms %7zu KiB  %.60s\n", name, took_ms, box->heap->used / 1024,
                      ending(status, box->L));
    assert_int_not_equal(status, LUA_YIELD);
    assert_not_escaped(name, box->L);
    if (took_ms > PATIENCE_MS) fail_msg("%s took %ld ms", name, took_ms);
    assert_true(box->heap->used <= HEAP_MAX + 1024 * 1024);
}

static void next_turn(struct box *box)
{
    box->L = lua_newthread(box->L);
    box->vm.thread = box->vm.slice.thread = box->L;
}

static void run_attack(const char *name, const char *source)
{
    struct box *box = box_new(HEAP_MAX);
    if (luaL_loadstring(box->L, source) != LUA_OK) fail_msg("%s: %s", name, lua_tostring(box->L, -1));
    run_turn(box, name);
    box_refuel(box, FUEL_MAX, DEADLINE_MS);
    box->heap->limit *= 2; // what the host does to a full state is not asked here
    next_turn(box);
    lua_pushglobaltable(box->L);
    lua_pushliteral(box->L, "update");
    lua_rawget(box->L, -2);
    lua_remove(box->L, -2);
    if (lua_isfunction(box->L, -1)) run_turn(box, name);
    box_delete(box);
}

static void every_attack_ends_and_harms_nobody(void **state)
{
    (void)state;
    const char *only = getenv("ONLY");
    for (size_t i = 0; i < sizeof attacks / sizeof *attacks; i++) {
        if (only && strcmp(only, attacks[i].name) != 0) continue;
        run_attack(attacks[i].name, attacks[i].source);
        box_assert("return 1 + 1 == 2");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_attack_ends_and_harms_nobody)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
