// UTF-8, strictly: no overlong forms, no surrogates, nothing above U+10FFFF.
#pragma once

#include "base/bytes.h"

#include <stdint.h>

enum { UTF8_SIZE_MAX = 4 };

// How many bytes the character at the front of `bytes` takes; 0 where they are not UTF-8 or there are none.
size_t utf8_size(struct bytes bytes);

// Writes the character and returns how many bytes it took. `code` is no surrogate and at most 0x10ffff.
size_t utf8_put(char out[UTF8_SIZE_MAX], uint32_t code);

// How many characters there are; a byte that belongs to none counts as one.
size_t utf8_count(struct bytes bytes);
