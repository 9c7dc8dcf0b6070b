// See form_problem.h. It runs only for what did not fit, so it finds out anew what that was.
#include "value/form_problem.h"

#include "value/literal.h"
#include "value/schema_type.h"
#include "value/utf8.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

__attribute__((format(printf, 2, 3))) static struct bytes say(struct arena *arena, const char *format, ...)
{
    char text[128];
    va_list list;
    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    return arena_copy(arena, bytes_of(text));
}

static struct bytes about_text(const struct schema *schema, struct bytes text, struct arena *arena)
{
    size_t count = utf8_count(schema->trim ? schema_trim(text) : text);
    int64_t min = schema->min.kind == VALUE_NIL ? 0 : schema->min.integer;
    int64_t max = schema->max.kind == VALUE_NIL ? INT64_MAX : schema->max.integer;
    if (count < (uint64_t)min)
        return say(arena, "is too short (%lld character%s at least)", (long long)min, min == 1 ? "" : "s");
    if (count > (uint64_t)max)
        return say(arena, "is too long (%lld character%s at most)", (long long)max, max == 1 ? "" : "s");
    return BYTES("does not have the right form");
}

static void put_number(const struct schema *schema, const struct value *bound, char *out, size_t size)
{
    double amount = (double)bound->integer;
    if (bound->kind == VALUE_FLOAT) snprintf(out, size, "%g", bound->number);
    else if (schema->kind == SCHEMA_MONEY)
        snprintf(out, size, "%.*f", (int)schema->digits, amount / pow(10, schema->digits));
    else snprintf(out, size, "%lld", (long long)bound->integer);
}

// What is a number is out of bounds; `not_one` is said of all else.
static struct bytes about_number(const struct schema *schema, double number, bool is_one, const char *not_one,
                                 struct arena *arena)
{
    char bound[48];
    const struct value *min = &schema->min;
    const struct value *max = &schema->max;
    double least = min->kind == VALUE_FLOAT ? min->number : min->kind == VALUE_NIL ? -INFINITY : (double)min->integer;
    if (!is_one) return bytes_of(not_one);
    put_number(schema, number < least ? min : max, bound, sizeof bound);
    if (number < least) return say(arena, "must be at least %s", bound);
    return max->kind == VALUE_NIL ? BYTES("is too large") : say(arena, "must be at most %s", bound);
}

static struct bytes about_date(const struct schema *schema, const struct value *given, struct arena *arena)
{
    if (given->kind != VALUE_STRING || !literal_is_date(given->string)) return BYTES("is not a date");
    if (schema->min.kind != VALUE_NIL && bytes_compare(given->string, schema->min.string) < 0)
        return say(arena, "must not be before %.10s", schema->min.string.data);
    return say(arena, "must not be after %.10s", schema->max.string.data);
}

static struct bytes about_integer(const struct schema *schema, const struct value *given, struct arena *arena)
{
    int64_t integer = given->kind == VALUE_INTEGER ? given->integer : 0;
    bool is_one =
        given->kind == VALUE_INTEGER || (given->kind == VALUE_STRING && literal_integer(given->string, &integer));
    return about_number(schema, (double)integer, is_one, "is not a whole number", arena);
}

static struct bytes about_float(const struct schema *schema, const struct value *given, struct arena *arena)
{
    double number = given->kind == VALUE_FLOAT     ? given->number
                    : given->kind == VALUE_INTEGER ? (double)given->integer
                                                   : 0;
    bool is_one = given->kind == VALUE_FLOAT || given->kind == VALUE_INTEGER ||
                  (given->kind == VALUE_STRING && literal_number(given->string, &number));
    return about_number(schema, number, is_one, "is not a number", arena);
}

static struct bytes about_money(const struct schema *schema, const struct value *given, struct arena *arena)
{
    int64_t amount = given->kind == VALUE_INTEGER ? given->integer : 0;
    bool is_one = given->kind == VALUE_INTEGER ||
                  (given->kind == VALUE_STRING && literal_money(given->string, schema->digits, &amount));
    return about_number(schema, (double)amount, is_one, "is not an amount of money", arena);
}

struct bytes form_problem(const struct schema *schema, const struct value *given, struct arena *arena)
{
    if (schema->message.data) return schema->message;
    switch (schema->kind) {
    case SCHEMA_STRING:
        return given->kind == VALUE_STRING ? about_text(schema, given->string, arena) : BYTES("is not text");
    case SCHEMA_INTEGER: return about_integer(schema, given, arena);
    case SCHEMA_NUMBER: return about_float(schema, given, arena);
    case SCHEMA_MONEY: return about_money(schema, given, arena);
    case SCHEMA_DATE: return about_date(schema, given, arena);
    case SCHEMA_DATETIME: return BYTES("is not a date with a time");
    case SCHEMA_EMAIL: return BYTES("is not an e-mail address");
    case SCHEMA_URL: return BYTES("is not a web address (https://…)");
    case SCHEMA_UUID: return BYTES("is not a UUID");
    case SCHEMA_BOOLEAN: return BYTES("is neither yes nor no");
    default: return BYTES("is not one of the choices");
    }
}

struct bytes form_problem_blank(const struct schema *schema)
{
    return schema->message.data ? schema->message : BYTES(FORM_BLANK);
}

struct bytes form_problem_count(const struct schema *schema, size_t count, struct arena *arena)
{
    bool is_few = schema->min.kind != VALUE_NIL && count < (uint64_t)schema->min.integer;
    if (schema->message.data) return schema->message;
    if (is_few && count == 0 && schema->min.integer == 1) return BYTES(FORM_BLANK);
    if (is_few) return say(arena, "needs at least %lld", (long long)schema->min.integer);
    return say(arena, "takes at most %lld", (long long)schema->max.integer);
}
