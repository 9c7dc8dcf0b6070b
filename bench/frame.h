// WebSocket frames (RFC 6455) from a browser's side: what is sent is masked, what comes is not.
#pragma once

#include "base/buffer.h"

#include <stdint.h>
#include <sys/types.h>

enum frame_kind {
    FRAME_MORE = 0,
    FRAME_TEXT = 1,
    FRAME_BINARY = 2,
    FRAME_CLOSE = 8,
    FRAME_PING = 9,
    FRAME_PONG = 10
};

enum { FRAME_SIZE_MAX = 64 * 1024 * 1024 };

struct frame {
    enum frame_kind kind;
    bool final;
    struct bytes payload; // borrowed
};

// The size of the frame at the front when it is whole, 0 when more must come, -1 when it is none.
ssize_t frame_take(struct bytes bytes, struct frame *frame);

void frame_put(struct buffer *out, enum frame_kind kind, struct bytes payload, uint32_t mask);
