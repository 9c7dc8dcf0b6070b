// Traces, and going their way again.
//
//   page:trace([why])                        what its session did lately, as text; nil, text, code where there is
//   nothing app:replay(trace [, to])                 goes the way of a trace, up to the step `to`; nil, text, code
//   where it
//                                            cannot. A table:
//
//     steps    { { number, time, name, code =, text =, model = hash, page = hash,
//                  recorded = { code =, text =, model = hash, page = hash } }, ... }
//     model    the view's, after the last step
//     html     the page then
//     diverges the number of the first step that came out otherwise than it was recorded
//     masked   true where secrets are not in the trace
#include "session/replay/replay.h"
#include "app/models.h"
#include "module/app.h"
#include "session/replay/trace.h"
#include "session/session.h"
#include "tree/html.h"
#include "value/codec.h"
#include "vm/marshal.h"

#include <inttypes.h>
#include <stdio.h>

// Lives in a userdata, so that nothing is lost where Lua raises.
struct way {
    struct trace trace;
    struct session *session;
};

static const char *const type_name = "lightspeed.way";

static int finalize(lua_State *L)
{
    struct way *way = lua_touserdata(L, 1);
    if (way->session) replay_end(way->session);
    trace_destroy(&way->trace);
    *way = (struct way){0};
    return 0;
}

static void set_hash(lua_State *L, const char *name, uint64_t hash)
{
    char text[17];
    snprintf(text, sizeof text, "%016" PRIx64, hash);
    lua_pushstring(L, text);
    lua_setfield(L, -2, name);
}

static void set_outcome(lua_State *L, const struct step *step)
{
    set_hash(L, "model", step->model);
    set_hash(L, "page", step->page);
    if (step->code == ERROR_NONE) return;
    lua_pushstring(L, error_code_name(step->code));
    lua_setfield(L, -2, "code");
    module_push_bytes(L, step->text);
    lua_setfield(L, -2, "text");
}

static void push_step(lua_State *L, const struct way *way, const struct step *recorded, const struct step *now)
{
    lua_newtable(L);
    lua_pushinteger(L, (lua_Integer)now->number);
    lua_setfield(L, -2, "number");
    lua_pushinteger(L, (lua_Integer)now->time_ms);
    lua_setfield(L, -2, "time");
    module_push_bytes(L, session_handler_name(way->session, now->target, now->handler));
    lua_setfield(L, -2, "name");
    set_outcome(L, now);
    lua_newtable(L);
    set_outcome(L, recorded);
    lua_setfield(L, -2, "recorded");
}

// The table of steps on top of the stack is filled. Gives the number of the first that diverges; 0 for none.
static uint64_t play(lua_State *L, struct way *way, lua_Integer to, struct error *err)
{
    struct steps_place place = {0};
    struct step recorded, now;
    uint64_t diverges = 0;
    err->code = ERROR_NONE;
    for (lua_Integer i = 1; steps_read(way->trace.steps, &place, &recorded) && recorded.number <= (uint64_t)to; i++) {
        if (!replay_step(way->session, &recorded, &now, err)) return diverges;
        if (!diverges && !replay_is_same(&recorded, &now)) diverges = recorded.number;
        push_step(L, way, &recorded, &now);
        lua_rawseti(L, -2, i);
    }
    return diverges;
}

static void push_model(lua_State *L, const struct way *way)
{
    struct bytes models = replay_models(way->session);
    marshal_push_next(L, &models);
}

int module_replay(lua_State *L)
{
    struct module_app *app = module_check_free_app(L, 1);
    struct bytes text = module_check_bytes(L, 2);
    lua_Integer to = luaL_optinteger(L, 3, LUA_MAXINTEGER);
    struct scratch *scratch = scratch_take(L);
    struct way *way = lua_newuserdatauv(L, sizeof *way, 1);
    *way = (struct way){0};
    luaL_setmetatable(L, type_name);
    module_belong(L, 1);
    int place = lua_gettop(L);
    if (!trace_read(text, app->app, &way->trace, &scratch->err)) return module_refuse(L, &scratch->err);
    way->session = replay_begin(&app->hall, way->trace.number, &way->trace.steps->now, &scratch->err);
    if (!way->session) return module_refuse(L, &scratch->err);
    lua_newtable(L);
    lua_newtable(L);
    uint64_t diverges = play(L, way, to, &scratch->err);
    if (scratch->err.code != ERROR_NONE) return module_refuse(L, &scratch->err);
    lua_setfield(L, -2, "steps");
    if (diverges) lua_pushinteger(L, (lua_Integer)diverges);
    else lua_pushnil(L);
    lua_setfield(L, -2, "diverges");
    push_model(L, way);
    lua_setfield(L, -2, "model");
    html_write(&way->session->shown, &scratch->bytes);
    module_push_bytes(L, buffer_bytes(&scratch->bytes));
    lua_setfield(L, -2, "html");
    lua_pushboolean(L, way->trace.is_masked);
    lua_setfield(L, -2, "masked");
    replay_end(way->session);
    way->session = NULL;
    lua_settop(L, place + 1);
    return 1;
}

void module_open_replay(lua_State *L)
{
    module_new_type(L, type_name, NULL, finalize);
}
