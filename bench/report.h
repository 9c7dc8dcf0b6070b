// The figures of one measurement: printed aligned for people, and written raw for scripts.
#pragma once

#include "histogram.h"
#include "tally.h"
#include "usage.h"

enum { REPORT_ROWS_MAX = 64, REPORT_LABEL_MAX = 64 };

struct report_row {
    const char *key; // in the raw file; a literal
    char label[REPORT_LABEL_MAX];
    const char *unit; // a literal
    double value;
    int decimals;
};

struct report {
    struct report_row rows[REPORT_ROWS_MAX];
    unsigned count;
    bool failed; // something was wrong beyond being slow
};

// A row `label` with `value` in `unit`; `key` names it in the raw file.
void report_put(struct report *report, const char *key, double value, int decimals, const char *unit,
                const char *label, ...) __attribute__((format(printf, 6, 7)));

// p50, p99, p99.9 and the maximum in microseconds; `key` is one of a few known prefixes.
void report_latency(struct report *report, const struct histogram *histogram);

// What the window from `before` to `after` cost: the host's processor time per `what`, and our own share, with a
// warning where the generator itself was the bottleneck.
void report_usage(struct report *report, const struct usage *before, const struct usage *after, uint64_t count,
                  const char *what);

// Warns of what must not happen, and remembers that it did.
void report_trouble(struct report *report, const struct trouble *trouble);

void report_print(const struct report *report);

void report_write(const struct report *report, const char *path);
