// See mem.h. Kept in one place so that a fault injector has one place to sit in.
#include "base/mem.h"

#include <fcntl.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

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

size_t mem_resident(void)
{
    char text[64];
    unsigned long all;
    unsigned long resident;
    int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    ssize_t size = fd < 0 ? 0 : read(fd, text, sizeof text - 1);
    if (fd >= 0) close(fd);
    text[size > 0 ? size : 0] = 0;
    return sscanf(text, "%lu %lu", &all, &resident) == 2 ? resident * (size_t)sysconf(_SC_PAGESIZE) : 0;
}

void mem_free(void *memory)
{
    free(memory);
}
