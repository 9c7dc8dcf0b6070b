// The host's own memory. There is no answer to "out of memory" inside the host, so there is none to forget:
// these never return NULL; the process ends with a clear line instead. Lua states do not allocate here: their
// memory is limited and may run out, see vm/heap.h.
#pragma once

#include <stddef.h>

// `size` bytes, not cleared; the caller owns them and gives them back to mem_free.
void *mem_new(size_t size);

// The same, cleared.
void *mem_new_clear(size_t size);

// Grows or shrinks; `memory` may be NULL.
void *mem_resize(void *memory, size_t size);

// Gives whole free pages back to the system, all over the heap; libc does that only at its end. Takes a millisecond
// or so per hundred megabytes.
void mem_trim(void);

// Whole pages of the system's own, zero, aligned to their size, which is a power of two. They exist once touched.
void *mem_map(size_t size);
void mem_unmap(void *memory, size_t size);

// What is there is not needed any more: pages that lie in it wholly go back to the system, and read as zeros.
void mem_forget(void *memory, size_t size);

// What the process occupies of the machine's memory, in bytes; 0 where the system does not say.
size_t mem_resident(void);

// Accepts NULL.
void mem_free(void *memory);
