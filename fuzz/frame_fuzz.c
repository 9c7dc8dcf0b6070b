// Any bytes as a frame from a browser. What is taken is within the limits that the rest of the house relies on.
#include "fuzz_target.h"
#include "value/codec.h"
#include "wire/frame.h"

#include <assert.h>

static struct arena arena;
static struct buffer out;

static void check_event(const struct frame *frame)
{
    struct error err;
    assert(frame->ref >= 1);
    assert(frame->name.size >= 1 && frame->name.size <= FRAME_NAME_MAX);
    assert(frame->payload.kind == VALUE_TABLE && !frame->payload.table->is_list);
    buffer_clear(&out);
    assert(codec_encode(&frame->payload, &out, &err));
}

static void check_join(const struct frame *frame)
{
    assert(frame->ticket.size >= 1 && frame->ticket.size <= FRAME_TICKET_MAX);
    assert(!frame->is_blank || frame->seen == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct frame frame;
    struct error err = {0};
    arena_reset(&arena);
    if (!frame_decode((struct bytes){(const char *)data, size}, &arena, &frame, &err)) {
        assert(err.code == ERROR_SYNTAX || err.code == ERROR_TOO_LARGE);
        assert(err.text[0]);
    } else if (frame.kind == FRAME_EVENT) {
        check_event(&frame);
    } else if (frame.kind == FRAME_JOIN) {
        check_join(&frame);
    }
    return 0;
}

void fuzz_leave(void)
{
    arena_destroy(&arena);
    buffer_destroy(&out);
}
