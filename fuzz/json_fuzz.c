// Any bytes as JSON. What is taken is written, and what was written reads as the same again.
#include "fuzz_target.h"
#include "value/codec.h"
#include "value/json.h"

#include <assert.h>

static struct arena arena;
static struct buffer once, twice;

// An escape may be longer than what it stands for, so the limit of bytes is wider for what we wrote.
static const struct json_limits wide = {.size_max = 1 << 20, .depth_max = 512, .values_max = 1 << 20};

static void check_written(const struct value *value)
{
    struct value back;
    struct error err;
    buffer_clear(&once);
    buffer_clear(&twice);
    json_encode(value, &once);
    assert(json_decode(buffer_bytes(&once), &wide, &arena, &back, &err));
    json_encode(&back, &twice);
    assert(bytes_equal(buffer_bytes(&once), buffer_bytes(&twice)));
}

static void check_codec(const struct value *value)
{
    struct value back;
    struct error err;
    buffer_clear(&once);
    assert(codec_encode(value, &once, &err));
    assert(codec_decode(buffer_bytes(&once), &arena, &back, &err));
    assert(value_equal(value, &back));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct value value;
    struct error err = {0};
    arena_reset(&arena);
    if (json_decode((struct bytes){(const char *)data, size}, &json_limits_frame, &arena, &value, &err)) {
        check_written(&value);
        check_codec(&value);
    } else {
        assert(err.code == ERROR_SYNTAX || err.code == ERROR_TOO_LARGE);
    }
    return 0;
}

void fuzz_leave(void)
{
    arena_destroy(&arena);
    buffer_destroy(&once);
    buffer_destroy(&twice);
}
