// What a host's services have in common: it clears up when it is opened, and says what was counted.
#include "service/world/agent.h"
#include "service/world/world.h"
#include "support/house.h"
#include "value/codec.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

struct scene {
    struct directory directory;
    struct world *world;
};

static bool is_there(const struct scene *scene, const char *name)
{
    char path[200];
    struct stat found;
    snprintf(path, sizeof path, "%s/%s", scene->directory.path, name);
    return lstat(path, &found) == 0;
}

static void open_world(struct scene *scene)
{
    scene->world = world_open(&(struct world_place){
        .directory = scene->directory.path, .http_bytes = 1000, .files_bytes = 1000, .cache_bytes = 100000});
}

static void close_scene(const struct scene *scene)
{
    world_close(scene->world);
    directory_remove(&scene->directory);
}

static void clears_up_what_an_earlier_host_left_half_written(void **state)
{
    (void)state;
    static const char *const left[] = {"files/.0123456789abcdef.part", "files/a/.0123456789abcdef.part",
                                       "mail/.0123456789abcdef.part"};
    static const char *const kept[] = {"files/a/b", "mail/1.eml", ".0123456789abcdef.part"};
    struct scene scene = {.directory = directory_make()};
    for (size_t i = 0; i < 3; i++) directory_write(&scene.directory, left[i], "");
    for (size_t i = 0; i < 3; i++) directory_write(&scene.directory, kept[i], "");
    open_world(&scene);
    for (size_t i = 0; i < 3; i++) assert_false(is_there(&scene, left[i]));
    for (size_t i = 0; i < 3; i++) assert_true(is_there(&scene, kept[i]));
    close_scene(&scene);
}

static void makes_nothing_when_it_is_opened(void **state)
{
    (void)state;
    struct scene scene = {.directory = directory_make()};
    open_world(&scene);
    assert_false(is_there(&scene, "files"));
    assert_false(is_there(&scene, "mail"));
    close_scene(&scene);
}

static void expect_metrics(const struct scene *scene, const char *line)
{
    struct buffer text = {0};
    world_write_metrics(scene->world, &text);
    buffer_put_byte(&text, 0);
    assert_contains(text.data, line);
    buffer_destroy(&text);
}

static bool goes_on(void *self)
{
    (void)self;
    return true;
}

// What comes of a table with one text in it, or why nothing did.
static bool do_it(struct agent *agent, const char *what, const char *key, const char *text, struct buffer *out,
                  struct error *err)
{
    struct buffer given = {0};
    size_t begin = codec_begin_table(&given);
    codec_put_string(&given, bytes_of(key));
    codec_put_string(&given, bytes_of(text));
    codec_end_table(&given, begin, 0, 1);
    buffer_clear(out);
    bool ok = agent_work(agent, what, buffer_bytes(&given), out, err);
    buffer_destroy(&given);
    return ok;
}

static void counts_what_services_do(void **state)
{
    (void)state;
    struct scene scene = {.directory = directory_make()};
    struct agent agent;
    struct buffer out = {0};
    struct error err;
    open_world(&scene);
    agent_create(&agent, scene.world, goes_on, NULL);
    expect_metrics(&scene, "\nlightspeed_cache_misses_total 0\n");
    assert_true(do_it(&agent, "cache.get", "key", "a", &out, &err));
    expect_metrics(&scene, "\n# TYPE lightspeed_cache_misses_total counter\nlightspeed_cache_misses_total 1\n");
    expect_metrics(&scene, "\nlightspeed_cache_hits_total 0\n");
    expect_metrics(&scene, "# TYPE lightspeed_cache_bytes gauge\nlightspeed_cache_bytes 0\n");
#define X(field, what) expect_metrics(&scene, "lightspeed_" #field "_total 0\n");
    WORLD_COUNTERS(X)
#undef X
    buffer_destroy(&out);
    agent_destroy(&agent);
    close_scene(&scene);
}

static void does_what_it_knows_and_says_what_it_does_not(void **state)
{
    (void)state;
    struct scene scene = {.directory = directory_make()};
    struct agent agent, alone;
    struct buffer out = {0};
    struct error err;
    struct arena arena = {0};
    struct value value;
    open_world(&scene);
    agent_create(&agent, scene.world, goes_on, NULL);
    agent_create(&alone, NULL, goes_on, NULL);
    assert_false(do_it(&agent, "files.reed", "path", "a", &out, &err));
    assert_string_equal(err.text, "services cannot do 'files.reed'");
    assert_false(do_it(&alone, "files.read", "path", "a", &out, &err));
    assert_string_equal(err.text, "services have no world here");
    assert_true(do_it(&agent, "files.read", "path", "a", &out, &err));
    assert_true(codec_decode(buffer_bytes(&out), &arena, &value, &err));
    assert_true(bytes_equal(value_get_string(&value, "err", BYTES("")), BYTES("missing")));
    assert_true(value_get_string(&value, "why", BYTES("")).size > 0);
    arena_destroy(&arena);
    buffer_destroy(&out);
    agent_rest(&alone);
    agent_destroy(&alone);
    agent_destroy(&agent);
    close_scene(&scene);
}

int main(void)
{
    log_set_level(LOG_ERROR + 1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clears_up_what_an_earlier_host_left_half_written),
        cmocka_unit_test(makes_nothing_when_it_is_opened),
        cmocka_unit_test(counts_what_services_do),
        cmocka_unit_test(does_what_it_knows_and_says_what_it_does_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
