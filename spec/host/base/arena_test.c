// What is made in an arena stays where it is, is aligned, and goes at once.
#include "base/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static void keeps_everything_apart_until_it_is_reset(void **state)
{
    (void)state;
    enum { COUNT = 2000 };
    static unsigned char *made[COUNT];
    static size_t sizes[COUNT];
    struct arena arena = {0};
    srand(1);
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < COUNT; i++) {
            sizes[i] = (size_t)rand() % (i % 50 == 0 ? 20000 : 100);
            made[i] = arena_new(&arena, sizes[i]);
            assert_int_equal((uintptr_t)made[i] % _Alignof(max_align_t), 0);
            memset(made[i], i & 0xff, sizes[i]);
        }
        for (int i = 0; i < COUNT; i++)
            for (size_t k = 0; k < sizes[i]; k++) assert_int_equal(made[i][k], i & 0xff);
        arena_reset(&arena);
        assert_int_equal(arena.total, 0);
    }
    arena_destroy(&arena);
}

static void uses_its_first_block_again(void **state)
{
    (void)state;
    struct arena arena = {0};
    void *first = arena_new(&arena, 10);
    arena_new(&arena, 100000);
    arena_reset(&arena);
    assert_ptr_equal(arena_new(&arena, 10), first);
    arena_destroy(&arena);
}

static void copies_end_in_a_zero(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct bytes copy = arena_copy(&arena, (struct bytes){"abcdef", 3});
    assert_int_equal(copy.size, 3);
    assert_string_equal(copy.data, "abc");
    assert_string_equal(arena_copy(&arena, (struct bytes){NULL, 0}).data, "");
    arena_destroy(&arena);
}

static void can_be_reset_and_destroyed_before_it_was_used(void **state)
{
    (void)state;
    struct arena arena = {0};
    arena_reset(&arena);
    arena_destroy(&arena);
    assert_null(arena.first);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_everything_apart_until_it_is_reset),
        cmocka_unit_test(uses_its_first_block_again),
        cmocka_unit_test(copies_end_in_a_zero),
        cmocka_unit_test(can_be_reset_and_destroyed_before_it_was_used),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
