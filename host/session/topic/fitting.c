// See fitting.h.
#include "session/topic/fitting.h"

#include "base/log.h"
#include "bus/broadcast.h"
#include "session/hall.h"
#include "session/replay/inspect.h"
#include "session/session.h"
#include "session/topic/subscription.h"
#include "tree/hash.h"
#include "value/codec.h"

// In development it is told, once: many topics have more to say than one view wants to hear.
static void tell_undeclared(const struct fittings *fittings, const struct view *declared, const struct error *why)
{
    struct hall *hall = fittings->hall;
    const struct broadcast *broadcast = fittings->broadcast;
    if (!hall->settings->is_dev) return;
    uint64_t hash = hash_chain(hash_chain(hash_bytes(broadcast->name), hash_bytes(broadcast->topic)),
                               hash_bytes(declared->where));
    if (!inspect_is_new(hall, hash)) return;
    log_line(LOG_WARNING, "%.*s: the topic '%.*s' says '%.*s', which it does not hear: %s", (int)declared->where.size,
             declared->where.data, (int)broadcast->topic.size, broadcast->topic.data, (int)broadcast->name.size,
             broadcast->name.data, why->text);
}

static void tell_misfit(const struct fittings *fittings, const struct view *declared, const struct error *why)
{
    const struct broadcast *broadcast = fittings->broadcast;
    log_line(LOG_WARNING, "%.*s: what was broadcast to '%.*s' is not delivered: %s", (int)declared->where.size,
             declared->where.data, (int)broadcast->topic.size, broadcast->topic.data, why->text);
}

// As the schema wants it; the same bytes where that changes nothing.
static struct shared *coerce(const struct fittings *fittings, const struct declaration *message, struct error *err)
{
    struct hall *hall = fittings->hall;
    struct shared *data = fittings->broadcast->data;
    struct value said, checked;
    if (!message->schema) return shared_hold(data);
    buffer_clear(&hall->scratch);
    if (!codec_decode(shared_bytes(data), &hall->arena, &said, err) ||
        !schema_check(message->schema, &said, message->name.data, &hall->arena, &checked, err) ||
        !codec_encode(&checked, &hall->scratch, err))
        return NULL;
    struct bytes now = buffer_bytes(&hall->scratch);
    return bytes_equal(now, shared_bytes(data)) ? shared_hold(data) : shared_new(now);
}

static struct fitting look(const struct fittings *fittings, const struct view *declared)
{
    struct fitting fitting = {.declared = declared};
    struct error why = {0};
    if (!app_find_handler(declared, fittings->broadcast->name, false, &fitting.handler, &why)) {
        tell_undeclared(fittings, declared, &why);
        return fitting;
    }
    fitting.data = coerce(fittings, &declared->handlers[fitting.handler], &why);
    fitting.is_misfit = !fitting.data;
    if (fitting.is_misfit) tell_misfit(fittings, declared, &why);
    return fitting;
}

// There are rarely more declarations than places; where there are, the places are used again.
static struct fitting *place_for(struct fittings *fittings)
{
    if (fittings->count == FITTINGS_MAX) fittings_destroy(fittings);
    return &fittings->all[fittings->count++];
}

const struct fitting *fittings_find(struct fittings *fittings, const struct subscription *subscription)
{
    const struct session *session = subscription->session;
    const struct view *declared = app_target(session->app, session->view, subscription->target);
    for (unsigned i = 0; i < fittings->count; i++)
        if (fittings->all[i].declared == declared) return &fittings->all[i];
    struct fitting *fitting = place_for(fittings);
    *fitting = look(fittings, declared);
    return fitting;
}

void fittings_destroy(struct fittings *fittings)
{
    for (unsigned i = 0; i < fittings->count; i++) shared_release(fittings->all[i].data);
    fittings->count = 0;
}
