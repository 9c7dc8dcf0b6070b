// The mode `steps`: what one event costs that is too heavy, or too dependent on what came before, to be sent in a
// loop, such as swapping two of a thousand rows. Every run has a session of its own, so that ids and orders are the
// same each time. The host's processor time is read before and after, when it has had a moment to come to rest.
#include "crowd.h"
#include "die.h"
#include "modes.h"

#include <errno.h>
#include <stdio.h>

enum { REST_MS = 5, PATIENCE_S = 10 };

static const int64_t MS_NS = 1000000;

struct steps {
    struct histogram latency;
    struct histogram host_ns;
    struct traffic traffic;
    struct trouble trouble;
};

static void rest(struct crowd *crowd)
{
    crowd_run(crowd, clock_now_ns() + REST_MS * MS_NS);
}

// Sends one event and waits for its answer; gives the time that took.
static int64_t step(struct crowd *crowd, const char *name, const char *payload)
{
    struct client *client = &crowd->clients[0];
    int64_t begin_ns = clock_now_ns(), end_ns = begin_ns + PATIENCE_S * 1000 * MS_NS;
    client_send(client, name, payload);
    while (client->state == CLIENT_LIVE && client_waits_for(client) && crowd->club.loop->now_ns < end_ns)
        crowd_once(crowd, end_ns);
    errno = 0;
    if (client->state != CLIENT_LIVE) die("%s ended the session (%s)", name, crowd->club.trouble.last_code);
    if (client_waits_for(client)) die("%s was not answered within %d s", name, PATIENCE_S);
    if (crowd->club.trouble.refused) die("%s was refused (%s)", name, crowd->club.trouble.last_code);
    return clock_now_ns() - begin_ns;
}

static void prepare(struct crowd *crowd, char **before)
{
    for (; before && *before; before++) {
        char name[64];
        const char *payload = strchr(*before, '=');
        errno = 0;
        if (!payload || payload - *before >= (int)sizeof name) die("not NAME=JSON: %s", *before);
        snprintf(name, sizeof name, "%.*s", (int)(payload - *before), *before);
        step(crowd, name, payload + 1);
    }
}

static void run_once(struct steps *steps, const struct options *options, struct loop *loop)
{
    static struct crowd crowd;
    struct usage before, after;
    crowd_create(&crowd, loop, options, 1);
    crowd_open(&crowd);
    prepare(&crowd, options->command);
    rest(&crowd);
    crowd.club.traffic = (struct traffic){0};
    usage_read(&before, options->host);
    histogram_add(&steps->latency, step(&crowd, options->event, options->payload));
    rest(&crowd);
    usage_read(&after, options->host);
    histogram_add(&steps->host_ns, after.host_ns - before.host_ns);
    steps->traffic.answers += crowd.club.traffic.answers;
    steps->traffic.answer_bytes += crowd.club.traffic.answer_bytes;
    if (crowd.club.traffic.answer_max > steps->traffic.answer_max)
        steps->traffic.answer_max = crowd.club.traffic.answer_max;
    steps->trouble.gaps += crowd.club.trouble.gaps;
    steps->trouble.repeated += crowd.club.trouble.repeated;
    crowd_destroy(&crowd);
}

void mode_steps(const struct options *options, struct loop *loop, struct report *report)
{
    static struct steps steps;
    for (unsigned i = 0; i < options->runs; i++) run_once(&steps, options, loop);
    double answers = (double)(steps.traffic.answers ? steps.traffic.answers : 1);
    report_put(report, "runs", options->runs, 0, "", "runs");
    report_put(report, "patch_bytes", (double)steps.traffic.answer_bytes / answers, 1, "bytes",
               "payload of an answer, mean");
    report_put(report, "patch_bytes_max", (double)steps.traffic.answer_max, 0, "bytes", "payload of an answer, max");
    report_put(report, "latency_us", (double)histogram_quantile(&steps.latency, 0.5) / 1e3, 1, "us",
               "latency, median");
    if (options->host)
        report_put(report, "host_us", (double)histogram_quantile(&steps.host_ns, 0.5) / 1e3, 1, "us",
                   "host CPU per event, median");
    report_trouble(report, &steps.trouble);
}
