// See line.h.
#include "session/line.h"

#include "session/channel.h"
#include "session/drain.h"
#include "session/hall.h"
#include "session/receive.h"
#include "session/replay/travel.h"
#include "session/session.h"
#include "session/topic/admission.h"
#include "session/visit/join.h"
#include "wire/frame.h"

enum { CONTROL_MAX = 1024 }; // bytes of frames that wait in `control` before heartbeats go unanswered

void line_open(struct line *line, struct hall *hall)
{
    *line = (struct line){.hall = hall, .heard_ms = hall_now_ms(hall), .next = hall->lines};
    if (hall->lines) hall->lines->previous = line;
    hall->lines = line;
}

static void forget_outgoing(struct line *line)
{
    struct hall *hall = line->hall;
    if (!line->is_outgoing) return;
    line->is_outgoing = false;
    for (unsigned i = 0; i < hall->outgoing_count; i++)
        if (hall->outgoing[i] == line) hall->outgoing[i] = NULL;
}

void line_close(struct line *line)
{
    struct hall *hall = line->hall;
    struct session *session = line->session;
    forget_outgoing(line);
    channels_close(line);
    join_give_up(line);
    join_lost(line);
    if (session && admission_is(session)) admission_lost(session);
    if (line->previous) line->previous->next = line->next;
    else hall->lines = line->next;
    if (line->next) line->next->previous = line->previous;
    buffer_destroy(&line->control);
    buffer_destroy(&line->cookie);
}

// --- what goes out ---

void line_wake(struct line *line)
{
    line->hall->door.bytes_wait(line->outer ? line->outer : line);
}

void line_wake_soon(struct line *line)
{
    struct hall *hall = line->hall;
    struct line *own = line->outer ? line->outer : line;
    if (own->is_outgoing) return;
    if (!hall->makes_turns) {
        line_wake(line);
        return;
    }
    if (hall->outgoing_count == OUTGOING_MAX) lines_settle(hall);
    own->is_outgoing = true;
    hall->outgoing[hall->outgoing_count++] = own;
}

void line_settle(struct line *line)
{
    struct line *own = line->outer ? line->outer : line;
    if (!own->is_outgoing) return;
    forget_outgoing(own);
    line_wake(own);
}

void lines_settle(struct hall *hall)
{
    for (unsigned i = 0; i < hall->outgoing_count; i++) {
        struct line *line = hall->outgoing[i];
        if (!line) continue;
        line->is_outgoing = false;
        line_wake(line);
    }
    hall->outgoing_count = 0;
}

static void put_control(struct line *line, struct bytes frame)
{
    uint32_t size = (uint32_t)frame.size;
    buffer_put(&line->control, (struct bytes){(const char *)&size, sizeof size});
    buffer_put(&line->control, frame);
}

void line_say(struct line *line, struct bytes frame)
{
    put_control(line, frame);
    line_wake(line);
}

void line_say_ok(struct line *line, uint32_t seq, uint32_t ref)
{
    struct buffer *frame = &line->hall->frame;
    buffer_clear(frame);
    frame_put_ok(frame, seq, ref);
    put_control(line, buffer_bytes(frame));
}

void line_say_bye(struct line *line, enum error_code code, const char *why)
{
    line_send_away(line, code, why, 0);
}

void line_send_away(struct line *line, enum error_code code, const char *why, uint32_t within_ms)
{
    struct hall *hall = line->hall;
    if (line->is_closing) return;
    line_settle(line);
    join_lost(line);
    buffer_clear(&hall->frame);
    frame_put_bye(&hall->frame, code, bytes_of(why), within_ms);
    put_control(line, buffer_bytes(&hall->frame));
    line->is_closing = true;
    line_wake(line);
}

void line_hang_up(struct line *line)
{
    if (line->is_closing) return;
    line_settle(line);
    join_lost(line);
    line->is_closing = true;
    line_wake(line);
}

static struct bytes pull_control(struct line *line)
{
    uint32_t size;
    memcpy(&size, line->control.data + line->control_head, sizeof size);
    struct bytes frame = {line->control.data + line->control_head + sizeof size, size};
    line->control_head += sizeof size + size;
    return frame;
}

static struct bytes pull_outbox(struct session *session)
{
    struct bytes frame = outbox_next(&session->outbox);
    if (!frame.data && session->outbox.is_broken && !session->wants_full) {
        session->wants_full = true;
        hall_queue(session->hall, session);
    }
    return frame;
}

struct bytes line_pull(struct line *line)
{
    if (line->control_head < line->control.size) return pull_control(line);
    if (line->control.data) {
        buffer_destroy(&line->control); // rare frames: an idle line keeps no memory for them
        line->control_head = 0;
    }
    if (line->is_closing) return (struct bytes){0};
    struct bytes frame = line->session ? pull_outbox(line->session) : (struct bytes){0};
    return frame.data ? frame : channels_pull(line);
}

// --- what comes in ---

static bool acknowledge(struct line *line, uint32_t seen)
{
    if (outbox_acknowledge(&line->session->outbox, seen)) return true;
    count(&line->hall->counters.rejected_syntax);
    line_say_bye(line, ERROR_SYNTAX, "SEEN is beyond what was sent");
    return false;
}

static void answer_heartbeat(struct line *line)
{
    struct buffer *frame = &line->hall->frame;
    if (line->control.size > CONTROL_MAX) return; // it asks without ever reading
    buffer_clear(frame);
    frame_put_heartbeat(frame);
    put_control(line, buffer_bytes(frame));
    line_wake(line);
}

void line_receive(struct line *line, struct bytes text)
{
    struct hall *hall = line->hall;
    struct frame frame;
    struct error err;
    if (line->is_closing) return;
    line->heard_ms = hall_now_ms(hall);
    if (channel_is_addressed(text)) {
        channel_receive(line, text);
        return;
    }
    arena_reset(&hall->arena);
    if (hall->is_closed) {
        drain_send_away(line);
        return;
    }
    bool ok = frame_decode(text, &hall->arena, &frame, &err);
    if (ok && frame.kind == FRAME_DEV && !hall->settings->is_dev)
        ok = fail(&err, ERROR_SYNTAX, "frame: \"dev\" is for development");
    if (!ok) {
        count(err.code == ERROR_TOO_LARGE ? &hall->counters.rejected_too_large : &hall->counters.rejected_syntax);
        line_say_bye(line, err.code, err.text);
        return;
    }
    if (frame.kind == FRAME_HEARTBEAT) {
        answer_heartbeat(line);
    } else if ((frame.kind == FRAME_JOIN || frame.kind == FRAME_OPEN) && hall->is_draining) {
        drain_send_away(line);
    } else if (frame.kind == FRAME_JOIN) {
        join_line(line, &frame);
    } else if (frame.kind == FRAME_OPEN) {
        admission_open(line, &frame);
    } else if (frame.kind == FRAME_BYE) {
        channel_end(line);
    } else if (!line->session) {
        count(&hall->counters.rejected_forbidden);
        line_say_bye(line, ERROR_FORBIDDEN, "the first frame is a join");
    } else if (frame.kind == FRAME_DEV) {
        travel_receive(line, &frame);
    } else if (acknowledge(line, frame.seen) && frame.kind == FRAME_EVENT && !hall->is_draining) {
        receive_event(line, &frame);
    }
}
