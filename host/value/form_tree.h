// What came in for a form, sorted by where it belongs: from names of inputs to a tree of the form's own shape. What
// nobody declared has no place in it.
#pragma once

#include "value/form_name.h"
#include "value/misfit.h"
#include "value/schema_type.h"

struct form_group;

struct form_row {
    struct bytes key;
    struct form_group *group; // NULL where nothing in it was named
    bool is_new;              // nobody has seen it
};

struct form_rows {
    struct form_row *all;
    size_t count;
    size_t capacity;
    size_t last; // where the last one was found: fields of a row come together
    struct form_asked *asked;
    struct form_asked **asked_end;
};

// What came for one field. All are zero where nothing did.
struct form_entry {
    const struct value *given; // of single values and lists of them
    struct form_group *group;  // of a record
    struct form_rows *rows;    // of a list of records
};

// An entry for each field of a record, in the schema's order.
struct form_group {
    const struct schema *schema;
    struct form_entry entries[];
};

struct form_tree {
    struct arena *arena;
    struct error *err;
    const struct place *place;
    struct form_group *root;
    size_t rows_count;
};

static inline bool form_is_rows(const struct schema *schema)
{
    return schema->kind == SCHEMA_LIST && schema->of->kind == SCHEMA_RECORD;
}

void form_tree_begin(struct form_tree *tree, const struct schema *schema);

// Puts what an input says. Fails as form_check does.
bool form_tree_put(struct form_tree *tree, struct bytes name, const struct value *value);

// The rows as they are once everything that was asked of them has happened.
bool form_tree_settle(struct form_tree *tree, struct form_rows *rows);

// At least `count` rows, the new ones with keys of their own.
void form_tree_fill(struct form_tree *tree, struct form_rows *rows, size_t count);

struct form_rows *form_tree_rows(struct form_tree *tree, struct form_entry *entry);
