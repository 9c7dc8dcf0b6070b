// A page request that waits for what services say: its session gathers answers, each of which is a turn, and renders
// when none is under way any more, or the visit's patience is over.
#pragma once

#include <stdbool.h>

struct session;

// A turn is about to succeed: from now on the session gathers, where a page request waits and the turn's commands ask
// services for something.
void gather_begin(struct session *session);

bool gather_is_on(const struct session *session);

// Nothing has come that could be taken, and something still may.
bool gather_waits(const struct session *session);
