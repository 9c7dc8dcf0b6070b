// From one rendition to the next: what changed, named by slot, as the JSON of docs/protocol.md "patches".
#pragma once

#include "tree/rendition.h"

struct diff_stats {
    uint32_t slots;    // values sent
    uint32_t inserted; // rows
    uint32_t removed;
    uint32_t moved;
};

// Appends the patch that turns `old` into `new` and returns true; returns false and appends nothing where they show
// the same. Both have a root and the same templates. `stats` may be NULL.
bool diff_write(const struct rendition *old, const struct rendition *new, struct buffer *out,
                struct diff_stats *stats);

// Appends all of `new`, for a client that has nothing to compare with: a template value [id, ...]. A client that has
// rows of streams keeps them, unless the page is another one than before: `is_new`.
void diff_write_full(const struct rendition *new, bool is_new, struct buffer *out);
