// The part of schema.h that finds secrets in values that were checked. Of a form they are in its values, as text even
// where that does not fit.
#include "value/schema_type.h"

struct finder {
    void (*meet)(void *self, struct bytes text);
    void *self;
};

static void find(const struct finder *finder, const struct schema *schema, const struct value *value, bool is_within);

static void find_in_fields(const struct finder *finder, const struct schema *schema, const struct value *value,
                           bool is_within)
{
    for (size_t i = 0; i < schema->fields_count; i++) {
        const struct value *field = value_get(value, schema->fields[i].name.data);
        if (field) find(finder, schema->fields[i].schema, field, is_within);
    }
}

static void find_in_all(const struct finder *finder, const struct schema *of, const struct value *value,
                        bool is_within)
{
    const struct value_table *table = value->table;
    if (value->kind != VALUE_TABLE) return;
    for (size_t i = 0; i < table->items_count; i++) find(finder, of, &table->items[i], is_within);
    for (size_t i = 0; i < table->pairs_count; i++) find(finder, of, &table->pairs[i].value, is_within);
}

static void find(const struct finder *finder, const struct schema *schema, const struct value *value, bool is_within)
{
    if (schema->is_secret && value->kind == VALUE_STRING) {
        finder->meet(finder->self, value->string);
    } else if (schema->kind == SCHEMA_FORM && !is_within) {
        const struct value *values = value_get(value, "values");
        if (values) find_in_fields(finder, schema, values, true);
    } else if (schema->kind == SCHEMA_RECORD || schema->kind == SCHEMA_FORM) {
        find_in_fields(finder, schema, value, is_within);
    } else if (schema->of) {
        find_in_all(finder, schema->of, value, is_within);
    }
}

void schema_each_secret(const struct schema *schema, const struct value *value,
                        void (*meet)(void *self, struct bytes text), void *self)
{
    const struct finder finder = {meet, self};
    if (schema->has_secrets) find(&finder, schema, value, false);
}
