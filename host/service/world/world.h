// What all of a host's services share of the world: where their files lie, what they may reach, and what was counted.
// One for a host, whatever app it serves; any thread may look. Each clerk has an agent (agent.h) in it.
#pragma once

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "value/value.h"

#include <stdatomic.h>

//  X(field, what it counts)
#define WORLD_COUNTERS(X)                                                                                            \
    X(http_requests, "requests of ls.http")                                                                          \
    X(http_failed, "of these, those without an answer")                                                              \
    X(http_too_large, "of these, those whose answer was larger than it may be")                                      \
    X(mails, "letters of ls.mail")                                                                                   \
    X(mails_failed, "of these, those that were not taken")

struct cache;

struct world_place {
    const char *directory;  // of the app's data; is there
    int64_t http_bytes;     // of an answer to ls.http that does not say
    int64_t files_bytes;    // of a file
    int64_t cache_bytes;    // of all that ls.cache keeps
    bool is_private_closed; // addresses of private networks are not asked
    // Where this is set nothing is asked of the network: it answers a request (http.h), or says why it does not.
    // Threads call it.
    bool (*answer)(void *self, const struct value *request, struct arena *arena, struct buffer *out,
                   struct error *err);
    // The same for a letter (mail.h), which it takes.
    bool (*post)(void *self, const struct value *letter, struct error *err);
    void *self;
    const char *smtp; // a mail server's URL; NULL: none
    bool is_dev;      // letters go to files where there is none
};

struct world_counters {
#define X(field, what) _Atomic uint64_t field;
    WORLD_COUNTERS(X)
#undef X
};

struct world {
    struct world_place place;
    struct world_counters counters;
    struct cache *cache;
};

// What `place` points to is borrowed. Files that an earlier host left half-written are removed.
struct world *world_open(const struct world_place *place);

// After the last agent. NULL is nothing.
void world_close(struct world *world);

// The counters, as Prometheus text.
void world_write_metrics(const struct world *world, struct buffer *out);
