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

// A sentence for whoever does something in a page that shows the past.
void travel_explain(const struct session *session, char *text, size_t size);
