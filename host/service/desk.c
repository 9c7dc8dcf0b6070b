// See desk.h. What the operator is told of desks.
#include "service/desk.h"

#include "service/clerk.h"

#include <inttypes.h>

void desk_end(struct desk *desk, struct call *call, enum call_end end, const char *text)
{
    struct desk_counters *counters = &desk->counters;
    switch (end) {
    case CALL_SAID: counters->done++; break;
    case CALL_RAISED: counters->failed++; break;
    case CALL_OVERDUE: counters->overdue++; break;
    case CALL_FULL: counters->full++; break;
    case CALL_CANCELLED: counters->cancelled++; break;
    case CALL_DROPPED: counters->dropped++; break;
    case CALL_LOST: counters->lost++; break;
    }
    call_end(call, end, text);
}

uint64_t desk_count_working(const struct desk *desk)
{
    uint64_t working = 0;
    for (const struct clerk *clerk = desk->clerks; clerk; clerk = clerk_next(clerk))
        working += clerk_call(clerk) != NULL;
    return working;
}

static void write_head(struct buffer *out, const char *name, const char *what)
{
    buffer_print(out, "# HELP lightspeed_service_%s %s\n", name, what);
}

static void write_one(struct buffer *out, const char *name, const struct desk *desk, uint64_t value)
{
    buffer_print(out, "lightspeed_service_%s{service=\"%s\"} %" PRIu64 "\n", name, desk->name, value);
}

static void write_counters(const struct desk *desks, struct buffer *out)
{
#define X(field, what)                                                                                               \
    write_head(out, #field "_total", what);                                                                          \
    for (const struct desk *desk = desks; desk; desk = desk->next)                                                   \
        write_one(out, #field "_total", desk, desk->counters.field);
    DESK_COUNTERS(X)
#undef X
}

static void write_gauges(const struct desk *desks, struct buffer *out)
{
    const struct desk *desk;
    write_head(out, "waiting", "calls that wait for a thread now");
    for (desk = desks; desk; desk = desk->next) write_one(out, "waiting", desk, (uint64_t)desk->waiting);
    write_head(out, "working", "calls that a thread is at now");
    for (desk = desks; desk; desk = desk->next) write_one(out, "working", desk, desk_count_working(desk));
    write_head(out, "threads", "threads that there are now");
    for (desk = desks; desk; desk = desk->next) write_one(out, "threads", desk, (uint64_t)desk->clerks_count);
    write_head(out, "cold_start_us", "microseconds that the newest Lua state took until its service was set up");
    for (desk = desks; desk; desk = desk->next) write_one(out, "cold_start_us", desk, desk->cold_start_us);
}

void desks_write_metrics(const struct desk *desks, struct buffer *out)
{
    if (!desks) return;
    write_counters(desks, out);
    write_gauges(desks, out);
}
