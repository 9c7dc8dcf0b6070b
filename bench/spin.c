// The mode `spin`: the same paced clicks twice, the second time beside a session whose view never ends a turn by
// itself. That session asks for the next spin as soon as the host has ended the last, and comes back with a new page
// when the host ends the session instead.
#include "events.h"
#include "modes.h"
#include "page.h"

struct spinner {
    struct client_club club;
    struct client client;
    struct page page;
    const struct options *options;
    uint64_t turns; // that the host ended
};

static struct spinner *spinner_of(const struct client *client)
{
    return (struct spinner *)((char *)client->club - offsetof(struct spinner, club));
}

static void on_live(struct client *client)
{
    client_send(client, spinner_of(client)->options->spin_event, "{}");
}

static void on_answered(struct client *client, uint64_t before, const struct answer *answer)
{
    if (before == answer->ref) return;
    spinner_of(client)->turns++;
    on_live(client);
}

static void on_gone(struct client *client)
{
    struct spinner *spinner = spinner_of(client);
    client_destroy(client);
    client_create(client, &spinner->club, 0);
    page_get(&spinner->page, spinner->options->spin_path);
}

static void on_page(struct page *page, const struct http_reply *reply)
{
    struct spinner *spinner = page->owner;
    struct bytes ticket = reply ? http_meta(reply->body, "ls-ticket") : (struct bytes){NULL, 0};
    if (ticket.size == 0 || ticket.size > CLIENT_TICKET_MAX) return;
    client_park(&spinner->client, ticket);
    client_join(&spinner->client);
}

static void spinner_create(struct spinner *spinner, struct loop *loop, const struct options *options)
{
    *spinner = (struct spinner){.options = options};
    spinner->club = (struct client_club){.loop = loop, .place = options->place, .expects_pushes = true};
    spinner->club.joined = on_live;
    spinner->club.answered = on_answered;
    spinner->club.gone = on_gone;
    client_create(&spinner->client, &spinner->club, 0);
    page_create(&spinner->page, loop, &spinner->club.place);
    spinner->page.owner = spinner;
    spinner->page.fetched = on_page;
    page_get(&spinner->page, options->spin_path);
}

static void spinner_destroy(struct spinner *spinner)
{
    spinner->club.gone = NULL;
    client_destroy(&spinner->client);
    page_destroy(&spinner->page);
}

static double p99_us(const struct events *events)
{
    return (double)histogram_quantile(&events->latency, 0.99) / 1e3;
}

static void report_spin(struct report *report, const struct spinner *spinner, double alone_us, double beside_us)
{
    const struct trouble *trouble = &spinner->club.trouble;
    report_put(report, "p99_alone_us", alone_us, 1, "us", "neighbours' p99, alone");
    report_put(report, "p99_beside_us", beside_us, 1, "us", "neighbours' p99, beside the spinner");
    report_put(report, "ratio", alone_us > 0 ? beside_us / alone_us : 0, 2, "x", "ratio");
    report_put(report, "spins", (double)spinner->turns, 0, "", "spinning turns ended (%s)", trouble->last_code);
    report_put(report, "spinner_byes", (double)(trouble->byes + trouble->lost), 0, "", "spinners' sessions ended");
    if (spinner->turns + trouble->byes + trouble->lost) return;
    report->failed = true;
    fprintf(stderr, "WARNING: no spinning turn was ever ended, or none ever began\n");
}

void mode_spin(const struct options *options, struct loop *loop, struct report *report)
{
    static struct events events;
    static struct spinner spinner;
    struct options paced = *options;
    if (paced.rate == 0) paced.rate = 1000;
    events_create(&events, loop, &paced);
    events_start_paced(&events);
    events_run(&events, options->warmup);
    events_measure(&events);
    double alone_us = p99_us(&events);
    spinner_create(&spinner, loop, &paced);
    events_run(&events, options->warmup);
    events_measure(&events);
    double beside_us = p99_us(&events);
    report_put(report, "sessions", events.crowd.count, 0, "", "sessions");
    report_put(report, "rate", paced.rate, 0, "/s", "events a second");
    report_spin(report, &spinner, alone_us, beside_us);
    report_latency(report, &events.latency);
    spinner_destroy(&spinner);
    events_stop(&events);
    report_usage(report, &events.before, &events.after, events.latency.count, "event, spinner included");
    report_trouble(report, &events.crowd.club.trouble);
    events_destroy(&events);
}
