// Errors: the code's name on the wire, and one sentence, cut where it is too long.
#include "base/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

static bool refuse(struct error *err, const char *text)
{
    return fail(err, ERROR_FULL, "%s", text);
}

#include <cmocka.h> // its macro fail() would hide ours

static void says_no_and_why(void **state)
{
    (void)state;
    struct error err = {0};
    assert_false(refuse(&err, "3 messages already wait"));
    assert_int_equal(err.code, ERROR_FULL);
    assert_string_equal(err.text, "3 messages already wait");
}

static void cuts_what_is_too_long(void **state)
{
    (void)state;
    char text[3000];
    struct error err;
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = 0;
    refuse(&err, text);
    assert_int_equal(strlen(err.text), ERROR_TEXT_MAX - 1);
}

static void names_every_code_once(void **state)
{
    (void)state;
    for (int i = 0; i < ERROR_CODE_COUNT; i++)
        for (int k = 0; k < i; k++)
            assert_string_not_equal(error_code_name((enum error_code)i), error_code_name((enum error_code)k));
    assert_string_equal(error_code_name(ERROR_TOO_LARGE), "too_large");
    assert_string_equal(error_code_name(ERROR_CODE_COUNT), "unknown");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_no_and_why),
        cmocka_unit_test(cuts_what_is_too_long),
        cmocka_unit_test(names_every_code_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
