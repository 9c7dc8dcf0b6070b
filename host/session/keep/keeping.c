// See keeping.h.
#include "session/keep/keeping.h"

#include "app/succession.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/mortal.h"
#include "session/actor/actor.h"
#include "session/children.h"
#include "session/keep/record.h"
#include "session/session.h"
#include "session/visit/join.h"
#include "store/parcel.h"

#include <inttypes.h>
#include <xxhash.h>

enum { PATIENCE_MS = 2000 }; // of a visitor whose frames wait while the keeper fails

// A parcel, and its way back.
struct delivery {
    struct parcel parcel;         // first
    struct inbox_message message; // when it comes back
    struct hall *hall;
    struct letter *letters; // that wait for it
    uint64_t claim;         // of a question: who waits for the answer
};

static const struct bytes outage = {"what happens here cannot be kept just now; come back soon", 57};

// --- on its way ---

static void come_back(struct parcel *parcel)
{
    struct delivery *delivery = (struct delivery *)parcel;
    inbox_put(&delivery->hall->inbox, &delivery->message);
}

static struct delivery *delivery_new(struct hall *hall, void (*deliver)(struct inbox_message *message, void *hall))
{
    struct delivery *delivery = mem_new_clear(sizeof *delivery);
    delivery->parcel.answer = come_back;
    delivery->message.deliver = deliver;
    delivery->hall = hall;
    return delivery;
}

static void delivery_delete(struct delivery *delivery)
{
    parcel_destroy(&delivery->parcel);
    mem_free(delivery);
}

static struct delivery *delivery_of(struct inbox_message *message)
{
    return (struct delivery *)((char *)message - offsetof(struct delivery, message));
}

static void give(struct hall *hall, struct delivery *delivery)
{
    mortal_at("handing");
    hall->settings->keeper->take(hall->settings->keeper, &delivery->parcel);
    mortal_at("handed");
}

// --- kept ---

// Its frames up to here may go out. It may have waited to go on, too.
static void release(struct session *session, const struct parcel_entry *entry)
{
    outbox_release(&session->outbox, entry->seq);
    mortal_at("released");
    if (entry->ref > session->ref_kept) session->ref_kept = entry->ref;
    if (session->line) line_wake(session->line);
    if (session->turn || session->wants_full || session->mailbox.first) hall_queue(session->hall, session);
}

static void release_all(struct inbox_message *message, void *receiver)
{
    struct delivery *delivery = delivery_of(message);
    struct hall *hall = receiver;
    struct parcel_entry entry;
    for (size_t at = 0; hall && parcel_read(&delivery->parcel.entries, &at, &entry);) {
        struct session *session = entry.kind <= PARCEL_STEP ? hall_find(hall, entry.session) : NULL;
        if (session) release(session, &entry);
    }
    letters_release(hall, delivery->letters);
    delivery_delete(delivery);
}

// --- to be kept ---

static void put(struct hall *hall, const struct parcel_entry *entry)
{
    if (!hall->delivery) hall->delivery = delivery_new(hall, release_all);
    parcel_put(&hall->delivery->parcel.entries, entry);
}

static void add_id(void *self, const struct child_told *told)
{
    buffer_put(self, (struct bytes){(const char *)&told->session, sizeof told->session});
}

// Whom to bring along, where that is new.
static void put_links(struct session *session)
{
    struct buffer *ids = &session->hall->scratch;
    if (!session->children && !session->came_from && !session->kept_links) return;
    buffer_clear(ids);
    children_tell(session, add_id, ids);
    if (session->came_from) buffer_put(ids, (struct bytes){(const char *)&session->came_from, sizeof(uint64_t)});
    uint64_t links = ids->size ? XXH3_64bits(ids->data, ids->size) : 0;
    if (links == session->kept_links) return;
    session->kept_links = links;
    put(session->hall, &(struct parcel_entry){PARCEL_LINKS, session->id, 0, 0, buffer_bytes(ids)});
}

static void put_session(struct session *session)
{
    struct hall *hall = session->hall;
    bool is_record = !session->is_recorded || session->needs_record;
    if (!session->has_model) return; // it begins anew, and is told of when it has
    buffer_clear(&hall->scratch);
    if (is_record) record_write(session, &hall->scratch);
    else record_write_step(session, session->kept_turns, &hall->scratch);
    bool is_new = !session->is_recorded;
    session->is_recorded = true;
    session->needs_record = false;
    session->kept_turns = session->journal.turns.size;
    put(hall, &(struct parcel_entry){is_record ? PARCEL_RECORD : PARCEL_STEP, session->id, session->outbox.last,
                                     session->ref_done, buffer_bytes(&hall->scratch)});
    put_links(session);
    if (is_new && session->actor && session->actor->start.size)
        put(hall, &(struct parcel_entry){PARCEL_ACTOR, session->id, 0, 0, buffer_bytes(&session->actor->start)});
    mortal_at("recorded");
}

static void unlist(struct session *session)
{
    struct session **link = &session->hall->unkept_first;
    if (!session->is_unkept) return;
    while (*link != session) link = &(*link)->unkept_next;
    *link = session->unkept_next;
    session->is_unkept = false;
}

static void take_letters(struct hall *hall)
{
    if (!hall->held_first) return;
    if (!hall->delivery) hall->delivery = delivery_new(hall, release_all); // a turn that failed is not kept
    hall->delivery->letters = hall->held_first;
    hall->held_first = hall->held_last = NULL;
}

// All that changed, in one parcel.
static void keep_all(uv_prepare_t *handle)
{
    struct hall *hall = handle->data;
    while (hall->unkept_first) {
        struct session *session = hall->unkept_first;
        unlist(session);
        arena_reset(&hall->arena);
        put_session(session);
    }
    take_letters(hall);
    if (hall->delivery) give(hall, hall->delivery);
    hall->delivery = NULL;
    if (!hall->is_closed) uv_prepare_stop(&hall->keep);
}

static void wake(struct hall *hall)
{
    if (!uv_is_active((uv_handle_t *)&hall->keep)) uv_prepare_start(&hall->keep, keep_all);
}

void keeping_hold(struct hall *hall)
{
    wake(hall);
}

void keeping_touch(struct session *session)
{
    struct hall *hall = session->hall;
    if (!session->is_durable || !session->joins || session->is_unkept || hall->is_closed) return;
    session->is_unkept = true;
    session->unkept_next = hall->unkept_first;
    session->unkept_ms = hall_now_ms(hall);
    hall->unkept_first = session;
    wake(hall);
    mortal_at("touched");
}

void keeping_renew(struct session *session)
{
    session->needs_record = true;
    keeping_touch(session);
}

// --- the life of a session ---

void keeping_begin(struct session *session)
{
    const struct settings *settings = session->hall->settings;
    const struct view *view = &session->app->views[session->view];
    if (!settings->keeper) return;
    session->is_durable = view->says_durable ? view->is_durable : settings->keeps_all;
    session->outbox.is_held = session->is_durable;
}

void keeping_depart(struct session *session)
{
    if (session->is_unkept) keep_all(&session->hall->keep);
}

// What the other hall had sent for it was answered there.
void keeping_arrive(struct session *session)
{
    if (session->is_recorded && outbox_holds(&session->outbox)) keeping_touch(session);
}

// With a place to keep them, also those that are not durable: once, when the host ends in peace.
static bool may_go_on_elsewhere(const struct session *session)
{
    bool is_kept = session->is_durable || !session_is_unseen(session); // an actor begins with the next host anyway
    return session->hall->settings->keeper && session->has_model && !session->visit && !session->passage &&
           !session->sent_to && is_kept;
}

void keeping_end(struct session *session)
{
    struct hall *hall = session->hall;
    unlist(session);
    if (hall->is_closing && may_go_on_elsewhere(session)) {
        if (session->vm && !session->turn && session->journal.turns_count) session_snapshot(session, true);
        unlist(session);
        arena_reset(&hall->arena);
        put_session(session);
        mortal_at("parting");
    } else if (session->is_recorded) {
        put(hall, &(struct parcel_entry){.kind = PARCEL_END, .session = session->id});
    }
    if (hall->delivery) wake(hall);
}

void keeping_sign_out(struct hall *hall, uint64_t number, uint64_t except)
{
    struct parcel_out out = {except, hall_wall_ms(hall)};
    if (!hall->settings->keeper) return;
    put(hall, &(struct parcel_entry){PARCEL_OUT, number, 0, 0, {(const char *)&out, sizeof out}});
    wake(hall);
}

// --- what cannot be kept ---

bool keeping_waits(const struct session *session)
{
    return session->is_durable && session->hall->settings->keeper->is_failing && outbox_holds(&session->outbox);
}

void keeping_tell(struct hall *hall)
{
    if (!hall->settings->keeper || !hall->settings->keeper->is_failing) return;
    for (struct line *line = hall->lines; line; line = line->next) {
        const struct session *session = line->session;
        if (!session || line->is_closing || !keeping_waits(session)) continue;
        if (hall_now_ms(hall) - session->unkept_ms < PATIENCE_MS) continue;
        count(&hall->counters.unkept);
        line_send_away(line, ERROR_FULL, outage.data, LINE_RETURN_MS);
    }
}

// --- brought back ---

// A record, and the steps behind it.
static struct session *read_one(struct hall *hall, const struct buffer *found, size_t *at, uint64_t *id,
                                struct error *err)
{
    struct parcel_entry entry;
    struct succession succession;
    if (!parcel_read(found, at, &entry)) return NULL;
    *id = entry.session;
    arena_reset(&hall->arena);
    struct session *session = record_read(hall, entry.content, &succession, err);
    mortal_at("read");
    for (size_t next = *at; parcel_read(found, &next, &entry) && entry.kind == PARCEL_STEP; *at = next) {
        if (!session || record_read_step(session, entry.content, &succession, err)) continue;
        session_delete(session);
        session = NULL;
    }
    succession_destroy(&succession);
    return session;
}

// It was kept for this once: what is written would be old, should the host be killed.
static void forget(struct hall *hall, uint64_t session)
{
    put(hall, &(struct parcel_entry){.kind = PARCEL_END, .session = session});
    wake(hall);
}

void keeping_revive(struct session *session)
{
    struct hall *hall = session->hall;
    keeping_begin(session);
    session->is_recorded = session->is_durable;
    if (!session->is_durable) forget(hall, session->id);
    session->kept_turns = session->journal.turns.size;
    session->ref_kept = session->ref_done;
    outbox_release(&session->outbox, session->outbox.last);
    count(&hall->counters.revivals);
    session_arrive(session, hall);
    mortal_at("revived");
}

// What cannot be read is gone, and so told; its neighbours are not.
static void drop(struct hall *hall, uint64_t id, const struct error *err)
{
    count(&hall->counters.unreadable);
    log_line(LOG_ERROR, "session %016" PRIx64 " cannot be taken up again and is dropped: %s", id, err->text);
    put(hall, &(struct parcel_entry){.kind = PARCEL_END, .session = id});
    wake(hall);
}

// Those of a page know each other again; nested ones whose page did not come end.
static void reunite(struct hall *hall, const uint64_t *ids, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct session *session = hall_find(hall, ids[i]);
        if (session && !session->depth) children_adopt(session);
    }
    for (size_t i = 0; i < count; i++) {
        struct session *session = hall_find(hall, ids[i]);
        if (session && session->depth && !session->keepers) session_end(session, ERROR_GONE, "its page is gone");
    }
}

static void revive_all(struct hall *hall, const struct buffer *found)
{
    struct buffer ids = {0};
    for (size_t at = 0; at < found->size;) {
        struct error err = {0};
        uint64_t id = 0;
        struct session *session = read_one(hall, found, &at, &id, &err);
        if (session && hall_find(hall, id)) session_delete(session), session = NULL; // nobody else may be it
        else if (!session) drop(hall, id, &err);
        if (!session) continue;
        keeping_revive(session);
        buffer_put(&ids, (struct bytes){(const char *)&id, sizeof id});
    }
    reunite(hall, (const uint64_t *)(const void *)ids.data, ids.size / sizeof(uint64_t));
    buffer_destroy(&ids);
}

static void take_answer(struct inbox_message *message, void *receiver)
{
    struct delivery *delivery = delivery_of(message);
    struct hall *hall = receiver;
    if (hall && !hall->is_closed) {
        revive_all(hall, &delivery->parcel.found);
        join_found(hall, delivery->claim, delivery->parcel.asked, delivery->parcel.is_here);
    }
    delivery_delete(delivery);
}

static void take_actor(struct inbox_message *message, void *receiver)
{
    struct delivery *delivery = delivery_of(message);
    struct hall *hall = receiver;
    if (hall && !hall->is_closed) {
        struct error err = {0};
        size_t at = 0;
        uint64_t id = delivery->parcel.asked;
        struct session *session = read_one(hall, &delivery->parcel.found, &at, &id, &err);
        if (!session && delivery->parcel.found.size) drop(hall, id, &err);
        if (!actor_return(hall, id, session) && session) {
            if (!hall->is_draining) forget(hall, id); // else the next host has use for it
            session_delete(session);
        }
    }
    delivery_delete(delivery);
}

void keeping_seek_actor(struct hall *hall, uint64_t session)
{
    struct delivery *delivery = delivery_new(hall, take_actor);
    delivery->parcel.asked = session;
    if (hall->delivery) keep_all(&hall->keep);
    give(hall, delivery);
}

bool keeping_seek(struct hall *hall, uint64_t claim, uint64_t session)
{
    if (!hall->settings->keeper) return false;
    struct delivery *delivery = delivery_new(hall, take_answer);
    delivery->parcel.asked = session;
    delivery->claim = claim;
    if (hall->delivery) keep_all(&hall->keep); // in the order in which things happened
    give(hall, delivery);
    return true;
}

// --- opening and closing ---

void keeping_create(struct hall *hall)
{
    uv_prepare_init(hall->loop, &hall->keep);
    hall->keep.data = hall;
}

void keeping_close(struct hall *hall)
{
    if (hall->settings->keeper) keep_all(&hall->keep);
    uv_close((uv_handle_t *)&hall->keep, NULL);
}
