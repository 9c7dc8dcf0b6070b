// The master: a process that holds the listening sockets and has workers serve on them. It starts one, starts another
// when that one crashed or hangs, puts a new version in the place of an old one, and does nothing else: no Lua, no
// threads, no connection passes through it.
//
//     SIGTERM, SIGINT   all workers finish what they are at; then it ends
//     SIGUSR2           starts the program anew, as it is installed now; the old worker goes when the new one serves
//     SIGHUP            is passed on: the worker loads its app anew
#pragma once

#include "actor/supervisor.h"
#include "process/worker.h"

enum { EXIT_GIVEN_UP = 3 };

struct master_settings {
    struct program program;
    struct intensity intensity; // of restarts
    uint64_t start_ms;          // a worker that does not serve after so long is taken for dead
    uint64_t drain_ms;          // one that was asked to go is ended after so long
};

// Until it is told to end, or the worker cannot be kept alive; gives the exit code.
int master_run(const struct master_settings *settings);
