// What may be an attribute whose value comes from a view, and sets of them: `<input {attributes}>`.
//
// A set is kept in a rendition's text as one run of bytes: for each attribute the sizes of its name and value (u32
// each; ATTRIBUTE_BARE for a bare one), then both. It is sorted by name, so that equal sets are equal bytes.
#pragma once

#include "base/buffer.h"
#include "base/error.h"

enum { ATTRIBUTES_MAX = 256 };
#define ATTRIBUTE_BARE UINT32_MAX

// A letter or '_', then letters, digits and - _ : . only; no event handler (on...), which would run as script,
// and no srcdoc. Fails (MISFIT) and says why.
bool attribute_check(struct bytes name, struct error *err);

// Whether a character may stand inside a name.
bool attribute_name_goes_on(char c);

// Whether an attribute of this name says what an event does: the event's name, or operations that ls.js made. Those
// are JSON, so no other text may begin like it: it would be taken for operations by the page.
bool attribute_is_event(struct bytes name);

// What stands in the place of a text that would: an event that nobody can declare.
#define EVENT_REFUSED ":refused"

// The text of an event's attribute, as it may be shown.
struct bytes attribute_event(struct bytes text);

// Appends a set; a name that comes twice has its last value, addresses are judged by url.h, names of events as above
// unless bit i of `operations` says that value i was made by ls.js. Fails (MISFIT) for a name that is not allowed,
// `style` among them, and for operations in any other attribute; (TOO_LARGE) for more than ATTRIBUTES_MAX. Then
// nothing is appended.
bool attributes_put(struct buffer *out, const struct bytes *names, const struct bytes *values, uint64_t operations,
                    size_t count, struct error *err);

// Takes the first attribute of a set; false at its end. A bare one has a value without data.
bool attributes_next(struct bytes *set, struct bytes *name, struct bytes *value);
