// See drain.h.
#include "session/drain.h"

#include "session/actor/supervise.h"
#include "session/line.h"
#include "session/session.h"
#include "store/parcel.h"
#include "wire/outbox.h"

enum {
    RETURN_MS_MIN = 1000, // also few need not come before anybody is there
    NEWCOMER_MS = 2000,   // for a first request: a packet that is lost comes again after one second
};

static uint32_t return_ms(const struct hall *hall)
{
    uint64_t lines = 0;
    for (const struct line *line = hall->lines; line; line = line->next) lines += !line->outer;
    uint64_t ms = lines * 1000 / (uint64_t)hall->settings->limits.returns_per_s;
    return (uint32_t)(ms < RETURN_MS_MIN ? RETURN_MS_MIN : ms);
}

void drain_begin(struct hall *hall)
{
    if (hall->is_draining) return;
    hall->is_draining = true;
    hall->drains_ms = hall_now_ms(hall);
    hall->return_ms = return_ms(hall);
    if (hall->settings->keeper) hall->settings->keeper->is_draining = true;
}

// No longer than where a line is lost: a call may take minutes, and the next host's visitors wait for us.
static bool waits_for_calls(const struct hall *hall)
{
    return hall_now_ms(hall) - hall->drains_ms < (uint64_t)hall->settings->limits.call_linger_s * 1000;
}

static bool is_at_rest(const struct session *session)
{
    if (session->turn || session->visit || session->passage) return false;
    if (session->calls && waits_for_calls(session->hall)) return false;
    const struct keeper *keeper = session->hall->settings->keeper;
    return !session->line || !outbox_holds(&session->outbox) || keeper->is_failing;
}

static bool are_at_rest(const struct session_list *list)
{
    const struct session *session = list->first;
    while (session && is_at_rest(session)) session = session->next;
    return !session;
}

// Who was let in is answered. Browsers open connections that they may never need: those are not waited for long.
static bool expects_requests(const struct hall *hall)
{
    return hall->newcomers && hall_now_ms(hall) - hall->newcomer_ms < NEWCOMER_MS;
}

static bool are_pages_at_rest(const struct hall *hall)
{
    return !hall->posts && !expects_requests(hall) && are_at_rest(&hall->live) && are_at_rest(&hall->away) &&
           are_at_rest(&hall->parked);
}

static bool are_all_quiet(const struct settings *settings)
{
    bool are_quiet = true;
    for (unsigned i = 0; i < settings->halls_count; i++) are_quiet = are_quiet && settings->halls[i]->is_quiet;
    return are_quiet;
}

static bool are_all_at_rest(const struct settings *settings)
{
    bool are_resting = true;
    for (unsigned i = 0; i < settings->halls_count; i++) are_resting = are_resting && settings->halls[i]->is_at_rest;
    return are_resting;
}

// Actors are stopped while there is time left for that.
static bool is_half_over(const struct hall *hall)
{
    return hall_now_ms(hall) - hall->drains_ms >= (uint64_t)hall->settings->limits.drain_s * 1000 / 2;
}

bool drain_is_over(struct hall *hall)
{
    hall->is_quiet = hall->is_draining && are_pages_at_rest(hall);
    if (hall->is_draining && (are_all_quiet(hall->settings) || is_half_over(hall))) supervise_end(hall);
    hall->is_at_rest = hall->is_quiet && supervise_is_over(hall) && are_at_rest(&hall->unseen);
    return are_all_at_rest(hall->settings);
}

// A page that was asked for is made, whatever has to begin for that. Actors go on until the tree stops them.
bool drain_stops(const struct session *session)
{
    return !session->turn && !session->wants_start && !session->visit && !session->actor;
}

void drain_send_away(struct line *line)
{
    line_send_away(line, ERROR_DRAINING, "the host is going down", line->hall->return_ms);
}
