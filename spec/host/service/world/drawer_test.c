// The drawer: what its paths may be, that no link leads out of it, that files are whole or not there, and that what a
// killed host left behind goes.
#include "service/world/drawer.h"
#include "support/house.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MANY = 1 << 20 };

struct scene {
    struct directory above;
    char root[64]; // not made yet
};

static struct scene open_scene(void)
{
    struct scene scene = {.above = directory_make()};
    snprintf(scene.root, sizeof scene.root, "%s/files", scene.above.path);
    return scene;
}

static void close_scene(const struct scene *scene)
{
    directory_remove(&scene->above);
}

static char *path_of(const struct scene *scene, const char *name)
{
    static char path[2][200];
    static int at;
    at = !at;
    snprintf(path[at], sizeof path[at], "%s/%s", scene->root, name);
    return path[at];
}

static enum drawer_end put(const struct scene *scene, const char *path, const char *content)
{
    struct error why;
    return drawer_write(scene->root, bytes_of(path), bytes_of(content), &why);
}

static void expect_content(const struct scene *scene, const char *path, const char *content)
{
    struct buffer out = {0};
    struct error why;
    assert_int_equal(drawer_read(scene->root, bytes_of(path), MANY, &out, &why), DRAWER_DONE);
    assert_int_equal(out.size, strlen(content));
    assert_memory_equal(out.data, content, out.size);
    buffer_destroy(&out);
}

static bool is_there(const char *path)
{
    struct stat found;
    return lstat(path, &found) == 0;
}

static void count_one(void *self, const char *name, const struct drawer_stat *stat)
{
    (void)name, (void)stat;
    ++*(size_t *)self;
}

static size_t count_in(const struct scene *scene, const char *path)
{
    size_t count = 0;
    struct error why;
    assert_int_equal(drawer_list(scene->root, bytes_of(path), MANY, count_one, &count, &why), DRAWER_DONE);
    return count;
}

static void makes_nothing_before_something_is_written(void **state)
{
    (void)state;
    struct scene scene = open_scene();
    struct drawer_stat stat;
    struct error why;
    assert_int_equal(count_in(&scene, ""), 0);
    assert_int_equal(drawer_stat(scene.root, BYTES("a"), &stat, &why), DRAWER_MISSING);
    assert_int_equal(drawer_remove(scene.root, BYTES("a"), &why), DRAWER_MISSING);
    assert_int_equal(drawer_sweep(scene.root, MANY), 0);
    assert_false(is_there(scene.root));
    assert_int_equal(put(&scene, "a/b/c", "x"), DRAWER_DONE);
    assert_int_equal(count_in(&scene, ""), 1);
    assert_int_equal(count_in(&scene, "a/b"), 1);
    close_scene(&scene);
}

static void takes_paths_of_names_and_slashes_alone(void **state)
{
    (void)state;
    static const char *const bad[] = {"",     "/",    "/a",    "a/",     "a//b", ".",    "..",
                                      "../a", "a/..", "a/./b", "a/../b", ".a",   "a/.b", "a\nb"};
    static const char *const good[] = {"a", "a.b", "a..b", "a b", "\xc3\xa9", "-", "~", "a\\b", "\xff"};
    struct scene scene = open_scene();
    char longest[DRAWER_NAME_MAX + 2];
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (put(&scene, bad[i], "x") != DRAWER_PATH) fail_msg("\"%s\" is no path", bad[i]);
    struct error why;
    assert_int_equal(drawer_write(scene.root, (struct bytes){"a\0b", 3}, BYTES("x"), &why), DRAWER_PATH);
    assert_false(is_there(scene.root));
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        if (put(&scene, good[i], "x")) fail_msg("\"%s\" is a path", good[i]);
        expect_content(&scene, good[i], "x");
    }
    memset(longest, 'n', sizeof longest);
    longest[DRAWER_NAME_MAX + 1] = 0;
    assert_int_equal(put(&scene, longest, "x"), DRAWER_PATH);
    longest[DRAWER_NAME_MAX] = 0;
    assert_int_equal(put(&scene, longest, "x"), DRAWER_DONE);
    close_scene(&scene);
}

static void is_walked_as_deep_as_a_path_may_be(void **state)
{
    (void)state;
    struct scene scene = open_scene();
    char path[DRAWER_PATH_MAX + 2];
    for (size_t i = 0; i < sizeof path; i++) path[i] = i % 2 ? '/' : 'a';
    path[DRAWER_PATH_MAX + 1] = 0;
    assert_int_equal(put(&scene, path, "x"), DRAWER_PATH);
    path[DRAWER_PATH_MAX - 1] = 0;
    assert_int_equal(put(&scene, path, "deep"), DRAWER_DONE);
    expect_content(&scene, path, "deep");
    assert_int_equal(drawer_sweep(scene.root, MANY), 0);
    close_scene(&scene);
}

static void is_not_left_by_links(void **state)
{
    (void)state;
    struct scene scene = open_scene();
    struct drawer_stat stat;
    struct buffer out = {0};
    struct error why;
    char outside[80];
    snprintf(outside, sizeof outside, "%s/outside", scene.above.path);
    assert_int_equal(put(&scene, "inner/file", "kept"), DRAWER_DONE);
    assert_int_equal(mkdir(outside, 0755), 0);
    assert_int_equal(symlink(outside, path_of(&scene, "out")), 0);
    assert_int_equal(symlink("inner", path_of(&scene, "in")), 0);
    assert_int_equal(symlink("inner/file", path_of(&scene, "file")), 0);
    assert_int_equal(symlink("loop", path_of(&scene, "loop")), 0);
    static const char *const through[] = {"out/a", "in/file", "loop/a"};
    for (size_t i = 0; i < 3; i++) {
        struct bytes path = bytes_of(through[i]);
        assert_int_equal(put(&scene, through[i], "x"), DRAWER_PATH);
        assert_int_equal(drawer_append(scene.root, path, BYTES("x"), MANY, &why), DRAWER_PATH);
        assert_int_equal(drawer_read(scene.root, path, MANY, &out, &why), DRAWER_PATH);
        assert_int_equal(drawer_remove(scene.root, path, &why), DRAWER_PATH);
        assert_int_equal(drawer_stat(scene.root, path, &stat, &why), DRAWER_PATH);
        assert_string_equal(why.text, "links are not followed");
    }
    static const char *const ends[] = {"out", "in", "file", "loop"};
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(drawer_read(scene.root, bytes_of(ends[i]), MANY, &out, &why), DRAWER_PATH);
        assert_int_equal(drawer_append(scene.root, bytes_of(ends[i]), BYTES("x"), MANY, &why), DRAWER_PATH);
        assert_int_equal(drawer_stat(scene.root, bytes_of(ends[i]), &stat, &why), DRAWER_PATH);
    }
    size_t none = 0;
    assert_int_equal(drawer_list(scene.root, BYTES("out"), MANY, count_one, &none, &why), DRAWER_PATH);
    assert_int_equal(count_in(&scene, ""), 1);                                    // links are not listed
    assert_int_equal(put(&scene, "file", "mine"), DRAWER_DONE);                   // in place of the link
    assert_int_equal(drawer_remove(scene.root, BYTES("out"), &why), DRAWER_DONE); // the link, not what it names
    expect_content(&scene, "inner/file", "kept");
    expect_content(&scene, "file", "mine");
    assert_true(is_there(outside));
    buffer_destroy(&out);
    close_scene(&scene);
}

// A file may not grow beyond `most`: what a full disk does, in the middle of a write.
static void set_room(rlim_t most)
{
    struct rlimit limit;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = most < limit.rlim_max ? most : limit.rlim_max;
    signal(SIGXFSZ, most == RLIM_INFINITY ? SIG_DFL : SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void has_what_it_had_where_there_is_no_room(void **state)
{
    (void)state;
    struct scene scene = open_scene();
    static char large[10000];
    struct bytes content = {large, sizeof large};
    struct error why;
    assert_int_equal(put(&scene, "a", "before"), DRAWER_DONE);
    set_room(5000);
    enum drawer_end written = drawer_write(scene.root, BYTES("a"), content, &why);
    enum drawer_end added = drawer_append(scene.root, BYTES("a"), content, MANY, &why);
    enum drawer_end made = drawer_write(scene.root, BYTES("b"), content, &why);
    set_room(RLIM_INFINITY);
    assert_int_equal(written, DRAWER_TOO_LARGE);
    assert_int_equal(added, DRAWER_TOO_LARGE);
    assert_int_equal(made, DRAWER_TOO_LARGE);
    expect_content(&scene, "a", "before");
    assert_int_equal(count_in(&scene, ""), 1);
    assert_int_equal(drawer_sweep(scene.root, MANY), 0); // nothing was left behind
    assert_int_equal(drawer_append(scene.root, BYTES("a"), BYTES(", after"), MANY, &why), DRAWER_DONE);
    expect_content(&scene, "a", "before, after");
    close_scene(&scene);
}

static void *add_second(void *self)
{
    const struct scene *scene = self;
    struct error why;
    assert_int_equal(drawer_append(scene->root, BYTES("log"), BYTES("second"), 11, &why), DRAWER_DONE);
    assert_int_equal(drawer_append(scene->root, BYTES("log"), BYTES("!"), 11, &why), DRAWER_TOO_LARGE);
    return NULL;
}

static void adds_behind_who_is_just_adding(void **state)
{
    (void)state;
    struct scene scene = open_scene();
    pthread_t thread;
    assert_int_equal(put(&scene, "log", ""), DRAWER_DONE);
    int fd = open(path_of(&scene, "log"), O_WRONLY | O_APPEND);
    assert_int_equal(flock(fd, LOCK_EX), 0);
    assert_int_equal(pthread_create(&thread, NULL, add_second, &scene), 0);
    usleep(20000); // enough for one that does not wait
    assert_int_equal(write(fd, "first", 5), 5);
    close(fd);
    pthread_join(thread, NULL);
    expect_content(&scene, "log", "firstsecond");
    close_scene(&scene);
}

static int leave(const struct scene *scene, const char *name)
{
    int fd = open(path_of(scene, name), O_WRONLY | O_CREAT, 0644);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, "half", 4), 4);
    return fd;
}

static void sweeps_what_killed_hosts_left_behind(void **state)
{
    (void)state;
    static const char *const left[] = {".0123456789abcdef.part", "a/.fedcba9876543210.part",
                                       "a/b/.00000000000000ff.part"};
    static const char *const kept[] = {".0123456789abcde.part", ".0123456789ABCDEF.part", ".0123456789abcdef.part2",
                                       "a/.bashrc", "a/0123456789abcdef.part"};
    struct scene scene = open_scene();
    assert_int_equal(put(&scene, "a/b/c", "kept"), DRAWER_DONE);
    for (size_t i = 0; i < 3; i++) close(leave(&scene, left[i]));
    for (size_t i = 0; i < 5; i++) close(leave(&scene, kept[i]));
    assert_int_equal(mkdir(path_of(&scene, ".1111111111111111.part"), 0755), 0);
    assert_int_equal(mkdir(path_of(&scene, ".git"), 0755), 0);
    close(leave(&scene, ".git/.2222222222222222.part"));
    assert_int_equal(symlink("a", path_of(&scene, ".3333333333333333.part")), 0);
    int written = leave(&scene, "a/.4444444444444444.part"); // by another host that goes down just now
    assert_int_equal(flock(written, LOCK_EX), 0);
    assert_int_equal(drawer_sweep(scene.root, MANY), 3);
    for (size_t i = 0; i < 3; i++) assert_false(is_there(path_of(&scene, left[i])));
    for (size_t i = 0; i < 5; i++) assert_true(is_there(path_of(&scene, kept[i])));
    assert_true(is_there(path_of(&scene, ".1111111111111111.part")));
    assert_true(is_there(path_of(&scene, ".git/.2222222222222222.part")));
    assert_true(is_there(path_of(&scene, ".3333333333333333.part")));
    assert_true(is_there(path_of(&scene, "a/.4444444444444444.part")));
    close(written);
    assert_int_equal(drawer_sweep(scene.root, MANY), 1);
    expect_content(&scene, "a/b/c", "kept");
    close_scene(&scene);
}

static void sweeps_no_more_than_it_is_told(void **state)
{
    (void)state;
    struct scene scene = open_scene();
    char path[64];
    for (int i = 0; i < 20; i++) {
        snprintf(path, sizeof path, "%d/%d/file", i % 4, i);
        assert_int_equal(put(&scene, path, "x"), DRAWER_DONE);
        snprintf(path, sizeof path, "%d/%d/.%016x.part", i % 4, i, i);
        close(leave(&scene, path));
    }
    size_t all = 0;
    for (size_t most = 0; most < 50; most += 7) {
        size_t count = drawer_sweep(scene.root, most);
        assert_true(count <= most);
        all += count;
    }
    assert_int_equal(all + drawer_sweep(scene.root, MANY), 20);
    close_scene(&scene);
}

struct writer {
    struct scene *scene;
    _Atomic bool has_ended;
};

static void *write_often(void *self)
{
    struct writer *writer = self;
    for (int i = 0; i < 100; i++) assert_int_equal(put(writer->scene, "a", "content"), DRAWER_DONE);
    writer->has_ended = true;
    return NULL;
}

static void sweeps_nothing_of_who_writes(void **state)
{
    (void)state;
    struct scene scene = open_scene();
    struct writer writer = {&scene, false};
    pthread_t thread;
    assert_int_equal(put(&scene, "a", "content"), DRAWER_DONE);
    assert_int_equal(pthread_create(&thread, NULL, write_often, &writer), 0);
    while (!writer.has_ended) {
        drawer_sweep(scene.root, MANY);
        expect_content(&scene, "a", "content");
    }
    pthread_join(thread, NULL);
    assert_int_equal(drawer_sweep(scene.root, MANY), 0);
    close_scene(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(makes_nothing_before_something_is_written),
        cmocka_unit_test(takes_paths_of_names_and_slashes_alone),
        cmocka_unit_test(is_walked_as_deep_as_a_path_may_be),
        cmocka_unit_test(is_not_left_by_links),
        cmocka_unit_test(has_what_it_had_where_there_is_no_room),
        cmocka_unit_test(adds_behind_who_is_just_adding),
        cmocka_unit_test(sweeps_what_killed_hosts_left_behind),
        cmocka_unit_test(sweeps_no_more_than_it_is_told),
        cmocka_unit_test(sweeps_nothing_of_who_writes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
