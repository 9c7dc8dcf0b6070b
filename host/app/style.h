// Stylesheets: the default one that the binary carries, and the CSS of an app and its views.
#pragma once

#include "base/buffer.h"

struct app;

// Appends the default stylesheet: what ls-when means, and the looks. It is in a layer, so that an app's CSS wins
// whatever it says.
void style_write_default(struct buffer *out, bool has_looks);

// Appends the CSS of the app as it is, and that of each view so that it means nothing outside of that view: the
// element around view N has the attribute ls-scope="N", counted from 1, and CSS ends at views nested in it.
void style_write_app(const struct app *app, struct buffer *out);
