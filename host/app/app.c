// See app.h. Loading: compile and run the files (modules.c, vm/build.c), then turn what the contract says into
// schemas and routes, then hold the events of templates against the declared ones (uses.c).
#include "app/app.h"

#include "app/assets.h"
#include "app/modules.h"
#include "app/plan.h"
#include "app/service_names.h"
#include "app/style.h"
#include "app/uses.h"
#include "base/mem.h"
#include "value/codec.h"

#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <xxhash.h>

// An app is a file; or a module that the binary carries, such as lightspeed.stories.
static bool find_directory(struct app *app, const char *path, struct error *err)
{
    if (modules_is_embedded(path)) {
        snprintf(app->main, sizeof app->main, "%s", path);
        snprintf(app->directory, sizeof app->directory, ".");
        return true;
    }
    char real[PATH_MAX];
    if (!realpath(path, real))
        return fail(err, ERROR_HOST, "cannot open %s: %s; name the Lua file of an app, such as apps/counter.lua",
                    path, strerror(errno));
    char copy[PATH_MAX];
    memcpy(copy, real, sizeof copy);
    snprintf(app->main, sizeof app->main, "%s", basename(copy));
    memcpy(copy, real, sizeof copy);
    snprintf(app->directory, sizeof app->directory, "%s", dirname(copy));
    return true;
}

// --- the description ---

static struct bytes keep_string(struct app *app, const struct value *table, const char *key)
{
    struct bytes text = value_get_string(table, key, (struct bytes){NULL, 0});
    return text.data ? arena_copy(&app->arena, text) : text;
}

static size_t items_of(const struct value *table, const char *key, const struct value **items)
{
    const struct value *list = value_get(table, key);
    if (!list || list->kind != VALUE_TABLE) return 0;
    *items = list->table->items;
    return list->table->items_count;
}

static bool build_declarations(struct app *app, struct view *view, const struct value *described, const char *kind,
                               struct error *err)
{
    const struct value *items = NULL;
    size_t count = items_of(described, kind, &items);
    for (size_t i = 0; i < count; i++) {
        struct declaration *declaration = &view->handlers[view->handlers_count++];
        declaration->name = keep_string(app, &items[i], "name");
        declaration->schema = NULL;
        const struct value *type = value_get(&items[i], "type");
        if (!type) continue;
        char path[600];
        snprintf(path, sizeof path, "%s: %s", view->where.data, declaration->name.data);
        if (!schema_build(type, path, &app->arena, &declaration->schema, err)) return false;
    }
    return true;
}

// What a view and a component have in common.
static bool build_handlers(struct app *app, struct view *view, const struct value *described, struct error *err)
{
    const struct value *items;
    size_t count = items_of(described, "events", &items) + items_of(described, "messages", &items);
    view->where = keep_string(app, described, "where");
    view->name = keep_string(app, described, "name");
    view->version = value_get(described, "version")->integer;
    view->migrates = value_get(described, "migrates")->boolean;
    view->handlers = arena_new(&app->arena, (count + 1) * sizeof *view->handlers);
    if (!build_declarations(app, view, described, "events", err)) return false;
    view->events_count = view->handlers_count;
    return build_declarations(app, view, described, "messages", err);
}

static int64_t limit_of(const struct value *described, const char *name)
{
    const struct value *limits = value_get(described, "limits");
    const struct value *limit = limits ? value_get(limits, name) : NULL;
    return limit ? limit->integer : 0;
}

static void build_limits(struct view *view, const struct value *described)
{
    view->limits = (struct view_limits){.events = limit_of(described, "events"),
                                        .burst = limit_of(described, "burst"),
                                        .frame = limit_of(described, "frame"),
                                        .members = limit_of(described, "members"),
                                        .broadcasts = limit_of(described, "broadcasts")};
}

static bool build_view(struct app *app, struct view *view, const struct value *described, struct error *err)
{
    view->title = keep_string(app, described, "title");
    view->css = keep_string(app, described, "css");
    view->has_streams = value_get(described, "streams")->boolean;
    view->has_style = value_get(described, "style")->boolean;
    const struct value *durable = value_get(described, "durable");
    view->says_durable = durable != NULL;
    view->is_durable = durable && durable->boolean;
    view->has_layout = value_get(described, "layout")->boolean;
    view->is_tool = value_get(described, "tool") != NULL;
    view->is_actor = value_get(described, "actor") != NULL;
    view->is_channel = value_get(described, "channel") != NULL;
    build_limits(view, described);
    if (!build_handlers(app, view, described, err)) return false;
    char path[300];
    snprintf(path, sizeof path, "%.200s: params", view->where.data);
    return schema_build(value_get(described, "params"), path, &app->arena, &view->params, err);
}

static bool build_views(struct app *app, const struct value *described, struct error *err)
{
    const struct value *views = NULL, *components = NULL;
    app->views_count = (uint32_t)items_of(described, "views", &views);
    app->components_count = (uint32_t)items_of(described, "components", &components);
    size_t count = app->views_count + app->components_count;
    app->views = arena_new(&app->arena, (count + 1) * sizeof *app->views);
    memset(app->views, 0, (count + 1) * sizeof *app->views);
    for (uint32_t i = 0; i < app->views_count; i++)
        if (!build_view(app, &app->views[i], &views[i], err)) return false;
    for (uint32_t i = 0; i < app->components_count; i++)
        if (!build_handlers(app, &app->views[app->views_count + i], &components[i], err)) return false;
    return true;
}

static void build_style(struct app *app, const struct value *described)
{
    app->css = keep_string(app, described, "css");
    style_write_default(&app->style, true);
    style_write_app(app, &app->style);
    style_write_default(&app->style_of_app, false);
    style_write_app(app, &app->style_of_app);
}

static void build_routes(struct app *app, const struct value *described)
{
    const struct value *items = NULL;
    app->routes_count = (uint32_t)items_of(described, "routes", &items);
    app->routes = arena_new(&app->arena, (app->routes_count + 1) * sizeof *app->routes);
    for (uint32_t i = 0; i < app->routes_count; i++) {
        const struct value *view = value_get(&items[i], "view");
        const struct value *group = value_get(&items[i], "group");
        const struct value *guard = value_get(&items[i], "guard");
        app->routes[i] = (struct route){keep_string(app, &items[i], "path"), (uint32_t)view->integer - 1,
                                        (uint32_t)group->integer, guard ? (uint32_t)guard->integer : 0};
    }
}

static void build_channels(struct app *app, const struct value *described)
{
    const struct value *items = NULL;
    app->channels_count = (uint32_t)items_of(described, "channels", &items);
    app->channels = arena_new(&app->arena, (app->channels_count + 1) * sizeof *app->channels);
    for (uint32_t i = 0; i < app->channels_count; i++)
        app->channels[i] = (struct app_channel){keep_string(app, &items[i], "topic"),
                                                (uint32_t)value_get(&items[i], "view")->integer - 1};
}

static bool build_files(struct app *app, const struct value *described, struct error *err)
{
    const struct value *folders = NULL, *scripts = NULL;
    size_t count = items_of(described, "static", &folders);
    app->folders = arena_new(&app->arena, (count + 1) * sizeof *app->folders);
    for (size_t i = 0; i < count; i++) {
        if (!files_add(&app->files, app->directory, folders[i].string, &app->arena, err)) return false;
        app->folders[app->folders_count++] = arena_copy(&app->arena, folders[i].string);
    }
    count = items_of(described, "scripts", &scripts);
    app->scripts = arena_new(&app->arena, (count + 1) * sizeof *app->scripts);
    for (size_t i = 0; i < count; i++) {
        struct error why;
        const struct file *file = files_named(&app->files, scripts[i].string, &why);
        if (!file) return fail(err, why.code, "script(\"%s\"): %s", scripts[i].string.data, why.text);
        app->scripts[app->scripts_count++] = file;
    }
    return true;
}

static int64_t number_under(const struct value *table, const char *key)
{
    const struct value *found = value_get(table, key);
    return found && found->kind == VALUE_INTEGER ? found->integer : 0;
}

// Canonical, as whoever runs it reads it.
static struct bytes keep_program(struct app *app, const struct value *described)
{
    const struct value *program = value_get(described, "program");
    struct buffer bytes = {0};
    struct error err;
    if (!program || !codec_encode(program, &bytes, &err)) return (struct bytes){0};
    struct bytes kept = arena_copy(&app->arena, buffer_bytes(&bytes));
    buffer_destroy(&bytes);
    return kept;
}

static void build_service(struct app *app, const struct value *described)
{
    struct vm_service_about *about = &app->services[app->services_count++];
    const struct value *functions = NULL;
    size_t count = items_of(described, "functions", &functions);
    struct bytes *names = arena_new(&app->arena, (count + 1) * sizeof *names);
    for (size_t i = 0; i < count; i++) names[i] = arena_copy(&app->arena, functions[i].string);
    *about = (struct vm_service_about){
        .name = keep_string(app, described, "name"),
        .pool = number_under(described, "pool"),
        .queue = number_under(described, "queue"),
        .deadline_ms = number_under(described, "deadline"),
        .functions = names,
        .functions_count = count,
        .is_open = !value_get(described, "functions"),
        .program = keep_program(app, described),
    };
}

// What services there are is learnt by running the app's file as a worker does.
static bool build_services(struct app *app, const struct value *described, struct error *err)
{
    struct buffer bytes = {0};
    struct arena arena = {0};
    struct value list;
    if (!value_get(described, "services")) return true;
    bool ok = vm_service_survey(&app->loader, app->main, &bytes, err) &&
              codec_decode(buffer_bytes(&bytes), &arena, &list, err);
    if (ok) {
        size_t count = list.table->items_count;
        app->services = arena_new(&app->arena, (count + 1) * sizeof *app->services);
        for (size_t i = 0; i < count; i++) build_service(app, &list.table->items[i]);
        ok = service_names_check_uses(app, value_get(described, "services"), err);
    }
    buffer_destroy(&bytes);
    arena_destroy(&arena);
    return ok;
}

// What ls.asset asks for.
static bool find_asset(void *self, struct bytes name, struct bytes *path, struct error *err)
{
    const struct app *app = self;
    const struct file *file = files_named(&app->files, name, err);
    if (file) *path = file->url;
    return file != NULL;
}

// --- loading ---

static bool build_templates(struct app *app, struct error *err)
{
    struct value_table table = {
        .items = (struct value *)(void *)app->template_list.data,
        .items_count = app->template_list.size / sizeof(struct value),
    };
    struct value list = {.kind = VALUE_TABLE, .table = &table};
    const uint32_t *ids = (const uint32_t *)(const void *)app->template_ids.data;
    if (!templates_build(&list, ids, app->templates_next, &app->arena, &app->templates, err)) return false;
    for (uint32_t i = 0; i < app->templates.count; i++) app->has_forms |= app->templates.all[i].forms_count > 0;
    templates_write_json(&app->templates, 0, &app->templates_json);
    app->numbering = app->has_former ? 0 : app->templates.fingerprint;
    return true;
}

// What is wrong, a line each, as far as it fits.
static bool fail_telling(const struct findings *findings, struct error *err)
{
    struct buffer text = {0};
    size_t count;
    const struct finding *all = findings_all(findings, &count);
    for (size_t i = 0; i < count; i++) {
        if (all[i].kind != FINDING_ERROR) continue;
        if (text.size) buffer_put_byte(&text, '\n');
        finding_write_text(&all[i], &text);
    }
    fail(err, ERROR_UNKNOWN, "%.*s", (int)text.size, text.data);
    buffer_destroy(&text);
    return false;
}

// What a page is made of, besides its model.
static void take_fingerprint(struct app *app)
{
    uint64_t sum = XXH3_64bits(LIGHTSPEED_VERSION, strlen(LIGHTSPEED_VERSION));
    for (size_t i = 0; i < app->units_count; i++)
        sum = XXH3_64bits_withSeed(app->units[i]->source.data, app->units[i]->source.size, sum);
    for (size_t i = 0; i < app->files.count; i++)
        sum = XXH3_64bits_withSeed(app->files.all[i].url.data, app->files.all[i].url.size, sum);
    app->fingerprint = XXH3_64bits_withSeed(app->templates_json.data, app->templates_json.size, sum);
}

static bool load(struct app *app, bool is_thorough, struct error *err)
{
    struct buffer bytes = {0};
    struct arena arena = {0};
    struct value description;
    app->loader = (struct vm_loader){app, modules_load, find_asset};
    app->is_loading = true;
    app->templates_next = app->former ? app->former->templates.count : 0;
    bool ok = !is_thorough || modules_survey(app, err);
    if (ok) app->image = vm_image_build(&app->loader, app->main, &bytes, err);
    ok = ok && app->image;
    ok = ok && codec_decode(buffer_bytes(&bytes), &arena, &description, err);
    ok = ok && build_views(app, &description, err);
    ok = ok && build_files(app, &description, err);
    ok = ok && build_services(app, &description, err);
    if (ok) build_routes(app, &description);
    if (ok) build_channels(app, &description);
    if (ok) app->plan = plan_build(value_get(&description, "groups"), &app->arena);
    if (ok) build_style(app, &description);
    ok = ok && (uses_check(app) || fail_telling(app->findings, err));
    if (ok) uses_take(app);
    ok = ok && build_templates(app, err);
    if (ok) assets_name(app);
    if (ok) take_fingerprint(app);
    app->is_loading = false;
    compiler_delete(app->compiler);
    app->compiler = NULL;
    buffer_destroy(&app->template_list);
    buffer_destroy(&app->template_ids);
    buffer_destroy(&app->event_uses);
    buffer_destroy(&bytes);
    arena_destroy(&arena);
    return ok;
}

// The reason of a failure, unless it is among what was found already.
static void add_reason(struct findings *findings, const struct error *err)
{
    size_t count;
    const struct finding *all = findings_all(findings, &count);
    for (size_t i = 0; i < count; i++)
        if (all[i].kind == FINDING_ERROR && memmem(err->text, strlen(err->text), all[i].text.data, all[i].text.size))
            return;
    findings_add_lines(findings, FINDING_ERROR, bytes_of(err->text));
}

// Templates that are as they were but for what the declarations of another file added to them (uses_take) must have
// other ids, and are compiled again with these. False where there are none.
static bool find_outdated(const struct app *app, const struct app *former, struct buffer *outdated)
{
    size_t before = outdated->size;
    for (uint32_t id = 0; former && id < former->templates.count; id++) {
        const struct template *then = templates_get(&former->templates, id),
                              *now = templates_get(&app->templates, id);
        if (!then || !now || then->fingerprint == now->fingerprint) continue;
        buffer_put(outdated, (struct bytes){(const char *)&id, sizeof id});
    }
    return outdated->size > before;
}

static bool offers_tools; // set before there are threads

void app_offer_tools(void)
{
    offers_tools = true;
}

static struct app *load_once(const char *path, bool is_thorough, const struct app *former, struct buffer outdated,
                             struct findings *findings, struct error *err)
{
    struct app *app = mem_new_clear(sizeof *app);
    app->holders.count = 1;
    app->number = former ? former->number + 1 : 1;
    app->findings = findings;
    snprintf(app->file, sizeof app->file, "%s", path);
    app->former = former;
    app->has_former = former != NULL;
    app->has_tools = offers_tools;
    app->outdated = outdated;
    bool ok = find_directory(app, path, err) && load(app, is_thorough, err);
    app->findings = NULL;
    app->former = NULL;
    app->outdated = (struct buffer){0};
    if (!ok) add_reason(findings, err);
    findings_sort(findings);
    if (ok) return app;
    app_delete(app);
    return NULL;
}

struct app *app_load_telling(const char *path, bool is_thorough, const struct app *former, struct findings *findings,
                             struct error *err)
{
    struct buffer outdated = {0};
    struct app *app = load_once(path, is_thorough, former, outdated, findings, err);
    if (app && find_outdated(app, former, &outdated)) {
        app_delete(app);
        app = load_once(path, is_thorough, former, outdated, findings, err);
    }
    buffer_destroy(&outdated);
    return app;
}

struct app *app_load(const char *path, struct error *err)
{
    struct findings findings = {0};
    struct app *app = app_load_telling(path, false, NULL, &findings, err);
    findings_destroy(&findings);
    return app;
}

const struct app *app_hold(const struct app *app)
{
    ((struct app *)app)->holders.count++; // the one thing about an app that changes
    return app;
}

void app_release(const struct app *app)
{
    app_delete((struct app *)app);
}

void app_delete(struct app *app)
{
    if (!app || --app->holders.count) return;
    for (size_t i = 0; i < app->units_count; i++) unit_release(app->units[i]);
    vm_image_delete(app->image);
    buffer_destroy(&app->templates_json);
    files_destroy(&app->files);
    buffer_destroy(&app->style);
    buffer_destroy(&app->style_of_app);
    arena_destroy(&app->arena);
    mem_free(app);
}

// --- services ---

static void hold_owner(const void *app)
{
    app_hold(app);
}

static void release_owner(const void *app)
{
    app_release(app);
}

struct vm_service_source app_services(const struct app *app)
{
    return (struct vm_service_source){
        .owner = app,
        .hold = hold_owner,
        .release = release_owner,
        .loader = &app->loader,
        .main = app->main,
        .directory = app->directory,
        .all = app->services,
        .count = app->services_count,
    };
}

// --- finding things ---

enum { VARIABLES_MAX = 64 }; // of a path

// The next segment of a path, and the rest after it.
static struct bytes take_segment(struct bytes *path)
{
    while (path->size && *path->data == '/') path->data++, path->size--;
    struct bytes segment = {path->data, 0};
    while (path->size && *path->data != '/') path->data++, path->size--, segment.size++;
    return segment;
}

static bool match(struct bytes pattern, struct bytes path, struct arena *arena, struct value *params)
{
    params->table->pairs_count = 0;
    while (params->table->pairs_count < VARIABLES_MAX) {
        struct bytes expected = take_segment(&pattern);
        struct bytes given = take_segment(&path);
        if (expected.size == 0 || given.size == 0) return expected.size == given.size;
        if (*expected.data != ':') {
            if (!bytes_equal(expected, given)) return false;
            continue;
        }
        struct value_pair *pair = &params->table->pairs[params->table->pairs_count++];
        pair->key = value_string((struct bytes){expected.data + 1, expected.size - 1});
        pair->value = value_string(arena_copy(arena, given));
    }
    return false;
}

const struct route *app_route(const struct app *app, struct bytes path, struct arena *arena, struct value *params)
{
    struct value_table *table = arena_new(arena, sizeof *table);
    *table = (struct value_table){.pairs = arena_new(arena, VARIABLES_MAX * sizeof(struct value_pair))};
    *params = (struct value){.kind = VALUE_TABLE, .table = table};
    for (uint32_t i = 0; i < app->routes_count; i++)
        if (match(app->routes[i].path, path, arena, params)) return &app->routes[i];
    return NULL;
}

const struct app_channel *app_channel_of(const struct app *app, struct bytes topic)
{
    for (uint32_t i = 0; i < app->channels_count; i++) {
        struct bytes own = app->channels[i].topic;
        bool is_open = own.data[own.size - 1] == '*';
        size_t size = own.size - is_open;
        if (topic.size >= size && (is_open || topic.size == size) && memcmp(topic.data, own.data, size) == 0)
            return &app->channels[i];
    }
    return NULL;
}

const struct view *app_view_named(const struct app *app, struct bytes name)
{
    for (uint32_t i = 0; i < app->views_count; i++)
        if (bytes_equal(app->views[i].name, name)) return &app->views[i];
    return NULL;
}

uint32_t app_component_named(const struct app *app, struct bytes name)
{
    for (uint32_t i = 0; i < app->components_count; i++)
        if (bytes_equal(app->views[app->views_count + i].name, name)) return i;
    return VM_DECLARATION_NONE;
}

const struct route *app_route_of(const struct app *app, struct bytes path)
{
    for (uint32_t i = 0; i < app->routes_count; i++)
        if (bytes_equal(app->routes[i].path, path)) return &app->routes[i];
    return NULL;
}

struct bytes app_template_file(const struct app *app, uint32_t id)
{
    for (size_t i = 0; i < app->units_count; i++)
        for (size_t k = 0; k < app->units[i]->numbers_count; k++)
            if (app->units[i]->numbers[k] == id) return app->units[i]->file;
    return BYTES("?");
}

const struct view *app_target(const struct app *app, uint32_t view, uint64_t target)
{
    uint32_t declaration = vm_declaration_of(target);
    if (!target) return &app->views[view];
    return declaration < app->components_count ? &app->views[app->views_count + declaration] : NULL;
}

static bool fail_unknown(const struct view *view, struct bytes name, bool is_event, uint32_t from, uint32_t to,
                         struct error *err)
{
    enum { NAMES_MAX = 256 };
    struct bytes names[NAMES_MAX];
    size_t count = 0;
    for (uint32_t i = from; i < to && count < NAMES_MAX; i++) names[count++] = view->handlers[i].name;
    struct bytes near = schema_suggest(name, names, count);
    char hint[120] = "";
    if (near.size) snprintf(hint, sizeof hint, "; did you mean '%.*s'?", (int)near.size, near.data);
    return fail(err, ERROR_UNKNOWN, "%s '%.*s' is not declared%s", is_event ? "event" : "message", (int)name.size,
                name.data, hint);
}

bool app_find_handler(const struct view *view, struct bytes name, bool is_event, uint32_t *handler, struct error *err)
{
    uint32_t from = is_event ? 0 : view->events_count;
    uint32_t to = is_event ? view->events_count : view->handlers_count;
    for (uint32_t i = from; i < to; i++) {
        if (!bytes_equal(view->handlers[i].name, name)) continue;
        *handler = i;
        return true;
    }
    return fail_unknown(view, name, is_event, from, to, err);
}
