// A session's models as bytes (vm_write_model), read and written: for those who show them.
#pragma once

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "value/value.h"

struct models {
    struct value view;
    struct value serial;     // of the youngest component; nil where there never was one
    struct value components; // by their numbers, of the form { id =, model =, owner =, parent = }; nil for none
};

bool models_read(struct bytes bytes, struct arena *arena, struct models *models, struct error *err);

// Appends them. Fails (MISFIT) where a component is not of its form.
bool models_write(const struct models *models, struct buffer *out, struct error *err);

// The view's model and the components in one table, for whoever shows them; the model alone where there are none.
struct value models_table(const struct models *models, struct arena *arena);

// Appends the first `count_max` differences between two models, a line each, without a final line feed, and "..."
// where there are more. Nothing where they are the same.
void models_put_difference(struct bytes before, struct bytes after, size_t count_max, struct buffer *out);
