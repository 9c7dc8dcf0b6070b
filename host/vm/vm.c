// See vm.h. A step is a C function that runs in the turn's coroutine: it calls the view's own function, and in a
// continuation reads what that left, raw, still inside the coroutine's protection. So an error, a spent budget or an
// allocation refused anywhere ends up as the coroutine's error, and a slice's end as its yield.
#include "vm/vm.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/slabs.h"
#include "value/codec.h"
#include "vm/build.h"
#include "vm/component.h"
#include "vm/fuel.h"
#include "vm/marshal.h"
#include "vm/state.h"

#include <stdio.h>
#include <string.h>

const struct vm_limits vm_limits_default = {
    .fuel_max = 2 * 1000 * 1000,
    .slice_fuel = 50 * 1000,
    .slice_ns = 50 * 1000,
    .turn_ns = 1000ull * 1000 * 1000,
    .heap_max = 4 * 1024 * 1024,
};

enum {
    GARBAGE_MAX = 1024 * 1024,    // within a turn, before the collector runs along
    GARBAGE_KEPT_MIN = 16 * 1024, // between turns, before a collection is worth its time
    TRACE_LEVELS_MAX = 8,
};

// --- birth and death ---

struct vm *vm_new(const struct vm_image *image, const struct vm_limits *limits)
{
    struct vm *vm = limits->slabs ? slabs_take(limits->slabs, sizeof *vm) : mem_new(sizeof *vm);
    *vm = (struct vm){0};
    vm->limits = limits;
    vm->check_model = limits->check_model;
    if (image->is_relocatable) {
        vm->heap = image_clone(&image->heap, limits->slabs);
        vm->heap->owner = vm;
        vm->L = image_address(&image->heap, vm->heap, image->L);
        vm->thread = image_address(&image->heap, vm->heap, image->thread);
    } else {
        struct error err;
        vm->heap = heap_new(64 * 1024, false);
        vm->loader = image->loader;
        bool ok = build_state(vm, image->main, NULL, &err);
        // The same code built the image a moment ago, without any input since.
        if (!ok) log_line(LOG_ERROR, "a session's state could not be built: %s", err.text);
        vm->loader = NULL;
    }
    vm->image = image;
    vm->heap->limit = limits->heap_max;
    vm->slice.thread = vm->thread;
    vm->slice.garbage_max = GARBAGE_MAX;
    return vm;
}

void vm_delete(struct vm *vm)
{
    if (!vm) return;
    heap_delete(vm->heap);
    buffer_destroy(&vm->commands);
    buffer_destroy(&vm->title);
    buffer_destroy(&vm->scratch);
    buffer_destroy(&vm->keys);
    components_delete(vm->components);
    if (vm->limits->slabs) slabs_give(vm->limits->slabs, vm, sizeof *vm);
    else mem_free(vm);
}

void vm_set_random(struct vm *vm, const uint64_t random[4])
{
    memcpy(vm->random, random, sizeof vm->random);
}

void vm_check_model(struct vm *vm, bool check)
{
    vm->check_model = check;
}

void vm_get_random(const struct vm *vm, uint64_t random[4])
{
    memcpy(random, vm->random, sizeof vm->random);
}

// --- a turn's budget ---

void vm_begin(struct vm *vm, int64_t now_ms)
{
    lib_stream_forget(vm);
    vm->now_ms = now_ms;
    vm->heap->fuel = vm->limits->fuel_max;
    vm->heap->limit = vm->limits->heap_max;
    vm->heap->refusals = 0;
    vm->heap->dead = false;
    vm->slice.overdue = false;
    vm->is_rehearsal = false;
    vm->is_own = false;
    vm->slice.deadline_ns = clock_ns() + vm->limits->turn_ns;
    buffer_clear(&vm->commands);
    buffer_clear(&vm->title);
}

void vm_begin_replay(struct vm *vm, int64_t now_ms)
{
    vm_begin(vm, now_ms);
    vm->is_rehearsal = true;
    vm->heap->fuel *= 2;
    vm->heap->limit += vm->limits->heap_max / 4;
    vm->slice.deadline_ns = UINT64_MAX;
}

void vm_end(struct vm *vm)
{
    struct heap *heap = vm->heap;
    size_t kept = heap->used_after_collection / 2;
    lib_stream_forget(vm);
    if (kept < GARBAGE_KEPT_MIN) kept = GARBAGE_KEPT_MIN;
    if (heap->used > heap->used_after_collection + kept) {
        lua_gc(vm->L, LUA_GCCOLLECT);
        heap->used_after_collection = heap->used;
    }
    lua_gc(vm->L, LUA_GCSTOP);
}

size_t vm_size(const struct vm *vm)
{
    return sizeof *vm + vm->heap->used;
}

bool vm_is_own(const struct vm *vm)
{
    return vm->is_own;
}

int64_t vm_spent(const struct vm *vm)
{
    return vm->limits->fuel_max - vm->heap->fuel;
}

// --- running a step ---

// "app.lua:12 in update.add, app.lua:30": where it happened, without allocating in a state that may be out of memory.
static void put_trace(lua_State *thread, char *text, size_t size)
{
    lua_Debug debug;
    size_t at = 0;
    for (int level = 0, shown = 0; shown < TRACE_LEVELS_MAX && at < size && lua_getstack(thread, level, &debug);
         level++) {
        lua_getinfo(thread, "Sl", &debug);
        if (debug.currentline <= 0) continue;
        int put = snprintf(text + at, size - at, "%s%s:%d", shown++ ? " < " : "\n  at ", debug.short_src,
                           debug.currentline);
        at += put > 0 ? (size_t)put : 0;
    }
}

static enum vm_step explain_failure(struct vm *vm, int status)
{
    lua_State *thread = vm->thread;
    struct error *err = &vm->err;
    char trace[256] = "";
    put_trace(thread, trace, sizeof trace);
    const char *text = lua_type(thread, -1) == LUA_TSTRING ? lua_tostring(thread, -1) : NULL;
    if (vm->slice.overdue)
        fail(err, ERROR_BUDGET, "the turn took longer than %llu ms%s",
             (unsigned long long)vm->limits->turn_ns / 1000000, trace);
    else if (status == LUA_ERRMEM || vm->heap->refusals)
        fail(err, ERROR_BUDGET, "the session's memory is full (%zu bytes at most)%s", vm->limits->heap_max, trace);
    else if (fuel_is_limit_error(thread, -1))
        fail(err, ERROR_BUDGET, "the turn used up its %lld instructions%s", (long long)vm->limits->fuel_max, trace);
    else if (text) fail(err, ERROR_CRASH, "%.600s%s", text, trace);
    else
        fail(err, ERROR_CRASH, "an error was raised with a %s in place of a message%s", luaL_typename(thread, -1),
             trace);
    vm->sink = NULL;
    return VM_FAILED;
}

static enum vm_step resume(struct vm *vm, int arguments)
{
    uint64_t now = clock_ns();
    vm->slice.units = 0;
    vm->slice.units_max = vm->limits->slice_fuel;
    vm->slice.end_ns = now + vm->limits->slice_ns;
    int results;
    lua_sethook(vm->thread, slice_hook, LUA_MASKCOUNT, FUEL_PERIOD_SHORT); // the first look comes soon
    int status = lua_resume(vm->thread, vm->L, arguments, &results);
    if (status == LUA_YIELD) return VM_AGAIN;
    if (status != LUA_OK) return explain_failure(vm, status);
    lua_settop(vm->thread, 0);
    // What render draws leaves no trace: a replay does not render.
    if (vm->keeps_random) memcpy(vm->random, vm->random_before, sizeof vm->random);
    vm->keeps_random = false;
    vm->sink = NULL;
    // An error that nobody may swallow could still have been swallowed by a way we do not know.
    if (vm->heap->dead) {
        fail(&vm->err, ERROR_BUDGET, "the turn used up its %lld instructions", (long long)vm->limits->fuel_max);
        return VM_FAILED;
    }
    return VM_DONE;
}

enum vm_step vm_start(struct vm *vm, lua_CFunction step)
{
    if (!vm->thread) {
        fail(&vm->err, ERROR_HOST, "the session's state could not be built");
        return VM_FAILED;
    }
    lua_pushcfunction(vm->thread, step);
    return resume(vm, 0);
}

enum vm_step vm_continue(struct vm *vm)
{
    return resume(vm, 0);
}

void vm_push_function(lua_State *L, const struct vm *vm, unsigned function)
{
    lua_rawgeti(L, LUA_REGISTRYINDEX, REGISTRY_VIEWS);
    lua_rawgeti(L, -1, (lua_Integer)vm->view + 1);
    lua_rawgeti(L, -1, (lua_Integer)function);
    lua_replace(L, -3);
    lua_pop(L, 1);
}

// --- init, update, params ---

static const char *op_or_null(lua_State *L, int index)
{
    if (lua_type(L, index) != LUA_TTABLE || !lua_getmetatable(L, index)) return NULL;
    lua_pop(L, 1);
    lua_pushliteral(L, "op");
    lua_rawget(L, index);
    const char *op = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : NULL;
    lua_pop(L, 1);
    return op;
}

// A component's command says whose it is, and to whom it could be emitted.
static void sign(lua_State *L, int command, uint64_t target)
{
    lua_pushliteral(L, "from");
    lua_pushinteger(L, (lua_Integer)target);
    lua_rawset(L, command);
    lua_pushliteral(L, "to");
    component_push_owners(L, target);
    lua_rawset(L, command);
}

static void read_command(lua_State *L, uint64_t target, int index, struct buffer *out, size_t *count)
{
    const struct marshal_root root = {op_or_null(L, index), "command", true};
    struct vm *vm = vm_of(L);
    if (!root.name)
        luaL_error(L, "a view returns its model and then commands; got a %s that is no command",
                   luaL_typename(L, index));
    if (lib_stream_keep(L, target, index)) return;
    if (target) sign(L, index, target);
    if (!marshal_read(L, index, &root, out, &vm->keys, &vm->err)) luaL_error(L, "%s", vm->err.text);
    ++*count;
}

// Commands, or lists of them.
void vm_read_commands(lua_State *L, uint64_t target, int from, int to, struct buffer *out, size_t *count)
{
    for (int i = from; i <= to; i++) {
        if (lua_isnil(L, i)) continue;
        if (op_or_null(L, i) || lua_type(L, i) != LUA_TTABLE) {
            read_command(L, target, i, out, count);
            continue;
        }
        lua_Integer size = (lua_Integer)lua_rawlen(L, i);
        if (!size) lua_pushnil(L);
        if (!size && lua_next(L, i)) read_command(L, target, i, out, count); // neither list nor command: says so
        for (lua_Integer k = 1; k <= size; k++) {
            fuel_pay(L, 10);
            lua_rawgeti(L, i, k);
            read_command(L, target, lua_gettop(L), out, count);
            lua_pop(L, 1);
        }
    }
}

// What came after the model.
static void keep_commands(lua_State *L, struct vm *vm, int from, int to)
{
    size_t count = 0;
    buffer_clear(&vm->commands);
    size_t begin = codec_begin_table(&vm->commands);
    vm_read_commands(L, vm->target, from, to, &vm->commands, &count);
    codec_end_table(&vm->commands, begin, count, 0);
}

const struct marshal_root vm_model_root = {"m", "model", false};

void vm_push_model(lua_State *L, const struct vm *vm)
{
    if (!vm->target) {
        lua_rawgeti(L, LUA_REGISTRYINDEX, REGISTRY_MODEL);
        return;
    }
    component_push(L, vm->target);
    lua_rawgeti(L, -1, COMPONENT_MODEL);
    lua_replace(L, -2);
}

// Takes the model from the top.
static void replace_model(lua_State *L, const struct vm *vm)
{
    if (!vm->target) {
        lua_rawseti(L, LUA_REGISTRYINDEX, REGISTRY_MODEL);
        return;
    }
    component_push(L, vm->target);
    lua_insert(L, -2);
    lua_rawseti(L, -2, COMPONENT_MODEL);
    lua_pop(L, 1);
}

// From `first` on there are commands. The model is final then.
static int finish(lua_State *L, int status, lua_KContext first)
{
    (void)status;
    struct vm *vm = vm_of(L);
    int top = lua_gettop(L);
    if (top >= first) keep_commands(L, vm, (int)first, top);
    if (vm->check_model) {
        vm_push_model(L, vm);
        buffer_clear(&vm->scratch);
        if (!marshal_read(L, -1, &vm_model_root, &vm->scratch, &vm->keys, &vm->err))
            return luaL_error(L, "%s", vm->err.text);
    }
    return 0;
}

// Pushes the view's function that fills the streams of a page without any, and the model; nothing where it has none.
static bool push_streams(lua_State *L, const struct vm *vm)
{
    vm_push_function(L, vm, VIEW_STREAMS);
    if (lua_type(L, -1) == LUA_TFUNCTION) {
        lua_rawgeti(L, LUA_REGISTRYINDEX, REGISTRY_MODEL);
        return true;
    }
    lua_pop(L, 1);
    return false;
}

static int step_streams(lua_State *L)
{
    if (!push_streams(L, vm_of(L))) return 0;
    lua_callk(L, 1, LUA_MULTRET, 1, finish);
    return finish(L, LUA_OK, 1);
}

int vm_keep_model(lua_State *L, int status, lua_KContext has_model)
{
    (void)status;
    struct vm *vm = vm_of(L);
    int top = lua_gettop(L);
    luaL_checkstack(L, 8, "results");
    if (top >= 1 && op_or_null(L, 1)) return luaL_error(L, "the model comes first: return m, command");
    if (top >= 1 && !lua_isnil(L, 1)) {
        if (lua_type(L, 1) != LUA_TTABLE) return luaL_error(L, "a model is a table, not a %s", luaL_typename(L, 1));
        lua_pushvalue(L, 1);
        replace_model(L, vm);
    } else if (!has_model) {
        return luaL_error(L, "init returned no model: return a table");
    }
    if (!has_model && push_streams(L, vm)) lua_callk(L, 1, LUA_MULTRET, 2, finish);
    return finish(L, LUA_OK, 2);
}

static int step_init(lua_State *L)
{
    struct vm *vm = vm_of(L);
    vm_push_function(L, vm, VIEW_INIT);
    marshal_push(L, vm->payload);
    marshal_push(L, vm->session);
    lua_callk(L, 2, LUA_MULTRET, false, vm_keep_model);
    return vm_keep_model(L, LUA_OK, false);
}

static int step_update(lua_State *L)
{
    struct vm *vm = vm_of(L);
    vm_push_function(L, vm, vm->handler);
    vm_push_model(L, vm);
    int arguments = 1 + marshal_push_payload(L, vm->payload);
    lua_callk(L, arguments, LUA_MULTRET, true, vm_keep_model);
    return vm_keep_model(L, LUA_OK, true);
}

enum vm_step vm_init(struct vm *vm, unsigned view, struct bytes params, struct bytes session)
{
    vm->view = view;
    vm->target = 0;
    vm->payload = params;
    vm->session = session;
    return vm_start(vm, step_init);
}

enum vm_step vm_update(struct vm *vm, unsigned view, unsigned handler, struct bytes payload)
{
    return vm_update_component(vm, view, 0, handler, payload);
}

enum vm_step vm_update_component(struct vm *vm, unsigned view, uint64_t target, unsigned handler,
                                 struct bytes payload)
{
    vm->view = view;
    vm->target = target;
    vm->handler = VIEW_HANDLERS + handler;
    vm->payload = payload;
    return vm_start(vm, step_update);
}

void vm_keep_random(struct vm *vm)
{
    memcpy(vm->random_before, vm->random, sizeof vm->random);
    vm->keeps_random = true;
}

enum vm_step vm_streams(struct vm *vm, unsigned view)
{
    vm->view = view;
    vm->target = 0;
    vm_keep_random(vm);
    return vm_start(vm, step_streams);
}

// Render's page is a table of its own: what view.params does to its params is nobody else's.
static int step_params(lua_State *L)
{
    struct vm *vm = vm_of(L);
    marshal_push(L, vm->payload);
    lua_rawseti(L, LUA_REGISTRYINDEX, REGISTRY_PAGE);
    vm_push_function(L, vm, VIEW_PARAMS);
    vm_push_model(L, vm);
    marshal_push(L, vm->payload);
    lua_getfield(L, -1, "params");
    lua_replace(L, -2);
    lua_callk(L, 2, LUA_MULTRET, true, vm_keep_model);
    return vm_keep_model(L, LUA_OK, true);
}

enum vm_step vm_params(struct vm *vm, unsigned view, struct bytes page)
{
    vm->view = view;
    vm->target = 0;
    vm->payload = page;
    return vm_start(vm, step_params);
}
