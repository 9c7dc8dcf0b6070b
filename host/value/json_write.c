// The writing half of json.h.
#include "value/json.h"

#include "value/utf8.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

// ---- strings

static const char hex_digits[] = "0123456789abcdef";

// Whether an ASCII character stands as it is, wherever it comes.
static bool is_plain(unsigned char byte)
{
    return byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\' && byte != '<';
}

static void put_escape(struct buffer *out, unsigned char byte)
{
    static const char names[] = "\"\\bfnrt";
    static const char meanings[] = "\"\\\b\f\n\r\t";
    const char *meaning = memchr(meanings, byte, sizeof meanings - 1);
    if (meaning) {
        buffer_put(out, (struct bytes){(char[]){'\\', names[meaning - meanings]}, 2});
        return;
    }
    buffer_put(out, BYTES("\\u00"));
    buffer_put_byte(out, hex_digits[byte >> 4]);
    buffer_put_byte(out, hex_digits[byte & 15]);
}

// "</" would end a script block and "<!--" would keep it from ending.
static void put_less_than(struct buffer *out, struct bytes rest)
{
    char next = rest.size > 1 ? rest.data[1] : 0;
    if (next == '/') buffer_put(out, BYTES("<\\"));
    else if (next == '!') buffer_put(out, BYTES("\\u003c"));
    else buffer_put_byte(out, '<');
}

// Returns how many bytes of `rest` were written.
static size_t put_multibyte(struct buffer *out, struct bytes rest)
{
    size_t size = utf8_size(rest);
    if (size == 0) {
        buffer_put(out, BYTES("\xef\xbf\xbd"));
        return 1;
    }
    bool is_separator =
        size == 3 && (memcmp(rest.data, "\xe2\x80\xa8", 3) == 0 || memcmp(rest.data, "\xe2\x80\xa9", 3) == 0);
    if (is_separator) buffer_put(out, rest.data[2] & 1 ? BYTES("\\u2029") : BYTES("\\u2028"));
    else buffer_put(out, (struct bytes){rest.data, size});
    return size;
}

// The front of `rest` that needs a look; returns how many bytes of it were written.
static size_t put_special(struct buffer *out, struct bytes rest)
{
    unsigned char byte = (unsigned char)*rest.data;
    if (byte >= 0x80) return put_multibyte(out, rest);
    if (byte == '<') put_less_than(out, rest);
    else put_escape(out, byte);
    return 1;
}

void json_put_string(struct buffer *out, struct bytes string)
{
    const char *end = string.data + string.size;
    const char *at = string.data;
    buffer_reserve(out, string.size + 2);
    buffer_put_byte(out, '"');
    while (at < end) {
        const char *plain = at;
        while (at < end && is_plain((unsigned char)*at)) at++;
        buffer_put(out, (struct bytes){plain, (size_t)(at - plain)});
        if (at < end) at += put_special(out, (struct bytes){at, (size_t)(end - at)});
    }
    buffer_put_byte(out, '"');
}

// ---- numbers

enum { FLOAT_TEXT_SIZE = 32 };

// With the fewest digits that read back as the same. What 15 digits can say they say best; only below DBL_MIN, where
// a float has fewer than that, may fewer do.
static void print_shortest(char text[FLOAT_TEXT_SIZE], double number)
{
    for (int digits = fabs(number) < DBL_MIN ? 1 : 15; digits <= 17; digits++) {
        snprintf(text, FLOAT_TEXT_SIZE, "%.*g", digits, number);
        if (strtod(text, NULL) == number) return;
    }
}

// 1e-07 is 1e-7, and 1e+20 is 1e20.
static void shorten_exponent(char *text)
{
    char *from = strchr(text, 'e');
    if (!from) return;
    char *to = ++from;
    if (*from == '-') *to++ = *from++;
    else if (*from == '+') from++;
    while (*from == '0') from++;
    memmove(to, from, strlen(from) + 1);
}

void json_put_float(struct buffer *out, double number)
{
    char text[FLOAT_TEXT_SIZE];
    if (!isfinite(number)) {
        buffer_put(out, BYTES("null"));
        return;
    }
    print_shortest(text, number);
    shorten_exponent(text);
    buffer_put(out, bytes_of(text));
    if (number == 0 && signbit(number)) buffer_put(out, BYTES(".0")); // "-0" would be read as the integer 0
}

// ---- tables

static void put_key(const struct value *key, struct buffer *out)
{
    if (key->kind == VALUE_STRING) {
        json_put_string(out, key->string);
    } else {
        buffer_put_byte(out, '"');
        buffer_put_integer(out, key->integer);
        buffer_put_byte(out, '"');
    }
    buffer_put_byte(out, ':');
}

static void put_pair(const struct value *key, const struct value *value, bool first, struct buffer *out)
{
    if (!first) buffer_put_byte(out, ',');
    put_key(key, out);
    json_encode(value, out);
}

static void put_object(const struct value_table *table, struct buffer *out)
{
    bool first = true;
    buffer_put_byte(out, '{');
    for (size_t i = 0; i < table->items_count; i++, first = false) {
        struct value key = value_integer((int64_t)i + 1);
        put_pair(&key, &table->items[i], first, out);
    }
    for (size_t i = 0; i < table->pairs_count; i++, first = false)
        put_pair(&table->pairs[i].key, &table->pairs[i].value, first, out);
    buffer_put_byte(out, '}');
}

static void put_array(const struct value_table *table, struct buffer *out)
{
    buffer_put_byte(out, '[');
    for (size_t i = 0; i < table->items_count; i++) {
        if (i) buffer_put_byte(out, ',');
        json_encode(&table->items[i], out);
    }
    buffer_put_byte(out, ']');
}

static void put_table(const struct value_table *table, struct buffer *out)
{
    bool is_array = table->pairs_count == 0 && (table->items_count || table->is_list);
    if (is_array) put_array(table, out);
    else put_object(table, out);
}

void json_encode(const struct value *value, struct buffer *out)
{
    switch (value->kind) {
    case VALUE_NIL: buffer_put(out, BYTES("null")); break;
    case VALUE_BOOLEAN: buffer_put(out, value->boolean ? BYTES("true") : BYTES("false")); break;
    case VALUE_INTEGER: buffer_put_integer(out, value->integer); break;
    case VALUE_FLOAT: json_put_float(out, value->number); break;
    case VALUE_STRING: json_put_string(out, value->string); break;
    case VALUE_TABLE: put_table(value->table, out); break;
    }
}
