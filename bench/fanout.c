// The mode `fanout`: one session's event is published to all. Measures from sending it to the last session's frame,
// one broadcast after the other, and the host's time per frame. The page must be one on which --event publishes. With
// --deaf the last of them never read: what is measured is what the others notice, and what the host keeps for them;
// in the end they read all of it, and must come to what is true now.
#include "crowd.h"
#include "die.h"
#include "modes.h"

#include <errno.h>

struct fanout {
    struct crowd crowd;
    struct histogram last_ns; // from the event to the last frame
    struct histogram each_ns; // from the event to each frame
    int64_t sent_ns;
    unsigned deaf;
    unsigned left; // sessions that read and have not seen this broadcast
    uint64_t rounds;
    uint64_t frames;
    uint64_t late; // broadcasts that did not reach everybody in time
};

enum { ROUND_MS_MAX = 2000, CATCH_UP_MS = 2000 };

static void on_frame(struct client *client, uint64_t before, const struct answer *answer)
{
    struct crowd *crowd = (struct crowd *)((char *)client->club - offsetof(struct crowd, club));
    struct fanout *fanout = (struct fanout *)((char *)crowd - offsetof(struct fanout, crowd));
    int64_t took_ns = clock_now_ns() - fanout->sent_ns;
    (void)before;
    (void)answer;
    if (client->since_ns == fanout->sent_ns || client->index == 0) return;
    client->since_ns = fanout->sent_ns;
    histogram_add(&fanout->each_ns, took_ns);
    fanout->frames++;
    if (--fanout->left == 0) histogram_add(&fanout->last_ns, took_ns);
}

// The sender itself is not waited for: its answer and its push may be one frame or two.
static void broadcast(struct fanout *fanout, const struct options *options)
{
    int64_t now_ns = clock_now_ns();
    fanout->sent_ns = now_ns;
    fanout->left = fanout->crowd.count - fanout->deaf - 1;
    fanout->rounds++;
    client_send(&fanout->crowd.clients[0], options->event, options->payload);
    int64_t end_ns = now_ns + ROUND_MS_MAX * 1000000LL;
    do crowd_once(&fanout->crowd, end_ns);
    while (fanout->left && fanout->crowd.club.loop->now_ns < end_ns);
    fanout->late += fanout->left != 0;
}

static void clear(struct fanout *fanout)
{
    histogram_clear(&fanout->last_ns);
    histogram_clear(&fanout->each_ns);
    fanout->rounds = fanout->frames = fanout->late = 0;
    fanout->crowd.club.traffic = (struct traffic){0};
}

// Ten broadcasts a second, or --rate.
static void run(struct fanout *fanout, const struct options *options, double seconds)
{
    double rate = options->rate > 0 ? options->rate : 10;
    int64_t next_ns = clock_now_ns(), end_ns = next_ns + (int64_t)(seconds * 1e9);
    while (next_ns < end_ns) {
        broadcast(fanout, options);
        next_ns += (int64_t)(1e9 / rate);
        crowd_run(&fanout->crowd, next_ns);
        if (next_ns < clock_now_ns()) next_ns = clock_now_ns();
    }
}

static void set_deaf(struct fanout *fanout, bool is_deaf)
{
    struct crowd *crowd = &fanout->crowd;
    for (unsigned i = crowd->count - fanout->deaf; i < crowd->count; i++)
        line_set_deaf(&crowd->clients[i].line, is_deaf);
}

// Those that were deaf read what waits for them; how many are there yet, and have what the sender has.
static unsigned count_caught_up(struct fanout *fanout)
{
    struct crowd *crowd = &fanout->crowd;
    unsigned caught_up = 0;
    crowd->club.answered = NULL;
    set_deaf(fanout, false);
    crowd_run(crowd, clock_now_ns() + CATCH_UP_MS * 1000000LL);
    for (unsigned i = crowd->count - fanout->deaf; i < crowd->count; i++)
        caught_up +=
            crowd->clients[i].state == CLIENT_LIVE && crowd->clients[i].seq_seen >= crowd->clients[1].seq_seen;
    return caught_up;
}

static void report_deaf(struct fanout *fanout, struct report *report)
{
    unsigned caught_up = count_caught_up(fanout);
    report_put(report, "deaf", fanout->deaf, 0, "", "sessions that never read");
    report_put(report, "deaf_caught_up", caught_up, 0, "", "of them, up to date as soon as they read");
    report->failed = report->failed || caught_up != fanout->deaf;
}

static double bytes_each(const struct traffic *traffic)
{
    return traffic->pushes ? (double)traffic->push_bytes / (double)traffic->pushes : 0;
}

void mode_fanout(const struct options *options, struct loop *loop, struct report *report)
{
    static struct fanout fanout;
    struct usage before, after;
    struct memory memory_before, memory_after;
    errno = 0;
    if (options->deaf + 2 > options->sessions) die("of %u sessions one speaks and one reads", options->sessions);
    crowd_create(&fanout.crowd, loop, options, options->sessions);
    fanout.crowd.club.expects_pushes = true;
    fanout.crowd.club.answered = on_frame;
    crowd_open(&fanout.crowd);
    run(&fanout, options, options->warmup);
    clear(&fanout);
    fanout.deaf = options->deaf;
    set_deaf(&fanout, true);
    memory_read(&memory_before, options->host);
    usage_read(&before, options->host);
    run(&fanout, options, options->seconds);
    usage_read(&after, options->host);
    memory_read(&memory_after, options->host);
    report_put(report, "sessions", fanout.crowd.count, 0, "", "sessions");
    report_put(report, "broadcasts", (double)fanout.rounds, 0, "", "broadcasts");
    report_put(report, "late", (double)fanout.late, 0, "", "broadcasts that some did not see in %d ms", ROUND_MS_MAX);
    report_put(report, "last_p50_ms", (double)histogram_quantile(&fanout.last_ns, 0.5) / 1e6, 2, "ms",
               "until the last session, p50");
    report_put(report, "last_max_ms", (double)fanout.last_ns.max / 1e6, 2, "ms", "until the last session, max");
    report_latency(report, &fanout.each_ns);
    report_usage(report, &before, &after, fanout.frames, "push");
    report_put(report, "push_bytes", bytes_each(&fanout.crowd.club.traffic), 1, "bytes", "payload of a push");
    report_put(report, "rss_before_mib", (double)memory_before.rss_bytes / 1048576.0, 1, "MiB",
               "host's memory before");
    report_put(report, "rss_after_mib", (double)memory_after.rss_bytes / 1048576.0, 1, "MiB", "host's memory after");
    if (fanout.deaf) report_deaf(&fanout, report);
    report->failed = report->failed || fanout.late;
    crowd_drain(&fanout.crowd);
    report_trouble(report, &fanout.crowd.club.trouble);
    crowd_destroy(&fanout.crowd);
}
