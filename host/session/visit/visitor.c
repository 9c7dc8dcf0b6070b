// See visitor.h.
#include "session/visit/visitor.h"

#include "session/hall.h"
#include "session/send.h"
#include "session/session.h"
#include "session/visit/passage.h"
#include "session/visit/place.h"
#include "session/visit/seal.h"
#include "session/visit/visit.h"
#include "value/codec.h"

#include <assert.h>
#include <sodium.h>

enum {
    COOKIE_MAX = 3800, // of 4096 that browsers keep, with its name and attributes
    TICKET_S = 120,    // that a page may take to fetch
    ID_SIZE = 16
};

const char *visitor_cookie_name(bool is_secure)
{
    return is_secure ? "__Host-ls-session" : "ls-session";
}

static int64_t now_s(const struct hall *hall)
{
    return hall_wall_ms(hall) / 1000;
}

static struct value decode(struct bytes canonical, struct arena *arena)
{
    struct value value = value_nil();
    struct error err;
    if (!codec_decode(canonical, arena, &value, &err)) return value_nil();
    return value;
}

static struct bytes encode(const struct value *value, struct arena *arena)
{
    struct buffer out = {0};
    struct error err;
    bool ok = codec_encode(value, &out, &err);
    assert(ok); // it was decoded once
    (void)ok;
    struct bytes kept = arena_copy(arena, buffer_bytes(&out));
    buffer_destroy(&out);
    return kept;
}

static size_t count_of(const struct value *visitor)
{
    return visitor->kind == VALUE_TABLE ? visitor->table->pairs_count : 0;
}

// The id is in there always.
static bool has_values(const struct value *visitor)
{
    return count_of(visitor) > 1;
}

// --- cookies ---

static bool open_cookie(struct hall *hall, struct bytes cookie, struct buffer *visitor, int64_t *age_s)
{
    struct error err;
    return cookie.size && seal_open(cookie, SEAL_SESSION, now_s(hall), hall->settings->limits.session_s,
                                    hall->settings->key, visitor, age_s, &err);
}

bool visitor_open(struct hall *hall, struct bytes cookie, struct buffer *visitor, bool *is_old)
{
    int64_t age_s;
    size_t before = visitor->size;
    if (!open_cookie(hall, cookie, visitor, &age_s)) return false;
    struct bytes opened = {visitor->data + before, visitor->size - before};
    *is_old = age_s > hall->settings->limits.session_s / 2;
    if (registry_is_good(hall, opened, now_s(hall) - age_s)) return true;
    visitor->size = before;
    return false;
}

uint64_t visitor_number(struct hall *hall, struct bytes cookie)
{
    struct buffer visitor = {0};
    bool is_old;
    uint64_t number = visitor_open(hall, cookie, &visitor, &is_old) ? registry_number(buffer_bytes(&visitor)) : 0;
    buffer_destroy(&visitor);
    return number;
}

void visitor_seal(struct hall *hall, struct bytes visitor, struct buffer *cookie)
{
    struct value value = decode(visitor, &hall->arena);
    if (has_values(&value)) seal_put(cookie, SEAL_SESSION, now_s(hall), visitor, hall->settings->key);
}

// --- changes ---

static struct bytes new_id(struct arena *arena)
{
    unsigned char random[ID_SIZE / 2];
    char *id = arena_new(arena, ID_SIZE + 1);
    randombytes_buf(random, sizeof random);
    sodium_bin2hex(id, ID_SIZE + 1, random, sizeof random);
    return (struct bytes){id, ID_SIZE};
}

static bool is_true(const struct value *table, const char *key)
{
    const struct value *value = value_get(table, key);
    return value && value->kind == VALUE_BOOLEAN && value->boolean;
}

// { clear?, renew?, id, from?, values? }: `from` is the id of the cookie that it changes, where there is one.
static struct value change_of(const struct session *session, const struct value *command, struct arena *arena)
{
    struct value visitor = decode(place_visitor(session), arena);
    struct bytes id = value_get_string(&visitor, "id", BYTES(""));
    bool clears = is_true(command, "clear");
    bool renews = clears || is_true(command, "renew");
    const struct value *values = value_get(command, "values");
    struct value_table *table = arena_new(arena, sizeof *table);
    struct value_pair *pairs = arena_new(arena, 5 * sizeof *pairs);
    size_t count = 0;
    pairs[count++] = (struct value_pair){value_string(BYTES("clear")), value_boolean(clears)};
    if (has_values(&visitor)) pairs[count++] = (struct value_pair){value_string(BYTES("from")), value_string(id)};
    pairs[count++] = (struct value_pair){value_string(BYTES("id")), value_string(renews ? new_id(arena) : id)};
    pairs[count++] = (struct value_pair){value_string(BYTES("renew")), value_boolean(renews)};
    if (values) pairs[count++] = (struct value_pair){value_string(BYTES("values")), *values};
    *table = (struct value_table){.pairs = pairs, .pairs_count = count};
    return (struct value){.kind = VALUE_TABLE, .table = table};
}

static bool is_false(const struct value *value)
{
    return value->kind == VALUE_BOOLEAN && !value->boolean;
}

static void keep(struct value_table *into, const struct value_pair *pair)
{
    for (size_t i = 0; i < into->pairs_count; i++) {
        if (value_key_compare(&into->pairs[i].key, &pair->key) != 0) continue;
        into->pairs[i].value = pair->value;
        return;
    }
    into->pairs[into->pairs_count++] = *pair;
}

// What `before` becomes; a value that is false is there no more.
static struct value merge(const struct value *before, const struct value *change, struct arena *arena)
{
    const struct value *values = value_get(change, "values");
    bool is_kept = before->kind == VALUE_TABLE && !is_true(change, "clear");
    struct bytes id = value_get_string(change, "id", BYTES(""));
    struct value_table *table = arena_new(arena, sizeof *table);
    *table = (struct value_table){0};
    table->pairs = arena_new(arena, (count_of(before) + (values ? count_of(values) : 0) + 1) * sizeof *table->pairs);
    if (is_kept && !is_true(change, "renew")) id = value_get_string(before, "id", id);
    for (size_t i = 0; is_kept && i < count_of(before); i++) keep(table, &before->table->pairs[i]);
    for (size_t i = 0; values && i < count_of(values); i++) keep(table, &values->table->pairs[i]);
    keep(table, &(struct value_pair){value_string(BYTES("id")), value_string(id)});
    size_t count = 0;
    for (size_t i = 0; i < table->pairs_count; i++)
        if (!is_false(&table->pairs[i].value)) table->pairs[count++] = table->pairs[i];
    table->pairs_count = count;
    return (struct value){.kind = VALUE_TABLE, .table = table};
}

static bool check_values(const struct value *values, struct error *err)
{
    if (!values) return true;
    if (values->kind != VALUE_TABLE || values->table->items_count)
        return fail(err, ERROR_MISFIT, "ls.put_session takes a table of values by name: { locale = \"de\" }");
    for (size_t i = 0; i < values->table->pairs_count; i++)
        if (values->table->pairs[i].key.kind != VALUE_STRING)
            return fail(err, ERROR_MISFIT, "ls.put_session takes values by name; a key is a number");
    if (value_get(values, "id"))
        return fail(err, ERROR_FORBIDDEN,
                    "ls.put_session: 'id' is the host's own; { renew = true } as second argument gives another");
    return true;
}

bool visitor_check(struct session *session, const struct value *command, struct error *err)
{
    struct arena *arena = &session->hall->arena;
    if (session->depth)
        return fail(err, ERROR_FORBIDDEN,
                    "ls.put_session: the session belongs to the page's own view, not to one nested in it");
    if (!check_values(value_get(command, "values"), err)) return false;
    struct value before = decode(place_visitor(session), arena);
    struct value change = change_of(session, command, arena);
    struct value after = merge(&before, &change, arena);
    size_t size = seal_size(encode(&after, arena).size);
    if (size <= COOKIE_MAX) return true;
    return fail(
        err, ERROR_TOO_LARGE,
        "ls.put_session: this visitor's session would have %zu bytes, sealed; a cookie has at most %d. Keep what is "
        "large on the host, under session.id",
        size, COOKIE_MAX);
}

// --- carrying out ---

static struct bytes write_front(struct session *session, const struct value *change)
{
    struct hall *hall = session->hall;
    struct buffer front = {0};
    buffer_put(&front, BYTES("[\"session\",\""));
    seal_put(&front, SEAL_CHANGE, now_s(hall), encode(change, &hall->arena), hall->settings->key);
    buffer_put(&front, BYTES("\",["));
    struct bytes kept = arena_copy(&hall->arena, buffer_bytes(&front));
    buffer_destroy(&front);
    return kept;
}

// A link leads to a view whose init changes the session: the page that has the link fetches.
static void tell_asker(struct session *asker, struct session *session, struct bytes front)
{
    struct buffer *extra = &session->hall->extra;
    place_set_visitor(asker, place_visitor(session));
    buffer_clear(extra);
    buffer_put(extra, BYTES("{\"do\":["));
    buffer_put(extra, front);
    buffer_put(extra, BYTES("]]]}"));
    send_patch(asker, (struct bytes){0}, buffer_bytes(extra));
}

// The socket came with the cookie as it was before; who opens a topic there from now on is who visits now.
static void keep_cookie(const struct session *session, struct bytes visitor)
{
    struct line *line = session->line && session->line->outer ? session->line->outer : session->line;
    if (!line || !session->app->channels_count) return;
    buffer_clear(&line->cookie);
    visitor_seal(session->hall, visitor, &line->cookie);
}

struct bytes visitor_change(struct session *session, const struct value *command)
{
    struct hall *hall = session->hall;
    struct value before = decode(place_visitor(session), &hall->arena);
    struct value change = change_of(session, command, &hall->arena);
    struct value after = merge(&before, &change, &hall->arena);
    uint64_t from = session->owner.visitor;
    place_set_visitor(session, encode(&after, &hall->arena));
    count(&hall->counters.session_changes);
    if (session->visit) {
        session->visit->sets_cookie = true;
        buffer_clear(&session->visit->set);
        visitor_seal(hall, place_visitor(session), &session->visit->set);
        registry_change(session, from);
        return (struct bytes){0};
    }
    struct bytes front = write_front(session, &change);
    struct session *asker = passage_asker(session);
    keep_cookie(asker ? asker : session, place_visitor(session));
    if (asker) tell_asker(asker, session, front);
    registry_change(asker ? asker : session, from);
    if (!asker) return front;
    return (struct bytes){0};
}

bool visitor_commit(struct hall *hall, struct bytes ticket, struct bytes cookie, struct buffer *set,
                    struct error *err)
{
    struct buffer text = {0};
    int64_t age_s;
    int64_t cookie_age_s;
    bool ok = seal_open(ticket, SEAL_CHANGE, now_s(hall), TICKET_S, hall->settings->key, &text, &age_s, err);
    struct value change = ok ? decode(buffer_bytes(&text), &hall->arena) : value_nil();
    buffer_clear(&text);
    bool has_cookie = ok && open_cookie(hall, cookie, &text, &cookie_age_s);
    struct value before = has_cookie ? decode(buffer_bytes(&text), &hall->arena) : value_nil();
    struct bytes from = value_get_string(&change, "from", (struct bytes){0});
    if (has_cookie && from.data && !bytes_equal(from, value_get_string(&before, "id", BYTES(""))))
        ok = fail(err, ERROR_FORBIDDEN, "the session is another one by now");
    struct value merged = merge(&before, &change, &hall->arena);
    struct bytes after = encode(&merged, &hall->arena);
    if (ok && !registry_is_good(hall, after, now_s(hall) - age_s))
        ok = fail(err, ERROR_FORBIDDEN, "the visitor was signed out meanwhile");
    if (ok) visitor_seal(hall, after, set);
    if (ok) registry_commit(hall, after, set->size > 0);
    buffer_destroy(&text);
    return ok;
}
