// Where a view sends its visitor: ls.navigate, ls.patch, ls.redirect. From a first turn whose page is not out yet
// that is an answer to the request itself; from any other it is something for the page to do (effect.h), and ls.patch
// also a turn in which the view's `params` hears of it.
#pragma once

#include "base/error.h"
#include "value/value.h"

struct session;

// Whether a command is one of these, and may be carried out: its address stays on the site (or leads to the web, of
// ls.redirect), and that of ls.patch shows the session's own view. Fails (MISFIT, FORBIDDEN, LOOP) with a sentence
// for the developer.
bool sending_check(struct session *session, const struct value *command, struct error *err);

// The turn succeeds: what the page is to do, or where the request is answered to go. Before the turn's frame.
void sending_tell(struct session *session, const struct value *command);

// And after it: the turn that follows.
void sending_carry_out(struct session *session, const struct value *command);
