// app:answer(service, function, value [, err]): from now on this is what the service says, and it is not asked. Where
// the value is a function, that is asked in the service's place, with the call's arguments. With
// app:answer(service, function) it speaks for itself again.
#include "base/mem.h"
#include "bus/call.h"
#include "module/app.h"
#include "vm/marshal.h"

#include <stdio.h>

struct stub {
    struct stub *next;
    char service[CALL_NAME_MAX];
    char function[CALL_NAME_MAX];
    struct buffer answer;
    int asked; // a function, in the registry of Lua; LUA_NOREF: the answer is always the same
};

struct stubs {
    struct clerks clerks; // first
    struct clerks *real;
    struct stub *first;
    lua_State *lua;            // a thread of the spec's, in which its functions are asked
    int lua_held;              // in its registry
    const struct call *asking; // what a function is asked for now; NULL: none is
    struct buffer parts;
    struct buffer keys;
};

static struct stub **find(struct stubs *stubs, const char *service, const char *function)
{
    struct stub **link = &stubs->first;
    while (*link && (strcmp((*link)->service, service) != 0 || strcmp((*link)->function, function) != 0))
        link = &(*link)->next;
    return link;
}

struct question {
    struct stubs *stubs;
    const struct stub *stub;
    struct call *call;
};

bool module_is_asked(const struct module_app *module, const char **service, const char **function)
{
    const struct call *call = module->stubs ? module->stubs->asking : NULL;
    if (!call) return false;
    *service = call->service;
    *function = call->function;
    return true;
}

// Nothing of the scratch is used: a turn may be under way.
static int answer(lua_State *L)
{
    const struct question *question = lua_touserdata(L, 1);
    struct stubs *stubs = question->stubs;
    struct error err;
    lua_rawgeti(L, LUA_REGISTRYINDEX, question->stub->asked);
    lua_call(L, marshal_push_arguments(L, buffer_bytes(&question->call->arguments)), 2);
    if (!marshal_read_answer(L, 2, &question->call->answer, &stubs->parts, &stubs->keys, &err))
        return luaL_error(L, "%s", err.text);
    return 0;
}

// What it raises is raised by the service.
static void ask(struct stubs *stubs, const struct stub *stub, struct call *call)
{
    lua_State *L = stubs->lua;
    struct question question = {stubs, stub, call};
    lua_settop(L, 0);
    scratch_hide(L);
    stubs->asking = call;
    lua_pushcfunction(L, answer);
    lua_pushlightuserdata(L, &question);
    bool ok = lua_pcall(L, 1, 0, 0) == LUA_OK;
    stubs->asking = NULL;
    call_end(call, ok ? CALL_SAID : CALL_RAISED, ok ? NULL : luaL_tolstring(L, -1, NULL));
    lua_settop(L, 1);
    scratch_show(L);
}

static void take(struct clerks *clerks, struct call *call)
{
    struct stubs *stubs = (struct stubs *)clerks;
    const struct stub *stub = *find(stubs, call->service, call->function);
    if (stub && stub->asked != LUA_NOREF) {
        ask(stubs, stub, call);
    } else if (stub) {
        buffer_put(&call->answer, buffer_bytes(&stub->answer));
        call_end(call, CALL_SAID, NULL);
    } else if (stubs->real) {
        stubs->real->take(stubs->real, call);
    } else {
        call_end(call, CALL_LOST, NULL);
    }
}

static void cancel(struct clerks *clerks, uint64_t session, uint64_t number)
{
    struct clerks *real = ((struct stubs *)clerks)->real;
    if (real) real->cancel(real, session, number);
}

static void remove_at(const struct stubs *stubs, struct stub **link)
{
    struct stub *stub = *link;
    *link = stub->next;
    luaL_unref(stubs->lua, LUA_REGISTRYINDEX, stub->asked);
    buffer_destroy(&stub->answer);
    mem_free(stub);
}

static void open_stubs(lua_State *L, struct module_app *module)
{
    if (module->stubs) return;
    module->stubs = mem_new_clear(sizeof *module->stubs);
    module->stubs->clerks = (struct clerks){.take = take, .cancel = cancel};
    module->stubs->real = module->settings.clerks;
    module->settings.clerks = &module->stubs->clerks;
    module->stubs->lua = lua_newthread(L);
    module->stubs->lua_held = luaL_ref(L, LUA_REGISTRYINDEX);
}

void module_close_stubs(struct module_app *module)
{
    struct stubs *stubs = module->stubs;
    if (!stubs) return;
    while (stubs->first) remove_at(stubs, &stubs->first);
    luaL_unref(stubs->lua, LUA_REGISTRYINDEX, stubs->lua_held);
    buffer_destroy(&stubs->parts);
    buffer_destroy(&stubs->keys);
    mem_free(stubs);
    module->stubs = NULL;
}

static bool is_known(const struct app *app, const char *service, const char *function)
{
    for (size_t i = 0; i < app->services_count; i++) {
        const struct vm_service_about *about = &app->services[i];
        if (!bytes_equal(about->name, bytes_of(service))) continue;
        for (size_t k = 0; k < about->functions_count; k++)
            if (bytes_equal(about->functions[k], bytes_of(function))) return true;
        return about->is_open;
    }
    return false;
}

int module_answer(lua_State *L)
{
    struct module_app *module = module_check_app(L, 1);
    const char *service = luaL_checkstring(L, 2), *function = luaL_checkstring(L, 3);
    bool speaks_for_itself = lua_gettop(L) == 3;
    struct scratch *scratch = scratch_take(L);
    lua_settop(L, 5);
    if (!is_known(module->app, service, function)) {
        fail(&scratch->err, ERROR_UNKNOWN, "there is no %s.%s", service, function);
        return module_refuse(L, &scratch->err);
    }
    bool is_asked = lua_isfunction(L, 4);
    open_stubs(L, module);
    if (!is_asked &&
        !marshal_read_answer(L, 4, &scratch->bytes, &module->stubs->parts, &scratch->keys, &scratch->err))
        return module_refuse(L, &scratch->err);
    struct stub **link = find(module->stubs, service, function);
    if (*link) remove_at(module->stubs, link);
    if (!speaks_for_itself) {
        struct stub *stub = mem_new_clear(sizeof *stub);
        snprintf(stub->service, sizeof stub->service, "%s", service);
        snprintf(stub->function, sizeof stub->function, "%s", function);
        buffer_put(&stub->answer, buffer_bytes(&scratch->bytes));
        stub->asked = LUA_NOREF;
        if (is_asked) {
            lua_pushvalue(L, 4);
            stub->asked = luaL_ref(L, LUA_REGISTRYINDEX);
        }
        stub->next = module->stubs->first;
        module->stubs->first = stub;
    }
    lua_pushboolean(L, true);
    return 1;
}
