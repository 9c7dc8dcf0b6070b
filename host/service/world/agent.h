// An agent does for one clerk what its service asks of the world: ls.http and what else there is, by name. It keeps
// what is worth keeping from call to call, such as connections. One thread has it.
#pragma once

#include "service/world/world.h"

struct curl_pool;

struct agent {
    struct world *world;
    bool (*goes_on)(void *self); // whether the call may take longer
    void *self;
    struct arena arena;     // of what is being done
    struct curl_pool *pool; // NULL: nothing was sent yet
};

void agent_create(struct agent *agent, struct world *world, bool (*goes_on)(void *self), void *self);
void agent_destroy(struct agent *agent);

// The call is over, however it ended: what it was about to do for others is theirs again.
void agent_rest(struct agent *agent);

// Does `what` with a canonical table. What comes of it goes to `out`, one canonical value; a failure that the app
// expects is a value too, { err = name, why = text }. False with BUDGET where the call is to end; else the app's code
// is wrong, and `err` says what it should write.
bool agent_work(struct agent *agent, const char *what, struct bytes given, struct buffer *out, struct error *err);

// {}, where there is nothing to say but that it is done; true.
bool agent_say_done(struct buffer *out);

// { err = name, why = why }; true.
bool agent_refuse(struct buffer *out, const char *name, const char *why);
