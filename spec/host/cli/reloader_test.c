// The reloader over a real directory: what is saved in it is served, what cannot be loaded is told, and production
// waits for its operator's word.
#include "support/house.h"

#include "cli/reloader.h"
#include "service/office.h"

#include <signal.h>
#include <stdatomic.h>

enum { PATIENCE_MS = 20000, CALM_MS = 300 };

#define VIEW(EXPRESSION)                                                                                             \
    "local ls = require 'lightspeed'\n"                                                                              \
    "local view = ls.view { events = { 'add' } }\n"                                                                  \
    "function view.init() return { n = 1 } end\n"                                                                    \
    "function view.update.add(m) m.n = m.n + 1 end\n"                                                                \
    "function view.render(m) return html[[<p>{" EXPRESSION "}</p>]] end\n"                                           \
    "return view\n"

struct scene {
    struct directory directory;
    char main[80];
    struct house *house;
    struct office_place place;
    struct office *office;
    struct reloader *reloader;
    struct peer *peer;
};

// ---- what is logged, by the reloader's thread

static struct {
    _Atomic int loaded;
    _Atomic int refused;
} told;

static void count_line(struct bytes line)
{
    char text[LOG_LINE_MAX + 1];
    memcpy(text, line.data, line.size);
    text[line.size] = 0;
    if (strstr(text, "loaded again in")) told.loaded++;
    if (strstr(text, "cannot be loaded again; what was loaded before goes on")) told.refused++;
}

// ---- the scene

static void path_of(const struct scene *scene, const char *name, char path[80])
{
    snprintf(path, 80, "%s/%s", scene->directory.path, name);
}

// As editors do it, so that nobody ever reads half of it.
static void save(const struct scene *scene, const char *name, const char *content)
{
    char path[80], draft[80];
    path_of(scene, name, path);
    path_of(scene, "draft", draft);
    FILE *file = fopen(draft, "wb");
    assert_non_null(file);
    fputs(content, file);
    fclose(file);
    assert_int_equal(rename(draft, path), 0);
}

static bool say_nothing(void *self, const void *owner, struct bytes topic, struct bytes message, struct bytes data,
                        struct error *err)
{
    (void)self, (void)owner, (void)topic, (void)message, (void)data, (void)err;
    return true;
}

static struct scene *open_scene(const char *source, void (*tune)(struct settings *settings))
{
    struct error err = {0};
    struct scene *scene = mem_new_clear(sizeof *scene);
    scene->directory = directory_make();
    path_of(scene, "app.lua", scene->main);
    save(scene, "app.lua", source);
    struct app *app = app_load(scene->main, &err);
    if (!app) fail_msg("%s", err.text);
    scene->house = house_open_with(app, 1, tune);
    told.loaded = told.refused = 0;
    log_set_writer(count_line);
    struct vm_service_source services = app_services(app);
    scene->place = (struct office_place){
        .directory = scene->directory.path,
        .pool = 1,
        .queue = 4,
        .deadline_ms = 60000,
        .heap_bytes = 64 << 20,
        .broadcast = say_nothing,
    };
    scene->office = office_open(&scene->place, &services);
    scene->reloader = reloader_start(scene->main, app, &scene->house->settings, scene->office);
    assert_non_null(scene->reloader);
    scene->peer = house_join(scene->house);
    return scene;
}

static void close_scene(struct scene *scene)
{
    reloader_stop(scene->reloader);
    house_run(scene->house);
    peer_leave(scene->peer);
    office_close(scene->office);
    house_close(scene->house);
    directory_remove(&scene->directory);
    mem_free(scene);
}

static bool is_told(struct scene *scene, const char *part, int patience_ms)
{
    for (int ms = 0; ms < patience_ms && !peer_has(scene->peer, part); ms += 5) {
        usleep(5000);
        house_run(scene->house);
    }
    return peer_has(scene->peer, part);
}

static void expect(struct scene *scene, const char *part)
{
    if (!is_told(scene, part, PATIENCE_MS)) fail_msg("no '%s'; the last is '%s'", part, peer_last(scene->peer));
}

// What is logged comes a moment after what it is about.
static void expect_logged(_Atomic int *count, int expected)
{
    for (int ms = 0; ms < PATIENCE_MS && *count < expected; ms += 5) usleep(5000);
    assert_int_equal(*count, expected);
}

// ---- in development

static void a_file_that_is_saved_is_served(void **state)
{
    (void)state;
    struct scene *scene = open_scene(VIEW("m.n"), NULL);
    peer_event(scene->peer, "add", "{}");
    save(scene, "app.lua", VIEW("m.n * 100"));
    expect(scene, "{\"0\":\"200\"}");
    save(scene, "app.lua", VIEW("m.n * 1000"));
    expect(scene, "{\"0\":\"2000\"}");
    expect_logged(&told.loaded, 2);
    close_scene(scene);
}

static void a_file_that_says_the_same_is_not_news(void **state)
{
    (void)state;
    struct scene *scene = open_scene(VIEW("m.n"), NULL);
    save(scene, "app.lua", VIEW("m.n"));
    assert_false(is_told(scene, "{\"0\"", CALM_MS));
    save(scene, "app.lua", VIEW("m.n * 100"));
    expect(scene, "{\"0\":\"100\"}");
    expect_logged(&told.loaded, 1);
    close_scene(scene);
}

static void what_cannot_be_loaded_is_told_and_what_was_loaded_goes_on(void **state)
{
    (void)state;
    struct scene *scene = open_scene(VIEW("m.n"), NULL);
    save(scene, "app.lua", VIEW("m.n +"));
    expect(scene, "\"trouble\",\"");
    peer_event(scene->peer, "add", "{}");
    expect(scene, "{\"0\":\"2\"}");
    expect_logged(&told.refused, 1);
    assert_int_equal(told.loaded, 0);
    save(scene, "app.lua", VIEW("m.n * 100"));
    expect(scene, "{\"0\":\"200\"}");
    expect(scene, "\"trouble\",null");
    close_scene(scene);
}

// Also where it is undone to the letter: the pages show a trouble that is over.
static void a_trouble_that_is_undone_is_over(void **state)
{
    (void)state;
    struct scene *scene = open_scene(VIEW("m.n"), NULL);
    save(scene, "app.lua", VIEW("m.n +"));
    expect(scene, "\"trouble\",\"");
    save(scene, "app.lua", VIEW("m.n"));
    expect(scene, "\"trouble\",null");
    expect_logged(&told.loaded, 1);
    close_scene(scene);
}

static void files_that_came_later_are_watched_too(void **state)
{
    (void)state;
    char path[80];
    struct scene *scene = open_scene(VIEW("m.n"), NULL);
    path_of(scene, "parts", path);
    assert_int_equal(mkdir(path, 0700), 0);
    save(scene, "parts/word.lua", "return 'first'\n");
    save(scene, "app.lua", "local word = require 'parts.word'\n" VIEW("word"));
    expect(scene, "{\"0\":\"first\"}");
    save(scene, "parts/word.lua", "return 'second'\n");
    expect(scene, "{\"0\":\"second\"}");
    close_scene(scene);
}

// ---- in production

static void production_waits_for_its_operators_word(void **state)
{
    (void)state;
    struct scene *scene = open_scene(VIEW("m.n"), house_in_production);
    save(scene, "app.lua", VIEW("m.n * 100"));
    assert_false(is_told(scene, "{\"0\"", CALM_MS));
    assert_int_equal(told.loaded, 0);
    kill(getpid(), SIGHUP);
    expect(scene, "{\"0\":\"100\"}");
    expect_logged(&told.loaded, 1);
    close_scene(scene);
}

// Nobody's page shows files of the operator's.
static void what_cannot_be_loaded_in_production_is_told_in_the_log_alone(void **state)
{
    (void)state;
    struct scene *scene = open_scene(VIEW("m.n"), house_in_production);
    save(scene, "app.lua", VIEW("m.n +"));
    kill(getpid(), SIGHUP);
    expect_logged(&told.refused, 1);
    peer_event(scene->peer, "add", "{}");
    expect(scene, "{\"0\":\"2\"}");
    assert_false(peer_has(scene->peer, "trouble"));
    close_scene(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_that_is_saved_is_served),
        cmocka_unit_test(a_file_that_says_the_same_is_not_news),
        cmocka_unit_test(what_cannot_be_loaded_is_told_and_what_was_loaded_goes_on),
        cmocka_unit_test(a_trouble_that_is_undone_is_over),
        cmocka_unit_test(files_that_came_later_are_watched_too),
        cmocka_unit_test(production_waits_for_its_operators_word),
        cmocka_unit_test(what_cannot_be_loaded_in_production_is_told_in_the_log_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
