// Limits by name.
#include "session/limits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void every_limit_can_be_set_to_what_it_may_be(void **state)
{
    (void)state;
    struct error err;
    char setting[100];
#define X(field, name, value, least, most, what)                                                                     \
    {                                                                                                                \
        struct limits limits = limits_default;                                                                       \
        assert_int_equal(limits.field, value);                                                                       \
        assert_true((value) >= (least) && (value) <= (most));                                                        \
        snprintf(setting, sizeof setting, "%s=%lld", name, (long long)(least));                                      \
        assert_true(limits_set(&limits, setting, &err));                                                             \
        assert_int_equal(limits.field, least);                                                                       \
        snprintf(setting, sizeof setting, "%s=%lld", name, (long long)(most));                                       \
        assert_true(limits_set(&limits, setting, &err));                                                             \
        assert_int_equal(limits.field, most);                                                                        \
        snprintf(setting, sizeof setting, "%s=%lld", name, (long long)(least)-1);                                    \
        assert_false(limits_set(&limits, setting, &err));                                                            \
        assert_int_equal(err.code, ERROR_MISFIT);                                                                    \
        snprintf(setting, sizeof setting, "%s=%lld", name, (long long)(most) + 1);                                   \
        assert_false(limits_set(&limits, setting, &err));                                                            \
        assert_int_equal(limits.field, most);                                                                        \
    }
    LIMITS(X)
#undef X
}

static void says_what_is_wrong_with_a_setting(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"mailbox", "NAME=VALUE"},
        {"mailbx=3", "did you mean 'mailbox'"},
        {"no_such_thing_at_all=3", "--help"},
        {"=3", "no limit ''"},
        {"mailbox=", "whole number from 1 to 1000000"},
        {"mailbox=3x", "whole number"},
        {"mailbox=3.5", "whole number"},
        {"mailbox=99999999999999999999", "whole number"},
    };
    struct limits limits = limits_default;
    struct error err;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_false(limits_set(&limits, cases[i][0], &err));
        if (!strstr(err.text, cases[i][1])) fail_msg("%s: %s", cases[i][0], err.text);
    }
    assert_memory_equal(&limits, &limits_default, sizeof limits);
}

static void gives_each_state_its_part(void **state)
{
    (void)state;
    struct vm_limits limits = limits_of_vm(&limits_default, true);
    assert_int_equal(limits.fuel_max, limits_default.turn_fuel);
    assert_int_equal(limits.slice_ns, limits_default.slice_us * 1000);
    assert_int_equal(limits.turn_ns, limits_default.turn_ms * 1000000);
    assert_int_equal(limits.heap_max, limits_default.heap_bytes);
    assert_true(limits.check_model);
    assert_false(limits_of_vm(&limits_default, false).check_model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_limit_can_be_set_to_what_it_may_be),
        cmocka_unit_test(says_what_is_wrong_with_a_setting),
        cmocka_unit_test(gives_each_state_its_part),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
