// See travel.h. To be at a step is to have gone there again, from the snapshot before it (replay.h).
#include "session/replay/travel.h"

#include "app/models.h"
#include "app/secrets.h"
#include "session/children.h"
#include "session/hall.h"
#include "session/replay/recorded_spec.h"
#include "session/replay/replay.h"
#include "session/replay/trace.h"
#include "session/send.h"
#include "session/session.h"
#include "session/timer.h"
#include "value/json.h"
#include "wire/frame.h"

#include <inttypes.h>
#include <stdio.h>

// A session that is as this one was after the step; NULL with the reason. The caller ends it.
static struct session *go_to(struct session *session, uint64_t number, struct error *err)
{
    const struct steps *steps = session->steps;
    const struct chapter *chapter = steps_chapter(steps, number);
    struct steps_place place = {.is_now = chapter == &steps->now};
    struct step step, outcome;
    if (number < chapter->first || number > steps->last) {
        fail(err, ERROR_GONE, "step %" PRIu64 " is not kept", number);
        return NULL;
    }
    struct session *there = replay_begin(session->hall, session->view, chapter, err);
    while (there && steps_read(steps, &place, &step) && step.number <= number) {
        if (step.code != ERROR_NONE || replay_step(there, &step, &outcome, err)) continue;
        replay_end(there);
        there = NULL;
    }
    return there;
}

// --- answers ---

static struct bytes masked(struct session *session, struct bytes text)
{
    return secrets_mask_text(&session->steps->secrets, &session->hall->arena, text);
}

static void put_text(struct session *session, struct buffer *out, const char *name, struct bytes text)
{
    if (!text.size) return;
    buffer_print(out, ",\"%s\":", name);
    json_put_string(out, masked(session, text));
}

static void put_step(struct session *session, const struct step *step, struct buffer *out)
{
    buffer_print(
        out, "{\"step\":%" PRIu64 ",\"time\":%" PRId64 ",\"us\":%" PRIu64 ",\"fuel\":%" PRId64 ",\"patch\":%" PRIu64,
        step->number, step->time_ms, step->spent_ns / 1000, step->fuel, step->patch_size);
    put_text(session, out, step->is_event ? "event" : "message",
             session_handler_name(session, step->target, step->handler));
    if (step->target) buffer_print(out, ",\"component\":%" PRIu64, step->target);
    if (step->code != ERROR_NONE) put_text(session, out, "error", bytes_of(error_code_name(step->code)));
    put_text(session, out, "text", step->text);
    put_text(session, out, "changes", step->changes);
    buffer_put_byte(out, '}');
}

// Those that are newer than `since`, and which is the first that one can go to.
static bool answer_steps(struct session *session, uint64_t since, struct buffer *out, struct error *err)
{
    const struct steps *steps = session->steps;
    struct steps_place place = {0};
    struct step step;
    bool is_first = true;
    (void)err;
    buffer_print(out, "{\"oldest\":%" PRIu64 ",\"newest\":%" PRIu64 ",\"at\":", steps_first(steps)->first,
                 steps->last);
    if (session->is_travelling) buffer_print(out, "%" PRIu64, session->travels_at);
    else buffer_put(out, BYTES("null"));
    buffer_put(out, BYTES(",\"steps\":["));
    while (steps_read(steps, &place, &step)) {
        if (step.number <= since) continue;
        if (!is_first) buffer_put_byte(out, ',');
        put_step(session, &step, out);
        is_first = false;
    }
    buffer_put(out, BYTES("]}"));
    return true;
}

static bool answer_model(struct session *session, uint64_t number, struct buffer *out, struct error *err)
{
    struct arena *arena = &session->hall->arena;
    struct models models;
    struct session *there = go_to(session, number, err);
    if (!there) return false;
    bool ok = models_read(replay_models(there), arena, &models, err);
    replay_end(there);
    if (!ok) return false;
    struct value shown = models_table(&models, arena);
    shown = secrets_mask(&session->steps->secrets, arena, &shown);
    buffer_put(out, BYTES("{\"model\":"));
    json_encode(&shown, out);
    buffer_put_byte(out, '}');
    return true;
}

static bool answer_file(struct session *session, void (*write)(const struct session *, struct buffer *),
                        struct buffer *out)
{
    struct buffer text = {0};
    write(session, &text);
    buffer_put(out, BYTES("{\"text\":"));
    json_put_string(out, buffer_bytes(&text));
    buffer_put_byte(out, '}');
    buffer_destroy(&text);
    return true;
}

static void write_trace(const struct session *session, struct buffer *out)
{
    trace_write(session, (struct bytes){0}, out);
}

static bool answer_trace(struct session *session, uint64_t number, struct buffer *out, struct error *err)
{
    (void)number;
    (void)err;
    return answer_file(session, write_trace, out);
}

static bool answer_spec(struct session *session, uint64_t number, struct buffer *out, struct error *err)
{
    (void)number;
    (void)err;
    return answer_file(session, recorded_spec_put, out);
}

// --- going there ---

static bool is_still(const struct session *session, struct error *err)
{
    return !session->turn || fail(err, ERROR_FULL, "a turn is under way");
}

static bool answer_show(struct session *session, uint64_t number, struct buffer *out, struct error *err)
{
    struct session *there = is_still(session, err) ? go_to(session, number, err) : NULL;
    if (!there) return false;
    timers_hold(session);
    session->is_travelling = true;
    session->travels_at = number;
    children_name(session, &there->shown);
    send_full(session, &there->shown, false, (struct bytes){0});
    replay_end(there);
    buffer_print(out, "{\"at\":%" PRIu64 "}", number);
    return true;
}

void travel_end(struct session *session)
{
    if (!session->is_travelling) return;
    session->is_travelling = false;
    session->wants_full = true;
    outbox_break(&session->outbox); // what the client shows is not what comes
}

static bool answer_now(struct session *session, uint64_t number, struct buffer *out, struct error *err)
{
    (void)number;
    (void)err;
    travel_end(session);
    timers_run(session);
    hall_queue(session->hall, session);
    buffer_put(out, BYTES("{\"at\":null}"));
    return true;
}

// The state of the one that is there becomes the session's own, and is written down at once.
static void become(struct session *session, struct session *there)
{
    struct vm *vm = session->vm;
    session->vm = there->vm;
    there->vm = vm;
    buffer_clear(&session->page);
    buffer_put(&session->page, buffer_bytes(&there->steps->place));
    session->has_moved = false;
    session_snapshot(session, true);
    hall_touch(session->hall, session);
    hall_touch(there->hall, there);
}

static bool answer_continue(struct session *session, uint64_t number, struct buffer *out, struct error *err)
{
    struct session *there = is_still(session, err) ? go_to(session, number, err) : NULL;
    if (!there) return false;
    become(session, there);
    steps_rewind(session->steps, number, there->steps);
    replay_end(there);
    session->is_travelling = true; // it need not have been shown before
    return answer_now(session, number, out, err);
}

// --- the line ---

static const struct {
    struct bytes name;
    bool (*answer)(struct session *session, uint64_t number, struct buffer *out, struct error *err);
} questions[] = {
    {BYTES("steps"), answer_steps},       {BYTES("model"), answer_model}, {BYTES("show"), answer_show},
    {BYTES("now"), answer_now},           {BYTES("trace"), answer_trace}, {BYTES("spec"), answer_spec},
    {BYTES("continue"), answer_continue},
};

static bool ask(struct session *session, const struct frame *frame, struct buffer *out, struct error *err)
{
    if (!steps_are_known(session) || session->app != session->hall->app)
        return fail(err, ERROR_GONE, "no steps of this session are kept in the app as it is now");
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++)
        if (bytes_equal(frame->name, questions[i].name)) return questions[i].answer(session, frame->seen, out, err);
    return fail(err, ERROR_UNKNOWN, "nobody knows what '%.*s' is", (int)frame->name.size, frame->name.data);
}

void travel_receive(struct line *line, const struct frame *frame)
{
    struct buffer answer = {0};
    struct error err;
    buffer_print(&answer, "[\"dev\",%" PRIu32 ",", frame->ref);
    size_t begin = answer.size;
    if (!ask(line->session, frame, &answer, &err)) {
        answer.size = begin;
        buffer_put(&answer, BYTES("{\"error\":"));
        json_put_string(&answer, bytes_of(err.text));
        buffer_put_byte(&answer, '}');
    }
    buffer_put_byte(&answer, ']');
    line_say(line, buffer_bytes(&answer));
    buffer_destroy(&answer);
}

static void explain(const struct session *session, char *text, size_t size)
{
    snprintf(text, size,
             "this page shows step %" PRIu64 " of %" PRIu64 "; nothing happens here before it is now again",
             session->travels_at, session->steps->last);
}

void travel_stand_still(struct session *session)
{
    const struct message *first = session->mailbox.first;
    char text[200];
    if (!first || first->kind == MESSAGE_INFO) return;
    struct message *message = mailbox_take(&session->mailbox);
    session->ref_done = message->ref;
    message_delete(message);
    explain(session, text, sizeof text);
    send_refusal(session, ERROR_FORBIDDEN, bytes_of(text));
}
