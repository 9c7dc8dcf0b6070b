// What a person made of a form, as plain data: where an event's type is t.form, no misfit refuses the event. The
// payload is what the browser would post, texts by the names of inputs (form_name.h), and beside them what the client
// says of the form; what comes out is, whatever was typed,
//
//     { valid = boolean,
//       values = { title = "x", age = 7, user = { name = "y" }, rows = { { title = "z" } } },
//       errors = { age = "is not a whole number", ["rows[5][title]"] = "can't be blank" },   -- by names of inputs
//       used = { title = true, ... },           -- the same: those that a person has been at
//       of = 123,                               -- which form: schema's `number`
//       keys = { rows = { "5" } }?,             -- of each list of records: what names its rows, in order
//       changed = { "rows", 1, "title" }?,      -- the field that the event is about, as a path into values
//       submitter = { name =, value = }?,       -- the button that was pressed, where it has a name
//       reset = true? }                         -- the person emptied it: values are as of a blank one
//
// A value is converted where it fits, and else the text as it was typed. What is not there at all is false for a
// boolean, empty for a list, the default for what has one; and a required field that is empty "can't be blank".
//
// The client says: "ls:unused" (a list of names; where it is absent all are used), "ls:changed" (a name),
// "ls:submitter" (a list of name and value), "ls:reset". Others that begin with "ls:" are passed over.
//
// Rows of a list of records are named by keys, `rows[5][title]`. Which rows there are, and in which order, say inputs
// `rows[ls:row]`, each with a key as its value; rows that only come with a field stand behind these. What a button
// asks of a list may be said any number of times: `rows[ls:add]` = "6" (a row, blank, at the end), `rows[ls:drop]` =
// "5", `rows[ls:before]` = "6 5" (6 stands right before 5 now).
#pragma once

#include "value/schema.h"

struct check;
struct place;

enum { FORM_ROWS_MAX = 256, FORM_ROWS_TOTAL_MAX = 1024 }; // of one list, of all

// As schema_check for a schema that is a form. Fails (UNKNOWN, "did you mean") for a name that is not declared, and
// (MISFIT) for what no page sends: a value that is not text, a name or a key that is none, too many rows.
bool form_check(struct check *check, const struct schema *schema, const struct value *in, const struct place *place,
                struct value *out);

// The field of a form that an input's name means, in `part`; false where there is none. Row keys may be anything.
bool form_part(const struct schema *schema, struct bytes name, struct schema_part *part);
