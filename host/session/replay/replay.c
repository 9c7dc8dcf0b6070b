// See replay.h.
#include "session/replay/replay.h"

#include "base/mem.h"
#include "session/hall.h"
#include "session/run.h"
#include "session/session.h"
#include "session/turn.h"

static void fill(struct session *session, const struct chapter *chapter)
{
    struct error err;
    session->is_replay = true;
    session->is_durable = session->outbox.is_held = false; // nobody is told, so nothing is kept
    session->has_model = true;
    session_step(&session->state, STEP_REQUEST, &err);
    session_step(&session->state, STEP_RENDERED, &err);
    session->steps = steps_new();
    session->steps->last = chapter->first;
    session->journal.time_ms = chapter->time_ms;
    memcpy(session->journal.random, chapter->random, sizeof chapter->random);
    buffer_put(&session->journal.snapshot, buffer_bytes(&chapter->models));
    buffer_put(&session->page, buffer_bytes(&chapter->place));
}

struct session *replay_begin(struct hall *hall, uint32_t view, const struct chapter *chapter, struct error *err)
{
    struct session *session = session_new(hall, hall->app, view);
    fill(session, chapter);
    hall_add(hall, session);
    if (session_wake(session, err)) {
        steps_begin(session, chapter->time_ms, &session->shown);
        return session;
    }
    replay_end(session);
    return NULL;
}

// The time of the step is the time that there is.
static void run_at(struct session *session, int64_t time_ms)
{
    struct hall *hall = session->hall;
    struct hall_clock clock = hall->clock;
    uint64_t id = session->id;
    hall->clock = (struct hall_clock){.is_held = true, .wall_ms = time_ms, .now_ms = hall_now_ms(hall)};
    do session_run(session);
    while (hall_find(hall, id) == session && session->turn);
    hall->clock = clock;
}

bool replay_step(struct session *session, const struct step *step, struct step *outcome, struct error *err)
{
    struct message message = {.kind = MESSAGE_INFO, .handler = step->handler, .target = step->target};
    struct steps *steps = session->steps;
    steps->last = step->number - 1;
    session->failures = (struct failures){0}; // each is looked at by itself
    if (!mailbox_put(&session->mailbox, 1, &message, step->payload, err)) return false;
    run_at(session, step->time_ms);
    if (!steps_find(steps, step->number, outcome)) return fail(err, ERROR_GONE, "its component is not there");
    outcome->is_event = step->is_event;
    return true;
}

static bool is_same_hash(uint64_t recorded, uint64_t now)
{
    return !recorded || !now || recorded == now;
}

bool replay_is_same(const struct step *recorded, const struct step *now)
{
    if (recorded->code != now->code) return false;
    return is_same_hash(recorded->model, now->model) &&
           (now->code != ERROR_NONE || is_same_hash(recorded->page, now->page));
}

struct bytes replay_models(const struct session *session)
{
    return buffer_bytes(&session->steps->models);
}

void replay_end(struct session *session)
{
    session_end(session, ERROR_GONE, "its way is at an end");
}
