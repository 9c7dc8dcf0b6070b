// See metrics.h.
#include "base/metrics.h"

#include <inttypes.h>
#include <string.h>

static bool is_counter(const char *name)
{
    static const char suffix[] = "_total";
    size_t size = strlen(name), tail = sizeof suffix - 1;
    return size > tail && memcmp(name + size - tail, suffix, tail) == 0;
}

void metrics_begin(struct buffer *out, const char *name, const char *what)
{
    buffer_print(out, "# HELP lightspeed_%s %s\n# TYPE lightspeed_%s %s\n", name, what, name,
                 is_counter(name) ? "counter" : "gauge");
}

static void put_label(struct buffer *out, const char *text)
{
    for (; *text; text++) {
        if (strchr("\"\\\n", *text)) buffer_put_byte(out, '\\');
        buffer_put_byte(out, *text == '\n' ? 'n' : *text);
    }
}

void metrics_put_of(struct buffer *out, const char *name, const char *label, const char *who, uint64_t value)
{
    buffer_print(out, "lightspeed_%s{%s=\"", name, label);
    put_label(out, who);
    buffer_print(out, "\"} %" PRIu64 "\n", value);
}

void metrics_put(struct buffer *out, const char *name, const char *what, uint64_t value)
{
    metrics_begin(out, name, what);
    buffer_print(out, "lightspeed_%s %" PRIu64 "\n", name, value);
}
