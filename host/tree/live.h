// The nested views that stand in a rendition. Of each the page knows the view's number, the name it goes by there and
// what it is to begin with; what it shows is another session's rendition. Whoever runs those sessions gives each a
// ticket, by which a browser finds it, before the page is written or compared.
#pragma once

#include "base/bytes.h"
#include "base/error.h"

#include <stdint.h>

struct rendition;

enum {
    LIVE_TICKET_MAX = 63,
    LIVE_NAME_MAX = 256, // bytes
};

struct live {
    uint32_t view;
    bool is_sticky;      // outlives the page where the next one has it too
    struct bytes name;   // the id of its element
    struct bytes params; // a canonical table
    struct bytes where;  // "clock.lua:12"
    char *ticket;        // room for LIVE_TICKET_MAX letters and a zero; empty at first
    uint32_t *scope;     // of its style sheet; 0, as at first, for none
};

// Calls `visit` for each that the page shows, in the order of the page, until one call returns false; returns whether
// none did.
bool lives_visit(struct rendition *rendition, bool (*visit)(void *self, const struct live *live), void *self);
