// See image.h.
#include "vm/image.h"

#include "base/mem.h"

#include <string.h>

enum { CLONE_ROOM = 2048 }; // bump region of a fresh copy: the model and the first turns fit

void image_take(struct image *image, struct heap *heap)
{
    heap_finish_building(heap);
    size_t size = (size_t)(heap->bump - (char *)heap);
    *image = (struct image){.data = mem_new(size), .size = size, .base = (uintptr_t)heap};
    memcpy(image->data, heap, size);
    // Copies have nothing of what the build used beside its first block; they must not give it back in its place.
    struct heap *kept = (struct heap *)(void *)image->data;
    kept->aside = kept->aside_bump = NULL;
    size_t words_count = size / sizeof(uintptr_t);
    image->relocations = mem_new(words_count * sizeof(uint32_t));
    const uintptr_t *words = (const uintptr_t *)(const void *)image->data;
    for (size_t i = 0; i < words_count; i++)
        if (words[i] - image->base <= size) image->relocations[image->relocations_count++] = (uint32_t)i;
    image->relocations = mem_resize(image->relocations, (image->relocations_count + 1) * sizeof(uint32_t));
}

void image_destroy(struct image *image)
{
    mem_free(image->data);
    mem_free(image->relocations);
}

struct heap *image_clone(const struct image *image, struct slabs *slabs)
{
    void *block;
    struct heap *heap = heap_room(slabs, image->size + CLONE_ROOM, &block);
    memcpy(heap, image->data, image->size);
    uintptr_t *words = (uintptr_t *)(void *)heap;
    uintptr_t distance = (uintptr_t)heap - image->base;
    for (size_t i = 0; i < image->relocations_count; i++) words[image->relocations[i]] += distance;
    heap->slabs = slabs;
    heap->block = block;
    heap->mapped = false;
    heap->end = (char *)heap + image->size + CLONE_ROOM;
    heap->bump = (char *)heap + image->size;
    heap->bump_end = heap->end;
    return heap;
}

// A walk over everything reachable. `seen` is a set of addresses; the walk happens once per build, so it is simple.
enum { WALK_DEPTH_MAX = 200 };

struct walk {
    lua_State *L;
    lua_State *known[2]; // threads: the state's own, and the one that turns run in
    int depth;
    const void **seen;
    size_t seen_count;
    size_t seen_capacity;
    bool found;
};

static bool is_new(struct walk *walk, const void *object)
{
    if (walk->seen_count * 2 >= walk->seen_capacity) {
        size_t capacity = walk->seen_capacity ? walk->seen_capacity * 2 : 1024;
        const void **bigger = mem_new_clear(capacity * sizeof *bigger);
        for (size_t i = 0; i < walk->seen_capacity; i++) {
            if (!walk->seen[i]) continue;
            size_t at = ((uintptr_t)walk->seen[i] >> 4) & (capacity - 1);
            while (bigger[at]) at = (at + 1) & (capacity - 1);
            bigger[at] = walk->seen[i];
        }
        mem_free(walk->seen);
        walk->seen = bigger;
        walk->seen_capacity = capacity;
    }
    size_t at = ((uintptr_t)object >> 4) & (walk->seen_capacity - 1);
    while (walk->seen[at] && walk->seen[at] != object) at = (at + 1) & (walk->seen_capacity - 1);
    if (walk->seen[at]) return false;
    walk->seen[at] = object;
    walk->seen_count++;
    return true;
}

static void visit(struct walk *walk);

// A light C function is hashed by an address that no copy moves; everything else here by one that each does.
static bool is_hashed_by_place(lua_State *L, int index)
{
    switch (lua_type(L, index)) {
    case LUA_TTABLE:
    case LUA_TTHREAD:
    case LUA_TUSERDATA: return true;
    case LUA_TFUNCTION: {
        bool is_closure = !lua_iscfunction(L, index) || lua_getupvalue(L, index, 1);
        if (is_closure && lua_iscfunction(L, index)) lua_pop(L, 1);
        return is_closure;
    }
    default: return false;
    }
}

static bool is_strange_thread(const struct walk *walk)
{
    const lua_State *thread = lua_tothread(walk->L, -1);
    return thread && thread != walk->known[0] && thread != walk->known[1];
}

static void visit_table(struct walk *walk)
{
    lua_State *L = walk->L;
    if (lua_getmetatable(L, -1)) visit(walk);
    lua_pushnil(L);
    while (!walk->found && lua_next(L, -2)) {
        if (is_hashed_by_place(L, -2)) walk->found = true;
        visit(walk);
    }
}

// Takes the value on top of the stack away.
static void visit(struct walk *walk)
{
    lua_State *L = walk->L;
    int top = lua_gettop(L);
    int type = lua_type(L, -1);
    bool is_object = type == LUA_TTABLE || type == LUA_TFUNCTION;
    // What cannot be looked into (a suspended coroutine's locals, what is nested very deep) may have such tables.
    if (is_strange_thread(walk) || walk->depth > WALK_DEPTH_MAX || !lua_checkstack(L, 8)) walk->found = true;
    walk->depth++;
    if (is_object && !walk->found && is_new(walk, lua_topointer(L, -1))) {
        if (type == LUA_TTABLE) {
            visit_table(walk);
        } else {
            for (int i = 1; !walk->found && lua_getupvalue(L, top, i); i++) visit(walk);
        }
    }
    walk->depth--;
    lua_settop(L, top - 1);
}

bool image_has_object_keys(lua_State *L, lua_State *turn_thread)
{
    struct walk walk = {.L = L, .known = {L, turn_thread}};
    lua_pushvalue(L, LUA_REGISTRYINDEX);
    visit(&walk);
    mem_free(walk.seen);
    return walk.found;
}
