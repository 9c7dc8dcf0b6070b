// Comparing bytes.
#include "base/bytes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static int sign(int number)
{
    return (number > 0) - (number < 0);
}

static void orders_like_memcmp_and_shorter_first(void **state)
{
    (void)state;
    static const struct bytes ordered[] = {{NULL, 0}, {"\0", 1}, {"\0a", 2},  {"a", 1},        {"a\0", 2},
                                           {"ab", 2}, {"b", 1},  {"\x7f", 1}, {"\xc3\xa9", 2}, {"\xff", 1}};
    enum { COUNT = sizeof ordered / sizeof *ordered };
    for (int i = 0; i < COUNT; i++) {
        for (int k = 0; k < COUNT; k++) {
            assert_int_equal(sign(bytes_compare(ordered[i], ordered[k])), sign(i - k));
            assert_int_equal(bytes_equal(ordered[i], ordered[k]), i == k);
        }
    }
}

static void a_literal_has_no_final_zero(void **state)
{
    (void)state;
    assert_int_equal(BYTES("abc").size, 3);
    assert_int_equal(BYTES("a\0c").size, 3);
    assert_true(bytes_equal(BYTES("abc"), bytes_of("abc")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(orders_like_memcmp_and_shorter_first),
        cmocka_unit_test(a_literal_has_no_final_zero),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
