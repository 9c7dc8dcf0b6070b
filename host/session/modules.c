// See modules.h. A module's name has dots for slashes and nothing that leads out of the directory.
#include "session/modules.h"

#include "base/embed.h"
#include "base/mem.h"

#include <errno.h>
#include <stdio.h>

// What ls.template puts in front of a file's path to require it.
#define TEMPLATE_MODULE "template "

// Where a module was found, and what messages call it.
struct found {
    struct bytes source;
    char chunk[300];
};

static bool read_file(const char *path, struct arena *arena, struct bytes *content, struct error *err)
{
    FILE *file = fopen(path, "rb");
    if (!file) return fail(err, ERROR_HOST, "cannot open %s: %s", path, strerror(errno));
    // Read aside first, so that the arena keeps a file's size and not the largest there may be.
    char *data = mem_new(APP_FILE_SIZE_MAX + 1);
    errno = 0;
    size_t size = fread(data, 1, APP_FILE_SIZE_MAX + 1, file);
    bool is_broken = ferror(file);
    fclose(file);
    *content = arena_copy(arena, (struct bytes){data, size <= APP_FILE_SIZE_MAX ? size : 0});
    mem_free(data);
    if (is_broken) return fail(err, ERROR_HOST, "cannot read %s: %s", path, strerror(errno));
    if (size > APP_FILE_SIZE_MAX)
        return fail(err, ERROR_TOO_LARGE, "%s is larger than %d bytes", path, APP_FILE_SIZE_MAX);
    return true;
}

static bool is_name(const char *name)
{
    size_t size = strlen(name);
    if (size == 0 || size > 200 || name[0] == '.' || name[size - 1] == '.' || strstr(name, "..")) return false;
    return strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.") == size;
}

static bool find_embedded(const char *name, struct found *found)
{
    char path[300];
    if (strcmp(name, CONTRACT_MODULE) == 0) {
        snprintf(path, sizeof path, "lua/contract.lua");
    } else if (strcmp(name, "lightspeed") == 0) {
        snprintf(path, sizeof path, "stdlib/lightspeed/init.lua");
    } else if (strncmp(name, "lightspeed.", 11) == 0 && is_name(name + 11)) {
        snprintf(path, sizeof path, "stdlib/lightspeed/%s.lua", name + 11);
    } else {
        return false;
    }
    found->source = embed_find(path);
    snprintf(found->chunk, sizeof found->chunk, "%s", path);
    return found->source.data != NULL;
}

// "pages/home.html", below the app's directory. Like names of modules, but with slashes.
static bool is_template_path(const char *path)
{
    size_t size = strlen(path);
    if (size < 6 || size > 200 || path[0] == '.' || path[0] == '/' || strstr(path, "..") || strstr(path, "//"))
        return false;
    if (strcmp(path + size - 5, ".html") != 0) return false;
    return strspn(path, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./") == size;
}

static bool find_template(struct app *app, const char *name, struct found *found, struct error *err)
{
    char path[sizeof app->directory + sizeof found->chunk];
    if (!is_template_path(name))
        return fail(err, ERROR_UNKNOWN,
                    "ls.template(\"%s\"): it takes a path below the app's directory, such as \"pages/home.html\"",
                    name);
    snprintf(found->chunk, sizeof found->chunk, "%s", name);
    snprintf(path, sizeof path, "%s/%s", app->directory, name);
    if (read_file(path, &app->arena, &found->source, err)) return true;
    return fail(err, ERROR_UNKNOWN, "ls.template(\"%s\"): there is no such file in %s", name, app->directory);
}

static bool find_in_app(struct app *app, const char *name, struct found *found, struct error *err)
{
    char path[sizeof app->directory + sizeof found->chunk];
    if (strcmp(name, app->main) == 0) {
        snprintf(found->chunk, sizeof found->chunk, "%s", app->main);
        snprintf(path, sizeof path, "%s/%s", app->directory, found->chunk);
        return read_file(path, &app->arena, &found->source, err);
    }
    if (strncmp(name, TEMPLATE_MODULE, strlen(TEMPLATE_MODULE)) == 0)
        return find_template(app, name + strlen(TEMPLATE_MODULE), found, err);
    if (!is_name(name))
        return fail(err, ERROR_UNKNOWN, "module '%s' not found: a name is letters, digits, _, - and dots", name);
    char slashes[256];
    snprintf(slashes, sizeof slashes, "%s", name);
    for (char *at = slashes; *at; at++)
        if (*at == '.') *at = '/';
    for (int i = 0; i < 2; i++) {
        snprintf(found->chunk, sizeof found->chunk, i ? "%s/init.lua" : "%s.lua", slashes);
        snprintf(path, sizeof path, "%s/%s", app->directory, found->chunk);
        if (read_file(path, &app->arena, &found->source, err)) return true;
    }
    return fail(err, ERROR_UNKNOWN, "module '%s' not found: there is no %s.lua and no %s/init.lua in %s", name,
                slashes, slashes, app->directory);
}

static void keep_uses(struct app *app, const struct value *events, const char *chunk)
{
    struct bytes file = arena_copy(&app->arena, bytes_of(chunk));
    for (size_t i = 0; events->kind == VALUE_TABLE && i < events->table->items_count; i++) {
        const struct value *event = &events->table->items[i];
        const struct value *line = value_get(event, "line");
        struct event_use use = {
            .file = file,
            .name = value_get_string(event, "name", BYTES("")),
            .attribute = value_get_string(event, "attribute", BYTES("")),
            .line = line && line->kind == VALUE_INTEGER ? line->integer : 0,
        };
        buffer_put(&app->event_uses, (struct bytes){(const char *)&use, sizeof use});
    }
}

static void keep_templates(struct app *app, const struct value *templates)
{
    if (templates->kind != VALUE_TABLE) return;
    size_t size = templates->table->items_count * sizeof(struct value);
    buffer_put(&app->template_list, (struct bytes){(const char *)templates->table->items, size});
}

static const struct module *find_known(const struct app *app, const char *name)
{
    for (size_t i = 0; i < app->modules_count; i++)
        if (bytes_equal(app->modules[i].name, bytes_of(name))) return &app->modules[i];
    return NULL;
}

bool modules_load(void *self, const char *name, struct bytes *bytecode, struct error *err)
{
    struct app *app = self;
    const struct module *known = find_known(app, name);
    if (known) {
        *bytecode = known->bytecode;
        return true;
    }
    if (!app->compiler) return fail(err, ERROR_UNKNOWN, "module '%s' must be required at file level", name);
    if (app->modules_count == APP_FILES_MAX)
        return fail(err, ERROR_TOO_LARGE, "an app has at most %d files", APP_FILES_MAX);
    struct found found = {0};
    if (!find_embedded(name, &found) && !find_in_app(app, name, &found, err)) return false;
    struct compiled compiled;
    uint32_t first_template = (uint32_t)(app->template_list.size / sizeof(struct value));
    if (!compiler_compile(app->compiler, found.source, found.chunk, first_template, &app->arena, &compiled, err))
        return false;
    keep_templates(app, &compiled.templates);
    keep_uses(app, &compiled.events, found.chunk);
    struct module *module = &app->modules[app->modules_count++];
    module->name = arena_copy(&app->arena, bytes_of(name));
    module->bytecode = compiled.bytecode;
    *bytecode = module->bytecode;
    return true;
}
