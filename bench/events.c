// See events.h. Paced latency counts from the moment an event was due, not from when it left: a host that stands
// still for a second has kept every event of that second waiting, also those that a polite generator would not have
// sent.
#include "events.h"

enum { UNANSWERED_MAX = 128 }; // of one session; below the host's mailbox, so that lateness shows and not refusals

static struct events *events_of(const struct client *client)
{
    struct crowd *crowd = (struct crowd *)((char *)client->club - offsetof(struct crowd, club));
    return (struct events *)((char *)crowd - offsetof(struct events, crowd));
}

static void send_one(struct events *events, struct client *client)
{
    client_send(client, events->crowd.options->event, events->crowd.options->payload);
}

static void answered_closed(struct client *client, uint64_t before, const struct answer *answer)
{
    struct events *events = events_of(client);
    int64_t now_ns = clock_now_ns();
    if (before == answer->ref) return;
    if (events->measures) histogram_add(&events->latency, now_ns - client->since_ns);
    if (events->stops) return;
    client->since_ns = now_ns;
    send_one(events, client);
}

// REF counts from 1, so the session's k-th event since pacing began has REF base + k + 1.
static int64_t due_ns(const struct events *events, const struct client *client, uint64_t k)
{
    double place = (double)(k * events->crowd.count + client->index);
    return events->origin_ns + (int64_t)(place * events->interval_ns);
}

static void send_due(struct events *events, struct client *client, int64_t now_ns)
{
    while (client->state == CLIENT_LIVE && client_waits_for(client) < UNANSWERED_MAX &&
           due_ns(events, client, client->ref_sent - client->ref_base) <= now_ns)
        send_one(events, client);
}

static void answered_paced(struct client *client, uint64_t before, const struct answer *answer)
{
    struct events *events = events_of(client);
    int64_t now_ns = clock_now_ns();
    for (uint64_t ref = before; ref < answer->ref; ref++) {
        int64_t due = due_ns(events, client, ref - client->ref_base);
        if (events->measures && due >= events->begin_ns) histogram_add(&events->latency, now_ns - due);
    }
    if (!events->stops && client_waits_for(client) + 1 >= UNANSWERED_MAX) send_due(events, client, now_ns);
}

// Sends what has become due, and tells when the next event is.
static int64_t send_all_due(struct events *events)
{
    int64_t now_ns = clock_now_ns();
    for (;;) {
        struct client *client = &events->crowd.clients[events->next % events->crowd.count];
        int64_t next_ns = due_ns(events, client, events->next / events->crowd.count);
        if (next_ns > now_ns) return next_ns;
        events->next++;
        send_due(events, client, now_ns);
    }
}

void events_create(struct events *events, struct loop *loop, const struct options *options)
{
    crowd_create(&events->crowd, loop, options, options->sessions);
    histogram_clear(&events->latency);
    events->measures = events->stops = false;
    events->interval_ns = 0;
    events->next = 0;
    crowd_open(&events->crowd);
}

void events_destroy(struct events *events)
{
    crowd_destroy(&events->crowd);
}

void events_start_closed(struct events *events)
{
    struct crowd *crowd = &events->crowd;
    crowd->club.answered = answered_closed;
    for (unsigned i = 0; i < crowd->count; i++) {
        crowd->clients[i].since_ns = clock_now_ns();
        if (crowd->clients[i].state == CLIENT_LIVE) send_one(events, &crowd->clients[i]);
    }
}

void events_start_paced(struct events *events)
{
    struct crowd *crowd = &events->crowd;
    for (unsigned i = 0; i < crowd->count; i++) crowd->clients[i].ref_base = crowd->clients[i].ref_sent;
    crowd->club.answered = answered_paced;
    events->next = 0;
    events->interval_ns = 1e9 / crowd->options->rate;
    events->origin_ns = clock_now_ns();
}

void events_run(struct events *events, double seconds)
{
    struct loop *loop = events->crowd.club.loop;
    int64_t end_ns = clock_now_ns() + (int64_t)(seconds * 1e9);
    bool paced = events->interval_ns > 0;
    do {
        int64_t next_ns = paced ? send_all_due(events) : end_ns;
        crowd_once(&events->crowd, next_ns < end_ns ? next_ns : end_ns);
    } while (loop->now_ns < end_ns);
}

void events_measure(struct events *events)
{
    const struct options *options = events->crowd.options;
    histogram_clear(&events->latency);
    events->crowd.club.traffic = (struct traffic){0};
    usage_read(&events->before, options->host);
    events->begin_ns = events->before.wall_ns;
    events->measures = true;
    events_run(events, options->seconds);
    events->measures = false;
    usage_read(&events->after, options->host);
}

void events_stop(struct events *events)
{
    events->stops = true;
    crowd_drain(&events->crowd);
}
