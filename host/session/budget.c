// See budget.h.
#include "session/budget.h"

#include "base/log.h"
#include "session/hall.h"
#include "session/session.h"

enum { SESSION_BYTES_MIN = 1024 };

void budget_count(struct session *session)
{
    struct hall *hall = session->hall;
    size_t bytes = session->vm ? vm_size(session->vm) : 0;
    hall->awake_bytes += bytes - session->awake_bytes; // modulo 2^64: the sum is right
    session->awake_bytes = bytes;
}

void budget_keep(struct hall *hall)
{
    struct session *session = hall->awake_first;
    while (session && hall->awake_bytes > hall->awake_bytes_max) {
        struct session *next = session->awake_next;
        if (!session->turn) {
            count(&hall->counters.pressed);
            session_sleep(session);
        }
        session = next;
    }
}

// About what ending one session gives back: as much as it and the sessions beside it have on average.
static size_t mean_bytes(const struct hall *hall, size_t resident)
{
    size_t mean = resident / hall->settings->halls_count / (hall->sessions_count + 1);
    return mean > SESSION_BYTES_MIN ? mean : SESSION_BYTES_MIN;
}

static void end_oldest(struct hall *hall, size_t excess, size_t each)
{
    size_t left = excess / each + 1;
    while (left && hall_end_oldest(hall, "memory is short")) left--;
    if (left && !hall->is_full)
        log_line(LOG_WARNING,
                 "all %zu sessions of a shard have a line, and there is no memory for more: new visitors "
                 "are refused; see --limit memory_mb=N",
                 hall->sessions_count);
    hall->is_full = left > 0;
}

void budget_check(struct hall *hall, size_t resident)
{
    size_t most = (size_t)hall->settings->limits.memory_mb << 20;
    if (!most) return;
    bool is_over = resident > most;
    size_t share = (is_over ? resident - most : most - resident) / hall->settings->halls_count;
    if (!is_over) hall->awake_bytes_max = hall->awake_bytes + share;
    else hall->awake_bytes_max = hall->awake_bytes > share ? hall->awake_bytes - share : 0;
    bool had_some_awake = hall->awake_first;
    budget_keep(hall);
    if (!is_over) hall->is_full = false;
    else if (!had_some_awake) end_oldest(hall, share, mean_bytes(hall, resident));
}
