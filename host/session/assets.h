// What pages load besides themselves: the client and the templates, under names that carry their content's hash, so
// that browsers keep them for ever; and the client for pages that no host wrote, under names that people write down.
#pragma once

#include "base/bytes.h"
#include "session/app.h"

// Before the first page is made.
void assets_prepare(const struct app *app);

const char *assets_client_path(void);

// The stylesheet of a view's pages.
const char *assets_style_path(const struct view *view);
const char *assets_templates_path(void);

struct asset {
    struct bytes content; // lives as long as the app
    const char *type;     // of its content
    bool is_immutable;    // what is at this path never changes
};

// What a path below /_ls/ stands for; false where that is nothing.
bool assets_find(const struct app *app, struct bytes path, struct asset *asset);
