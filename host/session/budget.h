// How much memory the host may use (--limit memory_mb): what has not been used for longest goes first.
//
//   Lua states of sessions        asleep, down to none; they come back with the next event
//   sessions without a line       ended: first those that nobody joined, then those whose browser is away
//   new sessions                  refused, while nothing of these is left to be given up
//
// Once a second the host's memory is looked at; in between, sessions that wake put others to sleep, so that no more
// stay awake than there was room for. Where there is no limit, none of this costs anything but a comparison.
#pragma once

#include <stddef.h>

struct hall;
struct session;

// A session was used, or has no Lua state any more.
void budget_count(struct session *session);

// Puts those to sleep that there is no room for.
void budget_keep(struct hall *hall);

// Once a second. `resident`: what the host uses, in bytes; the halls share it evenly.
void budget_check(struct hall *hall, size_t resident);
