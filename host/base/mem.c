// See mem.h. Kept in one place so that a fault injector has one place to sit in.
#include "base/mem.h"

#include <fcntl.h>
#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
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

// Twice as much is asked for, and what is not in line given back.
void *mem_map(size_t size)
{
    char *all = mmap(NULL, 2 * size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    expect(all == MAP_FAILED ? NULL : all, size);
    size_t before = -(uintptr_t)all & (size - 1);
    if (before) munmap(all, before);
    munmap(all + before + size, size - before);
    return all + before;
}

void mem_unmap(void *memory, size_t size)
{
    munmap(memory, size);
}

void mem_forget(void *memory, size_t size)
{
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    uintptr_t begin = ((uintptr_t)memory + page - 1) & ~(page - 1);
    uintptr_t end = ((uintptr_t)memory + size) & ~(page - 1);
    if (begin < end) madvise((char *)memory + (begin - (uintptr_t)memory), end - begin, MADV_DONTNEED);
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
