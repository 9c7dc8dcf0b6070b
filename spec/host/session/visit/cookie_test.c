// Cookies of a request.
#include "session/visit/cookie.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void finds_the_first_of_a_name(void **state)
{
    (void)state;
    static const struct {
        const char *header;
        const char *value; // NULL: none
    } cases[] = {
        {"name=value", "value"},
        {"a=b; name=value; c=d", "value"},
        {"a=b;name=value", "value"},
        {"name=first; name=second", "first"},
        {"name=", ""},
        {"name=a=b", "a=b"},
        {"", NULL},
        {"name", NULL},
        {"xname=value", NULL},
        {"namex=value", NULL},
        {"a=name=value", NULL},
        {"; ;; =; name=value", "value"},
        {"NAME=value", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct bytes found = cookie_find(bytes_of(cases[i].header), "name");
        assert_int_equal(found.data != NULL, cases[i].value != NULL);
        if (cases[i].value) assert_true(bytes_equal(found, bytes_of(cases[i].value)));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(finds_the_first_of_a_name)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
