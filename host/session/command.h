// What a view asked for, as data: checked before its turn counts, carried out after. stdlib/lightspeed/ makes them;
// here are after, every, cancel, send and emit; topics are in topic.h and subscription.h. What the page itself is to
// do (ls.js) is in effect.h.
#pragma once

#include "base/bytes.h"
#include "base/error.h"

struct session;

// An empty list, as nearly every turn leaves it, has no more bytes than this: none at all, or a table without
// content.
enum { COMMANDS_EMPTY_SIZE = 3 };

// Whether every command of a canonical list is known, complete and allowed; fails (UNKNOWN, MISFIT, FULL) with a
// sentence for the developer.
bool commands_check(struct session *session, struct bytes commands, struct error *err);

// Carries out a list that was checked.
void commands_carry_out(struct session *session, struct bytes commands);

// Whether there are calls of services among them whose answers a page request waits for.
bool commands_await(const struct session *session, struct bytes commands);
