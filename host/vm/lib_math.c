// The math library, without randomseed: a session's generator is seeded by the host and recorded, so that a replay
// draws the same.
#include "vm/lib.h"

#include <float.h>
#include <math.h>

static const double pi = 3.141592653589793238462643383279502884;

static void push_integral(lua_State *L, lua_Number number)
{
    lua_Integer integer;
    if (lua_numbertointeger(number, &integer)) lua_pushinteger(L, integer);
    else lua_pushnumber(L, number);
}

static int l_abs(lua_State *L)
{
    if (lua_isinteger(L, 1)) {
        lua_Integer number = lua_tointeger(L, 1);
        lua_pushinteger(L, number < 0 ? (lua_Integer)(0u - (lua_Unsigned)number) : number);
    } else {
        lua_pushnumber(L, fabs(luaL_checknumber(L, 1)));
    }
    return 1;
}

static int l_ceil(lua_State *L)
{
    if (lua_isinteger(L, 1)) lua_settop(L, 1);
    else push_integral(L, ceil(luaL_checknumber(L, 1)));
    return 1;
}

static int l_round_down(lua_State *L)
{
    if (lua_isinteger(L, 1)) lua_settop(L, 1);
    else push_integral(L, floor(luaL_checknumber(L, 1)));
    return 1;
}

#define OF_ONE(function, expression)                                                                                 \
    static int function(lua_State *L)                                                                                \
    {                                                                                                                \
        lua_Number x = luaL_checknumber(L, 1);                                                                       \
        lua_pushnumber(L, expression);                                                                               \
        return 1;                                                                                                    \
    }

OF_ONE(l_acos, acos(x))
OF_ONE(l_asin, asin(x))
OF_ONE(l_cos, cos(x))
OF_ONE(l_deg, x *(180.0 / pi))
OF_ONE(l_exp, exp(x))
OF_ONE(l_rad, x *(pi / 180.0))
OF_ONE(l_sin, sin(x))
OF_ONE(l_sqrt, sqrt(x))
OF_ONE(l_tan, tan(x))

static int l_atan(lua_State *L)
{
    lua_Number y = luaL_checknumber(L, 1);
    lua_pushnumber(L, atan2(y, luaL_optnumber(L, 2, 1)));
    return 1;
}

static int l_fmod(lua_State *L)
{
    if (!lua_isinteger(L, 1) || !lua_isinteger(L, 2)) {
        lua_Number dividend = luaL_checknumber(L, 1);
        lua_pushnumber(L, fmod(dividend, luaL_checknumber(L, 2)));
        return 1;
    }
    lua_Integer divisor = lua_tointeger(L, 2);
    luaL_argcheck(L, divisor != 0, 2, "zero");
    lua_pushinteger(L, divisor == -1 ? 0 : lua_tointeger(L, 1) % divisor); // mininteger % -1 traps
    return 1;
}

static lua_Number log_to_base(lua_Number x, lua_Number base)
{
    if (base == 2.0) return log2(x);
    if (base == 10.0) return log10(x);
    return log(x) / log(base);
}

static int l_log(lua_State *L)
{
    lua_Number x = luaL_checknumber(L, 1);
    lua_pushnumber(L, lua_isnoneornil(L, 2) ? log(x) : log_to_base(x, luaL_checknumber(L, 2)));
    return 1;
}

// Pushes the least or greatest argument. Numbers only, unlike stock Lua, which compares whatever it is given: long
// strings take longer than they pay for.
static int extreme(lua_State *L, bool greatest)
{
    int count = lua_gettop(L);
    int best = 1;
    luaL_argcheck(L, count >= 1, 1, "number expected, got no value");
    for (int i = 1; i <= count; i++) {
        luaL_checknumber(L, i);
        if (lua_compare(L, greatest ? best : i, greatest ? i : best, LUA_OPLT)) best = i;
    }
    lua_pushvalue(L, best);
    return 1;
}

static int l_max(lua_State *L)
{
    return extreme(L, true);
}

static int l_min(lua_State *L)
{
    return extreme(L, false);
}

static int l_modf(lua_State *L)
{
    if (lua_isinteger(L, 1)) {
        lua_settop(L, 1);
        lua_pushnumber(L, 0);
        return 2;
    }
    lua_Number number = luaL_checknumber(L, 1);
    lua_Number whole = number < 0 ? ceil(number) : floor(number);
    push_integral(L, whole);
    lua_pushnumber(L, number == whole ? 0.0 : number - whole);
    return 2;
}

// A number in 0..most, each equally likely: draws within the next power of two until one fits.
static lua_Unsigned draw_up_to(lua_State *L, lua_Unsigned most)
{
    lua_Unsigned mask = most;
    for (int shift = 1; shift < 64; shift *= 2) mask |= mask >> shift;
    lua_Unsigned drawn;
    do drawn = vm_random_next(L) & mask;
    while (drawn > most);
    return drawn;
}

static int l_random(lua_State *L)
{
    lua_Integer low = 1, high = 0;
    switch (lua_gettop(L)) {
    case 0: lua_pushnumber(L, (lua_Number)(vm_random_next(L) >> (64 - DBL_MANT_DIG)) * 0x1p-53); return 1;
    case 1:
        high = luaL_checkinteger(L, 1);
        if (high == 0) {
            lua_pushinteger(L, (lua_Integer)vm_random_next(L));
            return 1;
        }
        break;
    case 2:
        low = luaL_checkinteger(L, 1);
        high = luaL_checkinteger(L, 2);
        break;
    default: return luaL_error(L, "wrong number of arguments");
    }
    luaL_argcheck(L, low <= high, lua_gettop(L), "interval is empty");
    lua_pushinteger(L, (lua_Integer)((lua_Unsigned)low + draw_up_to(L, (lua_Unsigned)high - (lua_Unsigned)low)));
    return 1;
}

static int l_tointeger(lua_State *L)
{
    int is_integer;
    lua_Integer integer = lua_tointegerx(L, 1, &is_integer);
    luaL_checkany(L, 1);
    if (is_integer) lua_pushinteger(L, integer);
    else luaL_pushfail(L);
    return 1;
}

static int l_type(lua_State *L)
{
    luaL_checkany(L, 1);
    if (lua_type(L, 1) != LUA_TNUMBER) luaL_pushfail(L);
    else lua_pushstring(L, lua_isinteger(L, 1) ? "integer" : "float");
    return 1;
}

static int l_ult(lua_State *L)
{
    lua_Integer a = luaL_checkinteger(L, 1);
    lua_pushboolean(L, (lua_Unsigned)a < (lua_Unsigned)luaL_checkinteger(L, 2));
    return 1;
}

const luaL_Reg lib_math[] = {
    {"abs", l_abs},       {"acos", l_acos}, {"asin", l_asin}, {"atan", l_atan},        {"ceil", l_ceil},
    {"cos", l_cos},       {"deg", l_deg},   {"exp", l_exp},   {"floor", l_round_down}, {"fmod", l_fmod},
    {"log", l_log},       {"max", l_max},   {"min", l_min},   {"modf", l_modf},        {"rad", l_rad},
    {"random", l_random}, {"sin", l_sin},   {"sqrt", l_sqrt}, {"tan", l_tan},          {"tointeger", l_tointeger},
    {"type", l_type},     {"ult", l_ult},   {NULL, NULL},
};

const struct lib_constant lib_math_constants[] = {
    {.name = "huge", .kind = LIB_FLOAT, .number = HUGE_VAL},
    {.name = "maxinteger", .kind = LIB_INTEGER, .integer = LUA_MAXINTEGER},
    {.name = "mininteger", .kind = LIB_INTEGER, .integer = LUA_MININTEGER},
    {.name = "pi", .kind = LIB_FLOAT, .number = 3.141592653589793238462643383279502884},
    {.name = NULL},
};
