// Log lines: whole, bounded, and free of what a stranger could put into them.
#include "base/log.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static char last[LOG_LINE_MAX + 1];
static int count;

static void keep(struct bytes line)
{
    assert_true(line.size <= LOG_LINE_MAX);
    memcpy(last, line.data, line.size);
    last[line.size] = 0;
    count++;
}

static void a_line_has_time_level_and_text(void **state)
{
    (void)state;
    log_line(LOG_WARNING, "%d of %s", 3, "four");
    int year;
    int at = 0;
    assert_int_equal(sscanf(last, "%4d-%*2d-%*2dT%*2d:%*2d:%*2d.%*3dZ warning 3 of four\n%n", &year, &at), 1);
    assert_int_equal(at, (int)strlen(last));
}

static void nobody_breaks_out_of_a_line(void **state)
{
    (void)state;
    log_line(LOG_INFO, "%s", "a\nb\r\x1b[31mc");
    assert_non_null(strstr(last, "a b  [31mc\n"));
    log_line(LOG_ERROR, "%s", "a\nb\rc");
    assert_non_null(strstr(last, "a\nb c\n")); // an error may have several lines
}

static void cuts_what_is_too_long(void **state)
{
    (void)state;
    char text[5000];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = 0;
    log_line(LOG_ERROR, "%s", text);
    assert_true(strlen(last) <= LOG_LINE_MAX);
    assert_int_equal(last[strlen(last) - 1], '\n');
    assert_int_equal(last[strlen(last) - 2], 'x');
}

static void writes_nothing_below_its_level(void **state)
{
    (void)state;
    int before = count;
    log_line(LOG_DEBUG, "unheard");
    assert_int_equal(count, before);
    log_set_level(LOG_DEBUG);
    log_line(LOG_DEBUG, "heard");
    assert_int_equal(count, before + 1);
    log_set_level(LOG_INFO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_has_time_level_and_text),
        cmocka_unit_test(nobody_breaks_out_of_a_line),
        cmocka_unit_test(cuts_what_is_too_long),
        cmocka_unit_test(writes_nothing_below_its_level),
    };
    log_set_writer(keep);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
