// Time travel, in development: what a page's toolbar asks over its line, and what becomes of it
// (docs/time-travel.md). A page can be shown as it was after any step that is kept. It stands still then: events are
// refused, timers wait. From there the session goes back to now, or really goes on.
#pragma once

#include <stddef.h>

struct frame;
struct line;
struct session;

// A frame ["dev", N, WHAT, STEP]. The answer, ["dev", N, VALUE], has an `error` where it cannot be.
void travel_receive(struct line *line, const struct frame *frame);

// The line is lost, or another joins: the session is where it was.
void travel_end(struct session *session);

// A page that shows the past stands still: what is done in it is refused, and what is for the session waits.
void travel_stand_still(struct session *session);
