// A keeper without a thread: it writes to an archive when the spec says so, or fails.
#pragma once

#include "house.h"
#include "store/archive.h"

struct slow_keeper {
    struct keeper keeper; // first
    struct archive *archive;
    struct parcel *first, *last;
    unsigned count; // that wait
    bool is_dead;   // nothing is written any more
};

static inline void slow_keeper_take(struct keeper *keeper, struct parcel *parcel)
{
    struct slow_keeper *slow = (struct slow_keeper *)keeper;
    parcel->next = NULL;
    if (slow->is_dead) {
        parcel->answer(parcel); // to be given back
        return;
    }
    if (slow->last) slow->last->next = parcel;
    else slow->first = parcel;
    slow->last = parcel;
    slow->count++;
}

static inline void slow_keeper_open(struct slow_keeper *slow, const struct directory *directory)
{
    struct error err = {0};
    *slow = (struct slow_keeper){.keeper.take = slow_keeper_take};
    slow->archive = archive_open(directory->path, 0, &err);
    if (!slow->archive || !archive_begin(slow->archive, &err) ||
        !archive_read_outs(slow->archive, 0, &slow->keeper.outs, &err) ||
        !archive_read_actors(slow->archive, &slow->keeper.actors, &err) || !archive_commit(slow->archive, &err))
        fail_msg("%s", err.text);
}

static inline void slow_keeper_write(struct slow_keeper *slow, struct parcel *parcel)
{
    struct parcel_entry entry;
    struct error err = {0};
    bool ok = archive_begin(slow->archive, &err);
    if (ok && parcel->asked) ok = archive_find(slow->archive, parcel->asked, &parcel->found, &parcel->is_here, &err);
    for (size_t at = 0; ok && parcel_read(&parcel->entries, &at, &entry);)
        ok = archive_write(slow->archive, &entry, &err);
    if (!ok || !archive_commit(slow->archive, &err)) fail_msg("%s", err.text);
}

// Writes all that waits, and answers.
static inline void slow_keeper_work(struct slow_keeper *slow)
{
    while (slow->first) {
        struct parcel *parcel = slow->first;
        slow->first = parcel->next;
        if (!slow->first) slow->last = NULL;
        slow->count--;
        slow_keeper_write(slow, parcel);
        parcel->answer(parcel);
    }
}

static inline bool slow_keeper_is_due(const struct slow_keeper *slow, const struct house *house)
{
    bool is_due = slow->first;
    for (unsigned i = 0; i < house->settings.halls_count; i++)
        is_due = is_due || house->halls[i]->unkept_first || house->halls[i]->delivery;
    return is_due;
}

// Until nobody has anything to do, and all is kept.
static inline void slow_keeper_rest(struct slow_keeper *slow, struct house *house)
{
    do {
        house_run(house);
        slow_keeper_work(slow);
        house_run(house);
    } while (slow_keeper_is_due(slow, house));
}

static inline void slow_keeper_close(struct slow_keeper *slow)
{
    archive_close(slow->archive);
    buffer_destroy(&slow->keeper.outs);
    buffer_destroy(&slow->keeper.actors);
}

// The host ends in peace: its halls are closed, and all that they gave is written.
static inline void slow_keeper_end(struct slow_keeper *slow, struct house *house)
{
    house_close_halls(house);
    slow_keeper_work(slow);
    house_end(house);
    assert_int_equal(slow->count, 0);
    slow_keeper_close(slow);
}

// The host ends as after kill -9: what waits is lost, and nothing is written any more.
static inline void slow_keeper_die(struct slow_keeper *slow, struct house *house)
{
    for (struct parcel *parcel = slow->first, *next; parcel; parcel = next) {
        next = parcel->next;
        parcel->answer(parcel);
    }
    slow->first = slow->last = NULL;
    slow->is_dead = true;
    slow_keeper_close(slow);
    house_close(house);
}
