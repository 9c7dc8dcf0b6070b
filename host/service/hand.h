// A hand: a child process as a loop sees it. Lines go in and come out; what it writes to standard error goes to the
// log, with a bound. Everything that it can do wrong ends it, and its owner hears of its end once.
#pragma once

#include "base/buffer.h"
#include "service/child.h"

#include <uv.h>

struct hand;

// In the loop; `owner` is what hand_start was given.
struct hand_owner {
    // A line that it wrote, without its line feed; borrowed. One with more bytes than it may have comes as soon as
    // that is known, and without its end.
    void (*said)(void *owner, struct bytes line);
    // It is gone, and so is the hand: `how` is what it ended with, or what it was ended for.
    void (*ended)(void *owner, const char *how);
};

struct hand_plan {
    const char *name; // in the log
    struct child_plan child;
    size_t line_max; // bytes of a line
};

// Fails (HOST) as child_start does. `plan` is borrowed for its life.
struct hand *hand_start(uv_loop_t *loop, const struct hand_plan *plan, const struct hand_owner *events, void *owner,
                        struct error *err);

// It can still hear what it is told.
bool hand_is_alive(const struct hand *hand);

int hand_pid(const struct hand *hand);

// A line for it, with its line feed. Waits here as long as it does not read.
void hand_tell(struct hand *hand, struct bytes line);

// It is told that nothing more comes: the end of its input.
void hand_dismiss(struct hand *hand);

// Ends it and its group now; `ended` comes when the system has done so.
void hand_kill(struct hand *hand, const char *why);
