// See reserved.h.
#include "session/visit/reserved.h"

#include "app/address.h"
#include "session/hall.h"
#include "session/session.h"
#include "session/visit/guard.h"
#include "session/visit/place.h"

bool reserved_is(struct bytes name)
{
    return name.size > 3 && memcmp(name.data, "ls:", 3) == 0;
}

static bool read_url(const struct frame *frame, struct bytes *url, struct error *err)
{
    *url = value_get_string(&frame->payload, "url", (struct bytes){0});
    if (!url->data) return fail(err, ERROR_MISFIT, "%.*s: url is missing", (int)frame->name.size, frame->name.data);
    const char *fault = address_fault(*url);
    return !fault || fail(err, ERROR_FORBIDDEN, "this address %s", fault);
}

static bool read_params(struct session *session, const struct frame *frame, struct message *message,
                        struct error *err)
{
    struct hall *hall = session->hall;
    struct address address;
    struct bytes url;
    struct bytes elsewhere;
    enum vm_verdict verdict;
    if (!read_url(frame, &url, err) || !address_read(session->app, url, &hall->arena, &address, err)) return false;
    if (address.route->view != session->view || address.route->group != session->route->group)
        return fail(err, ERROR_FORBIDDEN, "another view is there");
    if (!guard_ask(hall, session->app, address.route, place_visitor(session), &verdict, &elsewhere, err))
        return false;
    if (verdict != VM_MAY) return fail(err, ERROR_FORBIDDEN, "its guard says no");
    message->handler = JOURNAL_PARAMS;
    place_write(session, &address, &hall->scratch);
    count(&hall->counters.moves);
    return true;
}

// Where it leads is found out in its turn.
static bool read_go(struct session *session, const struct frame *frame, struct message *message, struct error *err)
{
    struct buffer *data = &session->hall->scratch;
    struct bytes url;
    if (!read_url(frame, &url, err)) return false;
    message->kind = MESSAGE_GO;
    buffer_put(data, url);
    buffer_put_byte(data, 0);
    buffer_put(data, value_get_string(&frame->payload, "ticket", BYTES("")));
    buffer_put_byte(data, 0);
    return true;
}

bool reserved_read(struct session *session, const struct frame *frame, struct message *message, struct error *err)
{
    static const struct {
        struct bytes name;
        bool (*read)(struct session *, const struct frame *, struct message *, struct error *);
    } readers[] = {{BYTES("ls:params"), read_params}, {BYTES("ls:go"), read_go}};
    buffer_clear(&session->hall->scratch);
    if (session->depth) return fail(err, ERROR_FORBIDDEN, "the page's own view goes to places, not one nested in it");
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++)
        if (bytes_equal(frame->name, readers[i].name)) return readers[i].read(session, frame, message, err);
    return fail(err, ERROR_UNKNOWN, "no event of the client's own is called '%.*s'", (int)frame->name.size,
                frame->name.data);
}
