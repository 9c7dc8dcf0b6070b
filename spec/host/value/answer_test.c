// Answers: what is put in comes out, and nothing else is taken for one.
#include "value/answer.h"

#include "value/codec.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void put(struct buffer *out, struct bytes value, struct bytes err)
{
    buffer_clear(out);
    answer_put(value, err, out);
}

static void what_is_put_in_comes_out(void **state)
{
    (void)state;
    struct buffer out = {0}, seven = {0};
    struct bytes value, err;
    codec_put_integer(&seven, 700);
    put(&out, buffer_bytes(&seven), (struct bytes){0});
    assert_true(answer_is(buffer_bytes(&out), &value, &err));
    assert_true(bytes_equal(value, buffer_bytes(&seven)));
    assert_null(err.data);
    put(&out, (struct bytes){0}, BYTES("timeout"));
    assert_true(answer_is(buffer_bytes(&out), &value, &err));
    assert_null(value.data);
    assert_int_equal(err.size, 1 + strlen("timeout"));
    put(&out, (struct bytes){"\0", 1}, (struct bytes){0}); // nil, and no error
    assert_true(answer_is(buffer_bytes(&out), &value, &err));
    assert_null(value.data);
    assert_null(err.data);
    buffer_destroy(&out);
    buffer_destroy(&seven);
}

static void it_is_one_canonical_value_as_every_payload(void **state)
{
    (void)state;
    struct buffer out = {0}, again = {0}, part = {0};
    struct arena arena = {0};
    struct value value;
    struct error err;
    codec_put_string(&part, BYTES("there"));
    put(&out, buffer_bytes(&part), BYTES("and an error"));
    assert_true(codec_decode(buffer_bytes(&out), &arena, &value, &err));
    assert_true(codec_encode(&value, &again, &err));
    assert_true(bytes_equal(buffer_bytes(&out), buffer_bytes(&again)));
    buffer_destroy(&out);
    buffer_destroy(&again);
    buffer_destroy(&part);
    arena_destroy(&arena);
}

static void nothing_else_is_taken_for_one(void **state)
{
    (void)state;
    struct bytes value, err;
    const struct bytes others[] = {
        BYTES("\0"),                   // nil
        BYTES("\x41"),                 // 1
        BYTES("\x82hi"),               // "hi"
        {"\x06\0\0", 3},               // {}
        {"\x06\x01\0\x41", 4},         // { 1 }
        {"\x06\0\x01\x81n\x41", 6},    // { n = 1 }
        {"\x06\0\x01\x45\x41", 5},     // { [5] = 1 }
        {"\x06\0\x01\x03\x05\x41", 6}, // { [-3] = 1 }
        {"\x06\0\x01\x03\x01", 5},     // cut short
    };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) assert_false(answer_is(others[i], &value, &err));
}

static void what_a_service_says_is_plain_where_it_can_be(void **state)
{
    (void)state;
    struct buffer out = {0};
    answer_put_said(BYTES("\x41"), (struct bytes){0}, &out); // 1
    assert_true(bytes_equal(buffer_bytes(&out), BYTES("\x41")));
    buffer_clear(&out);
    answer_put_said(BYTES("\0"), BYTES("\0"), &out); // nil, nil
    assert_true(bytes_equal(buffer_bytes(&out), BYTES("\0")));
    buffer_destroy(&out);
}

static void what_a_service_says_keeps_any_error(void **state)
{
    (void)state;
    static const char *const errors[] = {"\x02", "\x45", "\x82no"}; // true, 5, "no"
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
        for (int has_value = 0; has_value < 2; has_value++) {
            struct buffer out = {0};
            struct bytes value, err, given = bytes_of(errors[i]);
            answer_put_said(has_value ? BYTES("\x41") : BYTES("\0"), given, &out);
            assert_true(answer_is(buffer_bytes(&out), &value, &err));
            assert_true(bytes_equal(err, given));
            assert_int_equal(value.size, has_value);
            buffer_destroy(&out);
        }
    }
}

static void a_value_that_looks_like_an_answer_stays_a_value(void **state)
{
    (void)state;
    struct buffer looks = {0}, out = {0};
    struct bytes value, err;
    answer_put(BYTES("\x41"), BYTES("x"), &looks);
    answer_put_said(buffer_bytes(&looks), (struct bytes){0}, &out);
    assert_true(answer_is(buffer_bytes(&out), &value, &err));
    assert_true(bytes_equal(value, buffer_bytes(&looks)));
    assert_null(err.data);
    buffer_destroy(&looks);
    buffer_destroy(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_put_in_comes_out),
        cmocka_unit_test(it_is_one_canonical_value_as_every_payload),
        cmocka_unit_test(nothing_else_is_taken_for_one),
        cmocka_unit_test(what_a_service_says_is_plain_where_it_can_be),
        cmocka_unit_test(what_a_service_says_keeps_any_error),
        cmocka_unit_test(a_value_that_looks_like_an_answer_stays_a_value),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
