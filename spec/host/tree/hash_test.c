// hash.h: that it cannot be led, and that it tells orders apart.
#include "tree/hash.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

// With one seed for all, texts could be made beforehand that all have one hash. These do so for XXH3 without a
// seed: where the first 8 bytes are as in its secret, the next 8 have no part in the hash.
static void is_not_led_by_texts_that_are_made_for_it(void **state)
{
    (void)state;
    static const unsigned char secret[] = {0xb8, 0xfe, 0x6c, 0x39, 0x23, 0xa4, 0x4b, 0xbe};
    char text[32] = {0};
    memcpy(text, secret, sizeof secret);
    uint64_t first = hash_bytes((struct bytes){text, sizeof text});
    int same = 0;
    for (char i = 1; i < 100; i++) {
        text[8] = i;
        same += hash_bytes((struct bytes){text, sizeof text}) == first;
    }
    assert_in_range(same, 0, 1);
}

static void chains_words_in_their_order(void **state)
{
    (void)state;
    assert_true(hash_chain(hash_chain(0, 1), 2) != hash_chain(hash_chain(0, 2), 1));
    assert_true(hash_chain(hash_chain(0, 1), 2) != hash_chain(0, 3));
    assert_true(hash_chain(hash_chain(5, 0), 0) != hash_chain(5, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_not_led_by_texts_that_are_made_for_it),
        cmocka_unit_test(chains_words_in_their_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
