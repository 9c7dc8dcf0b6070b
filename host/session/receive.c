// See receive.h.
#include "session/receive.h"

#include "app/secrets.h"
#include "session/budget.h"
#include "session/hall.h"
#include "session/replay/steps.h"
#include "session/run.h"
#include "session/session.h"
#include "session/topic/crowd.h"
#include "session/turn.h"
#include "session/visit/reserved.h"
#include "value/codec.h"
#include "value/form_name.h"

#include <stdio.h>

static void count_refusal(struct hall *hall, enum error_code code)
{
    switch (code) {
    case ERROR_SYNTAX: count(&hall->counters.rejected_syntax); break;
    case ERROR_TOO_LARGE: count(&hall->counters.rejected_too_large); break;
    case ERROR_UNKNOWN: count(&hall->counters.rejected_unknown); break;
    case ERROR_MISFIT: count(&hall->counters.rejected_misfit); break;
    case ERROR_FULL: count(&hall->counters.rejected_full); break;
    case ERROR_LATE: count(&hall->counters.rejected_late); break;
    default: count(&hall->counters.rejected_forbidden); break;
    }
}

// What a browser sends in place of an event that waited too long: had the event come before, this were a duplicate.
static bool is_wanted(const struct frame *frame, struct error *err)
{
    if (!bytes_equal(frame->name, BYTES("ls:skip"))) return true;
    return fail(err, ERROR_LATE, "the line was away too long, so this was not done");
}

// What the client says of a form beside its fields is for a t.form only: for any other event it is not there.
static void drop_reserved(const struct value *payload)
{
    struct value_table *table = payload->table;
    size_t kept = 0;
    for (size_t i = 0; i < table->pairs_count; i++)
        if (!form_name_is_reserved(table->pairs[i].key.string)) table->pairs[kept++] = table->pairs[i];
    table->pairs_count = kept;
}

bool receive_check(struct session *session, const struct frame *frame, uint32_t *handler, struct error *err)
{
    struct hall *hall = session->hall;
    const struct view *view = app_target(session->app, session->view, frame->target);
    struct value checked;
    buffer_clear(&hall->scratch);
    if (!view) return fail(err, ERROR_UNKNOWN, "there is no such component");
    if (!app_find_handler(view, frame->name, true, handler, err)) return false;
    const struct declaration *event = &view->handlers[*handler];
    if (!schema_is_form(event->schema)) drop_reserved(&frame->payload);
    if (!schema_check(event->schema, &frame->payload, event->name.data, &hall->arena, &checked, err)) return false;
    if (session->steps) secrets_learn(&session->steps->secrets, event->schema, &checked);
    return codec_encode(&checked, &hall->scratch, err);
}

// Fills in the message, with its payload in the hall's scratch.
static bool read_event(struct session *session, const struct frame *frame, struct message *message, struct error *err)
{
    if (!session_step(&session->state, STEP_EVENT, err) || !is_wanted(frame, err)) return false;
    if (reserved_is(frame->name)) return reserved_read(session, frame, message, err);
    session->sends_on = false; // somebody is there who does something
    session->hops = 0;
    if (session->member && !crowd_may_hear(session, frame->size, err)) return false;
    return receive_check(session, frame, &message->handler, err);
}

void receive_event(struct line *line, const struct frame *frame)
{
    struct session *session = line->session;
    struct hall *hall = session->hall;
    struct error err;
    struct message message = {.kind = MESSAGE_EVENT, .ref = frame->ref, .target = frame->target};
    if (frame->ref <= session->ref_received) {
        count(&hall->counters.duplicates); // sent again after a lost line
        return;
    }
    if (frame->ref != session->ref_received + 1) {
        count(&hall->counters.rejected_syntax);
        line_say_bye(line, ERROR_SYNTAX, "an event's REF follows the one before");
        return;
    }
    struct bytes data;
    if (session->steps) steps_hear(session, frame->ref, &frame->payload);
    if (read_event(session, frame, &message, &err)) {
        data = buffer_bytes(&hall->scratch);
    } else {
        // Kept in line, so that answers come in the order of the events.
        count_refusal(hall, err.code);
        message.kind = MESSAGE_REFUSED;
        message.handler = (uint32_t)err.code;
        data = bytes_of(err.text);
    }
    if (!mailbox_put(&session->mailbox, (uint32_t)hall->settings->limits.mailbox, &message, data, &err)) {
        count(&hall->counters.rejected_full);
        line_send_away(line, ERROR_FULL, err.text, LINE_RETURN_MS);
        return;
    }
    session->ref_received = frame->ref;
    hall_touch(hall, session);
    // The usual case: nothing else waits, and the answer is made at once.
    if (session->mailbox.count == 1 && !session->turn && !session->is_queued && !session->is_delayed) {
        session_run(session);
        budget_keep(hall);
    } else if (!session->is_delayed) {
        hall_queue(hall, session);
    }
}
