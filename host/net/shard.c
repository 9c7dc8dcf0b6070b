// See shard.h.
#include "net/shard.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "net/http.h"
#include "net/listener.h"
#include "net/socket.h"
#include "session/drain.h"

#include <string.h>

enum {
    THREAD_STACK = 2 * 1024 * 1024, // the deepest recursion that Lua allows takes 415 KiB
    RECEIVE_BUFFER = 512,           // a connection's; an event fits
    SEND_CHUNK = 65536,
    HEADERS_TIMEOUT_S = 10,
    HEADERS_POOL = 1024,      // connections that are sending a request's head at one time
    HEADERS_SIZE = 10 * 1024, // of such a head: cookies are long
    FAREWELL_MS = 200,        // while connections that were taken, whose request is on its way, are still answered
    LEAVE_MS = 200,           // for what was said at the end
    DRAIN_LOOK_MS = 5,
};

static int serve(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t size)
{
    switch (reason) {
    case LWS_CALLBACK_WSI_DESTROY: listener_heard(wsi); return 0;
    case LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION:
        listener_heard(wsi);
        return socket_serve(wsi, reason, user, in, size);
    case LWS_CALLBACK_HTTP: listener_heard(wsi); return http_serve(wsi, reason, user, in, size);
    case LWS_CALLBACK_HTTP_BODY:
    case LWS_CALLBACK_HTTP_BODY_COMPLETION:
    case LWS_CALLBACK_HTTP_WRITEABLE:
    case LWS_CALLBACK_CLOSED_HTTP:
    case LWS_CALLBACK_HTTP_DROP_PROTOCOL: return http_serve(wsi, reason, user, in, size);
    default: return socket_serve(wsi, reason, user, in, size);
    }
}

// The first one also takes sockets that name no subprotocol.
static const struct lws_protocols protocols[] = {
    {"http", serve, sizeof(void *), RECEIVE_BUFFER, 0, NULL, SEND_CHUNK},
    {"lightspeed.1", serve, sizeof(void *), RECEIVE_BUFFER, 0, NULL, SEND_CHUNK},
    {NULL, NULL, 0, 0, 0, NULL, 0},
};

// No validity timers of libwebsockets': it keeps them in a sorted list, so that the n-th connection costs n steps.
// The halls sweep up silent lines.
static const lws_retry_bo_t no_validity = {.secs_since_valid_hangup = 0};

static void bytes_wait(struct line *line)
{
    socket_flush(line);
}

static void answer(struct visit *visit)
{
    http_answer(visit);
}

static void end_serving(struct shard *shard)
{
    hall_close(&shard->hall);
    uv_close((uv_handle_t *)&shard->drain, NULL);
    uv_close((uv_handle_t *)&shard->rest, NULL);
    uv_close((uv_handle_t *)&shard->stop, NULL);
    uv_close((uv_handle_t *)&shard->ask, NULL);
    uv_stop(&shard->loop);
}

static void look_at_drain(uv_timer_t *drain)
{
    struct shard *shard = drain->data;
    uint64_t drained_ms = uv_now(&shard->loop) - shard->stopped_ms;
    int64_t patience_s = shard->hall.settings->limits.drain_s;
    bool is_late = drained_ms >= (uint64_t)patience_s * 1000;
    bool is_over = drained_ms >= FAREWELL_MS && drain_is_over(&shard->hall);
    if (!is_over && !is_late) return;
    if (!is_over)
        log_line(LOG_WARNING, "not everything came to its end in %lld s (--limit drain_s=N), and is rolled back",
                 (long long)patience_s);
    end_serving(shard);
}

static void stop_serving(uv_async_t *stop)
{
    struct shard *shard = stop->data;
    if (shard->is_stopping) return;
    shard->is_stopping = true;
    listener_close(shard);
    shard->stopped_ms = uv_now(&shard->loop);
    drain_begin(&shard->hall);
    uv_timer_start(&shard->drain, look_at_drain, 0, DRAIN_LOOK_MS);
}

static void answer_ask(uv_async_t *ask)
{
    struct shard *shard = ask->data;
    shard->answered_ns = clock_ns();
}

// --- memory ---

static void *resize(void *memory, size_t size, const char *reason)
{
    (void)reason;
    return mem_resize(memory, size);
}

static void *new_clear(size_t count, size_t size)
{
    return mem_new_clear(count * size);
}

void shard_prepare(void)
{
    lws_set_log_level(LLL_ERR, NULL);
    lws_set_allocator(resize);
    uv_replace_allocator(mem_new, mem_resize, new_clear, mem_free);
}

// --- life ---

static bool open_loop(struct shard *shard, struct error *err)
{
    int code = uv_loop_init(&shard->loop);
    if (code == 0) code = uv_async_init(&shard->loop, &shard->stop, stop_serving);
    if (code == 0) code = uv_async_init(&shard->loop, &shard->ask, answer_ask);
    return code == 0 || fail(err, ERROR_HOST, "no event loop can be had: %s", uv_strerror(code));
}

bool shard_create(struct shard *shard, unsigned index, const struct settings *settings, const struct app *app,
                  struct error *err)
{
    static const struct door door = {bytes_wait, answer, http_has_gone};
    memset(shard, 0, sizeof *shard);
    shard->answered_ns = clock_ns();
    if (!open_loop(shard, err)) return false;
    shard->stop.data = shard;
    uv_timer_init(&shard->loop, &shard->drain);
    shard->drain.data = shard;
    uv_timer_init(&shard->loop, &shard->rest);
    shard->rest.data = shard;
    shard->ask.data = shard;
    hall_create(&shard->hall, index, settings, app, &door, &shard->loop);
    void *loops[] = {&shard->loop};
    struct lws_context_creation_info info = {
        .port = CONTEXT_PORT_NO_LISTEN_SERVER,
        .protocols = protocols,
        .gid = -1,
        .uid = -1,
        .options =
            LWS_SERVER_OPTION_LIBUV | LWS_SERVER_OPTION_DISABLE_IPV6 | LWS_SERVER_OPTION_SKIP_SERVER_CANONICAL_NAME,
        .foreign_loops = loops,
        .timeout_secs = HEADERS_TIMEOUT_S,
        .max_http_header_pool = HEADERS_POOL,
        .max_http_header_data2 = HEADERS_SIZE,
        .retry_and_idle_policy = &no_validity,
        .user = shard,
        .vhost_name = "house",
    };
    shard->context = lws_create_context(&info);
    if (!shard->context)
        return fail(err, ERROR_HOST,
                    "libwebsockets gives no context: is libwebsockets-evlib-uv installed, and memory left?");
    shard->vhost = lws_get_vhost_by_name(shard->context, "house");
    return true;
}

static void *run(void *argument)
{
    struct shard *shard = argument;
    uv_run(&shard->loop, UV_RUN_DEFAULT);
    // What was said at the end goes out, then the context closes its handles, which takes a few turns of the loop.
    for (uint64_t end = uv_now(&shard->loop) + LEAVE_MS; shard->hall.lines && uv_now(&shard->loop) < end;) {
        uv_run(&shard->loop, UV_RUN_NOWAIT);
        uv_sleep(1);
    }
    lws_context_destroy(shard->context);
    uv_run(&shard->loop, UV_RUN_DEFAULT);
    lws_context_destroy(shard->context); // the second half, once the loop has closed what was in it
    return NULL;
}

bool shard_start(struct shard *shard, struct error *err)
{
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, THREAD_STACK);
    int refused = pthread_create(&shard->thread, &attributes, run, shard);
    pthread_attr_destroy(&attributes);
    return !refused || fail(err, ERROR_HOST, "no thread for a shard: %s", strerror(refused));
}

void shard_stop(struct shard *shard)
{
    uv_async_send(&shard->stop);
}

void shard_ask(struct shard *shard)
{
    uv_async_send(&shard->ask);
}

void shard_join(struct shard *shard)
{
    pthread_join(shard->thread, NULL);
}

void shard_destroy(struct shard *shard)
{
    hall_destroy(&shard->hall);
    buffer_destroy(&shard->out);
    uv_loop_close(&shard->loop);
}
