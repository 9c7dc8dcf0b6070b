// The hashes that fingerprints and key tables are made of. Seeded anew in every process, so that nobody outside can
// make two texts that pass for one, or keys that all fall into one place.
#pragma once

#include "base/bytes.h"

#include <stdint.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

extern uint64_t hash_seed; // drawn before main, and never changed

static inline uint64_t hash_bytes(struct bytes bytes)
{
    return XXH3_64bits_withSeed(bytes.data, bytes.size, hash_seed);
}

// One step more, of a word that may be anything: nobody who does not know the seed can choose two that come out the
// same.
static inline uint64_t hash_mix(uint64_t hash, uint64_t word)
{
    __extension__ unsigned __int128 product = (unsigned __int128)(hash ^ word) * (hash_seed | 1);
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

// One step more: what came before, and a word that is a hash itself or a small number.
static inline uint64_t hash_chain(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
    return hash ^ hash >> 32;
}
