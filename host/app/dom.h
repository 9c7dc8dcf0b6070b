// What browsers' events have, so that a declaration alone says what `ls-on-drop="dropped"` sends (uses.h).
#pragma once

#include "base/bytes.h"

// Whether the browser has events of this type ("drop"); all others are a custom element's, and have what they have.
bool dom_has_event(struct bytes type);

// Whether an event of this type, or the element it happens to, may have a field that is a plain value. Of custom
// events nobody knows, so it is true. Names that apps use for data of their own (id, name, title) are none. Of a
// click only where it happened and with which keys held.
bool dom_has_field(struct bytes type, struct bytes field);

// The nearest of the fields that an event of this type may have; empty where none is near, or for a custom event.
struct bytes dom_suggest(struct bytes type, struct bytes field);
