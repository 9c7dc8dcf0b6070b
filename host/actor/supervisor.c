// See supervisor.h.
#include "actor/supervisor.h"

enum { PAUSE_MS = 100, PAUSE_MAX_MS = 10000, PAUSE_DOUBLINGS_MAX = 7 };

// A visitor who clicks a broken button again and again keeps the page: only a state that fails this often is given
// up.
const struct intensity intensity_default = {.failures_max = 10000, .restarts_max = 3, .window_ms = 60000};

enum verdict supervisor_decide(const struct intensity *intensity, struct failures *failures, enum failure failure,
                               int64_t now_ms)
{
    if (failure == FAILURE_TURN && ++failures->in_a_row <= intensity->failures_max) return VERDICT_ROLL_BACK;
    failures->in_a_row = 0;
    if (now_ms - failures->window_began_ms > intensity->window_ms) {
        failures->window_began_ms = now_ms;
        failures->restarts = 0;
    }
    return ++failures->restarts <= intensity->restarts_max ? VERDICT_RESTART : VERDICT_END;
}

uint32_t supervisor_pause_ms(const struct failures *failures)
{
    if (failures->restarts < 2) return 0;
    uint32_t doublings = failures->restarts - 2;
    return doublings < PAUSE_DOUBLINGS_MAX ? PAUSE_MS << doublings : PAUSE_MAX_MS;
}

void supervisor_praise(struct failures *failures)
{
    failures->in_a_row = 0;
}
