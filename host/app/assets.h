// What pages load besides themselves: the client and the templates, under names that carry their content's hash, so
// that browsers keep them for ever; and the client for pages that no host wrote, under names that people write down.
#pragma once

#include "app/app.h"
#include "base/bytes.h"

// Fills in the paths of an app that is being loaded.
void assets_name(struct app *app);

// Before the first page is made.
const char *assets_client_path(void);

// The stylesheet of a view's pages.
const char *assets_style_path(const struct app *app, const struct view *view);

struct asset {
    struct bytes content; // lives as long as the app
    const char *type;     // of its content
    bool is_immutable;    // what is at this path never changes
};

// What a path below /_ls/ stands for; false where that is nothing.
bool assets_find(const struct app *app, struct bytes path, struct asset *asset);
