// See failure.h.
#include "session/failure.h"

#include "app/secrets.h"
#include "base/log.h"
#include "session/actor/actor.h"
#include "session/hall.h"
#include "session/replay/steps.h"
#include "session/replay/trace_file.h"
#include "session/send.h"
#include "session/session.h"
#include "session/turn.h"
#include "value/codec.h"

#include <inttypes.h>
#include <stdio.h>

static void tell(struct session *session, const char *what, struct bytes text)
{
    struct bytes where = session->app->views[session->view].where;
    const char *actor = session->actor ? session->actor->name.text : NULL;
    log_line(LOG_ERROR, "%.*s: %s%s%s%s%.*s", (int)where.size, where.data, actor ? "actor '" : "", actor ? actor : "",
             actor ? "': " : "", what, (int)text.size, text.data);
    session_note_trouble(session, text);
}

// What its message told in secret fields.
static void learn_secrets(const struct turn *turn, struct buffer *secrets)
{
    const struct message *message = turn->message;
    const struct session *session = turn->session;
    struct arena *arena = &session->hall->arena;
    struct value payload;
    struct error err;
    if (session->steps) buffer_put(secrets, buffer_bytes(&session->steps->secrets));
    const struct view *view = message ? app_target(session->app, session->view, message->target) : NULL;
    if (!view || message->handler >= view->handlers_count) return;
    if (codec_decode(message_data(message), arena, &payload, &err))
        secrets_learn(secrets, view->handlers[message->handler].schema, &payload);
}

static void log_turn(const struct turn *turn, const struct error *err, const char *reference)
{
    struct session *session = turn->session;
    struct buffer secrets = {0};
    char what[80];
    const char *phase = turn->phase == TURN_LAYOUT ? "layout" : turn->is_first ? "init" : "a turn";
    const char *page = session_is_unseen(session) || turn->is_first ? "" : ", its page is as before";
    snprintf(what, sizeof what, "%s failed%s [%s]: ", phase, page, reference);
    learn_secrets(turn, &secrets);
    tell(session, what, secrets_mask_text(&secrets, &session->hall->arena, bytes_of(err->text)));
    buffer_destroy(&secrets);
}

// The way that led here is a file, and what is told of the failure names it.
static void keep_trace(const struct turn *turn, const char *reference, struct error *err)
{
    const struct session *session = turn->session;
    const char *directory = session->hall->settings->traces;
    char path[TRACE_PATH_MAX];
    if (!directory || !turn->message || !steps_are_known(session)) return;
    if (!trace_file_write(session, directory, reference, bytes_of(err->text), path)) return;
    size_t size = strlen(err->text);
    snprintf(err->text + size, sizeof err->text - size, "\n  lightspeed replay %s", path);
}

void failure_tell_turn(struct turn *turn, struct error *err, char reference[REFERENCE_SIZE])
{
    struct session *session = turn->session;
    snprintf(reference, REFERENCE_SIZE, "%016" PRIx64, session->id ^ (uint64_t)turn->now_ms << 8);
    keep_trace(turn, reference, err);
    log_turn(turn, err, reference);
    if (!turn->message || turn->message->kind != MESSAGE_EVENT || session->visit) return;
    session->ref_done = turn->message->ref;
    send_failure(session, err->code, bytes_of(session->hall->settings->is_dev ? err->text : reference));
}

void failure_tell(struct session *session, const struct error *err)
{
    tell(session, "", bytes_of(err->text));
}
