// core.open(path [, options]): loads an app and gives it a hall; nil, text, code where it does not load.
//
//   options  dev = false, now = milliseconds since 1970, limits = { NAME = integer } (limits.h),
//            seed = four integers: what all randomness of sessions comes from; the same each time without
//
//   app:visit("/path?query" [, cookie [, card]])
//                             page or nil, status, html; or nil: where a redirect leads, the cookie that is set, the
//                             card that goes along (flash.h)
//   app:commit(ticket, cookie)   what /_ls/session sets the cookie to; nil, text, code where it refuses
//   app:page(ticket)          the page that a move over a line brought; nil for what is no ticket
//   app:line()                a line that has not joined
//   app:run()                 until nothing is to do; false where it does not come to that
//   app:advance(ms)           moves the clock; timers ring and what is overdue is swept, each at its time
//   app:now()                 milliseconds since 1970
//   app:broadcast(topic, message, data)   true; nil, text, code where it cannot be said
//   app:counters()            the hall's, by name, and sessions, awake, parked
//   app:events()              the names of all that views and components declare, as a set
//   app:replay(trace [, to])  goes the way of a trace again: see replay.c
//   app:update(...)           one update of a view, without a page: see update.c
//   app:answer(service, function, answer)   what a service says from now on: see stub.c
//   app:web(pattern, answer), app:requests()   what ls.http is answered, and what it asked: see web.c
//   app:mails()               what ls.mail sent
//   app:declared()            what views and components declare, and the routes: see declared.c
//   app:tell(...), app:actor(name), app:stop_actor(name), app:sleep_actor(name)   see actor.c
//   app:data()                the directory of its services' databases and files
//   app:templates()           what a client loads, JSON
//   app:close()               the same as leaving it to the collector
//
// The walk is the host's: line_open, line_receive, line_pull, visit_begin, and a door that nobody stands behind.
#include "module/app.h"
#include "module/convert.h"

#include "app/assets.h"
#include "app/query.h"
#include "service/world/world.h"
#include "session/session.h"
#include "session/topic/presence.h"
#include "session/topic/topic.h"
#include "session/topic/topics.h"
#include "session/visit/visit.h"
#include "session/visit/visitor.h"
#include "value/codec.h"

#include <ftw.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { RUN_TURNS_MAX = 200 * 1000, DESCRIPTORS_MAX = 16 };

static const char *const type_name = "lightspeed.app";
static const int64_t default_now_ms = 1767225600000; // 2026-01-01, so that a spec's time is the same each day
static const uint64_t sweep_ms = 1000;

// --- the door ---

static void bytes_wait(struct line *line)
{
    (void)line; // whoever speaks through the line asks for them
}

static void answer(struct visit *visit)
{
    (void)visit; // is_done says so
}

static const struct door door = {bytes_wait, answer, NULL};

// --- opening and closing ---

static bool set_limit(lua_State *L, struct limits *limits, struct error *err)
{
    char setting[100];
    const char *name = luaL_checkstring(L, -2);
    snprintf(setting, sizeof setting, "%.60s=%lld", name, (long long)luaL_checkinteger(L, -1));
    return limits_set(limits, setting, err);
}

static void read_seed(lua_State *L, uint64_t seed[4])
{
    static const uint64_t usual[4] = {1, 2, 3, 4};
    memcpy(seed, usual, sizeof usual);
    if (!lua_istable(L, 2) || lua_getfield(L, 2, "seed") == LUA_TNIL) return;
    luaL_checktype(L, -1, LUA_TTABLE);
    for (lua_Integer i = 1; i <= 4; i++) {
        lua_rawgeti(L, -1, i);
        seed[i - 1] = (uint64_t)luaL_checkinteger(L, -1);
        lua_pop(L, 1);
    }
}

static bool read_options(lua_State *L, struct module_app *module, struct error *err)
{
    module->settings = (struct settings){.limits = limits_default, .is_dev = true, .halls_count = 1};
    read_seed(L, module->seed);
    module->settings.seed = module->seed;
    if (lua_isnoneornil(L, 2)) return true;
    luaL_checktype(L, 2, LUA_TTABLE);
    if (lua_getfield(L, 2, "dev") != LUA_TNIL) module->settings.is_dev = lua_toboolean(L, -1);
    if (lua_getfield(L, 2, "limits") == LUA_TNIL) return true;
    luaL_checktype(L, -1, LUA_TTABLE);
    for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1))
        if (!set_limit(L, &module->settings.limits, err)) return false;
    return true;
}

static int64_t read_now(lua_State *L)
{
    if (!lua_istable(L, 2)) return default_now_ms;
    lua_getfield(L, 2, "now");
    return luaL_optinteger(L, -1, default_now_ms);
}

static void open_world(struct module_app *module)
{
    snprintf(module->data, sizeof module->data, "/tmp/lightspeed-data-XXXXXX");
    if (!mkdtemp(module->data)) *module->data = 0;
    module->web = module_web_new();
    module->world = world_open(&(struct world_place){
        .directory = *module->data ? module->data : ".",
        .http_bytes = module->settings.limits.http_bytes,
        .files_bytes = module->settings.limits.files_bytes,
        .cache_bytes = module->settings.limits.cache_bytes,
        .answer = module_web_answer,
        .post = module_web_post,
        .self = module->web,
    });
}

// Databases of a spec begin empty, and go with it.
static void open_office(struct module_app *module)
{
    const struct limits *limits = &module->settings.limits;
    if (!module->app->services_count) return;
    open_world(module);
    module->place = (struct office_place){
        .directory = module->world->place.directory,
        .pool = limits->service_pool,
        .queue = limits->service_queue,
        .deadline_ms = limits->service_ms,
        .heap_bytes = limits->service_bytes,
        .broadcast = broadcast_of_service,
        .self = &module->settings,
        .world = module->world,
    };
    struct vm_service_source source = app_services(module->app);
    module->office = office_open(&module->place, &source);
    module->settings.clerks = office_clerks(module->office);
}

static int remove_one(const char *path, const struct stat *found, int kind, struct FTW *place)
{
    (void)found, (void)kind, (void)place;
    remove(path);
    return 0;
}

static void remove_data(struct module_app *module)
{
    if (*module->data) nftw(module->data, remove_one, DESCRIPTORS_MAX, FTW_DEPTH | FTW_PHYS);
}

static void open_hall(struct module_app *module, int64_t now_ms)
{
    randombytes_buf(module->settings.key, sizeof module->settings.key);
    module->halls[0] = &module->hall;
    module->settings.halls = module->halls;
    uv_loop_init(&module->loop);
    hall_create(&module->hall, 0, &module->settings, module->app, &door, &module->loop);
    open_office(module);
    module->hall.clock = (struct hall_clock){true, now_ms, 1000000};
    module->swept_ms = module->hall.clock.now_ms;
    module->is_open = true;
}

static int open_app(lua_State *L)
{
    const char *path = luaL_checkstring(L, 1);
    lua_settop(L, 2);
    int64_t now_ms = read_now(L);
    struct scratch *scratch = scratch_take(L);
    struct module_app *module = lua_newuserdatauv(L, sizeof *module, 0);
    memset(module, 0, sizeof *module);
    luaL_setmetatable(L, type_name);
    int place = lua_gettop(L);
    if (!read_options(L, module, &scratch->err)) return module_refuse(L, &scratch->err);
    module->app = app_load(path, &scratch->err);
    if (!module->app) return module_refuse(L, &scratch->err);
    open_hall(module, now_ms);
    lua_settop(L, place);
    return 1;
}

static int finalize(lua_State *L)
{
    struct module_app *module = luaL_checkudata(L, 1, type_name);
    if (!module->is_open) return 0;
    module->is_open = false;
    module_close_lines(module);
    office_close(module->office);
    world_close(module->world);
    module_web_delete(module->web);
    remove_data(module);
    module->settings.clerks = NULL;
    module_close_stubs(module);
    hall_close(&module->hall);
    uv_run(&module->loop, UV_RUN_DEFAULT);
    hall_destroy(&module->hall);
    uv_loop_close(&module->loop);
    app_delete(module->app);
    return 0;
}

static int close_app(lua_State *L)
{
    struct module_app *module = luaL_checkudata(L, 1, type_name);
    module_check_free(L, module);
    return finalize(L);
}

struct module_app *module_check_app(lua_State *L, int argument)
{
    struct module_app *module = luaL_checkudata(L, argument, type_name);
    if (!module->is_open) luaL_error(L, "the app is closed");
    return module;
}

// Where it stands is for those to say who know the spec's line.
void module_check_free(lua_State *L, const struct module_app *module)
{
    const char *service, *function;
    if (!module_is_asked(module, &service, &function)) return;
    lua_pushfstring(
        L,
        "test.stub: the function in the place of %s.%s can do nothing with the app and its pages, for the "
        "turn that asked waits for what it returns; let it return, and go on behind what made the page ask",
        service, function);
    lua_error(L);
}

struct module_app *module_check_free_app(lua_State *L, int argument)
{
    struct module_app *module = module_check_app(L, argument);
    module_check_free(L, module);
    return module;
}

void module_belong(lua_State *L, int argument)
{
    lua_pushvalue(L, argument);
    lua_setiuservalue(L, -2, 1);
}

// --- time ---

static bool is_busy(struct module_app *module)
{
    const struct hall *hall = &module->hall;
    return hall->queue_first || atomic_load(&hall->inbox.newest) || hall->calls_out || !presence_is_settled(hall);
}

bool module_run(struct module_app *module)
{
    for (int i = 0; i < RUN_TURNS_MAX && is_busy(module); i++) {
        bool waits = !module->hall.queue_first && module->hall.calls_out; // for a service, in real time
        uv_run(&module->loop, waits ? UV_RUN_ONCE : UV_RUN_NOWAIT);
    }
    return !is_busy(module);
}

static int run(lua_State *L)
{
    lua_pushboolean(L, module_run(module_check_free_app(L, 1)));
    return 1;
}

// Events that their rate held back: the loop's timer for them tells real time.
static void end_delays(struct hall *hall)
{
    for (struct session *session = hall->live.first; session; session = session->next) {
        if (!session->is_delayed) continue;
        session->is_delayed = false;
        hall_queue(hall, session);
    }
}

// Moves on to the next thing that is due, or to the end.
static void step(struct module_app *module, uint64_t end_ms)
{
    struct hall *hall = &module->hall;
    const struct alarm *first = alarms_first(&hall->alarms);
    uint64_t next_ms = module->swept_ms + sweep_ms;
    if (first && first->due_ms < next_ms) next_ms = first->due_ms;
    if (next_ms < hall->clock.now_ms) next_ms = hall->clock.now_ms;
    if (next_ms > end_ms) next_ms = end_ms;
    hall->clock.wall_ms += (int64_t)(next_ms - hall->clock.now_ms);
    hall->clock.now_ms = next_ms;
    end_delays(hall);
    hall_ring(hall);
    if (next_ms - module->swept_ms >= sweep_ms) {
        module->swept_ms = next_ms;
        hall_sweep(hall);
    }
    module_run(module);
}

static int advance(lua_State *L)
{
    struct module_app *module = module_check_free_app(L, 1);
    lua_Integer ms = luaL_checkinteger(L, 2);
    luaL_argcheck(L, ms >= 0 && ms <= 1000000000, 2, "time goes forward, by at most 10^9 ms");
    uint64_t end_ms = module->hall.clock.now_ms + (uint64_t)ms;
    do step(module, end_ms);
    while (module->hall.clock.now_ms < end_ms);
    return 0;
}

static int now(lua_State *L)
{
    lua_pushinteger(L, hall_wall_ms(&module_check_app(L, 1)->hall));
    return 1;
}

// --- visits ---

static int visit(lua_State *L)
{
    struct module_app *module = module_check_free_app(L, 1);
    struct bytes address = module_check_bytes(L, 2);
    struct scratch *scratch = scratch_take(L);
    const char *sign = memchr(address.data, '?', address.size);
    struct bytes path = {address.data, sign ? (size_t)(sign - address.data) : address.size};
    struct bytes query = {sign ? sign + 1 : "", sign ? address.size - path.size - 1 : 0};
    struct visit visit = {.hall = &module->hall,
                          .path = query_decode(path, false, &scratch->arena),
                          .query = query,
                          .cookie = bytes_of(luaL_optstring(L, 3, "")),
                          .said = bytes_of(luaL_optstring(L, 4, ""))};
    visit_begin(&visit);
    module_run(module);
    if (!visit.is_done) {
        visit_abandon(&visit);
        visit_destroy(&visit);
        return luaL_error(L, "the visit to %s comes to no end", address.data);
    }
    buffer_put(&scratch->bytes, buffer_bytes(&visit.body));
    struct bytes location = arena_copy(&scratch->arena, buffer_bytes(&visit.location));
    struct bytes set = arena_copy(&scratch->arena, buffer_bytes(&visit.set));
    struct bytes card = arena_copy(&scratch->arena, buffer_bytes(&visit.card));
    visit_destroy(&visit);
    module_push_page(L, 1, buffer_bytes(&scratch->bytes));
    lua_pushinteger(L, visit.status);
    module_push_bytes(L, buffer_bytes(&scratch->bytes));
    if (location.size) module_push_bytes(L, location);
    else lua_pushnil(L);
    if (visit.sets_cookie) module_push_bytes(L, set);
    else lua_pushnil(L);
    if (card.size) module_push_bytes(L, card);
    else lua_pushnil(L);
    return 6;
}

static int commit(lua_State *L)
{
    struct module_app *module = module_check_free_app(L, 1);
    struct bytes ticket = module_check_bytes(L, 2);
    struct bytes cookie = module_check_bytes(L, 3);
    struct scratch *scratch = scratch_take(L);
    arena_reset(&module->hall.arena);
    if (!visitor_commit(&module->hall, ticket, cookie, &scratch->bytes, &scratch->err))
        return module_refuse(L, &scratch->err);
    return module_push_bytes(L, buffer_bytes(&scratch->bytes));
}

static int page(lua_State *L)
{
    module_check_app(L, 1);
    module_push_ticket_page(L, 1, module_check_bytes(L, 2));
    return 1;
}

static int open_line(lua_State *L)
{
    module_check_free_app(L, 1);
    module_push_line(L, 1);
    return 1;
}

// --- topics ---

static int broadcast(lua_State *L)
{
    struct hall *hall = &module_check_free_app(L, 1)->hall;
    struct scratch *scratch = scratch_take(L);
    struct value data;
    struct broadcast_said said = {module_check_bytes(L, 2), module_check_bytes(L, 3), {0}};
    lua_settop(L, 4);
    if (!convert_read(L, 4, &scratch->arena, &data, &scratch->err) ||
        !codec_encode(&data, &scratch->bytes, &scratch->err))
        return module_refuse(L, &scratch->err);
    said.data = buffer_bytes(&scratch->bytes);
    arena_reset(&hall->arena);
    if (!broadcast_say(hall, &said, &scratch->err)) return module_refuse(L, &scratch->err);
    module_run(module_check_app(L, 1));
    lua_pushboolean(L, true);
    return 1;
}

// --- looking in ---

static void set_count(lua_State *L, const char *name, uint64_t amount)
{
    lua_pushinteger(L, (lua_Integer)amount);
    lua_setfield(L, -2, name);
}

static size_t count_awake(const struct hall *hall)
{
    size_t amount = 0;
    for (const struct session *session = hall->awake_first; session; session = session->awake_next) amount++;
    return amount;
}

static int counters(lua_State *L)
{
    struct hall *hall = &module_check_free_app(L, 1)->hall;
    lua_newtable(L);
#define X(field, what) set_count(L, #field, hall->counters.field);
    COUNTERS(X)
#undef X
    set_count(L, "sessions", hall->sessions_count);
    set_count(L, "parked", hall->parked.count);
    set_count(L, "awake", count_awake(hall));
    return 1;
}

// The names of all events that views and components declare: { add = true, ... }.
static int events(lua_State *L)
{
    const struct app *app = module_check_app(L, 1)->app;
    lua_newtable(L);
    for (uint32_t i = 0; i < app->views_count + app->components_count; i++) {
        for (uint32_t k = 0; k < app->views[i].events_count; k++) {
            module_push_bytes(L, app->views[i].handlers[k].name);
            lua_pushboolean(L, true);
            lua_settable(L, -3);
        }
    }
    return 1;
}

static int data(lua_State *L)
{
    lua_pushstring(L, module_check_app(L, 1)->data);
    return 1;
}

static int templates(lua_State *L)
{
    return module_push_bytes(L, buffer_bytes(&module_check_app(L, 1)->app->templates_json));
}

void module_open_app(lua_State *L)
{
    static const luaL_Reg methods[] = {
        {"visit", visit},
        {"page", page},
        {"commit", commit},
        {"line", open_line},
        {"run", run},
        {"advance", advance},
        {"now", now},
        {"counters", counters},
        {"broadcast", broadcast},
        {"events", events},
        {"data", data},
        {"templates", templates},
        {"replay", module_replay},
        {"update", module_update},
        {"answer", module_answer},
        {"web", module_web},
        {"requests", module_requests},
        {"mails", module_mails},
        {"declared", module_declared},
        {"tell", module_tell},
        {"stop_actor", module_stop_actor},
        {"actor", module_actor},
        {"sleep_actor", module_sleep_actor},
        {"close", close_app},
        {NULL, NULL},
    };
    module_new_type(L, type_name, methods, finalize);
    lua_pushcfunction(L, open_app);
    lua_setfield(L, -2, "open");
}
