// Waiting for sockets and for moments: a thin coat over epoll. One thread, no allocation after creation. A `watch` is
// embedded in whatever waits and is told when its socket is ready.
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct watch {
    int fd; // -1: nothing open
    uint32_t events;
    void (*ready)(struct watch *watch, uint32_t events);
};

struct loop {
    int epoll;
    int64_t now_ns; // as of the last wake-up
};

int64_t clock_now_ns(void);

void loop_create(struct loop *loop);
void loop_destroy(struct loop *loop);

// Ends the program when the system refuses: a load generator has nothing to rescue.
void loop_watch(struct loop *loop, struct watch *watch, uint32_t events);

// Changes what is waited for; free of cost when nothing changes.
void loop_rewatch(struct loop *loop, struct watch *watch, uint32_t events);

// Ends the connection at once, with a reset, so that thousands of short connections leave no TIME_WAIT behind.
void loop_close(struct watch *watch);

// Waits until something is ready or `until_ns` has come, and serves what is ready.
void loop_once(struct loop *loop, int64_t until_ns);

// A non-blocking socket connecting to the loopback `port`.
int loop_connect(uint32_t address, uint16_t port);
