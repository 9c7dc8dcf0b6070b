// See hash.h.
#include "tree/hash.h"

#include <sys/random.h>

uint64_t hash_seed;

// Before main, so that no thread sees it change. A kernel that has no randomness yet gives way to where we lie in
// memory.
__attribute__((constructor)) static void draw_seed(void)
{
    if (getrandom(&hash_seed, sizeof hash_seed, GRND_NONBLOCK) != (ssize_t)sizeof hash_seed)
        hash_seed = (uintptr_t)&hash_seed;
}
