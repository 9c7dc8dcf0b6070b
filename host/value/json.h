// Strict JSON (RFC 8259) for the border with the browser. Own code, because none of the packaged libraries keeps
// integers exact, bounds depth and size, and refuses bad UTF-8 at once.
//
// Reading: an integer literal that fits int64 is an integer; one that does not, and every literal with a fraction or
// exponent, is a float, and one that overflows a float (1e400) is refused; -0 is the integer 0. Strings must be valid
// UTF-8 (overlong forms, surrogates and values above U+10FFFF refused); a lone \ud800 escape is refused; \u0000 is
// kept. A key that appears twice in one object is refused. null is nil. Objects become pairs in source order, arrays
// items with is_list set (nil items keep their place).
//
// Reading is json.c, writing is json_write.c.
#pragma once

#include "base/buffer.h"
#include "base/error.h"
#include "value/value.h"

struct json_limits {
    size_t size_max;   // bytes of the whole text
    size_t depth_max;  // of nested arrays and objects; not above 512
    size_t values_max; // values in all
};

// 64 KiB, depth 32, 16,384 values: what a browser may send, see docs/protocol.md.
extern const struct json_limits json_limits_frame;

// Exactly one value with optional white space around it. Errors: ERROR_SYNTAX with the byte offset and what was
// expected; ERROR_TOO_LARGE naming the limit, found as soon as it is passed and not after the whole text was read.
bool json_decode(struct bytes text, const struct json_limits *limits, struct arena *arena, struct value *value,
                 struct error *err);

// A string literal with its quotes. Bytes that are not valid UTF-8 become U+FFFD, so that a text frame is always
// valid. Control characters, quotes, backslashes, U+2028/2029, "</" (as "<\/") and "<!" (as "\u003c!") are escaped,
// so the text may also stand in a script block.
void json_put_string(struct buffer *out, struct bytes string);

// The shortest decimal that reads back as the same float; a float with an integral value keeps no ".0" (except -0.0)
// and NaN or infinity is written as null. Integers are written by buffer_put_integer.
void json_put_float(struct buffer *out, double number);

// A whole value. A table with pairs is an object (integer keys as decimal strings, items as "1", "2", ...), one
// without is an array; an empty table is [] where is_list is set, {} otherwise. A table with both 1 and "1" for keys
// gives an object with a key that appears twice: keep such a table away from JSON.
void json_encode(const struct value *value, struct buffer *out);
