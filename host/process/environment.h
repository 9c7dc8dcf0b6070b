// What who started this process has left in its environment: numbers, each to be read once.
#pragma once

#include <stdint.h>
#include <stdlib.h>

// 0 where it is not there, or no number.
static inline uint64_t environment_number(const char *name)
{
    const char *text = getenv(name);
    char *end;
    uint64_t number = text ? strtoull(text, &end, 10) : 0;
    return text && *text && !*end ? number : 0;
}

// What this process starts itself does not find them.
static inline void environment_forget(const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) unsetenv(names[i]);
}
