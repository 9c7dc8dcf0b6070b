// A Lua heap that can be copied: build a state once, with libraries, stdlib and app in it, and make each session's by
// memcpy.
//
// All pointers inside a heap point into its first block (that is what `building` sees to) or out of it to C code and
// constants. So a copy at another address is right once each word that points into the block is moved by the
// distance. Those words are found once, by looking: whatever aligned word has a value inside the block's address
// range is such a pointer. The block lies at a random place of a 47-bit address space, so that a number or a piece of
// text looks like one is next to impossible, and nothing that could be made to (an address that Lua code sees) is
// known to an app.
//
// A tag byte over what was a pointer once would still look like one; heap.h (HEAP_ALIGNMENT, and clearing while
// building) sees to it that moving such a word moves bytes that nobody reads.
//
// What does not survive the move is a table with objects as keys: they are hashed by their address. image_take looks
// for such tables and refuses. Strings hash by content with a seed that all copies share: random for each process and
// known to nobody.
//
// Figures (counter app, one core): docs/performance.md "A state of one's own".
#pragma once

#include "base/error.h"
#include "vm/heap.h"

struct image {
    char *data; // a heap's first block, at rest
    size_t size;
    uintptr_t base;        // where it lay when its pointers were right
    uint32_t *relocations; // word indices
    size_t relocations_count;
};

// Takes the image of a heap that was made for building and in which nothing runs. The heap is finished and stays
// valid until heap_delete.
void image_take(struct image *image, struct heap *heap);
void image_destroy(struct image *image);

// A copy with some room to grow. Cost: about 1 us per 10 KiB.
struct heap *image_clone(const struct image *image, struct slabs *slabs);

// The address in a copy of what lay at `original`.
static inline void *image_address(const struct image *image, const struct heap *clone, const void *original)
{
    return (char *)clone + ((uintptr_t)original - image->base);
}

// Whether any table that can be reached has a table, function or thread for a key, or might have one where nobody can
// look: in a coroutine other than the one that turns run in. Raises nothing, needs a few stack slots of L and leaves
// none.
bool image_has_object_keys(lua_State *L, lua_State *turn_thread);
