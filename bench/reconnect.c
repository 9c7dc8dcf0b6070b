// The mode `reconnect`: the host, run from the command after --, is killed while all its sessions have a click under
// way, and is started again at once. They come back as browsers do, at random moments, and click again. How long that
// takes, from the new host's exec to the answer of each one's first click; and whether what was acknowledged before
// is known to the new host, and shown. For a page that shows the number of its clicks.
#include "crowd.h"
#include "die.h"
#include "modes.h"
#include "program.h"

#include "base/mem.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    PATIENCE_S = 60,
    WAIT_FIRST_MS = 500,
    WAIT_MAX_MS = 10000,
    LOOK_MS = 1
}; // the waits are client/src/backoff.ts's

static const int64_t MS_NS = 1000000;

struct comer {
    int64_t due_ns; // the next try; 0: none
    unsigned tries;
    uint64_t acknowledged; // before the kill
    bool is_back;          // its first click was answered
};

struct reconnect {
    struct crowd crowd; // first
    struct comer *comers;
    struct histogram joined_ns;
    struct histogram first_ns;
    int64_t exec_ns; // of the second host; 0: the first one is there
    unsigned back;
    uint64_t taken_back; // acknowledged clicks that the second host does not know
    uint64_t kept;       // clicks that were under way and that it knows
    uint64_t wrong;      // pages that do not show as many clicks as were dealt with
};

static struct reconnect *reconnect_of(const struct client *client)
{
    return (struct reconnect *)((char *)client->club - offsetof(struct crowd, club));
}

static void try_again(struct client *client)
{
    struct reconnect *reconnect = reconnect_of(client);
    struct comer *comer = &reconnect->comers[client->index];
    double most_ms = WAIT_FIRST_MS * (double)(1ULL << (comer->tries < 8 ? comer->tries : 8));
    if (most_ms > WAIT_MAX_MS) most_ms = WAIT_MAX_MS;
    comer->tries++;
    comer->due_ns = clock_now_ns() + 1 + (int64_t)(drand48() * most_ms * 1e6);
}

static void on_joined(struct client *client)
{
    struct reconnect *reconnect = reconnect_of(client);
    const struct comer *comer = &reconnect->comers[client->index];
    if (!reconnect->exec_ns) return;
    histogram_add(&reconnect->joined_ns, clock_now_ns() - reconnect->exec_ns);
    if (client->ref_sent < comer->acknowledged) reconnect->taken_back += comer->acknowledged - client->ref_sent;
    else reconnect->kept += client->ref_sent - comer->acknowledged;
    client_send(client, reconnect->crowd.options->event, reconnect->crowd.options->payload);
}

static bool shows(struct bytes text, uint64_t number)
{
    char quoted[24];
    int size = snprintf(quoted, sizeof quoted, "\"%llu\"", (unsigned long long)number);
    return memmem(text.data, text.size, quoted, (size_t)size);
}

static void on_answered(struct client *client, uint64_t before, const struct answer *answer)
{
    struct reconnect *reconnect = reconnect_of(client);
    struct comer *comer = &reconnect->comers[client->index];
    (void)before;
    reconnect->wrong += !shows(answer->text, answer->ref);
    if (!reconnect->exec_ns || comer->is_back || client_waits_for(client)) return;
    comer->is_back = true;
    reconnect->back++;
    histogram_add(&reconnect->first_ns, clock_now_ns() - reconnect->exec_ns);
}

static void click_all(struct crowd *crowd)
{
    for (unsigned i = 0; i < crowd->count; i++)
        client_send(&crowd->clients[i], crowd->options->event, crowd->options->payload);
}

static void open_all(struct reconnect *reconnect, const struct options *options, struct loop *loop)
{
    *reconnect = (struct reconnect){0};
    reconnect->comers = mem_new_clear(sizeof reconnect->comers[0] * options->sessions);
    crowd_create(&reconnect->crowd, loop, options, options->sessions);
    crowd_open(&reconnect->crowd);
    reconnect->crowd.club.expects_pushes = true; // a whole page, where an answer was on its way
    reconnect->crowd.club.joined = on_joined;
    reconnect->crowd.club.gone = try_again;
    reconnect->crowd.club.answered = on_answered;
}

// Everybody has had answers, and everybody waits for one.
static void kill_between(struct reconnect *reconnect, pid_t program)
{
    struct crowd *crowd = &reconnect->crowd;
    int64_t end_ns = clock_now_ns() + PATIENCE_S * 1000 * MS_NS;
    click_all(crowd);
    while (crowd_waits_for(crowd) && clock_now_ns() < end_ns) crowd_run(crowd, clock_now_ns() + 10 * MS_NS);
    errno = 0;
    if (crowd_waits_for(crowd) || trouble_any(&crowd->club.trouble)) die("not all clicks were answered");
    click_all(crowd);
    crowd_once(crowd, clock_now_ns());
    program_kill(program);
    crowd->club.trouble.lost = 0;
    for (unsigned i = 0; i < crowd->count; i++) reconnect->comers[i].acknowledged = crowd->clients[i].ref_answered;
}

static void come_back(struct reconnect *reconnect)
{
    struct crowd *crowd = &reconnect->crowd;
    int64_t end_ns = reconnect->exec_ns + PATIENCE_S * 1000 * MS_NS;
    while (reconnect->back < crowd->count && clock_now_ns() < end_ns) {
        int64_t now_ns = clock_now_ns();
        for (unsigned i = 0; i < crowd->count; i++) {
            struct comer *comer = &reconnect->comers[i];
            if (!comer->due_ns || comer->due_ns > now_ns) continue;
            comer->due_ns = 0;
            client_join(&crowd->clients[i]);
        }
        crowd_once(crowd, now_ns + LOOK_MS * MS_NS);
    }
}

static void report_comers(const struct reconnect *reconnect, struct report *report)
{
    const struct histogram *first = &reconnect->first_ns;
    report_put(report, "back", reconnect->back, 0, "", "sessions that were back");
    report_put(report, "joined_ms", (double)histogram_quantile(&reconnect->joined_ns, 0.5) / 1e6, 0, "ms",
               "from exec to the join, p50");
    report_put(report, "first_p50_ms", (double)histogram_quantile(first, 0.5) / 1e6, 0, "ms",
               "from exec to the first patch, p50");
    report_put(report, "first_p99_ms", (double)histogram_quantile(first, 0.99) / 1e6, 0, "ms", "  p99");
    report_put(report, "first_max_ms", (double)first->max / 1e6, 0, "ms", "  the last one's");
    report_put(report, "kept", (double)reconnect->kept, 0, "", "clicks under way that were done before the kill");
    report_put(report, "taken_back", (double)reconnect->taken_back, 0, "", "acknowledged clicks that were lost");
    report_put(report, "wrong", (double)reconnect->wrong, 0, "", "pages that showed another number of clicks");
    report->failed =
        report->failed || reconnect->back < reconnect->crowd.count || reconnect->taken_back || reconnect->wrong;
}

void mode_reconnect(const struct options *options, struct loop *loop, struct report *report)
{
    static struct reconnect reconnect;
    struct usage before, after;
    errno = 0;
    if (!options->command) die("reconnect needs a command after --, with --state");
    pid_t program = program_start(options);
    program_await(program, options, loop);
    open_all(&reconnect, options, loop);
    kill_between(&reconnect, program);
    program = program_start(options);
    reconnect.exec_ns = clock_now_ns();
    usage_read(&before, program);
    come_back(&reconnect);
    usage_read(&after, program);
    reconnect.crowd.club.trouble.lost = 0; // connections that nobody took yet
    report_put(report, "sessions", options->sessions, 0, "", "sessions");
    report_comers(&reconnect, report);
    report_usage(report, &before, &after, reconnect.back, "return");
    report_trouble(report, &reconnect.crowd.club.trouble);
    program_stop(program);
    crowd_destroy(&reconnect.crowd);
    mem_free(reconnect.comers);
}
