// See slabs.h. The links between free blocks stand in the head, not in the blocks, so that the pages of a free block
// need not exist.
#include "base/slabs.h"

#include "base/mem.h"

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>

enum {
    SLAB_SIZE_MIN = 256 * 1024,
    BLOCKS_MIN = 16, // of a slab, however large they are
};

#define NONE UINT32_MAX

struct block {
    uint32_t next;  // while it is free
    bool has_pages; // it was used since its pages were given back
};

struct slab {
    struct slab *previous; // of those that have a free block
    struct slab *next;
    uint32_t used;
    uint32_t free;  // the first of the blocks given back
    uint32_t fresh; // this one and all that follow were never taken
    struct block blocks[];
};

struct slabs_size {
    struct slabs_size *next;
    size_t block_size;
    size_t slab_size; // a power of two
    size_t head_size;
    uint32_t blocks_count;
    size_t slabs_count;
    struct slab *open; // slabs with a free block, the one used last in front
};

static size_t aligned(size_t size, size_t alignment)
{
    return (size + alignment - 1) & ~(alignment - 1);
}

// --- sizes ---

static struct slabs_size *size_new(size_t block_size)
{
    struct slabs_size *size = mem_new_clear(sizeof *size);
    size->block_size = block_size;
    size->slab_size = SLAB_SIZE_MIN;
    while (size->slab_size < block_size * BLOCKS_MIN) size->slab_size *= 2;
    size_t most = size->slab_size / block_size;
    size->head_size = aligned(sizeof(struct slab) + most * sizeof(struct block), SLABS_ALIGNMENT);
    size->blocks_count = (uint32_t)((size->slab_size - size->head_size) / block_size);
    return size;
}

static struct slabs_size *size_of(struct slabs *slabs, size_t size)
{
    size_t block_size = aligned(size ? size : 1, SLABS_ALIGNMENT);
    for (struct slabs_size **link = &slabs->sizes; *link; link = &(*link)->next)
        if ((*link)->block_size == block_size) return *link;
    struct slabs_size *made = size_new(block_size);
    made->next = slabs->sizes;
    return slabs->sizes = made;
}

// --- slabs ---

static void open_slab(struct slabs_size *size, struct slab *slab)
{
    slab->previous = NULL;
    slab->next = size->open;
    if (size->open) size->open->previous = slab;
    size->open = slab;
}

static void close_slab(struct slabs_size *size, struct slab *slab)
{
    if (slab->previous) slab->previous->next = slab->next;
    else size->open = slab->next;
    if (slab->next) slab->next->previous = slab->previous;
}

static struct slab *slab_new(struct slabs_size *size)
{
    struct slab *slab = mem_map(size->slab_size);
    slab->free = NONE;
    size->slabs_count++;
    open_slab(size, slab);
    return slab;
}

static void slab_delete(struct slabs_size *size, struct slab *slab)
{
    close_slab(size, slab);
    size->slabs_count--;
    mem_unmap(slab, size->slab_size);
}

static char *block_at(const struct slabs_size *size, struct slab *slab, uint32_t number)
{
    return (char *)slab + size->head_size + number * size->block_size;
}

void *slabs_take(struct slabs *slabs, size_t size)
{
    struct slabs_size *among = size_of(slabs, size);
    struct slab *slab = among->open ? among->open : slab_new(among);
    uint32_t number = slab->free;
    if (number != NONE) slab->free = slab->blocks[number].next;
    else number = slab->fresh++;
    slab->blocks[number].has_pages = true;
    if (++slab->used == among->blocks_count) close_slab(among, slab);
    return block_at(among, slab, number);
}

void slabs_give(struct slabs *slabs, void *block, size_t size)
{
    struct slabs_size *among = size_of(slabs, size);
    struct slab *slab = (struct slab *)(void *)((char *)block - ((uintptr_t)block & (among->slab_size - 1)));
    uint32_t number = (uint32_t)((size_t)((char *)block - block_at(among, slab, 0)) / among->block_size);
    if (slab->used-- == among->blocks_count) open_slab(among, slab);
    slab->blocks[number].next = slab->free;
    slab->free = number;
}

// --- giving back ---

static void trim_slab(const struct slabs_size *size, struct slab *slab)
{
    for (uint32_t number = slab->free; number != NONE; number = slab->blocks[number].next) {
        if (!slab->blocks[number].has_pages) continue;
        slab->blocks[number].has_pages = false;
        mem_forget(block_at(size, slab, number), size->block_size);
    }
}

void slabs_trim(struct slabs *slabs)
{
    for (struct slabs_size *size = slabs->sizes; size; size = size->next) {
        for (struct slab *slab = size->open, *next; slab; slab = next) {
            next = slab->next;
            if (slab->used) trim_slab(size, slab);
            else slab_delete(size, slab);
        }
    }
}

size_t slabs_size(const struct slabs *slabs)
{
    size_t sum = 0;
    for (const struct slabs_size *size = slabs->sizes; size; size = size->next)
        sum += size->slabs_count * size->slab_size;
    return sum;
}

void slabs_destroy(struct slabs *slabs)
{
    slabs_trim(slabs);
    for (struct slabs_size *size; (size = slabs->sizes);) {
        assert(!size->slabs_count);
        slabs->sizes = size->next;
        mem_free(size);
    }
}
