// See random.h.
#include "vm/random.h"

static uint64_t rotate(uint64_t word, int count)
{
    return word << count | word >> (64 - count);
}

uint64_t random_next(uint64_t state[4])
{
    uint64_t result = rotate(state[1] * 5, 7) * 9;
    uint64_t shifted = state[1] << 17;
    state[2] ^= state[0];
    state[3] ^= state[1];
    state[1] ^= state[2];
    state[0] ^= state[3];
    state[2] ^= shifted;
    state[3] = rotate(state[3], 45);
    return result;
}
