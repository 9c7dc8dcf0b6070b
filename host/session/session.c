// See session.h: birth, sleep and waking, moving house, death.
#include "session/session.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/mortal.h"
#include "session/actor/actor.h"
#include "session/actor/ties.h"
#include "session/calls.h"
#include "session/children.h"
#include "session/drain.h"
#include "session/hall.h"
#include "session/keep/keeping.h"
#include "session/keep/migration.h"
#include "session/replay/steps.h"
#include "session/timer.h"
#include "session/topic/crowd.h"
#include "session/topic/likeness.h"
#include "session/topic/subscription.h"
#include "session/topic/track.h"
#include "session/turn.h"
#include "session/visit/passage.h"
#include "session/visit/place.h"
#include "session/visit/visit.h"
#include "value/codec.h"

#include <sodium.h>

enum { TROUBLE_MAX = 300 };     // bytes of what went wrong that are kept
enum { SHOWN_KEPT_MAX = 1024 }; // bytes of a rendition that a sleeping session keeps; a larger one is made again

void session_event_rate(const struct session *session, double *per_s, double *burst)
{
    const struct limits *host = &session->hall->settings->limits;
    const struct view_limits *own = &session->app->views[session->view].limits;
    *per_s = (double)(own->events && own->events < host->events_per_s ? own->events : host->events_per_s);
    *burst = (double)(own->burst && own->burst < host->events_burst ? own->burst : host->events_burst);
}

struct session *session_new(struct hall *hall, const struct app *app, uint32_t view)
{
    struct session *session = mem_new_clear(sizeof *session);
    do {
        randombytes_buf(&session->id, sizeof session->id);
    } while (session->id == 0 || hall_find(hall, session->id));
    session->hall = hall;
    session->app = app_hold(app);
    session->view = view;
    session->version = app->views[view].version;
    session->numbering = app->numbering;
    session->templates_first = session->templates_told = app->templates.count;
    double per_s;
    session_event_rate(session, &per_s, &session->tokens);
    session->tokens_ms = hall_now_ms(hall);
    session->touched_ms = session->tokens_ms;
    rendition_create_bare(&session->shown, &app->templates);
    keeping_begin(session);
    return session;
}

void session_draw_random(const struct session *session, uint64_t random[4])
{
    struct hall *hall = session->hall;
    const uint64_t *seed = hall->settings->seed;
    if (!seed) {
        randombytes_buf(random, 4 * sizeof *random);
        return;
    }
    memcpy(random, seed, 4 * sizeof *random);
    random[1] += hall->drawn++ * UINT64_C(0x9e3779b97f4a7c15); // visitors are not the same
}

void session_end(struct session *session, enum error_code code, const char *why)
{
    struct hall *hall = session->hall;
    struct error err;
    count(&hall->counters.ended);
    keeping_end(session);
    session_step(&session->state, STEP_END, &err);
    turn_abort(session);
    if (session->visit) visit_lose(session);
    if (session->passage) passage_lose(session);
    children_end(session);
    ties_end(session);
    if (session->actor) actor_end(session);
    crowd_leave(session);
    if (session->line) {
        struct line *line = session->line;
        line_settle(line);
        line->session = NULL;
        if (code == ERROR_DRAINING) drain_send_away(line);
        else line_say_bye(line, code, why);
    }
    vm_delete(session->vm);
    session->vm = NULL;
    timers_hold(session);
    hall_remove(hall, session);
    session_delete(session);
}

void session_delete(struct session *session)
{
    likeness_leave(session);
    session_forget_wishes(session);
    ties_delete(session);
    children_forget(session);
    steps_delete(session->steps);
    mem_free(session->outdated);
    journal_destroy(&session->journal);
    mailbox_destroy(&session->mailbox);
    outbox_destroy(&session->outbox);
    rendition_destroy(&session->shown);
    passage_delete(session);
    mem_free(session->trouble);
    mem_free(session->sent_to);
    mem_free(session->member);
    buffer_destroy(&session->page);
    buffer_destroy(&session->start);
    buffer_destroy(&session->news);
    app_release(session->app);
    mem_free(session);
}

// --- snapshots ---

// About what the model would be as bytes: Lua holds some four for each.
static size_t model_size(const struct session *session)
{
    if (!session->vm) return 0;
    size_t held = vm_size(session->vm);
    size_t pristine = vm_image_size(session->app->image);
    return held > pristine ? (held - pristine) / 4 : 0;
}

void session_drop_state(struct session *session)
{
    vm_delete(session->vm);
    session->vm = NULL;
    session->behind = 0;
    hall_touch(session->hall, session);
}

// Of those that are alike, one has written it down.
static bool write_model(struct session *session, struct buffer *out, struct error *err)
{
    struct bytes known = session->turn ? (struct bytes){0} : likeness_model(session); // a turn has gone on from there
    if (known.data) {
        buffer_put(out, known);
        if (session->vm) vm_get_random(session->vm, session->journal.random);
        if (session->behind) session_drop_state(session); // what it lacks is in no journal from now on
        return true;
    }
    return (session->vm && !session->behind ? true : session_wake(session, err)) &&
           vm_write_model(session->vm, out, err);
}

bool session_snapshot(struct session *session, bool now)
{
    struct journal *journal = &session->journal;
    struct buffer *snapshot = &session->hall->scratch;
    struct error err;
    if (!now && !journal_is_long(journal, model_size(session))) return true;
    buffer_clear(snapshot);
    if (!write_model(session, snapshot, &err)) {
        // The journal still has all of it; which turn went astray is found when it is played again.
        log_line(LOG_ERROR, "%s: %s", session->app->views[session->view].where.data, err.text);
        session->is_suspect = true;
        return false;
    }
    count(&session->hall->counters.snapshots);
    place_keep(session);
    journal_restart(journal);
    buffer_set_exactly(&journal->snapshot, buffer_bytes(snapshot));
    if (session->vm) vm_get_random(session->vm, journal->random);
    session->version = session->app->views[session->view].version;
    mem_free(session->outdated);
    session->outdated = NULL;
    keeping_renew(session);
    return true;
}

void session_keep_changes(struct session *session)
{
    struct bytes changes = vm_component_changes(session->vm);
    struct journal_turn entry = {session->journal.time_ms, JOURNAL_CHANGES, changes, 0};
    if (changes.size) journal_append(&session->journal, &entry, (int64_t)changes.size / 2);
}

// --- waking ---

enum vm_step session_update(const struct session *session, uint64_t target, uint32_t handler, struct bytes payload)
{
    if (handler == JOURNAL_PARAMS) return vm_params(session->vm, session->view, payload);
    const struct view *declared = app_target(session->app, session->view, target);
    return vm_update_component(session->vm, (unsigned)(declared - session->app->views), target, handler, payload);
}

struct bytes session_handler_name(const struct session *session, uint64_t target, uint32_t handler)
{
    const struct view *declared = app_target(session->app, session->view, target);
    if (handler == JOURNAL_PARAMS) return BYTES("params");
    return declared && handler < declared->handlers_count ? declared->handlers[handler].name : BYTES("?");
}

static bool replay_turn(struct session *session, const struct journal_turn *turn, struct error *err)
{
    struct vm *vm = session->vm;
    vm_begin_replay(vm, turn->time_ms);
    // It was there when it happened; where a turn before it had to be dropped, it may not be now.
    if (turn->target && !vm_has_component(vm, turn->target))
        return fail(err, ERROR_UNKNOWN, "its component is not there");
    if (migration_finish(vm, session_update(session, turn->target, turn->handler, turn->payload)) != VM_DONE) {
        *err = *vm_error(vm);
        return false;
    }
    vm_end(vm);
    return true;
}

static bool replay_changes(struct session *session, struct bytes changes, struct error *err)
{
    return vm_change_components(session->vm, changes, err) && migration_of_born(session, changes, err);
}

// Plays the journal from there on. False with the place of the turn that failed.
static bool replay(struct session *session, size_t from, size_t *failed_at, struct error *err)
{
    struct journal_turn turn;
    for (size_t at = from, next = from; journal_read(&session->journal, &next, &turn); at = next) {
        if (turn.handler == JOURNAL_CHANGES ? replay_changes(session, turn.payload, err)
                                            : replay_turn(session, &turn, err))
            continue;
        *failed_at = at;
        return false;
    }
    return true;
}

static bool restore_model(struct session *session, struct error *err)
{
    const struct journal *journal = &session->journal;
    session->behind = 0;
    session->vm = vm_new(session->app->image, &session->hall->vm_limits);
    vm_set_random(session->vm, journal->random);
    vm_check_model(session->vm, session->is_suspect);
    return vm_load_page(session->vm, buffer_bytes(&session->page), err) &&
           vm_load_model(session->vm, buffer_bytes(&journal->snapshot), err) && migration_of_session(session, err);
}

// Turns that cannot be played again (a model that turned out not to be plain data) are taken out one by one: what a
// visitor loses is that turn, not the session.
static bool restore(struct session *session, struct error *err)
{
    for (;;) {
        size_t failed_at;
        if (!restore_model(session, err)) return false;
        mortal_at("restoring");
        if (replay(session, 0, &failed_at, err)) break;
        log_line(LOG_ERROR, "%s: a turn cannot be played again and is dropped: %s",
                 session->app->views[session->view].where.data, err->text);
        journal_drop(&session->journal, failed_at);
        likeness_leave(session); // those that are like it have that turn still
        keeping_renew(session);
        vm_delete(session->vm);
        session->vm = NULL;
    }
    vm_check_model(session->vm, session->hall->vm_limits.check_model);
    session->is_suspect = false;
    return true;
}

// The page as the client shows it: rendered from the model as it is, at the time of the turn that made it.
static bool restore_shown(struct session *session, struct error *err)
{
    rendition_clear(&session->shown);
    vm_begin_replay(session->vm, session->journal.time_ms);
    if (migration_finish(session->vm, vm_render(session->vm, session->view, &rendition_sink, &session->shown)) ==
        VM_FAILED) {
        *err = *vm_error(session->vm);
        return false;
    }
    session_keep_changes(session); // there are none, unless render goes by more than the model
    session->has_shown = rendition_set_root(&session->shown, vm_rendered(session->vm), err);
    if (session->has_shown) children_name(session, &session->shown);
    return session->has_shown;
}

// Turns that others made for it. Where one cannot be played, the state is made again, which finds out.
static void catch_up(struct session *session)
{
    size_t failed_at;
    struct error err;
    if (!replay(session, session->behind - 1, &failed_at, &err)) session_drop_state(session);
    session->behind = 0;
}

bool session_wake(struct session *session, struct error *err)
{
    if (!session->has_model) return fail(err, ERROR_GONE, "it has not begun");
    if (session->vm && session->behind) catch_up(session);
    if (!session->vm) {
        count(&session->hall->counters.restores);
        if (!restore(session, err)) return false;
        // What is born from now on is of the app's version.
        if (session->outdated && !session_snapshot(session, true))
            return fail(err, ERROR_CRASH, "a migrated model could not be written down");
        hall_touch(session->hall, session);
    }
    if (!session->has_shown && !session_is_unseen(session) && !restore_shown(session, err)) return false;
    // One that came out of a record begins to keep its steps here.
    if (!session->steps && session->hall->settings->is_dev) {
        session->steps = steps_new();
        steps_resume(session);
    }
    return true;
}

void session_sleep(struct session *session)
{
    if (!session->vm || session->turn) return;
    if (session->journal.turns_count && !session_snapshot(session, true)) likeness_leave(session);
    likeness_rest(session);
    session_drop_state(session);
    count(&session->hall->counters.sleeps);
    if (rendition_size(&session->shown) > SHOWN_KEPT_MAX) {
        rendition_destroy(&session->shown);
        rendition_create_bare(&session->shown, &session->app->templates);
        session->has_shown = false;
    }
    journal_shrink(&session->journal);
    outbox_shrink(&session->outbox);
    buffer_shrink(&session->page);
    buffer_shrink(&session->start);
}

// --- what it asked for ---

static void forget_of(struct session *session, uint64_t target)
{
    timers_forget_of(session, target);
    subscriptions_forget_of(session, target);
    tracks_forget_of(session, target);
}

void session_forget_gone(struct session *session, struct bytes changes)
{
    struct codec_head head;
    struct error err;
    while ((session->timers || session->subscriptions || session->tracks) && changes.size) {
        struct bytes change = changes;
        if (!codec_skip(&changes, &err) || !codec_read(&change, &head, &err)) return;
        if (head.kind == VALUE_INTEGER) forget_of(session, (uint64_t)head.integer); // others are births
    }
}

void session_forget_wishes(struct session *session)
{
    timers_forget(session);
    calls_forget(session);
    subscriptions_forget(session);
    tracks_forget(session);
}

// --- for those who look ---

void session_note_trouble(struct session *session, struct bytes text)
{
    if (text.size > TROUBLE_MAX) text.size = TROUBLE_MAX;
    mem_free(session->trouble);
    session->trouble = mem_new(text.size + 1);
    memcpy(session->trouble, text.data, text.size);
    session->trouble[text.size] = 0;
}

// --- moving house ---

bool session_detach(struct session *session, struct error *err)
{
    if (session->turn || session->is_leaving) return fail(err, ERROR_FULL, "in the middle of a turn");
    session_sleep(session);
    likeness_leave(session);
    timers_hold(session);
    subscriptions_depart(session);
    ties_hold(session);
    calls_hold(session);
    tracks_depart(session);
    crowd_depart(session);
    if (session->line) {
        struct line *line = session->line;
        line_settle(line);
        line->session = NULL;
        session->line = NULL;
        line_say_bye(line, ERROR_REPLACED, "this page is open elsewhere");
    }
    if (!session_step(&session->state, STEP_DRAIN, err)) return false;
    keeping_depart(session);
    hall_remove(session->hall, session);
    session->hall = NULL;
    return true;
}

void session_arrive(struct session *session, struct hall *hall)
{
    struct error err;
    session->hall = hall;
    session->tokens_ms = hall_now_ms(hall);
    session->touched_ms = session->tokens_ms;
    session_step(&session->state, STEP_ARRIVE, &err);
    hall_add(hall, session);
    count(&hall->counters.handovers);
    if (session->joins && !session->is_left) timers_run(session);
    subscriptions_arrive(session);
    ties_run(session);
    calls_stay(session);
    tracks_arrive(session);
    crowd_arrive(session);
    keeping_arrive(session);
    if (!session->has_model) hall_retry(hall, session);
    else if (session->mailbox.first || session->wants_full) hall_queue(hall, session);
}
