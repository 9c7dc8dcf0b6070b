// What a broadcast is to each who declares its message: which handler, and the payload as its schema wants it. Looked
// at once for each declaration and not for each subscriber.
#pragma once

#include "base/shared.h"

#include <stdbool.h>

struct broadcast;
struct hall;
struct subscription;
struct view;

struct fitting {
    const struct view *declared; // a view or a component, of whichever app
    uint32_t handler;
    struct shared *data; // NULL: it is not delivered
    bool is_misfit;      // because it does not fit
};

enum { FITTINGS_MAX = 8 };

struct fittings {
    struct hall *hall;
    const struct broadcast *broadcast;
    unsigned count;
    struct fitting all[FITTINGS_MAX];
};

// How it is delivered to this subscription. What keeps it from that is logged, the first time.
const struct fitting *fittings_find(struct fittings *fittings, const struct subscription *subscription);

void fittings_destroy(struct fittings *fittings);
