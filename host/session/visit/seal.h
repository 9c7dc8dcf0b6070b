// A seal: bytes that the host gives away and gets back as they were. Whoever has them can neither read nor change
// them (XChaCha20-Poly1305, as URL-safe base64), and they are good for one use, and for a time.
#pragma once

#include "base/buffer.h"
#include "base/error.h"

#include <stdint.h>

// What for: one never stands for another.
enum seal_use { SEAL_SESSION, SEAL_CHANGE, SEAL_FLASH };

// Bytes that `size` of them are when sealed.
size_t seal_size(size_t size);

void seal_put(struct buffer *out, enum seal_use use, int64_t now_s, struct bytes plain, const unsigned char key[32]);

// Appends what was sealed, and says how long ago. Fails (FORBIDDEN) for anything that seal_put did not make with this
// key for this use, and for what is older than `good_s`.
bool seal_open(struct bytes text, enum seal_use use, int64_t now_s, int64_t good_s, const unsigned char key[32],
               struct buffer *plain, int64_t *age_s, struct error *err);
