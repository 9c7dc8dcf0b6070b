// Looks over a finished page for what its author would want to know and no browser says. It reads the whole page, so
// it is for development.
#pragma once

#include "tree/rendition.h"

// Tells of each id that more than one element of the HTML has, once, in byte order.
void audit_ids(struct bytes html, void (*tell)(void *self, struct bytes id), void *self);

// Tells of each list without keys that has more than `most` rows, by the id of the template of its rows.
void audit_lists(const struct rendition *rendition, uint32_t most,
                 void (*tell)(void *self, uint32_t id, uint32_t rows), void *self);
