// The one kind of data: what a model, an event, a message, a command and a schema are made of.
//
// A value is nil, a boolean, an integer, a float, a string (any bytes) or a table. Integers and floats are
// different (7 is not 7.0), as in Lua 5.4. A table has items (keys 1..n) and pairs (string or integer keys).
// Values live in an arena and borrow nothing from outside it, unless a function says so.
#pragma once

#include "base/arena.h"
#include "base/bytes.h"

#include <stdint.h>

// How deep a table may lie in tables where a value crosses a border; and what the host says of it then lies around
// it: a list of commands, an answer, who is present.
enum { VALUE_DEPTH_MAX = 32, VALUE_WRAPPED_DEPTH_MAX = VALUE_DEPTH_MAX + 8 };

enum value_kind { VALUE_NIL, VALUE_BOOLEAN, VALUE_INTEGER, VALUE_FLOAT, VALUE_STRING, VALUE_TABLE };

struct value;
struct value_pair;

struct value_table {
    struct value *items; // values of the keys 1..items_count
    size_t items_count;
    struct value_pair *pairs; // the other keys; in canonical order once the codec or schema made them
    size_t pairs_count;
    bool is_list; // came from a JSON array (an empty table cannot tell otherwise); not part of the codec
};

struct value {
    enum value_kind kind;
    union {
        bool boolean;
        int64_t integer;
        double number; // of VALUE_FLOAT
        struct bytes string;
        struct value_table *table;
    };
};

struct value_pair {
    struct value key; // VALUE_STRING, or VALUE_INTEGER outside 1..items_count
    struct value value;
};

static inline struct value value_nil(void)
{
    return (struct value){.kind = VALUE_NIL};
}

static inline struct value value_boolean(bool boolean)
{
    return (struct value){.kind = VALUE_BOOLEAN, .boolean = boolean};
}

static inline struct value value_integer(int64_t integer)
{
    return (struct value){.kind = VALUE_INTEGER, .integer = integer};
}

static inline struct value value_float(double number)
{
    return (struct value){.kind = VALUE_FLOAT, .number = number};
}

static inline struct value value_string(struct bytes string)
{
    return (struct value){.kind = VALUE_STRING, .string = string};
}

// The value under a string key of a table; NULL where `table` is no table or has no such key.
const struct value *value_get(const struct value *table, const char *key);

// The string under a key; `fallback` where there is none or it is not a string.
struct bytes value_get_string(const struct value *table, const char *key, struct bytes fallback);

// "nil", "boolean", "integer", "float", "string", "list" (a table with items or from a JSON array) or "table".
const char *value_kind_name(const struct value *value);

// Deep equality: same kinds, same content, as the codec sees it. The order of pairs does not matter, nor whether a
// nil is written down or left out; NaN equals NaN, and 0.0 is not -0.0. Linear where the pairs of both are in the
// same order.
bool value_equal(const struct value *a, const struct value *b);

// The canonical order of keys: integers ascending, then strings in byte order. Sign as in memcmp.
int value_key_compare(const struct value *a, const struct value *b);

// A deep copy that lives in `arena` and shares nothing.
struct value value_copy(struct arena *arena, const struct value *value);
