// Saying where a value does not fit, and how:
//
//     toggle.id: expected integer, got string "1; drop table todos"
//
// The place is a chain of steps on the C stack, from the innermost out, so that a value that fits costs no text.
#pragma once

#include "base/error.h"
#include "value/value.h"

struct place {
    const struct place *outer; // NULL for the first, whose name is written as it is
    struct bytes name;         // of a field or a key; NULL data for an item
    int64_t index;             // of an item, or an integer key
};

static inline struct place place_root(const char *path)
{
    return (struct place){.name = bytes_of(path)};
}

static inline struct place place_field(const struct place *outer, struct bytes name)
{
    return (struct place){.outer = outer, .name = name};
}

static inline struct place place_index(const struct place *outer, int64_t index)
{
    return (struct place){.outer = outer, .index = index};
}

// The place under a key: a field for a string, an index for an integer.
struct place place_key(const struct place *outer, const struct value *key);

// `PLACE: ` and the formatted text. Fills `err` and returns false, like fail.
bool misfit_say(struct error *err, enum error_code code, const struct place *place, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

// MISFIT, `PLACE: expected EXPECTED, got string "x"`; or, where `got` is nil, `PLACE: missing (expected EXPECTED)`.
bool misfit(struct error *err, const struct place *place, const struct value *got, const char *expected);
