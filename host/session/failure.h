// What is told of a failure: a line in the log with who failed, where and why; to whoever looks what went wrong last;
// in development the way that led there, as a file; and to the page whose event it was. What secret fields said is
// nowhere in it.
#pragma once

#include "base/error.h"

struct session;
struct turn;

enum { REFERENCE_SIZE = 17 };

// A turn failed, and the session is as before. `reference` becomes what the log and the page know it by; where there
// is a trace, `err` names it from then on.
void failure_tell_turn(struct turn *turn, struct error *err, char reference[REFERENCE_SIZE]);

// It failed between its turns.
void failure_tell(struct session *session, const struct error *err);
