// Each call of a start fails, in a process of its own that goes off just before it: what led there is not gone
// through again. For a time in which there is one thread.
#pragma once

#include <stdbool.h>

// Whether the call that is to be made fails: in a child it does; in the process itself, when that child has ended, it
// does not. Every `step`-th call has a child.
bool forks_strike(long step);

// The app is loaded: from here on threads are begun, and no call is struck any more. A child goes on until it is up.
void forks_stop(void);

// A child's loop begins to wait: it went on in spite of what failed.
void forks_be_up(void);
