// See shared.h.
#include "base/shared.h"

#include "base/mem.h"

struct shared *shared_new(struct bytes bytes)
{
    struct shared *shared = mem_new(sizeof *shared + bytes.size);
    atomic_init(&shared->holders, 1);
    shared->size = (uint32_t)bytes.size;
    if (bytes.size) memcpy(shared->data, bytes.data, bytes.size);
    return shared;
}

struct shared *shared_hold(struct shared *shared)
{
    atomic_fetch_add_explicit(&shared->holders, 1, memory_order_relaxed);
    return shared;
}

void shared_release(struct shared *shared)
{
    if (shared && atomic_fetch_sub_explicit(&shared->holders, 1, memory_order_acq_rel) == 1) mem_free(shared);
}
