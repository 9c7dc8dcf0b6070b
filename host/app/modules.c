// See modules.h. A module's name has dots for slashes and nothing that leads out of the directory.
#include "app/modules.h"

#include "app/uses.h"
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
    bool is_own; // the app's, not the stdlib's
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

// A module's name as a path: dots become slashes.
static void write_slashes(char *path)
{
    for (; *path; path++)
        if (*path == '.') *path = '/';
}

static bool find_embedded(const char *name, struct found *found)
{
    char path[300];
    if (strcmp(name, CONTRACT_MODULE) == 0) {
        snprintf(path, sizeof path, "lua/contract.lua");
    } else if (strcmp(name, "lightspeed") == 0) {
        snprintf(path, sizeof path, "stdlib/lightspeed/init.lua");
    } else if (strncmp(name, "lightspeed.", 11) == 0 && is_name(name + 11)) {
        char slashes[256];
        snprintf(slashes, sizeof slashes, "%s", name + 11);
        write_slashes(slashes);
        snprintf(path, sizeof path, "stdlib/lightspeed/%s.lua", slashes);
    } else {
        return false;
    }
    found->source = embed_find(path);
    snprintf(found->chunk, sizeof found->chunk, "%s", path);
    return found->source.data != NULL;
}

bool modules_is_embedded(const char *name)
{
    struct found found;
    return find_embedded(name, &found);
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
    found->is_own = true;
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
    write_slashes(slashes);
    for (int i = 0; i < 2; i++) {
        snprintf(found->chunk, sizeof found->chunk, i ? "%s/init.lua" : "%s.lua", slashes);
        snprintf(path, sizeof path, "%s/%s", app->directory, found->chunk);
        if (read_file(path, &app->arena, &found->source, err)) return true;
    }
    return fail(err, ERROR_UNKNOWN, "module '%s' not found: there is no %s.lua and no %s/init.lua in %s", name,
                slashes, slashes, app->directory);
}

static struct unit *find_unit(const struct app *app, const char *name)
{
    for (size_t i = 0; app && i < app->units_count; i++)
        if (bytes_equal(app->units[i]->name, bytes_of(name))) return app->units[i];
    return NULL;
}

// --- what is found on the way ---

static int64_t number_under(const struct value *table, const char *key)
{
    const struct value *found = value_get(table, key);
    return found && found->kind == VALUE_INTEGER ? found->integer : 0;
}

static size_t items_of(const struct value *list, const struct value **items)
{
    if (list->kind != VALUE_TABLE) return 0;
    *items = list->table->items;
    return list->table->items_count;
}

static void tell(struct findings *findings, enum finding_kind kind, const struct value *list)
{
    const struct value *items = NULL;
    size_t count = items_of(list, &items);
    for (size_t i = 0; i < count; i++)
        findings_add(findings, kind, value_get_string(&items[i], "message", BYTES("")),
                     number_under(&items[i], "column"));
}

static void tell_raw(struct findings *findings, const char *file, const struct value *list)
{
    const struct value *items = NULL;
    size_t count = items_of(list, &items);
    for (size_t i = 0; i < count; i++)
        findings_say(findings, FINDING_NOTE, bytes_of(file), number_under(&items[i], "line"),
                     number_under(&items[i], "column"),
                     "ls.raw puts its text on the page as it is; make sure that nobody else wrote it");
}

// --- the ids of templates ---
//
// A file that is loaded again keeps the ids of those templates that are as they were, and what is new gets ids that
// nothing had before: so pages that are open know all but the new ones. Of several that are the same each keeps its
// own, in order.

static size_t count_templates(const struct compiled *compiled)
{
    return compiled->templates.kind == VALUE_TABLE ? compiled->templates.table->items_count : 0;
}

static bool is_outdated(const struct app *app, uint32_t id)
{
    const uint32_t *ids = (const void *)app->outdated.data;
    for (size_t i = 0; i < app->outdated.size / sizeof *ids; i++)
        if (ids[i] == id) return true;
    return false;
}

static bool keep_ids(const struct app *app, const struct unit *before, const struct unit *unit, uint32_t *ids)
{
    bool *is_taken = mem_new_clear((before->numbers_count + 1) * sizeof *is_taken);
    bool keeps_any = false;
    for (size_t k = 0; k < before->numbers_count; k++) is_taken[k] = is_outdated(app, before->numbers[k]);
    for (size_t i = 0; i < unit->numbers_count; i++) {
        size_t at = 0;
        while (at < before->numbers_count && (is_taken[at] || before->fingerprints[at] != unit->fingerprints[i]))
            at++;
        if (at == before->numbers_count) continue;
        is_taken[at] = keeps_any = true;
        ids[i] = before->numbers[at];
    }
    mem_free(is_taken);
    return keeps_any;
}

static bool take_fingerprints(struct unit *unit, struct error *err)
{
    struct arena arena = {0};
    struct templates now = {0};
    unit->numbers_count = count_templates(&unit->compiled);
    uint64_t *fingerprints = arena_new(&unit->arena, (unit->numbers_count + 1) * sizeof *fingerprints);
    bool ok = !unit->numbers_count || templates_build(&unit->compiled.templates, NULL, 0, &arena, &now, err);
    for (uint32_t i = 0; ok && i < now.count; i++) fingerprints[i] = now.all[i].fingerprint;
    unit->fingerprints = fingerprints;
    arena_destroy(&arena);
    return ok;
}

// Fills in the unit's numbers. True where they are others than those it was compiled with.
static bool number(struct app *app, struct unit *unit)
{
    enum { NONE = UINT32_MAX };
    uint32_t *ids = arena_new(&unit->arena, (unit->numbers_count + 1) * sizeof *ids);
    const struct unit *before = find_unit(app->former, unit->name.data);
    for (size_t i = 0; i < unit->numbers_count; i++) ids[i] = NONE;
    bool keeps_any = before && keep_ids(app, before, unit, ids);
    for (size_t i = 0; i < unit->numbers_count; i++)
        if (ids[i] == NONE) ids[i] = app->templates_next++;
    unit->numbers = ids;
    return keeps_any;
}

// --- loading ---

static bool compile(struct app *app, const struct found *found, struct unit *unit, struct error *err)
{
    struct numbering numbering = {.first = app->templates_next};
    if (!app->compiler) app->compiler = compiler_new(err);
    bool ok = app->compiler && compiler_compile(app->compiler, found->source, found->chunk, &numbering, &unit->arena,
                                                &unit->compiled, err);
    ok = ok && take_fingerprints(unit, err);
    if (ok && number(app, unit)) {
        numbering = (struct numbering){app->templates_next, unit->numbers, unit->numbers_count};
        ok = compiler_compile(app->compiler, found->source, found->chunk, &numbering, &unit->arena, &unit->compiled,
                              err);
    }
    return ok;
}

static void tell_findings(struct app *app, const struct unit *unit)
{
    if (!unit->is_own) return;
    const struct compiled *compiled = &unit->compiled;
    findings_keep_source(app->findings, unit->file.data, unit->source, compiled->text);
    tell(app->findings, FINDING_ERROR, &compiled->errors);
    tell(app->findings, FINDING_HINT, &compiled->hints);
    tell_raw(app->findings, unit->file.data, &compiled->raw);
}

// The unit belongs to the app now.
static const struct unit *keep(struct app *app, struct unit *unit)
{
    size_t count = unit->numbers_count;
    app->units[app->units_count++] = unit;
    uses_keep(app, &unit->compiled.events, unit->file.data);
    if (!count) return unit;
    const struct value *templates = unit->compiled.templates.table->items;
    buffer_put(&app->template_list, (struct bytes){(const char *)templates, count * sizeof *templates});
    buffer_put(&app->template_ids, (struct bytes){(const char *)unit->numbers, count * sizeof *unit->numbers});
    return unit;
}

// The app before this one compiled the same text.
static struct unit *find_same(const struct app *app, const char *name, const struct found *found)
{
    struct unit *unit = find_unit(app->former, name);
    bool is_same = unit && unit->is_own == found->is_own && bytes_equal(unit->file, bytes_of(found->chunk)) &&
                   bytes_equal(unit->source, found->source);
    for (size_t i = 0; is_same && i < unit->numbers_count; i++) is_same = !is_outdated(app, unit->numbers[i]);
    return is_same ? unit : NULL;
}

// A unit of what was found. Where it does not compile it is there all the same, and `ok` false: it has the errors.
static struct unit *make_unit(struct app *app, const char *name, const struct found *found, bool *ok,
                              struct error *err)
{
    struct unit *same = find_same(app, name, found);
    *ok = true;
    if (same) return unit_hold(same);
    struct unit *unit = unit_new(bytes_of(name), bytes_of(found->chunk));
    unit->is_own = found->is_own;
    unit->source = found->is_own ? arena_copy(&unit->arena, found->source) : found->source;
    *ok = compile(app, found, unit, err);
    tell_findings(app, unit);
    return unit;
}

static bool has_room(const struct app *app, struct error *err)
{
    if (app->units_count < APP_FILES_MAX) return true;
    return fail(err, ERROR_TOO_LARGE, "an app has at most %d files", APP_FILES_MAX);
}

#define TOOLS_MODULE "lightspeed.tools"

bool modules_load(void *self, const char *name, struct bytes *bytecode, struct error *err)
{
    struct app *app = self;
    const struct unit *known = find_unit(app, name);
    if (known) {
        *bytecode = known->compiled.bytecode;
        return true;
    }
    if (!app->has_tools && strcmp(name, TOOLS_MODULE) == 0) return fail(err, ERROR_UNKNOWN, "for development only");
    if (!app->is_loading) return fail(err, ERROR_UNKNOWN, "module '%s' must be required at file level", name);
    struct found found = {0};
    bool ok;
    if (!has_room(app, err)) return false;
    if (!find_embedded(name, &found) && !find_in_app(app, name, &found, err)) return false;
    struct unit *unit = make_unit(app, name, &found, &ok, err);
    if (ok) *bytecode = keep(app, unit)->compiled.bytecode;
    else unit_release(unit);
    return ok;
}

// --- the survey ---

struct survey {
    struct app *app;
    struct bytes names[APP_FILES_MAX];
    size_t count;
    bool ok;
};

static void add_name(struct survey *survey, struct bytes name)
{
    for (size_t i = 0; i < survey->count; i++)
        if (bytes_equal(survey->names[i], name)) return;
    if (survey->count < APP_FILES_MAX) survey->names[survey->count++] = arena_copy(&survey->app->arena, name);
}

static void add_names(struct survey *survey, const struct value *names)
{
    const struct value *items = NULL;
    size_t count = names ? items_of(names, &items) : 0;
    for (size_t i = 0; i < count; i++)
        if (!memchr(items[i].string.data, 0, items[i].string.size)) add_name(survey, items[i].string);
}

static void look_at(struct survey *survey, const char *name, struct error *err)
{
    struct found found = {0};
    struct error own;
    bool ok;
    if (find_embedded(name, &found) || !has_room(survey->app, &own) || !find_in_app(survey->app, name, &found, &own))
        return;
    struct unit *unit = make_unit(survey->app, name, &found, &ok, &own);
    if (ok) {
        add_names(survey, &keep(survey->app, unit)->compiled.requires);
        return;
    }
    if (survey->ok) *err = own;
    survey->ok = false;
    add_names(survey, value_get(&unit->compiled.errors, "requires"));
    unit_release(unit);
}

bool modules_survey(struct app *app, struct error *err)
{
    struct survey survey = {.app = app, .ok = true};
    add_name(&survey, bytes_of(app->main));
    for (size_t i = 0; i < survey.count; i++) look_at(&survey, survey.names[i].data, err);
    return survey.ok;
}
