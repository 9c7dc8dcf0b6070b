// See assets.h.
#include "session/assets.h"

#include "base/embed.h"

#include <inttypes.h>
#include <stdio.h>
#include <xxhash.h>

#define CLIENT_FILE "client/dist/lightspeed.js"

static char client_path[64];
static char templates_path[64];

void assets_prepare(const struct app *app)
{
    struct bytes client = embed_find(CLIENT_FILE);
    struct bytes templates = buffer_bytes(&app->templates_json);
    snprintf(client_path, sizeof client_path, "/_ls/client-%016" PRIx64 ".js",
             (uint64_t)XXH3_64bits(client.data, client.size));
    snprintf(templates_path, sizeof templates_path, "/_ls/templates-%016" PRIx64 ".json",
             (uint64_t)XXH3_64bits(templates.data, templates.size));
}

const char *assets_client_path(void)
{
    return client_path;
}

const char *assets_templates_path(void)
{
    return templates_path;
}

bool assets_find(const struct app *app, struct bytes path, struct asset *asset)
{
    if (bytes_equal(path, bytes_of(client_path))) {
        *asset = (struct asset){embed_find(CLIENT_FILE), "text/javascript; charset=utf-8"};
        return true;
    }
    if (bytes_equal(path, bytes_of(templates_path))) {
        *asset = (struct asset){buffer_bytes(&app->templates_json), "application/json"};
        return true;
    }
    return false;
}
