// See state.h.
#include "session/state.h"

enum { NOT_LEGAL = -1 };

static const char *const state_names[] = {"disconnected", "handshaking", "mounted", "live", "draining", "terminated"};

static const char *const step_names[] = {"request",   "rendered", "join",   "event",
                                         "line lost", "drain",    "arrive", "end"};

// [from][step] = to
// clang-format off
static const signed char table[6][8] = {
    //                      request            rendered       join        event      line lost      drain           arrive         end
    [STATE_DISCONNECTED] = {STATE_HANDSHAKING, NOT_LEGAL,     NOT_LEGAL,  NOT_LEGAL,  NOT_LEGAL,     NOT_LEGAL,      NOT_LEGAL,     STATE_TERMINATED},
    [STATE_HANDSHAKING] =  {NOT_LEGAL,         STATE_MOUNTED, NOT_LEGAL,  NOT_LEGAL,  NOT_LEGAL,     NOT_LEGAL,      NOT_LEGAL,     STATE_TERMINATED},
    [STATE_MOUNTED] =      {NOT_LEGAL,         NOT_LEGAL,     STATE_LIVE, NOT_LEGAL,  NOT_LEGAL,     STATE_DRAINING, NOT_LEGAL,     STATE_TERMINATED},
    [STATE_LIVE] =         {NOT_LEGAL,         NOT_LEGAL,     STATE_LIVE, STATE_LIVE, STATE_MOUNTED, STATE_DRAINING, NOT_LEGAL,     STATE_TERMINATED},
    [STATE_DRAINING] =     {NOT_LEGAL,         NOT_LEGAL,     NOT_LEGAL,  NOT_LEGAL,  NOT_LEGAL,     NOT_LEGAL,      STATE_MOUNTED, STATE_TERMINATED},
    [STATE_TERMINATED] =   {NOT_LEGAL,         NOT_LEGAL,     NOT_LEGAL,  NOT_LEGAL,  NOT_LEGAL,     NOT_LEGAL,      NOT_LEGAL,     NOT_LEGAL},
};
// clang-format on

const char *session_state_name(enum session_state state)
{
    return state_names[state];
}

bool session_step(enum session_state *state, enum session_step step, struct error *err)
{
    signed char to = table[*state][step];
    if (to == NOT_LEGAL) return fail(err, ERROR_FORBIDDEN, "no %s while %s", step_names[step], state_names[*state]);
    *state = (enum session_state)to;
    return true;
}
