// What differs between two values, for a person: paths, and what was and is there.
//
//     m.tasks[3].done: false, now true
//     m.filter: "all", now nil
#pragma once

#include "base/buffer.h"
#include "value/value.h"

// Appends the first `count_max` differences, a line each without a final line feed, and returns how many there are in
// all. `root` begins every path. Pairs of both are in canonical order.
size_t difference_put(const struct value *before, const struct value *after, const char *root, size_t count_max,
                      struct buffer *out);
