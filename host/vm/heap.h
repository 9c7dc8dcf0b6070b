// The memory of one Lua state: bounded, counted, and thrown away whole.
//
//   +--------+-----------------------------+---------+      +---------+
//   | struct | what the image brought along | bump -> |  ... | chunks  |   and large blocks, each from malloc
//   | heap   | (see image.h)                |         |      |         |
//   +--------+-----------------------------+---------+      +---------+
//
// Small blocks (up to 512 bytes) come from free lists by size, filled from the bump region; Lua tells the size of
// what it frees, so no block has a header. Because a state holds nothing but memory (no __gc, no userdata of ours),
// it ends without lua_close: its blocks are freed and that is all.
//
// The struct lies at the front of its own first block, so an image of the heap takes its free lists along.
#pragma once

#include "base/slabs.h"

#include <lua.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { HEAP_CLASS_BYTES = 16, HEAP_SMALL_MAX = 512, HEAP_CLASSES = HEAP_SMALL_MAX / HEAP_CLASS_BYTES + 1 };

struct heap_free;  // a freed small block
struct heap_spare; // a region that becomes the bump region later
struct heap_chunk; // a further block of memory for small blocks
struct heap_large; // the header of a large block

// While an image is built, nothing is used twice. A first build records which blocks are still in use at its end; a
// second one, which allocates in the same order, puts those side by side in the first block and all others elsewhere,
// so that an image has no holes.
struct heap_plan {
    unsigned char *is_kept; // of the n-th block taken
    size_t count;
    size_t capacity;
    bool is_recording;
};

struct heap {
    size_t used;  // bytes that Lua holds
    size_t limit; // it may hold no more
    size_t used_after_collection;
    int64_t fuel;           // units left, see fuel.h; memory pays into it
    int refusals;           // allocations refused in this turn
    bool dead;              // the turn has spent its budget
    struct slabs *slabs;    // where the first block and the chunks are from; NULL: malloc
    void *block;            // what was allocated for the first block, which begins at its next HEAP_ALIGNMENT
    bool mapped;            // the first block is a mapping of its own
    bool building;          // everything must come from the first block, so that it can become an image
    struct heap_plan *plan; // while building, if there is one
    size_t taken;           // blocks so far, while building
    size_t strays;          // of these, in use and not in the first block
    char *aside;            // where those lie
    char *aside_bump;
    char *bump; // unused room
    char *bump_end;
    char *end; // of the first block
    struct heap_free *free[HEAP_CLASSES];
    struct heap_spare *spares;
    struct heap_chunk *chunks;
    struct heap_large *large;
    void *owner; // whoever runs this state: struct vm; not ours
};

// A first block begins at a multiple of this: a copy of a heap then lies at a distance from its image whose low byte
// is zero. Lua writes a value's type tag over the low byte of what may have been a pointer (a closed upvalue), and
// that byte must not move.
enum { HEAP_ALIGNMENT = 256 };

// A heap in one new block of `size` bytes. With `building`, the block is mapped at an address of its own and never
// left, and memory is cleared before use, so that nothing in it looks like a pointer that is none.
struct heap *heap_new(size_t size, bool building);

// The same for building, by a plan: with is_recording it is filled, without it is followed. Borrowed until
// heap_finish_building.
struct heap *heap_new_planned(size_t size, struct heap_plan *plan);
void heap_plan_destroy(struct heap_plan *plan);

// Aligned room for a heap's first block, from slabs or, without any, from malloc; `*block` is what to give back.
void *heap_room(struct slabs *slabs, size_t size, void **block);

// Everything is gone, without a word to Lua.
void heap_delete(struct heap *heap);

// The lua_Alloc of every state here; `self` is the heap.
void *heap_alloc(void *self, void *block, size_t old_size, size_t new_size);

// The heap a state lives in.
static inline struct heap *heap_of(lua_State *L)
{
    void *self;
    lua_getallocf(L, &self);
    return self;
}

// Building is over: what lies in the first block is the image, if heap->strays is 0.
void heap_finish_building(struct heap *heap);
