// See pending.h: an open list and its rows.
//
// That no key comes twice is seen as the rows come. Keys that ascend (shorter first, then by bytes, as counted ids
// do) need no more than a look at the row before; where that ends a table is made on a second stack, `keys`. An inner
// list is closed before its outer one gets a row again, so the table that grows is always on top.
#include "tree/keyset.h"
#include "tree/pending.h"

enum { KEYS_LOOKED_AT = 8 }; // a list with fewer rows has no table

bool pending_list_open(void *self, uint32_t row_template, struct error *err)
{
    struct rendition *rendition = self;
    const struct template *template = templates_get(rendition->templates, row_template);
    if (!template) return fail(err, ERROR_UNKNOWN, "there is no template %u", row_template);
    struct frame *frame = pending_push(rendition, FRAME_LIST, row_template, 0, err);
    if (!frame) return false;
    frame->hash = hash_chain(~template->fingerprint, row_template); // other than that of one such template
    frame->number = memo_note(rendition);
    frame->memo = memo_of(rendition, row_template);
    if (frame->memo.list)
        buffer_reserve(&rendition->drawing->pending,
                       node_list(rendition->drawing->shown, frame->memo.list)->count * sizeof(struct node_row));
    return true;
}

// ---- keys

static inline bool ascends(struct bytes before, struct bytes after)
{
    if (before.size != after.size) return before.size < after.size;
    return memcmp(before.data, after.data, after.size) < 0;
}

static struct keyset_entry *table_of(const struct rendition *rendition, const struct frame *frame)
{
    return (struct keyset_entry *)(rendition->drawing->keys.data + frame->keys_at);
}

// Room for a table on top of the stack, all free.
static struct keyset_entry *push_table(struct rendition *rendition, uint32_t capacity)
{
    size_t size = capacity * sizeof(struct keyset_entry);
    buffer_reserve(&rendition->drawing->keys, size);
    struct keyset_entry *entries =
        (struct keyset_entry *)(rendition->drawing->keys.data + rendition->drawing->keys.size);
    rendition->drawing->keys.size += size;
    memset(entries, 0, size);
    return entries;
}

// The first table, of the rows there are.
static void make_table(struct rendition *rendition, struct frame *frame)
{
    frame->keys_at = (uint32_t)rendition->drawing->keys.size;
    frame->keys_capacity = keyset_capacity(frame->count * 2);
    struct keyset_entry *entries = push_table(rendition, frame->keys_capacity);
    for (uint32_t i = 0; i < frame->count; i++)
        keyset_put(entries, frame->keys_capacity, keyset_hash(node_key(rendition, &frame_rows(frame)[i])), i);
}

// One twice as large, made above the one there is and then moved into its place.
static void grow_table(struct rendition *rendition, struct frame *frame)
{
    uint32_t capacity = frame->keys_capacity * 2;
    struct keyset_entry *larger = push_table(rendition, capacity);
    struct keyset_entry *entries = table_of(rendition, frame);
    for (uint32_t at = 0; at < frame->keys_capacity; at++)
        if (entries[at].row) keyset_put(larger, capacity, entries[at].hash, entries[at].row - 1);
    memmove(entries, larger, capacity * sizeof *entries);
    frame->keys_capacity = capacity;
    rendition->drawing->keys.size = frame->keys_at + capacity * sizeof *entries;
}

static bool is_in_table(struct rendition *rendition, struct frame *frame, struct bytes key, uint32_t hash)
{
    if (frame->keys_capacity == 0) make_table(rendition, frame);
    else if (frame->count * 2 >= frame->keys_capacity) grow_table(rendition, frame);
    struct keyset_entry *entries = table_of(rendition, frame);
    uint32_t at = keyset_seek(entries, frame->keys_capacity, hash, hash);
    while (entries[at].row) {
        if (bytes_equal(node_key(rendition, &frame_rows(frame)[entries[at].row - 1]), key)) return true;
        at = keyset_seek(entries, frame->keys_capacity, hash, at + 1);
    }
    entries[at] = (struct keyset_entry){hash, frame->count + 1};
    return false;
}

static bool is_in_rows(const struct rendition *rendition, struct frame *frame, struct bytes key)
{
    for (uint32_t i = 0; i < frame->count; i++)
        if (bytes_equal(node_key(rendition, &frame_rows(frame)[i]), key)) return true;
    return false;
}

// Whether a row of the list has this key; if not, it is noted for the row that comes next.
static inline bool has_key(struct rendition *rendition, struct frame *frame, struct bytes key)
{
    if (frame->count == 0) return false;
    if (!frame->is_unordered && ascends(node_key(rendition, &frame_rows(frame)[frame->count - 1]), key)) return false;
    frame->is_unordered = true;
    return frame->count < KEYS_LOOKED_AT ? is_in_rows(rendition, frame, key)
                                         : is_in_table(rendition, frame, key, keyset_hash(key));
}

// ---- rows

static bool template_fits(struct rendition *rendition, const struct frame *frame, sink_handle handle, uint32_t *at,
                          struct error *err)
{
    enum frame_kind kind;
    if (!frame) return PENDING_FAIL(rendition, err, ERROR_MISFIT, "a row came where no list is open");
    if (!handle_read(rendition, handle, at, &kind))
        return PENDING_FAIL(rendition, err, ERROR_MISFIT, "this row is not of this render");
    if (kind != FRAME_TEMPLATE) return PENDING_FAIL(rendition, err, ERROR_MISFIT, "a row is a template, not a list");
    uint32_t id = node_head(rendition, *at)->id;
    if (id != frame->id)
        return PENDING_FAIL(rendition, err, ERROR_MISFIT, "the rows are of template %u, and one of template %u came",
                            frame->id, id);
    return true;
}

static bool key_fits(struct rendition *rendition, struct frame *frame, struct bytes key, struct error *err)
{
    if (frame->count && (key.data != NULL) != frame->is_keyed)
        return PENDING_FAIL(rendition, err, ERROR_MISFIT, "of a list's rows either all have a key or none");
    if (key.data && has_key(rendition, frame, key))
        return PENDING_FAIL(rendition, err, ERROR_MISFIT, "two rows have the key '%.*s'",
                            (int)(key.size < 200 ? key.size : 200), key.data);
    return true;
}

static inline bool weighs_too_much(struct rendition *rendition, struct frame *frame, struct bytes key, uint32_t at)
{
    size_t size = sizeof(struct node_row) + (key.data ? sizeof(uint32_t) + key.size : 0);
    return !frame_weigh(rendition, frame, size) || !frame_weigh_child(frame, node_head(rendition, at));
}

static inline void put_row(struct rendition *rendition, struct node_row row, bool is_keyed)
{
    buffer_reserve(&rendition->drawing->pending, sizeof row);
    *(struct node_row *)(rendition->drawing->pending.data + rendition->drawing->pending.size) = row;
    rendition->drawing->pending.size += sizeof row;
    struct frame *frame = pending_innermost(rendition);
    frame->hash = hash_chain(frame->hash, row.fingerprint);
    frame->is_keyed = is_keyed;
    frame->count++;
}

bool pending_add_row(struct rendition *rendition, struct bytes key, uint32_t at, uint64_t said, struct error *err)
{
    struct frame *frame = pending_innermost(rendition);
    if (frame->kind == FRAME_STREAM) return pending_add_stream_row(rendition, key, at, err);
    if (weighs_too_much(rendition, frame, key, at)) return pending_too_large(rendition, err);
    if (!key_fits(rendition, frame, key, err)) return false;
    struct node_row row = {.fingerprint = node_head(rendition, at)->fingerprint, .at = at, .said = said};
    if (key.data) {
        row.fingerprint = hash_chain(hash_chain(key.size, hash_bytes(key)), row.fingerprint);
        row.key = put_key(rendition, key);
    }
    frame->taken = 0;
    put_row(rendition, row, key.data != NULL);
    return true;
}

// Keys that ascended there ascend here.
static inline bool follows(const struct frame *frame, const struct node_list *list, uint32_t number)
{
    return list->is_ordered && !frame->is_unordered && frame->taken && frame->taken <= number;
}

bool pending_take_row(struct rendition *rendition, const struct node_row *shown, struct memo_place copy,
                      struct error *err)
{
    struct frame *frame = pending_innermost(rendition);
    const struct node_list *list = node_list(rendition->drawing->shown, frame->memo.list);
    uint32_t number = (uint32_t)(shown - list->rows);
    struct bytes key = list->is_keyed ? node_key(rendition->drawing->shown, shown) : (struct bytes){0};
    if (weighs_too_much(rendition, frame, key, copy.at)) return pending_too_large(rendition, err);
    if (!follows(frame, list, number) && !key_fits(rendition, frame, key, err)) return false;
    frame->taken = number + 1;
    put_row(rendition, (struct node_row){shown->fingerprint, copy.at, copy.key, shown->said}, list->is_keyed);
    return true;
}

bool pending_row(void *self, struct bytes key, sink_handle handle, struct error *err)
{
    struct rendition *rendition = self;
    uint32_t at = 0;
    return template_fits(rendition, pending_with_rows(rendition), handle, &at, err) &&
           pending_add_row(rendition, key, at, 0, err);
}

bool pending_row_template(void *self, uint32_t *id, struct error *err)
{
    const struct frame *frame = pending_with_rows(self);
    if (!frame) return fail(err, ERROR_MISFIT, "a row came where no list is open");
    *id = frame->id;
    return true;
}

bool pending_list_close(void *self, sink_handle *handle, struct error *err)
{
    struct rendition *rendition = self;
    struct frame *frame = pending_of_kind(rendition, FRAME_LIST);
    if (pending_of_kind(rendition, FRAME_STREAM)) return pending_stream_close(rendition, handle, err);
    if (!frame) return PENDING_FAIL(rendition, err, ERROR_MISFIT, "no list is open that could be closed");
    uint32_t at = pending_list_node(rendition, sizeof(struct node_list), frame->count * sizeof(struct node_row), err);
    if (!at) return false;
    struct node_list *node = (struct node_list *)(rendition->nodes.data + at);
    node->count = frame->count;
    node->is_keyed = frame->is_keyed;
    node->is_ordered = !frame->is_unordered;
    memo_place(rendition, frame->number, at);
    pending_pop(rendition);
    *handle = handle_new(rendition, at, FRAME_LIST);
    return true;
}
