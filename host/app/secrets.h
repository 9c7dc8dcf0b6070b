// What a session has been told in fields that are declared as secret (t.string { secret = true }): so that it can be
// left out wherever a person, a file or a log would see it. Kept in memory only, and only where something is shown:
// in development, and for the one event that fails.
#pragma once

#include "base/arena.h"
#include "base/buffer.h"
#include "value/schema.h"

#define SECRETS_MASK "\u2022\u2022\u2022"

// Adds what the secret fields of a value of this schema hold.
void secrets_learn(struct buffer *secrets, const struct schema *schema, const struct value *value);

// The text without them. From SECRETS_SIZE_WITHIN bytes on a secret is found inside of other text, too.
enum { SECRETS_SIZE_WITHIN = 4 };
struct bytes secrets_mask_text(const struct buffer *secrets, struct arena *arena, struct bytes text);

// The value with every text in it masked; what has none of them is shared.
struct value secrets_mask(const struct buffer *secrets, struct arena *arena, const struct value *value);
