// See uses.h.
#include "app/uses.h"

#include "app/dom.h"
#include "value/form.h"

#include <stdio.h>

enum { NAMES_MAX = 512, SHOWN_MAX = 200 };

// --- keeping ---

static int64_t number_under(const struct value *table, const char *key)
{
    const struct value *found = value_get(table, key);
    return found && found->kind == VALUE_INTEGER ? found->integer : 0;
}

static bool is_true(const struct value *table, const char *key)
{
    const struct value *found = value_get(table, key);
    return found && found->kind == VALUE_BOOLEAN && found->boolean;
}

static const struct use_field *read_fields(struct arena *arena, const struct value *list, size_t *count)
{
    *count = list && list->kind == VALUE_TABLE ? list->table->items_count : 0;
    struct use_field *fields = arena_new(arena, (*count + 1) * sizeof *fields);
    for (size_t i = 0; i < *count; i++) {
        const struct value *item = &list->table->items[i];
        fields[i] = (struct use_field){
            .name = value_get_string(item, "name", BYTES("")),
            .shown = value_get_string(item, "shown", BYTES("")),
            .value = value_get_string(item, "value", (struct bytes){NULL, 0}),
            .line = number_under(item, "line"),
            .column = number_under(item, "column"),
            .is_button = is_true(item, "is_button"),
        };
    }
    return fields;
}

void uses_keep(struct app *app, const struct value *events, const char *file)
{
    struct bytes name = arena_copy(&app->arena, bytes_of(file));
    for (size_t i = 0; events->kind == VALUE_TABLE && i < events->table->items_count; i++) {
        const struct value *event = &events->table->items[i];
        struct event_use use = {
            .file = name,
            .name = value_get_string(event, "name", BYTES("")),
            .attribute = value_get_string(event, "attribute", BYTES("")),
            .line = number_under(event, "line"),
            .column = number_under(event, "column"),
            .is_open = is_true(event, "is_open"),
            .is_form = is_true(event, "is_form"),
            .is_named = is_true(event, "is_named"),
            .takes = value_get_string(event, "takes", BYTES("")),
            .template = number_under(event, "template"),
            .static_part = number_under(event, "static"),
            .offset = number_under(event, "offset"),
        };
        use.fields = read_fields(&app->arena, value_get(event, "fields"), &use.fields_count);
        buffer_put(&app->event_uses, (struct bytes){(const char *)&use, sizeof use});
    }
}

// --- a use against the type of one event ---

static const char *shown_use(char out[SHOWN_MAX], const struct event_use *use)
{
    snprintf(out, SHOWN_MAX, "%.*s=\"%.*s\"", (int)use->attribute.size, use->attribute.data, (int)use->name.size,
             use->name.data);
    return out;
}

// What follows "no field 'x' in event 'y'".
static void hint_field(const struct schema *schema, const struct use_field *used, char out[SHOWN_MAX])
{
    struct bytes names[NAMES_MAX];
    struct schema_part field;
    size_t count = 0;
    out[0] = 0;
    for (size_t i = 0; count < NAMES_MAX && schema_part(schema, i, &field); i++) {
        names[count++] = field.name;
        bool is_cased =
            field.name.size == used->name.size && strncasecmp(field.name.data, used->name.data, field.name.size) == 0;
        if (!is_cased) continue;
        snprintf(out, SHOWN_MAX, ": browsers have attribute names in small letters, so call the field '%.*s'",
                 (int)used->name.size, used->name.data);
        return;
    }
    struct bytes near = schema_suggest(used->name, names, count);
    if (!count) snprintf(out, SHOWN_MAX, ", which takes none");
    else if (near.size) snprintf(out, SHOWN_MAX, "; did you mean '%.*s'?", (int)near.size, near.data);
}

static bool find_part(const struct schema *schema, struct bytes name, struct schema_part *part)
{
    if (schema_is_form(schema)) return form_part(schema, name, part);
    for (size_t i = 0; schema_part(schema, i, part); i++)
        if (bytes_equal(part->name, name)) return true;
    return false;
}

static void check_field(const struct event_use *use, const struct use_field *field, const struct schema *schema,
                        struct findings *findings)
{
    struct schema_part part;
    char text[SHOWN_MAX];
    if (!find_part(schema, field->name, &part)) {
        if (field->is_button && schema_is_form(schema)) return;
        hint_field(schema, field, text);
        findings_say(findings, FINDING_ERROR, use->file, field->line, field->column,
                     "%.*s: no field '%.*s' in event '%.*s'%s", (int)field->shown.size, field->shown.data,
                     (int)field->name.size, field->name.data, (int)use->name.size, use->name.data, text);
        return;
    }
    // Controls of one name are a list together.
    if (!field->value.data || (use->is_form && !part.is_scalar)) return;
    if (schema_is_form(schema) && !field->value.size) return; // nothing entered
    struct value in = value_string(field->value);
    struct value out;
    struct error err;
    snprintf(text, sizeof text, "%.*s", (int)field->shown.size, field->shown.data);
    if (!schema_check(part.schema, &in, text, &findings->arena, &out, &err))
        findings_say(findings, FINDING_ERROR, use->file, field->line, field->column, "%s", err.text);
}

static bool sends(const struct event_use *use, struct bytes name)
{
    for (size_t i = 0; i < use->fields_count; i++)
        if (bytes_equal(use->fields[i].name, name)) return true;
    return false;
}

// A name that may stand behind an event's, in an attribute.
static bool is_plain(struct bytes name)
{
    bool ok = name.size && !(*name.data >= '0' && *name.data <= '9');
    for (size_t i = 0; i < name.size; i++) {
        char c = name.data[i];
        ok = ok &&
             ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$');
    }
    return ok;
}

// Whether the page takes the field from what happens.
static bool takes(const struct event_use *use, struct bytes name)
{
    return use->takes.size && !sends(use, name) && is_plain(name) && dom_has_field(use->takes, name);
}

// What to do about a field that is missing.
static void advise(const struct event_use *use, struct bytes name, char out[SHOWN_MAX])
{
    struct bytes near = use->takes.size ? dom_suggest(use->takes, name) : use->takes;
    int size = (int)name.size;
    if (near.size)
        snprintf(out, SHOWN_MAX, ", and '%.*s' has none; did you mean '%.*s'?", (int)use->takes.size, use->takes.data,
                 (int)near.size, near.data);
    else if (use->is_named) snprintf(out, SHOWN_MAX, "; add %.*s behind the event's name", size, name.data);
    else snprintf(out, SHOWN_MAX, "; add ls-value-%.*s=\"…\"", size, name.data);
}

static void check_missing(const struct event_use *use, const struct schema *schema, struct findings *findings)
{
    struct schema_part part;
    char shown[SHOWN_MAX], advice[SHOWN_MAX];
    shown_use(shown, use);
    for (size_t i = 0; !use->is_open && schema_part(schema, i, &part); i++) {
        if (!part.is_required || sends(use, part.name) || takes(use, part.name)) continue;
        advise(use, part.name, advice);
        int size = (int)part.name.size;
        const char *name = part.name.data;
        if (use->is_form)
            findings_say(findings, FINDING_HINT, use->file, use->line, use->column,
                         "%s: nothing in this form is named '%.*s' (%s), which the event needs", shown, size, name,
                         part.expected);
        else
            findings_say(findings, FINDING_ERROR, use->file, use->line, use->column,
                         "%s: the event needs '%.*s' (%s)%s", shown, size, name, part.expected, advice);
    }
}

static void check_payload(const struct event_use *use, const struct schema *schema, struct findings *findings)
{
    if (!schema_is_record(schema)) return;
    for (size_t i = 0; i < use->fields_count; i++) check_field(use, &use->fields[i], schema, findings);
    check_missing(use, schema, findings);
}

// --- which events there are ---

static bool is_in_file(struct bytes where, struct bytes file)
{
    return where.size > file.size && where.data[file.size] == ':' && memcmp(where.data, file.data, file.size) == 0;
}

static bool has_views(const struct app *app, struct bytes file)
{
    for (uint32_t i = 0; i < app->views_count; i++)
        if (is_in_file(app->views[i].where, file)) return true;
    return false;
}

static const struct declaration *find_event(const struct view *view, struct bytes name)
{
    for (uint32_t i = 0; i < view->events_count; i++)
        if (bytes_equal(view->handlers[i].name, name)) return &view->handlers[i];
    return NULL;
}

static void say_unknown(const struct app *app, const struct event_use *use, bool own)
{
    struct bytes names[NAMES_MAX];
    char shown[SHOWN_MAX];
    size_t count = 0;
    for (uint32_t i = 0; i < app->views_count + app->components_count; i++) {
        const struct view *view = &app->views[i];
        if (own && !is_in_file(view->where, use->file)) continue;
        for (uint32_t k = 0; k < view->events_count && count < NAMES_MAX; k++)
            names[count++] = view->handlers[k].name;
    }
    struct bytes near = schema_suggest(use->name, names, count);
    char hint[SHOWN_MAX] = "";
    if (near.size) snprintf(hint, sizeof hint, "; did you mean '%.*s'?", (int)near.size, near.data);
    findings_say(app->findings, FINDING_ERROR, use->file, use->line, use->column, "%s: no such event%s",
                 shown_use(shown, use), hint);
}

// An event that only views of other files declare. What the main file shows nobody else can show; of any other file
// they may use the functions.
static bool say_foreign(const struct app *app, const struct event_use *use)
{
    char shown[SHOWN_MAX];
    if (bytes_equal(use->file, bytes_of(app->main))) return false;
    for (uint32_t i = 0; i < app->views_count; i++) {
        if (!find_event(&app->views[i], use->name)) continue;
        findings_say(app->findings, FINDING_HINT, use->file, use->line, use->column,
                     "%s: no view of this file declares the event; the one of %.*s does", shown_use(shown, use),
                     (int)app->views[i].where.size, app->views[i].where.data);
        return true;
    }
    return false;
}

static void tell(struct findings *findings, const struct findings *more)
{
    size_t count;
    const struct finding *all = findings_all(more, &count);
    for (size_t i = 0; i < count; i++)
        findings_say(findings, all[i].kind, all[i].file, all[i].line, all[i].column, "%.*s", (int)all[i].text.size,
                     all[i].text.data);
}

// The first event of that name which the use fits; else what the first of all has against it.
static bool check_against(const struct app *app, struct event_use *use, bool own)
{
    struct findings first = {0};
    bool is_declared = false;
    for (uint32_t i = 0; i < app->views_count + app->components_count; i++) {
        if (own && !is_in_file(app->views[i].where, use->file)) continue;
        const struct declaration *event = find_event(&app->views[i], use->name);
        if (!event) continue;
        struct findings found = {0};
        if (event->schema) check_payload(use, event->schema, &found);
        bool is_better = !is_declared || (first.counts[FINDING_ERROR] && !found.counts[FINDING_ERROR]);
        is_declared = true;
        findings_destroy(is_better ? &first : &found);
        if (!is_better) continue;
        first = found;
        use->schema = event->schema;
    }
    tell(app->findings, &first);
    findings_destroy(&first);
    return is_declared;
}

bool uses_check(const struct app *app)
{
    struct event_use *uses = (void *)app->event_uses.data;
    size_t count = app->event_uses.size / sizeof *uses;
    size_t before = app->findings->counts[FINDING_ERROR];
    for (size_t i = 0; i < count; i++) {
        bool own = has_views(app, uses[i].file);
        bool is_declared = check_against(app, &uses[i], own);
        if (!is_declared && !(own && say_foreign(app, &uses[i]))) say_unknown(app, &uses[i], own);
    }
    return app->findings->counts[FINDING_ERROR] == before;
}

// --- what the declarations ask for ---

static struct bytes taken_text(const struct event_use *use, struct arena *arena)
{
    struct buffer text = {0};
    struct schema_part part;
    bool is_some = use->schema && !schema_is_form(use->schema);
    for (size_t i = 0; is_some && schema_part(use->schema, i, &part); i++) {
        if (!takes(use, part.name)) continue;
        buffer_put_byte(&text, ' ');
        buffer_put(&text, part.name);
    }
    struct bytes kept = arena_copy(arena, buffer_bytes(&text));
    buffer_destroy(&text);
    return kept;
}

static struct value *find_template(const struct app *app, int64_t id)
{
    struct value *templates = (void *)app->template_list.data;
    const uint32_t *ids = (const void *)app->template_ids.data;
    size_t count = app->template_list.size / sizeof *templates;
    for (size_t i = 0; i < count; i++)
        if (ids[i] == id) return &templates[i];
    return NULL;
}

// What the compiler said belongs to the unit (unit.h), and so to other apps too: this one gets a table of its own.
static struct value_table *own_table(struct app *app, struct value *value)
{
    const struct value_table *shared = value->table;
    struct value_table *own = arena_new(&app->arena, sizeof *own);
    size_t items_size = shared->items_count * sizeof *shared->items;
    size_t pairs_size = shared->pairs_count * sizeof *shared->pairs;
    *own = *shared;
    own->items = arena_new(&app->arena, items_size + 1);
    own->pairs = arena_new(&app->arena, pairs_size + 1);
    if (items_size) memcpy(own->items, shared->items, items_size);
    if (pairs_size) memcpy(own->pairs, shared->pairs, pairs_size);
    value->table = own;
    return own;
}

// The static part that the event's name stands in; NULL where the compiler named none.
static struct bytes *static_part(struct app *app, const struct event_use *use)
{
    struct value *template = find_template(app, use->template);
    if (!use->static_part || !template) return NULL;
    struct value_table *fields = own_table(app, template);
    for (size_t i = 0; i < fields->pairs_count; i++) {
        struct value_pair *pair = &fields->pairs[i];
        if (!bytes_equal(pair->key.string, BYTES("statics")) || pair->value.kind != VALUE_TABLE) continue;
        struct value_table *statics = own_table(app, &pair->value);
        bool is_there = (uint64_t)use->static_part <= statics->items_count;
        return is_there ? &statics->items[use->static_part - 1].string : NULL;
    }
    return NULL;
}

static void take(struct app *app, const struct event_use *use)
{
    struct bytes taken = taken_text(use, &app->arena);
    struct bytes *part = taken.size ? static_part(app, use) : NULL;
    if (!part || (uint64_t)use->offset > part->size) return;
    char *text = arena_new(&app->arena, part->size + taken.size);
    memcpy(text, part->data, (size_t)use->offset);
    memcpy(text + use->offset, taken.data, taken.size);
    memcpy(text + use->offset + taken.size, part->data + use->offset, part->size - (size_t)use->offset);
    *part = (struct bytes){text, part->size + taken.size};
}

void uses_take(struct app *app)
{
    const struct event_use *uses = (const void *)app->event_uses.data;
    // From the last to the first, so that the places of those before stay what they are.
    for (size_t i = app->event_uses.size / sizeof *uses; i > 0; i--) take(app, &uses[i - 1]);
}
