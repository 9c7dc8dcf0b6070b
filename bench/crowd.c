// See crowd.h.
#include "crowd.h"

#include "die.h"
#include "page.h"

#include "base/mem.h"

#include <errno.h>

enum { FETCHERS = 16, PORTION = 256, PATIENCE_S = 20, DRAIN_S = 2, TEND_S = 1 };

static const int64_t SECOND_NS = 1000000000;

static struct crowd *crowd_of(const struct client *client)
{
    return (struct crowd *)((char *)client->club - offsetof(struct crowd, club));
}

static void on_joined(struct client *client)
{
    histogram_add(&crowd_of(client)->join_ns, clock_now_ns() - client->since_ns);
}

void crowd_create(struct crowd *crowd, struct loop *loop, const struct options *options, unsigned count)
{
    *crowd = (struct crowd){.count = count, .options = options};
    crowd->club.loop = loop;
    crowd->club.place = options->place;
    crowd->club.joined = on_joined;
    crowd->club.bare = options->bare;
    crowd->club.expects_pushes = options->pushes;
    crowd->clients = mem_new_clear(sizeof crowd->clients[0] * count);
    for (unsigned i = 0; i < count; i++) client_create(&crowd->clients[i], &crowd->club, i);
}

void crowd_destroy(struct crowd *crowd)
{
    for (unsigned i = 0; i < crowd->count; i++) client_destroy(&crowd->clients[i]);
    mem_free(crowd->clients);
}

void crowd_once(struct crowd *crowd, int64_t until_ns)
{
    struct loop *loop = crowd->club.loop;
    int64_t tend_ns = crowd->tended_ns + TEND_S * SECOND_NS;
    loop_once(loop, until_ns < tend_ns ? until_ns : tend_ns);
    if (loop->now_ns < tend_ns) return;
    crowd->tended_ns = loop->now_ns;
    for (unsigned i = 0; i < crowd->count; i++) client_tend(&crowd->clients[i]);
}

void crowd_run(struct crowd *crowd, int64_t until_ns)
{
    while (crowd->club.loop->now_ns < until_ns) crowd_once(crowd, until_ns);
}

// A batch of pages to fetch, shared by the connections that do it.
struct fetching {
    struct crowd *crowd;
    unsigned next;
    unsigned to;
    unsigned left;
};

static void fetch_next(struct page *page)
{
    struct fetching *fetching = page->owner;
    if (fetching->next < fetching->to) {
        fetching->next++;
        page_get(page, fetching->crowd->options->path);
    }
}

static void on_fetched(struct page *page, const struct http_reply *reply)
{
    struct fetching *fetching = page->owner;
    errno = 0;
    if (!reply) die("the host closed the line instead of sending %s", fetching->crowd->options->path);
    if (reply->status != 200) die("%s answers %d", fetching->crowd->options->path, reply->status);
    struct bytes ticket = http_meta(reply->body, "ls-ticket");
    if (ticket.size == 0 || ticket.size > CLIENT_TICKET_MAX) die("%s has no ticket", fetching->crowd->options->path);
    client_park(&fetching->crowd->clients[fetching->to - fetching->left--], ticket);
    fetch_next(page);
}

void crowd_fetch(struct crowd *crowd, unsigned from, unsigned to)
{
    struct page pages[FETCHERS];
    struct fetching fetching = {.crowd = crowd, .next = from, .to = to, .left = to - from};
    int64_t end_ns = clock_now_ns() + PATIENCE_S * SECOND_NS;
    for (unsigned i = 0; i < FETCHERS; i++) {
        page_create(&pages[i], crowd->club.loop, &crowd->club.place);
        pages[i].owner = &fetching;
        pages[i].fetched = on_fetched;
        fetch_next(&pages[i]);
    }
    while (fetching.left && crowd->club.loop->now_ns < end_ns) crowd_once(crowd, end_ns);
    errno = 0;
    if (fetching.left) die("%u pages did not come within %d s", fetching.left, PATIENCE_S);
    for (unsigned i = 0; i < FETCHERS; i++) page_destroy(&pages[i]);
}

static bool is_settled(const struct client *client)
{
    return client->state == CLIENT_LIVE || client->state == CLIENT_GONE;
}

void crowd_join(struct crowd *crowd, unsigned from, unsigned to)
{
    int64_t end_ns = clock_now_ns() + PATIENCE_S * SECOND_NS + (to - from) * SECOND_NS / 250;
    unsigned oldest = from, next = from; // everyone before `oldest` is settled
    while (oldest < to) {
        while (next < to && next - oldest < crowd->options->in_flight) client_join(&crowd->clients[next++]);
        crowd_once(crowd, end_ns);
        while (oldest < next && is_settled(&crowd->clients[oldest])) oldest++;
        errno = 0;
        if (crowd->club.loop->now_ns > end_ns) die("%u sessions did not join in time", to - oldest);
    }
}

void crowd_open(struct crowd *crowd)
{
    for (unsigned from = 0; from < crowd->count; from += PORTION) {
        unsigned to = from + PORTION < crowd->count ? from + PORTION : crowd->count;
        if (!crowd->club.bare) crowd_fetch(crowd, from, to);
        crowd_join(crowd, from, to);
    }
    unsigned live = crowd_live(crowd);
    errno = 0;
    if (live == crowd->count) return;
    trouble_print(&crowd->club.trouble, stderr);
    die("only %u of %u sessions could join", live, crowd->count);
}

unsigned crowd_live(const struct crowd *crowd)
{
    unsigned live = 0;
    for (unsigned i = 0; i < crowd->count; i++) live += crowd->clients[i].state == CLIENT_LIVE;
    return live;
}

uint64_t crowd_waits_for(const struct crowd *crowd)
{
    uint64_t sum = 0;
    for (unsigned i = 0; i < crowd->count; i++)
        if (crowd->clients[i].state == CLIENT_LIVE) sum += client_waits_for(&crowd->clients[i]);
    return sum;
}

void crowd_drain(struct crowd *crowd)
{
    int64_t end_ns = clock_now_ns() + DRAIN_S * SECOND_NS;
    int64_t now_ns = clock_now_ns();
    while (now_ns < end_ns && crowd_waits_for(crowd)) {
        int64_t step_ns = now_ns + SECOND_NS / 100;
        crowd_run(crowd, step_ns);
        now_ns = clock_now_ns();
    }
    crowd->club.trouble.unanswered += crowd_waits_for(crowd);
}
