// What of a rendition is being built; for the files of this room only.
//
// What is open lies on the stack `pending`: a struct frame, then the values so far (a template, pending_template.c)
// or the rows (a list, pending_list.c) or operations (a stream, pending_stream.c). Closing copies them behind the
// nodes and pops the frame.
//
// A fingerprint is made as the values come, by a chain of one step each.
#pragma once

#include "tree/hash.h"
#include "tree/memo.h"
#include "tree/node.h"

#include <assert.h>

enum frame_kind { FRAME_TEMPLATE, FRAME_LIST, FRAME_LIVE, FRAME_STREAM };

struct frame {
    uint64_t hash;
    const struct slot *slot; // of a template: the next
    uint32_t below;          // the frame it lies on
    uint32_t kind;
    uint32_t id;
    uint32_t slots_count;
    uint32_t count; // values or rows so far
    uint32_t weight;
    uint32_t depth; // the deepest of its children

    uint32_t text_begin; // texts that are not in `hash` yet: where they lie in `text`
    uint32_t text_end;
    uint32_t text_first; // and the first of them
    bool is_scattered;   // something else lies between them

    bool has_operations;    // on a stream somewhere under it
    uint32_t lives;         // a stream: nested views there were before the row under way
    bool is_keyed;          // a list: its rows have keys
    bool is_unordered;      // and the keys did not all ascend
    uint32_t keys_at;       // and their table in `keys`
    uint32_t keys_capacity; // 0: none yet
    uint32_t number;        // among the lists of this render
    uint32_t taken;         // number + 1 of the shown row of which the last row is a copy; 0: it is none
    struct memo memo;
};

static_assert(sizeof(struct frame) % 8 == 0, "values and rows behind it are aligned");
static_assert(sizeof(struct node_value) == 8 && sizeof(struct node_row) == 24, "as small as they are meant to be");

static inline struct frame *pending_innermost(const struct rendition *rendition)
{
    return (struct frame *)(rendition->drawing->pending.data + rendition->drawing->innermost);
}

// NULL where what is innermost open is of the other kind, or nothing is.
static inline struct frame *pending_of_kind(const struct rendition *rendition, enum frame_kind kind)
{
    if (rendition->drawing->open_count == 0) return NULL;
    struct frame *frame = pending_innermost(rendition);
    return frame->kind == kind ? frame : NULL;
}

// What is in a slot where a handle of this kind is put.
static inline enum node_kind node_kind_in(enum frame_kind kind)
{
    static_assert(NODE_LIST - NODE_TEMPLATE == FRAME_LIST && NODE_LIVE - NODE_TEMPLATE == FRAME_LIVE &&
                      NODE_STREAM - NODE_TEMPLATE == FRAME_STREAM,
                  "both are in the same order");
    return (enum node_kind)(NODE_TEMPLATE + (unsigned)kind);
}

// What is innermost open where that takes rows: a list or a stream; NULL else.
static inline struct frame *pending_with_rows(const struct rendition *rendition)
{
    if (rendition->drawing->open_count == 0) return NULL;
    struct frame *frame = pending_innermost(rendition);
    return frame->kind == FRAME_TEMPLATE ? NULL : frame;
}

static inline struct node_value *frame_values(struct frame *frame)
{
    return (struct node_value *)(frame + 1);
}

static inline struct node_row *frame_rows(struct frame *frame)
{
    return (struct node_row *)(frame + 1);
}

// A new innermost frame with room for `room` bytes behind it, all zero but its kind and id. Fails (UNKNOWN) where
// there is no such template and (TOO_LARGE) beyond RENDITION_OPEN_MAX.
struct frame *pending_push(struct rendition *rendition, enum frame_kind kind, uint32_t id, size_t room,
                           struct error *err);

void pending_pop(struct rendition *rendition);

// The end of a call that failed: what is innermost open is given up. Returns false; `err` says why already.
bool pending_give_up(struct rendition *rendition);

// The same, and says why, like fail().
#define PENDING_FAIL(rendition, ...) (fail(__VA_ARGS__), pending_give_up(rendition))

bool pending_too_large(struct rendition *rendition, struct error *err);

// The node of the innermost open list or stream: a head and `size` bytes with it, of which only the head is filled,
// and behind that its items, `items_size` bytes, as they lie behind the frame. 0, the frame given up and err set,
// where that is too large.
uint32_t pending_list_node(struct rendition *rendition, size_t size, size_t items_size, struct error *err);

// Whether `more` bytes of content may come into `frame`.
static inline bool frame_weigh(const struct rendition *rendition, struct frame *frame, size_t more)
{
    size_t held = rendition->text.size + rendition->nodes.size;
    if (more > RENDITION_SIZE_MAX || held + more > RENDITION_SIZE_MAX) return false;
    frame->weight += (uint32_t)more;
    return frame->weight <= RENDITION_SIZE_MAX;
}

// The same for a child. It is in the buffers already, but shown many times it weighs each time.
static inline bool frame_weigh_child(struct frame *frame, const struct node_head *child)
{
    if (child->depth > frame->depth) frame->depth = child->depth;
    frame->has_operations |= child->has_operations;
    frame->weight += child->weight;
    return frame->weight <= RENDITION_SIZE_MAX;
}

// buffer_put for content, most of which is a few bytes long: too short for a call of memcpy to be worth it.
static inline void put_content(struct buffer *buffer, struct bytes bytes)
{
    buffer_reserve(buffer, bytes.size);
    char *to = buffer->data + buffer->size;
    buffer->size += bytes.size;
    if (bytes.size > 16) {
        memcpy(to, bytes.data, bytes.size);
    } else if (bytes.size >= 8) { // two halves that may overlap
        memcpy(to, bytes.data, 8);
        memcpy(to + bytes.size - 8, bytes.data + bytes.size - 8, 8);
    } else if (bytes.size >= 4) {
        memcpy(to, bytes.data, 4);
        memcpy(to + bytes.size - 4, bytes.data + bytes.size - 4, 4);
    } else {
        for (size_t i = 0; i < bytes.size; i++) to[i] = bytes.data[i];
    }
}

// Puts a row's key; gives its place.
static inline uint32_t put_key(struct rendition *rendition, struct bytes key)
{
    uint32_t at = (uint32_t)rendition->text.size;
    uint32_t size = (uint32_t)key.size;
    put_content(&rendition->text, (struct bytes){(const char *)&size, sizeof size});
    put_content(&rendition->text, key);
    return at;
}

// Room for a node in `nodes`; gives its place.
static inline uint32_t node_new(struct rendition *rendition, size_t size)
{
    struct buffer *nodes = &rendition->nodes;
    if (nodes->size == 0) { // the first place stays empty, so that no node is at 0
        buffer_reserve(nodes, 8);
        memset(nodes->data, 0, 8);
        nodes->size = 8;
    }
    buffer_reserve(nodes, size);
    uint32_t at = (uint32_t)nodes->size;
    nodes->size += size;
    return at;
}

// A handle for the node at `at`, valid until the next clear.
sink_handle handle_new(struct rendition *rendition, uint32_t at, uint32_t kind);

// The word behind a handle: a place and, in its last three bits, an enum frame_kind or NODE_MARKED.
bool handle_find(const struct rendition *rendition, sink_handle handle, uint32_t *word);

// The node behind a handle, whoever owns it. False for what was never given out since then.
bool handle_read(const struct rendition *rendition, sink_handle handle, uint32_t *at, enum frame_kind *kind);

// The same as a slot's value, with its owner's mark, and what it adds to a fingerprint.
bool handle_value(const struct rendition *rendition, sink_handle handle, struct node_value *value, uint64_t *hash);

// No handle is valid any more.
void handles_forget(struct rendition *rendition);

// The template of these values as a node, which is given; 0, and nothing is put, where one of them does not fit.
uint32_t pending_put_whole(struct rendition *rendition, uint32_t id, const struct sink_value *values, size_t count);

// The template at `at`, which is of the open list's or stream's kind, becomes its next row, made from `said`
// (memo.h).
bool pending_add_row(struct rendition *rendition, struct bytes key, uint32_t at, uint64_t said, struct error *err);

// The same for a copy of a row of the list that is shown.
bool pending_take_row(struct rendition *rendition, const struct node_row *shown, struct memo_place copy,
                      struct error *err);

// The functions of rendition_sink; pending_template.c
bool pending_slots(void *self, uint32_t id, uint32_t *count, struct error *err);
bool pending_open(void *self, uint32_t id, struct error *err);
bool pending_text(void *self, struct bytes text, struct error *err);
bool pending_flag(void *self, bool on, struct error *err);
bool pending_child(void *self, sink_handle child, struct error *err);
bool pending_operations(void *self, struct bytes json, struct error *err);
bool pending_spread(void *self, const struct bytes *names, const struct bytes *values, uint64_t operations,
                    size_t count, struct error *err);
bool pending_close(void *self, sink_handle *handle, struct error *err);

// pending_whole.c
bool pending_whole(void *self, uint32_t id, const struct sink_value *values, size_t count, sink_handle *handle,
                   struct error *err);
bool pending_whole_row(void *self, const struct sink_value *key, const struct sink_value *values, size_t count,
                       struct error *err);
// pending_owner.c
bool pending_own(void *self, sink_handle markup, uint64_t owner, sink_handle *handle, struct error *err);

// pending_list.c
bool pending_hole(void *self, unsigned number, sink_handle *handle, struct error *err);
bool pending_list_open(void *self, uint32_t row_template, struct error *err);
bool pending_row(void *self, struct bytes key, sink_handle row, struct error *err);
bool pending_row_template(void *self, uint32_t *id, struct error *err);
bool pending_list_close(void *self, sink_handle *handle, struct error *err);

// pending_live.c
bool pending_live(void *self, uint32_t view, struct bytes name, struct bytes params, struct bytes where,
                  sink_handle *handle, struct error *err);

// pending_stream.c
bool pending_stream(void *self, struct error *err);
bool pending_operation(void *self, const struct sink_operation *operation, struct error *err);
bool pending_add_stream_row(struct rendition *rendition, struct bytes key, uint32_t at, struct error *err);
bool pending_stream_close(struct rendition *rendition, sink_handle *handle, struct error *err);
