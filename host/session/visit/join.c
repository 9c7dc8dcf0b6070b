// See join.h.
//
// A session that is on another shard is asked for by a claim: a message that goes from hall to hall, first to the one
// the ticket names, until one has the session and gives it along, or all were asked. A session on the move is bytes:
// asleep, without line or timers.
#include "session/visit/join.h"

#include "base/log.h"
#include "base/mem.h"
#include "session/calls.h"
#include "session/drain.h"
#include "session/hall.h"
#include "session/keep/keeping.h"
#include "session/keep/renewal.h"
#include "session/replay/travel.h"
#include "session/session.h"
#include "session/timer.h"
#include "session/visit/guard.h"
#include "session/visit/homecoming.h"
#include "session/visit/passage.h"
#include "session/visit/place.h"
#include "session/visit/post.h"
#include "session/visit/ticket.h"
#include "store/parcel.h"

#include <inttypes.h>
#include <stddef.h>

enum { CLAIM_TRIES_MAX = 3 };

struct claim {
    struct inbox_message message; // first
    uint64_t number;              // of the claim, in the asking hall
    uint64_t session_id;
    struct hall *asker;
    unsigned asked;          // halls so far
    uint64_t visitor;        // whose cookie came with the line
    bool is_refused;         // the session is another's, and was left where it is
    struct session *session; // on the way back: found
};

// Asked before the line is told anything. Who may not is sent to the page request, which knows what to answer.
static bool may_see(struct session *session, struct line *line)
{
    struct error err;
    struct bytes elsewhere;
    enum vm_verdict verdict;
    bool ok =
        guard_ask(session->hall, session->app, session->route, place_visitor(session), &verdict, &elsewhere, &err);
    if (ok && verdict == VM_MAY) return true;
    line_say_bye(line, ERROR_FORBIDDEN, "its guard says no");
    session_end(session, ERROR_FORBIDDEN, "its guard says no");
    return false;
}

// What is kept of it is of a time before what its page has: an older copy of the state directory was put back, or its
// disk lost what it had taken. Going on would do again what was acknowledged, or leave it out.
static bool is_behind(struct session *session, struct line *line, uint32_t seen)
{
    if (!session->is_durable || seen <= session->outbox.last) return false;
    log_line(LOG_ERROR,
             "session %016" PRIx64 " is at frame %" PRIu32 ", and its page at %" PRIu32
             ": it is older than what was acknowledged, and dropped",
             session->id, session->outbox.last, seen);
    count(&session->hall->counters.behind);
    line_say_bye(line, ERROR_GONE, "the session is older than its page");
    session_end(session, ERROR_GONE, "the session is older than its page");
    return true;
}

static void attach(struct session *session, struct line *line, uint32_t seen, bool is_blank)
{
    struct hall *hall = session->hall;
    struct error err;
    if (keeping_waits(session)) {
        line_send_away(line, ERROR_FULL, "what happens here cannot be kept just now; come back soon", LINE_RETURN_MS);
        return;
    }
    if (!registry_admits(session, registry_visitor_at(line), &err)) {
        line_say_bye(line, err.code, err.text);
        return;
    }
    if (!may_see(session, line)) return;
    if (!is_blank && is_behind(session, line, seen)) return;
    if (!session_step(&session->state, STEP_JOIN, &err)) {
        line_say_bye(line, err.code, err.text);
        return;
    }
    if (session->line) {
        line_settle(session->line);
        session->line->session = NULL;
        line_say_bye(session->line, ERROR_REPLACED, "this page is open elsewhere");
    }
    travel_end(session);
    session->line = line;
    line->session = session;
    line->has_joined = true;
    count(&hall->counters.joins);
    if (session->joins++) count(&hall->counters.resumes);
    session->is_left = false;
    timers_run(session);
    calls_stay(session);
    hall_place(hall, session);
    keeping_touch(session);
    if (session->is_durable) line_say_ok(line, session->outbox.released, session->ref_kept);
    else line_say_ok(line, session->outbox.last, session->ref_done);
    if (session->app != hall->app) hall_queue(hall, session);
    renewal_tell_joined(session);
    if (session->numbering_since && (is_blank || seen < session->numbering_since))
        session->templates_first = 0; // it was not told yet
    if (is_blank || !outbox_reaches_back(&session->outbox, seen)) {
        outbox_break(&session->outbox); // nothing that is or comes in there means anything to this client
        session->wants_full = true;
        hall_queue(hall, session);
    } else {
        outbox_acknowledge(&session->outbox, seen);
        outbox_rewind(&session->outbox, seen);
    }
    if (session->mailbox.first) hall_queue(hall, session);
    line_wake(line);
}

// --- claims ---

static void come_back(struct inbox_message *message, void *receiver);

static void give_up(struct claim *claim)
{
    if (claim->session) session_delete(claim->session);
    mem_free(claim);
}

static void ask_here(struct inbox_message *message, void *receiver)
{
    struct claim *claim = (struct claim *)message;
    struct hall *hall = receiver;
    struct error err;
    if (!hall) {
        give_up(claim);
        return;
    }
    struct session *session = hall_find(hall, claim->session_id);
    if (session && !registry_admits(session, claim->visitor, &err)) {
        claim->is_refused = true;
        message->deliver = come_back;
        inbox_put(&claim->asker->inbox, message);
        return;
    }
    bool stays = hall->is_draining; // the asker's hall goes down too
    if (session && !stays && !session_detach(session, &err)) {
        inbox_put(&hall->inbox, message); // in the middle of a turn: again when it had a slice
        return;
    }
    claim->session = stays ? NULL : session;
    claim->asked++;
    const struct settings *settings = hall->settings;
    struct hall *next = settings->halls[(hall->index + 1) % settings->halls_count];
    if (next == claim->asker) next = settings->halls[(next->index + 1) % settings->halls_count];
    if (claim->session || claim->asked + 1 >= settings->halls_count) {
        message->deliver = come_back;
        next = claim->asker;
    }
    inbox_put(&next->inbox, message);
}

static struct line **chain_of(struct hall *hall, uint64_t claim)
{
    return &hall->claimers[claim % CLAIMERS_MAX];
}

static struct line *find_line(struct hall *hall, uint64_t claim)
{
    struct line *line = *chain_of(hall, claim);
    while (line && line->claim != claim) line = line->claim_next;
    return line;
}

static void begin_waiting(struct line *line)
{
    struct line **chain = chain_of(line->hall, line->claim = ++line->hall->claims);
    line->claim_next = *chain;
    *chain = line;
}

void join_give_up(struct line *line)
{
    if (!line->claim) return;
    struct line **link = chain_of(line->hall, line->claim);
    while (*link != line) link = &(*link)->claim_next;
    *link = line->claim_next;
    line->claim = 0;
}

static void end_claim(struct line *line, struct session *session)
{
    join_give_up(line);
    const struct keeper *keeper = line->hall->settings->keeper;
    bool is_draining = line->hall->is_draining || (keeper && keeper->is_draining);
    if (is_draining) drain_send_away(line);
    else if (session) attach(session, line, line->claim_seen, line->claim_is_blank);
    else line_say_bye(line, ERROR_GONE, "there is no such session any more");
}

// All halls were asked. What is in none may have been written down.
static bool seek_kept(struct hall *hall, uint64_t claim, uint64_t session_id)
{
    return !hall->is_draining && keeping_seek(hall, claim, session_id);
}

static void settle(struct line *line, struct session *session)
{
    if (session || !seek_kept(line->hall, line->claim, line->claim_session)) end_claim(line, session);
}

// Who looked for it without a line.
static void tell_found(struct hall *hall, uint64_t claim, struct session *session)
{
    post_found(hall, claim, session);
    homecoming_found(hall, claim);
}

static void come_back(struct inbox_message *message, void *receiver)
{
    struct claim *claim = (struct claim *)message;
    struct hall *hall = receiver;
    if (!hall) {
        give_up(claim);
        return;
    }
    struct line *line = find_line(hall, claim->number);
    if (claim->session) session_arrive(claim->session, hall);
    if (!line) {
        bool is_over = claim->session || claim->is_refused;
        if (is_over || !seek_kept(hall, claim->number, claim->session_id))
            tell_found(hall, claim->number, claim->session);
    } else if (!line->is_closing) {
        if (claim->is_refused) line_say_bye(line, ERROR_FORBIDDEN, "this page is another visitor's");
        else settle(line, claim->session);
    }
    mem_free(claim);
}

static void ask_all(struct hall *hall, uint64_t number, uint64_t session_id, uint64_t visitor, unsigned first)
{
    const struct settings *settings = hall->settings;
    struct claim *claim = mem_new_clear(sizeof *claim);
    claim->message.deliver = ask_here;
    claim->number = number;
    claim->session_id = session_id;
    claim->visitor = visitor;
    claim->asker = hall;
    first %= settings->halls_count;
    if (first == hall->index) first = (first + 1) % settings->halls_count;
    inbox_put(&settings->halls[first]->inbox, &claim->message);
}

static void ask_others(struct line *line, unsigned first)
{
    struct hall *hall = line->hall;
    if (hall->settings->halls_count < 2) settle(line, NULL);
    else ask_all(hall, line->claim, line->claim_session, registry_visitor_at(line), first);
}

uint64_t join_seek(struct hall *hall, const struct ticket *ticket, uint64_t visitor)
{
    uint64_t claim = ++hall->claims;
    if (hall->settings->halls_count < 2) return seek_kept(hall, claim, ticket->session) ? claim : 0;
    ask_all(hall, claim, ticket->session, visitor, ticket->hall);
    return claim;
}

// It may have come into some hall while the keeper was asked: then all are asked again.
void join_found(struct hall *hall, uint64_t claim, uint64_t session_id, bool is_here)
{
    struct line *line = find_line(hall, claim);
    struct session *session = hall_find(hall, session_id);
    if (!line) tell_found(hall, claim, session);
    if (!line || line->is_closing) return;
    if (session || !is_here || ++line->claim_tries > CLAIM_TRIES_MAX) end_claim(line, session);
    else ask_others(line, hall->index + 1);
}

static void begin_claim(struct line *line, const struct ticket *ticket, const struct frame *frame)
{
    begin_waiting(line);
    line->claim_session = ticket->session;
    line->claim_seen = frame->seen;
    line->claim_is_blank = frame->is_blank;
    line->claim_tries = 0;
    ask_others(line, ticket->hall);
}

// The page shows another view from now on. Going from one to the next is no guess at a ticket: one may do so for
// ever.
static void leave(struct line *line, struct session *next)
{
    struct session *old = line->session;
    join_lost(line);
    passage_leave(old);
    next->came_from = old->id;
    line->joins--;
}

void join_line(struct line *line, const struct frame *frame)
{
    struct hall *hall = line->hall;
    struct ticket ticket;
    struct error err = {0};
    struct session *old = line->session;
    bool ok = !line->claim && ++line->joins <= (uint32_t)hall->settings->limits.joins;
    if (!ok) fail(&err, ERROR_FORBIDDEN, "a line joins once");
    if (!ok || !ticket_read(frame->ticket, hall->settings->key, &ticket, &err)) {
        count(&hall->counters.rejected_forbidden);
        line_say_bye(line, err.code, err.text);
        return;
    }
    struct session *session = hall_find(hall, ticket.session);
    if (old && !(session && passage_leads(old, session))) {
        count(&hall->counters.rejected_forbidden);
        line_say_bye(line, ERROR_FORBIDDEN, "a line joins once");
        return;
    }
    if (old) leave(line, session);
    if (session) attach(session, line, frame->seen, frame->is_blank);
    else begin_claim(line, &ticket, frame);
}

void join_lost(struct line *line)
{
    struct session *session = line->session;
    struct error err;
    if (!session) return;
    line_settle(line);
    line->session = NULL;
    session->line = NULL;
    travel_end(session);
    session_step(&session->state, STEP_LINE_LOST, &err);
    calls_linger(session);
    passage_hurry(session);
    hall_place(session->hall, session);
    if (session->mailbox.first && !session->turn) hall_queue(session->hall, session);
}
