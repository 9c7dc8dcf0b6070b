// See actor.h.
#include "session/actor/actor.h"

#include "base/mem.h"
#include "session/hall.h"
#include "session/keep/keeping.h"
#include "session/session.h"
#include "session/turn.h"
#include "value/codec.h"

struct watcher {
    struct watcher *next;
    struct correspondent who;
    uint32_t ask;
};

enum { REASON_MAX = 200 };

// --- birth ---

static const struct view *find_declaration(const struct hall *hall, struct bytes declaration, struct error *err)
{
    const struct view *view = app_view_named(hall->app, declaration);
    if (view && view->is_actor) return view;
    fail(err, ERROR_UNKNOWN, "the app declares no %.*s", (int)declaration.size, declaration.data);
    return NULL;
}

// Whoever is told by name is there for others as if its page had been joined.
static void settle_in(struct session *session)
{
    struct error err;
    session_step(&session->state, STEP_REQUEST, &err);
    session_step(&session->state, STEP_RENDERED, &err);
    session->joins = 1;
}

static void put_start(struct session *session, struct bytes args)
{
    size_t begin = codec_begin_table(&session->page);
    codec_end_table(&session->page, begin, 0, 0);
    buffer_put(&session->start, args);
    session->start_params_size = session->start.size;
    codec_end_table(&session->start, codec_begin_table(&session->start), 0, 0); // no visitor
}

// What is kept of it is found by its name.
static uint64_t id_of(struct bytes name)
{
    return name_hash(name) | 1;
}

struct session *actor_new(struct hall *hall, struct bytes name, struct bytes declaration, struct bytes args,
                          struct error *err)
{
    const struct view *view = find_declaration(hall, declaration, err);
    if (!view) return NULL;
    if (hall->actors.count >= (size_t)hall->settings->limits.actors) {
        fail(err, ERROR_FULL, "there are %zu actors on its shard already; see --limit actors=N", hall->actors.count);
        return NULL;
    }
    struct session *session = session_new(hall, hall->app, (uint32_t)(view - hall->app->views));
    struct actor *actor = mem_new_clear(sizeof *actor);
    name_set(&actor->name, name);
    actor->session = session;
    actor->is_held = true;
    if (session->is_durable && !hall_find(hall, id_of(name))) session->id = id_of(name);
    session->actor = actor;
    names_add(&hall->actors, &actor->name);
    put_start(session, args);
    settle_in(session);
    hall_add(hall, session);
    count(&hall->counters.actors);
    return session;
}

// --- what others hear ---

static void report(const struct actor *actor, enum report report, struct bytes why)
{
    letter_to_tree(actor->session->hall, &(struct letter){.kind = LETTER_REPORT,
                                                          .report = report,
                                                          .name = name_bytes(&actor->name),
                                                          .life = actor->life,
                                                          .word = why});
}

void actor_answer(struct session *session, struct message *message, struct bytes value, const char *err)
{
    if (!message || !message->ask || session->is_replay) return;
    struct letter letter = {
        .kind = LETTER_ANSWER, .to = {message->asker, message->asker_hall}, .ask = message->ask, .data = value};
    if (err) letter.word = bytes_of(err);
    message->ask = 0;
    letter_say_to_session(session, &letter);
}

static void answer_all(struct session *session, const char *err)
{
    for (struct message *message = session->mailbox.first; message; message = message->next)
        actor_answer(session, message, (struct bytes){0}, err);
}

static void tell_watchers(struct actor *actor, struct bytes reason)
{
    for (struct watcher *watcher; (watcher = actor->watchers);) {
        struct letter letter = {.kind = LETTER_DOWN,
                                .to = watcher->who,
                                .ask = watcher->ask,
                                .name = name_bytes(&actor->name),
                                .word = reason};
        actor->watchers = watcher->next;
        letter_to_session(actor->session->hall, &letter);
        mem_free(watcher);
    }
    actor->watchers_count = 0;
}

bool actor_watch(struct actor *actor, struct correspondent watcher, uint32_t ask)
{
    for (struct watcher *at = actor->watchers; at; at = at->next) {
        if (!correspondent_is(at->who, watcher)) continue;
        at->ask = ask; // that the one before was taken back is still on its way, from another hall
        return true;
    }
    if (actor->watchers_count >= (uint32_t)actor->session->hall->settings->limits.watchers) return false;
    struct watcher *made = mem_new(sizeof *made);
    *made = (struct watcher){actor->watchers, watcher, ask};
    actor->watchers = made;
    actor->watchers_count++;
    return true;
}

void actor_unwatch(struct actor *actor, struct correspondent watcher, uint32_t ask)
{
    for (struct watcher **link = &actor->watchers; *link; link = &(*link)->next) {
        struct watcher *at = *link;
        if (!correspondent_is(at->who, watcher) || at->ask != ask) continue;
        *link = at->next;
        mem_free(at);
        actor->watchers_count--;
        return;
    }
}

// --- ending ---

static void set_reason(struct actor *actor, struct bytes reason)
{
    if (reason.size > REASON_MAX) reason.size = REASON_MAX;
    buffer_clear(&actor->reason);
    buffer_put(&actor->reason, reason);
}

// What it is told last, if it declares that; false where it does not, or could not take it. It comes behind what it
// was told before, which may be of those who are down by now; where that is for the next host, before it.
static bool tell_of_stop(struct session *session)
{
    struct actor *actor = session->actor;
    struct message message = {.kind = MESSAGE_INFO, .is_farewell = true};
    struct buffer data = {0};
    struct error err;
    const struct view *view = &session->app->views[session->view];
    if (!session->has_model || actor->is_held ||
        !app_find_handler(view, BYTES("stop"), false, &message.handler, &err))
        return false;
    struct value_pair pair = {value_string(BYTES("reason")), value_string(buffer_bytes(&actor->reason))};
    struct value_table table = {.pairs = &pair, .pairs_count = 1};
    struct value told = {.kind = VALUE_TABLE, .table = &table};
    bool ok = codec_encode(&told, &data, &err);
    if (ok && actor->is_resting) mailbox_put_first(&session->mailbox, &message, buffer_bytes(&data));
    else if (ok) mailbox_put(&session->mailbox, UINT32_MAX, &message, buffer_bytes(&data), &err);
    buffer_destroy(&data);
    return ok;
}

static void take_no_more(struct session *session)
{
    session->actor->is_ending = true;
    answer_all(session, "it has ended");
    mailbox_destroy(&session->mailbox);
    session->mailbox = (struct mailbox){0};
}

// It takes no more, and ends when it has done what it is at; with what waits, where it wants to hear of its end.
static void begin_to_end(struct session *session, struct bytes reason)
{
    set_reason(session->actor, reason);
    if (tell_of_stop(session)) hall_queue(session->hall, session);
    else take_no_more(session);
    session->actor->is_ending = true;
    session_forget_wishes(session);
}

void actor_stop_itself(struct session *session, struct bytes reason)
{
    session->actor->ends_itself = true;
    set_reason(session->actor, reason.size ? reason : BYTES("stopped"));
    take_no_more(session);
}

static bool hears_farewell(const struct session *session)
{
    return session->mailbox.first && session->mailbox.first->is_farewell;
}

bool actor_may_run(const struct session *session)
{
    const struct actor *actor = session->actor;
    if (actor->is_held || actor->is_at_rest) return false;
    return session->turn || !(actor->ends_itself || actor->is_resting) || hears_farewell(session);
}

// What it asked of services at its end is still done, and what it said is heard.
bool actor_is_over(const struct session *session)
{
    const struct actor *actor = session->actor;
    if (session->turn || session->calls || actor->letters_held || actor->is_held) return false;
    if (actor->is_resting) return !actor->is_at_rest && !hears_farewell(session);
    return actor->is_ending && (actor->ends_itself || !session->mailbox.first);
}

static void end_now(struct session *session)
{
    session->actor->is_ending = true;
    session_end(session, ERROR_GONE, "it was ended");
}

static void end_with(struct session *session, struct bytes reason)
{
    set_reason(session->actor, reason);
    end_now(session);
}

// Nothing of it is lost: what waits for it, and what it waits for, is written down when the host closes.
static void rest_now(struct session *session)
{
    session->actor->is_resting = true;
    session->actor->is_at_rest = true;
    report(session->actor, REPORT_STOPPED, BYTES("shutdown"));
}

void actor_go(struct session *session)
{
    if (session->actor->is_resting) rest_now(session);
    else session_end(session, ERROR_GONE, "it was ended");
}

void actor_end(struct session *session)
{
    struct actor *actor = session->actor;
    struct hall *hall = session->hall;
    struct bytes reason = actor->reason.size ? buffer_bytes(&actor->reason) : BYTES("the host ends");
    if (session->turn) actor_answer(session, session->turn->message, (struct bytes){0}, "it has ended");
    answer_all(session, "it has ended");
    tell_watchers(actor, reason);
    if (actor->is_ending && !actor->is_silent)
        report(actor, actor->ends_itself ? REPORT_ENDED : REPORT_STOPPED, reason);
    names_remove(&hall->actors, &actor->name);
    name_clear(&actor->name);
    buffer_destroy(&actor->reason);
    buffer_destroy(&actor->start);
    mem_free(actor);
    session->actor = NULL;
}

// --- what was kept ---

static bool may_be_kept(const struct session *session)
{
    return session->is_durable && session->actor->life == 1 && session->hall->settings->keeper;
}

// What was kept takes the place of the one that waited for it, with its name and with what was told to that.
static void take_place(struct session *waiting, struct session *found)
{
    struct hall *hall = waiting->hall;
    struct actor *actor = waiting->actor;
    struct error err;
    waiting->actor = NULL;
    found->actor = actor;
    actor->session = found;
    hall_remove(hall, waiting);
    keeping_revive(found);
    for (struct message *message; (message = mailbox_take(&waiting->mailbox));) {
        mailbox_put(&found->mailbox, UINT32_MAX, message, message_data(message), &err);
        message_delete(message);
    }
    session_delete(waiting);
}

bool actor_return(struct hall *hall, uint64_t id, struct session *found)
{
    struct session *session = hall_find(hall, id);
    if (!session || !session->actor || session->has_model || !session->actor->is_held) return false;
    if (found && !session_is_unseen(found)) return false;
    session->actor->is_held = false;
    if (found) {
        take_place(session, found);
        actor_began(found);
        hall_queue(hall, found);
        return true;
    }
    session->wants_start = true;
    hall_queue(hall, session);
    return true;
}

// --- orders ---

static void begin(struct session *session, const struct letter *order)
{
    session->actor->life = order->life;
    if (may_be_kept(session)) {
        keeping_seek_actor(session->hall, session->id);
        return;
    }
    session->actor->is_held = false;
    if (session->lives || session->has_model) {
        tell_watchers(session->actor, BYTES("crash"));
        turn_restart(session);
        return;
    }
    session->wants_start = true;
    hall_queue(session->hall, session);
}

// What is durable outlives the host as it was after its last turn that succeeded.
static bool outlives_host(const struct session *session)
{
    return session->is_durable && session->has_model && session->hall->settings->keeper && !session->actor->is_ending;
}

static void rest(struct session *session)
{
    struct actor *actor = session->actor;
    actor->is_resting = true;
    set_reason(actor, BYTES("shutdown"));
    tell_of_stop(session);
    if (actor->is_held || actor_is_over(session)) rest_now(session);
    else hall_queue(session->hall, session);
}

// It had its time. What it was about to do is for the next host, but for its farewell.
static void rest_at_once(struct session *session)
{
    if (session->turn && session->turn->message && session->turn->message->is_farewell) turn_abort(session);
    rest_now(session);
}

static void obey_farewell(struct session *session, enum order order)
{
    if (order == ORDER_STOP) rest(session);
    else rest_at_once(session); // killed, or it failed just now
}

static void stop(struct session *session, struct bytes reason)
{
    session->actor->is_held = session->actor->is_held && session->has_model;
    begin_to_end(session, reason);
    if (session->actor->is_held || actor_is_over(session)) end_now(session);
}

void actor_obey(struct actor *actor, const struct letter *order)
{
    struct session *session = actor->session;
    if (order->is_farewell && outlives_host(session)) {
        obey_farewell(session, order->order);
        return;
    }
    switch (order->order) {
    case ORDER_START: begin(session, order); break;
    case ORDER_GO_ON:
        actor->is_held = false;
        hall_queue(session->hall, session);
        break;
    case ORDER_STOP: stop(session, order->word); break;
    case ORDER_KILL: end_with(session, BYTES("killed")); break;
    case ORDER_DROP:
        actor->is_silent = true;
        end_with(session, order->word.size ? order->word : BYTES("crash"));
        break;
    case ORDER_FORGET:
    case ORDER_BEYOND: break;
    }
}

// --- turns ---

void actor_began(struct session *session)
{
    report(session->actor, REPORT_BEGAN, BYTES(""));
}

// The first failure in a row is the turn's; the next one is the model's, which keeps failing.
static const struct intensity own = {.failures_max = 1, .restarts_max = UINT32_MAX};

void actor_fail(struct session *session, enum failure failure)
{
    enum verdict verdict = supervisor_decide(&own, &session->failures, failure, hall_wall_ms(session->hall));
    bool is_turn = verdict == VERDICT_ROLL_BACK;
    if (session->actor->is_ending) return; // it fails at its end, and ends
    session->actor->is_held = true;
    report(session->actor, is_turn ? REPORT_FAILED_TURN : REPORT_FAILED_STATE, bytes_of(session->trouble));
}
