// A worker: the process that serves, as its master sees it.
#pragma once

#include "base/error.h"

#include <stdint.h>
#include <sys/types.h>

// What a master starts again and again.
struct program {
    const char *path;      // as it was called; looked for anew each time, so what was installed since is what starts
    const char *directory; // where it was called
    char **arguments;
    const int *sockets; // listening, handed to each
    unsigned sockets_count;
    uint64_t watchdog_ms; // a worker that says nothing for so long is taken for dead
};

enum worker_state {
    WORKER_NONE,
    WORKER_STARTING,
    WORKER_WAITING, // all is ready but what its predecessor still holds
    WORKER_SERVING,
    WORKER_LEAVING, // was asked to go
};

struct worker {
    enum worker_state state;
    pid_t pid;
    int fd; // what it says comes in here; -1: it can say nothing any more
    bool is_killed;
    uint64_t since_ms; // in this state
    uint64_t heard_ms; // its last sign of life
};

// Starts one. It ends when this process ends.
bool worker_start(struct worker *worker, const struct program *program, uint64_t now_ms, struct error *err);

// Into another state.
void worker_step(struct worker *worker, enum worker_state state, uint64_t now_ms);

// Asks it to finish what it is at, and to go.
void worker_dismiss(struct worker *worker, uint64_t now_ms);

// Ends it, whatever it is at.
void worker_kill(struct worker *worker);

// The next thing that it said, in `text`; false where there is none now.
bool worker_read(struct worker *worker, char *text, size_t size);

// It has ended, and is a free place again.
void worker_forget(struct worker *worker);
