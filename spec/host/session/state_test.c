// The lifecycle: every legal step, and every other one refused.
#include "session/state.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

// As in state.h's picture, written down a second time.
static const struct {
    enum session_state from;
    enum session_step step;
    enum session_state to;
} legal[] = {
    {STATE_DISCONNECTED, STEP_REQUEST, STATE_HANDSHAKING},
    {STATE_DISCONNECTED, STEP_END, STATE_TERMINATED},
    {STATE_HANDSHAKING, STEP_RENDERED, STATE_MOUNTED},
    {STATE_HANDSHAKING, STEP_END, STATE_TERMINATED},
    {STATE_MOUNTED, STEP_JOIN, STATE_LIVE},
    {STATE_MOUNTED, STEP_DRAIN, STATE_DRAINING},
    {STATE_MOUNTED, STEP_END, STATE_TERMINATED},
    {STATE_LIVE, STEP_JOIN, STATE_LIVE},
    {STATE_LIVE, STEP_EVENT, STATE_LIVE},
    {STATE_LIVE, STEP_LINE_LOST, STATE_MOUNTED},
    {STATE_LIVE, STEP_DRAIN, STATE_DRAINING},
    {STATE_LIVE, STEP_END, STATE_TERMINATED},
    {STATE_DRAINING, STEP_ARRIVE, STATE_MOUNTED},
    {STATE_DRAINING, STEP_END, STATE_TERMINATED},
};

enum { STATES = STATE_TERMINATED + 1, STEPS = STEP_END + 1 };

static int target(enum session_state from, enum session_step step)
{
    for (size_t i = 0; i < sizeof legal / sizeof *legal; i++)
        if (legal[i].from == from && legal[i].step == step) return (int)legal[i].to;
    return -1;
}

static void takes_legal_steps_and_no_others(void **state)
{
    (void)state;
    int refused = 0;
    for (int from = 0; from < STATES; from++) {
        for (int step = 0; step < STEPS; step++) {
            enum session_state at = (enum session_state)from;
            struct error err = {0};
            int to = target((enum session_state)from, (enum session_step)step);
            bool taken = session_step(&at, (enum session_step)step, &err);
            assert_int_equal(taken, to >= 0);
            assert_int_equal(at, to >= 0 ? to : from);
            if (taken) continue;
            refused++;
            assert_int_equal(err.code, ERROR_FORBIDDEN);
            assert_non_null(strstr(err.text, session_state_name((enum session_state)from)));
        }
    }
    assert_int_equal(refused, STATES * STEPS - (int)(sizeof legal / sizeof *legal));
}

static void nothing_leads_back_from_the_end(void **state)
{
    (void)state;
    for (int step = 0; step < STEPS; step++) assert_int_equal(target(STATE_TERMINATED, (enum session_step)step), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_legal_steps_and_no_others),
        cmocka_unit_test(nothing_leads_back_from_the_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
