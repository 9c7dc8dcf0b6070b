// See run.h.
#include "session/run.h"

#include "session/actor/actor.h"
#include "session/drain.h"
#include "session/hall.h"
#include "session/keep/keeping.h"
#include "session/keep/renewal.h"
#include "session/replay/travel.h"
#include "session/send.h"
#include "session/session.h"
#include "session/topic/admission.h"
#include "session/topic/likeness.h"
#include "session/turn.h"
#include "session/visit/gather.h"
#include "session/visit/passage.h"
#include "session/visit/post.h"
#include "session/visit/visit.h"

// Events have a rate; what is over it waits in the mailbox and is not lost.
static bool may_take(struct session *session)
{
    const struct message *first = session->mailbox.first;
    if (first->kind != MESSAGE_EVENT && first->kind != MESSAGE_GO) return true;
    double per_s, burst;
    uint64_t now_ms = hall_now_ms(session->hall);
    session_event_rate(session, &per_s, &burst);
    session->tokens += (double)(now_ms - session->tokens_ms) * per_s / 1000;
    session->tokens_ms = now_ms;
    if (session->tokens > burst) session->tokens = burst;
    if (session->tokens < 1) return false;
    session->tokens -= 1;
    return true;
}

static void answer_refused(struct session *session, struct message *message)
{
    session->ref_done = message->ref;
    send_refusal(session, (enum error_code)message->handler, message_data(message));
    message_delete(message);
}

static void take_message(struct session *session)
{
    if (!may_take(session)) {
        hall_delay(session->hall, session);
        return;
    }
    struct message *message = mailbox_take(&session->mailbox);
    if (message->kind == MESSAGE_REFUSED) answer_refused(session, message);
    else if (message->kind == MESSAGE_GO) passage_begin(session, message);
    else if (!likeness_follow(session, message)) turn_begin_message(session, message);
}

// Services are asked, there is nothing to answer from, or the page is not out yet.
static bool must_rest(const struct session *session)
{
    if (gather_waits(session)) return true;
    if (gather_is_on(session) || (session->has_model && visit_is_posted(session))) return false;
    return !session->has_model || session->visit || passage_holds(session);
}

void session_run(struct session *session)
{
    struct hall *hall = session->hall;
    uint64_t id = session->id;
    if (!session->line) session->wants_full = false; // whoever joins next is asked what they have
    if (session->actor && actor_is_over(session)) {
        actor_go(session);
        return;
    }
    if (session->actor && !actor_may_run(session)) return;
    if (keeping_waits(session) || (hall->is_draining && drain_stops(session))) return;
    if (session->turn) turn_continue(session);
    else if (session->wants_start) turn_begin_first(session);
    else if (must_rest(session)) return;
    else if (gather_is_on(session))
        session->mailbox.first && !gather_is_over(session) ? take_message(session) : turn_begin_repaint(session);
    else if (visit_is_posted(session))
        post_has_message(session) ? take_message(session) : turn_begin_repaint(session);
    else if (session->is_travelling) travel_stand_still(session);
    else if (renewal_is_due(session)) turn_begin_renewal(session);
    else if (session->wants_full && admission_is(session)) admission_end_behind(session);
    else if (session->wants_full) turn_begin_repaint(session);
    else if (session->mailbox.first) take_message(session);
    // The turn may have ended the session.
    if (hall_find(hall, id) != session || session->turn || session->is_delayed || passage_holds(session)) return;
    if (session->actor && actor_is_over(session)) {
        actor_go(session);
        return;
    }
    if (!session->has_model || (hall->is_draining && drain_stops(session))) return;
    if (session->is_travelling && (!session->mailbox.first || session->mailbox.first->kind == MESSAGE_INFO)) return;
    if (gather_waits(session)) return;
    bool shows = gather_is_on(session) || visit_is_posted(session);
    if (session->wants_full || session->mailbox.first || shows) hall_queue(hall, session);
}
