// Random numbers that can be drawn again: each session has a generator of its own, whose state is part of its
// snapshot.
#pragma once

#include <stdint.h>

// xoshiro256** 1.0 by Blackman and Vigna (prng.di.unimi.it): the algorithm of Lua 5.4's own math.random.
uint64_t random_next(uint64_t state[4]);
