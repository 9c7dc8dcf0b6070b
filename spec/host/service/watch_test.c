// Directories that are watched: what happens in one is told once it is calm again, and only while it is watched.
#include "service/watch.h"

#include "support/house.h"

enum { PATIENCE_MS = 20000, CALM_MS = 300 };

static struct {
    uv_loop_t loop;
    struct watch *watch;
    unsigned told;
    struct directory directories[2];
} scene;

static void hear(void *self)
{
    ++*(unsigned *)self;
}

static void open_scene(void)
{
    memset(&scene, 0, sizeof scene);
    uv_loop_init(&scene.loop);
    for (int i = 0; i < 2; i++) scene.directories[i] = directory_make();
    scene.watch = watch_new(&scene.loop, hear, &scene.told);
}

static void path_of(int directory, const char *name, char path[64])
{
    snprintf(path, 64, "%s/%s", scene.directories[directory].path, name);
}

static void close_scene(void)
{
    watch_delete(scene.watch);
    uv_run(&scene.loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&scene.loop), 0);
    for (int i = 0; i < 2; i++) directory_remove(&scene.directories[i]);
}

static void stop(uv_timer_t *timer)
{
    uv_stop(timer->loop);
}

// The loop runs until so much was told, or the time is over.
static void run(unsigned told, uint64_t most_ms)
{
    uv_timer_t timer;
    uv_timer_init(&scene.loop, &timer);
    uv_update_time(&scene.loop);
    uint64_t end = uv_now(&scene.loop) + most_ms;
    uv_timer_start(&timer, stop, 5, 5);
    while (scene.told < told && uv_now(&scene.loop) < end) uv_run(&scene.loop, UV_RUN_DEFAULT);
    uv_close((uv_handle_t *)&timer, NULL);
    uv_run(&scene.loop, UV_RUN_NOWAIT);
}

static bool watch_directories(const char *first, const char *second)
{
    const char *const all[] = {first, second};
    return watch_set(scene.watch, all, second ? 2 : 1);
}

static void a_file_that_is_saved_is_told_of(void **state)
{
    (void)state;
    char draft[64], path[64];
    open_scene();
    watch_directories(scene.directories[0].path, scene.directories[1].path);
    directory_write(&scene.directories[1], "a.lua", "x");
    run(1, PATIENCE_MS);
    assert_int_equal(scene.told, 1);
    directory_write(&scene.directories[0], "b.lua", "x");
    run(2, PATIENCE_MS);
    assert_int_equal(scene.told, 2);
    path_of(0, "b.lua", draft); // as editors do it
    path_of(0, "c.lua", path);
    rename(draft, path);
    run(3, PATIENCE_MS);
    assert_int_equal(scene.told, 3);
    close_scene();
}

// What an editor does in one go is one change.
static void many_changes_at_once_are_one(void **state)
{
    (void)state;
    open_scene();
    watch_directories(scene.directories[0].path, NULL);
    for (int i = 0; i < 50; i++) directory_write(&scene.directories[0], i % 2 ? "a.lua" : "b.lua", "x");
    run(1, PATIENCE_MS);
    run(2, CALM_MS);
    assert_int_equal(scene.told, 1);
    close_scene();
}

static void what_is_not_watched_any_more_is_silent(void **state)
{
    (void)state;
    open_scene();
    watch_directories(scene.directories[0].path, "/nowhere/at/all"); // is passed over
    watch_directories(scene.directories[1].path, NULL);
    directory_write(&scene.directories[0], "a.lua", "x");
    run(1, CALM_MS);
    assert_int_equal(scene.told, 0);
    directory_write(&scene.directories[1], "a.lua", "x");
    run(1, PATIENCE_MS);
    assert_int_equal(scene.told, 1);
    close_scene();
}

static void it_is_known_whether_a_directory_was_watched_before(void **state)
{
    (void)state;
    open_scene();
    assert_true(watch_directories(scene.directories[0].path, NULL));
    assert_false(watch_directories(scene.directories[0].path, NULL));
    assert_true(watch_directories(scene.directories[0].path, scene.directories[1].path));
    assert_false(watch_directories(scene.directories[1].path, NULL));
    close_scene();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_that_is_saved_is_told_of),
        cmocka_unit_test(many_changes_at_once_are_one),
        cmocka_unit_test(what_is_not_watched_any_more_is_silent),
        cmocka_unit_test(it_is_known_whether_a_directory_was_watched_before),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
