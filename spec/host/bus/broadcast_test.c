// A message that many hold.
#include "bus/broadcast.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void is_a_copy_that_holds_its_data(void **state)
{
    (void)state;
    char topic[] = "todos";
    char name[] = "changed";
    struct shared *data = shared_new(BYTES("data"));
    struct broadcast *broadcast = broadcast_new(2, 7, bytes_of(topic), bytes_of(name), data);
    topic[0] = name[0] = 'X';
    shared_release(data);
    assert_int_equal(broadcast->source, 2);
    assert_int_equal(broadcast->number, 7);
    assert_true(bytes_equal(broadcast->topic, BYTES("todos")));
    assert_true(bytes_equal(broadcast->name, BYTES("changed")));
    assert_true(bytes_equal(shared_bytes(broadcast->data), BYTES("data")));
    broadcast_release(broadcast);
}

static void goes_with_the_last_who_holds_it(void **state)
{
    (void)state;
    struct shared *data = shared_new(BYTES(""));
    struct broadcast *broadcast = broadcast_new(0, 1, BYTES("t"), BYTES("n"), data);
    struct broadcast *other = broadcast_hold(broadcast);
    broadcast_release(broadcast);
    assert_int_equal(data->holders, 2);
    assert_true(bytes_equal(other->name, BYTES("n")));
    broadcast_release(other);
    assert_int_equal(data->holders, 1);
    broadcast_release(NULL);
    shared_release(data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_a_copy_that_holds_its_data),
        cmocka_unit_test(goes_with_the_last_who_holds_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
