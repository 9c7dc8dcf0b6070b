// A rendition as HTML text, for the first paint; see docs/protocol.md "the page" for the comments that bound its
// slots. All escaping of the product happens here and in url.h: by context, in C, on every value.
#pragma once

#include "tree/rendition.h"

void html_write(const struct rendition *rendition, struct buffer *out);

// Text between tags: & < > and the quotes are escaped; a NUL becomes U+FFFD.
void html_put_text(struct buffer *out, struct bytes text);

// Inside double quotes.
void html_put_attribute(struct buffer *out, struct bytes text);
