// Work that another thread does for somebody, and its answer: a function of a service, by name. Who asks makes it
// and owns it again when it is answered; in between it is the worker's.
#pragma once

#include "base/buffer.h"
#include "bus/inbox.h"

enum errand_end {
    ERRAND_DONE,    // `answer` is the value, canonical
    ERRAND_REFUSED, // the function ran and says that it did not go well: `answer` is its text
    ERRAND_FAILED,  // it came to no end: `answer` is a sentence for the developer, as in what follows
    ERRAND_OVERDUE, // it took longer than it may
    ERRAND_FULL,    // too many wait
    ERRAND_LOST,    // there is nobody any more to do it
};

struct errand {
    struct inbox_message message; // first: how it goes to the worker's thread
    struct errand *next;          // of those that wait there
    struct buffer function;       // its name
    struct buffer arguments;      // a list, canonical
    uint64_t timeout_ms;          // from when it is given; 0: as the worker has it
    uint64_t since_ms;            // it was given; the worker's
    _Atomic bool is_cancelled;    // nobody wants the answer any more: what has not begun does not begin
    enum errand_end end;
    struct buffer answer;
    // In the worker's thread, once: the errand is whose it was.
    void (*answered)(struct errand *errand);
};

static inline void errand_destroy(struct errand *errand)
{
    buffer_destroy(&errand->function);
    buffer_destroy(&errand->arguments);
    buffer_destroy(&errand->answer);
}
