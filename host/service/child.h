// A child process: a program that is not ours, started with what it needs and nothing else, that speaks on its
// standard streams and can be ended at any moment, with all that it started itself.
//
// It gets its own process group, an environment that is given whole, no descriptor but its three streams, limits, and
// a lower priority than what serves. It is killed when the thread that started it ends.
#pragma once

#include "base/error.h"

#include <stdint.h>
#include <sys/types.h>

struct child_plan {
    char *const *command;     // ends in NULL; the first is a path, or a name to be looked for in PATH
    char *const *environment; // "NAME=VALUE", all of them, ends in NULL
    const char *directory;    // where it runs
    uint64_t memory_max;      // bytes of address space; 0: no limit
    uint64_t cpu_s_max;       // seconds of work in its life; 0: no limit
    uint64_t files_max;       // that it may have open; 0: no limit of its own
};

// Descriptors that never wait, -1 where there is none any more.
struct child {
    pid_t pid;
    int end; // readable when the process has ended
    int in;  // what it reads
    int out; // what it writes
    int log; // what it writes to standard error
};

// Fails (HOST) with the system's reason: no such program, no such directory, no process. Takes about as long as the
// system needs for an exec, whatever the size of this process, and no thread but the caller's waits for it.
bool child_start(struct child *child, const struct child_plan *plan, struct error *err);

// It and its whole group, at once.
void child_kill(const struct child *child);

// It has ended: what is left of its group ends too, its streams are closed, its number is given back. Gives the wait
// status.
int child_bury(struct child *child);

void child_close(int *descriptor);

// "with code 3", "by signal 11, Segmentation fault".
void child_describe(int status, char *text, size_t size);
