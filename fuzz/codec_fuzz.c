// Any bytes as an encoded value. What is taken is canonical: writing it gives the very bytes. And it is never more in
// memory than its bytes can pay for.
#include "fuzz_target.h"
#include "value/codec.h"

#include <assert.h>

enum { MEMORY_PER_BYTE = 128, MEMORY_FIXED = 1024 };

static struct arena arena;
static struct buffer out;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes in = {(const char *)data, size};
    struct value value;
    struct error err = {0};
    arena_reset(&arena);
    bool ok = codec_decode(in, &arena, &value, &err);
    assert(arena.total <= size * MEMORY_PER_BYTE + MEMORY_FIXED);
    if (ok) {
        buffer_clear(&out);
        assert(codec_encode(&value, &out, &err));
        assert(bytes_equal(buffer_bytes(&out), in));
        struct value copy = value_copy(&arena, &value);
        assert(value_equal(&value, &copy));
    } else {
        assert(err.code == ERROR_SYNTAX || err.code == ERROR_TOO_LARGE);
    }
    return 0;
}

void fuzz_leave(void)
{
    arena_destroy(&arena);
    buffer_destroy(&out);
}
