// See sending.h.
#include "session/visit/sending.h"

#include "app/address.h"
#include "base/mem.h"
#include "session/effect.h"
#include "session/hall.h"
#include "session/session.h"
#include "session/visit/passage.h"
#include "session/visit/place.h"
#include "value/json.h"

#include <assert.h>

static bool is_op(const struct value *command, const char *op)
{
    return bytes_equal(value_get_string(command, "op", BYTES("")), bytes_of(op));
}

// Params become the address that they have at the session's own route.
static bool read_url(struct session *session, const struct value *command, struct bytes *url, struct error *err)
{
    struct hall *hall = session->hall;
    const struct value *params = value_get(command, "params");
    *url = value_get_string(command, "url", (struct bytes){0});
    if (url->data || !params || !session->route) return url->data || fail(err, ERROR_MISFIT, "it goes nowhere");
    struct buffer text = {0};
    bool ok = address_write(session->route, params, place_params(session, &hall->arena), &text, err);
    if (ok) *url = arena_copy(&hall->arena, buffer_bytes(&text));
    buffer_destroy(&text);
    return ok;
}

static bool check_patch(struct session *session, struct bytes url, struct address *address, struct error *err)
{
    struct error why;
    if (passage_hops(session) > HOPS_MAX)
        return fail(err, ERROR_LOOP,
                    "ls.patch: the view goes from address to address, %d times without anybody asking", HOPS_MAX);
    if (!address_read(session->app, url, &session->hall->arena, address, &why))
        return fail(err, why.code, "ls.patch: '%.*s': %s", (int)(url.size < 200 ? url.size : 200), url.data,
                    why.text);
    if (address->route->view == session->view && address->route->group == session->route->group) return true;
    return fail(err, ERROR_FORBIDDEN, "ls.patch: '%.*s' shows another view; use ls.navigate", (int)url.size,
                url.data);
}

bool sending_check(struct session *session, const struct value *command, struct error *err)
{
    struct bytes url;
    struct address address;
    struct error why;
    struct bytes op = value_get_string(command, "op", BYTES(""));
    if (session->depth && is_op(command, "patch"))
        return fail(err, ERROR_FORBIDDEN,
                    "ls.patch: the address belongs to the page's own view, not to one nested in it");
    if (!read_url(session, command, &url, &why))
        return fail(err, why.code, "ls.%.*s: %s", (int)op.size, op.data, why.text);
    if (is_op(command, "patch")) return check_patch(session, url, &address, err);
    const char *fault = address_fault(url);
    if (!fault || (is_op(command, "redirect") && address_is_web(url))) return true;
    return fail(err, ERROR_FORBIDDEN, "ls.%.*s: '%.*s' %s", (int)op.size, op.data,
                (int)(url.size < 200 ? url.size : 200), url.data, fault);
}

// Whether the request that shows the session can be answered to go elsewhere.
static bool is_untold(const struct session *session)
{
    return !session->depth && (session->visit || session->passage);
}

void sending_tell(struct session *session, const struct value *command)
{
    struct buffer *out = &session->hall->scratch;
    struct bytes url;
    struct error err;
    const struct value *replace = value_get(command, "replace");
    bool is_patch = is_op(command, "patch");
    if (!read_url(session, command, &url, &err)) return; // it was checked
    if (is_untold(session) && !(is_patch && session->has_model)) {
        mem_free(session->sent_to);
        session->sent_to = mem_new_clear(url.size + 1);
        memcpy(session->sent_to, url.data, url.size);
        return;
    }
    struct bytes op = is_patch ? BYTES("moved") : value_get_string(command, "op", BYTES(""));
    buffer_clear(out);
    buffer_put_byte(out, '[');
    json_put_string(out, op);
    buffer_put_byte(out, ',');
    json_put_string(out, url);
    buffer_put(out, replace && replace->kind == VALUE_BOOLEAN && replace->boolean ? BYTES(",true") : BYTES(",false"));
    buffer_put(out, is_op(command, "navigate") ? BYTES(",true]") : BYTES("]"));
    effect_add(session, buffer_bytes(out));
    if (is_op(command, "navigate")) session->sends_on = true;
}

void sending_carry_out(struct session *session, const struct value *command)
{
    struct hall *hall = session->hall;
    struct message message = {.kind = MESSAGE_INFO, .handler = JOURNAL_PARAMS};
    struct address address;
    struct bytes url;
    struct error err;
    if (!is_op(command, "patch") || session->sent_to || !read_url(session, command, &url, &err)) return;
    bool ok = check_patch(session, url, &address, &err);
    buffer_clear(&hall->scratch);
    if (ok) place_write(session, &address, &hall->scratch);
    ok = ok && mailbox_put(&session->mailbox, UINT32_MAX, &message, buffer_bytes(&hall->scratch), &err);
    assert(ok); // it was checked, and counted
    (void)ok;
    passage_hop(session, passage_hops(session));
    count(&hall->counters.moves);
    hall_queue(hall, session);
}
