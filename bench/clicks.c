// The modes `closed` and `paced`: what an event costs and how long it takes.
#include "events.h"
#include "modes.h"

static double ratio(uint64_t part, uint64_t whole)
{
    return whole ? (double)part / (double)whole : 0;
}

static void report_events(struct report *report, const struct events *events, const struct traffic *traffic)
{
    double seconds = (double)(events->after.wall_ns - events->before.wall_ns) / 1e9;
    report_put(report, "sessions", events->crowd.count, 0, "", "sessions");
    report_put(report, "events_per_s", (double)traffic->events / seconds, 0, "/s", "events dealt with");
    report_latency(report, &events->latency);
    report_usage(report, &events->before, &events->after, traffic->events, "event");
    report_put(report, "patch_bytes", ratio(traffic->answer_bytes, traffic->answers), 1, "bytes",
               "payload of an answer, mean");
    report_put(report, "patch_bytes_max", (double)traffic->answer_max, 0, "bytes", "payload of an answer, max");
    report_put(report, "events_per_answer", ratio(traffic->events, traffic->answers), 2, "", "events per answer");
    report_trouble(report, &events->crowd.club.trouble);
}

static void measure(const struct options *options, struct loop *loop, struct report *report,
                    void (*start)(struct events *))
{
    static struct events events;
    events_create(&events, loop, options);
    start(&events);
    events_run(&events, options->warmup);
    events_measure(&events);
    struct traffic traffic = events.crowd.club.traffic;
    events_stop(&events);
    report_events(report, &events, &traffic);
    events_destroy(&events);
}

void mode_closed(const struct options *options, struct loop *loop, struct report *report)
{
    measure(options, loop, report, events_start_closed);
}

void mode_paced(const struct options *options, struct loop *loop, struct report *report)
{
    struct options paced = *options;
    if (paced.rate == 0) paced.rate = 10000;
    measure(&paced, loop, report, events_start_paced);
}
