// See turn.h.
#include "session/turn.h"

#include "base/log.h"
#include "session/actor/actor.h"
#include "session/children.h"
#include "session/command.h"
#include "session/drain.h"
#include "session/effect.h"
#include "session/failure.h"
#include "session/keep/keeping.h"
#include "session/replay/inspect.h"
#include "session/replay/steps.h"
#include "session/replay/travel.h"
#include "session/send.h"
#include "session/session.h"
#include "session/timer.h"
#include "session/topic/admission.h"
#include "session/topic/likeness.h"
#include "session/visit/gather.h"
#include "session/visit/head.h"
#include "session/visit/passage.h"
#include "session/visit/place.h"
#include "session/visit/post.h"
#include "session/visit/skeleton.h"
#include "session/visit/visit.h"
#include "tree/diff.h"

#include <inttypes.h>
#include <stdio.h>

enum { SWAP_SIZE_MIN = 16 * 1024 }; // renditions from this size on change hands instead of being copied

static void run(struct turn *turn, enum vm_step step);

// --- success ---

// What happens to streams is forgotten when the client is told; of a page that nobody has yet, when it is.
static void keep_shown(struct session *session, struct rendition *next, bool is_told)
{
    if (is_told && rendition_has_operations(next)) {
        rendition_copy_bare(&session->shown, next);
    } else if (rendition_size(next) >= SWAP_SIZE_MIN) {
        struct rendition shown = session->shown;
        session->shown = *next;
        *next = shown;
    } else {
        rendition_copy(&session->shown, next);
    }
    session->has_shown = true;
}

static void keep_in_journal(struct turn *turn)
{
    struct session *session = turn->session;
    const struct message *message = turn->message;
    if (turn->is_first) return; // the snapshot has it all
    if (message) {
        struct journal_turn entry = {turn->now_ms, message->handler, message_data(message), message->target};
        journal_append(&session->journal, &entry, turn->update_fuel);
        if (message->handler == JOURNAL_PARAMS) session->has_moved = true;
    }
    session_keep_changes(session);
    if (message) session_snapshot(session, false);
}

// The client hears of it: the change, the events dealt with, a new title.
static void answer_client(struct turn *turn)
{
    struct session *session = turn->session;
    struct hall *hall = session->hall;
    buffer_clear(&hall->extra);
    if (turn->is_repaint || turn->is_first) {
        // A nested view that came later has been told to nobody so far, nor has what happened to its streams.
        bool is_untold = turn->is_repaint && session->has_shown && rendition_has_operations(&session->shown);
        const struct rendition *page = is_untold ? &session->shown : &turn->next;
        session->wants_full = false;
        session->title = 0; // the frame that told it may be among those that were lost
        session->templates_told = session->templates_first;
        send_put_extra(session, vm_title(session->vm), effects_of(session), &hall->extra);
        send_full(session, page, turn->is_first || page != &turn->next, buffer_bytes(&hall->extra));
        if (!session->templates_first) send_note_numbering(session);
        return;
    }
    buffer_clear(&hall->patch);
    bool is_changed = diff_write(&session->shown, &turn->next, &hall->patch, NULL);
    send_put_extra(session, vm_title(session->vm), effects_of(session), &hall->extra);
    bool is_event = turn->message && turn->message->kind == MESSAGE_EVENT;
    if (is_changed || is_event || hall->extra.size)
        send_patch(session, buffer_bytes(&hall->patch), buffer_bytes(&hall->extra));
}

// Who joined a nested view before that lacks all, and so does the page of a view that was started again.
// False where nobody is told yet.
static bool begin_life(struct turn *turn)
{
    struct session *session = turn->session;
    bool is_told = session->line || session->wants_full;
    session->has_model = true;
    if (is_told) {
        answer_client(turn);
        return true;
    }
    send_later(session, effects_of(session));
    return false;
}

static void note_step(struct turn *turn)
{
    struct session *session = turn->session;
    if (turn->is_first) steps_begin(session, turn->now_ms, &turn->next);
    else if (turn->is_renewal) steps_renew(session, turn->now_ms, &turn->next);
    else steps_keep(turn, session->hall->patch.size);
}

// The page, and whoever looks at it, hear of the turn.
static void show(struct turn *turn)
{
    struct session *session = turn->session;
    children_settle(session, &turn->next);
    effects_begin(session, vm_commands(session->vm));
    if (!session->passage) head_tell(session); // else the answer to the link does
    if (turn->is_renewal) renewal_put_effects(session, &turn->renewal);
    if (turn->is_repaint && session->news.size) renewal_put_news(session);
    bool is_told = !turn->is_first && !session->visit && !session->passage;
    if (turn->is_first) is_told = begin_life(turn);
    else if (!is_told) send_later(session, effects_of(session));
    else answer_client(turn);
    note_step(turn);
    if (!session->is_replay) inspect_page(session, &turn->next);
    if (!turn->is_repaint || !session->has_shown || session->visit || session->passage)
        keep_shown(session, &turn->next, is_told);
    else if (rendition_has_operations(&session->shown)) rendition_copy_bare(&session->shown, &session->shown);
    session_forget_gone(session, vm_component_changes(session->vm));
    likeness_note(turn);
}

static void show_nothing(struct turn *turn)
{
    struct session *session = turn->session;
    session->has_model = true;
    buffer_clear(&session->hall->patch);
    note_step(turn);
    if (turn->is_first && session->actor) actor_began(session);
    bool is_event = turn->message && turn->message->kind == MESSAGE_EVENT;
    if (admission_is(session) && !session->is_replay) admission_tell(session, turn->is_first, is_event);
}

static void succeed(struct turn *turn)
{
    struct session *session = turn->session;
    struct hall *hall = session->hall;
    struct message *message = turn->message;
    if (message && message->kind == MESSAGE_EVENT) session->ref_done = message->ref, post_heard(session);
    keep_in_journal(turn);
    if (session_is_unseen(session)) show_nothing(turn);
    else show(turn);
    if (!session->is_replay) commands_carry_out(session, vm_commands(session->vm));
    actor_answer(session, message, (struct bytes){0}, "no reply");
    session->fuel += (uint64_t)vm_spent(session->vm);
    vm_end(session->vm);
    // A model that turned out not to be plain data lives until here: the turns that made it so are found, and
    // dropped, when the journal is played again.
    if (session->is_suspect) session_drop_state(session);
    if (turn->is_renewal) renewal_settle(session, &turn->renewal);
    keeping_touch(session);
    count(&hall->counters.turns);
    supervisor_praise(&session->failures);
    bool is_ready = turn->is_repaint || (turn->is_first && !session->gathers);
    struct visit *visit = is_ready ? session->visit : NULL;
    if (turn->is_repaint) session->gathers = false;
    else if (gather_is_on(session)) hall_queue(hall, session);
    bool is_passage = is_ready && session->passage;
    turn_delete(turn);
    hall_touch(hall, session);
    if (session->children && !session->is_replay) children_follow(session);
    if (visit) visit_arrive(visit);
    if (is_passage) passage_arrive(session);
    buffer_clear(&hall->head);
}

// --- failure ---

void turn_restart(struct session *session)
{
    struct hall *hall = session->hall;
    uint64_t id = session->id;
    count(&hall->counters.restarts);
    session_drop_state(session); // somebody may have looked at it since it failed
    session->lives++;
    session->has_model = false;
    place_keep(session);
    session_forget_wishes(session);
    outbox_break(&session->outbox); // what the client shows has nothing in common with what comes
    session->wants_full = session->joins > 0;
    turn_begin_first(session);
    if (hall_find(hall, id) == session && session->wants_full) hall_queue(hall, session);
}

// A first turn failed. The page around a nested view goes on, and it is tried again a few times; all others end.
static void fail_first(struct session *session, const char *why)
{
    struct visit *visit = session->visit;
    struct hall *hall = session->hall;
    session->visit = NULL;
    if (!session->depth) {
        if (visit) visit_fail(visit, 500, why);
        if (session->passage) passage_fail(session, ERROR_CRASH, why);
        session_end(session, ERROR_CRASH, why);
        return;
    }
    if (supervisor_decide(&intensity_default, &session->failures, FAILURE_BIRTH, hall_wall_ms(hall)) ==
        VERDICT_RESTART)
        hall_retry(hall, session);
    else session_end(session, ERROR_CRASH, why);
    if (visit) visit_arrive(visit);
}

// The code that it had goes on.
static void fail_renewal(struct turn *turn, const struct error *reason)
{
    struct session *session = turn->session;
    struct renewal renewal = turn->renewal;
    struct error err = *reason;
    turn_delete(turn);
    renewal_roll_back(session, &renewal, &err);
}

static void fail_turn(struct turn *turn, enum failure failure, const struct error *reason)
{
    struct session *session = turn->session;
    struct hall *hall = session->hall;
    struct error err = *reason;
    if (turn->is_renewal) {
        fail_renewal(turn, reason);
        return;
    }
    bool is_first = turn->is_first;
    bool is_answer = gather_is_on(session) && turn->message && turn->message->kind == MESSAGE_INFO;
    char reference[REFERENCE_SIZE] = "";
    steps_keep_failure(turn, &err);
    if (session->vm) session->fuel += (uint64_t)vm_spent(session->vm);
    likeness_leave(session);
    session_drop_state(session);
    count(&hall->counters.turns_failed);
    if (!session->is_replay) failure_tell_turn(turn, &err, reference); // else whoever looks knows
    actor_answer(session, turn->message, (struct bytes){0}, "crash");
    turn_delete(turn);
    hall_touch(hall, session);
    if (session->is_replay) return;
    if (session->actor) {
        actor_fail(session, is_first ? FAILURE_BIRTH : failure);
        return;
    }
    if (is_first) {
        fail_first(session, hall->settings->is_dev ? err.text : reference);
        return;
    }
    const char *why = hall->settings->is_dev ? err.text : reference;
    if (session->visit && !is_answer) visit_fail(session->visit, 500, why);
    if (session->passage && !is_answer) {
        passage_abandon(session, why);
        return;
    }
    switch (supervisor_decide(&intensity_default, &session->failures, failure, hall_wall_ms(hall))) {
    case VERDICT_ROLL_BACK: return;
    case VERDICT_RESTART: turn_restart(session); return;
    case VERDICT_END: session_end(session, ERROR_GONE, "the view keeps failing"); return;
    }
}

void turn_give_up(struct session *session, const struct error *why)
{
    fail_turn(session->turn, FAILURE_TURN, why);
}

// --- the steps ---

static enum vm_step render(struct turn *turn)
{
    turn->phase = TURN_RENDER;
    turn->update_fuel = vm_spent(turn->session->vm);
    if (session_is_unseen(turn->session)) return VM_DONE;
    rendition_clear(&turn->next);
    bool follows = turn->session->has_shown && !turn->is_repaint; // who comes anew is owed nothing of what was shown
    if (follows) rendition_follow(&turn->next, &turn->session->shown);
    return vm_render(turn->session->vm, turn->session->view, &rendition_sink, &turn->next);
}

// What the session is made again from, whatever happens next.
static bool keep_first_model(struct turn *turn, struct error *err)
{
    struct session *session = turn->session;
    session->journal.time_ms = turn->now_ms;
    vm_check_model(session->vm, session->hall->vm_limits.check_model);
    if (session_snapshot(session, true)) return true;
    return fail(err, ERROR_CRASH, "init's model could not be kept");
}

// A nested view is a part of one. What is posted shows its outcome.
static bool makes_page(const struct turn *turn)
{
    const struct visit *visit = turn->session->visit;
    bool is_last = visit && (visit->post || turn->session->gathers) ? turn->is_repaint : turn->is_first;
    return visit && !turn->session->depth && is_last;
}

// The document is there, but what its layout says in its head may be another now.
static bool follows_head(const struct turn *turn)
{
    const struct session *session = turn->session;
    bool is_new = turn->is_first || turn->is_repaint || turn->is_renewal;
    bool goes = is_new || turn->message->handler == JOURNAL_PARAMS;
    return goes && !session->visit && head_follows(session);
}

static enum vm_step begin_layout(struct turn *turn, struct bytes nonce)
{
    struct session *session = turn->session;
    turn->phase = TURN_LAYOUT;
    rendition_clear(&turn->layout);
    struct vm_layout_page page = {send_title_of(session), nonce, {0}};
    if (session->visit) page.flash = buffer_bytes(&session->visit->flash);
    return vm_layout(session->vm, session->view, &page, &rendition_sink, &turn->layout);
}

// The page is written at once where the document is known, and after the layout otherwise.
static void lay_out(struct turn *turn, enum vm_step *step, bool *is_over)
{
    struct session *session = turn->session;
    const struct document *known = skeleton_find(session, send_title_of(session));
    if (known) {
        visit_write(session->visit, known, &turn->next);
        *is_over = true;
        return;
    }
    *step = begin_layout(turn, visit_nonce(session->visit));
}

static bool finish_layout(struct turn *turn, struct error *err)
{
    struct session *session = turn->session;
    if (!rendition_set_root(&turn->layout, vm_rendered(session->vm), err)) return false;
    if (turn->layout.has_lives) return fail(err, ERROR_MISFIT, "ls.live belongs in a view, not in a layout");
    struct sheet unused = {0};
    struct sheet *sheet = session->visit ? &session->visit->sheet : &unused;
    const struct document *made = skeleton_make(session, send_title_of(session), &turn->layout, sheet, err);
    if (made && session->visit) visit_write(session->visit, made, &turn->next);
    if (made && head_follows(session)) head_keep(session, made, turn->is_repaint || turn->is_first);
    sheet_destroy(&unused);
    return made;
}

static bool take_page(struct turn *turn, struct error *err)
{
    const struct session *session = turn->session;
    return session_is_unseen(session) || (rendition_set_root(&turn->next, vm_rendered(session->vm), err) &&
                                          children_check(session, &turn->next, err));
}

// A phase went well: the next one begins, if there is one. Fails where its outcome cannot be taken.
static bool advance(struct turn *turn, enum vm_step *step, bool *is_over, struct error *err)
{
    struct vm *vm = turn->session->vm;
    switch (turn->phase) {
    case TURN_INIT:
    case TURN_UPDATE:
    case TURN_STREAMS:
        if (!commands_check(turn->session, vm_commands(vm), err)) return false;
        *step = render(turn);
        return true;
    case TURN_RENDER:
        if (!commands_check(turn->session, vm_commands(vm), err)) return false; // components came with some
        if (!take_page(turn, err)) return false;
        if (turn->is_first && !keep_first_model(turn, err)) return false;
        if (!turn->is_repaint) gather_begin(turn->session);
        if (makes_page(turn)) lay_out(turn, step, is_over);
        else if (follows_head(turn)) *step = begin_layout(turn, BYTES(""));
        else *is_over = true;
        return true;
    case TURN_LAYOUT: *is_over = true; return finish_layout(turn, err);
    }
    return false;
}

// From now on it is made again from what the new code made of it.
static bool keep_renewed(const struct turn *turn, struct error *err)
{
    if (!turn->is_renewal || session_snapshot(turn->session, true)) return true;
    return fail(err, ERROR_CRASH, "its model could not be kept");
}

// Nothing comes between the slices of a renewal: what the session was must not change meanwhile.
static enum vm_step hurry(const struct turn *turn, enum vm_step step)
{
    while (step == VM_AGAIN && turn->is_renewal) step = vm_continue(turn->session->vm);
    return step;
}

static void run(struct turn *turn, enum vm_step step)
{
    struct session *session = turn->session;
    bool is_over = false;
    struct error err;
    step = hurry(turn, step);
    while (step == VM_DONE && !is_over) {
        if (!advance(turn, &step, &is_over, &err) || (is_over && !keep_renewed(turn, &err))) {
            fail_turn(turn, FAILURE_TURN, &err);
            return;
        }
        step = hurry(turn, step);
    }
    if (step == VM_AGAIN) {
        count(&session->hall->counters.slices);
        hall_queue(session->hall, session);
    } else if (step == VM_FAILED) {
        fail_turn(turn, FAILURE_TURN, vm_error(session->vm));
    } else {
        succeed(turn);
    }
}

void turn_continue(struct session *session)
{
    run(session->turn, vm_continue(session->vm));
}

void turn_begin_first(struct session *session)
{
    struct turn *turn = turn_new(session);
    turn->is_first = true;
    session->wants_start = false;
    turn->phase = TURN_INIT;
    renewal_adopt(session);
    turn->next.templates = turn->layout.templates = &session->app->templates;
    session->vm = vm_new(session->app->image, &session->hall->vm_limits);
    uint64_t random[4];
    session_draw_random(session, random);
    if (session->hall->settings->is_dev && !session->steps) session->steps = steps_new();
    if (session->steps) memcpy(session->steps->seed, random, sizeof random);
    vm_set_random(session->vm, random);
    vm_begin_life(session->vm, session->lives);
    vm_check_model(session->vm, true); // everything begins with a snapshot of this model: there must be one
    struct error err;
    vm_begin(session->vm, turn->now_ms);
    if (!vm_load_page(session->vm, buffer_bytes(&session->page), &err)) {
        fail_turn(turn, FAILURE_TURN, &err);
        return;
    }
    struct bytes params = {session->start.data, session->start_params_size};
    struct bytes visitor = {session->start.data + params.size, session->start.size - params.size};
    run(turn, vm_init(session->vm, session->view, params, visitor));
}

static void begin_anew(struct session *session)
{
    rendition_clear(&session->shown);
    session->has_shown = false;
    session->version = session->app->views[session->view].version;
    turn_restart(session);
}

void turn_begin_renewal(struct session *session)
{
    struct turn *turn = turn_new(session);
    struct error err;
    turn->is_renewal = true;
    if (!renewal_begin(session, &turn->renewal, &err)) {
        fail_renewal(turn, &err);
        return;
    }
    if (renewal_begins_anew(session)) {
        log_line(LOG_WARNING, "%s: a model is of version %lld and the view has no migrate, so it begins anew",
                 session->app->views[session->view].where.data, (long long)turn->renewal.version);
        renewal_settle(session, &turn->renewal);
        turn_delete(turn);
        begin_anew(session);
        return;
    }
    turn->next.templates = &session->app->templates;
    vm_begin(session->vm, turn->now_ms);
    run(turn, render(turn));
}

void turn_begin_repaint(struct session *session)
{
    struct turn *turn = turn_new(session);
    struct error err;
    turn->is_repaint = true;
    session->wants_full = false;
    if (!session_wake(session, &err)) {
        fail_turn(turn, FAILURE_RESTORE, &err);
        return;
    }
    turn->now_ms = session->journal.time_ms; // the same page as before: render sees the same time
    turn->phase = TURN_STREAMS;
    vm_begin(session->vm, turn->now_ms);
    run(turn, vm_streams(session->vm, session->view));
}

// What is for a component that is gone reaches nobody. The browser is told; a message to oneself is forgotten.
static void miss(struct turn *turn)
{
    struct session *session = turn->session;
    const struct message *message = turn->message;
    if (message->kind == MESSAGE_EVENT) {
        count(&session->hall->counters.rejected_unknown);
        session->ref_done = message->ref;
        if (session->visit) visit_fail(session->visit, 422, "the component is not there any more");
        else send_refusal(session, ERROR_UNKNOWN, BYTES("the component is not there any more"));
    }
    turn_delete(turn);
    hall_touch(session->hall, session);
}

void turn_begin_message(struct session *session, struct message *message)
{
    struct turn *turn = turn_new(session);
    struct error err;
    turn->message = message;
    turn->phase = TURN_UPDATE;
    if (!session_wake(session, &err)) {
        fail_turn(turn, FAILURE_RESTORE, &err);
        return;
    }
    if (message->target && !vm_has_component(session->vm, message->target)) {
        miss(turn);
        return;
    }
    if (message->kind == MESSAGE_EVENT) count(&session->hall->counters.events);
    vm_begin(session->vm, turn->now_ms);
    run(turn, session_update(session, message->target, message->handler, message_data(message)));
}
