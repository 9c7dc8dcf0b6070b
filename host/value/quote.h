// Foreign text inside a message of ours: in quotes, on one line, and not longer than a person wants to read.
#pragma once

#include "base/bytes.h"

enum { QUOTE_CHARACTERS_MAX = 40 };

struct quote {
    char text[QUOTE_CHARACTERS_MAX * 8 + 8];
};

// `"it"` with its quotes and a final zero, in `quote`: quotes and backslashes behind a backslash, control characters
// and bytes that are not UTF-8 as \n or \x1b, and an ellipsis where more than QUOTE_CHARACTERS_MAX were cut to that.
const char *quote_string(struct quote *quote, struct bytes string);
