// See histogram.h. Values below 128 have a bucket each. Above, a bucket is named by the position of the highest bit
// and the seven bits after it.
#include "histogram.h"

#include <math.h>
#include <string.h>

static unsigned bucket_of(uint64_t value)
{
    if (value < 1U << HISTOGRAM_FINE_BITS) return (unsigned)value;
    unsigned shift = 63U - (unsigned)__builtin_clzll(value) - HISTOGRAM_FINE_BITS;
    unsigned fine = (unsigned)(value >> shift) - (1U << HISTOGRAM_FINE_BITS);
    unsigned bucket = ((shift + 1) << HISTOGRAM_FINE_BITS) + fine;
    return bucket < HISTOGRAM_BUCKETS ? bucket : HISTOGRAM_BUCKETS - 1;
}

// The largest value that falls into the bucket.
static int64_t bucket_top(unsigned bucket)
{
    unsigned power = bucket >> HISTOGRAM_FINE_BITS;
    uint64_t fine = bucket & ((1U << HISTOGRAM_FINE_BITS) - 1);
    if (power == 0) return (int64_t)fine;
    uint64_t bottom = ((1ULL << HISTOGRAM_FINE_BITS) + fine) << (power - 1);
    return (int64_t)(bottom + (1ULL << (power - 1)) - 1);
}

void histogram_clear(struct histogram *histogram)
{
    memset(histogram, 0, sizeof *histogram);
}

void histogram_add(struct histogram *histogram, int64_t value)
{
    if (value < 0) value = 0;
    histogram->count++;
    histogram->sum += (double)value;
    if (value > histogram->max) histogram->max = value;
    histogram->buckets[bucket_of((uint64_t)value)]++;
}

int64_t histogram_quantile(const struct histogram *histogram, double quantile)
{
    uint64_t rank = (uint64_t)ceil(quantile * (double)histogram->count);
    uint64_t seen = 0;
    if (rank == 0) rank = 1;
    for (unsigned i = 0; i < HISTOGRAM_BUCKETS && histogram->count; i++) {
        seen += histogram->buckets[i];
        if (seen < rank) continue;
        return bucket_top(i) < histogram->max ? bucket_top(i) : histogram->max;
    }
    return histogram->max;
}

double histogram_mean(const struct histogram *histogram)
{
    return histogram->count ? histogram->sum / (double)histogram->count : 0;
}
