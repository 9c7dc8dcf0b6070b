// Finding a row by its key: a hash table of row numbers, open addressing, in memory that the caller gives. It knows
// no keys; whoever seeks compares.
#pragma once

#include "tree/hash.h"

struct keyset_entry {
    uint32_t hash;
    uint32_t row; // number + 1; 0: free
};

static inline uint32_t keyset_hash(struct bytes key)
{
    return (uint32_t)hash_bytes(key);
}

// How many entries (a power of two) hold `count` rows at most half full.
static inline uint32_t keyset_capacity(uint32_t count)
{
    uint32_t capacity = 16;
    while (capacity < count * 2) capacity *= 2;
    return capacity;
}

// The first entry at or after `at` that has this hash or is free. Begin at `hash`, go on at one behind the last.
static inline uint32_t keyset_seek(const struct keyset_entry *entries, uint32_t capacity, uint32_t hash, uint32_t at)
{
    for (at &= capacity - 1; entries[at].row && entries[at].hash != hash;) at = (at + 1) & (capacity - 1);
    return at;
}

// Puts a row that is known not to be there.
static inline void keyset_put(struct keyset_entry *entries, uint32_t capacity, uint32_t hash, uint32_t row)
{
    uint32_t at = hash & (capacity - 1);
    while (entries[at].row) at = (at + 1) & (capacity - 1);
    entries[at] = (struct keyset_entry){hash, row + 1};
}
