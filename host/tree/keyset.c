// See keyset.h.
#include "tree/keyset.h"

#include <sys/random.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

static uint64_t seed;

// Before main, so that no thread sees it change.
__attribute__((constructor)) static void draw_seed(void)
{
    if (getrandom(&seed, sizeof seed, GRND_NONBLOCK) != (ssize_t)sizeof seed) seed = (uintptr_t)&seed;
}

uint32_t keyset_hash(struct bytes key)
{
    return (uint32_t)XXH3_64bits_withSeed(key.data, key.size, seed);
}
