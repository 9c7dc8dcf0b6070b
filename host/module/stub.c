// app:answer(service, function, value [, err]): from now on this is what the service says, and it is not asked. Where
// the value is a function, that is asked in the service's place, with the call's arguments. With
// app:answer(service, function) it speaks for itself again.
#include "base/mem.h"
#include "bus/call.h"
#include "module/app.h"
#include "value/answer.h"
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
    lua_State *lua; // a thread of the spec's, in which its functions are asked
    int lua_held;   // in its registry
};

enum { ARGUMENTS_MAX = 250 }; // as services have

static struct stub **find(struct stubs *stubs, const char *service, const char *function)
{
    struct stub **link = &stubs->first;
    while (*link && (strcmp((*link)->service, service) != 0 || strcmp((*link)->function, function) != 0))
        link = &(*link)->next;
    return link;
}

// The values at `first` and behind it as an answer, appended; the scratch is not used: a turn may be under way.
static bool write_answer(lua_State *L, int first, struct buffer *out, struct error *err)
{
    static const struct marshal_root root = {"answer", "service's answer", false};
    struct buffer said = {0}, why = {0}, keys = {0};
    bool ok = marshal_read(L, first, &root, &said, &keys, err) && marshal_read(L, first + 1, &root, &why, &keys, err);
    if (ok) answer_put_said(buffer_bytes(&said), buffer_bytes(&why), out);
    buffer_destroy(&said);
    buffer_destroy(&why);
    buffer_destroy(&keys);
    return ok;
}

static int push_arguments(lua_State *L, struct bytes arguments)
{
    marshal_push(L, arguments);
    int list = lua_gettop(L);
    lua_Integer count = 0;
    for (lua_pushnil(L); lua_next(L, list); lua_pop(L, 1))
        if (lua_isinteger(L, -2) && lua_tointeger(L, -2) > count) count = lua_tointeger(L, -2);
    if (count > ARGUMENTS_MAX) count = ARGUMENTS_MAX;
    for (lua_Integer i = 1; i <= count; i++) lua_geti(L, list, i);
    lua_remove(L, list);
    return (int)count;
}

// What it raises is raised by the service.
static void ask(const struct stubs *stubs, const struct stub *stub, struct call *call)
{
    lua_State *L = stubs->lua;
    struct error err = {0};
    lua_settop(L, 0);
    luaL_checkstack(L, ARGUMENTS_MAX + LUA_MINSTACK, NULL);
    lua_rawgeti(L, LUA_REGISTRYINDEX, stub->asked);
    bool ok = lua_pcall(L, push_arguments(L, buffer_bytes(&call->arguments)), 2, 0) == LUA_OK;
    if (!ok) fail(&err, ERROR_CRASH, "%s", luaL_tolstring(L, -1, NULL));
    else if (!write_answer(L, 1, &call->answer, &err)) ok = false;
    call_end(call, ok ? CALL_SAID : CALL_RAISED, ok ? NULL : err.text);
    lua_settop(L, 0);
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
    if (!is_asked && !write_answer(L, 4, &scratch->bytes, &scratch->err)) return module_refuse(L, &scratch->err);
    open_stubs(L, module);
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
