// Blocks of a few sizes that come and go by the thousand, apart from what stays. A slab is a piece of the system's
// own memory, cut into blocks of one size:
//
//   +------+---------+---------+-----+---------+
//   | head | block 0 | block 1 | ... | block n |   aligned to its size, so that a block's address tells its slab
//   +------+---------+---------+-----+---------+
//
// With malloc, one small thing that stays keeps a page of big ones that went. Here pages of what was given back go
// back to the system, when slabs_trim asks for it. Slabs belong to one thread.
#pragma once

#include <stddef.h>

enum { SLABS_ALIGNMENT = 256 }; // of every block

struct slabs_size; // the slabs whose blocks are of one size

struct slabs {
    struct slabs_size *sizes; // NULL: nothing was ever taken
};

// `size` bytes, not cleared. The memory of one of these sizes is found again by a short list: let there be few.
void *slabs_take(struct slabs *slabs, size_t size);

// What slabs_take gave, with the size that it was asked for.
void slabs_give(struct slabs *slabs, void *block, size_t size);

// Pages in which nothing is any more go back to the system.
void slabs_trim(struct slabs *slabs);

// Bytes that are mapped.
size_t slabs_size(const struct slabs *slabs);

// Nothing may be in use.
void slabs_destroy(struct slabs *slabs);
