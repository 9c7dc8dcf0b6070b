// See misfit.h. This is where untrusted names and values enter a message, so each of them goes through quote.h,
// except a name that looks like an identifier.
#include "value/misfit.h"

#include "base/buffer.h"
#include "value/json.h"
#include "value/quote.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

// ---- places

struct place place_key(const struct place *outer, const struct value *key)
{
    return key->kind == VALUE_STRING ? place_field(outer, key->string) : place_index(outer, key->integer);
}

static bool is_identifier(struct bytes name)
{
    if (name.size == 0 || name.size > QUOTE_CHARACTERS_MAX) return false;
    for (size_t i = 0; i < name.size; i++) {
        char byte = name.data[i];
        bool letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_';
        bool digit = byte >= '0' && byte <= '9';
        if (!letter && !(digit && i > 0)) return false;
    }
    return true;
}

static void put_step(const struct place *place, struct buffer *out)
{
    struct quote quote;
    if (!place->name.data) {
        buffer_print(out, "[%lld]", (long long)place->index);
    } else if (is_identifier(place->name)) {
        buffer_put_byte(out, '.');
        buffer_put(out, place->name);
    } else {
        buffer_print(out, "[%s]", quote_string(&quote, place->name));
    }
}

static void put_place(const struct place *place, struct buffer *out)
{
    if (!place->outer) {
        buffer_put(out, place->name);
        return;
    }
    put_place(place->outer, out);
    put_step(place, out);
}

bool misfit_say(struct error *err, enum error_code code, const struct place *place, const char *format, ...)
{
    struct buffer path = {0};
    char text[ERROR_TEXT_MAX];
    va_list list;
    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    put_place(place, &path);
    fail(err, code, "%.*s: %s", (int)path.size, path.size ? path.data : "", text);
    buffer_destroy(&path);
    return false;
}

// ---- values

// A float looks like one: 7.0, where JSON would say 7.
static void put_float(double number, struct buffer *out)
{
    if (!isfinite(number)) {
        buffer_print(out, "%g", number);
        return;
    }
    size_t begin = out->size;
    json_put_float(out, number);
    size_t size = out->size - begin;
    bool integral = !memchr(out->data + begin, '.', size) && !memchr(out->data + begin, 'e', size);
    if (integral) buffer_put(out, BYTES(".0"));
}

static void put_got(const struct value *got, struct buffer *out)
{
    struct quote quote;
    buffer_put(out, bytes_of(value_kind_name(got)));
    switch (got->kind) {
    case VALUE_BOOLEAN: buffer_print(out, " %s", got->boolean ? "true" : "false"); break;
    case VALUE_INTEGER: buffer_print(out, " %lld", (long long)got->integer); break;
    case VALUE_FLOAT:
        buffer_put_byte(out, ' ');
        put_float(got->number, out);
        break;
    case VALUE_STRING: buffer_print(out, " %s", quote_string(&quote, got->string)); break;
    case VALUE_NIL:
    case VALUE_TABLE: break;
    }
}

bool misfit(struct error *err, const struct place *place, const struct value *got, const char *expected)
{
    if (got->kind == VALUE_NIL) return misfit_say(err, ERROR_MISFIT, place, "missing (expected %s)", expected);
    struct buffer text = {0};
    put_got(got, &text);
    misfit_say(err, ERROR_MISFIT, place, "expected %s, got %.*s", expected, (int)text.size, text.data);
    buffer_destroy(&text);
    return false;
}
