// See recorded_spec.h. A session of which the beginning is not kept any more cannot be opened as it was: its spec has
// the trace in it.
#include "session/replay/recorded_spec.h"

#include "app/address.h"
#include "app/app.h"
#include "app/secrets.h"
#include "session/replay/trace.h"
#include "session/session.h"
#include "session/visit/place.h"
#include "value/codec.h"
#include "value/lua_text.h"

struct spec {
    struct buffer *out;
    const struct session *session;
    struct arena *arena;
    int64_t now_ms;
    bool has_messages;
    bool has_failures;
};

static void put_text(const struct spec *spec, const char *text)
{
    buffer_put(spec->out, bytes_of(text));
}

static void put_value(const struct spec *spec, struct value value)
{
    value = secrets_mask(&spec->session->steps->secrets, spec->arena, &value);
    lua_text_put(spec->out, &value);
}

static void put_canonical(const struct spec *spec, struct bytes bytes)
{
    struct value value = value_nil();
    struct error err;
    codec_decode(bytes, spec->arena, &value, &err);
    put_value(spec, value);
}

// Where the page was at the beginning: an address that leads there.
static void put_url(const struct spec *spec, const struct chapter *chapter)
{
    const struct session *session = spec->session;
    struct buffer url = {0};
    struct value place = value_nil();
    struct error err;
    bool ok = codec_decode(buffer_bytes(&chapter->place), spec->arena, &place, &err);
    const struct value *params = ok ? value_get(&place, "params") : NULL;
    if (!session->route || !params || !address_write(session->route, params, params, &url, &err)) {
        buffer_clear(&url);
        buffer_put(&url, value_get_string(&place, "path", BYTES("/")));
    }
    put_value(spec, value_string(buffer_bytes(&url)));
    buffer_destroy(&url);
}

static void put_open(struct spec *spec, const struct chapter *chapter)
{
    put_text(spec, "        local page = test.open(");
    put_value(spec, value_string(bytes_of(spec->session->app->file)));
    put_text(spec, ", ");
    put_url(spec, chapter);
    buffer_print(spec->out, ", { now = %lld, seed = {", (long long)chapter->time_ms);
    for (size_t i = 0; i < 4; i++)
        buffer_print(spec->out, "%s 0x%016llx", i ? "," : "", (unsigned long long)spec->session->steps->seed[i]);
    put_text(spec, " } })\n");
    spec->now_ms = chapter->time_ms;
}

static void put_wait(struct spec *spec, int64_t time_ms)
{
    if (time_ms <= spec->now_ms) return;
    buffer_print(spec->out, "        page:advance(%lld)\n", (long long)(time_ms - spec->now_ms));
    spec->now_ms = time_ms;
}

// The first line of why a step failed, as a comment: what follows is of the host's own.
static void put_failure(const struct spec *spec, const struct step *step)
{
    struct bytes text = secrets_mask_text(&spec->session->steps->secrets, spec->arena, step->text);
    const char *feed = text.size ? memchr(text.data, '\n', text.size) : NULL;
    size_t size = feed ? (size_t)(feed - text.data) : text.size;
    buffer_print(spec->out, " -- failed: %.*s", (int)size, text.size ? text.data : "");
}

static void put_step(struct spec *spec, const struct step *step)
{
    put_wait(spec, step->time_ms);
    spec->has_messages = spec->has_messages || !step->is_event;
    spec->has_failures = spec->has_failures || step->code != ERROR_NONE;
    if (!step->is_event) return; // it comes by itself
    bool is_move = step->handler == JOURNAL_PARAMS;
    struct bytes name = session_handler_name(spec->session, step->target, step->handler);
    put_text(spec, "        assert(page:send(");
    put_value(spec, value_string(is_move ? BYTES("ls:params") : name));
    put_text(spec, ", ");
    put_canonical(spec, step->said.size ? step->said : step->payload);
    if (step->target) buffer_print(spec->out, ", %llu", (unsigned long long)step->target);
    put_text(spec, "))");
    if (step->code != ERROR_NONE) put_failure(spec, step);
    put_text(spec, "\n");
}

// When a timer rings goes by the clock of a machine, so a model after messages is not compared.
static void put_model(const struct spec *spec)
{
    struct bytes models = buffer_bytes(&spec->session->steps->models);
    struct error err;
    struct bytes rest = models;
    codec_skip(&rest, &err);
    put_text(spec, "        assert.same(");
    put_canonical(spec, (struct bytes){models.data, models.size - rest.size});
    put_text(spec, ", page.model)\n");
}

static void put_steps(struct spec *spec)
{
    const struct steps *steps = spec->session->steps;
    struct steps_place place = {0};
    struct step step;
    put_open(spec, steps_first(steps));
    while (steps_read(steps, &place, &step)) put_step(spec, &step);
    if (!spec->has_messages && !spec->has_failures && !steps->secrets.size) put_model(spec);
}

static void put_trace(struct spec *spec)
{
    put_text(spec, "        test.replay [==[\n");
    trace_write(spec->session, (struct bytes){0}, spec->out);
    put_text(spec, "]==]\n");
}

void recorded_spec_put(const struct session *session, struct buffer *out)
{
    struct arena arena = {0};
    struct spec spec = {.out = out, .session = session, .arena = &arena};
    put_text(&spec, "local test = require \"lightspeed.test\"\n\n");
    if (session->steps->secrets.size)
        put_text(&spec,
                 "-- What was told in secret fields is not here: put something in place of " SECRETS_MASK ".\n\n");
    put_text(&spec, "describe(");
    put_value(&spec, value_string(session->app->views[session->view].where));
    put_text(&spec, ", function()\n    it(\"goes a way that was recorded\", function()\n");
    if (steps_first(session->steps)->is_birth && !session->depth) put_steps(&spec);
    else put_trace(&spec);
    put_text(&spec, "    end)\nend)\n");
    arena_destroy(&arena);
}
