// See heap.h.
#include "vm/heap.h"

#include "base/clock.h"
#include "base/mem.h"
#include "vm/slice.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum {
    CHUNK_SIZE = 4096,
    REFUSALS_MAX = 8,     // then the turn is over: each refusal made Lua collect everything
    REFUSAL_FUEL = 20000, // what such a collection costs, about
    ALLOCATED_BYTES_PER_UNIT = 16,
};

struct heap_free {
    struct heap_free *next;
};

struct heap_spare {
    struct heap_spare *next;
    size_t size;
};

struct heap_chunk {
    struct heap_chunk *next;
    size_t padding;
    char data[];
};

struct heap_large {
    struct heap_large *next;
    struct heap_large *previous;
};

_Static_assert(SLABS_ALIGNMENT % HEAP_ALIGNMENT == 0, "a block of a slab will do for a heap");

void *heap_room(struct slabs *slabs, size_t size, void **block)
{
    if (slabs) return *block = slabs_take(slabs, size);
    *block = mem_new(size + HEAP_ALIGNMENT);
    return (void *)(((uintptr_t)*block + HEAP_ALIGNMENT - 1) & ~(uintptr_t)(HEAP_ALIGNMENT - 1));
}

static void *map(size_t size)
{
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED) abort();
    return memory;
}

struct heap *heap_new(size_t size, bool building)
{
    struct heap *heap;
    void *block = NULL;
    if (building) {
        heap = map(size);
    } else {
        heap = heap_room(NULL, size, &block);
    }
    *heap = (struct heap){
        .limit = SIZE_MAX,
        .fuel = INT64_MAX,
        .block = block,
        .building = building,
        .mapped = building,
        .bump = (char *)heap + ((sizeof *heap + 15) & ~(size_t)15),
        .bump_end = (char *)heap + size,
        .end = (char *)heap + size,
    };
    return heap;
}

struct heap *heap_new_planned(size_t size, struct heap_plan *plan)
{
    struct heap *heap = heap_new(size, true);
    heap->plan = plan;
    heap->aside = map(size);
    heap->aside_bump = heap->aside;
    if (plan->is_recording) plan->count = 0;
    return heap;
}

void heap_plan_destroy(struct heap_plan *plan)
{
    mem_free(plan->is_kept);
    *plan = (struct heap_plan){0};
}

static void delete_first_block(struct heap *heap)
{
    size_t size = (size_t)(heap->end - (char *)heap);
    if (heap->aside) munmap(heap->aside, size);
    if (heap->mapped) munmap(heap, size);
    else if (heap->slabs) slabs_give(heap->slabs, heap->block, size);
    else mem_free(heap->block);
}

static struct heap_chunk *chunk_new(struct heap *heap)
{
    return heap->slabs ? slabs_take(heap->slabs, CHUNK_SIZE) : mem_new(CHUNK_SIZE);
}

static void chunk_delete(struct heap *heap, struct heap_chunk *chunk)
{
    if (heap->slabs) slabs_give(heap->slabs, chunk, CHUNK_SIZE);
    else mem_free(chunk);
}

void heap_delete(struct heap *heap)
{
    for (struct heap_chunk *chunk = heap->chunks; chunk;) {
        struct heap_chunk *next = chunk->next;
        chunk_delete(heap, chunk);
        chunk = next;
    }
    for (struct heap_large *large = heap->large; large;) {
        struct heap_large *next = large->next;
        free(large);
        large = next;
    }
    delete_first_block(heap);
}

static size_t rounded(size_t size)
{
    return (size + HEAP_CLASS_BYTES - 1) & ~(size_t)(HEAP_CLASS_BYTES - 1);
}

static void give_small(struct heap *heap, void *block, size_t size)
{
    struct heap_free *freed = block;
    size_t class = size / HEAP_CLASS_BYTES;
    freed->next = heap->free[class];
    heap->free[class] = freed;
}

// The rest of the bump region is not lost: it becomes one small block, or a spare.
static void retire_bump(struct heap *heap)
{
    size_t rest = (size_t)(heap->bump_end - heap->bump);
    if (rest > HEAP_SMALL_MAX) {
        struct heap_spare *spare = (struct heap_spare *)heap->bump;
        *spare = (struct heap_spare){heap->spares, rest};
        heap->spares = spare;
    } else if (rest >= HEAP_CLASS_BYTES) {
        give_small(heap, heap->bump, rest);
    }
}

static bool refill_bump(struct heap *heap, size_t size)
{
    for (struct heap_spare **link = &heap->spares; *link; link = &(*link)->next) {
        struct heap_spare *spare = *link;
        if (spare->size < size) continue;
        *link = spare->next;
        size_t spare_size = spare->size;
        retire_bump(heap);
        heap->bump = (char *)spare;
        heap->bump_end = (char *)spare + spare_size;
        return true;
    }
    if (heap->building) return false;
    struct heap_chunk *chunk = chunk_new(heap);
    retire_bump(heap);
    chunk->next = heap->chunks;
    heap->chunks = chunk;
    heap->bump = chunk->data;
    heap->bump_end = (char *)chunk + CHUNK_SIZE;
    return true;
}

static void *take_bump(struct heap *heap, size_t size)
{
    if ((size_t)(heap->bump_end - heap->bump) < size && !refill_bump(heap, size)) return NULL;
    void *block = heap->bump;
    heap->bump += size;
    return block;
}

static void *take_small(struct heap *heap, size_t size)
{
    struct heap_free *freed = heap->free[size / HEAP_CLASS_BYTES];
    if (!freed) return take_bump(heap, size);
    heap->free[size / HEAP_CLASS_BYTES] = freed->next;
    return freed;
}

static bool in_first_block(const struct heap *heap, const void *block)
{
    return (const char *)block >= (const char *)heap && (const char *)block < heap->end;
}

static void *take_large(struct heap *heap, size_t size)
{
    struct heap_large *large = malloc(sizeof *large + size);
    if (!large) return NULL;
    *large = (struct heap_large){.next = heap->large};
    if (heap->large) heap->large->previous = large;
    heap->large = large;
    return large + 1;
}

static void give_large(struct heap *heap, void *block, size_t size)
{
    if (in_first_block(heap, block)) {
        struct heap_spare *spare = block;
        *spare = (struct heap_spare){heap->spares, size};
        heap->spares = spare;
        return;
    }
    struct heap_large *large = (struct heap_large *)block - 1;
    if (large->next) large->next->previous = large->previous;
    if (large->previous) large->previous->next = large->next;
    else heap->large = large->next;
    free(large);
}

// --- building: nothing is used twice, and fresh pages are zero already ---

static void plan_note(struct heap_plan *plan, size_t number)
{
    if (number == plan->capacity) {
        plan->capacity = plan->capacity ? 2 * plan->capacity : 4096;
        plan->is_kept = mem_resize(plan->is_kept, plan->capacity);
    }
    plan->is_kept[number] = true;
    plan->count = number + 1;
}

// While recording, all blocks lie aside, each behind its number.
static void *take_recording(struct heap *heap, size_t size)
{
    plan_note(heap->plan, heap->taken);
    memcpy(heap->aside_bump, &heap->taken, sizeof heap->taken);
    void *block = heap->aside_bump + HEAP_CLASS_BYTES;
    heap->aside_bump += HEAP_CLASS_BYTES + size;
    return block;
}

static void *take_planned(struct heap *heap, size_t size)
{
    const struct heap_plan *plan = heap->plan;
    if (!plan || heap->taken >= plan->count || plan->is_kept[heap->taken]) return take_bump(heap, size);
    void *block = heap->aside_bump;
    heap->aside_bump += size;
    heap->strays++;
    return block;
}

static void *take_building(struct heap *heap, size_t size)
{
    bool is_recording = heap->plan && heap->plan->is_recording;
    const char *aside_end = heap->aside + (heap->end - (char *)heap);
    if (heap->aside && (size_t)(aside_end - heap->aside_bump) < size + HEAP_CLASS_BYTES) return NULL;
    void *block = is_recording ? take_recording(heap, size) : take_planned(heap, size);
    heap->taken++;
    return block;
}

static void give_building(struct heap *heap, const char *block)
{
    size_t number;
    if (in_first_block(heap, block)) return;
    if (!heap->plan->is_recording) {
        heap->strays--;
        return;
    }
    memcpy(&number, block - HEAP_CLASS_BYTES, sizeof number);
    heap->plan->is_kept[number] = false;
}

// --- both ---

static void *take(struct heap *heap, size_t size)
{
    if (heap->building) return take_building(heap, size);
    return size <= HEAP_SMALL_MAX ? take_small(heap, size) : take_large(heap, size);
}

static void give(struct heap *heap, void *block, size_t size)
{
    if (heap->building) {
        give_building(heap, block);
        return;
    }
    if (size <= HEAP_SMALL_MAX) give_small(heap, block, size);
    else give_large(heap, block, size);
}

// Collecting a full heap takes tens of milliseconds, within one instruction: the hook cannot see it.
static bool is_overdue(const struct heap *heap)
{
    struct slice *slice = heap->owner;
    if (!slice || clock_ns() <= slice->deadline_ns) return false;
    slice->overdue = true;
    return true;
}

// Growth is paid for: a state at its limit, or a turn without fuel, gets nothing.
static bool may_grow(struct heap *heap, size_t growth)
{
    heap->fuel -= (int64_t)(growth / ALLOCATED_BYTES_PER_UNIT);
    if (heap->fuel > 0 && growth <= heap->limit && heap->used <= heap->limit - growth) return true;
    heap->fuel -= REFUSAL_FUEL;
    if (++heap->refusals > REFUSALS_MAX || heap->fuel <= 0 || is_overdue(heap)) heap->dead = true;
    return false;
}

static void *resize(struct heap *heap, void *block, size_t old_size, size_t new_size)
{
    bool is_large = old_size > HEAP_SMALL_MAX && new_size > HEAP_SMALL_MAX;
    if (is_large && !heap->building && !in_first_block(heap, block)) {
        struct heap_large *large = realloc((struct heap_large *)block - 1, sizeof *large + new_size);
        if (!large) return new_size < old_size ? block : NULL;
        if (large->next) large->next->previous = large;
        if (large->previous) large->previous->next = large;
        else heap->large = large;
        return large + 1;
    }
    void *moved = take(heap, new_size);
    if (!moved) return new_size < old_size ? block : NULL; // its end is lost, but shrinking may not fail
    memcpy(moved, block, old_size < new_size ? old_size : new_size);
    give(heap, block, old_size);
    return moved;
}

void *heap_alloc(void *self, void *block, size_t old_size, size_t new_size)
{
    struct heap *heap = self;
    size_t had = block ? rounded(old_size) : 0;
    size_t wanted = rounded(new_size);
    if (wanted > had && !may_grow(heap, wanted - had)) return NULL;
    void *result = block;
    if (!block) {
        if (wanted) result = take(heap, wanted);
        else return NULL;
    } else if (!wanted) {
        // Lua may ask to free a block of size 0, which never was one.
        if (had) give(heap, block, had);
        result = NULL;
    } else if (wanted != had) {
        result = resize(heap, block, had, wanted);
    }
    if (!result && wanted) {
        assert(wanted > had); // Lua takes for granted that shrinking succeeds
        return NULL;
    }
    heap->used += wanted - had;
    return result;
}

void heap_finish_building(struct heap *heap)
{
    // The unused end of the mapping is no part of the image; clones get room of their own there.
    heap->bump_end = heap->bump;
    heap->building = false;
    heap->plan = NULL;
}
