// What a schema is inside: for schema_build.c, which makes it, and schema.c and form.c, which read it.
#pragma once

#include "value/misfit.h"
#include "value/schema.h"

#define SCHEMA_KINDS(X)                                                                                              \
    X(STRING, "string")                                                                                              \
    X(INTEGER, "integer")                                                                                            \
    X(NUMBER, "number")                                                                                              \
    X(BOOLEAN, "boolean")                                                                                            \
    X(ENUM, "enum")                                                                                                  \
    X(LIST, "list")                                                                                                  \
    X(MAP, "map")                                                                                                    \
    X(RECORD, "record")                                                                                              \
    X(DATE, "date")                                                                                                  \
    X(DATETIME, "datetime")                                                                                          \
    X(EMAIL, "email")                                                                                                \
    X(URL, "url")                                                                                                    \
    X(UUID, "uuid")                                                                                                  \
    X(MONEY, "money")                                                                                                \
    X(ANY, "any")                                                                                                    \
    X(FORM, "form")

enum schema_kind {
#define X(name, text) SCHEMA_##name,
    SCHEMA_KINDS(X)
#undef X
        SCHEMA_KIND_COUNT
};

struct schema_field {
    struct bytes name;
    const struct schema *schema;
};

struct schema {
    enum schema_kind kind;
    const char *expected; // how a misfit's message calls it
    bool optional;
    struct value fallback; // the default, checked; nil where there is none
    struct value min;      // nil where there is none; else an integer, a float for a number, a string for a date
    struct value max;
    struct bytes message; // what a form says of any misfit; NULL data where the rule itself says it

    bool is_secret;       // string: what is in it is shown to nobody
    bool has_secrets;     // it, or something in it
    bool trim;            // string
    struct bytes pattern; // NULL data where there is none

    const struct bytes *choices; // enum
    size_t choices_count;

    unsigned digits; // money: behind the point

    const struct schema *of; // list, map

    int64_t number; // form: what its values say they are of

    const struct schema_field *fields; // record, form: in byte order of their names
    const struct bytes *names;         // the same names again, for suggestions
    size_t fields_count;
    size_t defaults_count; // of the fields
};

enum { PATTERN_STEPS_MAX = 100000 }; // of one check

struct check {
    struct arena *arena;
    struct error *err;
    size_t steps; // what all patterns together may still spend: one list may hold thousands of strings
};

// schema_check of one value among others.
bool check_value(struct check *check, const struct schema *schema, const struct value *in, const struct place *place,
                 struct value *out);

// The number of the field of this name; false where there is none. The search begins at `guess`.
bool schema_find_field(const struct schema *schema, struct bytes name, size_t guess, size_t *number);

// UNKNOWN, "no such field", with what was probably meant.
bool schema_unknown_field(struct error *err, const struct schema *schema, const struct place *field);

// Whether values of the kind are one piece of text in a page, without white space around it.
static inline bool schema_is_trimmed(const struct schema *schema)
{
    return schema->trim || schema->kind == SCHEMA_EMAIL || schema->kind == SCHEMA_URL || schema->kind == SCHEMA_UUID;
}

// Without ASCII white space at both ends.
struct bytes schema_trim(struct bytes text);
