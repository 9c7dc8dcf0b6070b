// Frames as they are on the wire; docs/protocol.md says what they mean.
#pragma once

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "value/value.h"

enum {
    FRAME_VERSION = 1,
    FRAME_SIZE_MAX = 64 * 1024,
    FRAME_TICKET_MAX = 128,
    FRAME_NAME_MAX = 64,
    FRAME_TOPIC_MAX = 200
};
#define FRAME_TARGET_MAX (INT64_C(1) << 53)

enum frame_kind { FRAME_JOIN, FRAME_EVENT, FRAME_ACK, FRAME_HEARTBEAT, FRAME_BYE, FRAME_DEV, FRAME_OPEN };

// A frame from a browser. Everything in it lives in the arena it was decoded in.
struct frame {
    enum frame_kind kind;
    uint32_t seen;        // of join, event and ack; of dev: a step
    bool is_blank;        // of a join: SEEN was null, the client has nothing that could be patched
    uint32_t ref;         // of an event, from 1; of dev: the question's number
    struct bytes ticket;  // of a join
    struct bytes name;    // of an event, and of dev what is asked: 1 to FRAME_NAME_MAX bytes; of open: the topic
    struct value payload; // of an event, and of open its params: a table (of a JSON object)
    uint64_t target;      // of an event: the component that it is for; 0: the view
    size_t size;          // of its text, in bytes
};

// One whole frame. Fails with SYNTAX, or with TOO_LARGE beyond FRAME_SIZE_MAX bytes, 32 arrays and objects in each
// other or 16,384 values; the text says which part is wrong. Borrows nothing from `text`.
bool frame_decode(struct bytes text, struct arena *arena, struct frame *frame, struct error *err);

// What the host says, appended to `out`. `patch` and `value` are JSON that was written by the diff, `extra` a JSON
// object; `patch` and `extra` may be empty (size 0). The text of a bye is any text; `within_ms` is when to
// come back, 0: never.
void frame_put_ok(struct buffer *out, uint32_t seq, uint32_t ref);
void frame_put_patch(struct buffer *out, uint32_t seq, uint32_t ref, struct bytes patch, struct bytes extra);
void frame_put_full(struct buffer *out, uint32_t seq, uint32_t ref, struct bytes value, struct bytes extra);
void frame_put_heartbeat(struct buffer *out);
void frame_put_bye(struct buffer *out, enum error_code code, struct bytes text, uint32_t within_ms);
