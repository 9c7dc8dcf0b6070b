// See form.h. First everything that came is put where it belongs (form_tree.h), then schema and tree are walked
// together: what fits becomes a value, what does not stays as it was typed and is said among the errors.
#include "value/form.h"

#include "value/form_problem.h"
#include "value/form_tree.h"

#include <stdlib.h>

struct pairs {
    struct value_pair *all;
    size_t count;
    size_t capacity;
};

struct form {
    struct check *check;
    struct form_tree tree;
    struct pairs errors, used, keys;
    struct bytes *unused; // in byte order
    size_t unused_count;
    bool has_unused; // else everything is used
    bool is_new;     // the row that is looked at: nobody has seen it
    bool is_reset;
    const struct value *changed;
    const struct value *submitter; // a list of name and value
};

static struct arena *arena_of(const struct form *form)
{
    return form->check->arena;
}

static void add_pair(struct form *form, struct pairs *pairs, struct bytes name, struct value value)
{
    if (pairs->count == pairs->capacity) {
        size_t capacity = pairs->capacity ? pairs->capacity * 2 : 8;
        struct value_pair *all = arena_new(arena_of(form), capacity * sizeof *all);
        if (pairs->count) memcpy(all, pairs->all, pairs->count * sizeof *all);
        pairs->all = all;
        pairs->capacity = capacity;
    }
    pairs->all[pairs->count++] = (struct value_pair){value_string(name), value};
}

static struct value new_table(struct form *form, struct value_table **table)
{
    *table = arena_new(arena_of(form), sizeof **table);
    **table = (struct value_table){0};
    return (struct value){.kind = VALUE_TABLE, .table = *table};
}

static struct value table_of(struct form *form, const struct pairs *pairs)
{
    struct value_table *table;
    struct value value = new_table(form, &table);
    table->pairs = pairs->all;
    table->pairs_count = pairs->count;
    return value;
}

static struct value new_list(struct form *form, size_t count)
{
    struct value_table *table;
    struct value value = new_table(form, &table);
    table->is_list = true;
    table->items = arena_new(arena_of(form), (count + 1) * sizeof *table->items);
    return value;
}

// `user[name]`
static struct bytes inner_name(struct form *form, struct bytes outer, struct bytes step)
{
    if (!outer.size) return step;
    size_t size = outer.size + step.size + 2;
    char *name = arena_new(arena_of(form), size);
    memcpy(name, outer.data, outer.size);
    name[outer.size] = '[';
    memcpy(name + outer.size + 1, step.data, step.size);
    name[size - 1] = ']';
    return (struct bytes){name, size};
}

// ---- used

static int compare_names(const void *a, const void *b)
{
    return bytes_compare(*(const struct bytes *)a, *(const struct bytes *)b);
}

static void read_unused(struct form *form, const struct value *list)
{
    form->has_unused = true;
    if (list->kind != VALUE_TABLE) return;
    form->unused = arena_new(arena_of(form), (list->table->items_count + 1) * sizeof *form->unused);
    for (size_t i = 0; i < list->table->items_count; i++)
        if (list->table->items[i].kind == VALUE_STRING)
            form->unused[form->unused_count++] = list->table->items[i].string;
    qsort(form->unused, form->unused_count, sizeof *form->unused, compare_names);
}

// A list of single values may be called `tags[]` in the page.
static bool is_unused(const struct form *form, struct bytes name)
{
    struct bytes *unused = form->unused;
    return unused && bsearch(&name, unused, form->unused_count, sizeof *unused, compare_names);
}

static void mark_used(struct form *form, struct bytes name)
{
    if (!form->is_reset) add_pair(form, &form->used, name, value_boolean(true));
}

static bool mark_leaf(struct form *form, const struct schema *schema, struct bytes name)
{
    bool is_used = !form->is_new && (!form->has_unused || !is_unused(form, name));
    if (is_used && schema->kind == SCHEMA_LIST) is_used = !is_unused(form, inner_name(form, name, BYTES("")));
    if (is_used) mark_used(form, name);
    return is_used;
}

static void mark_wrong(struct form *form, struct bytes name, struct bytes problem)
{
    if (!form->is_reset) add_pair(form, &form->errors, name, value_string(problem));
}

// ---- single values

static bool is_text(const struct schema *schema)
{
    return schema->kind == SCHEMA_STRING || schema->kind == SCHEMA_ENUM || schema->kind == SCHEMA_BOOLEAN;
}

// What a person meant: nobody types the space behind a number on purpose.
static struct value without_space(const struct schema *schema, const struct value *given)
{
    struct value text = *given;
    if (text.kind == VALUE_STRING && (schema->trim || !is_text(schema))) text.string = schema_trim(text.string);
    return text;
}

static bool may_be_empty(const struct schema *schema)
{
    return schema->kind == SCHEMA_STRING && (schema->min.kind == VALUE_NIL || schema->min.integer == 0);
}

static void check_missing(struct form *form, const struct schema *schema, struct bytes name, struct value *out)
{
    *out = schema->fallback;
    if (out->kind != VALUE_NIL) return;
    if (schema->kind == SCHEMA_BOOLEAN) *out = value_boolean(false);
    if (schema->kind == SCHEMA_BOOLEAN || schema->optional) return;
    if (schema->kind == SCHEMA_STRING) *out = value_string(BYTES(""));
    if (!may_be_empty(schema)) mark_wrong(form, name, form_problem_blank(schema));
}

// Empty text is a value only of what is text.
static void check_blank(struct form *form, const struct schema *schema, const struct value *given, struct bytes name,
                        struct value *out)
{
    *out = schema->kind == SCHEMA_STRING ? *given : value_nil();
    if (!schema->optional) mark_wrong(form, name, form_problem_blank(schema));
}

static bool is_blank(const struct schema *schema, const struct value *text)
{
    if (text->kind != VALUE_STRING || text->string.size || schema->kind == SCHEMA_BOOLEAN) return false;
    return schema->optional || !may_be_empty(schema);
}

static void check_one(struct form *form, const struct schema *schema, const struct value *given, struct bytes name,
                      struct value *out)
{
    struct value text = without_space(schema, given);
    struct place nowhere = place_root("");
    if (is_blank(schema, &text)) {
        check_blank(form, schema, given, name, out);
    } else if (!check_value(form->check, schema, &text, &nowhere, out)) {
        *out = *given;
        mark_wrong(form, name, form_problem(schema, &text, arena_of(form)));
    }
}

// Several of one name are a list; of a single value the last counts, as for a box behind a hidden input.
static bool last_given(struct form *form, const struct value **given, struct bytes name)
{
    const struct value *value = *given;
    if (value && value->kind == VALUE_TABLE && value->table->is_list && value->table->items_count)
        value = &value->table->items[value->table->items_count - 1];
    *given = value && value->kind != VALUE_NIL ? value : NULL;
    if (!value || value->kind != VALUE_TABLE) return true;
    struct place field = place_field(form->tree.place, name);
    return misfit(form->check->err, &field, value, "text");
}

static bool check_count(const struct schema *schema, size_t count)
{
    if (schema->min.kind != VALUE_NIL && count < (uint64_t)schema->min.integer) return false;
    return schema->max.kind == VALUE_NIL || count <= (uint64_t)schema->max.integer;
}

static void check_list_count(struct form *form, const struct schema *schema, size_t count, struct bytes name)
{
    if (!check_count(schema, count)) mark_wrong(form, name, form_problem_count(schema, count, arena_of(form)));
}

static void check_items(struct form *form, const struct schema *schema, const struct value *given, size_t count,
                        struct bytes name, struct value_table *out)
{
    size_t errors = form->errors.count;
    for (size_t i = 0; i < count; i++) {
        if (given[i].kind == VALUE_NIL || (given[i].kind == VALUE_STRING && !given[i].string.size)) continue;
        check_one(form, schema->of, &given[i], name, &out->items[out->items_count++]);
        if (form->errors.count > errors) form->errors.count = errors + 1; // one is enough
    }
    if (form->errors.count == errors) check_list_count(form, schema, out->items_count, name);
}

// Of single values: boxes of one name, or a choice of several.
static bool check_list(struct form *form, const struct schema *schema, const struct value *given, struct bytes name,
                       struct value *out)
{
    struct place field = place_field(form->tree.place, name);
    bool is_list = given && given->kind == VALUE_TABLE;
    if (form->is_reset && schema->fallback.kind != VALUE_NIL) {
        *out = schema->fallback;
        return true;
    }
    if (is_list && !given->table->is_list) return misfit(form->check->err, &field, given, "text");
    const struct value *items = is_list ? given->table->items : given;
    size_t count = is_list ? given->table->items_count : given ? 1 : 0;
    for (size_t i = 0; i < count; i++)
        if (items[i].kind == VALUE_TABLE) return misfit(form->check->err, &field, &items[i], "text");
    *out = new_list(form, count);
    check_items(form, schema, items, count, name, out->table);
    return true;
}

static bool check_leaf(struct form *form, const struct schema *schema, const struct value *given, struct bytes name,
                       struct value *out)
{
    if (schema->kind == SCHEMA_LIST) return check_list(form, schema, given, name, out);
    if (!last_given(form, &given, name)) return false;
    if (given) check_one(form, schema, given, name, out);
    else check_missing(form, schema, name, out);
    return true;
}

// ---- records and their lists

static bool check_field(struct form *form, const struct schema *schema, struct form_entry *entry, struct bytes name,
                        struct value *out, bool *is_used);

static bool check_group(struct form *form, const struct schema *schema, struct form_group *group, struct bytes name,
                        struct value *out, bool *is_used)
{
    struct value_table *table;
    *out = new_table(form, &table);
    table->pairs = arena_new(arena_of(form), (schema->fields_count + 1) * sizeof *table->pairs);
    for (size_t i = 0; i < schema->fields_count; i++) {
        const struct schema_field *field = &schema->fields[i];
        struct form_entry nothing = {0};
        struct value value = value_nil();
        struct form_entry *entry = group ? &group->entries[i] : &nothing;
        if (!check_field(form, field->schema, entry, inner_name(form, name, field->name), &value, is_used))
            return false;
        if (value.kind == VALUE_NIL) continue;
        table->pairs[table->pairs_count++] = (struct value_pair){value_string(field->name), value};
    }
    return true;
}

// A list has as many rows as it must, when nobody has been at it.
static bool check_rows(struct form *form, const struct schema *schema, struct form_entry *entry, struct bytes name,
                       struct value *out, bool *is_used)
{
    struct form_rows *rows = form_tree_rows(&form->tree, entry);
    if (!form_tree_settle(&form->tree, rows)) return false;
    if (form->is_reset && schema->min.kind != VALUE_NIL)
        form_tree_fill(&form->tree, rows, (size_t)schema->min.integer);
    *out = new_list(form, rows->count);
    struct value keys = new_list(form, rows->count);
    for (size_t i = 0; i < rows->count; i++) {
        struct form_row *row = &rows->all[i];
        struct bytes row_name = inner_name(form, name, row->key);
        keys.table->items[i] = value_string(row->key);
        bool was_new = form->is_new;
        form->is_new = was_new || row->is_new;
        if (!check_group(form, schema->of, row->group, row_name, &out->table->items[i], is_used)) return false;
        form->is_new = was_new;
    }
    out->table->items_count = keys.table->items_count = rows->count;
    add_pair(form, &form->keys, name, keys);
    check_list_count(form, schema, rows->count, name);
    return true;
}

static bool check_field(struct form *form, const struct schema *schema, struct form_entry *entry, struct bytes name,
                        struct value *out, bool *is_used)
{
    bool is_inner_used = !form->has_unused && !form->is_new, ok = true;
    if (form_is_rows(schema)) ok = check_rows(form, schema, entry, name, out, &is_inner_used);
    else if (schema->kind != SCHEMA_RECORD) {
        if (mark_leaf(form, schema, name)) *is_used = true;
        return check_leaf(form, schema, entry->given, name, out);
    } else if (entry->group || !schema->optional) {
        ok = check_group(form, schema, entry->group, name, out, &is_inner_used);
    }
    if (ok && is_inner_used) {
        mark_used(form, name);
        *is_used = true;
    }
    return ok;
}

// ---- what the client says of the form

static bool is_step_of(const struct schema *schema)
{
    return schema->kind == SCHEMA_RECORD || form_is_rows(schema);
}

// The position of a row, for a path; 0 where it is not there.
static int64_t position_of(const struct form_rows *rows, struct bytes key)
{
    for (size_t i = 0; rows && i < rows->count; i++)
        if (bytes_equal(rows->all[i].key, key)) return (int64_t)i + 1;
    return 0;
}

// { "rows", 1, "title" } from `rows[5][title]`; ends where what is meant is no field, as for a button of a list.
static void put_path(const struct form *form, struct bytes text, struct value_table *path)
{
    struct form_name name;
    const struct form_group *group = form->tree.root;
    const struct schema *schema = group->schema;
    size_t number;
    bool ok = form_name_begin(&name, text);
    while (ok && name.step.data && schema_find_field(schema, name.step, 0, &number)) {
        const struct form_entry *entry = group ? &group->entries[number] : NULL;
        path->items[path->items_count++] = value_string(schema->names[number]);
        schema = schema->fields[number].schema;
        group = entry ? entry->group : NULL;
        form_name_next(&name);
        if (!name.step.data || !is_step_of(schema)) return;
        if (schema->kind == SCHEMA_RECORD) continue;
        int64_t position = entry ? position_of(entry->rows, name.step) : 0;
        if (!position || !entry || !entry->rows) return;
        path->items[path->items_count++] = value_integer(position);
        group = entry->rows->all[position - 1].group;
        schema = schema->of;
        form_name_next(&name);
    }
}

static struct value changed_path(struct form *form)
{
    struct value path = new_list(form, (size_t)2 * VALUE_DEPTH_MAX + 2);
    put_path(form, form->changed->string, path.table);
    return path.table->items_count ? path : value_nil();
}

static struct value submitter(struct form *form)
{
    struct value_table *table;
    struct value value = new_table(form, &table);
    table->pairs = arena_new(arena_of(form), 2 * sizeof *table->pairs);
    table->pairs[0] = (struct value_pair){value_string(BYTES("name")), form->submitter->table->items[0]};
    table->pairs[1] = (struct value_pair){value_string(BYTES("value")), form->submitter->table->items[1]};
    table->pairs_count = 2;
    return value;
}

static bool is_submitter(const struct value *value)
{
    if (value->kind != VALUE_TABLE || value->table->items_count != 2) return false;
    return value->table->items[0].kind == VALUE_STRING && value->table->items[1].kind == VALUE_STRING;
}

static void read_reserved(struct form *form, struct bytes name, const struct value *value)
{
    if (bytes_equal(name, BYTES("ls:unused"))) read_unused(form, value);
    else if (bytes_equal(name, BYTES("ls:reset"))) form->is_reset = true;
    else if (bytes_equal(name, BYTES("ls:changed")) && value->kind == VALUE_STRING) form->changed = value;
    else if (bytes_equal(name, BYTES("ls:submitter")) && is_submitter(value)) form->submitter = value;
}

// ---- the whole

// A button of a form need not be declared.
static bool is_of_submitter(const struct form *form, struct bytes name)
{
    return form->submitter && bytes_equal(form->submitter->table->items[0].string, name);
}

static bool put_all(struct form *form, const struct schema *schema, const struct value_table *in)
{
    size_t number;
    for (size_t i = 0; i < in->pairs_count && !form->is_reset; i++) {
        struct bytes name = in->pairs[i].key.string;
        if (form_name_is_reserved(name)) continue;
        if (is_of_submitter(form, name) && !memchr(name.data, '[', name.size) &&
            !schema_find_field(schema, name, 0, &number))
            continue;
        if (!form_tree_put(&form->tree, name, &in->pairs[i].value)) return false;
    }
    return true;
}

static void put(struct value_table *table, const char *name, struct value value)
{
    if (value.kind == VALUE_NIL) return;
    table->pairs[table->pairs_count++] = (struct value_pair){value_string(bytes_of(name)), value};
}

// In byte order of the names.
static void write_form(struct form *form, const struct schema *schema, struct value values, struct value *out)
{
    struct value_table *table;
    *out = new_table(form, &table);
    table->pairs = arena_new(arena_of(form), 9 * sizeof *table->pairs);
    if (form->changed && !form->is_reset) put(table, "changed", changed_path(form));
    put(table, "errors", table_of(form, &form->errors));
    if (form->keys.count) put(table, "keys", table_of(form, &form->keys));
    put(table, "of", value_integer(schema->number));
    if (form->is_reset) put(table, "reset", value_boolean(true));
    if (form->submitter) put(table, "submitter", submitter(form));
    put(table, "used", table_of(form, &form->used));
    put(table, "valid", value_boolean(!form->is_reset && form->errors.count == 0));
    put(table, "values", values);
}

bool form_check(struct check *check, const struct schema *schema, const struct value *in, const struct place *place,
                struct value *out)
{
    struct form form = {.check = check, .tree = {.arena = check->arena, .err = check->err, .place = place}};
    struct value values;
    bool is_used = false;
    bool fits = in->kind == VALUE_TABLE && !in->table->is_list && in->table->items_count == 0;
    if (!fits) return misfit(check->err, place, in, "form");
    for (size_t i = 0; i < in->table->pairs_count; i++) {
        const struct value_pair *pair = &in->table->pairs[i];
        if (pair->key.kind != VALUE_STRING) return misfit(check->err, place, in, "form");
        if (form_name_is_reserved(pair->key.string)) read_reserved(&form, pair->key.string, &pair->value);
    }
    form_tree_begin(&form.tree, schema);
    if (!put_all(&form, schema, in->table)) return false;
    if (!check_group(&form, schema, form.tree.root, BYTES(""), &values, &is_used)) return false;
    write_form(&form, schema, values, out);
    return true;
}

bool form_part(const struct schema *schema, struct bytes text, struct schema_part *part)
{
    struct form_name name;
    size_t number;
    if (!form_name_begin(&name, text)) return false;
    while (name.step.data && schema_find_field(schema, name.step, 0, &number)) {
        const struct schema *field = schema->fields[number].schema;
        form_name_next(&name);
        bool is_rows = form_is_rows(field);
        if (is_rows && name.step.data) form_name_next(&name);
        bool is_list = field->kind == SCHEMA_LIST && !is_rows && name.step.data && !name.step.size;
        if (!name.step.data || (is_list && !name.rest.size)) return schema_part(schema, number, part);
        if (!is_step_of(field)) return false;
        schema = is_rows ? field->of : field;
    }
    return false;
}
