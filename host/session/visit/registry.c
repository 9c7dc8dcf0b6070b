// See registry.h. Shards tell each other by messages, and each remembers for itself: in buckets of a few places by
// number, of which the oldest is taken when a newer one needs it.
#include "session/visit/registry.h"

#include "base/mem.h"
#include "session/children.h"
#include "session/hall.h"
#include "session/keep/keeping.h"
#include "session/line.h"
#include "session/session.h"
#include "session/visit/place.h"
#include "store/parcel.h"
#include "value/codec.h"

#include <sodium.h>

enum { BUCKETS = 2048, PLACES = 4, ID_DIGITS = 16 };

// Somebody who was signed out.
struct out {
    uint64_t number; // 0: a free place
    uint64_t except; // the visitor whose cookie stays good: the one who did it
    int64_t time_ms;
};

struct registry {
    struct out outs[BUCKETS][PLACES];
};

enum news { NEWS_CHANGED, NEWS_COMMITTED, NEWS_SIGNED_OUT };

struct notice {
    struct inbox_message message; // first
    enum news news;
    uint64_t number;
    uint64_t except;
    bool has_cookie;
};

// --- who is who ---

static struct value decode(struct bytes visitor, struct arena *arena)
{
    struct value value;
    struct error err;
    return visitor.size && codec_decode(visitor, arena, &value, &err) ? value : value_nil();
}

static int digit_of(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static uint64_t visitor_of(const struct value *visitor)
{
    struct bytes id = value_get_string(visitor, "id", BYTES(""));
    uint64_t number = 0;
    if (id.size != ID_DIGITS) return 0;
    for (size_t i = 0; i < id.size; i++) {
        int digit = digit_of(id.data[i]);
        if (digit < 0) return 0;
        number = number << 4 | (uint64_t)digit;
    }
    return number;
}

// The same for the same value, whatever its type; never 0.
static uint64_t user_of(const struct value *user)
{
    struct buffer canonical = {0};
    struct error err;
    uint64_t number = 0;
    if (!user || user->kind == VALUE_NIL || !codec_encode(user, &canonical, &err)) return 0;
    crypto_generichash((unsigned char *)&number, sizeof number, (unsigned char *)canonical.data, canonical.size, NULL,
                       0);
    buffer_destroy(&canonical);
    return number | 1;
}

uint64_t registry_number(struct bytes visitor)
{
    struct arena arena = {0};
    struct value value = decode(visitor, &arena);
    uint64_t number = visitor_of(&value);
    arena_destroy(&arena);
    return number;
}

// --- one session ---

void registry_note(struct session *session)
{
    struct arena arena = {0};
    struct value value = decode(place_visitor(session), &arena);
    session->owner.visitor = visitor_of(&value);
    session->owner.user = value.kind == VALUE_TABLE ? user_of(value_get(&value, "user")) : 0;
    arena_destroy(&arena);
}

void registry_take_up(struct session *session)
{
    struct arena arena = {0};
    registry_note(session);
    struct value value = decode(place_visitor(session), &arena);
    if (value.kind == VALUE_TABLE && value.table->pairs_count > 1) registry_bind(session);
    arena_destroy(&arena);
}

void registry_bind(struct session *session)
{
    session->owner.bound = session->owner.visitor;
}

// --- what is remembered ---

static struct out *bucket_of(struct registry *registry, uint64_t number)
{
    return registry->outs[number * 0x9e3779b97f4a7c15u >> 53];
}

static void remember(struct hall *hall, uint64_t number, const struct parcel_out *out)
{
    if (!hall->registry) hall->registry = mem_new_clear(sizeof *hall->registry);
    struct out *bucket = bucket_of(hall->registry, number);
    struct out *place = bucket;
    for (int i = 0; i < PLACES && place->number != number; i++)
        if (bucket[i].number == number || bucket[i].time_ms < place->time_ms) place = &bucket[i];
    *place = (struct out){number, out->except, out->time_ms};
}

void registry_recall(struct hall *hall)
{
    const struct keeper *keeper = hall->settings->keeper;
    struct parcel_entry entry;
    for (size_t at = 0; keeper && parcel_read(&keeper->outs, &at, &entry);) {
        struct parcel_out out;
        memcpy(&out, entry.content.data, sizeof out);
        remember(hall, entry.session, &out);
    }
}

// Whether what was made by `since_ms` is no good any more.
static bool is_out(const struct hall *hall, uint64_t number, uint64_t visitor, int64_t since_ms)
{
    if (!number || !hall->registry) return false;
    const struct out *bucket = bucket_of(hall->registry, number);
    for (int i = 0; i < PLACES; i++)
        if (bucket[i].number == number)
            return (!visitor || bucket[i].except != visitor) && since_ms <= bucket[i].time_ms;
    return false;
}

bool registry_is_good(struct hall *hall, struct bytes visitor, int64_t sealed_s)
{
    struct arena arena = {0};
    if (!hall->registry) return true;
    struct value value = decode(visitor, &arena);
    uint64_t number = visitor_of(&value);
    uint64_t user = value.kind == VALUE_TABLE ? user_of(value_get(&value, "user")) : 0;
    bool is_good = !is_out(hall, number, 0, sealed_s * 1000) && !is_out(hall, user, number, sealed_s * 1000);
    arena_destroy(&arena);
    return is_good;
}

// It was nowhere in memory when that happened.
static bool was_signed_out(const struct session *session)
{
    const struct belonging *owner = &session->owner;
    int64_t since_ms = session->journal.time_ms + 1;
    return is_out(session->hall, owner->visitor, 0, since_ms) ||
           is_out(session->hall, owner->user, owner->visitor, since_ms);
}

uint64_t registry_visitor_at(const struct line *line)
{
    return line->outer ? line->outer->visitor : line->visitor;
}

bool registry_admits(struct session *session, uint64_t visitor, struct error *err)
{
    struct belonging *owner = &session->owner;
    if (visitor && visitor == owner->visitor) owner->bound = visitor;
    if ((!owner->bound || visitor == owner->bound) && !was_signed_out(session)) return true;
    count(&session->hall->counters.rejected_forbidden);
    return fail(err, ERROR_FORBIDDEN, "this page is another visitor's");
}

void registry_delete(struct registry *registry)
{
    mem_free(registry);
}

// --- what shards tell each other ---

static bool is_meant(const struct session *session, const struct notice *notice)
{
    const struct belonging *owner = &session->owner;
    if (session->depth) return false; // it ends with its page
    if (notice->news == NEWS_CHANGED) return owner->visitor == notice->number;
    return owner->user == notice->number && owner->visitor != notice->except;
}

// One round; ending a session may end others, and moves those behind it in the table. Whether there was one.
static bool end_some(struct hall *hall, const struct notice *notice)
{
    bool found = false;
    for (size_t i = 0; i < hall->table_capacity; i++) {
        struct session *session = hall->table[i];
        if (!session || !is_meant(session, notice)) continue;
        found = true;
        count(&hall->counters.signed_out);
        session_end(session, ERROR_FORBIDDEN, "signed out");
        i--; // where it was is another one now
    }
    return found;
}

static void bind_all(struct hall *hall, const struct notice *notice)
{
    for (size_t i = 0; i < hall->table_capacity; i++) {
        struct session *session = hall->table[i];
        if (session && session->owner.visitor == notice->number)
            session->owner.bound = notice->has_cookie ? notice->number : 0;
    }
}

static void hear(struct inbox_message *message, void *receiver)
{
    struct notice *notice = (struct notice *)message;
    struct hall *hall = receiver;
    if (hall && notice->news == NEWS_COMMITTED) {
        bind_all(hall, notice);
    } else if (hall) {
        remember(hall, notice->number, &(struct parcel_out){notice->except, hall_wall_ms(hall)});
        while (end_some(hall, notice)) continue;
    }
    mem_free(notice);
}

static void tell_all(struct hall *hall, const struct notice *notice)
{
    const struct settings *settings = hall->settings;
    if (notice->number && notice->news != NEWS_COMMITTED) keeping_sign_out(hall, notice->number, notice->except);
    for (unsigned i = 0; notice->number && i < settings->halls_count; i++) {
        struct notice *copy = mem_new(sizeof *copy);
        *copy = *notice;
        copy->message.deliver = hear;
        inbox_put(&settings->halls[i]->inbox, &copy->message);
    }
}

void registry_change(struct session *session, uint64_t from)
{
    children_belong(session);
    if (session->owner.visitor == from || session->is_replay) return;
    if (session->line)
        (session->line->outer ? session->line->outer : session->line)->visitor = session->owner.visitor;
    tell_all(session->hall, &(struct notice){.news = NEWS_CHANGED, .number = from});
}

void registry_commit(struct hall *hall, struct bytes visitor, bool has_cookie)
{
    tell_all(hall,
             &(struct notice){.news = NEWS_COMMITTED, .number = registry_number(visitor), .has_cookie = has_cookie});
}

// --- ls.sign_out ---

bool registry_check(const struct value *command, struct error *err)
{
    const struct value *user = value_get(command, "user");
    if (user && user->kind != VALUE_NIL && user->kind != VALUE_BOOLEAN) return true;
    return fail(err, ERROR_MISFIT, "ls.sign_out takes what sessions have as `user`: ls.sign_out(session.user)");
}

void registry_sign_out(struct session *session, const struct value *command)
{
    uint64_t user = user_of(value_get(command, "user"));
    tell_all(session->hall,
             &(struct notice){.news = NEWS_SIGNED_OUT, .number = user, .except = session->owner.visitor});
}
