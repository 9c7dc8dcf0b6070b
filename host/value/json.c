// See json.h. The text is copied into the arena once and its strings are unescaped in place, since no escape is
// shorter than what it stands for. The copy ends in a zero, which is valid nowhere, so the parser needs no other
// guard against running over the end. Values of an array or object gather on a stack until their number is known.
#include "value/json.h"

#include "base/mem.h"
#include "value/quote.h"
#include "value/utf8.h"

#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

const struct json_limits json_limits_frame = {.size_max = 64 * 1024, .depth_max = 32, .values_max = 16384};

enum {
    DEPTH_MAX = 512, // what the C stack is sure to hold
    STACK_FIRST = 64,
    FEW_PAIRS = 8, // so few keys are compared each with each
};

struct parser {
    char *start;
    char *at;
    char *end; // a zero is there
    size_t depth;
    size_t values_count;
    const struct json_limits *limits;
    struct arena *arena;
    struct error *err;
    struct value *stack; // `stack_first`, or owned when it grew
    size_t stack_count;
    size_t stack_capacity;
    struct value stack_first[STACK_FIRST];
};

static bool parse_value(struct parser *parser, struct value *value);

// ---- errors

static bool syntax(struct parser *parser, const char *expected)
{
    size_t offset = (size_t)(parser->at - parser->start);
    unsigned char byte = (unsigned char)*parser->at;
    if (parser->at == parser->end)
        return fail(parser->err, ERROR_SYNTAX, "byte %zu: expected %s, got the end", offset, expected);
    if (byte < 0x20 || byte >= 0x7f)
        return fail(parser->err, ERROR_SYNTAX, "byte %zu: expected %s, got 0x%02x", offset, expected, byte);
    return fail(parser->err, ERROR_SYNTAX, "byte %zu: expected %s, got '%c'", offset, expected, byte);
}

// ---- the stack

static void stack_grow(struct parser *parser)
{
    size_t size = parser->stack_capacity * sizeof *parser->stack;
    bool owned = parser->stack != parser->stack_first;
    struct value *stack = mem_resize(owned ? parser->stack : NULL, 2 * size);
    if (!owned) memcpy(stack, parser->stack_first, size);
    parser->stack = stack;
    parser->stack_capacity *= 2;
}

static void stack_push(struct parser *parser, struct value value)
{
    if (parser->stack_count == parser->stack_capacity) stack_grow(parser);
    parser->stack[parser->stack_count++] = value;
}

// Takes everything above `base` off the stack, into the arena.
static void *stack_take(struct parser *parser, size_t base)
{
    size_t size = (parser->stack_count - base) * sizeof *parser->stack;
    void *taken = arena_new(parser->arena, size);
    memcpy(taken, parser->stack + base, size);
    parser->stack_count = base;
    return taken;
}

// ---- small tokens

static void skip_space(struct parser *parser)
{
    while (*parser->at == ' ' || *parser->at == '\n' || *parser->at == '\r' || *parser->at == '\t') parser->at++;
}

static bool accept(struct parser *parser, char byte)
{
    if (*parser->at != byte) return false;
    parser->at++;
    return true;
}

static bool parse_word(struct parser *parser, struct bytes word, struct value meaning, struct value *value)
{
    if ((size_t)(parser->end - parser->at) < word.size || memcmp(parser->at, word.data, word.size) != 0)
        return syntax(parser, "a value");
    parser->at += word.size;
    *value = meaning;
    return true;
}

// ---- numbers

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

// At least one digit. Where they fit, *magnitude is what they say; else *fits becomes false.
static bool parse_digits(struct parser *parser, uint64_t *magnitude, bool *fits)
{
    if (!is_digit(*parser->at)) return syntax(parser, "a digit");
    for (; is_digit(*parser->at); parser->at++) {
        unsigned digit = (unsigned)(*parser->at - '0');
        if (*magnitude > (UINT64_MAX - digit) / 10) *fits = false;
        *magnitude = *magnitude * 10 + digit;
    }
    return true;
}

static bool parse_fraction(struct parser *parser, bool *is_float)
{
    uint64_t ignored = 0;
    if (accept(parser, '.')) {
        *is_float = true;
        if (!parse_digits(parser, &ignored, &(bool){0})) return false;
    }
    if (accept(parser, 'e') || accept(parser, 'E')) {
        *is_float = true;
        if (!accept(parser, '+')) accept(parser, '-');
        return parse_digits(parser, &ignored, &(bool){0});
    }
    return true;
}

// The literal is checked already, and followed by something that is no part of a number. The host stays in the C
// locale, so the decimal point is a point.
static bool parse_float(struct parser *parser, char *literal, struct value *value)
{
    *value = value_float(strtod(literal, NULL));
    if (isfinite(value->number)) return true;
    parser->at = literal;
    return syntax(parser, "a number that a float can hold");
}

static bool parse_number(struct parser *parser, struct value *value)
{
    char *literal = parser->at;
    bool negative = accept(parser, '-');
    bool fits = true;
    bool is_float = false;
    uint64_t magnitude = 0;
    if (*parser->at == '0') parser->at++; // and no digit after it: the caller expects a comma or an end
    else if (!parse_digits(parser, &magnitude, &fits)) return false;
    if (!parse_fraction(parser, &is_float)) return false;
    if (is_float || !fits || magnitude > (uint64_t)INT64_MAX + negative) return parse_float(parser, literal, value);
    *value = value_integer((int64_t)(negative ? 0 - magnitude : magnitude));
    return true;
}

// ---- strings

static int hex_digit(char byte)
{
    if (is_digit(byte)) return byte - '0';
    if (byte >= 'a' && byte <= 'f') return byte - 'a' + 10;
    return byte >= 'A' && byte <= 'F' ? byte - 'A' + 10 : -1;
}

static bool parse_hex(struct parser *parser, uint32_t *code)
{
    *code = 0;
    for (int i = 0; i < 4; i++, parser->at++) {
        int digit = hex_digit(*parser->at);
        if (digit < 0) return syntax(parser, "a hexadecimal digit");
        *code = *code << 4 | (uint32_t)digit;
    }
    return true;
}

// After \u.
static bool parse_code(struct parser *parser, uint32_t *code)
{
    if (!parse_hex(parser, code)) return false;
    if (*code < 0xd800 || *code > 0xdfff) return true;
    uint32_t low = 0;
    if (*code > 0xdbff || !accept(parser, '\\') || !accept(parser, 'u'))
        return syntax(parser, "both halves of a surrogate pair");
    if (!parse_hex(parser, &low)) return false;
    if (low < 0xdc00 || low > 0xdfff) return syntax(parser, "both halves of a surrogate pair");
    *code = 0x10000 + ((*code - 0xd800) << 10) + (low - 0xdc00);
    return true;
}

// After the backslash.
static bool parse_escape(struct parser *parser, char **out)
{
    static const char names[] = "\"\\/bfnrt";
    static const char meanings[] = "\"\\/\b\f\n\r\t";
    uint32_t code;
    if (accept(parser, 'u')) {
        if (!parse_code(parser, &code)) return false;
        *out += utf8_put(*out, code);
        return true;
    }
    const char *name = memchr(names, *parser->at, sizeof names - 1);
    if (!name) return syntax(parser, "an escape");
    *(*out)++ = meanings[name - names];
    parser->at++;
    return true;
}

static bool parse_multibyte(struct parser *parser, char **out)
{
    size_t size = utf8_size((struct bytes){parser->at, (size_t)(parser->end - parser->at)});
    if (size == 0) return syntax(parser, "UTF-8");
    memmove(*out, parser->at, size);
    *out += size;
    parser->at += size;
    return true;
}

static bool is_plain(char byte)
{
    return (unsigned char)byte >= 0x20 && (unsigned char)byte < 0x80 && byte != '"' && byte != '\\';
}

// The part of a string from its first character on that is not plain.
static bool parse_string_rest(struct parser *parser, char **out)
{
    while (*parser->at != '"') {
        bool ok = true;
        if (is_plain(*parser->at)) *(*out)++ = *parser->at++;
        else if (accept(parser, '\\')) ok = parse_escape(parser, out);
        else if ((unsigned char)*parser->at >= 0x80) ok = parse_multibyte(parser, out);
        else ok = syntax(parser, "a character or '\"'");
        if (!ok) return false;
    }
    return true;
}

static bool parse_string(struct parser *parser, struct value *value)
{
    char *begin = ++parser->at;
    while (is_plain(*parser->at)) parser->at++;
    char *out = parser->at;
    if (!parse_string_rest(parser, &out)) return false;
    parser->at++;
    *value = value_string((struct bytes){begin, (size_t)(out - begin)});
    return true;
}

// ---- arrays and objects

static struct value new_table(struct parser *parser, struct value_table table)
{
    struct value value = {.kind = VALUE_TABLE, .table = arena_new(parser->arena, sizeof table)};
    *value.table = table;
    return value;
}

static bool enter(struct parser *parser)
{
    parser->at++;
    if (++parser->depth > parser->limits->depth_max)
        return fail(parser->err, ERROR_TOO_LARGE, "byte %zu: more than %zu arrays and objects in each other",
                    (size_t)(parser->at - parser->start) - 1, parser->limits->depth_max);
    skip_space(parser);
    return true;
}

static bool push_value(struct parser *parser)
{
    struct value value;
    skip_space(parser);
    if (!parse_value(parser, &value)) return false;
    stack_push(parser, value);
    skip_space(parser);
    return true;
}

static bool push_pair(struct parser *parser)
{
    struct value key;
    skip_space(parser);
    if (*parser->at != '"') return syntax(parser, "a key");
    if (!parse_string(parser, &key)) return false;
    stack_push(parser, key);
    skip_space(parser);
    return accept(parser, ':') ? push_value(parser) : syntax(parser, "':'");
}

static bool parse_array(struct parser *parser, struct value *value)
{
    size_t base = parser->stack_count;
    if (!enter(parser)) return false;
    if (*parser->at != ']') do {
            if (!push_value(parser)) return false;
        } while (accept(parser, ','));
    if (!accept(parser, ']')) return syntax(parser, "',' or ']'");
    parser->depth--;
    size_t count = parser->stack_count - base;
    *value = new_table(
        parser, (struct value_table){.items = stack_take(parser, base), .items_count = count, .is_list = true});
    return true;
}

// `key` is the later of the two, and lies in the text.
static bool duplicate(struct parser *parser, struct bytes key)
{
    struct quote quote;
    return fail(parser->err, ERROR_SYNTAX, "byte %zu: key %s appears twice", (size_t)(key.data - parser->start),
                quote_string(&quote, key));
}

static int compare_keys(const void *a, const void *b)
{
    return bytes_compare(*(const struct bytes *)a, *(const struct bytes *)b);
}

static bool check_many_keys(struct parser *parser, const struct value_pair *pairs, size_t count)
{
    struct bytes *keys = mem_new(count * sizeof *keys);
    for (size_t i = 0; i < count; i++) keys[i] = pairs[i].key.string;
    qsort(keys, count, sizeof *keys, compare_keys);
    bool ok = true;
    for (size_t i = 1; ok && i < count; i++)
        if (bytes_equal(keys[i - 1], keys[i]))
            ok = duplicate(parser, keys[i - 1].data > keys[i].data ? keys[i - 1] : keys[i]);
    mem_free(keys);
    return ok;
}

static bool check_keys(struct parser *parser, const struct value_pair *pairs, size_t count)
{
    if (count > FEW_PAIRS) return check_many_keys(parser, pairs, count);
    for (size_t i = 1; i < count; i++)
        for (size_t j = 0; j < i; j++)
            if (bytes_equal(pairs[i].key.string, pairs[j].key.string)) return duplicate(parser, pairs[i].key.string);
    return true;
}

static bool parse_object(struct parser *parser, struct value *value)
{
    static_assert(sizeof(struct value_pair) == 2 * sizeof(struct value), "a pair is two values of the stack");
    size_t base = parser->stack_count;
    if (!enter(parser)) return false;
    if (*parser->at != '}') do {
            if (!push_pair(parser)) return false;
        } while (accept(parser, ','));
    if (!accept(parser, '}')) return syntax(parser, "',' or '}'");
    parser->depth--;
    size_t count = (parser->stack_count - base) / 2;
    struct value_pair *pairs = stack_take(parser, base);
    *value = new_table(parser, (struct value_table){.pairs = pairs, .pairs_count = count});
    return check_keys(parser, pairs, count);
}

// ---- values

static bool parse_value(struct parser *parser, struct value *value)
{
    if (++parser->values_count > parser->limits->values_max)
        return fail(parser->err, ERROR_TOO_LARGE, "byte %zu: more than %zu values",
                    (size_t)(parser->at - parser->start), parser->limits->values_max);
    switch (*parser->at) {
    case '"': return parse_string(parser, value);
    case '{': return parse_object(parser, value);
    case '[': return parse_array(parser, value);
    case 't': return parse_word(parser, BYTES("true"), value_boolean(true), value);
    case 'f': return parse_word(parser, BYTES("false"), value_boolean(false), value);
    case 'n': return parse_word(parser, BYTES("null"), value_nil(), value);
    default: break;
    }
    if (*parser->at != '-' && !is_digit(*parser->at)) return syntax(parser, "a value");
    return parse_number(parser, value);
}

static bool parse_text(struct parser *parser, struct value *value)
{
    skip_space(parser);
    if (!parse_value(parser, value)) return false;
    skip_space(parser);
    return parser->at == parser->end ? true : syntax(parser, "the end");
}

bool json_decode(struct bytes text, const struct json_limits *limits, struct arena *arena, struct value *value,
                 struct error *err)
{
    assert(limits->depth_max <= DEPTH_MAX);
    if (text.size > limits->size_max)
        return fail(err, ERROR_TOO_LARGE, "%zu bytes, where %zu are the most", text.size, limits->size_max);
    struct parser parser;
    parser.start = parser.at = (char *)arena_copy(arena, text).data; // ours, as it was made just now
    parser.end = parser.start + text.size;
    parser.depth = parser.values_count = 0;
    parser.limits = limits;
    parser.arena = arena;
    parser.err = err;
    parser.stack = parser.stack_first; // which is not worth clearing for every event
    parser.stack_count = 0;
    parser.stack_capacity = STACK_FIRST;
    bool ok = parse_text(&parser, value);
    if (parser.stack != parser.stack_first) mem_free(parser.stack);
    return ok;
}
