// What Prometheus reads of the host.
#include "base/metrics.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void expect(struct buffer *out, const char *text)
{
    buffer_put_byte(out, 0);
    assert_string_equal(out->data, text);
    buffer_destroy(out);
}

static void a_total_is_a_counter_and_all_else_a_gauge(void **state)
{
    (void)state;
    struct buffer out = {0};
    metrics_put(&out, "visits_total", "page requests", UINT64_MAX);
    metrics_put(&out, "total", "no counter", 0);
    metrics_put(&out, "_total", "none either", 1);
    metrics_put(&out, "totals", "nor this", 2);
    expect(&out, "# HELP lightspeed_visits_total page requests\n"
                 "# TYPE lightspeed_visits_total counter\n"
                 "lightspeed_visits_total 18446744073709551615\n"
                 "# HELP lightspeed_total no counter\n"
                 "# TYPE lightspeed_total gauge\n"
                 "lightspeed_total 0\n"
                 "# HELP lightspeed__total none either\n"
                 "# TYPE lightspeed__total gauge\n"
                 "lightspeed__total 1\n"
                 "# HELP lightspeed_totals nor this\n"
                 "# TYPE lightspeed_totals gauge\n"
                 "lightspeed_totals 2\n");
}

static void what_many_have_is_told_once_and_counted_of_each(void **state)
{
    (void)state;
    struct buffer out = {0};
    metrics_begin(&out, "service_waiting", "calls that wait");
    metrics_put_of(&out, "service_waiting", "service", "mail", 3);
    metrics_put_of(&out, "service_waiting", "service", "a\"b\\c\nd", 0);
    expect(&out, "# HELP lightspeed_service_waiting calls that wait\n"
                 "# TYPE lightspeed_service_waiting gauge\n"
                 "lightspeed_service_waiting{service=\"mail\"} 3\n"
                 "lightspeed_service_waiting{service=\"a\\\"b\\\\c\\nd\"} 0\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_total_is_a_counter_and_all_else_a_gauge),
        cmocka_unit_test(what_many_have_is_told_once_and_counted_of_each),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
