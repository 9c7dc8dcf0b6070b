// See place.h. session->page is where the session was at its snapshot; a turn in the journal may have moved it since.
#include "session/visit/place.h"

#include "session/hall.h"
#include "session/keep/keeping.h"
#include "session/session.h"
#include "value/codec.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>

static void encode(struct bytes locale, const struct address *address, struct buffer *out)
{
    struct value_pair pairs[3] = {
        {value_string(BYTES("locale")), value_string(locale)},
        {value_string(BYTES("params")), address->params},
        {value_string(BYTES("path")), value_string(address->path)},
    };
    struct value_table table = {.pairs = pairs, .pairs_count = 3};
    struct value page = {.kind = VALUE_TABLE, .table = &table};
    struct error err;
    bool ok = codec_encode(&page, out, &err);
    assert(ok); // the schema has seen it
    (void)ok;
}

static void put_new_visitor(struct session *session)
{
    char id[17];
    session->owner = (struct belonging){.visitor = session->id * 0x9e3779b97f4a7c15u}; // not the ticket's
    snprintf(id, sizeof id, "%016" PRIx64, session->owner.visitor);
    struct value_pair pairs[1] = {{value_string(BYTES("id")), value_string((struct bytes){id, 16})}};
    struct value_table table = {.pairs = pairs, .pairs_count = 1};
    struct value visitor = {.kind = VALUE_TABLE, .table = &table};
    struct error err;
    codec_encode(&visitor, &session->start, &err);
}

void place_begin(struct session *session, const struct address *address, struct bytes locale, struct bytes visitor)
{
    struct error err;
    encode(locale, address, &session->page);
    codec_encode(&address->params, &session->start, &err);
    session->start_params_size = session->start.size;
    if (visitor.data) {
        buffer_put(&session->start, visitor);
        registry_note(session);
    } else {
        put_new_visitor(session);
    }
}

struct bytes place_visitor(const struct session *session)
{
    return (struct bytes){session->start.data + session->start_params_size,
                          session->start.size - session->start_params_size};
}

void place_set_visitor(struct session *session, struct bytes visitor)
{
    struct buffer start = {0};
    buffer_put(&start, (struct bytes){session->start.data, session->start_params_size});
    buffer_put(&start, visitor);
    buffer_destroy(&session->start);
    session->start = start;
    registry_note(session);
    keeping_renew(session);
}

struct bytes place_of(const struct session *session)
{
    struct bytes place = buffer_bytes(&session->page);
    struct journal_turn turn;
    if (!session->has_moved) return place;
    for (size_t at = 0; journal_read(&session->journal, &at, &turn);)
        if (turn.handler == JOURNAL_PARAMS) place = turn.payload;
    return place;
}

static struct value decode(const struct session *session, struct arena *arena)
{
    struct value page = value_nil();
    struct error err;
    bool ok = codec_decode(place_of(session), arena, &page, &err);
    assert(ok); // it was encoded here
    (void)ok;
    return page;
}

void place_write(const struct session *session, const struct address *address, struct buffer *out)
{
    struct arena *arena = &session->hall->arena;
    struct value page = decode(session, arena);
    encode(value_get_string(&page, "locale", BYTES("")), address, out);
}

const struct value *place_params(const struct session *session, struct arena *arena)
{
    struct value page = decode(session, arena);
    return value_get(&page, "params");
}

struct bytes place_path(const struct session *session, struct arena *arena)
{
    struct value page = decode(session, arena);
    return value_get_string(&page, "path", BYTES("/"));
}

// Should it begin anew, it does so where it is.
static void begin_here(struct session *session)
{
    struct buffer start = {0};
    struct error err;
    const struct value *params = place_params(session, &session->hall->arena);
    codec_encode(params, &start, &err);
    size_t params_size = start.size;
    buffer_put(&start, place_visitor(session));
    buffer_destroy(&session->start);
    session->start = start;
    session->start_params_size = params_size;
}

void place_keep(struct session *session)
{
    if (!session->has_moved) return;
    struct buffer page = {0};
    buffer_put(&page, place_of(session));
    buffer_destroy(&session->page);
    session->page = page;
    session->has_moved = false;
    begin_here(session);
}
