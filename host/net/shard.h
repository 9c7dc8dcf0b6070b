// A shard: a thread with a libuv loop, a libwebsockets context on that loop, a listening socket or more, and a
// hall of sessions.
//
// Debian's libwebsockets 4.1.6 has traps that shape this room: its own poll loop is O(n) per event, so the loop is a
// foreign libuv one; it cannot share a listening port between contexts, so we accept ourselves and let it adopt; its
// timers are O(n), so none is set; its close frames get lost on libuv, so we write them.
#pragma once

#include "session/hall.h"

#include <libwebsockets.h>
#include <pthread.h>

enum { LISTENERS_MAX = 16 };

struct shard {
    pthread_t thread;
    uv_loop_t loop;
    uv_async_t stop;
    uv_async_t ask;
    _Atomic uint64_t answered_ns; // when it last answered shard_ask
    uv_poll_t listeners[LISTENERS_MAX];
    unsigned listeners_count;
    uv_timer_t rest;  // from taking connections, while no descriptor is to be had
    uint64_t told_ms; // when that was said last, by the loop's clock; 0: never
    struct lws_context *context;
    struct lws_vhost *vhost;
    struct hall hall;
    struct buffer out;   // LWS_PRE bytes of room and what is being written
    uint64_t stopped_ms; // by the loop's clock
    uv_timer_t drain;    // looks whether all has come to its end
    bool is_stopping;
};

// Once, before the first: what libwebsockets and libuv ask for is the host's own memory (base/mem.h). Neither is left
// half done by a piece that is not to be had: the process ends with a clear line.
void shard_prepare(void);

// Sets up loop, hall and context.
bool shard_create(struct shard *shard, unsigned index, const struct settings *settings, const struct app *app,
                  struct error *err);

// Serves in a thread of its own until shard_stop.
bool shard_start(struct shard *shard, struct error *err);

// Any thread: are you there? The loop says so in `answered_ns` when it comes round.
void shard_ask(struct shard *shard);

// Any thread: take no more connections, let what is under way come to its end (session/drain.h), tell all lines, end.
void shard_stop(struct shard *shard);

// Waits for the thread.
void shard_join(struct shard *shard);

// Gives everything back. Other shards write to this one's inbox, so all threads are at their end before.
void shard_destroy(struct shard *shard);

// The shard that a connection belongs to.
static inline struct shard *shard_of(struct lws *wsi)
{
    return lws_context_user(lws_get_context(wsi));
}
