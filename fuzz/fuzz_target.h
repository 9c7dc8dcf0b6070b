// What a fuzz target offers: libFuzzer's entry, and a way to give its memory back at the end.
#pragma once

#include "base/bytes.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

void fuzz_leave(void);

// An input of two parts, with a line end between them. False where there is none.
static inline bool fuzz_split(const uint8_t *data, size_t size, struct bytes *first, struct bytes *second)
{
    const char *text = (const char *)data;
    const char *end = size ? memchr(text, '\n', size) : NULL;
    if (!end) return false;
    *first = (struct bytes){text, (size_t)(end - text)};
    *second = (struct bytes){end + 1, size - first->size - 1};
    return true;
}
