// How the commands of an operator reach a host that runs: a socket of the file system that only its own user, or
// root, can open. A connection is one line of request and an answer.
//
//     tree         canonical bytes, as session/actor/overview.h has them
//     kill NAME    "ended", or "nobody"
#pragma once

#include "base/error.h"
#include "session/hall.h"

enum { CONTROL_PATH_MAX = 108 };

struct control;

// Listens at `path`; NULL: at a place of the user's where control_each finds it. NULL with a reason where it cannot.
struct control *control_start(const char *path, const struct settings *settings, struct error *err);

// Before the shards end; NULL is nothing.
void control_stop(struct control *control);

// Where the hosts of this user listen: `meet` is given each path. Sockets that nobody listens at any more are
// removed.
void control_each(void (*meet)(void *self, const char *path), void *self);

// Asks the host at `path`: `answer` is what it says. Fails (HOST) with a hint.
struct buffer;
bool control_ask(const char *path, const char *request, struct buffer *answer, struct error *err);
