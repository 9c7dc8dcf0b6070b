// See assets.h.
#include "session/assets.h"

#include "base/embed.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <xxhash.h>

#define CLIENT_FILE "client/dist/lightspeed.js"
#define JAVASCRIPT  "text/javascript; charset=utf-8"
// Files beside the client that it fetches when it needs them; their names say what is in them, so they never change.
#define CLIENT_PARTS "client/dist/parts/"

enum { PATH_SIZE = 64 };

static char client_path[PATH_SIZE];
static char templates_path[PATH_SIZE];
static char style_path[PATH_SIZE];
static char style_of_app_path[PATH_SIZE];

static void name(char path[PATH_SIZE], const char *what, const char *type, struct bytes content)
{
    snprintf(path, PATH_SIZE, "/_ls/%s-%016" PRIx64 ".%s", what, (uint64_t)XXH3_64bits(content.data, content.size),
             type);
}

void assets_prepare(const struct app *app)
{
    name(client_path, "client", "js", embed_find(CLIENT_FILE));
    name(templates_path, "templates", "json", buffer_bytes(&app->templates_json));
    name(style_path, "style", "css", buffer_bytes(&app->style));
    name(style_of_app_path, "style", "css", buffer_bytes(&app->style_of_app));
}

const char *assets_client_path(void)
{
    return client_path;
}

const char *assets_templates_path(void)
{
    return templates_path;
}

const char *assets_style_path(const struct view *view)
{
    return view->has_style ? style_path : style_of_app_path;
}

static bool find_part(struct bytes path, struct asset *asset)
{
    char name[PATH_SIZE];
    const struct bytes folder = BYTES("/_ls/");
    if (path.size <= folder.size || memcmp(path.data, folder.data, folder.size) != 0) return false;
    snprintf(name, sizeof name, CLIENT_PARTS "%.*s", (int)(path.size - folder.size), path.data + folder.size);
    *asset = (struct asset){embed_find(name), JAVASCRIPT, true};
    return asset->content.data;
}

bool assets_find(const struct app *app, struct bytes path, struct asset *asset)
{
    const struct {
        const char *path;
        struct asset asset;
    } all[] = {
        {client_path, {embed_find(CLIENT_FILE), JAVASCRIPT, true}},
        {templates_path, {buffer_bytes(&app->templates_json), "application/json", true}},
        {style_path, {buffer_bytes(&app->style), "text/css; charset=utf-8", true}},
        {style_of_app_path, {buffer_bytes(&app->style_of_app), "text/css; charset=utf-8", true}},
        {"/_ls/lightspeed.dev.js", {embed_find("client/dist/lightspeed.dev.js"), JAVASCRIPT, false}},
        {"/_ls/lightspeed.embed.js", {embed_find("client/dist/lightspeed.embed.js"), JAVASCRIPT, false}},
        {"/_ls/lightspeed.classic.js", {embed_find("client/dist/lightspeed.classic.js"), JAVASCRIPT, false}},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (!bytes_equal(path, bytes_of(all[i].path))) continue;
        *asset = all[i].asset;
        return true;
    }
    return find_part(path, asset);
}
