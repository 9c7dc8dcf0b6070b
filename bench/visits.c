// The modes `pages` and `joins`: what a visitor costs before the first click.
#include "crowd.h"
#include "die.h"
#include "modes.h"
#include "page.h"

#include "base/mem.h"

#include <errno.h>

struct visits {
    struct page *pages;
    const struct options *options;
    struct histogram latency;
    uint64_t fetched; // in the window
    uint64_t bytes;
    uint64_t failed; // connections lost and answers other than 200, ever
    bool measures;
    bool stops;
};

static void on_visited(struct page *page, const struct http_reply *reply)
{
    struct visits *visits = page->owner;
    bool good = reply && reply->status == 200 && http_meta(reply->body, "ls-ticket").size;
    visits->failed += !good;
    if (visits->measures && good) {
        visits->fetched++;
        visits->bytes += reply->body.size;
        histogram_add(&visits->latency, clock_now_ns() - page->sent_ns);
    }
    errno = 0;
    if (visits->failed > 1000) die("more than a thousand pages failed");
    if (!visits->stops) page_get(page, visits->options->path);
}

static void visits_start(struct visits *visits, struct loop *loop, const struct options *options)
{
    *visits = (struct visits){.options = options};
    visits->pages = mem_new_clear(sizeof visits->pages[0] * options->connections);
    for (unsigned i = 0; i < options->connections; i++) {
        page_create(&visits->pages[i], loop, &options->place);
        visits->pages[i].owner = visits;
        visits->pages[i].fetched = on_visited;
        page_get(&visits->pages[i], options->path);
    }
}

static void visits_end(struct visits *visits)
{
    for (unsigned i = 0; i < visits->options->connections; i++) page_destroy(&visits->pages[i]);
    mem_free(visits->pages);
}

static void run(struct loop *loop, double seconds)
{
    int64_t end_ns = clock_now_ns() + (int64_t)(seconds * 1e9);
    do loop_once(loop, end_ns);
    while (loop->now_ns < end_ns);
}

void mode_pages(const struct options *options, struct loop *loop, struct report *report)
{
    static struct visits visits;
    struct usage before, after;
    visits_start(&visits, loop, options);
    run(loop, options->warmup);
    usage_read(&before, options->host);
    visits.measures = true;
    run(loop, options->seconds);
    visits.measures = false;
    usage_read(&after, options->host);
    visits.stops = true;
    double seconds = (double)(after.wall_ns - before.wall_ns) / 1e9;
    report_put(report, "connections", options->connections, 0, "", "connections");
    report_put(report, "pages_per_s", (double)visits.fetched / seconds, 0, "/s", "pages");
    report_latency(report, &visits.latency);
    report_usage(report, &before, &after, visits.fetched, "page");
    report_put(report, "page_bytes", visits.fetched ? (double)visits.bytes / (double)visits.fetched : 0, 0, "bytes",
               "a page's HTML");
    report_put(report, "failed", (double)visits.failed, 0, "", "pages that failed");
    if (visits.failed) fprintf(stderr, "WARNING: %llu pages failed\n", (unsigned long long)visits.failed);
    report->failed = report->failed || visits.failed;
    visits_end(&visits);
}

void mode_joins(const struct options *options, struct loop *loop, struct report *report)
{
    static struct crowd crowd;
    struct usage before, after;
    crowd_create(&crowd, loop, options, options->sessions);
    crowd_fetch(&crowd, 0, crowd.count);
    usage_read(&before, options->host);
    crowd_join(&crowd, 0, crowd.count);
    usage_read(&after, options->host);
    const struct traffic *traffic = &crowd.club.traffic;
    double seconds = (double)(after.wall_ns - before.wall_ns) / 1e9;
    report_put(report, "sessions", crowd.count, 0, "", "sessions");
    report_put(report, "joins_per_s", (double)traffic->joins / seconds, 0, "/s", "upgrades and joins");
    report_latency(report, &crowd.join_ns);
    report_usage(report, &before, &after, traffic->joins, "upgrade and join");
    report_put(report, "join_bytes", traffic->joins ? (double)traffic->join_bytes / (double)traffic->joins : 0, 1,
               "bytes", "payload of the join's answer");
    report_trouble(report, &crowd.club.trouble);
    crowd_destroy(&crowd);
}
