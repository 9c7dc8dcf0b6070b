// A rendition as HTML text, for the first paint; see docs/protocol.md "the page" for the comments that bound its
// slots. All escaping of the product happens here and in url.h: by context, in C, on every value.
#pragma once

#include "tree/rendition.h"
#include "tree/sheet.h"

// Appends what stands in #ls-view: the root's marker <!--ID--> and its HTML; nothing where there is no root.
void html_write(const struct rendition *rendition, struct buffer *out);

// The same as a part of a page. What stands inside of a nested view's element is written by `lives`; without it,
// nothing is. With a `sheet`, styles go there and what is written says `ls-style`; without it, `style`. With an
// `action`, forms are completed (form_tag.h). Each may be absent.
struct html_around {
    const struct html_lives *lives;
    struct sheet *sheet;
    struct bytes action;
};
struct html_lives {
    void *self;
    void (*write)(void *self, struct bytes name, struct buffer *out);
};
void html_write_with(const struct rendition *rendition, const struct html_around *around, struct buffer *out);

// Text between tags, or in a textarea or title: & < > and the quotes are escaped, and a carriage return, which a
// parser would drop; NUL and each byte that is not UTF-8 become U+FFFD, as in a patch.
void html_put_text(struct buffer *out, struct bytes text);

// The same inside double quotes.
void html_put_attribute(struct buffer *out, struct bytes text);
