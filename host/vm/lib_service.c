// What services do in the world, as their state has it: the table __service. stdlib/lightspeed/service.lua and db.lua
// are what people see of it.
//
// What fails gives nil and a sentence, so that the stdlib can raise it where the app's code stands.
#include "vm/fuel.h"
#include "vm/service_state.h"

#include <stdlib.h>

enum { KEPT_BYTES_MAX = 1024 * 1024 };

static struct vm_service *check(lua_State *L, const char *what)
{
    struct vm *vm = vm_of(L);
    if (vm && vm->service) return vm->service;
    luaL_error(L, "%s belongs into a service: ls.service(\"name\", function() ... end)", what);
    return NULL;
}

// A survey learns what there is, and touches nothing.
static struct vm_service *check_world(lua_State *L, const char *what, const void *function)
{
    struct vm_service *service = check(L, what);
    if (function) return service;
    service->is_open = true;
    luaL_error(L, "%s: the app is only looked at just now", what);
    return NULL;
}

static int refuse(lua_State *L, const struct error *err)
{
    if (err->code == ERROR_BUDGET) fuel_raise(L);
    lua_pushnil(L);
    lua_pushstring(L, err->text);
    return 2;
}

static struct bytes check_bytes(lua_State *L, int argument)
{
    struct bytes bytes;
    bytes.data = luaL_checklstring(L, argument, &bytes.size);
    return bytes;
}

// serves(): whether this is the state of a worker.
static int l_serves(lua_State *L)
{
    struct vm *vm = vm_of(L);
    lua_pushboolean(L, vm && vm->service);
    return 1;
}

// serve(name, about): about.get gives the service's module.
static int l_serve(lua_State *L)
{
    check(L, "ls.service");
    luaL_checkstring(L, 1);
    luaL_checktype(L, 2, LUA_TTABLE);
    lua_settop(L, 2);
    lua_rawgeti(L, LUA_REGISTRYINDEX, REGISTRY_SERVICES);
    lua_pushvalue(L, 1);
    lua_rawseti(L, 3, (lua_Integer)lua_rawlen(L, 3) + 1);
    lua_pushvalue(L, 1);
    lua_pushvalue(L, 2);
    lua_rawset(L, 3);
    return 0;
}

// find(module): has the module's file compiled, without running it. For a session's state, while an app is loaded.
static int l_find(lua_State *L)
{
    struct vm *vm = vm_of(L);
    struct bytes bytecode;
    const char *name = luaL_checkstring(L, 1);
    if (!vm || !vm->loader || !vm->loader->load(vm->loader->self, name, &bytecode, &vm->err)) {
        lua_pushnil(L);
        lua_pushstring(L, vm && vm->loader ? vm->err.text : "services are declared at file level");
        return 2;
    }
    lua_pushboolean(L, true);
    return 1;
}

// query(database, want, sql, arguments): what comes of it.
static int l_query(lua_State *L)
{
    static const char *const wants[] = {"all", "one", "value", "run", NULL};
    static const struct marshal_root root = {"arguments", "value of a query", false};
    struct vm *vm = vm_of(L);
    struct vm_service *service = check(L, "ls.db");
    check_world(L, "a query", (const void *)service->host.query);
    struct bytes name = check_bytes(L, 1), sql = check_bytes(L, 3);
    enum vm_query want = (enum vm_query)luaL_checkoption(L, 2, NULL, wants);
    luaL_checktype(L, 4, LUA_TTABLE);
    buffer_clear(&service->given);
    buffer_clear(&service->answer);
    if (!marshal_read(L, 4, &root, &service->given, &vm->keys, &vm->err)) return refuse(L, &vm->err);
    if (!service->host.query(service->host.self, name, want, sql, buffer_bytes(&service->given), &service->answer,
                             &vm->err))
        return refuse(L, &vm->err);
    marshal_push(L, buffer_bytes(&service->answer));
    return 1;
}

static int l_transact(lua_State *L)
{
    static const char *const names[] = {"begin", "commit", "roll back", NULL};
    struct vm *vm = vm_of(L);
    struct vm_service *service = check(L, "db:tx");
    check_world(L, "db:tx", (const void *)service->host.transact);
    enum vm_transaction what = (enum vm_transaction)luaL_checkoption(L, 2, NULL, names);
    if (!service->host.transact(service->host.self, check_bytes(L, 1), what, &vm->err)) return refuse(L, &vm->err);
    lua_pushboolean(L, true);
    return 1;
}

static int l_migrate(lua_State *L)
{
    static const struct marshal_root root = {"migrations", "list of migrations", false};
    struct vm *vm = vm_of(L);
    struct vm_service *service = check(L, "db:migrate");
    struct bytes name = check_bytes(L, 1);
    luaL_checktype(L, 2, LUA_TTABLE);
    lua_pushboolean(L, true);
    if (!service->host.migrate) return 1; // a survey
    buffer_clear(&service->given);
    if (!marshal_read(L, 2, &root, &service->given, &vm->keys, &vm->err)) return refuse(L, &vm->err);
    if (!service->host.migrate(service->host.self, name, buffer_bytes(&service->given), &vm->err))
        return refuse(L, &vm->err);
    return 1;
}

static int l_sleep(lua_State *L)
{
    struct vm *vm = vm_of(L);
    struct vm_service *service = check(L, "ls.sleep");
    check_world(L, "ls.sleep", (const void *)service->host.sleep);
    if (!service->host.sleep(service->host.self, luaL_checkinteger(L, 1), &vm->err)) return refuse(L, &vm->err);
    lua_pushboolean(L, true);
    return 1;
}

static int l_broadcast(lua_State *L)
{
    static const struct marshal_root root = {"data", "message", false};
    struct vm *vm = vm_of(L);
    struct vm_service *service = check(L, "ls.broadcast");
    struct bytes topic = check_bytes(L, 1), message = check_bytes(L, 2);
    check_world(L, "ls.broadcast", (const void *)service->host.broadcast);
    buffer_clear(&service->given);
    lua_settop(L, 3);
    if (!marshal_read(L, 3, &root, &service->given, &vm->keys, &vm->err)) return refuse(L, &vm->err);
    if (!service->host.broadcast(service->host.self, topic, message, buffer_bytes(&service->given), &vm->err))
        return refuse(L, &vm->err);
    lua_pushboolean(L, true);
    return 1;
}

// A large file or answer goes by once: its room is not kept for the next.
static void forget_large(struct buffer *buffer)
{
    if (buffer->capacity > KEPT_BYTES_MAX) buffer_destroy(buffer);
}

// work(what, given): what comes of it.
static int l_work(lua_State *L)
{
    static const struct marshal_root root = {"given", "service's request", false};
    struct vm *vm = vm_of(L);
    const char *what = luaL_checkstring(L, 1);
    struct vm_service *service = check(L, what);
    check_world(L, what, (const void *)service->host.work);
    luaL_checktype(L, 2, LUA_TTABLE);
    lua_settop(L, 2);
    buffer_clear(&service->given);
    buffer_clear(&service->answer);
    if (!marshal_read(L, 2, &root, &service->given, &vm->keys, &vm->err)) return refuse(L, &vm->err);
    if (!service->host.work(service->host.self, what, buffer_bytes(&service->given), &service->answer, &vm->err))
        return refuse(L, &vm->err);
    marshal_push(L, buffer_bytes(&service->answer));
    forget_large(&service->given);
    forget_large(&service->answer);
    return 1;
}

// env(name): a variable of the host's environment.
static int l_env(lua_State *L)
{
    check(L, "ls.env");
    lua_pushstring(L, getenv(luaL_checkstring(L, 1)));
    return 1;
}

const luaL_Reg lib_service[] = {
    {"broadcast", l_broadcast}, {"env", l_env},     {"find", l_find},     {"migrate", l_migrate},
    {"query", l_query},         {"serve", l_serve}, {"serves", l_serves}, {"sleep", l_sleep},
    {"transact", l_transact},   {"work", l_work},   {NULL, NULL},
};
