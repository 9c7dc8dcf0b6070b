// Durations counted in buckets whose width follows their size: 1/128 of the value, from a nanosecond up to an hour.
// As in Gil Tene's HdrHistogram: adding is a few instructions and no memory, and a quantile is exact to under one per
// cent.
#pragma once

#include <stdint.h>

enum {
    HISTOGRAM_FINE_BITS = 7, // 128 buckets for each power of two
    HISTOGRAM_POWERS = 36,
    HISTOGRAM_BUCKETS = (HISTOGRAM_POWERS + 1) << HISTOGRAM_FINE_BITS,
};

struct histogram {
    uint64_t count;
    int64_t max;
    double sum;
    uint64_t buckets[HISTOGRAM_BUCKETS];
};

void histogram_clear(struct histogram *histogram);

// Negative values count as zero, those over the last bucket as the last bucket.
void histogram_add(struct histogram *histogram, int64_t value);

// The smallest value that at least `quantile` (0 to 1) of all values do not exceed, 0 when there are none.
int64_t histogram_quantile(const struct histogram *histogram, double quantile);

double histogram_mean(const struct histogram *histogram);
