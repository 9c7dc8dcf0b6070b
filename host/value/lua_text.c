// See lua_text.h. Writing first, then reading.
#include "value/lua_text.h"

#include "value/utf8.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

// ---- writing

static bool is_letter(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_';
}

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static void put_byte(struct buffer *out, unsigned char byte, bool is_digit_next)
{
    switch (byte) {
    case '\n': buffer_put(out, BYTES("\\n")); return;
    case '\r': buffer_put(out, BYTES("\\r")); return;
    case '\t': buffer_put(out, BYTES("\\t")); return;
    case '"': buffer_put(out, BYTES("\\\"")); return;
    case '\\': buffer_put(out, BYTES("\\\\")); return;
    default: break;
    }
    if (byte >= ' ' && byte < 0x7f) buffer_put_byte(out, (char)byte);
    else buffer_print(out, is_digit_next ? "\\%03u" : "\\%u", byte);
}

void lua_text_put_string(struct buffer *out, struct bytes string)
{
    buffer_put_byte(out, '"');
    for (size_t at = 0, size; at < string.size; at += size) {
        struct bytes rest = {string.data + at, string.size - at};
        size = utf8_size(rest);
        if (size > 1) {
            buffer_put(out, (struct bytes){rest.data, size});
            continue;
        }
        size = 1;
        bool is_digit_next = rest.size > 1 && is_digit(rest.data[1]);
        put_byte(out, (unsigned char)*rest.data, is_digit_next);
    }
    buffer_put_byte(out, '"');
}

static void put_float(struct buffer *out, double number)
{
    char digits[40];
    if (isnan(number) || isinf(number)) {
        buffer_put(out, isnan(number) ? BYTES("0/0") : number < 0 ? BYTES("-1/0") : BYTES("1/0"));
        return;
    }
    for (int precision = 14; precision <= 17; precision++) {
        snprintf(digits, sizeof digits, "%.*g", precision, number);
        if (strtod(digits, NULL) == number) break;
    }
    buffer_put(out, bytes_of(digits));
    if (!strpbrk(digits, ".e")) buffer_put(out, BYTES(".0"));
}

static bool is_name(struct bytes text)
{
    static const char *const words[] = {"and",   "break",  "do",   "else", "elseif", "end",  "false", "for",
                                        "goto",  "if",     "in",   "not",  "local",  "nil",  "or",    "function",
                                        "until", "repeat", "true", "then", "return", "while"};
    for (size_t i = 0; i < text.size; i++) {
        if (!is_letter(text.data[i]) && !(i && is_digit(text.data[i]))) return false;
    }
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (bytes_equal(text, bytes_of(words[i]))) return false;
    return text.size;
}

static void put_key(struct buffer *out, const struct value *key)
{
    if (key->kind == VALUE_STRING && is_name(key->string)) {
        buffer_put(out, key->string);
    } else {
        buffer_put_byte(out, '[');
        lua_text_put(out, key);
        buffer_put_byte(out, ']');
    }
    buffer_put(out, BYTES(" = "));
}

static void put_table(struct buffer *out, const struct value_table *table)
{
    const char *before = "{ ";
    for (size_t i = 0; i < table->items_count; i++, before = ", ") {
        buffer_put(out, bytes_of(before));
        lua_text_put(out, &table->items[i]);
    }
    for (size_t i = 0; i < table->pairs_count; i++, before = ", ") {
        buffer_put(out, bytes_of(before));
        put_key(out, &table->pairs[i].key);
        lua_text_put(out, &table->pairs[i].value);
    }
    buffer_put(out, table->items_count + table->pairs_count ? BYTES(" }") : BYTES("{}"));
}

void lua_text_put(struct buffer *out, const struct value *value)
{
    switch (value->kind) {
    case VALUE_NIL: buffer_put(out, BYTES("nil")); return;
    case VALUE_BOOLEAN: buffer_put(out, value->boolean ? BYTES("true") : BYTES("false")); return;
    case VALUE_INTEGER:
        if (value->integer == INT64_MIN) buffer_put(out, BYTES("math.mininteger"));
        else buffer_put_integer(out, value->integer);
        return;
    case VALUE_FLOAT: put_float(out, value->number); return;
    case VALUE_STRING: lua_text_put_string(out, value->string); return;
    case VALUE_TABLE: put_table(out, value->table); return;
    }
}

// ---- reading

struct reader {
    struct bytes text;
    size_t at;
    size_t depth;
    struct arena *arena;
    struct error *err;
};

static bool read_value(struct reader *reader, struct value *value);

static bool expect(struct reader *reader, const char *what)
{
    return fail(reader->err, ERROR_SYNTAX, "byte %zu: expected %s", reader->at + 1, what);
}

static char peek(const struct reader *reader)
{
    return reader->at < reader->text.size ? reader->text.data[reader->at] : 0;
}

static void skip_space(struct reader *reader)
{
    while (reader->at < reader->text.size && strchr(" \t\r\n", peek(reader)) && peek(reader)) reader->at++;
}

static bool take(struct reader *reader, struct bytes word)
{
    if (reader->text.size - reader->at < word.size) return false;
    if (memcmp(reader->text.data + reader->at, word.data, word.size) != 0) return false;
    reader->at += word.size;
    return true;
}

// \ddd, of up to three digits.
static bool read_code(struct reader *reader, struct buffer *out)
{
    unsigned code = 0;
    size_t end = reader->at + 3;
    while (reader->at < end && is_digit(peek(reader))) {
        code = code * 10 + (unsigned)(peek(reader) - '0');
        reader->at++;
    }
    if (code > 255) return expect(reader, "a byte from \\0 to \\255");
    buffer_put_byte(out, (char)code);
    return true;
}

static bool read_escape(struct reader *reader, struct buffer *out)
{
    static const char letters[] = "nrt\"\\", bytes[] = "\n\r\t\"\\";
    if (is_digit(peek(reader))) return read_code(reader, out);
    const char *letter = peek(reader) ? strchr(letters, peek(reader)) : NULL;
    if (!letter) return expect(reader, "one of \\n \\r \\t \\\" \\\\ or a number behind \\");
    buffer_put_byte(out, bytes[letter - letters]);
    reader->at++;
    return true;
}

static bool read_letters(struct reader *reader, struct buffer *out)
{
    while (peek(reader) != '"') {
        if (reader->at >= reader->text.size || (unsigned char)peek(reader) < ' ') return expect(reader, "a final \"");
        if (!take(reader, BYTES("\\"))) buffer_put_byte(out, reader->text.data[reader->at++]);
        else if (!read_escape(reader, out)) return false;
    }
    reader->at++;
    return true;
}

static bool read_string(struct reader *reader, struct value *value)
{
    struct buffer letters = {0};
    bool ok = read_letters(reader, &letters);
    if (ok) *value = value_string(arena_copy(reader->arena, buffer_bytes(&letters)));
    buffer_destroy(&letters);
    return ok;
}

static bool read_number(struct reader *reader, struct value *value)
{
    char digits[64];
    size_t size = 0;
    bool is_float = false;
    for (char byte; (byte = peek(reader)) && (is_digit(byte) || strchr("+-.e", byte)); reader->at++) {
        if (size + 1 == sizeof digits) return expect(reader, "a number");
        digits[size++] = byte;
        is_float = is_float || byte == '.' || byte == 'e';
    }
    digits[size] = 0;
    char *end;
    errno = 0;
    *value = is_float ? value_float(strtod(digits, &end)) : value_integer(strtoll(digits, &end, 10));
    if (!size || *end || (!is_float && errno)) return expect(reader, "a value");
    return true;
}

static bool read_key(struct reader *reader, struct value *key)
{
    if (take(reader, BYTES("["))) {
        skip_space(reader);
        if (!read_value(reader, key)) return false;
        skip_space(reader);
        if (key->kind != VALUE_STRING && key->kind != VALUE_INTEGER) return expect(reader, "a string or an integer");
        return take(reader, BYTES("]")) || expect(reader, "]");
    }
    size_t begin = reader->at;
    while (is_digit(peek(reader)) || is_letter(peek(reader))) reader->at++;
    *key = value_string(arena_copy(reader->arena, (struct bytes){reader->text.data + begin, reader->at - begin}));
    return reader->at > begin || expect(reader, "a key");
}

// Whether what comes is `name =` or `[key] =`, and not an item.
static bool is_pair(const struct reader *reader)
{
    size_t at = reader->at;
    const struct bytes text = reader->text;
    if (at < text.size && text.data[at] == '[') return true;
    while (at < text.size && (is_digit(text.data[at]) || is_letter(text.data[at]))) at++;
    while (at < text.size && text.data[at] == ' ') at++;
    return at < text.size && text.data[at] == '=';
}

struct content {
    struct buffer items; // struct value
    struct buffer pairs; // struct value_pair
};

static bool read_part(struct reader *reader, struct content *content)
{
    struct value_pair pair;
    if (!is_pair(reader)) {
        if (!read_value(reader, &pair.value)) return false;
        buffer_put(&content->items, (struct bytes){(const char *)&pair.value, sizeof pair.value});
        return true;
    }
    if (!read_key(reader, &pair.key)) return false;
    skip_space(reader);
    if (!take(reader, BYTES("="))) return expect(reader, "=");
    skip_space(reader);
    if (!read_value(reader, &pair.value)) return false;
    buffer_put(&content->pairs, (struct bytes){(const char *)&pair, sizeof pair});
    return true;
}

static bool read_parts(struct reader *reader, struct content *content)
{
    for (;;) {
        skip_space(reader);
        if (take(reader, BYTES("}"))) return true;
        if (!read_part(reader, content)) return false;
        skip_space(reader);
        if (!take(reader, BYTES(",")) && peek(reader) != '}') return expect(reader, ", or }");
    }
}

static bool read_table(struct reader *reader, struct value *value)
{
    struct content content = {0};
    if (++reader->depth > VALUE_WRAPPED_DEPTH_MAX)
        return fail(reader->err, ERROR_TOO_LARGE, "byte %zu: tables lie more than %d deep", reader->at,
                    VALUE_WRAPPED_DEPTH_MAX);
    bool ok = read_parts(reader, &content);
    if (ok) {
        struct value_table *table = arena_new(reader->arena, sizeof *table);
        *table = (struct value_table){
            .items = (struct value *)(void *)arena_copy(reader->arena, buffer_bytes(&content.items)).data,
            .items_count = content.items.size / sizeof(struct value),
            .pairs = (struct value_pair *)(void *)arena_copy(reader->arena, buffer_bytes(&content.pairs)).data,
            .pairs_count = content.pairs.size / sizeof(struct value_pair),
        };
        *value = (struct value){.kind = VALUE_TABLE, .table = table};
    }
    reader->depth--;
    buffer_destroy(&content.items);
    buffer_destroy(&content.pairs);
    return ok;
}

static bool read_value(struct reader *reader, struct value *value)
{
    const struct {
        struct bytes word;
        struct value value;
    } words[] = {
        {BYTES("nil"), value_nil()},
        {BYTES("true"), value_boolean(true)},
        {BYTES("false"), value_boolean(false)},
        {BYTES("0/0"), value_float((double)NAN)},
        {BYTES("1/0"), value_float((double)INFINITY)},
        {BYTES("-1/0"), value_float(-(double)INFINITY)},
        {BYTES("math.mininteger"), value_integer(INT64_MIN)},
    };
    if (take(reader, BYTES("{"))) return read_table(reader, value);
    if (take(reader, BYTES("\""))) return read_string(reader, value);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        *value = words[i].value;
        if (take(reader, words[i].word)) return true;
    }
    return read_number(reader, value);
}

bool lua_text_read(struct bytes text, struct arena *arena, struct value *value, struct error *err)
{
    struct reader reader = {.text = text, .arena = arena, .err = err};
    skip_space(&reader);
    if (!read_value(&reader, value)) return false;
    skip_space(&reader);
    return reader.at == text.size || expect(&reader, "the end");
}
