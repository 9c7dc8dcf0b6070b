// See head.h.
#include "session/visit/head.h"

#include "session/effect.h"
#include "session/hall.h"
#include "session/session.h"
#include "session/visit/visit.h"
#include "value/json.h"

#include <string.h>
#include <xxhash.h>

bool head_follows(const struct session *session)
{
    return !session->depth && session->app->views[session->view].has_layout;
}

// Two pages that differ by their nonce alone say the same.
static uint64_t fingerprint_of(const struct session *session, struct bytes head)
{
    const char *nonce = session->visit ? session->visit->nonce : "";
    struct buffer *plain = &session->hall->scratch;
    size_t size = strlen(nonce);
    buffer_clear(plain);
    while (size && head.size) {
        const char *found = memmem(head.data, head.size, nonce, size);
        if (!found) break;
        size_t before = (size_t)(found - head.data);
        buffer_put(plain, (struct bytes){head.data, before});
        head = (struct bytes){found + size, head.size - before - size};
    }
    buffer_put(plain, head);
    return XXH3_64bits(plain->data, plain->size);
}

void head_keep(struct session *session, const struct document *document, bool is_untold)
{
    struct bytes head = document_head(document);
    uint64_t fingerprint = fingerprint_of(session, head);
    bool is_new = fingerprint != session->head || is_untold;
    session->head = fingerprint;
    if (session->visit || !is_new) return; // the document says it itself
    buffer_put(&session->hall->head, head);
}

struct bytes head_waiting(const struct session *session)
{
    return buffer_bytes(&session->hall->head);
}

void head_tell(struct session *session)
{
    struct buffer *operation = &session->hall->scratch;
    if (!head_waiting(session).size) return;
    buffer_clear(operation);
    buffer_put(operation, BYTES("[\"head\","));
    json_put_string(operation, head_waiting(session));
    buffer_put_byte(operation, ']');
    effect_add(session, buffer_bytes(operation));
}
