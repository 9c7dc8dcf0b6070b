// Memory with one common end: what is made while one message is answered goes in an arena and leaves with it.
// Nothing in it is freed singly. Resetting keeps the first block, so an arena that is used again costs nothing.
#pragma once

#include "base/bytes.h"

struct arena_block;

struct arena {
    struct arena_block *first; // kept over resets
    struct arena_block *last;
    size_t used;  // of the last block
    size_t total; // bytes handed out since the last reset
};

void arena_destroy(struct arena *arena);

// Everything handed out so far is gone.
void arena_reset(struct arena *arena);

// `size` bytes, aligned for anything, not cleared; they live until the next reset.
void *arena_new(struct arena *arena, size_t size);

// A copy that lives as long, with a final zero after it.
struct bytes arena_copy(struct arena *arena, struct bytes bytes);
