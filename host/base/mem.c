// See mem.h. Kept in one place so that a fault injector has one place to sit in.
#include "base/mem.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>

static void *expect(void *memory, size_t size)
{
    if (memory || size == 0) return memory;
    fprintf(stderr, "lightspeed-host: out of memory (%zu bytes asked for)\n", size);
    abort();
}

void *mem_new(size_t size)
{
    return expect(malloc(size), size);
}

void *mem_new_clear(size_t size)
{
    return expect(calloc(1, size), size);
}

void *mem_resize(void *memory, size_t size)
{
    if (size == 0) {
        free(memory);
        return NULL;
    }
    return expect(realloc(memory, size), size);
}

void mem_trim(void)
{
    malloc_trim(0);
}

void mem_free(void *memory)
{
    free(memory);
}
