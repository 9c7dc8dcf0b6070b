// Every short history of failures, praise and time, against what the header promises.
#include "actor/supervisor.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct intensity small = {.failures_max = 2, .restarts_max = 1, .window_ms = 100};

// What can happen: a turn fails, a restore fails, a turn succeeds, a little time, a lot of time.
enum { TURN, RESTORE, PRAISE, SHORT, LONG, KINDS, LENGTH = 8 };

// The promise, written down another way: it looks at the whole history anew.
static enum verdict expected(const int *history, int length)
{
    int64_t now = 1000;
    int64_t window = 0;
    unsigned row = 0;
    unsigned restarts = 0;
    enum verdict verdict = VERDICT_ROLL_BACK;
    for (int i = 0; i < length; i++) {
        bool is_up = history[i] == RESTORE;
        if (history[i] == SHORT) now += 30;
        if (history[i] == LONG) now += 101;
        if (history[i] == PRAISE) row = 0;
        if (history[i] == TURN) is_up = row++ == small.failures_max;
        verdict = VERDICT_ROLL_BACK;
        if (!is_up) continue;
        row = 0;
        if (now > window + small.window_ms) window = now, restarts = 0;
        verdict = restarts++ < small.restarts_max ? VERDICT_RESTART : VERDICT_END;
    }
    return verdict;
}

static const enum failure graver[] = {FAILURE_RESTORE, FAILURE_BIRTH, FAILURE_PROCESS};

static void check(const int *history, int length)
{
    struct failures failures = {0};
    int64_t now = 1000;
    for (int i = 0; i < length; i++) {
        if (history[i] == SHORT) now += 30;
        if (history[i] == LONG) now += 101;
        if (history[i] == PRAISE) supervisor_praise(&failures);
        if (history[i] > RESTORE) continue;
        enum failure failure = history[i] == TURN ? FAILURE_TURN : graver[i % 3];
        enum verdict verdict = supervisor_decide(&small, &failures, failure, now);
        if (verdict != expected(history, i + 1)) fail_msg("at step %d of a history: verdict %d", i, (int)verdict);
    }
}

static void decides_every_short_history_as_promised(void **state)
{
    (void)state;
    long count = 1;
    for (int i = 0; i < LENGTH; i++) count *= KINDS;
    for (long number = 0; number < count; number++) {
        int history[LENGTH];
        long rest = number;
        for (int i = 0; i < LENGTH; i++, rest /= KINDS) history[i] = (int)(rest % KINDS);
        check(history, LENGTH);
    }
}

static void a_broken_button_never_costs_the_page_where_others_work(void **state)
{
    (void)state;
    struct failures failures = {0};
    for (int i = 0; i < 10000; i++) {
        enum verdict verdict = supervisor_decide(&intensity_default, &failures, FAILURE_TURN, i);
        assert_int_equal(verdict, VERDICT_ROLL_BACK);
        if (i % 100 == 99) supervisor_praise(&failures);
    }
}

// A worker that lives `life_ms` each time, in virtual time: how many are started before its master gives up, and how
// long that takes. -1: it does not within a day.
static int starts_until_the_end(const struct intensity *intensity, int64_t life_ms, int64_t *now)
{
    enum { DAY_MS = 24 * 3600 * 1000 };
    struct failures failures = {0};
    int starts = 0;
    for (*now = 1; *now < DAY_MS; *now += supervisor_pause_ms(&failures)) {
        starts++;
        *now += life_ms;
        if (supervisor_decide(intensity, &failures, FAILURE_PROCESS, *now) == VERDICT_END) return starts;
    }
    return -1;
}

static void a_worker_that_crashes_at_once_is_started_again_ever_later_and_then_no_more(void **state)
{
    (void)state;
    struct intensity five = {.restarts_max = 5, .window_ms = 60000};
    int64_t now;
    assert_int_equal(starts_until_the_end(&five, 0, &now), 6);
    assert_int_equal(now, 1 + 0 + 100 + 200 + 400 + 800);
}

static void a_worker_that_crashes_now_and_then_is_started_for_ever(void **state)
{
    (void)state;
    struct intensity five = {.restarts_max = 5, .window_ms = 60000};
    int64_t now;
    assert_int_equal(starts_until_the_end(&five, 13000, &now), -1);
    assert_int_equal(starts_until_the_end(&five, 9000, &now), 6);
}

static void a_pause_never_grows_beyond_ten_seconds(void **state)
{
    (void)state;
    static const uint32_t pauses[] = {0, 0, 100, 200, 400, 800, 1600, 3200, 6400, 10000, 10000};
    for (uint32_t i = 0; i < sizeof pauses / sizeof *pauses; i++)
        assert_int_equal(supervisor_pause_ms(&(struct failures){.restarts = i}), pauses[i]);
    assert_int_equal(supervisor_pause_ms(&(struct failures){.restarts = UINT32_MAX}), 10000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decides_every_short_history_as_promised),
        cmocka_unit_test(a_broken_button_never_costs_the_page_where_others_work),
        cmocka_unit_test(a_worker_that_crashes_at_once_is_started_again_ever_later_and_then_no_more),
        cmocka_unit_test(a_worker_that_crashes_now_and_then_is_started_for_ever),
        cmocka_unit_test(a_pause_never_grows_beyond_ten_seconds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
