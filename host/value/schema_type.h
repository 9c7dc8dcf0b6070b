// What a schema is inside: for schema_build.c, which makes it, and schema.c, which reads it.
#pragma once

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
    X(ANY, "any")

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
    struct value min;      // nil where there is none; else an integer, or a float for a number
    struct value max;

    bool trim;            // string
    struct bytes pattern; // NULL data where there is none

    const struct bytes *choices; // enum
    size_t choices_count;

    const struct schema *of; // list, map

    const struct schema_field *fields; // record: in byte order of their names
    const struct bytes *names;         // the same names again, for suggestions
    size_t fields_count;
    size_t defaults_count; // of the fields
};
