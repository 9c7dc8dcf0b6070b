// See reloader.h.
#include "cli/reloader.h"

#include "app/modules.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "process/notify.h"
#include "service/office.h"
#include "service/watch.h"
#include "session/keep/renewal.h"

#include <dirent.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

enum {
    THREAD_STACK = 2 * 1024 * 1024, // as a shard's: the app's files run here
    DIRECTORIES_MAX = 1024,
    DEPTH_MAX = 16,
};

struct reloader {
    pthread_t thread;
    uv_loop_t loop;
    uv_async_t stop;
    uv_signal_t hang_up;
    struct watch *watch; // in development
    const char *path;
    const struct app *app;
    const struct settings *settings;
    struct office *office;
    bool is_troubled; // the files cannot be loaded as they are
};

// --- which directories ---

struct directories {
    char *paths[DIRECTORIES_MAX];
    size_t count;
};

static void add(struct directories *directories, const char *path)
{
    for (size_t i = 0; i < directories->count; i++)
        if (strcmp(directories->paths[i], path) == 0) return;
    if (directories->count == DIRECTORIES_MAX) return;
    size_t size = strlen(path) + 1;
    directories->paths[directories->count] = mem_new(size);
    memcpy(directories->paths[directories->count++], path, size);
}

// The directory that holds a file of the app.
static void add_of_file(struct directories *directories, const struct app *app, struct bytes file)
{
    char path[sizeof app->directory + 300];
    snprintf(path, sizeof path, "%s/%.*s", app->directory, (int)file.size, file.data);
    *strrchr(path, '/') = 0;
    add(directories, path);
}

static void add_tree(struct directories *directories, const char *path, int depth)
{
    DIR *entries = depth < DEPTH_MAX ? opendir(path) : NULL;
    if (!entries) return;
    add(directories, path);
    for (const struct dirent *entry; (entry = readdir(entries));) {
        char below[4096];
        if (entry->d_name[0] == '.' || entry->d_type != DT_DIR) continue;
        if (snprintf(below, sizeof below, "%s/%s", path, entry->d_name) < (int)sizeof below)
            add_tree(directories, below, depth + 1);
    }
    closedir(entries);
}

// Gives whether there are some that were not watched while the app was loaded.
static bool watch_files(struct reloader *reloader, const struct findings *findings)
{
    const struct app *app = reloader->app;
    struct directories *directories = mem_new_clear(sizeof *directories);
    size_t count;
    const struct source *sources = findings_sources(findings, &count);
    add(directories, app->directory);
    for (size_t i = 0; i < app->units_count; i++)
        if (app->units[i]->is_own) add_of_file(directories, app, app->units[i]->file);
    for (size_t i = 0; i < count; i++) add_of_file(directories, app, sources[i].file); // of what does not load yet
    for (size_t i = 0; i < app->folders_count; i++) {
        char path[sizeof app->directory + 300];
        snprintf(path, sizeof path, "%s/%.*s", app->directory, (int)app->folders[i].size, app->folders[i].data);
        add_tree(directories, path, 0);
    }
    bool is_new = watch_set(reloader->watch, (const char *const *)directories->paths, directories->count);
    for (size_t i = 0; i < directories->count; i++) mem_free(directories->paths[i]);
    mem_free(directories);
    return is_new;
}

// --- loading ---

static bool is_same(const struct app *one, const struct app *other)
{
    bool same = one->units_count == other->units_count && one->files.count == other->files.count;
    for (size_t i = 0; same && i < one->units_count; i++) same = one->units[i] == other->units[i];
    for (size_t i = 0; same && i < one->files.count; i++)
        same = bytes_equal(one->files.all[i].url, other->files.all[i].url);
    return same;
}

static void take(struct reloader *reloader, struct app *app, uint64_t began_ns)
{
    double took_ms = (double)(clock_ns() - began_ns) / 1e6;
    if (is_same(app, reloader->app) && !reloader->is_troubled) {
        app_delete(app);
        return;
    }
    app_release(reloader->app);
    reloader->app = app;
    reloader->is_troubled = false;
    struct vm_service_source source = app_services(app);
    office_renew(reloader->office, &source);
    renewal_of_all(reloader->settings, app);
    log_line(LOG_INFO, "%s: loaded again in %.1f ms", app->main, took_ms);
}

static void tell_trouble(struct reloader *reloader, const struct findings *findings)
{
    struct buffer text = {0};
    findings_write(findings, FINDING_ERROR, &text);
    buffer_put_byte(&text, 0);
    reloader->is_troubled = true;
    log_line(LOG_ERROR, "%s cannot be loaded again; what was loaded before goes on:\n%s", reloader->app->main,
             text.data);
    if (reloader->settings->is_dev) renewal_trouble_all(reloader->settings, text.data);
    buffer_destroy(&text);
}

// Gives whether it is to be done once more: files may have changed before anybody watched them.
static bool load_once(struct reloader *reloader)
{
    struct error err;
    struct findings findings = {0};
    uint64_t began_ns = clock_ns();
    struct app *app = app_load_telling(reloader->path, false, reloader->app, &findings, &err);
    if (app) take(reloader, app, began_ns);
    else tell_trouble(reloader, &findings);
    if (app && reloader->settings->is_dev) findings_print(&findings, FINDING_HINT, stderr);
    bool once_more = reloader->watch && watch_files(reloader, &findings);
    findings_destroy(&findings);
    return once_more;
}

static void reload(struct reloader *reloader)
{
    while (load_once(reloader)) continue;
}

static void hear_change(void *self)
{
    reload(self);
}

static void hear_hang_up(uv_signal_t *signal, int number)
{
    (void)number;
    notify_say_reloading();
    reload(signal->data);
    notify_say("READY=1");
}

// --- the thread ---

static void end(uv_async_t *stop)
{
    struct reloader *reloader = stop->data;
    if (reloader->watch) watch_delete(reloader->watch);
    uv_close((uv_handle_t *)&reloader->hang_up, NULL);
    uv_close((uv_handle_t *)stop, NULL);
}

static void *run(void *argument)
{
    struct reloader *reloader = argument;
    uv_run(&reloader->loop, UV_RUN_DEFAULT);
    return NULL;
}

static bool start_thread(struct reloader *reloader)
{
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, THREAD_STACK);
    bool ok = pthread_create(&reloader->thread, &attributes, run, reloader) == 0;
    pthread_attr_destroy(&attributes);
    return ok;
}

struct reloader *reloader_start(const char *path, const struct app *app, const struct settings *settings,
                                struct office *office)
{
    struct reloader *reloader = mem_new_clear(sizeof *reloader);
    struct findings none = {0};
    reloader->path = path;
    reloader->app = app_hold(app);
    reloader->settings = settings;
    reloader->office = office;
    uv_loop_init(&reloader->loop);
    uv_async_init(&reloader->loop, &reloader->stop, end);
    uv_signal_init(&reloader->loop, &reloader->hang_up);
    reloader->stop.data = reloader->hang_up.data = reloader;
    if (settings->is_dev && !modules_is_embedded(path)) {
        reloader->watch = watch_new(&reloader->loop, hear_change, reloader);
        watch_files(reloader, &none);
    }
    // In development, without a master whose signal it is, it means that the terminal was closed.
    if (!settings->is_dev || notify_has_master()) uv_signal_start(&reloader->hang_up, hear_hang_up, SIGHUP);
    if (start_thread(reloader)) return reloader;
    log_line(LOG_WARNING, "no thread to load the app again; it is served as it is");
    end(&reloader->stop);
    run(reloader);
    if (!settings->is_dev || notify_has_master()) signal(SIGHUP, SIG_IGN); // nobody is there to obey it
    uv_loop_close(&reloader->loop);
    app_release(reloader->app);
    mem_free(reloader);
    return NULL;
}

void reloader_stop(struct reloader *reloader)
{
    if (!reloader) return;
    uv_async_send(&reloader->stop);
    pthread_join(reloader->thread, NULL);
    uv_loop_close(&reloader->loop);
    app_release(reloader->app);
    mem_free(reloader);
}
