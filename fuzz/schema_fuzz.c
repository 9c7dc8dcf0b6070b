// A description and a value, both JSON, with a line end between them. What fits is taken again as it came out, and
// can always be encoded; what does not fit is refused with a reason.
#include "fuzz_target.h"
#include "value/codec.h"
#include "value/json.h"
#include "value/schema.h"

#include <assert.h>

static struct arena arena;
static struct buffer out;

static void check_accepted(const struct schema *schema, const struct value *once)
{
    struct value twice;
    struct error err;
    buffer_clear(&out);
    assert(codec_encode(once, &out, &err));
    if (schema_is_form(schema)) return; // what comes out is no payload: form_fuzz.c
    assert(schema_check(schema, once, "it", &arena, &twice, &err));
    assert(value_equal(once, &twice));
}

static void check_value(const struct schema *schema, struct bytes text)
{
    struct value in;
    struct value once;
    struct error err = {0};
    if (!json_decode(text, &json_limits_frame, &arena, &in, &err)) return;
    if (schema_check(schema, &in, "it", &arena, &once, &err)) check_accepted(schema, &once);
    else assert((err.code == ERROR_MISFIT || err.code == ERROR_UNKNOWN) && memcmp(err.text, "it", 2) == 0);
}

static void check_both(struct bytes description, struct bytes text)
{
    struct value value;
    const struct schema *schema;
    struct error err = {0};
    if (!json_decode(description, &json_limits_frame, &arena, &value, &err)) return;
    if (schema_build(&value, "it", &arena, &schema, &err)) check_value(schema, text);
    else assert((err.code == ERROR_MISFIT || err.code == ERROR_TOO_LARGE) && memcmp(err.text, "it", 2) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes first;
    struct bytes second;
    arena_reset(&arena);
    if (fuzz_split(data, size, &first, &second)) check_both(first, second);
    return 0;
}

void fuzz_leave(void)
{
    arena_destroy(&arena);
    buffer_destroy(&out);
}
