// An image from an app: one state, built once, in which the file-level code of the app has run. See image.h and vm.h.
#include "vm/build.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "vm/fuel.h"
#include "vm/marshal.h"
#include "vm/state.h"

#include <stdio.h>
#include <string.h>

enum {
    MAPPING_SIZE = 1024 * 1024 * 1024, // address space; only what is touched costs memory
    FILE_LEVEL_HEAP_MAX = 64 * 1024 * 1024,
    MAPPING_STEP = 1024 * 1024,
    BUILDS_MAX = 16,
    FILE_LEVEL_FUEL = 200 * 1000 * 1000,
};

static const uint64_t file_level_ns = 10ull * 1000 * 1000 * 1000;

struct build {
    const char *main;
    struct buffer *description; // NULL when a state is built again from the same source
    struct error *err;
};

static void push_module(lua_State *L, const char *name)
{
    lua_getglobal(L, "require");
    lua_pushstring(L, name);
    lua_call(L, 1, 1);
}

// The turn's coroutine, with the hook that new coroutines inherit.
static void make_thread(lua_State *L)
{
    lua_State *thread = lua_newthread(L);
    lua_sethook(thread, slice_hook, LUA_MASKCOUNT, FUEL_PERIOD);
    lua_rawseti(L, LUA_REGISTRYINDEX, REGISTRY_THREAD);
}

static bool is_needed_by_name(const char *module, const char *main)
{
    static const char library[] = "lightspeed.";
    return strcmp(module, main) != 0 && strcmp(module, CONTRACT_MODULE) != 0 &&
           strncmp(module, library, sizeof library - 1) != 0;
}

// Sessions carry a copy of what is loaded. Of the library they have what the app's functions hold: it is of no use by
// its name any more, and what only declares things is of none at all.
static void forget_modules(lua_State *L, const char *main)
{
    lua_newtable(L);                                    // 1: a table that was large stays so
    lua_rawgeti(L, LUA_REGISTRYINDEX, REGISTRY_LOADED); // 2
    for (lua_pushnil(L); lua_next(L, 2); lua_pop(L, 1)) {
        if (!is_needed_by_name(lua_tostring(L, 3), main)) continue;
        lua_pushvalue(L, 3);
        lua_pushvalue(L, 4);
        lua_rawset(L, 1);
    }
    lua_pop(L, 1);
    lua_rawseti(L, LUA_REGISTRYINDEX, REGISTRY_LOADED);
}

// All of it, protected: libraries, the app's file, then the contract, which looks at what the file returned.
static int run_build(lua_State *L)
{
    struct build *build = lua_touserdata(L, 1);
    struct vm *vm = vm_of(L);
    libs_open(L);
    make_thread(L);
    push_module(L, CONTRACT_MODULE); // 2: a function
    lua_getglobal(L, "require");
    lua_pushstring(L, build->main);
    lua_call(L, 1, 1);
    lua_pushstring(L, build->main);
    lua_call(L, 2, 2); // 2: description, 3: functions of each view
    lua_rawseti(L, LUA_REGISTRYINDEX, REGISTRY_VIEWS);
    struct marshal_root root = {"app", "description", false};
    bool ok = !build->description || marshal_read(L, 2, &root, build->description, &vm->keys, build->err);
    lua_settop(L, 0);
    forget_modules(L, build->main);
    lua_pushboolean(L, ok);
    return 1;
}

// Whether a message says where it belongs: "app.lua:3: ...", or the file's name as its first word.
static bool has_place(const char *text, const char *main)
{
    size_t name = strcspn(text, ":\n");
    bool has_line = text[name] == ':' && text[name + 1] >= '0' && text[name + 1] <= '9';
    return has_line || strncmp(text, main, strlen(main)) == 0;
}

static bool explain(lua_State *L, struct vm *vm, int status, const char *main, struct error *err)
{
    if (vm->slice.overdue) return fail(err, ERROR_BUDGET, "the app's file-level code runs for more than 10 s");
    if (fuel_is_limit_error(L, -1))
        return fail(err, ERROR_BUDGET, "the app's file-level code does not come to an end");
    if (status == LUA_ERRMEM) return fail(err, ERROR_BUDGET, "the app's file-level code needs more than 64 MiB");
    const char *text = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : NULL;
    if (!text) return fail(err, ERROR_CRASH, "the app raised a %s instead of a message", luaL_typename(L, -1));
    // `return ls.app():live(...)` is a tail call: Lua has forgotten the line.
    return has_place(text, main) ? fail(err, ERROR_CRASH, "%s", text) : fail(err, ERROR_CRASH, "%s: %s", main, text);
}

// Each collection halves Lua's table of strings at most once, so one is not enough after file-level code has gone.
static void collect_all(lua_State *L, const struct heap *heap)
{
    for (size_t used = SIZE_MAX; heap->used < used;) {
        used = heap->used;
        lua_gc(L, LUA_GCCOLLECT);
    }
    lua_gc(L, LUA_GCSTOP);
}

// File-level code draws the same each time, in every process: what it does is no session's.
static const uint64_t random_at_file_level[4] = {1, 2, 3, 4};

bool build_state(struct vm *vm, const char *main, struct buffer *description, struct error *err)
{
    struct heap *heap = vm->heap;
    heap->owner = vm;
    lua_State *L = lua_newstate(heap_alloc, heap);
    if (!L) return fail(err, ERROR_HOST, "no Lua state could be made");
    vm->L = L;
    memcpy(vm->random, random_at_file_level, sizeof vm->random);
    vm->slice = (struct slice){
        .units_max = INT64_MAX,
        .end_ns = UINT64_MAX,
        .deadline_ns = clock_ns() + file_level_ns,
        .garbage_max = 1024 * 1024,
    };
    heap->limit = FILE_LEVEL_HEAP_MAX;
    heap->fuel = FILE_LEVEL_FUEL;
    lua_gc(L, LUA_GCSTOP);
    lua_sethook(L, slice_hook, LUA_MASKCOUNT, FUEL_PERIOD);
    struct build build = {main, description, err};
    lua_pushcfunction(L, run_build);
    lua_pushlightuserdata(L, &build);
    int status = lua_pcall(L, 1, 1, 0);
    if (status != LUA_OK) return explain(L, vm, status, main, err);
    bool ok = lua_toboolean(L, -1);
    lua_settop(L, 0);
    if (!ok) return false;
    lua_sethook(L, NULL, 0, 0); // turns run in the thread
    lua_rawgeti(L, LUA_REGISTRYINDEX, REGISTRY_THREAD);
    vm->thread = lua_tothread(L, -1);
    lua_settop(L, 0);
    collect_all(L, heap);
    heap->used_after_collection = heap->used;
    return true;
}

// Builds a state by the plan and, unless it only records, makes an image of it.
static bool build_once(struct vm_image *image, struct heap_plan *plan, size_t size, struct buffer *description,
                       struct error *err)
{
    struct vm vm = {.loader = image->loader, .is_rehearsal = plan && plan->is_recording};
    vm.heap = plan ? heap_new_planned(size, plan) : heap_new(size, true);
    bool ok = build_state(&vm, image->main, description, err);
    if (ok && !vm.is_rehearsal) {
        image->is_relocatable = !image_has_object_keys(vm.L, vm.thread);
        image->has_strays = vm.heap->strays > 0;
        image->L = vm.L;
        image->thread = vm.thread;
        vm.heap->owner = NULL;
        image_take(&image->heap, vm.heap);
    }
    heap_delete(vm.heap);
    buffer_destroy(&vm.scratch);
    buffer_destroy(&vm.keys);
    return ok;
}

// A rehearsal shows which blocks stay; then the image is built without holes.
static bool build_by_rehearsal(struct vm_image *image, size_t size, struct buffer *description, struct error *err)
{
    struct heap_plan plan = {.is_recording = true};
    bool ok = build_once(image, &plan, size, description, err);
    plan.is_recording = false;
    ok = ok && build_once(image, &plan, size, NULL, err);
    heap_plan_destroy(&plan);
    return ok;
}

// Now and then the second run differs from its rehearsal: each state hashes its strings with a seed of its own, and a
// table that had keys taken out may grow sooner or later for it. The seed comes from the state's address, so the next
// try lies elsewhere, in a mapping of another size. Where none goes its rehearsal's way, everything is kept.
static bool build_dense(struct vm_image *image, struct buffer *description, struct error *err)
{
    bool ok = build_by_rehearsal(image, MAPPING_SIZE, description, err);
    for (size_t tries = 1; ok && image->has_strays && tries < BUILDS_MAX; tries++) {
        image_destroy(&image->heap);
        ok = build_by_rehearsal(image, MAPPING_SIZE + tries * MAPPING_STEP, NULL, err);
    }
    if (ok && image->has_strays) {
        image_destroy(&image->heap);
        ok = build_once(image, NULL, MAPPING_SIZE, NULL, err);
    }
    return ok;
}

struct vm_image *vm_image_build(const struct vm_loader *loader, const char *main, struct buffer *description,
                                struct error *err)
{
    struct vm_image *image = mem_new_clear(sizeof *image);
    image->loader = loader;
    image->assets = *loader;
    snprintf(image->main, sizeof image->main, "%s", main);
    if (!build_dense(image, description, err)) {
        vm_image_delete(image);
        return NULL;
    }
    if (!image->is_relocatable) {
        log_line(LOG_WARNING,
                 "%s keeps a table with tables or functions as keys at file level; each session is built "
                 "from source instead of copied, which takes ten times as long",
                 main);
    }
    return image;
}

void vm_image_delete(struct vm_image *image)
{
    if (!image) return;
    image_destroy(&image->heap);
    mem_free(image);
}

size_t vm_image_size(const struct vm_image *image)
{
    return image->heap.size;
}
