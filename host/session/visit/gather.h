// A page that is asked for and waits for what services and actors say: its session gathers answers, each of which is
// a turn, and renders when none is under way any more, or the patience is over. A page is asked for by a request
// (visit.h), or by a link on the line of another (passage.h).
#pragma once

#include <stdbool.h>

struct session;
struct value;

// Whether the session's page waits for what this command asks for: for answers; where a form was posted, also for
// what is done. Not where the command says that it is lazy.
bool gather_is_for(const struct session *session, const struct value *command);

// A turn is about to succeed: from now on the session gathers, where somebody waits for its page and the turn's
// commands ask for something.
void gather_begin(struct session *session);

bool gather_is_on(const struct session *session);

// Nothing has come that could be taken, and something still may.
bool gather_waits(const struct session *session);

// It is gathered no longer: the page is shown as it is, whatever else has come.
bool gather_is_over(const struct session *session);
