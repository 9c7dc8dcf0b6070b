// Bytes that grow, and the small things that are written into them.
#include "base/buffer.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static void holds_what_was_put_in(void **state)
{
    (void)state;
    struct buffer buffer = {0};
    for (int i = 0; i < 10000; i++) {
        if (i % 2) buffer_put_byte(&buffer, (char)i);
        else buffer_put(&buffer, (struct bytes){(const char[]){(char)i}, 1});
    }
    assert_int_equal(buffer.size, 10000);
    for (int i = 0; i < 10000; i++) assert_int_equal(buffer.data[i], (char)i);
    char *data = buffer.data;
    buffer_clear(&buffer);
    buffer_put(&buffer, BYTES("x"));
    assert_ptr_equal(buffer.data, data); // clearing keeps the memory
    buffer_destroy(&buffer);
    assert_null(buffer.data);
}

static void takes_no_more_memory_than_it_is_told_to(void **state)
{
    (void)state;
    struct buffer buffer = {0};
    buffer_put(&buffer, BYTES("twelve bytes"));
    assert_true(buffer.capacity > 12);
    buffer_shrink(&buffer);
    assert_int_equal(buffer.capacity, 12);
    assert_true(bytes_equal(buffer_bytes(&buffer), BYTES("twelve bytes")));
    buffer_put(&buffer, BYTES(" and more"));
    assert_true(bytes_equal(buffer_bytes(&buffer), BYTES("twelve bytes and more")));
    buffer_set_exactly(&buffer, BYTES("five."));
    assert_int_equal(buffer.capacity, 5);
    char *data = buffer.data;
    buffer_set_exactly(&buffer, BYTES("FIVE!"));
    assert_ptr_equal(buffer.data, data); // as much as before
    assert_true(bytes_equal(buffer_bytes(&buffer), BYTES("FIVE!")));
    buffer_set_exactly(&buffer, (struct bytes){NULL, 0});
    assert_null(buffer.data);
    buffer_shrink(&buffer);
    assert_null(buffer.data);
}

static void takes_nothing_for_nothing(void **state)
{
    (void)state;
    struct buffer buffer = {0};
    buffer_put(&buffer, (struct bytes){NULL, 0});
    buffer_print(&buffer, "%s", "");
    assert_int_equal(buffer.size, 0);
    buffer_destroy(&buffer);
}

static void writes_every_integer(void **state)
{
    (void)state;
    static const int64_t cases[] = {
        0, 1, -1, 9, 10, -10, 99, 100, INT64_MAX, INT64_MIN, INT64_MIN + 1, 1234567890123};
    struct buffer buffer = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char expected[32];
        snprintf(expected, sizeof expected, "%" PRId64, cases[i]);
        buffer_clear(&buffer);
        buffer_put_integer(&buffer, cases[i]);
        assert_true(bytes_equal(buffer_bytes(&buffer), bytes_of(expected)));
    }
    buffer_destroy(&buffer);
}

static void prints_long_and_short_texts_behind_what_is_there(void **state)
{
    (void)state;
    struct buffer buffer = {0};
    buffer_print(&buffer, "%d-%s", 7, "a");
    buffer_print(&buffer, "%0500d", 1);
    assert_int_equal(buffer.size, 503);
    assert_memory_equal(buffer.data, "7-a000", 6);
    assert_int_equal(buffer.data[502], '1');
    buffer_destroy(&buffer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(holds_what_was_put_in),
        cmocka_unit_test(takes_no_more_memory_than_it_is_told_to),
        cmocka_unit_test(takes_nothing_for_nothing),
        cmocka_unit_test(writes_every_integer),
        cmocka_unit_test(prints_long_and_short_texts_behind_what_is_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
