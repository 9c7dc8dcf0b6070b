// What a fuzz target offers: libFuzzer's entry, and a way to give its memory back at the end.
#pragma once

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

void fuzz_leave(void);
