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

// A date, a T (or a space) and HH:MM or HH:MM:SS, as <input type=datetime-local> has it.
bool literal_is_datetime(struct bytes text);

// One e-mail address by HTML's own rule; what is not ASCII counts as a letter.
bool literal_is_email(struct bytes text);

// http:// or https:// and a host, without white space.
bool literal_is_url(struct bytes text);

// 123e4567-e89b-12d3-a456-426614174000, in small or capital letters.
bool literal_is_uuid(struct bytes text);

// An amount with up to `digits` digits behind a point or comma, as an integer of the smallest unit: "12.5" with 2
// digits is 1250. Digits are not grouped.
bool literal_money(struct bytes text, unsigned digits, int64_t *amount);
