// Holds histogram.c to sorting: whatever is added, a quantile lies within one bucket of the value that a sorted list
// has there.
#include "histogram.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static struct histogram histogram;

static int by_size(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

static void answers_zero_while_it_is_empty(void **state)
{
    (void)state;
    histogram_clear(&histogram);
    assert_int_equal(histogram_quantile(&histogram, 0.99), 0);
    assert_true(histogram_mean(&histogram) == 0);
}

static void is_exact_for_small_values(void **state)
{
    (void)state;
    histogram_clear(&histogram);
    for (int64_t i = 1; i <= 100; i++) histogram_add(&histogram, i);
    assert_int_equal(histogram_quantile(&histogram, 0), 1);
    assert_int_equal(histogram_quantile(&histogram, 0.5), 50);
    assert_int_equal(histogram_quantile(&histogram, 0.99), 99);
    assert_int_equal(histogram_quantile(&histogram, 0.999), 100);
    assert_int_equal(histogram_quantile(&histogram, 1), 100);
    assert_true(histogram_mean(&histogram) == 50.5);
}

static void stays_within_one_per_cent_of_a_sorted_list(void **state)
{
    enum { COUNT = 20000 };
    static int64_t values[COUNT];
    static const double quantiles[] = {0.001, 0.1, 0.5, 0.9, 0.99, 0.999, 1};
    (void)state;
    histogram_clear(&histogram);
    srandom(7);
    for (int i = 0; i < COUNT; i++) {
        values[i] = random() % 1000 << random() % 28; // nanoseconds to minutes
        histogram_add(&histogram, values[i]);
    }
    qsort(values, COUNT, sizeof values[0], by_size);
    for (size_t i = 0; i < sizeof quantiles / sizeof quantiles[0]; i++) {
        int64_t true_value = values[(int)(quantiles[i] * COUNT + 0.5) - 1];
        int64_t got = histogram_quantile(&histogram, quantiles[i]);
        assert_true(got >= true_value);
        assert_true(got <= true_value + true_value / 127);
    }
}

static void keeps_what_is_out_of_range(void **state)
{
    (void)state;
    histogram_clear(&histogram);
    histogram_add(&histogram, -5);
    assert_int_equal(histogram_quantile(&histogram, 1), 0);
    histogram_add(&histogram, INT64_MAX);
    assert_int_equal(histogram.count, 2);
    assert_int_equal(histogram.max, INT64_MAX);
    assert_true(histogram_quantile(&histogram, 1) > 3600000000000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        {"answers zero while it is empty", answers_zero_while_it_is_empty, NULL, NULL, NULL},
        {"is exact for small values", is_exact_for_small_values, NULL, NULL, NULL},
        {"stays within one per cent of a sorted list", stays_within_one_per_cent_of_a_sorted_list, NULL, NULL, NULL},
        {"keeps what is out of range", keeps_what_is_out_of_range, NULL, NULL, NULL},
    };
    return cmocka_run_group_tests_name("bench/histogram", tests, NULL, NULL);
}
