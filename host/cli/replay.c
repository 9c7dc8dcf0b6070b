// See replay.h. The app is loaded as a host would load it, in a hall that no door leads to.
#include "cli/replay.h"

#include "app/models.h"
#include "base/mem.h"
#include "cli/command.h"
#include "session/hall.h"
#include "session/replay/replay.h"
#include "session/replay/trace.h"
#include "session/session.h"
#include "value/lua_text.h"

#include <errno.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char replay_help[] =
    "\nGoes the way of a trace again, step by step, in the app that it is of (or APP.lua), and shows what becomes "
    "of\n"
    "each step and of the model. Ends with 1 where a step comes out otherwise than it was recorded.\n\n"
    "  --to N              only up to this step\n";

struct options {
    const char *trace;
    const char *app;
    uint64_t to;
};

// A hall by itself.
struct stage {
    struct settings settings;
    struct hall *halls[1];
    struct hall hall;
    uv_loop_t loop;
};

static bool read_step_number(const char *text, uint64_t *number)
{
    char *end;
    errno = 0;
    *number = strtoull(text, &end, 10);
    return *text >= '0' && *text <= '9' && !*end && !errno;
}

static int read_options(int count, char **arguments, struct options *options)
{
    options->to = UINT64_MAX;
    for (int i = 0; i < count; i++) {
        if (strcmp(arguments[i], "--to") == 0) {
            if (++i == count || !read_step_number(arguments[i], &options->to))
                return command_complain("--to takes the number of a step");
        } else if (arguments[i][0] == '-') {
            return command_complain("replay has no option '%s'; see lightspeed help replay", arguments[i]);
        } else if (!options->trace) {
            options->trace = arguments[i];
        } else if (!options->app) {
            options->app = arguments[i];
        } else {
            return command_complain("one trace at a time: '%s' is one too many", arguments[i]);
        }
    }
    return options->trace ? 0 : command_complain("which trace? lightspeed replay x.trace");
}

static bool read_file(const char *path, struct buffer *text, struct error *err)
{
    char room[16 * 1024];
    FILE *file = fopen(path, "rb");
    if (!file) return fail(err, ERROR_HOST, "cannot open %s: %s", path, strerror(errno));
    for (size_t size; text->size <= TRACE_SIZE_MAX && (size = fread(room, 1, sizeof room, file)) > 0;)
        buffer_put(text, (struct bytes){room, size});
    bool ok = !ferror(file);
    fclose(file);
    return ok || fail(err, ERROR_HOST, "cannot read %s", path);
}

// --- the stage ---

static void hear_nothing(struct line *line)
{
    (void)line;
}

static void answer_nothing(struct visit *visit)
{
    (void)visit;
}

static const struct door door = {hear_nothing, answer_nothing, NULL};

static struct stage *stage_new(const struct app *app)
{
    struct stage *stage = mem_new_clear(sizeof *stage);
    stage->settings = (struct settings){.limits = limits_default, .is_dev = true, .halls_count = 1};
    stage->halls[0] = &stage->hall;
    stage->settings.halls = stage->halls;
    uv_loop_init(&stage->loop);
    hall_create(&stage->hall, 0, &stage->settings, app, &door, &stage->loop);
    return stage;
}

static void stage_delete(struct stage *stage)
{
    hall_close(&stage->hall);
    uv_run(&stage->loop, UV_RUN_DEFAULT);
    hall_destroy(&stage->hall);
    uv_loop_close(&stage->loop);
    mem_free(stage);
}

// --- the report ---

static void print_indented(struct bytes text)
{
    while (text.size) {
        const char *feed = memchr(text.data, '\n', text.size);
        size_t size = feed ? (size_t)(feed - text.data) : text.size;
        printf("       %.*s\n", (int)size, text.data);
        text = (struct bytes){text.data + size + (feed != NULL), text.size - size - (feed != NULL)};
    }
}

static void print_step(const struct session *session, const struct step *step)
{
    struct bytes name = session_handler_name(session, step->target, step->handler);
    printf("  %4" PRIu64 " %.*s\n", step->number, (int)name.size, name.data);
    if (step->code != ERROR_NONE) print_indented(bytes_of(error_code_name(step->code)));
    print_indented(step->code != ERROR_NONE ? step->text : step->changes);
}

static void print_outcome(const char *when, const struct step *step)
{
    printf("     %s:\n", when);
    if (step->code != ERROR_NONE) print_indented(step->text);
    else if (step->changes.size) print_indented(step->changes);
    else printf("       nothing in the model changed\n");
}

static void print_divergence(const struct trace *trace, const struct step *recorded, const struct step *now)
{
    bool is_page = recorded->code == now->code && recorded->model == now->model;
    printf("Step %" PRIu64 " goes another way: %s.\n", recorded->number,
           is_page ? "its model is the same, but the page is another"
                   : "what was recorded, and what comes of it now");
    if (!is_page) {
        print_outcome("recorded", recorded);
        print_outcome("now", now);
    }
    if (trace->is_masked) printf("Secrets are not in the trace: what goes by them may come out otherwise.\n");
}

static void print_model(const struct session *session)
{
    struct arena arena = {0};
    struct buffer text = {0};
    struct models models;
    struct error err;
    if (models_read(replay_models(session), &arena, &models, &err)) {
        struct value shown = models_table(&models, &arena);
        lua_text_put(&text, &shown);
        printf("The model:\n  %.*s\n", (int)text.size, text.data);
    }
    buffer_destroy(&text);
    arena_destroy(&arena);
}

// --- going ---

// 0: as it was recorded; 1: otherwise; below 0: it could not be gone.
static int go(const struct options *options, const struct trace *trace, struct session *session, struct error *err)
{
    struct steps_place place = {0};
    struct step recorded, now;
    while (steps_read(trace->steps, &place, &recorded) && recorded.number <= options->to) {
        if (!replay_step(session, &recorded, &now, err)) return -1;
        print_step(session, &now);
        if (replay_is_same(&recorded, &now)) continue;
        print_divergence(trace, &recorded, &now);
        print_model(session);
        return 1;
    }
    print_model(session);
    printf("Every step came out as it was recorded%s.\n",
           trace->is_masked ? ", save what secrets would say that are not in the trace" : "");
    return 0;
}

static int replay_in(const struct options *options, const struct app *app, struct bytes text, struct error *err)
{
    struct stage *stage = stage_new(app);
    struct trace trace;
    int result = -1;
    if (trace_read(text, app, &trace, err)) {
        struct session *session = replay_begin(&stage->hall, trace.number, &trace.steps->now, err);
        if (session) {
            printf("%.*s\n", (int)trace.view.size, trace.view.data);
            result = go(options, &trace, session, err);
            replay_end(session);
        }
    }
    trace_destroy(&trace);
    stage_delete(stage);
    return result;
}

static int replay_file(const struct options *options, struct error *err)
{
    struct arena arena = {0};
    struct buffer text = {0};
    struct bytes file;
    int result = -1;
    if (read_file(options->trace, &text, err) && trace_read_app(buffer_bytes(&text), &arena, &file, err)) {
        struct app *app = app_load(options->app ? options->app : file.data, err);
        if (app) result = replay_in(options, app, buffer_bytes(&text), err);
        app_delete(app);
    }
    buffer_destroy(&text);
    arena_destroy(&arena);
    return result;
}

int replay_main(int count, char **arguments)
{
    struct options options = {0};
    struct error err = {0};
    int wrong = read_options(count, arguments, &options);
    if (wrong) return wrong;
    if (sodium_init() < 0) return command_complain("libsodium does not start");
    int result = replay_file(&options, &err);
    if (result < 0) return command_complain("%s: %s", options.trace, err.text);
    return result ? EXIT_FOUND : 0;
}
