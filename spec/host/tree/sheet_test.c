// sheet.h: the rules of a page's style attributes, and which styles have none.
#include "tree/sheet.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static void has_a_rule_for_each_style_once(void **state)
{
    (void)state;
    struct sheet sheet = {0};
    sheet_add(&sheet, BYTES("width:5px"));
    sheet_add(&sheet, BYTES("color:rgb(1, 2, 3);--x:[a]"));
    sheet_add(&sheet, BYTES("width:5px"));
    buffer_put_byte(&sheet.css, '\0');
    assert_string_equal(sheet.css.data, "[ls-style=\"width:5px\"]{width:5px}"
                                        "[ls-style=\"color:rgb(1, 2, 3);--x:[a]\"]{color:rgb(1, 2, 3);--x:[a]}");
    sheet_destroy(&sheet);
}

static void has_none_for_what_could_mean_more(void **state)
{
    (void)state;
    static const struct bytes cases[] = {
        BYTES("a:\"x"), BYTES("a:'x'"), BYTES("a:\\22"),        BYTES("a:b}*{c:d"),  BYTES("a:{"),
        BYTES("a:(b"),  BYTES("a:b)"),  BYTES("a:])[("),        BYTES("a:b/*"),      BYTES("a:b\nc"),
        BYTES("a:b\0"), BYTES("a:@b"),  BYTES("a:</style><b>"), BYTES("a:\xc3\xa9"),
    };
    struct sheet sheet = {0};
    for (size_t i = 0; i < COUNT(cases); i++) sheet_add(&sheet, cases[i]);
    assert_int_equal(sheet.css.size, 0);
    sheet_destroy(&sheet);
}

static void has_so_many_and_no_more(void **state)
{
    (void)state;
    struct sheet sheet = {0};
    for (unsigned i = 0; i < 2 * SHEET_RULES_MAX; i++) {
        char style[32];
        snprintf(style, sizeof style, "width:%upx", 100 + i);
        sheet_add(&sheet, bytes_of(style));
    }
    assert_int_equal(sheet.css.size, SHEET_RULES_MAX * (sizeof "[ls-style=\"width:100px\"]{width:100px}" - 1));
    sheet_destroy(&sheet);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(has_a_rule_for_each_style_once),
        cmocka_unit_test(has_none_for_what_could_mean_more),
        cmocka_unit_test(has_so_many_and_no_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
