// Front hall: frame -> is it allowed now? -> does the payload fit the view's schema? -> mailbox. Above this line no
// Lua has run.
#pragma once

#include "session/line.h"
#include "wire/frame.h"

// Whether an event, as the frame says it, is for the view or a component of its, and its payload fits; that is
// encoded into the hall's scratch then. Nothing of the session changes.
bool receive_check(struct session *session, const struct frame *frame, uint32_t *handler, struct error *err);

// An event frame of a line that has joined.
void receive_event(struct line *line, const struct frame *frame);
