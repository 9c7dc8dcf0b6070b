// See broadcast.h.
#include "bus/broadcast.h"

#include "base/mem.h"

struct broadcast *broadcast_new(unsigned source, uint64_t number, struct bytes topic, struct bytes name,
                                struct shared *data)
{
    struct broadcast *broadcast = mem_new(sizeof *broadcast + topic.size + name.size);
    char *text = (char *)(broadcast + 1);
    memcpy(text, topic.data, topic.size);
    memcpy(text + topic.size, name.data, name.size);
    atomic_init(&broadcast->holders, 1);
    broadcast->source = source;
    broadcast->number = number;
    broadcast->topic = (struct bytes){text, topic.size};
    broadcast->name = (struct bytes){text + topic.size, name.size};
    broadcast->data = shared_hold(data);
    return broadcast;
}

struct broadcast *broadcast_hold(struct broadcast *broadcast)
{
    atomic_fetch_add_explicit(&broadcast->holders, 1, memory_order_relaxed);
    return broadcast;
}

void broadcast_release(struct broadcast *broadcast)
{
    if (!broadcast || atomic_fetch_sub_explicit(&broadcast->holders, 1, memory_order_acq_rel) != 1) return;
    shared_release(broadcast->data);
    mem_free(broadcast);
}
