// What is wrong with what a person entered, in words for that person. They follow the name of a field: "Title is too
// long (80 characters at most)".
#pragma once

#include "base/arena.h"

struct schema;
struct value;

#define FORM_BLANK "can't be blank"

// Why `given` does not fit, in the schema's own words where it has some; made in the arena.
struct bytes form_problem(const struct schema *schema, const struct value *given, struct arena *arena);

// A required field that is empty.
struct bytes form_problem_blank(const struct schema *schema);

// A list of as many that is not within its bounds.
struct bytes form_problem_count(const struct schema *schema, size_t count, struct arena *arena);
