// keyset.h: rows are found by their hash, those of the same hash one after the other.
#include "tree/keyset.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void has_room_for_twice_as_many(void **state)
{
    (void)state;
    static const uint32_t counts[] = {0, 1, 8, 9, 16, 17, 1000, 1 << 20};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        uint32_t capacity = keyset_capacity(counts[i]);
        assert_int_equal(capacity & (capacity - 1), 0);
        assert_true(capacity >= 2 * counts[i]);
        assert_true(capacity <= 16 || capacity < 4 * counts[i]);
    }
}

static void finds_all_rows_of_a_hash_and_then_a_free_place(void **state)
{
    (void)state;
    struct keyset_entry entries[16] = {0};
    static const uint32_t hashes[] = {15, 31, 15, 7, 15, 0}; // 31 falls in the place of 15, and 0 behind both
    for (uint32_t row = 0; row < 6; row++) keyset_put(entries, 16, hashes[row], row);
    static const uint32_t wanted[] = {0, 2, 4};
    uint32_t at = 15;
    for (size_t i = 0; i < 3; i++) {
        at = keyset_seek(entries, 16, 15, at);
        assert_int_equal(entries[at].row, wanted[i] + 1);
        at++;
    }
    assert_int_equal(entries[keyset_seek(entries, 16, 15, at)].row, 0);
    assert_int_equal(entries[keyset_seek(entries, 16, 0, 0)].row, 6);
    assert_int_equal(entries[keyset_seek(entries, 16, 9, 9)].row, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(has_room_for_twice_as_many),
        cmocka_unit_test(finds_all_rows_of_a_hash_and_then_a_free_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
