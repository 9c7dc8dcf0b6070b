// What an address of the site means to the app: which view it shows, and with which params. Addresses come from page
// requests, from links that a page follows over its line, and from views that send their visitor on.
#pragma once

#include "app/app.h"
#include "base/arena.h"
#include "base/error.h"

enum { ADDRESS_MAX = 2048 }; // bytes

struct address {
    struct bytes path; // decoded
    const struct route *route;
    struct value params; // checked
};

// Whether it stays on the site whatever a browser makes of it: "/path?query", with neither a second slash (or
// backslash) at its front nor a character that a browser would drop; and is no longer than ADDRESS_MAX.
bool address_is_local(struct bytes url);

// Why it is not, to be put behind what it is; NULL where it is.
const char *address_fault(struct bytes url);

// Whether it leads to the web, and nowhere else: http://... or https://...
bool address_is_web(struct bytes url);

// A path, decoded already, and what stood behind the '?'. Fails (UNKNOWN) where no view is there, (MISFIT) where the
// params do not fit it. All that is found lives in the arena.
bool address_find(const struct app *app, struct bytes path, struct bytes query, struct arena *arena,
                  struct address *address, struct error *err);

// The same for "/path?query" as a browser writes it; fails (FORBIDDEN) where it is not local.
bool address_read(const struct app *app, struct bytes url, struct arena *arena, struct address *address,
                  struct error *err);

// Appends the address that a view's route has for these params: a table, of which those that the path names stand
// there and all others in the query, by name. A path's variable that is missing is taken from `before`. Fails
// (MISFIT) where one has no text, is nowhere, or is a "." or ".." of which a browser would make another path.
bool address_write(const struct route *route, const struct value *params, const struct value *before,
                   struct buffer *out, struct error *err);
