// A form's fields and a payload, both JSON, with a line end between them. Whatever a page or an attacker sends, what
// is taken can be encoded, is valid just where nothing is wrong, and comes out the same a second time.
#include "fuzz_target.h"
#include "value/codec.h"
#include "value/form.h"
#include "value/json.h"

#include <assert.h>

static struct arena arena;
static struct buffer out;

static void check_taken(const struct schema *schema, const struct value *in, const struct value *once)
{
    struct value twice, back;
    struct error err;
    const struct value *errors = value_get(once, "errors"), *valid = value_get(once, "valid");
    bool is_reset = value_get(once, "reset") != NULL;
    assert(valid->boolean == (errors->table->pairs_count == 0 && !is_reset));
    buffer_clear(&out);
    assert(codec_encode(once, &out, &err));
    assert(codec_decode(buffer_bytes(&out), &arena, &back, &err) && value_equal(once, &back));
    assert(schema_check(schema, in, "it", &arena, &twice, &err) && value_equal(once, &twice));
}

static void check_payload(const struct schema *schema, struct bytes text)
{
    struct value in, once;
    struct error err = {0};
    if (!json_decode(text, &json_limits_frame, &arena, &in, &err)) return;
    if (schema_check(schema, &in, "it", &arena, &once, &err)) check_taken(schema, &in, &once);
    else assert((err.code == ERROR_MISFIT || err.code == ERROR_UNKNOWN) && memcmp(err.text, "it", 2) == 0);
}

static void check_both(struct bytes fields, struct bytes payload)
{
    struct value_pair pairs[] = {
        {value_string(BYTES("fields")), value_nil()},
        {value_string(BYTES("type")), value_string(BYTES("form"))},
    };
    struct value_table table = {.pairs = pairs, .pairs_count = 2};
    struct value description = {.kind = VALUE_TABLE, .table = &table};
    const struct schema *schema;
    struct error err = {0};
    if (!json_decode(fields, &json_limits_frame, &arena, &pairs[0].value, &err)) return;
    if (schema_build(&description, "it", &arena, &schema, &err)) check_payload(schema, payload);
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
