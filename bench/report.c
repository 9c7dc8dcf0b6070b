// See report.h.
#include "report.h"

#include "die.h"

#include <stdarg.h>

enum { OWN_SHARE_MAX = 90 };

void report_put(struct report *report, const char *key, double value, int decimals, const char *unit,
                const char *label, ...)
{
    va_list list;
    if (report->count == REPORT_ROWS_MAX) die("more than %d figures", REPORT_ROWS_MAX);
    struct report_row *row = &report->rows[report->count++];
    *row = (struct report_row){.key = key, .unit = unit, .value = value, .decimals = decimals};
    va_start(list, label);
    vsnprintf(row->label, sizeof row->label, label, list);
    va_end(list);
}

void report_latency(struct report *report, const struct histogram *histogram)
{
    report_put(report, "p50_us", (double)histogram_quantile(histogram, 0.5) / 1e3, 1, "us", "latency p50");
    report_put(report, "p99_us", (double)histogram_quantile(histogram, 0.99) / 1e3, 1, "us", "latency p99");
    report_put(report, "p999_us", (double)histogram_quantile(histogram, 0.999) / 1e3, 1, "us", "latency p99.9");
    report_put(report, "max_us", (double)histogram->max / 1e3, 1, "us", "latency max");
}

static double share(int64_t part_ns, int64_t wall_ns)
{
    return wall_ns > 0 ? 100.0 * (double)part_ns / (double)wall_ns : 0;
}

void report_usage(struct report *report, const struct usage *before, const struct usage *after, uint64_t count,
                  const char *what)
{
    int64_t wall_ns = after->wall_ns - before->wall_ns;
    int64_t host_ns = after->host_ns - before->host_ns;
    double own = share(after->own_ns - before->own_ns, wall_ns);
    if (after->host_ns) {
        double each_us = count ? (double)host_ns / 1e3 / (double)count : 0;
        report_put(report, "host_us", each_us, 2, "us", "host CPU per %s", what);
        report_put(report, "host_share", share(host_ns, wall_ns), 1, "%", "host CPU share of one core");
    }
    report_put(report, "own_share", own, 1, "%", "generator CPU share");
    if (own > OWN_SHARE_MAX)
        fprintf(stderr, "WARNING: the generator used %.0f %% of its core: the host may be faster than this\n", own);
}

void report_trouble(struct report *report, const struct trouble *trouble)
{
    trouble_print(trouble, stderr);
    report->failed = report->failed || trouble_any(trouble);
    report_put(report, "refused", (double)trouble->refused, 0, "", "events refused");
    report_put(report, "ended", (double)(trouble->byes + trouble->lost), 0, "", "sessions ended by the host");
    report_put(report, "unanswered", (double)trouble->unanswered, 0, "", "events never answered");
    report_put(report, "wrong", (double)(trouble->gaps + trouble->repeated + trouble->beyond + trouble->strange), 0,
               "", "answers out of order");
}

void report_print(const struct report *report)
{
    for (unsigned i = 0; i < report->count; i++) {
        const struct report_row *row = &report->rows[i];
        printf("%-40s %16.*f %s\n", row->label, row->decimals, row->value, row->unit);
    }
}

void report_write(const struct report *report, const char *path)
{
    FILE *file = fopen(path, "we");
    if (!file) die("%s", path);
    for (unsigned i = 0; i < report->count; i++)
        fprintf(file, "%s\"%s\": %.6g", i ? ",\n  " : "{\n  ", report->rows[i].key, report->rows[i].value);
    fputs("\n}\n", file);
    if (fclose(file) != 0) die("%s", path);
}
