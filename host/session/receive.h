// Front hall: frame -> is it allowed now? -> does the payload fit the view's schema? -> mailbox. Above this line no
// Lua has run.
#pragma once

#include "session/line.h"
#include "wire/frame.h"

// An event frame of a line that has joined.
void receive_event(struct line *line, const struct frame *frame);
