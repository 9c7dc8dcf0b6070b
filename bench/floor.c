// The floor under every figure: a WebSocket server that does nothing. One thread, epoll, no library; any request is
// upgraded (the handshake's answer is a constant too, for the one key that bench/client.c sends), and every text
// frame is answered with the same two bytes of frame and one of payload. What a click costs here is what the system's
// sockets cost, so the rest of a host's figure is the host's own.
//
//     floor PORT
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { READY_MAX = 512, LINES_MAX = 20000, READ_MAX = 65536, KEPT_MAX = 2048 };

static const char handshake[] = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
static const char answer[] = {(char)0x81, 1, '1'};

// By file descriptor.
static struct line {
    bool upgraded;
    uint16_t kept; // bytes of an incomplete frame
    char *bytes;   // those; NULL where nothing was ever cut
} lines[LINES_MAX];

static _Noreturn void give_up(const char *what)
{
    perror(what);
    exit(2);
}

static int listen_at(uint16_t port)
{
    struct sockaddr_in at = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int one = 1;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(fd, (struct sockaddr *)&at, sizeof at) != 0) give_up("bind");
    if (listen(fd, 4096) != 0) give_up("listen");
    return fd;
}

static void watch(int epoll, int fd)
{
    struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) != 0) give_up("epoll_ctl");
}

static void end(int fd)
{
    free(lines[fd].bytes);
    lines[fd] = (struct line){0};
    close(fd);
}

static void accept_all(int epoll, int listener)
{
    int one = 1;
    for (int fd = 0; (fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0;) {
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        if (fd < LINES_MAX) watch(epoll, fd);
        else close(fd);
    }
}

// The size of the masked frame at the front, 0 when it is cut. The mask is not even taken off.
static size_t frame_size(const unsigned char *data, size_t size)
{
    if (size < 6) return 0;
    size_t payload = data[1] & 127, head = 6;
    if (payload == 126) {
        payload = (size_t)data[2] << 8 | data[3];
        head = 8;
    }
    return size < head + payload ? 0 : head + payload;
}

static bool keep(struct line *line, const char *data, size_t size)
{
    if (size > KEPT_MAX) return false;
    if (size && !line->bytes) line->bytes = malloc(KEPT_MAX);
    if (size) memmove(line->bytes, data, size);
    line->kept = (uint16_t)size;
    return true;
}

// Answers every whole frame and keeps the rest; false ends the line.
static bool answer_frames(int fd, const char *data, size_t size)
{
    size_t at = 0, used = 0;
    while ((used = frame_size((const unsigned char *)data + at, size - at))) {
        if ((data[at] & 15) == 8) return false;
        if (send(fd, answer, sizeof answer, MSG_NOSIGNAL) != sizeof answer) return false;
        at += used;
    }
    return keep(&lines[fd], data + at, size - at);
}

static bool upgrade(int fd, const char *data, size_t size)
{
    if (!memmem(data, size, "\r\n\r\n", 4)) return keep(&lines[fd], data, size);
    lines[fd].upgraded = true;
    lines[fd].kept = 0;
    return send(fd, handshake, sizeof handshake - 1, MSG_NOSIGNAL) == (ssize_t)sizeof handshake - 1;
}

static void serve(int fd)
{
    static char shared[KEPT_MAX + READ_MAX];
    size_t kept = lines[fd].kept;
    if (kept) memcpy(shared, lines[fd].bytes, kept);
    ssize_t size = recv(fd, shared + kept, READ_MAX, 0);
    if (size < 0 && errno == EAGAIN) return;
    size_t all = kept + (size_t)(size > 0 ? size : 0);
    bool stays = size > 0 && (lines[fd].upgraded ? answer_frames(fd, shared, all) : upgrade(fd, shared, all));
    if (!stays) end(fd);
}

int main(int argc, char **argv)
{
    struct epoll_event ready[READY_MAX];
    int listener = listen_at((uint16_t)(argc > 1 ? atoi(argv[1]) : 8081));
    int epoll = epoll_create1(0);
    watch(epoll, listener);
    for (;;) {
        int count = epoll_wait(epoll, ready, READY_MAX, -1);
        for (int i = 0; i < count; i++) {
            if (ready[i].data.fd == listener) accept_all(epoll, listener);
            else serve(ready[i].data.fd);
        }
    }
}
