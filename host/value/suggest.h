// "did you mean": the nearest of the names there are.
#pragma once

#include "base/bytes.h"

enum { SUGGEST_SIZE_MAX = 64 }; // a longer name is near to nothing

// The first of the nearest of `names` to `name`, counting a character too many, too few, wrong, or two that changed
// places as one mistake each; at most a third of the name's length of them, at least 1. Empty bytes where none is
// near.
struct bytes suggest_nearest(struct bytes name, const struct bytes *names, size_t names_count);
