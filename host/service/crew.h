// A crew: some child processes that run the same program, and the errands that they do, each one at a time. What
// wedges is killed at its deadline and replaced, what crashes is replaced after a pause that grows, and a program
// that does nothing but crash rests for a while.
//
// What waits, what runs and what is written is bounded. Errands come from any thread; all else happens in one loop.
#pragma once

#include "actor/supervisor.h"
#include "base/buffer.h"
#include "base/error.h"
#include "bus/errand.h"
#include "service/child.h"

#include <uv.h>

struct crew_settings {
    const char *name;
    struct child_plan child;
    unsigned hands;       // processes
    unsigned queue_max;   // errands that wait while all of them work
    size_t line_max;      // bytes of a call or an answer
    uint64_t deadline_ms; // for the work, and for its begin
    uint64_t start_ms;    // for a process to say its first word
    struct intensity intensity;
};

// What happened, for the operator; read by any thread.
#define CREW_COUNTERS(X)                                                                                             \
    X(calls_total, "calls of programs")                                                                              \
    X(done_total, "of these, answered with a value")                                                                 \
    X(refused_total, "of these, answered with an error by the program")                                              \
    X(failed_total, "of these, that came to no answer of the program's")                                             \
    X(full_total, "of these, refused because too many waited")                                                       \
    X(late_total, "of these, not begun before their deadline")                                                       \
    X(killed_total, "processes killed at the deadline of their work")                                                \
    X(crashed_total, "processes that ended by themselves, or had to for what they wrote")                            \
    X(restarts_total, "processes started in the place of others")                                                    \
    X(waiting, "calls that wait for a process now")                                                                  \
    X(working, "calls that a process is at now")                                                                     \
    X(processes, "processes that are up now")                                                                        \
    X(resting, "1 while the program has crashed too often and is left alone")                                        \
    X(cold_start_ms, "milliseconds the newest process took from its start to its first word")

struct crew_counters {
#define X(field, what) _Atomic uint64_t field;
    CREW_COUNTERS(X)
#undef X
};

enum { CREW_TROUBLE_MAX = 200 };

struct crew;

// Starts the processes when the loop runs. `settings` is borrowed for its life.
struct crew *crew_new(uv_loop_t *loop, const struct crew_settings *settings);

// Any thread. It is answered in the loop's, whatever happens.
void crew_call(struct crew *crew, struct errand *errand);

// Any thread. All processes are killed, and others started at once; what they were at fails.
void crew_end_hands(struct crew *crew);

// Any thread. What went wrong last, ended by a zero.
void crew_read_trouble(struct crew *crew, char text[CREW_TROUBLE_MAX]);

const struct crew_settings *crew_settings(const struct crew *crew);
const struct crew_counters *crew_counters(const struct crew *crew);

// In the loop's thread: what waits or runs fails, the processes see the end of their input, and are killed when they
// do not go soon. `closed` is called when all is over; nobody may call by then.
void crew_close(struct crew *crew, void (*closed)(void *self), void *self);

// After that, when the loop is no more. What was put in since fails.
void crew_delete(struct crew *crew);
