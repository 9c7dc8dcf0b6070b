// See watch.h.
#include "service/watch.h"

#include "base/mem.h"

#include <stdbool.h>
#include <string.h>

enum { CALM_MS = 5 };

struct place {
    uv_fs_event_t event; // first
    struct place *next;
    struct watch *watch;
    char path[];
};

struct watch {
    uv_timer_t calm; // first
    uv_loop_t *loop;
    struct place *places;
    void (*changed)(void *self);
    void *self;
};

static void be_calm(uv_timer_t *timer)
{
    struct watch *watch = timer->data;
    watch->changed(watch->self);
}

// What editors leave beside a file while they write it.
static bool is_of_an_editor(const char *name)
{
    size_t size = strlen(name);
    return size == 0 || name[0] == '.' || name[0] == '#' || name[size - 1] == '~' || strcmp(name, "4913") == 0;
}

// A database, and what SQLite keeps beside it.
static bool is_of_a_database(const char *name)
{
    static const char *const endings[] = {".db", "-wal", "-shm", "-journal"};
    size_t size = strlen(name);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t ending = strlen(endings[i]);
        if (size > ending && strcmp(name + size - ending, endings[i]) == 0) return true;
    }
    return false;
}

static void notice(uv_fs_event_t *event, const char *name, int events, int status)
{
    struct place *place = (struct place *)event;
    (void)events;
    if (status == 0 && name && (is_of_an_editor(name) || is_of_a_database(name))) return;
    uv_timer_start(&place->watch->calm, be_calm, CALM_MS, 0);
}

struct watch *watch_new(uv_loop_t *loop, void (*changed)(void *self), void *self)
{
    struct watch *watch = mem_new_clear(sizeof *watch);
    watch->loop = loop;
    watch->changed = changed;
    watch->self = self;
    uv_timer_init(loop, &watch->calm);
    watch->calm.data = watch;
    return watch;
}

static void add(struct watch *watch, const char *path)
{
    size_t size = strlen(path) + 1;
    struct place *place = mem_new_clear(sizeof *place + size);
    memcpy(place->path, path, size);
    place->watch = watch;
    uv_fs_event_init(watch->loop, &place->event);
    uv_fs_event_start(&place->event, notice, path, 0);
    place->next = watch->places;
    watch->places = place;
}

static void free_place(uv_handle_t *handle)
{
    mem_free(handle);
}

static bool is_among(const char *path, const char *const *paths, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(path, paths[i]) == 0) return true;
    return false;
}

static void drop_others(struct watch *watch, const char *const *directories, size_t count)
{
    for (struct place **link = &watch->places; *link;) {
        struct place *place = *link;
        if (is_among(place->path, directories, count)) {
            link = &place->next;
            continue;
        }
        *link = place->next;
        uv_close((uv_handle_t *)&place->event, free_place);
    }
}

static bool is_watched(const struct watch *watch, const char *path)
{
    for (const struct place *place = watch->places; place; place = place->next)
        if (strcmp(place->path, path) == 0) return true;
    return false;
}

bool watch_set(struct watch *watch, const char *const *directories, size_t count)
{
    bool is_new = false;
    drop_others(watch, directories, count);
    for (size_t i = 0; i < count; i++) {
        if (is_watched(watch, directories[i])) continue;
        add(watch, directories[i]);
        is_new = true;
    }
    return is_new;
}

static void free_watch(uv_handle_t *handle)
{
    mem_free(handle);
}

void watch_delete(struct watch *watch)
{
    drop_others(watch, NULL, 0);
    uv_close((uv_handle_t *)&watch->calm, free_watch);
}
