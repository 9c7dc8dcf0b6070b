// What a process costs: processor time and memory, read from /proc.
#pragma once

#include <stdbool.h>
#include <stdint.h>

// A moment, for differences.
struct usage {
    int64_t wall_ns;
    int64_t own_ns;  // processor time of this program
    int64_t host_ns; // of the host, all its threads; 0 where it is unknown
};

struct memory {
    int64_t rss_bytes;    // of the host
    int64_t anon_bytes;   // the part that no file backs
    int64_t kernel_bytes; // the whole machine's slab and socket buffers: both ends of every connection
};

// `host` may be 0. Ends the program when the process is gone: nothing measured after that means anything.
void usage_read(struct usage *usage, int host);

void memory_read(struct memory *memory, int host);

// Runs this process on `cpu` from now on; -1 leaves it alone.
void usage_pin(int cpu);
