// The building half of schema.h: from a description to a schema. It runs when an app is loaded, for its developer, so
// every message says what is wrong with the declaration and what would be right.
#include "value/literal.h"
#include "value/misfit.h"
#include "value/pattern.h"
#include "value/schema_type.h"

#include "base/buffer.h"

#include <stdlib.h>

struct builder {
    struct arena *arena;
    struct error *err;
    size_t depth;
    bool is_form; // what is read is within one
};

static bool build(struct builder *builder, const struct value *description, const struct place *place,
                  const struct schema **schema);

// ---- types

static const struct bytes kind_names[] = {
#define X(name, text) BYTES(text),
    SCHEMA_KINDS(X)
#undef X
};

static bool unknown(struct builder *builder, const struct place *place, const char *what, struct bytes name,
                    const struct bytes *names, size_t names_count)
{
    struct bytes near = schema_suggest(name, names, names_count);
    if (near.size == 0)
        return misfit_say(builder->err, ERROR_MISFIT, place, "no such %s '%.*s'", what, (int)name.size, name.data);
    return misfit_say(builder->err, ERROR_MISFIT, place, "no such %s '%.*s'; did you mean '%.*s'?", what,
                      (int)name.size, name.data, (int)near.size, near.data);
}

static const char *expected_of(enum schema_kind kind)
{
    switch (kind) {
    case SCHEMA_DATE: return "date as YYYY-MM-DD";
    case SCHEMA_DATETIME: return "date and time as YYYY-MM-DDTHH:MM";
    case SCHEMA_EMAIL: return "e-mail address";
    case SCHEMA_URL: return "http or https address";
    case SCHEMA_UUID: return "UUID";
    case SCHEMA_MONEY: return "amount of money";
    case SCHEMA_ANY: return "any value";
    default: return kind_names[kind].data;
    }
}

static bool read_kind(struct builder *builder, struct bytes name, const struct place *place, struct schema *schema)
{
    for (int kind = 0; kind < SCHEMA_KIND_COUNT; kind++) {
        if (!bytes_equal(name, kind_names[kind])) continue;
        schema->kind = (enum schema_kind)kind;
        schema->expected = expected_of(schema->kind);
        schema->digits = 2;
        return true;
    }
    return unknown(builder, place, "type", name, kind_names, SCHEMA_KIND_COUNT);
}

// "integer" or "integer?".
static bool read_shorthand(struct builder *builder, struct bytes name, const struct place *place,
                           struct schema *schema)
{
    schema->optional = name.size > 0 && name.data[name.size - 1] == '?';
    if (schema->optional) name.size--;
    return read_kind(builder, name, place, schema);
}

// ---- options, each read by a function of its own

static bool wants(struct builder *builder, const struct place *place, const struct value *got, bool fits,
                  const char *expected)
{
    return fits ? true : misfit(builder->err, place, got, expected);
}

static bool read_optional(struct builder *builder, const struct value *value, const struct place *place,
                          struct schema *schema)
{
    schema->optional = value->kind == VALUE_BOOLEAN && value->boolean;
    return wants(builder, place, value, value->kind == VALUE_BOOLEAN, "true or false");
}

static bool read_trim(struct builder *builder, const struct value *value, const struct place *place,
                      struct schema *schema)
{
    schema->trim = value->kind == VALUE_BOOLEAN && value->boolean;
    return wants(builder, place, value, value->kind == VALUE_BOOLEAN, "true or false");
}

static bool read_secret(struct builder *builder, const struct value *value, const struct place *place,
                        struct schema *schema)
{
    schema->is_secret = schema->has_secrets = value->kind == VALUE_BOOLEAN && value->boolean;
    return wants(builder, place, value, value->kind == VALUE_BOOLEAN, "true or false");
}

// For whoever draws a form; checking needs none.
static bool read_label(struct builder *builder, const struct value *value, const struct place *place,
                       struct schema *schema)
{
    (void)schema;
    return wants(builder, place, value, value->kind == VALUE_STRING, "string");
}

static bool read_message(struct builder *builder, const struct value *value, const struct place *place,
                         struct schema *schema)
{
    if (!wants(builder, place, value, value->kind == VALUE_STRING, "string")) return false;
    schema->message = arena_copy(builder->arena, value->string);
    return true;
}

static bool read_digits(struct builder *builder, const struct value *value, const struct place *place,
                        struct schema *schema)
{
    bool fits = value->kind == VALUE_INTEGER && value->integer >= 0 && value->integer <= 4;
    if (fits) schema->digits = (unsigned)value->integer;
    return wants(builder, place, value, fits, "integer from 0 to 4");
}

static bool read_number(struct builder *builder, const struct value *value, const struct place *place,
                        struct schema *schema)
{
    schema->number = value->kind == VALUE_INTEGER ? value->integer : 0;
    return wants(builder, place, value, value->kind == VALUE_INTEGER, "integer");
}

static bool read_date_bound(struct builder *builder, const struct value *value, const struct place *place,
                            struct value *bound)
{
    bool fits = value->kind == VALUE_STRING && literal_is_date(value->string);
    if (!wants(builder, place, value, fits, "date as YYYY-MM-DD")) return false;
    *bound = value_copy(builder->arena, value);
    return true;
}

static bool read_bound(struct builder *builder, const struct value *value, const struct place *place,
                       enum schema_kind kind, struct value *bound)
{
    *bound = *value;
    if (kind == SCHEMA_DATE) return read_date_bound(builder, value, place, bound);
    if (kind == SCHEMA_NUMBER && value->kind == VALUE_INTEGER) *bound = value_float((double)value->integer);
    if (kind == SCHEMA_NUMBER) return wants(builder, place, value, bound->kind == VALUE_FLOAT, "number");
    if (kind == SCHEMA_INTEGER || kind == SCHEMA_MONEY)
        return wants(builder, place, value, bound->kind == VALUE_INTEGER, "integer");
    bool is_count = bound->kind == VALUE_INTEGER && bound->integer >= 0;
    return wants(builder, place, value, is_count, "integer from 0 on");
}

static bool read_min(struct builder *builder, const struct value *value, const struct place *place,
                     struct schema *schema)
{
    return read_bound(builder, value, place, schema->kind, &schema->min);
}

static bool read_max(struct builder *builder, const struct value *value, const struct place *place,
                     struct schema *schema)
{
    return read_bound(builder, value, place, schema->kind, &schema->max);
}

static bool read_pattern(struct builder *builder, const struct value *value, const struct place *place,
                         struct schema *schema)
{
    struct error reason;
    if (!wants(builder, place, value, value->kind == VALUE_STRING, "string")) return false;
    if (!pattern_check(value->string, &reason))
        return misfit_say(builder->err, ERROR_MISFIT, place, "%s", reason.text);
    schema->pattern = arena_copy(builder->arena, value->string);
    return true;
}

static const char *list_choices(struct builder *builder, const struct schema *schema)
{
    struct buffer text = {0};
    buffer_put(&text, BYTES("one of "));
    for (size_t i = 0; i < schema->choices_count; i++) {
        struct bytes choice = schema->choices[i];
        buffer_print(&text, "%s\"%.*s\"", i ? ", " : "", (int)choice.size, choice.data);
    }
    const char *copy = arena_copy(builder->arena, buffer_bytes(&text)).data;
    buffer_destroy(&text);
    return copy;
}

static bool is_list(const struct value *value)
{
    return value->kind == VALUE_TABLE && value->table->items_count && value->table->pairs_count == 0;
}

static bool read_values(struct builder *builder, const struct value *value, const struct place *place,
                        struct schema *schema)
{
    if (!is_list(value)) return misfit(builder->err, place, value, "list of strings");
    const struct value_table *table = value->table;
    struct bytes *choices = arena_new(builder->arena, table->items_count * sizeof *choices);
    for (size_t i = 0; i < table->items_count; i++) {
        struct place item = place_index(place, (int64_t)i + 1);
        if (!wants(builder, &item, &table->items[i], table->items[i].kind == VALUE_STRING, "string")) return false;
        choices[i] = arena_copy(builder->arena, table->items[i].string);
    }
    schema->choices = choices;
    schema->choices_count = table->items_count;
    schema->expected = list_choices(builder, schema);
    return true;
}

static bool read_of(struct builder *builder, const struct value *value, const struct place *place,
                    struct schema *schema)
{
    if (!build(builder, value, place, &schema->of)) return false;
    schema->has_secrets = schema->of->has_secrets;
    return true;
}

static int compare_fields(const void *a, const void *b)
{
    return bytes_compare(((const struct schema_field *)a)->name, ((const struct schema_field *)b)->name);
}

static void set_fields(struct builder *builder, struct schema *schema, struct schema_field *fields, size_t count)
{
    struct bytes *names = arena_new(builder->arena, count * sizeof *names);
    qsort(fields, count, sizeof *fields, compare_fields);
    for (size_t i = 0; i < count; i++) {
        names[i] = fields[i].name;
        schema->defaults_count += fields[i].schema->fallback.kind != VALUE_NIL;
        schema->has_secrets = schema->has_secrets || fields[i].schema->has_secrets;
    }
    schema->fields = fields;
    schema->names = names;
    schema->fields_count = count;
}

// A field's place is that of its record: `add.by`, not `add.fields.by`.
static bool read_fields(struct builder *builder, const struct value *value, const struct place *place,
                        struct schema *schema)
{
    bool fits = value->kind == VALUE_TABLE && value->table->items_count == 0;
    if (!wants(builder, place, value, fits, "table of fields")) return false;
    size_t count = value->table->pairs_count;
    builder->is_form = builder->is_form || schema->kind == SCHEMA_FORM;
    struct schema_field *fields = arena_new(builder->arena, count * sizeof *fields);
    for (size_t i = 0; i < count; i++) {
        const struct value_pair *pair = &value->table->pairs[i];
        struct place field = place_key(place->outer, &pair->key);
        if (pair->key.kind != VALUE_STRING)
            return misfit_say(builder->err, ERROR_MISFIT, &field, "a field's name must be a string");
        fields[i].name = arena_copy(builder->arena, pair->key.string);
        if (!build(builder, &pair->value, &field, &fields[i].schema)) return false;
    }
    set_fields(builder, schema, fields, count);
    return true;
}

// It must fit what the other options say, so they are read first.
static bool read_default(struct builder *builder, const struct value *value, const struct place *place,
                         struct schema *schema)
{
    struct value fallback;
    struct error reason;
    if (!schema_check(schema, value, "default", builder->arena, &fallback, &reason))
        return misfit_say(builder->err, ERROR_MISFIT, place->outer, "%s", reason.text);
    schema->fallback = value_copy(builder->arena, &fallback);
    return true;
}

enum {
    ALL = (1 << SCHEMA_KIND_COUNT) - 1,
    SIZED = 1 << SCHEMA_STRING | 1 << SCHEMA_LIST | 1 << SCHEMA_MAP,
    ORDERED = 1 << SCHEMA_INTEGER | 1 << SCHEMA_NUMBER | 1 << SCHEMA_MONEY | 1 << SCHEMA_DATE,
};

static const struct option {
    struct bytes name;
    unsigned kinds; // that it is for
    unsigned needs; // that cannot be without
    bool (*read)(struct builder *, const struct value *, const struct place *, struct schema *);
} options[] = {
    {BYTES("optional"), ALL, 0, read_optional},
    {BYTES("label"), ALL, 0, read_label},
    {BYTES("message"), ALL, 0, read_message},
    {BYTES("min"), SIZED | ORDERED, 0, read_min},
    {BYTES("max"), SIZED | ORDERED, 0, read_max},
    {BYTES("trim"), 1 << SCHEMA_STRING, 0, read_trim},
    {BYTES("secret"), 1 << SCHEMA_STRING, 0, read_secret},
    {BYTES("pattern"), 1 << SCHEMA_STRING, 0, read_pattern},
    {BYTES("values"), 1 << SCHEMA_ENUM, 1 << SCHEMA_ENUM, read_values},
    {BYTES("of"), 1 << SCHEMA_LIST | 1 << SCHEMA_MAP, 1 << SCHEMA_LIST | 1 << SCHEMA_MAP, read_of},
    {BYTES("digits"), 1 << SCHEMA_MONEY, 0, read_digits},
    {BYTES("number"), 1 << SCHEMA_FORM, 0, read_number},
    {BYTES("fields"), 1 << SCHEMA_RECORD | 1 << SCHEMA_FORM, 1 << SCHEMA_RECORD | 1 << SCHEMA_FORM, read_fields},
    {BYTES("default"), ALL, 0, read_default},
    {BYTES("type"), ALL, 0, NULL}, // read before all of these
};

enum { OPTION_COUNT = sizeof options / sizeof *options };

static bool check_option(struct builder *builder, const struct value *key, const struct place *place,
                         const struct schema *schema)
{
    struct bytes names[OPTION_COUNT];
    struct place option = place_key(place, key);
    if (key->kind != VALUE_STRING)
        return misfit_say(builder->err, ERROR_MISFIT, &option, "an option's name must be a string");
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        names[i] = options[i].name;
        if (!bytes_equal(key->string, names[i])) continue;
        if (options[i].kinds & 1u << schema->kind) return true;
        return misfit_say(builder->err, ERROR_MISFIT, place, "'%s' is no option of %s", names[i].data,
                          kind_names[schema->kind].data);
    }
    return unknown(builder, place, "option", key->string, names, OPTION_COUNT);
}

static bool check_options(struct builder *builder, const struct value *description, const struct place *place,
                          const struct schema *schema)
{
    const struct value_table *table = description->table;
    for (size_t i = 0; i < table->pairs_count; i++)
        if (!check_option(builder, &table->pairs[i].key, place, schema)) return false;
    return true;
}

// `description` is NULL for a shorthand.
static bool read_option(struct builder *builder, const struct option *option, const struct value *description,
                        const struct place *place, struct schema *schema)
{
    const struct value *value = description ? value_get(description, option->name.data) : NULL;
    struct place at = place_field(place, option->name);
    if (value && value->kind != VALUE_NIL) return option->read(builder, value, &at, schema);
    if (!(option->needs & 1u << schema->kind)) return true;
    return misfit_say(builder->err, ERROR_MISFIT, place, "%s needs '%s'", kind_names[schema->kind].data,
                      option->name.data);
}

static bool check_bounds(struct builder *builder, const struct place *place, const struct schema *schema)
{
    const struct value *min = &schema->min;
    const struct value *max = &schema->max;
    if (min->kind == VALUE_NIL || max->kind == VALUE_NIL) return true;
    bool fits = min->kind == VALUE_FLOAT    ? min->number <= max->number
                : min->kind == VALUE_STRING ? bytes_compare(min->string, max->string) <= 0
                                            : min->integer <= max->integer;
    return fits ? true : misfit_say(builder->err, ERROR_MISFIT, place, "'min' is above 'max'");
}

static bool read_options(struct builder *builder, const struct value *description, const struct place *place,
                         struct schema *schema)
{
    for (const struct option *option = options; option->read; option++) {
        if (option->read == read_default && !check_bounds(builder, place, schema)) return false;
        if (!read_option(builder, option, description, place, schema)) return false;
    }
    return true;
}

// ---- a description

static bool read_table(struct builder *builder, const struct value *description, const struct place *place,
                       struct schema *schema)
{
    const struct value *type = value_get(description, "type");
    if (!type || type->kind != VALUE_STRING)
        return misfit_say(builder->err, ERROR_MISFIT, place, "a description needs a 'type'");
    if (description->table->items_count)
        return misfit_say(builder->err, ERROR_MISFIT, place, "a description is not a list");
    return read_kind(builder, type->string, place, schema) && check_options(builder, description, place, schema) &&
           read_options(builder, description, place, schema);
}

static bool read(struct builder *builder, const struct value *description, const struct place *place,
                 struct schema *schema)
{
    if (description->kind == VALUE_TABLE) return read_table(builder, description, place, schema);
    if (description->kind != VALUE_STRING) return misfit(builder->err, place, description, "type");
    return read_shorthand(builder, description->string, place, schema) && read_options(builder, NULL, place, schema);
}

// Whether an input of a page can say it; `builder` is outside of the schema again.
static bool check_place(struct builder *builder, const struct place *place, const struct schema *schema)
{
    bool is_inside = builder->depth > 0;
    bool is_deep = schema->kind == SCHEMA_LIST && (schema->of->kind == SCHEMA_LIST);
    if (schema->kind == SCHEMA_FORM && is_inside)
        return misfit_say(builder->err, ERROR_MISFIT, place, "t.form is the type of an event, not of a part of one");
    if (!builder->is_form || !is_inside) return true;
    if (schema->kind == SCHEMA_MAP || schema->kind == SCHEMA_ANY || is_deep)
        return misfit_say(builder->err, ERROR_MISFIT, place,
                          "%s has no place in a form; take a t.record, or a t.list of records or of single values",
                          is_deep ? "a list of lists" : kind_names[schema->kind].data);
    return true;
}

static bool build(struct builder *builder, const struct value *description, const struct place *place,
                  const struct schema **schema)
{
    if (builder->depth == VALUE_DEPTH_MAX)
        return misfit_say(builder->err, ERROR_TOO_LARGE, place, "types lie more than %d deep", VALUE_DEPTH_MAX);
    struct schema *made = arena_new(builder->arena, sizeof *made);
    *made = (struct schema){0};
    *schema = made;
    builder->depth++;
    bool ok = read(builder, description, place, made);
    builder->depth--;
    return ok && check_place(builder, place, made);
}

bool schema_build(const struct value *description, const char *path, struct arena *arena,
                  const struct schema **schema, struct error *err)
{
    struct builder builder = {.arena = arena, .err = err};
    struct place place = place_root(path);
    return build(&builder, description, &place, schema);
}
