// The reading half of trace.h. A trace may come from anywhere: nothing in it is taken on trust.
#include "app/app.h"
#include "app/models.h"
#include "session/replay/trace.h"
#include "store/journal.h"
#include "value/codec.h"
#include "value/lua_text.h"

#include <stdio.h>
#include <stdlib.h>

struct reader {
    struct bytes rest;
    size_t line; // from 1 on
    const struct app *app;
    struct trace *trace;
    struct error *err;
};

static bool refuse(const struct reader *reader, enum error_code code, const char *what)
{
    struct error why = {0};
    fail(&why, code, "%s", what);
    return fail(reader->err, code, "line %zu: %s", reader->line, why.text);
}

static bool wrong(const struct reader *reader, const char *what)
{
    return refuse(reader, ERROR_SYNTAX, what);
}

// The next line as a table. False at the end (*is_end), or where it is none.
static bool next(struct reader *reader, struct value *line, bool *is_end)
{
    struct error why;
    *is_end = reader->rest.size == 0;
    if (*is_end) return false;
    reader->line++;
    const char *feed = memchr(reader->rest.data, '\n', reader->rest.size);
    struct bytes text = {reader->rest.data, feed ? (size_t)(feed - reader->rest.data) : reader->rest.size};
    size_t taken = text.size + (feed != NULL);
    reader->rest = (struct bytes){reader->rest.data + taken, reader->rest.size - taken};
    if (!lua_text_read(text, &reader->trace->arena, line, &why)) return refuse(reader, why.code, why.text);
    return line->kind == VALUE_TABLE || wrong(reader, "a trace has a table on each line");
}

static bool get_integer(const struct value *line, const char *name, int64_t *integer)
{
    const struct value *value = value_get(line, name);
    if (!value || value->kind != VALUE_INTEGER) return false;
    *integer = value->integer;
    return true;
}

static uint64_t get_hash(const struct value *line, const char *name)
{
    return strtoull(value_get_string(line, name, BYTES("0")).data, NULL, 16);
}

static bool get_words(const struct value *line, const char *name, uint64_t words[4])
{
    const struct value *list = value_get(line, name);
    if (!list || list->kind != VALUE_TABLE || list->table->items_count != 4) return false;
    for (size_t i = 0; i < 4; i++) {
        if (list->table->items[i].kind != VALUE_INTEGER) return false;
        words[i] = (uint64_t)list->table->items[i].integer;
    }
    return true;
}

// A value of the line as canonical bytes; nil where it has none.
static bool put_canonical(const struct reader *reader, const struct value *line, const char *name, struct buffer *out)
{
    struct error why;
    const struct value nothing = value_nil();
    const struct value *value = value_get(line, name);
    return codec_encode(value ? value : &nothing, out, &why) || refuse(reader, why.code, why.text);
}

// --- the lines ---

static bool read_head(struct reader *reader, struct value *line)
{
    struct trace *trace = reader->trace;
    int64_t version = 0;
    bool is_end;
    if (!next(reader, line, &is_end)) return is_end ? wrong(reader, "the file is empty") : false;
    if (!get_integer(line, "trace", &version)) return wrong(reader, "this is no trace: it begins with { trace = 1");
    if (version != TRACE_VERSION) return wrong(reader, "the trace is of another version of Lightspeed");
    trace->app = value_get_string(line, "app", BYTES(""));
    trace->view = value_get_string(line, "view", BYTES(""));
    trace->why = value_get_string(line, "why", BYTES(""));
    trace->is_masked = value_get(line, "secrets") != NULL;
    return true;
}

bool trace_read_app(struct bytes text, struct arena *arena, struct bytes *app, struct error *err)
{
    struct trace trace = {0};
    struct reader reader = {.rest = text, .trace = &trace, .err = err};
    struct value line;
    bool ok = read_head(&reader, &line);
    if (ok) *app = arena_copy(arena, trace.app);
    trace_destroy(&trace);
    return ok;
}

static size_t file_size(struct bytes where)
{
    const char *colon = where.size ? memchr(where.data, ':', where.size) : NULL;
    return colon ? (size_t)(colon - where.data) : where.size;
}

// The view where it stood, or, since files change, the only one of that file.
static bool find_view(const struct reader *reader, uint32_t *number)
{
    struct bytes wanted = reader->trace->view;
    uint32_t of_file = 0;
    size_t size = file_size(wanted);
    for (uint32_t i = 0; i < reader->app->views_count; i++) {
        struct bytes where = reader->app->views[i].where;
        if (bytes_equal(where, wanted)) {
            *number = i;
            return true;
        }
        if (file_size(where) != size || memcmp(where.data, wanted.data, size) != 0) continue;
        *number = i;
        of_file++;
    }
    if (of_file == 1) return true;
    char text[200];
    snprintf(text, sizeof text, "the trace is of a view at %.100s, and this app has none there", wanted.data);
    return refuse(reader, ERROR_UNKNOWN, text);
}

static bool read_start(struct reader *reader)
{
    struct chapter *chapter = &reader->trace->steps->now;
    struct value line;
    int64_t first = 0;
    bool is_end;
    if (!next(reader, &line, &is_end)) return is_end ? wrong(reader, "there is no step to begin with") : false;
    bool ok = get_integer(&line, "step", &first) && get_integer(&line, "time", &chapter->time_ms) &&
              get_words(&line, "random", chapter->random) && value_get(&line, "model") && value_get(&line, "place");
    if (!ok || first < 0) return wrong(reader, "the first step has step, time, random, place and model");
    chapter->first = (uint64_t)first;
    chapter->is_birth = value_get(&line, "born") && get_words(&line, "seed", reader->trace->steps->seed);
    struct models models = {.view = *value_get(&line, "model")};
    const struct value *components = value_get(&line, "components");
    if (components) models.components = *components;
    const struct value *serial = value_get(&line, "serial");
    if (serial) models.serial = *serial;
    struct error why;
    for (size_t i = 0; components && components->kind == VALUE_TABLE && i < components->table->pairs_count; i++)
        if (!app_target(reader->app, reader->trace->number, (uint64_t)components->table->pairs[i].key.integer))
            return refuse(reader, ERROR_UNKNOWN, "this app has no such component");
    if (value_get(&line, "place")->kind != VALUE_TABLE) return wrong(reader, "place is a table");
    if (!models_write(&models, &chapter->models, &why)) return refuse(reader, why.code, why.text);
    return put_canonical(reader, &line, "place", &chapter->place);
}

static bool find_handler(const struct reader *reader, const struct value *line, struct step *step)
{
    struct bytes event = value_get_string(line, "event", (struct bytes){0});
    struct bytes name = event.data ? event : value_get_string(line, "message", (struct bytes){0});
    const struct view *view = app_target(reader->app, reader->trace->number, step->target);
    struct error why;
    step->is_event = event.data;
    step->handler = JOURNAL_PARAMS;
    const struct value *place = value_get(line, "place");
    if (!name.data)
        return (place && place->kind == VALUE_TABLE) || wrong(reader, "a step has an event, a message or a place");
    if (!view) return refuse(reader, ERROR_UNKNOWN, "this app has no such component");
    return app_find_handler(view, name, step->is_event, &step->handler, &why) || refuse(reader, why.code, why.text);
}

static enum error_code find_code(struct bytes name)
{
    for (int code = ERROR_NONE + 1; code < ERROR_CODE_COUNT; code++)
        if (bytes_equal(bytes_of(error_code_name((enum error_code)code)), name)) return (enum error_code)code;
    return ERROR_NONE;
}

static bool read_numbers(const struct value *line, struct step *step)
{
    int64_t number, target = 0, us = 0, patch = 0;
    if (!get_integer(line, "step", &number) || !get_integer(line, "time", &step->time_ms)) return false;
    get_integer(line, "component", &target);
    get_integer(line, "us", &us);
    get_integer(line, "fuel", &step->fuel);
    get_integer(line, "patch", &patch);
    step->number = (uint64_t)number;
    step->target = (uint64_t)target;
    step->spent_ns = (uint64_t)us * 1000;
    step->patch_size = (uint64_t)patch;
    step->code = find_code(value_get_string(line, "error", BYTES("")));
    step->text = value_get_string(line, "text", BYTES(""));
    step->changes = value_get_string(line, "changes", BYTES(""));
    step->model = get_hash(line, "model");
    step->page = get_hash(line, "page");
    return true;
}

static bool read_step(struct reader *reader, const struct value *line)
{
    struct steps *steps = reader->trace->steps;
    struct step step = {0};
    struct buffer payload = {0};
    struct buffer said = {0};
    bool ok = read_numbers(line, &step) && step.number == steps->last + 1;
    if (!ok) wrong(reader, "a step has the next number, and a time");
    ok = ok && find_handler(reader, line, &step) &&
         put_canonical(reader, line, step.handler == JOURNAL_PARAMS ? "place" : "payload", &payload) &&
         put_canonical(reader, line, value_get(line, "said") ? "said" : "payload", &said);
    if (ok) {
        step.payload = buffer_bytes(&payload);
        if (step.is_event) step.said = buffer_bytes(&said);
        chapter_put(&steps->now, &step);
        steps->last = step.number;
    }
    buffer_destroy(&payload);
    buffer_destroy(&said);
    return ok;
}

bool trace_read(struct bytes text, const struct app *app, struct trace *trace, struct error *err)
{
    struct reader reader = {.rest = text, .app = app, .trace = trace, .err = err};
    struct value line;
    bool is_end = false;
    *trace = (struct trace){.steps = steps_new()};
    if (text.size > TRACE_SIZE_MAX) return fail(err, ERROR_TOO_LARGE, "a trace has at most %d bytes", TRACE_SIZE_MAX);
    if (!read_head(&reader, &line) || !find_view(&reader, &trace->number) || !read_start(&reader)) return false;
    trace->steps->last = trace->steps->now.first;
    while (next(&reader, &line, &is_end))
        if (!read_step(&reader, &line)) return false;
    return is_end;
}

void trace_destroy(struct trace *trace)
{
    steps_delete(trace->steps);
    arena_destroy(&trace->arena);
}
