// What text means as a value: what a DOM attribute or an input can say, which is text alone. Each gives false where
// the text is nothing of the kind; nothing is trimmed, guessed or rounded.
#pragma once

#include "base/bytes.h"

#include <stdint.h>

enum { LITERAL_SIZE_MAX = 128 }; // of a number; longer text is none

// Decimal digits with an optional sign: "7", "-7", "+7", "007"; not "7.5", not " 7", not 2^63.
bool literal_integer(struct bytes text, int64_t *integer);

// A decimal with an optional sign, fraction and exponent: "7", "-7.5", ".5", "1e3"; not "5.", "0x10", "inf", "1e400".
bool literal_number(struct bytes text, double *number);

// "true" and "on" (a checkbox) are true; "false" and "" are false.
bool literal_boolean(struct bytes text, bool *boolean);

// YYYY-MM-DD, a day that there is in the Gregorian calendar, from year 1 on.
bool literal_is_date(struct bytes text);
