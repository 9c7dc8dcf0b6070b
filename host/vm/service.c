// See service.h. The state is one like a session's, with its own heap and hook, but nothing in it yields: whoever
// calls has a thread for it.
#include "vm/service.h"

#include "base/clock.h"
#include "base/mem.h"
#include "value/codec.h"
#include "value/suggest.h"
#include "vm/fuel.h"
#include "vm/lib.h"
#include "vm/random.h"
#include "vm/service_state.h"

#include <sodium.h>
#include <stdio.h>

enum {
    FIRST_BLOCK = 256 * 1024,
    GARBAGE_MAX = 4 * 1024 * 1024,
    TRACE_LEVELS_MAX = 8,
    SURVEY_HEAP_MAX = 64 * 1024 * 1024,
    FUNCTIONS_MAX = 256,
};

static const uint64_t file_level_ns = 10ull * 1000 * 1000 * 1000;

// --- protected calls ---

// The handler of errors: the message with the places that led there.
static int add_trace(lua_State *L)
{
    struct vm *vm = vm_of(L);
    lua_Debug debug;
    if (fuel_is_dead(L) || fuel_is_limit_error(L, 1)) return 1;
    buffer_clear(&vm->scratch);
    size_t size;
    const char *text = lua_type(L, 1) == LUA_TSTRING ? lua_tolstring(L, 1, &size) : NULL;
    if (text) buffer_put(&vm->scratch, (struct bytes){text, size});
    else buffer_print(&vm->scratch, "an error was raised with a %s in place of a message", luaL_typename(L, 1));
    vm->service->message_size = vm->scratch.size;
    for (int level = 1, shown = 0; shown < TRACE_LEVELS_MAX && lua_getstack(L, level, &debug); level++) {
        lua_getinfo(L, "Sl", &debug);
        if (debug.currentline <= 0 || strncmp(debug.short_src, "stdlib/", 7) == 0) continue;
        buffer_print(&vm->scratch, "%s%s:%d", shown++ ? " < " : "\n  at ", debug.short_src, debug.currentline);
    }
    return 1;
}

static bool explain(struct vm_service *service, int status, struct error *err)
{
    struct vm *vm = &service->vm;
    lua_State *L = vm->L;
    bool is_full = status == LUA_ERRMEM || vm->heap->refusals;
    service->is_stopped = vm->slice.overdue || (fuel_is_limit_error(L, -1) && !is_full);
    service->is_spoilt = service->is_stopped || is_full || vm->heap->dead;
    if (service->is_stopped) fail(err, ERROR_BUDGET, "it took longer than it may");
    else if (is_full) fail(err, ERROR_BUDGET, "its memory is full (%zu bytes at most)", vm->heap->limit);
    else if (status == LUA_ERRRUN) fail(err, ERROR_CRASH, "%.*s", (int)vm->scratch.size, vm->scratch.data);
    else fail(err, ERROR_CRASH, "an error in the handling of an error");
    lua_settop(L, 0);
    return false;
}

// Runs a step with `argument` as its light userdata.
static bool run(struct vm_service *service, lua_CFunction step, void *argument, uint64_t deadline_ns,
                struct error *err)
{
    struct vm *vm = &service->vm;
    lua_State *L = vm->L;
    vm->heap->fuel = INT64_MAX / 2;
    vm->heap->dead = false;
    vm->heap->refusals = 0;
    vm->slice.overdue = false;
    vm->slice.deadline_ns = deadline_ns;
    service->is_stopped = false;
    service->message_size = 0;
    lua_settop(L, 0);
    lua_pushcfunction(L, add_trace);
    lua_pushcfunction(L, step);
    lua_pushlightuserdata(L, argument);
    int status = lua_pcall(L, 1, 0, 1);
    if (status != LUA_OK) return explain(service, status, err);
    lua_settop(L, 0);
    return true;
}

// --- birth and death ---

static int run_file(lua_State *L)
{
    libs_open(L);
    lua_newtable(L);
    lua_rawseti(L, LUA_REGISTRYINDEX, REGISTRY_SERVICES);
    lua_getglobal(L, "require");
    lua_pushstring(L, lua_touserdata(L, 1));
    lua_call(L, 1, 0);
    return 0;
}

static void draw(struct vm *vm)
{
    randombytes_buf(vm->random, sizeof vm->random);
}

struct vm_service *vm_service_new(const struct vm_loader *loader, const char *main, size_t heap_max,
                                  const struct vm_service_host *host, struct error *err)
{
    struct vm_service *service = mem_new_clear(sizeof *service);
    struct vm *vm = &service->vm;
    service->host = *host;
    vm->service = service;
    vm->is_rehearsal = true; // what the file prints it printed before
    vm->loader = loader;
    vm->heap = heap_new(FIRST_BLOCK, false);
    vm->heap->owner = vm;
    vm->heap->limit = heap_max;
    vm->heap->fuel = INT64_MAX / 2;
    vm->now_ms = clock_wall_ms();
    vm->slice = (struct slice){
        .units_max = INT64_MAX,
        .end_ns = UINT64_MAX,
        .deadline_ns = UINT64_MAX,
        .stop = host->stop,
        .garbage_max = GARBAGE_MAX,
    };
    draw(vm);
    vm->L = lua_newstate(heap_alloc, vm->heap);
    bool ok = vm->L || fail(err, ERROR_HOST, "no Lua state could be made");
    if (ok) lua_sethook(vm->L, slice_hook, LUA_MASKCOUNT, FUEL_PERIOD);
    char name[256];
    snprintf(name, sizeof name, "%s", main);
    ok = ok && run(service, run_file, name, clock_ns() + file_level_ns, err);
    vm->is_rehearsal = !host->query;
    if (ok) return service;
    vm_service_delete(service);
    return NULL;
}

void vm_service_delete(struct vm_service *service)
{
    if (!service) return;
    heap_delete(service->vm.heap);
    buffer_destroy(&service->vm.scratch);
    buffer_destroy(&service->vm.keys);
    buffer_destroy(&service->given);
    buffer_destroy(&service->answer);
    mem_free(service);
}

bool vm_service_is_spoilt(const struct vm_service *service)
{
    return service->is_spoilt;
}

// --- setting up ---

// Pushes the module of a service; its function runs where that was not done yet.
static void push_module(lua_State *L, const char *name)
{
    lua_rawgeti(L, LUA_REGISTRYINDEX, REGISTRY_SERVICES);
    if (lua_getfield(L, -1, name) != LUA_TTABLE) luaL_error(L, "there is no service '%s'", name);
    lua_getfield(L, -1, "get");
    lua_call(L, 0, 1);
}

static int prepare(lua_State *L)
{
    push_module(L, lua_touserdata(L, 1));
    return 0;
}

bool vm_service_prepare(struct vm_service *service, const char *name, uint64_t deadline_ns, struct error *err)
{
    char copy[256];
    snprintf(copy, sizeof copy, "%s", name);
    return run(service, prepare, copy, deadline_ns, err);
}

// --- calls ---

struct work {
    const struct vm_service_call *call;
    struct buffer *out;
};

static size_t names_of(lua_State *L, int module, struct bytes names[FUNCTIONS_MAX])
{
    size_t count = 0;
    for (lua_pushnil(L); lua_next(L, module); lua_pop(L, 1)) {
        if (lua_type(L, -2) != LUA_TSTRING || lua_type(L, -1) != LUA_TFUNCTION || count == FUNCTIONS_MAX) continue;
        names[count].data = lua_tolstring(L, -2, &names[count].size); // the module keeps it
        count++;
    }
    return count;
}

static int refuse_unknown(lua_State *L, int module, const struct vm_service_call *call)
{
    struct bytes names[FUNCTIONS_MAX];
    struct bytes near = suggest_nearest(bytes_of(call->function), names, names_of(L, module, names));
    if (near.size)
        return luaL_error(L, "service '%s' has no function '%s'; did you mean '%s'?", call->name, call->function,
                          near.data);
    return luaL_error(L, "service '%s' has no function '%s'", call->name, call->function);
}

static int answer(lua_State *L)
{
    const struct work *work = lua_touserdata(L, 1);
    struct vm *vm = vm_of(L);
    push_module(L, work->call->name);
    int module = lua_gettop(L);
    lua_pushstring(L, work->call->function);
    if (lua_rawget(L, module) != LUA_TFUNCTION) return refuse_unknown(L, module, work->call);
    lua_call(L, marshal_push_arguments(L, work->call->arguments), 2);
    if (!marshal_read_answer(L, module + 1, work->out, &vm->service->answer, &vm->keys, &vm->err))
        return luaL_error(L, "%s", vm->err.text);
    return 0;
}

enum vm_service_end vm_service_run(struct vm_service *service, const struct vm_service_call *call, struct buffer *out,
                                   struct error *err)
{
    struct work work = {call, out};
    service->vm.now_ms = call->now_ms;
    if (run(service, answer, &work, call->deadline_ns, err)) return VM_SERVICE_SAID;
    return service->is_stopped ? VM_SERVICE_STOPPED : VM_SERVICE_RAISED;
}

// --- what there is ---

static void put_functions(lua_State *L, struct buffer *out)
{
    struct bytes names[FUNCTIONS_MAX];
    size_t count = names_of(L, lua_gettop(L), names);
    size_t begin = codec_begin_table(out);
    for (size_t i = 0; i < count; i++) codec_put_string(out, names[i]);
    codec_end_table(out, begin, count, 0);
}

// One more pair of what is said of a service, from the integer field of its options at -1.
static size_t put_option(lua_State *L, int about, const char *name, struct buffer *out)
{
    lua_getfield(L, about, name);
    bool is_there = lua_isinteger(L, -1);
    if (is_there) {
        codec_put_string(out, bytes_of(name));
        codec_put_integer(out, lua_tointeger(L, -1));
    }
    lua_pop(L, 1);
    return is_there;
}

// What an app says of a program, as it stands there.
static size_t put_program(lua_State *L, int about, struct buffer *out)
{
    static const struct marshal_root root = {"program", "ls.program", false};
    struct vm *vm = vm_of(L);
    lua_getfield(L, about, "program");
    bool is_there = lua_istable(L, -1);
    if (is_there) {
        codec_put_string(out, BYTES("program"));
        if (!marshal_read(L, -1, &root, out, &vm->keys, &vm->err)) luaL_error(L, "%s", vm->err.text);
    }
    lua_pop(L, 1);
    return is_there;
}

// Sets one up that stands at `about`, named `name`, and says what it is: keys in canonical order.
static void survey_one(lua_State *L, int about, struct bytes name, struct buffer *out)
{
    struct vm_service *service = vm_of(L)->service;
    size_t begin = codec_begin_table(out);
    size_t pairs = put_option(L, about, "deadline", out);
    service->is_open = false;
    lua_getfield(L, about, "get");
    int status = lua_pcall(L, 0, 1, 0);
    if (status != LUA_OK && !service->is_open) lua_error(L);
    if (status == LUA_OK && !service->is_open) {
        codec_put_string(out, BYTES("functions"));
        put_functions(L, out);
        pairs++;
    }
    lua_pop(L, 1);
    codec_put_string(out, BYTES("name"));
    codec_put_string(out, name);
    pairs += 1 + put_option(L, about, "pool", out);
    pairs += put_program(L, about, out) + put_option(L, about, "queue", out);
    codec_end_table(out, begin, 0, pairs);
}

// In the order of their declaration.
static int survey(lua_State *L)
{
    struct buffer *out = lua_touserdata(L, 1);
    lua_rawgeti(L, LUA_REGISTRYINDEX, REGISTRY_SERVICES); // 2
    size_t begin = codec_begin_table(out);
    lua_Integer count = (lua_Integer)lua_rawlen(L, 2);
    for (lua_Integer i = 1; i <= count; i++) {
        struct bytes name;
        lua_rawgeti(L, 2, i);
        name.data = lua_tolstring(L, -1, &name.size);
        lua_getfield(L, 2, name.data);
        survey_one(L, lua_gettop(L), name, out);
        lua_pop(L, 2);
    }
    codec_end_table(out, begin, (size_t)count, 0);
    return 0;
}

bool vm_service_survey(const struct vm_loader *loader, const char *main, struct buffer *out, struct error *err)
{
    struct vm_service_host nothing = {0};
    size_t before = out->size;
    struct vm_service *service = vm_service_new(loader, main, SURVEY_HEAP_MAX, &nothing, err);
    if (!service) return false;
    bool ok = run(service, survey, out, clock_ns() + file_level_ns, err);
    if (!ok) {
        out->size = before;
        err->text[service->message_size] = 0; // the place is in the message
    }
    vm_service_delete(service);
    return ok;
}
