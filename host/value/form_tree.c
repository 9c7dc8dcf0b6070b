// See form_tree.h. Whose name it is decides nobody but the schema, so an attacker can choose keys of rows and nothing
// else: these are bounded, and searched from where the last one was found.
#include "value/form_tree.h"

#include "value/form.h"

#include <stdio.h>

enum asked_kind { ASKED_ROW, ASKED_ADD, ASKED_DROP, ASKED_BEFORE };

struct form_asked {
    struct form_asked *next;
    enum asked_kind kind;
    struct bytes what; // a key; of ASKED_BEFORE two, with a space between them
};

static struct form_group *new_group(struct form_tree *tree, const struct schema *schema)
{
    size_t size = sizeof(struct form_group) + schema->fields_count * sizeof(struct form_entry);
    struct form_group *group = arena_new(tree->arena, size);
    memset(group, 0, size);
    group->schema = schema;
    return group;
}

void form_tree_begin(struct form_tree *tree, const struct schema *schema)
{
    tree->root = new_group(tree, schema);
    tree->rows_count = 0;
}

// ---- rows

struct form_rows *form_tree_rows(struct form_tree *tree, struct form_entry *entry)
{
    if (entry->rows) return entry->rows;
    entry->rows = arena_new(tree->arena, sizeof *entry->rows);
    *entry->rows = (struct form_rows){0};
    entry->rows->asked_end = &entry->rows->asked;
    return entry->rows;
}

static bool find_row(const struct form_rows *rows, struct bytes key, size_t *at)
{
    size_t last = rows->last;
    for (size_t i = 0; i < rows->count; i++) {
        *at = (last + i) % rows->count;
        if (bytes_equal(rows->all[*at].key, key)) return true;
    }
    return false;
}

static void append_row(struct form_tree *tree, struct form_rows *rows, struct bytes key)
{
    if (rows->count == rows->capacity) {
        size_t capacity = rows->capacity ? rows->capacity * 2 : 4;
        struct form_row *all = arena_new(tree->arena, capacity * sizeof *all);
        if (rows->count) memcpy(all, rows->all, rows->count * sizeof *all);
        rows->all = all;
        rows->capacity = capacity;
    }
    rows->all[rows->count++] = (struct form_row){.key = key};
    tree->rows_count++;
}

// The row of this key, which is rows->last then; NULL where there can be none.
static struct form_row *take_row(struct form_tree *tree, struct form_rows *rows, struct bytes key)
{
    if (find_row(rows, key, &rows->last)) return &rows->all[rows->last];
    if (!form_name_is_key(key)) {
        misfit_say(tree->err, ERROR_MISFIT, tree->place, "a row is named by letters, digits, - and _");
        return NULL;
    }
    if (rows->count == FORM_ROWS_MAX || tree->rows_count == FORM_ROWS_TOTAL_MAX) {
        misfit_say(tree->err, ERROR_MISFIT, tree->place, "too many rows (%d of one list, %d of all)", FORM_ROWS_MAX,
                   FORM_ROWS_TOTAL_MAX);
        return NULL;
    }
    append_row(tree, rows, key);
    rows->last = rows->count - 1;
    return &rows->all[rows->last];
}

static bool read_asked(struct bytes step, enum asked_kind *kind)
{
    static const struct bytes names[] = {BYTES("ls:row"), BYTES("ls:add"), BYTES("ls:drop"), BYTES("ls:before")};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        *kind = (enum asked_kind)i;
        if (bytes_equal(step, names[i])) return true;
    }
    return false;
}

static void keep_asked(struct form_tree *tree, struct form_rows *rows, enum asked_kind kind,
                       const struct value *value)
{
    if (value->kind == VALUE_STRING) {
        struct form_asked *asked = arena_new(tree->arena, sizeof *asked);
        *asked = (struct form_asked){NULL, kind, value->string};
        *rows->asked_end = asked;
        rows->asked_end = &asked->next;
    } else if (value->kind == VALUE_TABLE) {
        for (size_t i = 0; i < value->table->items_count; i++)
            if (value->table->items[i].kind == VALUE_STRING) keep_asked(tree, rows, kind, &value->table->items[i]);
    }
}

static void remove_row(struct form_rows *rows, size_t at)
{
    memmove(&rows->all[at], &rows->all[at + 1], (rows->count - at - 1) * sizeof *rows->all);
    rows->count--;
    rows->last = 0;
}

static void insert_row(struct form_rows *rows, size_t at, struct form_row row)
{
    memmove(&rows->all[at + 1], &rows->all[at], (rows->count - at) * sizeof *rows->all);
    rows->all[at] = row;
    rows->count++;
}

// "6 5": 6 stands right before 5.
static void move_row(struct form_rows *rows, struct bytes both)
{
    const char *space = both.size ? memchr(both.data, ' ', both.size) : NULL;
    size_t at, before;
    if (!space) return;
    struct bytes key = {both.data, (size_t)(space - both.data)};
    struct bytes other = {space + 1, both.size - key.size - 1};
    if (bytes_equal(key, other) || !find_row(rows, other, &before) || !find_row(rows, key, &at)) return;
    struct form_row row = rows->all[at];
    remove_row(rows, at);
    find_row(rows, other, &before);
    insert_row(rows, before, row);
}

// Rows that say that they are there stand first, in the order in which they say so.
static bool order_rows(struct form_tree *tree, struct form_rows *rows)
{
    size_t count = 0;
    for (const struct form_asked *asked = rows->asked; asked; asked = asked->next) {
        if (asked->kind != ASKED_ROW) continue;
        const struct form_row *found = take_row(tree, rows, asked->what);
        if (!found) return false;
        struct form_row row = *found;
        size_t at = rows->last;
        if (at < count) continue; // said twice
        remove_row(rows, at);
        insert_row(rows, count++, row);
    }
    return true;
}

bool form_tree_settle(struct form_tree *tree, struct form_rows *rows)
{
    size_t at;
    if (!order_rows(tree, rows)) return false;
    for (const struct form_asked *asked = rows->asked; asked; asked = asked->next) {
        if (asked->kind == ASKED_ADD && !find_row(rows, asked->what, &at)) {
            struct form_row *row = take_row(tree, rows, asked->what);
            if (!row) return false;
            row->is_new = true;
        }
        if (asked->kind == ASKED_DROP && find_row(rows, asked->what, &at)) remove_row(rows, at);
        if (asked->kind == ASKED_BEFORE) move_row(rows, asked->what);
    }
    return true;
}

void form_tree_fill(struct form_tree *tree, struct form_rows *rows, size_t count)
{
    char key[24];
    while (rows->count < count && rows->count < FORM_ROWS_MAX) {
        snprintf(key, sizeof key, "%zu", rows->count + 1);
        append_row(tree, rows, arena_copy(tree->arena, bytes_of(key)));
    }
}

// ---- names

static bool refuse(struct form_tree *tree, const struct form_group *group, struct bytes whole, struct bytes step)
{
    struct place field = place_field(tree->place, whole);
    struct bytes near = schema_suggest(step, group->schema->names, group->schema->fields_count);
    if (step.data == whole.data && step.size == whole.size)
        return schema_unknown_field(tree->err, group->schema, &field);
    if (near.size == 0) return misfit_say(tree->err, ERROR_UNKNOWN, &field, "no such field");
    return misfit_say(tree->err, ERROR_UNKNOWN, &field, "no such field; did you mean '%.*s'?", (int)near.size,
                      near.data);
}

// On a list of records: on to the row's own fields, in `group`; NULL where the name ends here.
static bool enter_row(struct form_tree *tree, const struct schema *schema, struct form_entry *entry,
                      struct bytes whole, struct form_name *name, const struct value *value,
                      struct form_group **group)
{
    struct form_rows *rows = form_tree_rows(tree, entry);
    enum asked_kind kind;
    *group = NULL;
    if (read_asked(name->step, &kind) && !name->rest.size) {
        keep_asked(tree, rows, kind, value);
        return true;
    }
    if (!name->rest.size) return refuse(tree, tree->root, whole, whole);
    struct form_row *row = take_row(tree, rows, name->step);
    if (!row) return false;
    form_name_next(name);
    if (!row->group) row->group = new_group(tree, schema->of);
    *group = row->group;
    return true;
}

// Whether the name ends on this field: `title`, or `tags[]` for a list of single values.
static bool ends_here(const struct schema *schema, const struct form_name *name)
{
    bool is_inner = schema->kind == SCHEMA_RECORD || form_is_rows(schema);
    bool is_list = schema->kind == SCHEMA_LIST && name->step.data && !name->step.size && !name->rest.size;
    return !is_inner && (!name->step.data || is_list);
}

static bool put(struct form_tree *tree, struct bytes whole, struct form_name *name, const struct value *value)
{
    struct form_group *group = tree->root;
    size_t guess = 0;
    while (group) {
        size_t number;
        struct bytes step = name->step;
        if (!schema_find_field(group->schema, step, guess, &number)) return refuse(tree, group, whole, step);
        const struct schema *schema = group->schema->fields[number].schema;
        struct form_entry *entry = &group->entries[number];
        form_name_next(name);
        if (ends_here(schema, name)) {
            entry->given = value;
            return true;
        }
        if (!name->step.data || (schema->kind != SCHEMA_RECORD && !form_is_rows(schema)))
            return refuse(tree, group, whole, whole);
        if (schema->kind == SCHEMA_RECORD) {
            if (!entry->group) entry->group = new_group(tree, schema);
            group = entry->group;
        } else if (!enter_row(tree, schema, entry, whole, name, value, &group)) {
            return false;
        }
    }
    return true;
}

bool form_tree_put(struct form_tree *tree, struct bytes whole, const struct value *value)
{
    struct form_name name;
    if (form_name_begin(&name, whole)) return put(tree, whole, &name, value);
    struct place field = place_field(tree->place, whole);
    return misfit_say(tree->err, ERROR_UNKNOWN, &field, "no such field");
}
