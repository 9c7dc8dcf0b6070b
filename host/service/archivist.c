// See archivist.h.
#include "service/archivist.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/mortal.h"
#include "store/archive.h"

#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>

enum {
    OPEN_WAIT_MS = 5000, // for a host that is just going down
    PARCELS_MAX = 1024,  // in one transaction
    RETRY_MS = 250,      // while the disk refuses
    LAST_RETRIES = 20,   // when the host goes down meanwhile
    IDLE_MS = 500,       // without work, before the log is moved to its place
    SWEPT_AT_ONCE = 100, // sessions forgotten in one transaction
    TOLD_EVERY_S = 60,   // an outage, in the log
};

struct archivist {
    struct keeper keeper; // first
    struct archive *archive;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t filled;
    struct parcel *first; // those that wait
    struct parcel *last;
    bool is_stopping;
    bool is_swept;
    bool is_untidy;
    uint64_t sweeps_at_ms;
    uint64_t told_at_ms; // of the outage; 0: there is none
};

static void add(_Atomic uint64_t *counter, uint64_t amount)
{
    atomic_fetch_add_explicit(counter, amount, memory_order_relaxed);
}

// --- in ---

static void take(struct keeper *keeper, struct parcel *parcel)
{
    struct archivist *archivist = (struct archivist *)keeper;
    parcel->next = NULL;
    pthread_mutex_lock(&archivist->lock);
    if (archivist->last) archivist->last->next = parcel;
    else archivist->first = parcel;
    archivist->last = parcel;
    pthread_cond_signal(&archivist->filled);
    pthread_mutex_unlock(&archivist->lock);
}

static void wait_ms(struct archivist *archivist, int ms)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += ms / 1000;
    until.tv_nsec += (long)(ms % 1000) * 1000000;
    if (until.tv_nsec >= 1000000000) until.tv_sec++, until.tv_nsec -= 1000000000;
    pthread_cond_timedwait(&archivist->filled, &archivist->lock, &until);
}

// The next parcels, oldest first; NULL where nothing came for a while.
static struct parcel *next_batch(struct archivist *archivist)
{
    pthread_mutex_lock(&archivist->lock);
    if (!archivist->first && !archivist->is_stopping) wait_ms(archivist, IDLE_MS);
    struct parcel *batch = archivist->first, *end = batch;
    for (int i = 1; end && end->next && i < PARCELS_MAX; i++) end = end->next;
    if (end) {
        archivist->first = end->next;
        end->next = NULL;
    }
    if (!archivist->first) archivist->last = NULL;
    pthread_mutex_unlock(&archivist->lock);
    return batch;
}

// --- the disk ---

static bool write_parcel(struct archivist *archivist, struct parcel *parcel, uint64_t *entries, struct error *err)
{
    struct parcel_entry entry;
    buffer_clear(&parcel->found);
    if (parcel->asked) {
        bool ok = archive_find(archivist->archive, parcel->asked, &parcel->found, &parcel->is_here, err);
        mortal_at("found");
        return ok;
    }
    for (size_t at = 0; parcel_read(&parcel->entries, &at, &entry); ++*entries) {
        if (!archive_write(archivist->archive, &entry, err)) return false;
        mortal_at("written");
    }
    return true;
}

static bool write_batch(struct archivist *archivist, struct parcel *batch, struct error *err)
{
    uint64_t entries = 0;
    mortal_at("taken");
    bool ok = archive_begin(archivist->archive, err);
    for (struct parcel *parcel = batch; ok && parcel; parcel = parcel->next)
        ok = write_parcel(archivist, parcel, &entries, err);
    mortal_at("committing");
    if (!ok || !archive_commit(archivist->archive, err)) return false;
    mortal_at("committed");
    add(&archivist->keeper.commits, 1);
    add(&archivist->keeper.entries, entries);
    archivist->is_untidy = true;
    return true;
}

static void tell_outage(struct archivist *archivist, const struct error *err)
{
    uint64_t now_ms = clock_ns() / 1000000;
    add(&archivist->keeper.failures, 1);
    archivist->keeper.is_failing = true;
    if (archivist->told_at_ms && now_ms - archivist->told_at_ms < TOLD_EVERY_S * 1000) return;
    archivist->told_at_ms = now_ms;
    log_line(LOG_ERROR, "%s; sessions that are to be kept wait until it can", err->text);
}

static void tell_recovery(struct archivist *archivist)
{
    if (!archivist->told_at_ms) return;
    archivist->told_at_ms = 0;
    archivist->keeper.is_failing = false;
    log_line(LOG_INFO, "the state can be written again");
}

// Until the disk takes it; only a host that goes down gives up.
static bool write_surely(struct archivist *archivist, struct parcel *batch)
{
    struct error err = {0};
    for (int tries = 0; !write_batch(archivist, batch, &err); tries++) {
        tell_outage(archivist, &err);
        pthread_mutex_lock(&archivist->lock);
        bool gives_up = archivist->is_stopping && tries >= LAST_RETRIES;
        if (!gives_up) wait_ms(archivist, RETRY_MS);
        pthread_mutex_unlock(&archivist->lock);
        if (gives_up) return false;
    }
    tell_recovery(archivist);
    return true;
}

static size_t answer_all(struct parcel *batch)
{
    size_t count = 0;
    for (struct parcel *next; batch; batch = next, count++) {
        next = batch->next;
        batch->answer(batch);
        mortal_at("answered");
    }
    return count;
}

// --- from time to time ---

static void sweep(struct archivist *archivist)
{
    struct error err;
    int swept = 0;
    if (archivist->is_swept || clock_ns() / 1000000 < archivist->sweeps_at_ms) return;
    if (!archive_begin(archivist->archive, &err) || !archive_sweep(archivist->archive, SWEPT_AT_ONCE, &swept, &err) ||
        !archive_commit(archivist->archive, &err))
        return; // the next parcel tells of it, or the next time goes well
    archivist->is_swept = swept < SWEPT_AT_ONCE;
    add(&archivist->keeper.commits, 1);
    archivist->is_untidy = true;
}

static void tidy(struct archivist *archivist)
{
    if (!archivist->is_untidy) return;
    archive_tidy(archivist->archive);
    archivist->is_untidy = false;
    mortal_at("tidied");
}

static bool is_over(struct archivist *archivist)
{
    pthread_mutex_lock(&archivist->lock);
    bool is_over = archivist->is_stopping && !archivist->first;
    pthread_mutex_unlock(&archivist->lock);
    return is_over;
}

static void *work(void *argument)
{
    struct archivist *archivist = argument;
    while (!is_over(archivist)) {
        struct parcel *batch = next_batch(archivist);
        if (batch) {
            bool ok = write_surely(archivist, batch);
            size_t count = answer_all(batch);
            if (!ok)
                log_line(LOG_ERROR, "the host goes down and the state cannot be written: %zu parcels lost", count);
        } else {
            tidy(archivist);
        }
        sweep(archivist); // also where there is never a moment without work
    }
    return NULL;
}

// --- life ---

static void archivist_delete(struct archivist *archivist)
{
    archive_close(archivist->archive);
    buffer_destroy(&archivist->keeper.outs);
    buffer_destroy(&archivist->keeper.actors);
    pthread_cond_destroy(&archivist->filled);
    pthread_mutex_destroy(&archivist->lock);
    mem_free(archivist);
}

// Who waits for a predecessor waits as long as that takes: who started both ends the wait.
static bool open_archive(struct archivist *archivist, const struct archive_place *place, struct error *err)
{
    archivist->archive = archive_open(place->directory, place->is_handed_over ? INT_MAX : OPEN_WAIT_MS, err);
    return archivist->archive && archive_begin(archivist->archive, err) &&
           archive_read_outs(archivist->archive, place->outs_since_ms, &archivist->keeper.outs, err) &&
           archive_read_actors(archivist->archive, &archivist->keeper.actors, err) &&
           archive_commit(archivist->archive, err);
}

// Signals are for the thread that waits for them: one that this thread took would end the host while it writes.
static int begin_work(struct archivist *archivist)
{
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int refused = pthread_create(&archivist->thread, NULL, work, archivist);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return refused;
}

struct archivist *archivist_start(const struct archive_place *place, struct error *err)
{
    struct archivist *archivist = mem_new_clear(sizeof *archivist);
    archivist->keeper.take = take;
    pthread_mutex_init(&archivist->lock, NULL);
    pthread_cond_init(&archivist->filled, NULL);
    bool ok = open_archive(archivist, place, err);
    archivist->sweeps_at_ms = clock_ns() / 1000000 + (uint64_t)place->sweep_s * 1000;
    int refused = ok ? begin_work(archivist) : 0;
    if (ok && !refused) return archivist;
    if (refused) fail(err, ERROR_HOST, "no thread for the archive: %s", strerror(refused));
    archivist_delete(archivist);
    return NULL;
}

void archivist_stop(struct archivist *archivist)
{
    if (!archivist) return;
    pthread_mutex_lock(&archivist->lock);
    archivist->is_stopping = true;
    pthread_cond_signal(&archivist->filled);
    pthread_mutex_unlock(&archivist->lock);
    pthread_join(archivist->thread, NULL);
    archivist_delete(archivist);
}

struct keeper *archivist_keeper(struct archivist *archivist)
{
    return &archivist->keeper;
}
