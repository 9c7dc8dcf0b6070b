// See assets.h.
#include "app/assets.h"

#include "base/embed.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <xxhash.h>

#define CLIENT_FILE "client/dist/lightspeed.js"
#define JAVASCRIPT  "text/javascript; charset=utf-8"
#define JSON        "application/json"
// Files beside the client that it fetches when it needs them; their names say what is in them, so they never change.
#define CLIENT_PARTS "client/dist/parts/"

static char client_path[ASSET_PATH_SIZE];
static pthread_once_t client_once = PTHREAD_ONCE_INIT;

static void name(char path[ASSET_PATH_SIZE], const char *what, const char *type, struct bytes content)
{
    snprintf(path, ASSET_PATH_SIZE, "/_ls/%s-%016" PRIx64 ".%s", what,
             (uint64_t)XXH3_64bits(content.data, content.size), type);
}

void assets_name(struct app *app)
{
    name(app->templates_path, "templates", "json", buffer_bytes(&app->templates_json));
    name(app->style_path, "style", "css", buffer_bytes(&app->style));
    name(app->style_of_app_path, "style", "css", buffer_bytes(&app->style_of_app));
}

static void name_client(void)
{
    name(client_path, "client", "js", embed_find(CLIENT_FILE));
}

const char *assets_client_path(void)
{
    pthread_once(&client_once, name_client);
    return client_path;
}

const char *assets_style_path(const struct app *app, const struct view *view)
{
    return view->has_style ? app->style_path : app->style_of_app_path;
}

static bool find_part(struct bytes path, struct asset *asset)
{
    char name[ASSET_PATH_SIZE];
    const struct bytes folder = BYTES("/_ls/");
    if (path.size <= folder.size || memcmp(path.data, folder.data, folder.size) != 0) return false;
    snprintf(name, sizeof name, CLIENT_PARTS "%.*s", (int)(path.size - folder.size), path.data + folder.size);
    *asset = (struct asset){embed_find(name), JAVASCRIPT, true};
    return asset->content.data;
}

// A page of this app as it was when it was loaded before, which asks late: the templates that are still there have
// the ids that they had.
static bool find_former(const struct app *app, struct bytes path, struct asset *asset)
{
    struct bytes now = bytes_of(app->templates_path);
    size_t same = sizeof "/_ls/templates-" - 1;
    *asset = (struct asset){buffer_bytes(&app->templates_json), JSON, false};
    return path.size == now.size && memcmp(path.data, now.data, same) == 0;
}

bool assets_find(const struct app *app, struct bytes path, struct asset *asset)
{
    const struct {
        const char *path;
        struct asset asset;
    } all[] = {
        {assets_client_path(), {embed_find(CLIENT_FILE), JAVASCRIPT, true}},
        {app->templates_path, {buffer_bytes(&app->templates_json), JSON, true}},
        {app->style_path, {buffer_bytes(&app->style), "text/css; charset=utf-8", true}},
        {app->style_of_app_path, {buffer_bytes(&app->style_of_app), "text/css; charset=utf-8", true}},
        {"/_ls/lightspeed.dev.js", {embed_find("client/dist/lightspeed.dev.js"), JAVASCRIPT, false}},
        {"/_ls/lightspeed.channels.js", {embed_find("client/dist/lightspeed.channels.js"), JAVASCRIPT, false}},
        {"/_ls/lightspeed.embed.js", {embed_find("client/dist/lightspeed.embed.js"), JAVASCRIPT, false}},
        {"/_ls/lightspeed.classic.js", {embed_find("client/dist/lightspeed.classic.js"), JAVASCRIPT, false}},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (!bytes_equal(path, bytes_of(all[i].path))) continue;
        *asset = all[i].asset;
        return true;
    }
    return find_part(path, asset) || (app->has_former && find_former(app, path, asset));
}
