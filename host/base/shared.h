// Bytes that never change and that several hold, in any thread: whoever is the last gives their memory back.
#pragma once

#include "base/bytes.h"

#include <stdatomic.h>
#include <stdint.h>

struct shared {
    _Atomic uint32_t holders;
    uint32_t size;
    char data[];
};

// A copy that the caller holds.
struct shared *shared_new(struct bytes bytes);

// One more holds it; each hold is given back by one shared_release, which accepts NULL.
struct shared *shared_hold(struct shared *shared);
void shared_release(struct shared *shared);

static inline struct bytes shared_bytes(const struct shared *shared)
{
    return (struct bytes){shared->data, shared->size};
}
