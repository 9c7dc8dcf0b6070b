// form_name.h: names of inputs, step by step.
#include "value/form_name.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void takes_a_name_apart(void **state)
{
    (void)state;
    static const struct {
        const char *name, *steps[4];
    } cases[] = {
        {"title", {"title"}},     {"user[name]", {"user", "name"}},   {"rows[5][title]", {"rows", "5", "title"}},
        {"tags[]", {"tags", ""}}, {"a b[ls:add]", {"a b", "ls:add"}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct form_name name;
        assert_true(form_name_begin(&name, bytes_of(cases[i].name)));
        for (size_t k = 0; k < 4 && cases[i].steps[k]; k++) {
            assert_true(bytes_equal(name.step, bytes_of(cases[i].steps[k])));
            form_name_next(&name);
        }
        assert_null(name.step.data);
        form_name_next(&name);
        assert_null(name.step.data);
    }
}

static void refuses_brackets_that_do_not_pair(void **state)
{
    (void)state;
    static const char *const others[] = {"",    "[",     "]",      "[a]",    "a[",   "a]",
                                         "a[b", "a[b]c", "a[[b]]", "a]b[c]", "a[b]]"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        struct form_name name;
        if (form_name_begin(&name, bytes_of(others[i]))) fail_msg("%s was taken", others[i]);
    }
}

static void names_rows_by_words(void **state)
{
    (void)state;
    static const char *const keys[] = {"1", "a", "Z", "a-b_c", "12345678901234567890123456789012"};
    static const char *const others[] = {"", " ", "a b", "ls:row", "\xc3\xa9", "123456789012345678901234567890123"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) assert_true(form_name_is_key(bytes_of(keys[i])));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) assert_false(form_name_is_key(bytes_of(others[i])));
    assert_true(form_name_is_reserved(bytes_of("ls:x")));
    assert_true(form_name_is_reserved(bytes_of("ls:")));
    assert_false(form_name_is_reserved(bytes_of("ls")));
    assert_false(form_name_is_reserved(bytes_of("als:")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_a_name_apart),
        cmocka_unit_test(refuses_brackets_that_do_not_pair),
        cmocka_unit_test(names_rows_by_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
