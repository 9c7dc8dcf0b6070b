// What to do about an actor that failed: decided here, as a pure function, and nowhere else.
//
//   a turn failed        roll back: the model is as before the turn          (the usual case)
//   failures pile up     restart: from init, the state is given up           (its own last good state keeps failing)
//   restarts pile up     end: the session is terminated, the visitor told    (intensity, as in OTP)
//
// A worker process that its master watches is such an actor too: it has no turns to roll back, so each failure is a
// restart, after a pause that grows, until they pile up and the master ends.
#pragma once

#include <stdint.h>

enum failure {
    FAILURE_TURN,    // update, its commands, render or diff failed
    FAILURE_RESTORE, // the last good state could not be brought back
    FAILURE_BIRTH,   // init failed, in a part of a page that does not go down with it
    FAILURE_PROCESS, // a worker process crashed, hung or did not come up
};

enum verdict { VERDICT_ROLL_BACK, VERDICT_RESTART, VERDICT_END };

struct intensity {
    uint32_t failures_max; // without one turn in between that succeeded, before the state itself is suspected
    uint32_t restarts_max; // in `window_ms`, before the session ends
    uint32_t window_ms;
};

struct failures {
    uint32_t in_a_row;
    uint32_t restarts;
    int64_t window_began_ms;
};

extern const struct intensity intensity_default;

// Counts the failure in `failures` and gives the verdict. Time comes in as an argument, so that every history can be
// tried.
enum verdict supervisor_decide(const struct intensity *intensity, struct failures *failures, enum failure failure,
                               int64_t now_ms);

// How long to wait with the restart that was just decided: the first in its window comes at once, later ones after a
// tenth of a second, doubled each time, 10 s at most.
uint32_t supervisor_pause_ms(const struct failures *failures);

// A turn succeeded.
void supervisor_praise(struct failures *failures);
