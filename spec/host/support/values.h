// Values for specs, written as JSON, in an arena that lives as long as the program: give `leave` to
// cmocka_run_group_tests.
#pragma once

#include "value/json.h"
#include "value/value.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h> // after ours: its macro fail() would hide base/error.h's

static struct arena arena;
static struct error err;

static inline int leave(void **state)
{
    (void)state;
    arena_destroy(&arena);
    return 0;
}

static inline struct value read_bytes(struct bytes text)
{
    struct value value;
    if (!json_decode(text, &json_limits_frame, &arena, &value, &err))
        fail_msg("%.*s: %s", (int)text.size, text.data, err.text);
    return value;
}

static inline struct value read(const char *text)
{
    return read_bytes(bytes_of(text));
}
