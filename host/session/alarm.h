// Alarms of one shard, in a binary heap by the time they are due: the loop needs one timer for all of them. An alarm
// knows its place, so that it can be taken out without a search (Knuth 5.2.3).
#pragma once

#include <stddef.h>
#include <stdint.h>

struct alarm {
    uint64_t due_ms;
    size_t place;                                       // in the heap, from 1; 0: not set
    void (*ring)(struct alarm *alarm, uint64_t now_ms); // it is due: takes it out, or puts it in again for later
};

struct alarms {
    struct alarm **heap; // [0] is the first
    size_t count;
    size_t capacity;
};

void alarms_destroy(struct alarms *alarms);

// The alarm is the caller's; it stays where it is until it was taken out.
void alarms_add(struct alarms *alarms, struct alarm *alarm);
void alarms_remove(struct alarms *alarms, struct alarm *alarm);

// The one due first; NULL where there is none.
static inline struct alarm *alarms_first(const struct alarms *alarms)
{
    return alarms->count ? alarms->heap[0] : NULL;
}
