// A value as Lua text, and back: what a person reads, copies into a spec or keeps in a trace. Exact, unlike JSON: 7
// is not 7.0, a key "1" is not 1, and a string has all its bytes.
//
//     { "a", "b", done = true, [3] = 7.0, ["two words"] = "x\0y" }
//
// The same value always gives the same text.
#pragma once

#include "base/buffer.h"
#include "base/error.h"
#include "value/value.h"

// Appends the value, on one line.
void lua_text_put(struct buffer *out, const struct value *value);

// Appends a string with its quotes.
void lua_text_put_string(struct buffer *out, struct bytes string);

// Exactly one value with white space around it, made in the arena. Understands what lua_text_put writes, and no
// expression of Lua beyond: numbers, strings in double quotes, true, false, nil, tables, and 1/0, -1/0, 0/0 and
// math.mininteger. Fails (SYNTAX) naming the byte; (TOO_LARGE) beyond VALUE_WRAPPED_DEPTH_MAX.
bool lua_text_read(struct bytes text, struct arena *arena, struct value *value, struct error *err);
