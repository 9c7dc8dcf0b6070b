// See send.h.
#include "session/send.h"

#include "session/hall.h"
#include "session/keep/keeping.h"
#include "session/session.h"
#include "tree/diff.h"
#include "value/json.h"
#include "wire/frame.h"

#include <xxhash.h>

static void put(struct session *session, size_t bytes_max)
{
    struct hall *hall = session->hall;
    outbox_put(&session->outbox, buffer_bytes(&hall->frame), bytes_max);
    keeping_touch(session);
    if (session->line) line_wake_soon(session->line);
}

void send_patch(struct session *session, struct bytes patch, struct bytes extra)
{
    struct hall *hall = session->hall;
    if (patch.size) count(&hall->counters.patches);
    buffer_clear(&hall->frame);
    frame_put_patch(&hall->frame, session->outbox.last + 1, session->ref_done, patch, extra);
    put(session, (size_t)hall->settings->limits.outbox_bytes);
}

void send_full(struct session *session, const struct rendition *page, bool is_new, struct bytes extra)
{
    struct hall *hall = session->hall;
    count(&hall->counters.fulls);
    outbox_restart(&session->outbox);
    buffer_clear(&hall->patch);
    diff_write_full(page, is_new, &hall->patch);
    buffer_clear(&hall->frame);
    frame_put_full(&hall->frame, session->outbox.last + 1, session->ref_done, buffer_bytes(&hall->patch), extra);
    put(session, SIZE_MAX); // a page may be larger than what is kept of patches
}

void send_note_numbering(struct session *session)
{
    session->numbering = session->app->numbering;
    session->numbering_since = session->outbox.last;
}

void send_refusal(struct session *session, enum error_code code, struct bytes text)
{
    struct buffer *extra = &session->hall->extra;
    buffer_clear(extra);
    buffer_put(extra, BYTES("{\"no\":"));
    json_put_string(extra, bytes_of(error_code_name(code)));
    buffer_put(extra, BYTES(",\"text\":"));
    json_put_string(extra, text);
    buffer_put_byte(extra, '}');
    send_patch(session, (struct bytes){0}, buffer_bytes(extra));
}

void send_failure(struct session *session, enum error_code code, struct bytes text)
{
    bool is_told = code == ERROR_BUDGET || code == ERROR_LOOP;
    send_refusal(session, is_told ? code : ERROR_CRASH, text);
}

struct bytes send_title_of(const struct session *session)
{
    struct bytes title = session->vm ? vm_title(session->vm) : (struct bytes){0};
    return title.size ? title : session->app->views[session->view].title;
}

uint64_t send_title_fingerprint(struct bytes title)
{
    return title.size ? XXH3_64bits(title.data, title.size) : 0;
}

// The title where it is not the one last sent. The document's is the page's own.
static bool put_title(struct session *session, struct bytes title, struct buffer *extra)
{
    uint64_t fingerprint = send_title_fingerprint(title);
    if (!title.size || fingerprint == session->title || session->depth) return false;
    session->title = fingerprint;
    buffer_put(extra, BYTES("{\"title\":"));
    json_put_string(extra, title);
    return true;
}

bool send_put_templates(struct session *session, const struct app *app, char before, struct buffer *extra)
{
    const struct templates *templates = &app->templates;
    if (session->templates_told >= templates->count) return false;
    buffer_print(extra, "%c\"new\":[%u,", before, session->templates_told);
    templates_write_json(templates, session->templates_told, extra);
    buffer_put_byte(extra, ']');
    session->templates_told = templates->count;
    return true;
}

void send_put_extra(struct session *session, struct bytes title, struct bytes effects, struct buffer *extra)
{
    bool is_open = put_title(session, title, extra);
    is_open = send_put_templates(session, session->app, is_open ? ',' : '{', extra) || is_open;
    if (effects.size) {
        buffer_put(extra, is_open ? BYTES(",\"do\":[") : BYTES("{\"do\":["));
        buffer_put(extra, effects);
        buffer_put_byte(extra, ']');
    }
    if (is_open || effects.size) buffer_put_byte(extra, '}');
}

void send_later(struct session *session, struct bytes effects)
{
    struct buffer *extra = &session->hall->extra;
    session->title = send_title_fingerprint(vm_title(session->vm));
    buffer_clear(extra);
    send_put_extra(session, (struct bytes){0}, effects, extra);
    if (extra->size) send_patch(session, (struct bytes){0}, buffer_bytes(extra));
}
