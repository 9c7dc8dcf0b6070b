// See value.h.
#include "value/value.h"

#include <math.h>

// ---- tables by key

static const struct value *find_string(const struct value_table *table, struct bytes key)
{
    for (size_t i = 0; i < table->pairs_count; i++) {
        const struct value *have = &table->pairs[i].key;
        if (have->kind == VALUE_STRING && bytes_equal(have->string, key)) return &table->pairs[i].value;
    }
    return NULL;
}

const struct value *value_get(const struct value *table, const char *key)
{
    return table->kind == VALUE_TABLE ? find_string(table->table, bytes_of(key)) : NULL;
}

struct bytes value_get_string(const struct value *table, const char *key, struct bytes fallback)
{
    const struct value *value = value_get(table, key);
    return value && value->kind == VALUE_STRING ? value->string : fallback;
}

const char *value_kind_name(const struct value *value)
{
    static const char *const names[] = {"nil", "boolean", "integer", "float", "string"};
    if (value->kind != VALUE_TABLE) return names[value->kind];
    return value->table->is_list || value->table->items_count ? "list" : "table";
}

int value_key_compare(const struct value *a, const struct value *b)
{
    if (a->kind != b->kind) return a->kind == VALUE_INTEGER ? -1 : 1;
    if (a->kind == VALUE_STRING) return bytes_compare(a->string, b->string);
    return (a->integer > b->integer) - (a->integer < b->integer);
}

// ---- equality

static bool floats_equal(double a, double b)
{
    if (isnan(a) || isnan(b)) return isnan(a) && isnan(b);
    return a == b && signbit(a) == signbit(b);
}

static size_t count_entries(const struct value_table *table)
{
    size_t count = 0;
    for (size_t i = 0; i < table->items_count; i++) count += table->items[i].kind != VALUE_NIL;
    for (size_t i = 0; i < table->pairs_count; i++) count += table->pairs[i].value.kind != VALUE_NIL;
    return count;
}

// What is under `key`, nil where nothing is. The search begins at pair `guess`, where equal tables mostly have it.
static const struct value *find_key(const struct value_table *table, const struct value *key, size_t guess)
{
    static const struct value nothing = {.kind = VALUE_NIL};
    if (key->kind == VALUE_INTEGER && key->integer >= 1 && (uint64_t)key->integer <= table->items_count)
        return &table->items[key->integer - 1];
    for (size_t i = 0; i < table->pairs_count; i++) {
        const struct value_pair *pair = &table->pairs[(guess + i) % table->pairs_count];
        if (value_key_compare(&pair->key, key) == 0) return &pair->value;
    }
    return &nothing;
}

static bool tables_equal(const struct value_table *a, const struct value_table *b)
{
    if (count_entries(a) != count_entries(b)) return false;
    for (size_t i = 0; i < a->items_count; i++) {
        struct value key = value_integer((int64_t)i + 1);
        if (!value_equal(&a->items[i], find_key(b, &key, 0))) return false;
    }
    for (size_t i = 0; i < a->pairs_count; i++)
        if (!value_equal(&a->pairs[i].value, find_key(b, &a->pairs[i].key, i))) return false;
    return true;
}

bool value_equal(const struct value *a, const struct value *b)
{
    if (a->kind != b->kind) return false;
    switch (a->kind) {
    case VALUE_NIL: return true;
    case VALUE_BOOLEAN: return a->boolean == b->boolean;
    case VALUE_INTEGER: return a->integer == b->integer;
    case VALUE_FLOAT: return floats_equal(a->number, b->number);
    case VALUE_STRING: return bytes_equal(a->string, b->string);
    case VALUE_TABLE: return tables_equal(a->table, b->table);
    }
    return false;
}

// ---- copies

static struct value_table *copy_table(struct arena *arena, const struct value_table *table)
{
    struct value_table *copy = arena_new(arena, sizeof *copy);
    *copy = *table;
    copy->items = arena_new(arena, table->items_count * sizeof *copy->items);
    for (size_t i = 0; i < table->items_count; i++) copy->items[i] = value_copy(arena, &table->items[i]);
    copy->pairs = arena_new(arena, table->pairs_count * sizeof *copy->pairs);
    for (size_t i = 0; i < table->pairs_count; i++) {
        copy->pairs[i].key = value_copy(arena, &table->pairs[i].key);
        copy->pairs[i].value = value_copy(arena, &table->pairs[i].value);
    }
    return copy;
}

struct value value_copy(struct arena *arena, const struct value *value)
{
    struct value copy = *value;
    if (value->kind == VALUE_STRING) copy.string = arena_copy(arena, value->string);
    if (value->kind == VALUE_TABLE) copy.table = copy_table(arena, value->table);
    return copy;
}
