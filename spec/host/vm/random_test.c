// The generator is the one it says it is, and draws the same from the same state.
#include "vm/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

// By hand from the algorithm's definition, for the state 1, 2, 3, 4: rotl(2 * 5, 7) * 9, then with s1 = 0 nothing,
// then s1 = 0x40200: rotl(0x40200 * 5, 7) * 9.
static void the_first_numbers_are_those_of_the_algorithm(void **unused)
{
    (void)unused;
    uint64_t state[4] = {1, 2, 3, 4};
    assert_int_equal(random_next(state), 11520);
    assert_int_equal(random_next(state), 0);
    assert_int_equal(random_next(state), 1509978240);
}

static void the_same_state_draws_the_same(void **unused)
{
    (void)unused;
    uint64_t one[4] = {5, 6, 7, 8};
    uint64_t other[4] = {5, 6, 7, 8};
    for (int i = 0; i < 1000; i++) assert_int_equal(random_next(one), random_next(other));
    assert_memory_equal(one, other, sizeof one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_numbers_are_those_of_the_algorithm),
        cmocka_unit_test(the_same_state_draws_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
