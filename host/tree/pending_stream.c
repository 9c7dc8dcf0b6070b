// See pending.h: an open stream, a list of which only what happens to it is told.
//
// Operations lie on the stack as they come; an insert waits there for its row. Nothing of them is in the hash: a
// stream without operations is the same as the one before, and `has_operations` leads to those that have some.
#include "tree/pending.h"

static_assert(sizeof(struct node_operation) == 24, "as node.h has it");

bool pending_stream(void *self, struct error *err)
{
    struct rendition *rendition = self;
    struct frame *frame = pending_of_kind(rendition, FRAME_LIST);
    if (!frame || frame->count)
        return PENDING_FAIL(rendition, err, ERROR_MISFIT,
                            "a stream is shown by a {for} of its own: {for item in ls.stream \"name\" do}");
    frame->kind = FRAME_STREAM;
    frame->hash = hash_chain(frame->hash, FRAME_STREAM); // other than that of a list without rows
    return true;
}

static struct node_operation *frame_operations(struct frame *frame)
{
    return (struct node_operation *)(frame + 1);
}

// The last operation, where it waits for its row.
static struct node_operation *waiting(struct frame *frame)
{
    if (!frame->count) return NULL;
    struct node_operation *last = &frame_operations(frame)[frame->count - 1];
    return last->change <= SINK_UPDATE && !last->row ? last : NULL;
}

bool pending_operation(void *self, const struct sink_operation *operation, struct error *err)
{
    struct rendition *rendition = self;
    struct frame *frame = pending_of_kind(rendition, FRAME_STREAM);
    if (!frame) return PENDING_FAIL(rendition, err, ERROR_MISFIT, "an operation came where no stream is open");
    if (waiting(frame)) return PENDING_FAIL(rendition, err, ERROR_MISFIT, "an item of a stream has no row");
    if (frame->count == STREAM_OPERATIONS_MAX)
        return PENDING_FAIL(rendition, err, ERROR_TOO_LARGE, "more than %d operations on a stream in one turn",
                            STREAM_OPERATIONS_MAX);
    size_t key_size = operation->key.data ? sizeof(uint32_t) + operation->key.size : 0;
    if (!frame_weigh(rendition, frame, sizeof(struct node_operation) + key_size))
        return pending_too_large(rendition, err);
    struct node_operation kept = {.change = operation->change, .at = operation->at, .limit = operation->limit};
    if (operation->key.data) kept.key = put_key(rendition, operation->key);
    buffer_put(&rendition->drawing->pending, (struct bytes){(const char *)&kept, sizeof kept});
    frame = pending_innermost(rendition); // the stack may have moved
    frame->has_operations = true;
    frame->lives = rendition->drawing->lives;
    frame->count++;
    return true;
}

bool pending_add_stream_row(struct rendition *rendition, struct bytes key, uint32_t at, struct error *err)
{
    struct frame *frame = pending_innermost(rendition);
    struct node_operation *operation = waiting(frame);
    if (!key.data)
        return PENDING_FAIL(rendition, err, ERROR_MISFIT,
                            "the rows of a stream need a key: write ls-key={item.id} on the row's element");
    if (!operation)
        return PENDING_FAIL(rendition, err, ERROR_MISFIT, "a stream has one row for each item, and another one came");
    if (frame->lives != rendition->drawing->lives)
        return PENDING_FAIL(rendition, err, ERROR_MISFIT,
                            "a nested view cannot stand in a stream's row: nobody would remember it; show it in a "
                            "keyed list");
    if (!frame_weigh(rendition, frame, sizeof(uint32_t) + key.size) ||
        !frame_weigh_child(frame, node_head(rendition, at)))
        return pending_too_large(rendition, err);
    operation->row = at;
    operation->key = put_key(rendition, key);
    return true;
}

bool pending_stream_close(struct rendition *rendition, sink_handle *handle, struct error *err)
{
    struct frame *frame = pending_innermost(rendition);
    if (waiting(frame)) return PENDING_FAIL(rendition, err, ERROR_MISFIT, "an item of a stream has no row");
    size_t operations_size = frame->count * sizeof(struct node_operation);
    uint32_t at = pending_list_node(rendition, sizeof(struct node_stream), operations_size, err);
    if (!at) return false;
    struct node_stream *node = (struct node_stream *)(rendition->nodes.data + at);
    node->count = frame->count;
    node->unused = 0;
    pending_pop(rendition);
    *handle = handle_new(rendition, at, FRAME_STREAM);
    return true;
}
