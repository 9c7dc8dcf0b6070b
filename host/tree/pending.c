// See pending.h: the stack itself, and handles.
#include "tree/pending.h"

// A handle is the node's number in `handles`, from 1, and the generation in the bits above. Numbers never run out: a
// node has 16 bytes at least.
enum { HANDLE_BITS = 21, GENERATIONS = (1 << (32 - HANDLE_BITS)) - 1 };
static_assert(RENDITION_SIZE_MAX / sizeof(struct node_head) < 1 << HANDLE_BITS, "each node can have a handle");

struct frame *pending_push(struct rendition *rendition, enum frame_kind kind, uint32_t id, size_t room,
                           struct error *err)
{
    if (rendition->drawing->open_count == RENDITION_OPEN_MAX) {
        fail(err, ERROR_TOO_LARGE, "more than %d templates and lists are open at once", RENDITION_OPEN_MAX);
        return NULL;
    }
    struct buffer *pending = &rendition->drawing->pending;
    uint32_t at = (uint32_t)pending->size;
    buffer_reserve(pending, sizeof(struct frame) + room);
    struct frame *frame = (struct frame *)(pending->data + at);
    *frame = (struct frame){.kind = kind, .id = id, .below = rendition->drawing->innermost};
    pending->size += sizeof *frame + room;
    rendition->drawing->innermost = at;
    rendition->drawing->open_count++;
    return frame;
}

void pending_pop(struct rendition *rendition)
{
    struct frame *frame = pending_innermost(rendition);
    if (frame->keys_capacity) rendition->drawing->keys.size = frame->keys_at;
    rendition->drawing->pending.size = rendition->drawing->innermost;
    rendition->drawing->innermost = frame->below;
    rendition->drawing->open_count--;
}

bool pending_give_up(struct rendition *rendition)
{
    if (rendition->drawing->open_count) pending_pop(rendition);
    return false;
}

bool pending_too_large(struct rendition *rendition, struct error *err)
{
    return PENDING_FAIL(rendition, err, ERROR_TOO_LARGE, "the page has more than %d MiB of content",
                        RENDITION_SIZE_MAX >> 20);
}

uint32_t pending_list_node(struct rendition *rendition, size_t size, size_t items_size, struct error *err)
{
    struct frame *frame = pending_innermost(rendition);
    if (!frame_weigh(rendition, frame, size) ||
        rendition->nodes.size + rendition->text.size + items_size > RENDITION_SIZE_MAX) {
        pending_too_large(rendition, err);
        return 0;
    }
    uint32_t at = node_new(rendition, size + items_size);
    struct node_head *head = (struct node_head *)(rendition->nodes.data + at);
    *head = (struct node_head){
        .fingerprint = frame->hash,
        .id = frame->id,
        .has_operations = frame->has_operations,
        .weight = frame->weight,
        .depth = frame->depth,
    };
    if (items_size) memcpy((char *)head + size, frame + 1, items_size);
    return at;
}

sink_handle handle_new(struct rendition *rendition, uint32_t at, uint32_t kind)
{
    uint32_t word = at | kind; // places are multiples of 8
    buffer_put(&rendition->drawing->handles, (struct bytes){(const char *)&word, sizeof word});
    return rendition->drawing->generation << HANDLE_BITS | (uint32_t)(rendition->drawing->handles.size / sizeof word);
}

bool handle_find(const struct rendition *rendition, sink_handle handle, uint32_t *word)
{
    size_t number = handle & ((1u << HANDLE_BITS) - 1);
    if (handle >> HANDLE_BITS != rendition->drawing->generation) return false;
    if (number == 0 || number > rendition->drawing->handles.size / sizeof *word) return false;
    *word = ((const uint32_t *)rendition->drawing->handles.data)[number - 1];
    return true;
}

bool handle_read(const struct rendition *rendition, sink_handle handle, uint32_t *at, enum frame_kind *kind)
{
    uint32_t word;
    if (!handle_find(rendition, handle, &word)) return false;
    if ((word & 7) == NODE_MARKED) word = ((const struct node_mark *)(rendition->nodes.data + (word & ~7u)))->word;
    *at = word & ~7u;
    *kind = word & 7;
    return true;
}

void handles_forget(struct rendition *rendition)
{
    buffer_clear(&rendition->drawing->handles);
    rendition->drawing->generation = rendition->drawing->generation % GENERATIONS + 1;
}
