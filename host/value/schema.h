// What a value must look like to come in: the types of events, messages and params (docs/guide.md), checked before
// any Lua runs.
//
// A schema is built once, at load time, from the plain description that ls.types gives; checking walks it and the
// value together, coerces what a DOM attribute cannot say (text to number), fills defaults, and names the path of a
// misfit:
//
//     toggle.id: expected integer, got string "1; drop table todos"
#pragma once

#include "base/error.h"
#include "value/suggest.h"
#include "value/value.h"

struct schema;

// From a description, a plain table:
//
//   { type = "string"|"integer"|"number"|"boolean"|"enum"|"list"|"map"|"record"|"date"|"datetime"|"email"|"url"|
//            "uuid"|"money"|"any"|"form",
//     optional = true?, default = value?, label = string?, message = string?,
//     min, max      -- string: length in characters; integer, number, money, date: value; list, map: count
//     trim = true?, pattern = string?                         (string; a Lua pattern, see pattern.h)
//     secret = true?                                          (string: what is in it is named in no message)
//     values = { "a", "b" }                                   (enum: strings)
//     digits = 0 to 4                                         (money: behind the point; 2)
//     of = description                                        (list, map)
//     number = integer                                        (form: which it is)
//     fields = { name = description, ... } }                  (record, form)
//
// or a shorthand string: "string", "integer?" (optional), ... The schema lives in `arena` (the app's) and borrows
// nothing from the description. Fails (MISFIT) naming the path and what was expected, with "did you mean" for a
// misspelt type or option; also for a pattern that is not valid, a default that does not fit and a min above the max.
bool schema_build(const struct value *description, const char *path, struct arena *arena,
                  const struct schema **schema, struct error *err);

// Checks `in` and gives the coerced value in `out`, made in `arena` and sharing strings with `in` and the schema.
// `path` begins every message, e.g. the event's name.
//
// nil (JSON null) is the same as missing: the default takes its place, an optional one is left out (in a list it
// stays nil), and else it is refused. An unknown field of a record is refused (UNKNOWN, "did you mean"), all else is
// MISFIT. A name like "__proto__" is just a name.
//
// These are accepted, and nothing else:
//
//   string    a string, trimmed of ASCII white space where the schema says so
//   integer   an integer or its digits ("7", "-7"; not 7.0, "7.5", " 7"), from -2^53 to 2^53: a browser holds no more
//   number    a float, an integer, or a decimal literal ("7", "-7.5", "1e3"); becomes a float
//   boolean   a boolean, "true" or "on" (true), "false" or "" (false)
//   enum      one of its strings
//   date      a string YYYY-MM-DD that is a day in the calendar; stays a string
//   datetime  a string YYYY-MM-DDTHH:MM or with :SS; stays a string
//   email     a string, trimmed, that HTML would take as one e-mail address; stays one
//   url       a string, trimmed: an absolute http or https address; stays one
//   uuid      a string, trimmed: 8-4-4-4-12 hexadecimal digits; stays one
//   money     an integer, or an amount as text ("12.50", "12,5"); becomes an integer of the smallest unit (1250)
//   list      a table without pairs (so an empty one always); its is_list is set
//   map       a table that is no JSON array; integer keys are kept
//   record    a table without items that is no JSON array; comes out in canonical order
//   any       whatever it is, as it is
//   form      an object of texts by the names of inputs; becomes what form.h says, and only unknown names are refused
//
// literal.h has what text is accepted. A string whose pattern takes too many steps is a misfit;
// 100,000 steps are for all strings of one check together.
bool schema_check(const struct schema *schema, const struct value *in, const char *path, struct arena *arena,
                  struct value *out, struct error *err);

// Whether it has named fields: a record or a form.
bool schema_is_record(const struct schema *schema);

bool schema_is_form(const struct schema *schema);

// A field of a record, for those who look before there is a value.
struct schema_part {
    struct bytes name;
    const struct schema *schema;
    const char *expected; // "integer"
    bool is_required;     // neither optional nor with a default
    bool is_scalar;       // neither a list nor a map, a record or anything
};

// The field number `i`, in byte order of the names; false where there are not as many, or it is no record.
bool schema_part(const struct schema *schema, size_t i, struct schema_part *part);

// Whether a record has a field of this name.
bool schema_has_field(const struct schema *schema, struct bytes name);

// Meets what the secret fields of a value have, which was checked against the schema.
void schema_each_secret(const struct schema *schema, const struct value *value,
                        void (*meet)(void *self, struct bytes text), void *self);

// suggest_nearest, under the name that loaders of apps know.
static inline struct bytes schema_suggest(struct bytes name, const struct bytes *names, size_t names_count)
{
    return suggest_nearest(name, names, names_count);
}
