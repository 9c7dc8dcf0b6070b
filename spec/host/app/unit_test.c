// A compiled file that several apps share, until the last of them lets it go.
#include "app/unit.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { THREADS = 4, ROUNDS = 20000 };

static void it_keeps_its_names_itself(void **state)
{
    (void)state;
    char name[] = "views.list", file[] = "views/list.lua";
    struct unit *unit = unit_new((struct bytes){name, strlen(name)}, (struct bytes){file, strlen(file)});
    memset(name, 'x', sizeof name - 1);
    memset(file, 'x', sizeof file - 1);
    assert_true(bytes_equal(unit->name, BYTES("views.list")));
    assert_true(bytes_equal(unit->file, BYTES("views/list.lua")));
    unit_release(unit);
    unit_release(NULL);
}

static void *hold_and_release(void *argument)
{
    for (int i = 0; i < ROUNDS; i++) unit_release(unit_hold(argument));
    unit_release(argument); // the one that was held for this thread
    return NULL;
}

// Apps are loaded in one thread and let go in others.
static void it_lives_as_long_as_somebody_holds_it(void **state)
{
    (void)state;
    pthread_t threads[THREADS];
    struct unit *unit = unit_new(BYTES("a"), BYTES("a.lua"));
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, hold_and_release, unit_hold(unit)), 0);
    for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
    assert_int_equal(unit->holders, 1);
    assert_true(bytes_equal(unit->name, BYTES("a")));
    unit_release(unit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_keeps_its_names_itself),
        cmocka_unit_test(it_lives_as_long_as_somebody_holds_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
