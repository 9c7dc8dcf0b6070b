// A clerk: a thread at a desk, with a Lua state and databases of its own, that takes one call after the other.
#pragma once

#include "service/desk.h"

// With the lock: one more clerk. False where there is no thread for it.
bool clerk_start(struct desk *desk);

// With the lock: what the clerk does is to end, for this reason.
void clerk_stop(struct clerk *clerk, enum call_end why);

// With the lock: the call it has in hand, or NULL; whether a newer one took its place.
const struct call *clerk_call(const struct clerk *clerk);
bool clerk_is_superseded(const struct clerk *clerk);
struct clerk *clerk_next(const struct clerk *clerk);

// Without it: waits for its end.
void clerk_join(struct clerk *clerk);
