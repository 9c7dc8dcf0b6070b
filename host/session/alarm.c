// See alarm.h.
#include "session/alarm.h"

#include "base/mem.h"

static void put(struct alarms *alarms, size_t at, struct alarm *alarm)
{
    alarms->heap[at] = alarm;
    alarm->place = at + 1;
}

static void rise(struct alarms *alarms, size_t at)
{
    struct alarm *alarm = alarms->heap[at];
    while (at > 0 && alarms->heap[(at - 1) / 2]->due_ms > alarm->due_ms) {
        put(alarms, at, alarms->heap[(at - 1) / 2]);
        at = (at - 1) / 2;
    }
    put(alarms, at, alarm);
}

static void sink(struct alarms *alarms, size_t at)
{
    struct alarm *alarm = alarms->heap[at];
    for (size_t child; (child = 2 * at + 1) < alarms->count; at = child) {
        if (child + 1 < alarms->count && alarms->heap[child + 1]->due_ms < alarms->heap[child]->due_ms) child++;
        if (alarms->heap[child]->due_ms >= alarm->due_ms) break;
        put(alarms, at, alarms->heap[child]);
    }
    put(alarms, at, alarm);
}

void alarms_destroy(struct alarms *alarms)
{
    mem_free(alarms->heap);
    *alarms = (struct alarms){0};
}

void alarms_add(struct alarms *alarms, struct alarm *alarm)
{
    if (alarms->count == alarms->capacity) {
        alarms->capacity = alarms->capacity ? 2 * alarms->capacity : 16;
        alarms->heap = mem_resize(alarms->heap, alarms->capacity * sizeof(struct alarm *));
    }
    alarms->heap[alarms->count] = alarm;
    rise(alarms, alarms->count++);
}

void alarms_remove(struct alarms *alarms, struct alarm *alarm)
{
    size_t at = alarm->place - 1;
    struct alarm *last = alarms->heap[--alarms->count];
    alarm->place = 0;
    if (last == alarm) return;
    put(alarms, at, last);
    rise(alarms, at);
    sink(alarms, last->place - 1);
}
