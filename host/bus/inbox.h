// How shards talk: each has an inbox that any thread may put messages in, without a lock, and that its own loop
// empties.
#pragma once

#include <stdatomic.h>
#include <uv.h>

struct inbox_message {
    struct inbox_message *next;
    // Called in the receiving shard's thread; owns the message from then on. `receiver` is NULL where the shard is
    // gone and the message is only to be given back.
    void (*deliver)(struct inbox_message *message, void *receiver);
};

struct inbox {
    _Atomic(struct inbox_message *) newest; // a stack; the reader turns it round
    uv_async_t wake;
    void *receiver;
};

// `receiver` is what deliver gets. The inbox is part of the loop until inbox_close.
void inbox_create(struct inbox *inbox, uv_loop_t *loop, void *receiver);

// Any thread. The message belongs to the inbox now.
void inbox_put(struct inbox *inbox, struct inbox_message *message);

// In the loop's thread; its handle is closed when the loop runs next. What comes later waits for inbox_drain.
void inbox_close(struct inbox *inbox);

// When no thread puts messages in any more: delivers what still waits, to NULL.
void inbox_drain(struct inbox *inbox);
