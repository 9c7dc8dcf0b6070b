// One TCP connection of the generator: bytes out as soon as the socket takes them, whole messages in. Reading goes
// through one big buffer that all lines share; only what is left of a message is kept per line, so that ten thousand
// silent lines cost the generator next to nothing.
#pragma once

#include "loop.h"

#include "base/buffer.h"

#include <sys/types.h>

struct line {
    struct watch watch;
    struct loop *loop;
    struct buffer in;  // the beginning of a message whose end has not come
    struct buffer out; // what the socket did not take yet
    bool is_deaf;      // what comes is left to the kernel, until that takes no more

    // Takes whole messages from the front of `data` and tells how many bytes that was; negative ends the line.
    ssize_t (*take)(struct line *line, char *data, size_t size);

    // The other side ended it, or `take` did. The line is closed already.
    void (*lost)(struct line *line);
};

struct place {
    uint32_t address; // host byte order
    uint16_t port;
    char name[32]; // ADDRESS:PORT, as it stands in a Host header
};

// `take` and `lost` are set by the caller before.
void line_open(struct line *line, struct loop *loop, const struct place *place);

void line_send(struct line *line, struct bytes bytes);

// Stops reading, or goes on with it.
void line_set_deaf(struct line *line, bool is_deaf);

// From our side: `lost` is not called. The line may be opened again.
void line_close(struct line *line);

void line_destroy(struct line *line);

static inline bool line_is_open(const struct line *line)
{
    return line->watch.fd >= 0;
}
