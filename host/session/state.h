// The lifecycle of a session: one table of legal steps. Every other step is refused and counted.
//
//     disconnected -> handshaking -> mounted -> live -> draining -> terminated
//
//   disconnected  nothing has run yet
//   handshaking   the page request runs init and the first render
//   mounted       the page is out; no line (before the join, and whenever the line is lost)
//   live          a line has joined
//   draining      being handed over or taken down: no new events
//   terminated    gone
#pragma once

#include "base/error.h"

enum session_state {
    STATE_DISCONNECTED,
    STATE_HANDSHAKING,
    STATE_MOUNTED,
    STATE_LIVE,
    STATE_DRAINING,
    STATE_TERMINATED
};

enum session_step {
    STEP_REQUEST,
    STEP_RENDERED,
    STEP_JOIN,
    STEP_EVENT,
    STEP_LINE_LOST,
    STEP_DRAIN,
    STEP_ARRIVE,
    STEP_END
};

const char *session_state_name(enum session_state state);

// Takes the step where it is legal; fails (FORBIDDEN) and leaves `state` alone where it is not.
bool session_step(enum session_state *state, enum session_step step, struct error *err);
