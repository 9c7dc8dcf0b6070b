// luaopen_lightspeed_core: the module as a whole, and what its files share. See module.h.
#include "base/log.h"
#include "module/convert.h"
#include "module/module.h"

#include <sodium.h>

static const char scratch_key;
static const char *const scratch_type = "lightspeed.scratch";

static int finalize_scratch(lua_State *L)
{
    struct scratch *scratch = lua_touserdata(L, 1);
    arena_destroy(&scratch->arena);
    buffer_destroy(&scratch->bytes);
    buffer_destroy(&scratch->keys);
    return 0;
}

void scratch_open(lua_State *L)
{
    struct scratch *scratch = lua_newuserdatauv(L, sizeof *scratch, 0);
    *scratch = (struct scratch){0};
    module_new_type(L, scratch_type, NULL, finalize_scratch);
    luaL_setmetatable(L, scratch_type);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &scratch_key);
}

void scratch_hide(lua_State *L)
{
    lua_rawgetp(L, LUA_REGISTRYINDEX, &scratch_key);
    scratch_open(L);
}

void scratch_show(lua_State *L)
{
    lua_rawsetp(L, LUA_REGISTRYINDEX, &scratch_key);
}

struct scratch *scratch_take(lua_State *L)
{
    lua_rawgetp(L, LUA_REGISTRYINDEX, &scratch_key);
    struct scratch *scratch = lua_touserdata(L, -1);
    lua_pop(L, 1);
    arena_reset(&scratch->arena);
    buffer_clear(&scratch->bytes);
    buffer_clear(&scratch->keys);
    return scratch;
}

int module_refuse(lua_State *L, const struct error *err)
{
    lua_pushnil(L);
    lua_pushstring(L, err->text);
    lua_pushstring(L, error_code_name(err->code));
    return 3;
}

int module_push_bytes(lua_State *L, struct bytes bytes)
{
    lua_pushlstring(L, bytes.data ? bytes.data : "", bytes.size);
    return 1;
}

struct bytes module_check_bytes(lua_State *L, int argument)
{
    struct bytes bytes;
    bytes.data = luaL_checklstring(L, argument, &bytes.size);
    return bytes;
}

void module_new_type(lua_State *L, const char *name, const luaL_Reg *methods, lua_CFunction finalize)
{
    luaL_newmetatable(L, name);
    lua_newtable(L);
    if (methods) luaL_setfuncs(L, methods, 0);
    lua_setfield(L, -2, "__index");
    if (finalize) {
        lua_pushcfunction(L, finalize);
        lua_setfield(L, -2, "__gc");
        lua_pushcfunction(L, finalize);
        lua_setfield(L, -2, "__close");
    }
    lua_pop(L, 1);
}

// --- the log: what the host would tell its operator ---

enum { LOG_KEPT_MAX = 64 * 1024 };

static struct buffer log_kept;
static unsigned log_users; // a module is opened again by a spec runner that forgets what was loaded

static void keep_line(struct bytes line)
{
    if (log_kept.size + line.size <= LOG_KEPT_MAX) buffer_put(&log_kept, line);
}

// core.log(): the lines since it was asked last. They are kept here and not written, so that failures that a spec
// provokes do not litter its report.
static int take_log(lua_State *L)
{
    module_push_bytes(L, buffer_bytes(&log_kept));
    buffer_destroy(&log_kept);
    log_kept = (struct buffer){0};
    return 1;
}

static int forget_log(lua_State *L)
{
    (void)L;
    if (--log_users > 0) return 0;
    log_set_writer(NULL);
    buffer_destroy(&log_kept);
    log_kept = (struct buffer){0};
    return 0;
}

static void open_log(lua_State *L)
{
    log_users++;
    log_set_writer(keep_line);
    lua_pushcfunction(L, take_log);
    lua_setfield(L, -2, "log");
    lua_newuserdatauv(L, 0, 0); // its end is the state's
    module_new_type(L, "lightspeed.log", NULL, forget_log);
    luaL_setmetatable(L, "lightspeed.log");
    lua_setfield(L, LUA_REGISTRYINDEX, "lightspeed.log_end");
}

int luaopen_lightspeed_core(lua_State *L);

int luaopen_lightspeed_core(lua_State *L)
{
    if (sodium_init() < 0) return luaL_error(L, "libsodium does not start");
    scratch_open(L);
    lua_newtable(L);
    open_log(L);
    module_open_data(L);
    module_open_schema(L);
    module_open_compile(L);
    module_open_sandbox(L);
    module_open_app(L);
    module_open_page(L);
    module_open_line(L);
    module_open_replay(L);
    return 1;
}
