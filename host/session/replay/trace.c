// See trace.h. Here are its lines as tables; trace_read.c reads them again.
#include "session/replay/trace.h"

#include "app/models.h"
#include "app/secrets.h"
#include "session/hall.h"
#include "session/session.h"
#include "value/codec.h"
#include "value/lua_text.h"

#include <inttypes.h>
#include <stdio.h>

// One line under way: its pairs in the order in which they are put.
struct trace_line {
    struct buffer *out;
    const struct buffer *secrets;
    struct arena *arena;
    const char *before;
};

static void put(struct trace_line *line, const char *name, struct value value)
{
    value = secrets_mask(line->secrets, line->arena, &value);
    buffer_put(line->out, bytes_of(line->before));
    buffer_put(line->out, bytes_of(name));
    buffer_put(line->out, BYTES(" = "));
    lua_text_put(line->out, &value);
    line->before = ", ";
}

static void put_integer(struct trace_line *line, const char *name, int64_t integer)
{
    put(line, name, value_integer(integer));
}

static void put_hash(struct trace_line *line, const char *name, uint64_t hash)
{
    char text[17];
    if (!hash) return;
    snprintf(text, sizeof text, "%016" PRIx64, hash);
    put(line, name, value_string((struct bytes){text, 16}));
}

static void put_words(struct trace_line *line, const char *name, const uint64_t words[4])
{
    struct value items[4];
    for (size_t i = 0; i < 4; i++) items[i] = value_integer((int64_t)words[i]);
    struct value_table table = {.items = items, .items_count = 4};
    put(line, name, (struct value){.kind = VALUE_TABLE, .table = &table});
}

static void put_canonical(struct trace_line *line, const char *name, struct bytes bytes)
{
    struct value value;
    struct error err;
    if (bytes.size && codec_decode(bytes, line->arena, &value, &err)) put(line, name, value);
}

static void end(struct trace_line *line)
{
    buffer_put(line->out, BYTES(" }\n"));
    line->before = "{ ";
}

// --- the three kinds of lines ---

static void put_head(struct trace_line *line, const struct session *session, struct bytes why)
{
    const struct app *app = session->app;
    put_integer(line, "trace", TRACE_VERSION);
    put(line, "lightspeed", value_string(BYTES(LIGHTSPEED_VERSION)));
    put(line, "app", value_string(bytes_of(app->file)));
    put(line, "view", value_string(app->views[session->view].where));
    if (why.size) put(line, "why", value_string(why));
    if (line->secrets->size) put(line, "secrets", value_boolean(true));
    end(line);
}

static void put_start(struct trace_line *line, const struct session *session, const struct chapter *chapter)
{
    struct models models;
    struct error err;
    put_integer(line, "step", (int64_t)chapter->first);
    if (chapter->is_birth) put(line, "born", value_boolean(true));
    put_integer(line, "time", chapter->time_ms);
    if (chapter->is_birth) put_words(line, "seed", session->steps->seed);
    put_words(line, "random", chapter->random);
    put_canonical(line, "place", buffer_bytes(&chapter->place));
    if (!models_read(buffer_bytes(&chapter->models), line->arena, &models, &err)) models = (struct models){0};
    put(line, "model", models.view);
    if (models.serial.kind == VALUE_INTEGER) {
        put(line, "serial", models.serial);
        put(line, "components", models.components);
    }
    end(line);
}

static void put_step(struct trace_line *line, const struct session *session, const struct step *step)
{
    bool is_move = step->handler == JOURNAL_PARAMS;
    put_integer(line, "step", (int64_t)step->number);
    put_integer(line, "time", step->time_ms);
    if (!is_move)
        put(line, step->is_event ? "event" : "message",
            value_string(session_handler_name(session, step->target, step->handler)));
    if (step->target) put_integer(line, "component", (int64_t)step->target);
    put_canonical(line, is_move ? "place" : "payload", step->payload);
    if (!bytes_equal(step->said, step->payload)) put_canonical(line, "said", step->said);
    if (step->code != ERROR_NONE) {
        put(line, "error", value_string(bytes_of(error_code_name(step->code))));
        put(line, "text", value_string(step->text));
    }
    put_hash(line, "model", step->model);
    put_hash(line, "page", step->page);
    if (step->changes.size) put(line, "changes", value_string(step->changes));
    put_integer(line, "us", (int64_t)(step->spent_ns / 1000));
    put_integer(line, "fuel", step->fuel);
    put_integer(line, "patch", (int64_t)step->patch_size);
    end(line);
}

void trace_write(const struct session *session, struct bytes why, struct buffer *out)
{
    const struct steps *steps = session->steps;
    struct arena arena = {0};
    struct trace_line line = {out, &steps->secrets, &arena, "{ "};
    struct steps_place place = {0};
    struct step step;
    put_head(&line, session, why);
    put_start(&line, session, steps_first(steps));
    while (steps_read(steps, &place, &step)) {
        put_step(&line, session, &step);
        arena_reset(&arena);
    }
    arena_destroy(&arena);
}
