// A message to all who listen to a topic: made once, never changed, and held by every hall and mailbox that it
// reaches.
//
// The halls of a house are its sources, and each numbers what it sends from 1 on. What a source sends arrives in
// every hall in that order and without a gap, because inboxes lose nothing; so where somebody is among the broadcasts
// is one number for each source.
#pragma once

#include "base/shared.h"

struct broadcast {
    _Atomic uint32_t holders;
    unsigned source;
    uint64_t number;
    struct bytes topic; // these two lie behind the struct
    struct bytes name;
    struct shared *data; // canonical
};

// The caller holds it, and it holds the data.
struct broadcast *broadcast_new(unsigned source, uint64_t number, struct bytes topic, struct bytes name,
                                struct shared *data);

struct broadcast *broadcast_hold(struct broadcast *broadcast);
void broadcast_release(struct broadcast *broadcast);
