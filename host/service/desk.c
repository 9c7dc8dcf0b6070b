// See desk.h. What the operator is told of desks.
#include "service/desk.h"

#include "base/metrics.h"
#include "service/clerk.h"

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

static void write_counters(const struct desk *desks, struct buffer *out)
{
#define X(field, what)                                                                                               \
    metrics_begin(out, "service_" #field "_total", what);                                                            \
    for (const struct desk *desk = desks; desk; desk = desk->next)                                                   \
        metrics_put_of(out, "service_" #field "_total", "service", desk->name, desk->counters.field);
    DESK_COUNTERS(X)
#undef X
}

static uint64_t waiting(const struct desk *desk)
{
    return (uint64_t)desk->waiting;
}

static uint64_t threads(const struct desk *desk)
{
    return (uint64_t)desk->clerks_count;
}

static uint64_t cold_start_us(const struct desk *desk)
{
    return desk->cold_start_us;
}

static void write_gauges(const struct desk *desks, struct buffer *out)
{
    static const struct {
        const char *name, *what;
        uint64_t (*value)(const struct desk *desk);
    } all[] = {
        {"service_waiting", "calls that wait for a thread now", waiting},
        {"service_working", "calls that a thread is at now", desk_count_working},
        {"service_threads", "threads that there are now", threads},
        {"service_cold_start_us", "microseconds that the newest Lua state took until its service was set up",
         cold_start_us},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        metrics_begin(out, all[i].name, all[i].what);
        for (const struct desk *desk = desks; desk; desk = desk->next)
            metrics_put_of(out, all[i].name, "service", desk->name, all[i].value(desk));
    }
}

void desks_write_metrics(const struct desk *desks, struct buffer *out)
{
    if (!desks) return;
    write_counters(desks, out);
    write_gauges(desks, out);
}
