// See workshop.h.
#include "service/workshop.h"

#include "base/mem.h"
#include "base/metrics.h"

#include <pthread.h>
#include <signal.h>
#include <string.h>

struct workshop {
    uv_loop_t loop;
    uv_async_t stop;
    pthread_t thread;
    unsigned count;
    struct crew **crews;
};

static void forget(void *self)
{
    (void)self; // the loop ends when nothing of any crew is left in it
}

static void close_all(uv_async_t *stop)
{
    struct workshop *workshop = stop->data;
    for (unsigned i = 0; i < workshop->count; i++) crew_close(workshop->crews[i], forget, NULL);
    uv_close((uv_handle_t *)stop, NULL);
}

// A process that does not read any more is no reason for a signal.
static void *work(void *argument)
{
    struct workshop *workshop = argument;
    sigset_t pipes;
    sigemptyset(&pipes);
    sigaddset(&pipes, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipes, NULL);
    uv_run(&workshop->loop, UV_RUN_DEFAULT);
    return NULL;
}

static void workshop_delete(struct workshop *workshop)
{
    for (unsigned i = 0; i < workshop->count; i++) crew_delete(workshop->crews[i]);
    uv_loop_close(&workshop->loop);
    mem_free(workshop->crews);
    mem_free(workshop);
}

struct workshop *workshop_start(const struct crew_settings *settings, unsigned count, struct error *err)
{
    struct workshop *workshop = mem_new_clear(sizeof *workshop);
    uv_loop_init(&workshop->loop);
    uv_async_init(&workshop->loop, &workshop->stop, close_all);
    workshop->stop.data = workshop;
    workshop->count = count;
    workshop->crews = mem_new_clear(count * sizeof *workshop->crews);
    for (unsigned i = 0; i < count; i++) workshop->crews[i] = crew_new(&workshop->loop, &settings[i]);
    int refused = pthread_create(&workshop->thread, NULL, work, workshop);
    if (!refused) return workshop;
    close_all(&workshop->stop);
    uv_run(&workshop->loop, UV_RUN_DEFAULT);
    workshop_delete(workshop);
    fail(err, ERROR_HOST, "no thread for programs: %s", strerror(refused));
    return NULL;
}

struct crew *workshop_crew(const struct workshop *workshop, unsigned index)
{
    return workshop->crews[index];
}

void workshop_write_metrics(const struct workshop *workshop, struct buffer *out)
{
#define X(field, what)                                                                                               \
    metrics_begin(out, "program_" #field, what);                                                                     \
    for (unsigned i = 0; i < workshop->count; i++)                                                                   \
        metrics_put_of(out, "program_" #field, "program", crew_settings(workshop->crews[i])->name,                   \
                       crew_counters(workshop->crews[i])->field);
    CREW_COUNTERS(X)
#undef X
}

void workshop_stop(struct workshop *workshop)
{
    if (!workshop) return;
    uv_async_send(&workshop->stop);
    pthread_join(workshop->thread, NULL);
    workshop_delete(workshop);
}
