// See likeness.h. A likeness goes with its last holder; the hall's table only points to it.
#include "session/topic/likeness.h"

#include "base/mem.h"
#include "session/command.h"
#include "session/hall.h"
#include "session/keep/keeping.h"
#include "session/send.h"
#include "session/session.h"
#include "session/turn.h"
#include "session/visit/place.h"
#include "tree/diff.h"
#include "tree/hash.h"

struct likeness {
    struct likeness **place; // in the hall's table; NULL: a newer one has it
    uint32_t holders;        // sessions, and ways
    uint32_t sessions;
    uint32_t view;
    uint64_t app;        // its number: the app itself may be gone before the last way
    struct buffer bytes; // the model, and behind it the place
    size_t model_size;
    struct buffer title;    // that its page has
    struct rendition shown; // its page, where somebody led here
};

static void release(struct likeness *likeness)
{
    if (--likeness->holders) return;
    if (likeness->place) *likeness->place = NULL;
    buffer_destroy(&likeness->bytes);
    buffer_destroy(&likeness->title);
    rendition_destroy(&likeness->shown);
    mem_free(likeness);
}

static struct likeness *hold(struct likeness *likeness)
{
    likeness->holders++;
    return likeness;
}

static void enter(struct session *session, struct likeness *likeness)
{
    session->likeness = hold(likeness);
    likeness->sessions++;
}

void likeness_leave(struct session *session)
{
    struct likeness *likeness = session->likeness;
    if (!likeness) return;
    session->likeness = NULL;
    likeness->sessions--;
    release(likeness);
}

void likeness_rest(struct session *session)
{
    if (session->likeness && session->likeness->sessions == 1) likeness_leave(session);
}

struct bytes likeness_model(const struct session *session)
{
    const struct likeness *likeness = session->likeness;
    return likeness ? (struct bytes){likeness->bytes.data, likeness->model_size} : (struct bytes){0};
}

// --- to be compared ---

// Nothing is about it that its model does not say.
static bool is_plain(const struct session *session)
{
    return session->hall->settings->limits.alike && session->has_model && !session->is_replay &&
           !session->is_suspect && !session->steps && !session->visit && !session->children && !session->passage &&
           !session->outdated && session->version == session->app->views[session->view].version &&
           !session_is_unseen(session);
}

// It depends on model, place and message alone, and changed nothing but the model and the page.
static bool is_common(const struct turn *turn)
{
    const struct message *message = turn->message;
    const struct vm *vm = turn->session->vm;
    return message && message->kind == MESSAGE_INFO && message->shared && !message->target && !message->ask &&
           !vm_is_own(vm) && vm_commands(vm).size <= COMMANDS_EMPTY_SIZE && !vm_component_changes(vm).size &&
           !rendition_has_operations(&turn->next) && !turn->next.has_lives;
}

// A sleeping session's snapshot is its model, where nothing happened since.
static bool put_model(const struct session *session, struct buffer *bytes)
{
    const struct journal *journal = &session->journal;
    struct error err;
    if (!session->vm) {
        buffer_put(bytes, buffer_bytes(&journal->snapshot));
        return !journal->turns_count && session->has_shown;
    }
    size_t pristine = vm_image_size(session->app->image);
    return vm_size(session->vm) <= pristine + LIKENESS_MODEL_MAX * (size_t)16 &&
           vm_write_model(session->vm, bytes, &err);
}

// The bytes of the model and the place, and what the page shows, in the hall's scratch; false where the model is too
// large to be worth it.
static bool write_bytes(const struct session *session, size_t *model_size)
{
    struct buffer *bytes = &session->hall->scratch;
    uint64_t page = rendition_fingerprint(&session->shown); // the time may be in it
    buffer_clear(bytes);
    if (!put_model(session, bytes) || bytes->size > LIKENESS_MODEL_MAX) return false;
    *model_size = bytes->size;
    buffer_put(bytes, place_of(session));
    buffer_put(bytes, (struct bytes){(const char *)&page, sizeof page});
    return true;
}

static bool is_same(const struct likeness *likeness, const struct session *session, size_t model_size)
{
    return likeness && likeness->app == session->app->number && likeness->view == session->view &&
           likeness->model_size == model_size &&
           bytes_equal(buffer_bytes(&likeness->bytes), buffer_bytes(&session->hall->scratch));
}

// Those of the session's model; it enters. False where it is not compared.
static bool find_or_make(struct session *session)
{
    struct hall *hall = session->hall;
    size_t model_size;
    if (!write_bytes(session, &model_size)) return false;
    struct likeness **place = &hall->alike[hash_bytes(buffer_bytes(&hall->scratch)) % LIKENESS_PLACES];
    if (!is_same(*place, session, model_size)) {
        if (*place) (*place)->place = NULL;
        *place = mem_new_clear(sizeof **place);
        **place = (struct likeness){.place = place, .app = session->app->number, .view = session->view};
        buffer_set_exactly(&(*place)->bytes, buffer_bytes(&hall->scratch));
        (*place)->model_size = model_size;
        rendition_create_bare(&(*place)->shown, &session->app->templates);
    }
    enter(session, *place);
    return true;
}

static void be_patient(struct session *session)
{
    bool is_alone = !session->likeness || session->likeness->sessions == 1;
    unsigned patience = is_alone ? session->likeness_patience * 2U + 1 : 0;
    session->likeness_patience = (uint8_t)(patience < LIKENESS_PATIENCE_MAX ? patience : LIKENESS_PATIENCE_MAX);
    session->likeness_rest = session->likeness_patience;
}

static void compare(struct session *session)
{
    if (session->likeness_rest) {
        session->likeness_rest--;
        return;
    }
    find_or_make(session);
    be_patient(session);
}

// --- one goes ahead ---

// What was said to one of a likeness, and where that led.
struct way {
    struct likeness *from; // held, as the other
    struct likeness *to;
    struct shared *said;
    uint32_t handler;
    int64_t update_fuel;
    struct buffer patch;
};

static struct way *way_of(const struct hall *hall, const struct likeness *from, const struct shared *said)
{
    uint64_t hash = hash_mix((uintptr_t)from, (uintptr_t)said);
    return &hall->ways[hash % WAYS_MAX];
}

static void forget(struct way *way)
{
    if (!way->from) return;
    release(way->from);
    release(way->to);
    shared_release(way->said);
    buffer_destroy(&way->patch);
    *way = (struct way){0};
}

// `from` is still held by the caller.
static void lead(const struct turn *turn, struct likeness *from)
{
    struct session *session = turn->session;
    struct hall *hall = session->hall;
    struct way *way = way_of(hall, from, turn->message->shared);
    if (!find_or_make(session)) return;
    struct likeness *to = session->likeness;
    if (!to->shown.root) {
        rendition_copy(&to->shown, &session->shown);
        buffer_set_exactly(&to->title, vm_title(session->vm));
    }
    forget(way);
    *way = (struct way){hold(from),        hold(to), shared_hold(turn->message->shared), turn->message->handler,
                        turn->update_fuel, {0}};
    buffer_set_exactly(&way->patch, buffer_bytes(&hall->patch));
    if (!session->likeness_patience) be_patient(session);
}

void likeness_note(const struct turn *turn)
{
    struct session *session = turn->session;
    struct likeness *before = session->likeness;
    bool leads = before && (before->sessions > 1 || !session->likeness_patience);
    if (before) hold(before);
    likeness_leave(session);
    if (is_common(turn) && is_plain(session)) {
        if (leads) lead(turn, before);
        else compare(session);
    }
    if (before) release(before);
}

// --- and the others follow ---

static const struct way *find_way(struct session *session, const struct message *message)
{
    if (message->kind != MESSAGE_INFO || !message->shared || message->target || message->ask) return NULL;
    if (!session->likeness && !session->vm && !session->likeness_patience && is_plain(session)) find_or_make(session);
    if (!session->likeness) return NULL;
    const struct way *way = way_of(session->hall, session->likeness, message->shared);
    bool is_it = way->from == session->likeness && way->said == message->shared && way->handler == message->handler;
    return is_it && is_plain(session) ? way : NULL;
}

static void keep_in_journal(struct session *session, const struct message *message, const struct way *way)
{
    struct journal *journal = &session->journal;
    struct journal_turn entry = {hall_wall_ms(session->hall), message->handler, message_data(message), 0};
    if (session->vm && !session->behind) session->behind = (uint32_t)journal->turns.size + 1;
    journal_append(journal, &entry, way->update_fuel);
}

static void tell(struct session *session, const struct way *way)
{
    struct buffer *extra = &session->hall->extra;
    buffer_clear(extra);
    send_put_extra(session, buffer_bytes(&way->to->title), (struct bytes){0}, extra);
    if (way->patch.size || extra->size) send_patch(session, buffer_bytes(&way->patch), buffer_bytes(extra));
    if (session->has_shown) rendition_copy(&session->shown, &way->to->shown);
}

bool likeness_follow(struct session *session, struct message *message)
{
    const struct way *way = find_way(session, message);
    if (!way) return false;
    keep_in_journal(session, message, way);
    tell(session, way);
    if (way->to != way->from) {
        likeness_leave(session);
        enter(session, way->to);
    }
    session_snapshot(session, false);
    keeping_touch(session);
    supervisor_praise(&session->failures);
    count(&session->hall->counters.turns);
    count(&session->hall->counters.turns_alike);
    message_delete(message);
    return true;
}

// --- opening and closing ---

void likenesses_create(struct hall *hall)
{
    hall->alike = mem_new_clear(LIKENESS_PLACES * sizeof *hall->alike);
    hall->ways = mem_new_clear(WAYS_MAX * sizeof *hall->ways);
}

void likenesses_sweep(struct hall *hall)
{
    for (unsigned i = 0; i < WAYS_MAX; i++) forget(&hall->ways[i]);
}

void likenesses_destroy(struct hall *hall)
{
    likenesses_sweep(hall);
    mem_free(hall->alike); // it is empty: nobody is alike any more
    mem_free(hall->ways);
}
