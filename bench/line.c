// See line.h.
#include "line.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/socket.h>

enum { READ_MAX = 256 * 1024 };

static char shared[READ_MAX];

static struct line *line_of(struct watch *watch)
{
    return (struct line *)((char *)watch - offsetof(struct line, watch));
}

static void lose(struct line *line)
{
    line_close(line);
    line->lost(line);
}

static void keep(struct buffer *buffer, const char *data, size_t size)
{
    buffer_put(buffer, (struct bytes){data, size});
}

static void drop_front(struct buffer *buffer, size_t size)
{
    memmove(buffer->data, buffer->data + size, buffer->size - size);
    buffer->size -= size;
}

// Nothing was waiting: messages are taken straight from the shared buffer.
static void take_fresh(struct line *line, size_t size)
{
    ssize_t used = line->take(line, shared, size);
    if (used < 0) return lose(line);
    if (line_is_open(line) && (size_t)used < size) keep(&line->in, shared + used, size - (size_t)used);
}

static void take_kept(struct line *line, size_t size)
{
    keep(&line->in, shared, size);
    ssize_t used = line->take(line, line->in.data, line->in.size);
    if (used < 0) return lose(line);
    if (line_is_open(line)) drop_front(&line->in, (size_t)used);
    if (line->in.size == 0) buffer_destroy(&line->in);
}

static void receive(struct line *line)
{
    ssize_t size = recv(line->watch.fd, shared, sizeof shared, 0);
    if (size < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (size <= 0) return lose(line);
    if (line->in.size) return take_kept(line, (size_t)size);
    take_fresh(line, (size_t)size);
}

static void rewatch(struct line *line)
{
    loop_rewatch(line->loop, &line->watch, (line->is_deaf ? 0 : EPOLLIN) | (line->out.size ? EPOLLOUT : 0));
}

static void flush(struct line *line)
{
    ssize_t sent = send(line->watch.fd, line->out.data, line->out.size, MSG_NOSIGNAL);
    if (sent < 0 && errno != EAGAIN && errno != EINTR) return lose(line);
    if (sent > 0) drop_front(&line->out, (size_t)sent);
    if (line->out.size) return;
    buffer_destroy(&line->out);
    rewatch(line);
}

static void on_ready(struct watch *watch, uint32_t events)
{
    struct line *line = line_of(watch);
    if (events & EPOLLOUT && line->out.size) flush(line);
    if (line_is_open(line) && events & (EPOLLIN | EPOLLHUP | EPOLLERR)) receive(line);
}

void line_open(struct line *line, struct loop *loop, const struct place *place)
{
    line->loop = loop;
    line->is_deaf = false;
    line->watch.ready = on_ready;
    line->watch.fd = loop_connect(place->address, place->port);
    buffer_clear(&line->in);
    buffer_clear(&line->out);
    loop_watch(loop, &line->watch, EPOLLIN);
}

void line_send(struct line *line, struct bytes bytes)
{
    ssize_t sent = line->out.size ? 0 : send(line->watch.fd, bytes.data, bytes.size, MSG_NOSIGNAL);
    if (sent < 0) sent = 0; // not connected yet, full, or lost: the next wake-up tells which
    if ((size_t)sent == bytes.size) return;
    keep(&line->out, bytes.data + sent, bytes.size - (size_t)sent);
    rewatch(line);
}

void line_set_deaf(struct line *line, bool is_deaf)
{
    line->is_deaf = is_deaf;
    if (line_is_open(line)) rewatch(line);
}

void line_close(struct line *line)
{
    loop_close(&line->watch);
    buffer_clear(&line->out);
}

void line_destroy(struct line *line)
{
    line_close(line);
    buffer_destroy(&line->in);
    buffer_destroy(&line->out);
}
