// The mode `idle`: what the host keeps for sessions that do nothing. Moments: nobody there; everybody just joined
// (or, with
// --parked, every page just fetched); with --rate, each having had one event, which makes it awake; after --wait
// seconds; and, with --rate, the cost of one more event for each, which wakes it again.
#include "events.h"
#include "modes.h"

static double each(int64_t now, int64_t before, unsigned count)
{
    return (double)(now - before) / 1024.0 / (double)count;
}

static void report_memory(struct report *report, const char *const keys[3], const struct memory *now,
                          const struct memory *empty, const char *when, unsigned count)
{
    report_put(report, keys[0], (double)now->rss_bytes / 1048576.0, 1, "MiB", "host's memory %s", when);
    report_put(report, keys[1], each(now->rss_bytes, empty->rss_bytes, count), 2, "KiB", "  each session");
    report_put(report, keys[2], each(now->kernel_bytes, empty->kernel_bytes, count), 2, "KiB",
               "  kernel, both ends of a line");
}

static void wait_silent(struct crowd *crowd, double seconds)
{
    crowd->club.expects_pushes = true; // what a page does by itself meanwhile is its business
    crowd_run(crowd, clock_now_ns() + (int64_t)(seconds * 1e9));
}

// One event for each session, spread over sessions / rate seconds.
static void wake(struct events *events)
{
    events_start_paced(events);
    events_measure(events);
    crowd_drain(&events->crowd);
}

static void measure_joined(const struct options *options, struct loop *loop, struct report *report)
{
    static const char *const joined_keys[3] = {"rss_joined_mib", "joined_kib", "joined_kernel_kib"};
    static const char *const awake_keys[3] = {"rss_awake_mib", "awake_kib", "awake_kernel_kib"};
    static const char *const waited_keys[3] = {"rss_waited_mib", "waited_kib", "waited_kernel_kib"};
    static struct events events;
    struct memory empty, joined, awake, waited;
    struct options once = *options;
    if (once.rate > 0) once.seconds = once.sessions / once.rate;
    memory_read(&empty, options->host);
    events_create(&events, loop, &once);
    memory_read(&joined, options->host);
    if (once.rate > 0) wake(&events);
    memory_read(&awake, options->host);
    wait_silent(&events.crowd, options->wait);
    memory_read(&waited, options->host);
    report_put(report, "sessions", events.crowd.count, 0, "", "sessions");
    report_put(report, "rss_empty_mib", (double)empty.rss_bytes / 1048576.0, 1, "MiB", "host's memory before");
    report_memory(report, joined_keys, &joined, &empty, "after joining", events.crowd.count);
    if (once.rate > 0) report_memory(report, awake_keys, &awake, &empty, "after an event each", events.crowd.count);
    report_memory(report, waited_keys, &waited, &empty, "after waiting", events.crowd.count);
    if (once.rate > 0) {
        wake(&events);
        report_latency(report, &events.latency);
        report_usage(report, &events.before, &events.after, events.latency.count, "waking event");
    }
    report_trouble(report, &events.crowd.club.trouble);
    events_destroy(&events);
}

static void measure_parked(const struct options *options, struct loop *loop, struct report *report)
{
    static const char *const parked_keys[3] = {"rss_parked_mib", "parked_kib", "parked_kernel_kib"};
    static const char *const waited_keys[3] = {"rss_waited_mib", "waited_kib", "waited_kernel_kib"};
    static struct crowd crowd;
    struct memory empty, parked, waited;
    crowd_create(&crowd, loop, options, options->sessions);
    memory_read(&empty, options->host);
    crowd_fetch(&crowd, 0, crowd.count);
    memory_read(&parked, options->host);
    crowd_run(&crowd, clock_now_ns() + (int64_t)(options->wait * 1e9));
    memory_read(&waited, options->host);
    report_put(report, "sessions", crowd.count, 0, "", "pages");
    report_put(report, "rss_empty_mib", (double)empty.rss_bytes / 1048576.0, 1, "MiB", "host's memory before");
    report_memory(report, parked_keys, &parked, &empty, "after fetching", crowd.count);
    report_memory(report, waited_keys, &waited, &empty, "after waiting", crowd.count);
    crowd_destroy(&crowd);
}

void mode_idle(const struct options *options, struct loop *loop, struct report *report)
{
    if (options->parked) measure_parked(options, loop, report);
    else measure_joined(options, loop, report);
}
