// The names of inputs, which say where in a form's values theirs stands: a field, and then steps in brackets.
//
//     title    user[name]    rows[5][title]    tags[]
#pragma once

#include "base/bytes.h"

#include <stdbool.h>

enum { FORM_KEY_MAX = 32 }; // bytes of what names a row

struct form_name {
    struct bytes rest; // what is behind the step
    struct bytes step; // data NULL behind the last
};

// Stands on the field; false where the text is no name: empty, or with brackets that do not pair.
bool form_name_begin(struct form_name *name, struct bytes text);

// On to the next step. Its data is NULL when there is none.
void form_name_next(struct form_name *name);

// Whether a step may name a row: 1 to FORM_KEY_MAX letters and digits of ASCII, - and _.
bool form_name_is_key(struct bytes step);

// Names that begin so are the client's own, and steps that do are what it asks for.
static inline bool form_name_is_reserved(struct bytes text)
{
    return text.size >= 3 && memcmp(text.data, "ls:", 3) == 0;
}
