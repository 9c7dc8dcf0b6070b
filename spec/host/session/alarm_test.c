// The heap of alarms, against a search through all of them.
#include "session/alarm.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

enum { COUNT = 200 };

static uint64_t earliest(const struct alarm *all)
{
    uint64_t due = UINT64_MAX;
    for (int i = 0; i < COUNT; i++)
        if (all[i].place && all[i].due_ms < due) due = all[i].due_ms;
    return due;
}

static void the_first_is_always_the_one_due_first(void **state)
{
    (void)state;
    struct alarms alarms = {0};
    struct alarm all[COUNT] = {0};
    size_t set = 0;
    srand(7);
    assert_null(alarms_first(&alarms));
    for (int step = 0; step < 20000; step++) {
        struct alarm *alarm = &all[rand() % COUNT];
        if (alarm->place) {
            alarms_remove(&alarms, alarm);
            assert_int_equal(alarm->place, 0);
            set--;
        } else {
            alarm->due_ms = (uint64_t)rand() % 100;
            alarms_add(&alarms, alarm);
            set++;
        }
        assert_int_equal(alarms.count, set);
        const struct alarm *first = alarms_first(&alarms);
        if (set) assert_int_equal(first->due_ms, earliest(all));
        else assert_null(first);
        for (size_t i = 0; i < alarms.count; i++) assert_int_equal(alarms.heap[i]->place, i + 1);
    }
    alarms_destroy(&alarms);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_first_is_always_the_one_due_first)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
