// Time.
#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include <cmocka.h>

static void goes_on_and_never_back(void **state)
{
    (void)state;
    uint64_t before = clock_ns();
    for (int i = 0; i < 10000; i++) {
        uint64_t now = clock_ns();
        assert_true(now >= before);
        before = now;
    }
    struct timespec wait = {.tv_nsec = 2000000};
    nanosleep(&wait, NULL);
    assert_true(clock_ns() - before >= 2000000);
}

static void the_wall_agrees_with_the_system(void **state)
{
    (void)state;
    int64_t seconds = (int64_t)time(NULL);
    int64_t ms = clock_wall_ms();
    assert_true(ms / 1000 >= seconds - 1 && ms / 1000 <= seconds + 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(goes_on_and_never_back),
        cmocka_unit_test(the_wall_agrees_with_the_system),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
