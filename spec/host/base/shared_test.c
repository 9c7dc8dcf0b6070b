// Bytes that several hold.
#include "base/shared.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { ROUNDS = 20000 };

static void are_a_copy_until_the_last_lets_go(void **state)
{
    (void)state;
    char text[] = "text";
    struct shared *shared = shared_new(bytes_of(text));
    text[0] = 'X';
    struct shared *other = shared_hold(shared);
    assert_ptr_equal(other, shared);
    shared_release(shared);
    assert_true(bytes_equal(shared_bytes(other), BYTES("text")));
    shared_release(other);
    shared_release(NULL);
}

static void may_be_none(void **state)
{
    (void)state;
    struct shared *shared = shared_new((struct bytes){0});
    assert_int_equal(shared_bytes(shared).size, 0);
    shared_release(shared);
}

static void *hold_and_release(void *given)
{
    for (int i = 0; i < ROUNDS; i++) shared_release(shared_hold(given));
    return NULL;
}

static void are_held_in_any_thread(void **state)
{
    (void)state;
    struct shared *shared = shared_new(BYTES("text"));
    pthread_t threads[4];
    for (int i = 0; i < 4; i++) pthread_create(&threads[i], NULL, hold_and_release, shared);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);
    assert_int_equal(shared->holders, 1);
    shared_release(shared);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(are_a_copy_until_the_last_lets_go),
        cmocka_unit_test(may_be_none),
        cmocka_unit_test(are_held_in_any_thread),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
