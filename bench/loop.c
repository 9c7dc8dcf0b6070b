// See loop.h.
#include "loop.h"

#include "die.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { READY_MAX = 512 };

int64_t clock_now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

void loop_create(struct loop *loop)
{
    loop->epoll = epoll_create1(EPOLL_CLOEXEC);
    if (loop->epoll < 0) die("epoll_create1");
    loop->now_ns = clock_now_ns();
}

void loop_destroy(struct loop *loop)
{
    close(loop->epoll);
}

static void control(struct loop *loop, int what, struct watch *watch, uint32_t events)
{
    struct epoll_event event = {.events = events, .data.ptr = watch};
    watch->events = events;
    if (epoll_ctl(loop->epoll, what, watch->fd, &event) != 0) die("epoll_ctl");
}

void loop_watch(struct loop *loop, struct watch *watch, uint32_t events)
{
    control(loop, EPOLL_CTL_ADD, watch, events);
}

void loop_rewatch(struct loop *loop, struct watch *watch, uint32_t events)
{
    if (watch->events != events) control(loop, EPOLL_CTL_MOD, watch, events);
}

void loop_close(struct watch *watch)
{
    struct linger at_once = {.l_onoff = 1, .l_linger = 0};
    if (watch->fd < 0) return;
    setsockopt(watch->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close(watch->fd);
    watch->fd = -1;
}

void loop_once(struct loop *loop, int64_t until_ns)
{
    struct epoll_event ready[READY_MAX];
    int64_t wait_ns = until_ns - clock_now_ns();
    if (wait_ns < 0) wait_ns = 0;
    struct timespec wait = {.tv_sec = wait_ns / 1000000000, .tv_nsec = wait_ns % 1000000000};
    int count = epoll_pwait2(loop->epoll, ready, READY_MAX, &wait, NULL);
    if (count < 0 && errno != EINTR) die("epoll_pwait2");
    loop->now_ns = clock_now_ns();
    for (int i = 0; i < count; i++) {
        struct watch *watch = ready[i].data.ptr;
        if (watch->fd >= 0) watch->ready(watch, ready[i].events);
    }
}

int loop_connect(uint32_t address, uint16_t port)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(address)};
    int one = 1;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) die("socket");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    bool refused = connect(fd, (struct sockaddr *)&to, sizeof to) != 0 && errno != EINPROGRESS;
    if (refused && errno != ECONNREFUSED) die("connect"); // a refusal shows as a lost line
    return fd;
}
