// See listener.h.
#include "net/listener.h"

#include "base/log.h"
#include "net/shard.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum {
    BACKLOG = 4096,
    ACCEPTS_A_TURN = 64,
    REST_MS = 100, // while no descriptor is to be had
    TOLD_EVERY_MS = 60000,
};

static int open_one(const struct addrinfo *where, bool share)
{
    int fd = socket(where->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    int on = 1;
    if (fd < 0) return -1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (share) setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
    if (bind(fd, where->ai_addr, where->ai_addrlen) == 0 && listen(fd, BACKLOG) == 0) return fd;
    int why = errno;
    close(fd);
    errno = why;
    return -1;
}

static bool explain(const char *address, int port, struct error *err)
{
    if (errno == EADDRINUSE)
        return fail(err, ERROR_HOST,
                    "port %d is in use on %s; stop what listens there, or choose another with --port", port, address);
    if (errno == EACCES)
        return fail(err, ERROR_HOST, "port %d needs special rights; choose one above 1023 with --port", port);
    return fail(err, ERROR_HOST, "cannot listen on %s port %d: %s", address, port, strerror(errno));
}

// Sockets that share a port do not notice a stranger who shares it too, so one that does not share looks first.
static bool bind_all(const struct addrinfo *where, int *fds, unsigned count)
{
    fds[0] = open_one(where, false);
    if (fds[0] < 0) return false;
    if (count == 1) return true;
    close(fds[0]);
    for (unsigned i = 0; i < count; i++) {
        fds[i] = open_one(where, true);
        if (fds[i] >= 0) continue;
        while (i--) close(fds[i]);
        return false;
    }
    return true;
}

bool listener_bind(const char *address, int port, int *fds, unsigned count, struct error *err)
{
    char service[12];
    struct addrinfo *found;
    struct addrinfo wanted = {
        .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICHOST};
    snprintf(service, sizeof service, "%d", port);
    int code = getaddrinfo(address, service, &wanted, &found);
    if (code == EAI_MEMORY || code == EAI_SYSTEM)
        return fail(err, ERROR_HOST, "--listen %s: %s", address, gai_strerror(code));
    if (code != 0)
        return fail(err, ERROR_HOST, "--listen takes a numeric address such as 127.0.0.1, 0.0.0.0 or ::1, not '%s'",
                    address);
    bool ok = bind_all(found, fds, count) || explain(address, port, err);
    freeaddrinfo(found);
    return ok;
}

void listener_print_address(int fd, char *text, size_t size)
{
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
        struct sockaddr_un path;
    } where;
    socklen_t where_size = sizeof where;
    char host[INET6_ADDRSTRLEN] = "";
    snprintf(text, size, "?");
    memset(&where, 0, sizeof where);
    if (getsockname(fd, &where.any, &where_size) != 0) return;
    if (where.any.sa_family == AF_INET) {
        inet_ntop(AF_INET, &where.v4.sin_addr, host, sizeof host);
        snprintf(text, size, "%s:%d", host, ntohs(where.v4.sin_port));
    } else if (where.any.sa_family == AF_INET6) {
        inet_ntop(AF_INET6, &where.v6.sin6_addr, host, sizeof host);
        snprintf(text, size, "[%s]:%d", host, ntohs(where.v6.sin6_port));
    } else if (where.any.sa_family == AF_UNIX && where.path.sun_path[0]) {
        snprintf(text, size, "unix:%.*s", (int)sizeof where.path.sun_path, where.path.sun_path);
    }
}

static void accept_some(uv_poll_t *poll, int status, int events);

static void go_on(uv_timer_t *rest)
{
    struct shard *shard = rest->data;
    for (unsigned i = 0; i < shard->listeners_count; i++)
        uv_poll_start(&shard->listeners[i], UV_READABLE, accept_some);
}

// Whoever knocks waits; without a rest the loop would do nothing but ask again.
static void rest(struct shard *shard, int why)
{
    uint64_t now_ms = uv_now(&shard->loop);
    if (why != EMFILE && why != ENFILE && why != ENOBUFS && why != ENOMEM) return;
    if (!shard->told_ms || now_ms - shard->told_ms >= TOLD_EVERY_MS) {
        shard->told_ms = now_ms;
        log_line(LOG_ERROR, "no connection can be taken just now: %s; those that wait are taken when one can%s",
                 strerror(why), why == EMFILE ? " (--limit files=N and ulimit -n say how many)" : "");
    }
    for (unsigned i = 0; i < shard->listeners_count; i++) uv_poll_stop(&shard->listeners[i]);
    uv_timer_start(&shard->rest, go_on, REST_MS, 0);
}

// Marked as one: a hall that goes down waits a moment for what it asks.
static void welcome(struct shard *shard, struct lws *wsi)
{
    if (!wsi) return;
    lws_set_opaque_user_data(wsi, shard);
    shard->hall.newcomers++;
    shard->hall.newcomer_ms = uv_now(&shard->loop);
}

void listener_heard(struct lws *wsi)
{
    struct shard *shard = lws_get_opaque_user_data(wsi);
    if (!shard) return;
    lws_set_opaque_user_data(wsi, NULL);
    shard->hall.newcomers--;
}

static void accept_some(uv_poll_t *poll, int status, int events)
{
    struct shard *shard = poll->data;
    int listening;
    (void)events;
    if (uv_fileno((uv_handle_t *)poll, &listening) != 0) return;
    for (int i = 0; status == 0 && i < ACCEPTS_A_TURN; i++) {
        int fd = accept4(listening, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        int on = 1;
        if (fd < 0) {
            rest(shard, errno);
            return;
        }
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        welcome(shard, lws_adopt_socket_vhost(shard->vhost, fd)); // closes it where it cannot
    }
}

bool listener_open(struct shard *shard, int fd, struct error *err)
{
    if (shard->listeners_count == LISTENERS_MAX)
        return fail(err, ERROR_HOST, "a shard takes connections on %d sockets at most", LISTENERS_MAX);
    uv_poll_t *listener = &shard->listeners[shard->listeners_count];
    int refused = uv_poll_init(&shard->loop, listener, fd);
    if (refused) return fail(err, ERROR_HOST, "cannot watch the listening socket: %s", uv_strerror(refused));
    shard->listeners_count++;
    listener->data = shard;
    uv_poll_start(listener, UV_READABLE, accept_some);
    return true;
}

void listener_close(struct shard *shard)
{
    uv_timer_stop(&shard->rest);
    for (unsigned i = 0; i < shard->listeners_count; i++) {
        int fd;
        uv_poll_stop(&shard->listeners[i]);
        bool is_open = uv_fileno((uv_handle_t *)&shard->listeners[i], &fd) == 0;
        uv_close((uv_handle_t *)&shard->listeners[i], NULL);
        if (is_open) close(fd);
    }
}
