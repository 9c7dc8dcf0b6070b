// What a value must look like to come in: the types of events, messages and params (api.md 4.4), checked before any
// Lua runs.
//
// A schema is built once, at load time, from the plain description that ls.types gives; checking walks it and the
// value together, coerces what a DOM attribute cannot say (text to number), fills defaults, and names the path of a
// misfit:
//
//     toggle.id: expected integer, got string "1; drop table todos"
#pragma once

#include "base/error.h"
#include "value/value.h"

struct schema;

// From a description, a plain table:
//
//   { type = "string"|"integer"|"number"|"boolean"|"enum"|"list"|"map"|"record"|"date"|"any",
//     optional = true?, default = value?, label = string?,
//     min, max      -- string: length in characters; integer, number: value; list: count
//     trim = true?, pattern = Lua-free subset, see below      (string)
//     values = { "a", "b" }                                   (enum: strings)
//     of = description                                        (list, map)
//     fields = { name = description, ... } }                  (record)
//
// or a shorthand string: "string", "integer?" (optional), ... The arena must outlive the schema (it belongs to the
// app). Fails (MISFIT) naming the path and what was expected, with "did you mean" for a misspelt type or option.
//
// `pattern` is a Lua pattern; `schema_pattern` below matches it, so that value/ needs no Lua. It must be anchored or
// not as Lua's string.find takes it. A pattern that is not valid fails here, at load time.
bool schema_build(const struct value *description, const char *path, struct arena *arena,
                  const struct schema **schema, struct error *err);

// Checks `in` and gives the coerced value in `out` (in `arena`; may share parts of `in`). `path` begins every
// message, e.g. the event's name. A record: an unknown field is refused (UNKNOWN, "did you mean"), a missing one is
// filled from its default, left out when optional, else refused. Coercions, and only these: a string of decimal
// digits with an optional sign to integer ("7", "-7", not "7.5", not " 7", not 2^63); a decimal literal to number;
// "true"/"false"/"on"/"" for a boolean is: "true", "on" -> true, "false", "" -> false; an integral float inside
// int64's exact range (|x| <= 2^53) is not an integer from JSON 7.0? -- it is refused like 7.5. An integer for a
// number becomes a float. Integers beyond +-2^53 are refused for "integer" when they came as JSON numbers or as text:
// a browser cannot hold them exactly. nil (JSON null) counts as missing. Field names: "__proto__" and the like are
// just names.
bool schema_check(const struct schema *schema, const struct value *in, const char *path, struct arena *arena,
                  struct value *out, struct error *err);

// The edit-distance suggestion used in all "did you mean": the nearest of `names` to `name` (at most a third of its
// length away, at least 1), or an empty bytes.
struct bytes schema_suggest(struct bytes name, const struct bytes *names, size_t names_count);
