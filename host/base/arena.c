// See arena.h. Blocks are chained; a request larger than a block gets a block of its own.
#include "base/arena.h"

#include "base/mem.h"

#include <stdalign.h>

enum { BLOCK_SIZE = 4096 - 32 };

struct arena_block {
    struct arena_block *next;
    size_t size;
    alignas(max_align_t) char data[];
};

static struct arena_block *block_new(size_t size)
{
    struct arena_block *block = mem_new(sizeof *block + size);
    block->next = NULL;
    block->size = size;
    return block;
}

static void free_chain(struct arena_block *block)
{
    while (block) {
        struct arena_block *next = block->next;
        mem_free(block);
        block = next;
    }
}

void arena_destroy(struct arena *arena)
{
    free_chain(arena->first);
    *arena = (struct arena){0};
}

void arena_reset(struct arena *arena)
{
    if (arena->first) {
        free_chain(arena->first->next);
        arena->first->next = NULL;
    }
    arena->last = arena->first;
    arena->used = 0;
    arena->total = 0;
}

void *arena_new(struct arena *arena, size_t size)
{
    size = (size + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
    if (!arena->last || arena->last->size - arena->used < size) {
        struct arena_block *block = block_new(size > BLOCK_SIZE ? size : BLOCK_SIZE);
        if (arena->last) arena->last->next = block;
        else arena->first = block;
        arena->last = block;
        arena->used = 0;
    }
    void *memory = arena->last->data + arena->used;
    arena->used += size;
    arena->total += size;
    return memory;
}

struct bytes arena_copy(struct arena *arena, struct bytes bytes)
{
    char *copy = arena_new(arena, bytes.size + 1);
    if (bytes.size) memcpy(copy, bytes.data, bytes.size);
    copy[bytes.size] = 0;
    return (struct bytes){copy, bytes.size};
}
