// Listening sockets that go from process to process: the protocol of sd_listen_fds(3). Who starts a process puts them
// at descriptor 3 and after, and says in LISTEN_FDS how many there are and in LISTEN_PID for whom.
#pragma once

#include "base/error.h"

enum { INHERIT_FIRST = 3, INHERIT_MAX = 128 };

// The sockets that were opened for this process, at most INHERIT_MAX; count 0 where there are none. They are the
// caller's: not waiting, and not handed on. Fails (HOST) for a descriptor that no connections can be taken from.
bool inherit_take(int *fds, unsigned *count, struct error *err);

// Between fork and exec: the same sockets and one more descriptor, for what is started. Gives the number at which
// that one will be; -1 where there is no room.
int inherit_give(const int *fds, unsigned count, int more);
