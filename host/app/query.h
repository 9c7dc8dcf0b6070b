// The part of an address after its '?'.
#pragma once

#include "base/arena.h"
#include "value/schema.h"
#include "value/value.h"

// Adds what `query` says to the pairs of `params` (room for QUERY_MAX more is made), as strings; a name that `schema`
// has no field for is passed over (others add names to our addresses), and one that is there already stays.
void query_read(struct bytes query, const struct schema *schema, struct arena *arena, struct value *params);

// Takes the next name and value off `query`, decoded; false where there is none any more. Parts without a name are
// passed over.
bool query_next(struct bytes *query, struct arena *arena, struct bytes *name, struct bytes *value);

// %41 and + decoded; a broken escape stays as it is.
struct bytes query_decode(struct bytes text, bool plus_is_space, struct arena *arena);
