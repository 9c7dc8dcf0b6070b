// The checking half of schema.h. One walk over schema and value together; the place is carried along on the C stack
// and becomes text only for a misfit. What it makes is in canonical order, so that the codec need not sort it.
#include "value/schema.h"

#include "value/form.h"
#include "value/literal.h"
#include "value/misfit.h"
#include "value/pattern.h"
#include "value/schema_type.h"
#include "value/utf8.h"

#include <stdio.h>

static const int64_t EXACT_MAX = (int64_t)1 << 53; // what a browser can hold exactly

// ---- bounds

static bool check_integer_bounds(struct check *check, const struct schema *schema, const struct place *place,
                                 const struct value *got)
{
    char expected[64];
    if (schema->min.kind != VALUE_NIL && got->integer < schema->min.integer) {
        snprintf(expected, sizeof expected, "integer of at least %lld", (long long)schema->min.integer);
        return misfit(check->err, place, got, expected);
    }
    if (schema->max.kind != VALUE_NIL && got->integer > schema->max.integer) {
        snprintf(expected, sizeof expected, "integer of at most %lld", (long long)schema->max.integer);
        return misfit(check->err, place, got, expected);
    }
    return true;
}

// Written so that NaN is out of any bounds.
static bool check_number_bounds(struct check *check, const struct schema *schema, const struct place *place,
                                const struct value *got)
{
    char expected[64];
    if (schema->min.kind != VALUE_NIL && !(got->number >= schema->min.number)) {
        snprintf(expected, sizeof expected, "number of at least %g", schema->min.number);
        return misfit(check->err, place, got, expected);
    }
    if (schema->max.kind != VALUE_NIL && !(got->number <= schema->max.number)) {
        snprintf(expected, sizeof expected, "number of at most %g", schema->max.number);
        return misfit(check->err, place, got, expected);
    }
    return true;
}

static bool check_count(struct check *check, const struct schema *schema, const struct place *place, size_t count,
                        const char *unit)
{
    if (schema->min.kind != VALUE_NIL && count < (uint64_t)schema->min.integer)
        return misfit_say(check->err, ERROR_MISFIT, place, "expected at least %lld %s, got %zu",
                          (long long)schema->min.integer, unit, count);
    if (schema->max.kind != VALUE_NIL && count > (uint64_t)schema->max.integer)
        return misfit_say(check->err, ERROR_MISFIT, place, "expected at most %lld %s, got %zu",
                          (long long)schema->max.integer, unit, count);
    return true;
}

// ---- scalars

static bool is_space(char byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

struct bytes schema_trim(struct bytes text)
{
    while (text.size && is_space(text.data[text.size - 1])) text.size--;
    while (text.size && is_space(*text.data)) {
        text.data++;
        text.size--;
    }
    return text;
}

static bool check_pattern(struct check *check, const struct schema *schema, const struct place *place,
                          const struct value *got)
{
    struct pattern_match match;
    struct error reason;
    if (!schema->pattern.data) return true;
    if (pattern_find(got->string, schema->pattern, 0, &check->steps, &match, &reason) == PATTERN_FOUND) return true;
    char expected[256];
    snprintf(expected, sizeof expected, "string that matches \"%s\"", schema->pattern.data);
    return misfit(check->err, place, got, expected);
}

static bool check_string(struct check *check, const struct schema *schema, const struct value *in,
                         const struct place *place, struct value *out)
{
    if (in->kind != VALUE_STRING) return misfit(check->err, place, in, schema->expected);
    *out = *in;
    if (schema->trim) out->string = schema_trim(out->string);
    bool sized = schema->min.kind != VALUE_NIL || schema->max.kind != VALUE_NIL;
    if (sized && !check_count(check, schema, place, utf8_count(out->string), "characters")) return false;
    return check_pattern(check, schema, place, out);
}

static bool check_integer(struct check *check, const struct schema *schema, const struct value *in,
                          const struct place *place, struct value *out)
{
    int64_t integer;
    if (in->kind == VALUE_INTEGER) integer = in->integer;
    else if (in->kind != VALUE_STRING || !literal_integer(in->string, &integer))
        return misfit(check->err, place, in, schema->expected);
    if (integer > EXACT_MAX || integer < -EXACT_MAX)
        return misfit(check->err, place, in, "integer from -2^53 to 2^53");
    *out = value_integer(integer);
    return check_integer_bounds(check, schema, place, out);
}

static bool check_number(struct check *check, const struct schema *schema, const struct value *in,
                         const struct place *place, struct value *out)
{
    double number = 0;
    if (in->kind == VALUE_INTEGER) number = (double)in->integer;
    else if (in->kind == VALUE_FLOAT) number = in->number;
    else if (in->kind != VALUE_STRING || !literal_number(in->string, &number))
        return misfit(check->err, place, in, schema->expected);
    *out = value_float(number);
    return check_number_bounds(check, schema, place, out);
}

static bool check_boolean(struct check *check, const struct schema *schema, const struct value *in,
                          const struct place *place, struct value *out)
{
    bool boolean;
    if (in->kind == VALUE_BOOLEAN) boolean = in->boolean;
    else if (in->kind != VALUE_STRING || !literal_boolean(in->string, &boolean))
        return misfit(check->err, place, in, schema->expected);
    *out = value_boolean(boolean);
    return true;
}

static bool check_enum(struct check *check, const struct schema *schema, const struct value *in,
                       const struct place *place, struct value *out)
{
    *out = *in;
    for (size_t i = 0; in->kind == VALUE_STRING && i < schema->choices_count; i++)
        if (bytes_equal(in->string, schema->choices[i])) return true;
    return misfit(check->err, place, in, schema->expected);
}

// Dates are in the order of their bytes.
static bool check_date(struct check *check, const struct schema *schema, const struct value *in,
                       const struct place *place, struct value *out)
{
    *out = *in;
    if (in->kind != VALUE_STRING || !literal_is_date(in->string))
        return misfit(check->err, place, in, schema->expected);
    char expected[64];
    if (schema->min.kind != VALUE_NIL && bytes_compare(in->string, schema->min.string) < 0) {
        snprintf(expected, sizeof expected, "date from %.10s on", schema->min.string.data);
        return misfit(check->err, place, in, expected);
    }
    if (schema->max.kind != VALUE_NIL && bytes_compare(in->string, schema->max.string) > 0) {
        snprintf(expected, sizeof expected, "date up to %.10s", schema->max.string.data);
        return misfit(check->err, place, in, expected);
    }
    return true;
}

static bool is_text_of(enum schema_kind kind, struct bytes text)
{
    switch (kind) {
    case SCHEMA_DATETIME: return literal_is_datetime(text);
    case SCHEMA_EMAIL: return literal_is_email(text);
    case SCHEMA_URL: return literal_is_url(text);
    default: return literal_is_uuid(text);
    }
}

static bool check_text(struct check *check, const struct schema *schema, const struct value *in,
                       const struct place *place, struct value *out)
{
    *out = *in;
    if (in->kind == VALUE_STRING && schema_is_trimmed(schema)) out->string = schema_trim(in->string);
    if (in->kind == VALUE_STRING && is_text_of(schema->kind, out->string)) return true;
    return misfit(check->err, place, in, schema->expected);
}

// Text is an amount as people write it; an integer is one as it is kept.
static bool check_money(struct check *check, const struct schema *schema, const struct value *in,
                        const struct place *place, struct value *out)
{
    int64_t amount;
    if (in->kind == VALUE_INTEGER) amount = in->integer;
    else if (in->kind != VALUE_STRING || !literal_money(in->string, schema->digits, &amount))
        return misfit(check->err, place, in, schema->expected);
    if (amount > EXACT_MAX || amount < -EXACT_MAX)
        return misfit(check->err, place, in, "amount that is not as large");
    *out = value_integer(amount);
    return check_integer_bounds(check, schema, place, out);
}

// ---- tables

static struct value_table *new_table(struct check *check, struct value *out)
{
    *out = (struct value){.kind = VALUE_TABLE, .table = arena_new(check->arena, sizeof *out->table)};
    *out->table = (struct value_table){0};
    return out->table;
}

static bool check_items(struct check *check, const struct schema *schema, const struct value_table *in,
                        const struct place *place, struct value_table *out)
{
    out->items = arena_new(check->arena, in->items_count * sizeof *out->items);
    out->items_count = in->items_count;
    for (size_t i = 0; i < in->items_count; i++) {
        struct place item = place_index(place, (int64_t)i + 1);
        if (!check_value(check, schema->of, &in->items[i], &item, &out->items[i])) return false;
    }
    return true;
}

// An empty table is a list whatever it came from: the codec cannot tell, see value.h.
static bool check_list(struct check *check, const struct schema *schema, const struct value *in,
                       const struct place *place, struct value *out)
{
    if (in->kind != VALUE_TABLE || in->table->pairs_count) return misfit(check->err, place, in, schema->expected);
    if (!check_count(check, schema, place, in->table->items_count, "items")) return false;
    struct value_table *table = new_table(check, out);
    table->is_list = true;
    return check_items(check, schema, in->table, place, table);
}

static bool check_pairs(struct check *check, const struct schema *schema, const struct value_table *in,
                        const struct place *place, struct value_table *out)
{
    out->pairs = arena_new(check->arena, in->pairs_count * sizeof *out->pairs);
    for (size_t i = 0; i < in->pairs_count; i++) {
        struct value_pair *pair = &out->pairs[out->pairs_count];
        struct place at = place_key(place, &in->pairs[i].key);
        pair->key = in->pairs[i].key;
        if (!check_value(check, schema->of, &in->pairs[i].value, &at, &pair->value)) return false;
        out->pairs_count += pair->value.kind != VALUE_NIL;
    }
    return true;
}

// A JSON array is no map, but a Lua table whose keys happen to be 1, 2, 3 is.
static bool check_map(struct check *check, const struct schema *schema, const struct value *in,
                      const struct place *place, struct value *out)
{
    if (in->kind != VALUE_TABLE || in->table->is_list) return misfit(check->err, place, in, schema->expected);
    size_t count = in->table->items_count + in->table->pairs_count;
    if (!check_count(check, schema, place, count, "entries")) return false;
    struct value_table *table = new_table(check, out);
    return check_items(check, schema, in->table, place, table) && check_pairs(check, schema, in->table, place, table);
}

bool schema_unknown_field(struct error *err, const struct schema *schema, const struct place *field)
{
    struct bytes near = {0};
    if (field->name.data) near = schema_suggest(field->name, schema->names, schema->fields_count);
    if (near.size == 0) return misfit_say(err, ERROR_UNKNOWN, field, "no such field");
    return misfit_say(err, ERROR_UNKNOWN, field, "no such field; did you mean '%.*s'?", (int)near.size, near.data);
}

// Both searches begin at `guess`, where a client that sends its fields in canonical order has what is looked for.
bool schema_find_field(const struct schema *schema, struct bytes name, size_t guess, size_t *number)
{
    size_t count = schema->fields_count;
    for (size_t i = 0; i < count; i++) {
        *number = (guess + i) % count;
        if (bytes_equal(schema->names[*number], name)) return true;
    }
    return false;
}

static const struct value *find_given(const struct value_table *in, struct bytes name, size_t guess)
{
    static const struct value nothing = {.kind = VALUE_NIL};
    for (size_t i = 0; i < in->pairs_count; i++) {
        const struct value_pair *pair = &in->pairs[(guess + i) % in->pairs_count];
        if (bytes_equal(pair->key.string, name)) return &pair->value;
    }
    return &nothing;
}

static bool check_names(struct check *check, const struct schema *schema, const struct value_table *in,
                        const struct place *place)
{
    for (size_t i = 0; i < in->pairs_count; i++) {
        const struct value *key = &in->pairs[i].key;
        struct place field = place_key(place, key);
        size_t number;
        if (key->kind != VALUE_STRING || !schema_find_field(schema, key->string, i, &number))
            return schema_unknown_field(check->err, schema, &field);
    }
    return true;
}

// Room only for what was given or has a default: a list of many empty records must not cost what full ones do.
static bool check_fields(struct check *check, const struct schema *schema, const struct value_table *in,
                         const struct place *place, struct value_table *out)
{
    out->pairs = arena_new(check->arena, (in->pairs_count + schema->defaults_count) * sizeof *out->pairs);
    for (size_t i = 0; i < schema->fields_count; i++) {
        const struct schema_field *field = &schema->fields[i];
        struct place at = place_field(place, field->name);
        struct value value = value_nil();
        if (!check_value(check, field->schema, find_given(in, field->name, i), &at, &value)) return false;
        if (value.kind == VALUE_NIL) continue;
        out->pairs[out->pairs_count++] = (struct value_pair){value_string(field->name), value};
    }
    return true;
}

static bool check_record(struct check *check, const struct schema *schema, const struct value *in,
                         const struct place *place, struct value *out)
{
    bool is_record = in->kind == VALUE_TABLE && !in->table->is_list && in->table->items_count == 0;
    if (!is_record) return misfit(check->err, place, in, schema->expected);
    if (!check_names(check, schema, in->table, place)) return false;
    struct value_table *table = new_table(check, out);
    return check_fields(check, schema, in->table, place, table);
}

// ---- any value

static bool check_missing(struct check *check, const struct schema *schema, const struct value *in,
                          const struct place *place, struct value *out)
{
    *out = schema->fallback;
    if (schema->fallback.kind != VALUE_NIL || schema->optional) return true;
    return misfit(check->err, place, in, schema->expected);
}

// A message that says what did not fit would say the secret.
static bool hide_secret(struct check *check, const struct schema *schema, const struct place *place)
{
    if (!schema->is_secret) return false;
    return misfit_say(check->err, check->err->code, place,
                      "what came does not fit (it is a secret, so it is not shown)");
}

bool check_value(struct check *check, const struct schema *schema, const struct value *in, const struct place *place,
                 struct value *out)
{
    if (in->kind == VALUE_NIL) return check_missing(check, schema, in, place, out);
    switch (schema->kind) {
    case SCHEMA_STRING: return check_string(check, schema, in, place, out) || hide_secret(check, schema, place);
    case SCHEMA_INTEGER: return check_integer(check, schema, in, place, out);
    case SCHEMA_NUMBER: return check_number(check, schema, in, place, out);
    case SCHEMA_BOOLEAN: return check_boolean(check, schema, in, place, out);
    case SCHEMA_ENUM: return check_enum(check, schema, in, place, out);
    case SCHEMA_LIST: return check_list(check, schema, in, place, out);
    case SCHEMA_MAP: return check_map(check, schema, in, place, out);
    case SCHEMA_RECORD: return check_record(check, schema, in, place, out);
    case SCHEMA_DATE: return check_date(check, schema, in, place, out);
    case SCHEMA_DATETIME:
    case SCHEMA_EMAIL:
    case SCHEMA_URL:
    case SCHEMA_UUID: return check_text(check, schema, in, place, out);
    case SCHEMA_MONEY: return check_money(check, schema, in, place, out);
    case SCHEMA_FORM: return form_check(check, schema, in, place, out);
    case SCHEMA_ANY:
    case SCHEMA_KIND_COUNT: break;
    }
    *out = *in;
    return true;
}

bool schema_check(const struct schema *schema, const struct value *in, const char *path, struct arena *arena,
                  struct value *out, struct error *err)
{
    struct check check = {.arena = arena, .err = err, .steps = PATTERN_STEPS_MAX};
    struct place place = place_root(path);
    return check_value(&check, schema, in, &place, out);
}

bool schema_is_record(const struct schema *schema)
{
    return schema->kind == SCHEMA_RECORD || schema->kind == SCHEMA_FORM;
}

bool schema_is_form(const struct schema *schema)
{
    return schema->kind == SCHEMA_FORM;
}

bool schema_part(const struct schema *schema, size_t i, struct schema_part *part)
{
    if (i >= schema->fields_count) return false;
    const struct schema *of = schema->fields[i].schema;
    // What a form leaves out is false, or empty; a record has names of its own.
    bool may_lack = schema->kind == SCHEMA_FORM &&
                    (of->kind == SCHEMA_BOOLEAN || of->kind == SCHEMA_LIST || of->kind == SCHEMA_RECORD);
    *part = (struct schema_part){
        .name = schema->fields[i].name,
        .schema = of,
        .expected = of->expected,
        .is_required = !may_lack && !of->optional && of->fallback.kind == VALUE_NIL,
        .is_scalar = of->kind < SCHEMA_LIST || (of->kind > SCHEMA_RECORD && of->kind < SCHEMA_ANY),
    };
    return true;
}

bool schema_has_field(const struct schema *schema, struct bytes name)
{
    for (size_t i = 0; i < schema->fields_count; i++)
        if (bytes_equal(schema->names[i], name)) return true;
    return false;
}
