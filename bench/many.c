// The mode `many`: a host with more sessions than it can have lines. --connected of them keep theirs, the others lost
// it and are not gone. What each costs: once all are there; once those with a line had an event, which makes them
// awake; after --wait seconds, asleep again. And what somebody's clicks cost who is alone with the host, and who is
// there together with all of these.
#include "die.h"
#include "events.h"
#include "modes.h"

#include <errno.h>

enum { PORTION = 256 };

static double each_kib(int64_t now, int64_t before, unsigned count)
{
    return count ? (double)(now - before) / 1024.0 / (double)count : 0;
}

// One visitor who clicks as fast as answers come.
static void measure_click(const struct options *options, struct loop *loop, struct report *report,
                          const char *const keys[3], const char *who)
{
    static struct events events;
    struct options alone = *options;
    alone.sessions = 1;
    events_create(&events, loop, &alone);
    events_start_closed(&events);
    events_run(&events, alone.warmup);
    events_measure(&events);
    events_stop(&events);
    double host_us = (double)(events.after.host_ns - events.before.host_ns) / 1e3 / (double)events.latency.count;
    report_put(report, keys[0], host_us, 2, "us", "click of %s: host CPU", who);
    report_put(report, keys[1], (double)histogram_quantile(&events.latency, 0.5) / 1e3, 1, "us", "  p50");
    report_put(report, keys[2], (double)histogram_quantile(&events.latency, 0.99) / 1e3, 1, "us", "  p99");
    report_trouble(report, &events.crowd.club.trouble);
    events_destroy(&events);
}

// Pages that were joined and whose line was lost.
static void drop(struct crowd *crowd)
{
    for (unsigned from = 0; from < crowd->count; from += PORTION) {
        unsigned to = from + PORTION < crowd->count ? from + PORTION : crowd->count;
        crowd_fetch(crowd, from, to);
        crowd_join(crowd, from, to);
        for (unsigned i = from; i < to; i++) {
            errno = 0;
            if (crowd->clients[i].state != CLIENT_LIVE) die("session %u could not join", i);
            client_leave(&crowd->clients[i]);
        }
    }
}

static void report_there(struct report *report, const struct memory *empty, const struct memory *there, unsigned all)
{
    report_put(report, "rss_empty_mib", (double)empty->rss_bytes / 1048576.0, 1, "MiB", "host's memory before");
    report_put(report, "rss_there_mib", (double)there->rss_bytes / 1048576.0, 1, "MiB", "  with all sessions");
    report_put(report, "there_kib", each_kib(there->rss_bytes, empty->rss_bytes, all), 2, "KiB", "  each");
}

static void wake_all(struct events *events)
{
    events_start_paced(events);
    events_measure(events);
    crowd_drain(&events->crowd);
}

static void measure_connected(const struct options *options, struct events *events, const struct memory *empty,
                              unsigned all, struct report *report)
{
    struct memory there, awake, asleep;
    struct crowd *crowd = &events->crowd;
    memory_read(&there, options->host);
    report_there(report, empty, &there, all);
    wake_all(events);
    memory_read(&awake, options->host);
    report_put(report, "rss_awake_mib", (double)awake.rss_bytes / 1048576.0, 1, "MiB", "  with those awake");
    report_put(report, "awake_kib", each_kib(awake.rss_bytes, there.rss_bytes, crowd->count), 2, "KiB",
               "  each, more");
    crowd->club.expects_pushes = true;
    crowd_run(crowd, clock_now_ns() + (int64_t)(options->wait * 1e9));
    memory_read(&asleep, options->host);
    report_put(report, "rss_asleep_mib", (double)asleep.rss_bytes / 1048576.0, 1, "MiB", "  with all asleep again");
    report_put(report, "asleep_kib", each_kib(asleep.rss_bytes, empty->rss_bytes, all), 2, "KiB", "  each");
    wake_all(events);
    report_latency(report, &events->latency);
    report_usage(report, &events->before, &events->after, events->latency.count, "waking event");
    report_trouble(report, &crowd->club.trouble);
}

void mode_many(const struct options *options, struct loop *loop, struct report *report)
{
    static const char *const first_keys[3] = {"first_us", "first_p50_us", "first_p99_us"};
    static const char *const last_keys[3] = {"last_us", "last_p50_us", "last_p99_us"};
    static struct events connected;
    static struct crowd dropped;
    struct memory empty;
    struct options some = *options;
    some.sessions = options->connected < options->sessions ? options->connected : options->sessions;
    some.rate = options->rate > 0 ? options->rate : 1000;
    some.seconds = some.sessions / some.rate;
    measure_click(options, loop, report, first_keys, "the only visitor");
    memory_read(&empty, options->host);
    crowd_create(&dropped, loop, options, options->sessions - some.sessions);
    drop(&dropped);
    events_create(&connected, loop, &some);
    report_put(report, "sessions", options->sessions, 0, "", "sessions");
    report_put(report, "connected", some.sessions, 0, "", "  of these with a line");
    measure_connected(&some, &connected, &empty, options->sessions, report);
    measure_click(options, loop, report, last_keys, "one more visitor");
    events_destroy(&connected);
    crowd_destroy(&dropped);
}
