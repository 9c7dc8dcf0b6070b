// See rendition.h, and node.h for what lies in the buffers.
//
// What is open lies on the stack `pending`: a struct frame, then the values so far (a template) or the rows (a list).
// Closing copies them behind the nodes and pops the frame. Rows' keys are looked up in tables on a second stack,
// `keys`: an inner list is closed before its outer one gets a row again, so the table that grows is always on top.
//
// A fingerprint is made as the values come: a chain of one step a value, over the kind and size of a text and over
// the fingerprint of a child; the bytes of texts are hashed in one go for all texts between two children. That
// grouping follows the slots alone, so equal content has equal fingerprints however the texts came to lie.
#include "tree/rendition.h"

#include "base/mem.h"
#include "tree/attribute.h"
#include "tree/keyset.h"
#include "tree/node.h"
#include "tree/url.h"

#include <assert.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

// A handle is the node's number in `handles`, from 1, and the generation in the bits above.
enum { HANDLE_BITS = 21, GENERATIONS = (1 << (32 - HANDLE_BITS)) - 1 };

enum { KEYS_LOOKED_AT = 8 }; // a list with fewer rows has no table

enum frame_kind { FRAME_TEMPLATE, FRAME_LIST };

struct frame {
    uint64_t hash;
    const struct slot *slot; // of a template: the next
    uint32_t below;          // the frame it lies on
    uint32_t kind;
    uint32_t id;
    uint32_t slots_count;
    uint32_t count; // values or rows so far
    uint32_t weight;
    uint32_t depth;      // the deepest of its children
    uint32_t text_begin; // texts that are not in `hash` yet: where they lie in `text`
    uint32_t text_end;
    uint32_t text_first;    // and the first of them
    uint32_t keys_at;       // of a list: its table in `keys`
    uint32_t keys_capacity; // 0: none yet
    bool is_scattered;      // something else lies between those texts
    bool is_keyed;
};

static_assert(sizeof(struct frame) % 8 == 0, "values and rows behind it are aligned");
static_assert(sizeof(struct node_value) == 8 && sizeof(struct node_row) == 16, "as small as they are meant to be");

void rendition_create(struct rendition *rendition, const struct templates *templates)
{
    *rendition = (struct rendition){.templates = templates, .generation = 1};
}

void rendition_destroy(struct rendition *rendition)
{
    buffer_destroy(&rendition->nodes);
    buffer_destroy(&rendition->text);
    buffer_destroy(&rendition->pending);
    buffer_destroy(&rendition->handles);
    buffer_destroy(&rendition->keys);
    *rendition = (struct rendition){0};
}

// No render is under way any more.
static void end_render(struct rendition *rendition)
{
    buffer_clear(&rendition->pending);
    buffer_clear(&rendition->handles);
    buffer_clear(&rendition->keys);
    rendition->open_count = 0;
    rendition->generation = rendition->generation % GENERATIONS + 1;
}

void rendition_clear(struct rendition *rendition)
{
    buffer_clear(&rendition->nodes);
    buffer_clear(&rendition->text);
    rendition->root = 0;
    end_render(rendition);
}

// ---- what is open

static inline struct frame *innermost(const struct rendition *rendition)
{
    return (struct frame *)(rendition->pending.data + rendition->innermost);
}

static inline struct node_value *values_of(struct frame *frame)
{
    return (struct node_value *)(frame + 1);
}

static inline struct node_row *rows_of(struct frame *frame)
{
    return (struct node_row *)(frame + 1);
}

static void pop(struct rendition *rendition)
{
    struct frame *frame = innermost(rendition);
    if (frame->keys_capacity) rendition->keys.size = frame->keys_at;
    rendition->pending.size = rendition->innermost;
    rendition->innermost = frame->below;
    rendition->open_count--;
}

// The end of a call that failed; `err` says why already.
static bool give_up(struct rendition *rendition)
{
    if (rendition->open_count) pop(rendition);
    return false;
}

#define GIVE_UP(rendition, ...) (fail(__VA_ARGS__), give_up(rendition))

static bool push(struct rendition *rendition, const struct frame *frame, size_t behind, struct error *err)
{
    if (rendition->open_count == RENDITION_OPEN_MAX)
        return fail(err, ERROR_TOO_LARGE, "more than %d templates and lists are open at once", RENDITION_OPEN_MAX);
    struct buffer *pending = &rendition->pending;
    uint32_t at = (uint32_t)pending->size;
    buffer_reserve(pending, sizeof *frame + behind);
    struct frame *pushed = (struct frame *)(pending->data + at);
    *pushed = *frame;
    pushed->below = rendition->innermost;
    pending->size += sizeof *frame + behind;
    rendition->innermost = at;
    rendition->open_count++;
    return true;
}

static bool too_large(struct rendition *rendition, struct error *err)
{
    return GIVE_UP(rendition, err, ERROR_TOO_LARGE, "the page has more than %d MiB of content",
                   RENDITION_SIZE_MAX >> 20);
}

// Whether `more` bytes of content may come into the innermost one.
static inline bool weigh(struct rendition *rendition, struct frame *frame, size_t more)
{
    size_t held = rendition->text.size + rendition->nodes.size;
    if (more > RENDITION_SIZE_MAX || held + more > RENDITION_SIZE_MAX) return false;
    frame->weight += (uint32_t)more;
    return frame->weight <= RENDITION_SIZE_MAX;
}

// The same for a child, which is in the buffers already: shown many times it weighs each time.
static inline bool weigh_child(struct frame *frame, const struct node_head *child)
{
    if (child->depth > frame->depth) frame->depth = child->depth;
    frame->weight += child->weight;
    return frame->weight <= RENDITION_SIZE_MAX;
}

// ---- fingerprints

static inline uint64_t chain(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
    return hash ^ hash >> 32;
}

static uint64_t hash_scattered(struct rendition *rendition, struct frame *frame)
{
    XXH3_state_t state;
    XXH3_64bits_reset(&state);
    const struct node_value *values = values_of(frame);
    for (uint32_t i = frame->text_first; i < frame->count; i++)
        if (values[i].size) XXH3_64bits_update(&state, rendition->text.data + values[i].at, values[i].size);
    return XXH3_64bits_digest(&state);
}

// Takes the texts since the last child into the hash. The next one begins a new group, wherever it lies.
static inline void hash_texts(struct rendition *rendition, struct frame *frame)
{
    if (frame->text_end == frame->text_begin) return;
    size_t size = frame->text_end - frame->text_begin;
    frame->hash =
        chain(frame->hash, frame->is_scattered ? hash_scattered(rendition, frame)
                                               : XXH3_64bits(rendition->text.data + frame->text_begin, size));
    frame->text_begin = frame->text_end = 0;
    frame->is_scattered = false;
}

// Says that the next text of `frame` lies at `begin`.
static inline void join_text(struct frame *frame, uint32_t begin, uint32_t end)
{
    if (frame->text_begin == frame->text_end) {
        frame->text_begin = begin;
        frame->text_first = frame->count;
    } else if (frame->text_end != begin) {
        frame->is_scattered = true;
    }
    frame->text_end = end;
}

// ---- handles

static sink_handle handle_new(struct rendition *rendition, uint32_t at, enum frame_kind kind)
{
    uint32_t word = at | kind; // places are multiples of 8
    buffer_put(&rendition->handles, (struct bytes){(const char *)&word, sizeof word});
    return rendition->generation << HANDLE_BITS | (uint32_t)(rendition->handles.size / sizeof word);
}

static inline bool handle_read(const struct rendition *rendition, sink_handle handle, uint32_t *at,
                               enum frame_kind *kind)
{
    size_t number = handle & ((1u << HANDLE_BITS) - 1);
    if (handle >> HANDLE_BITS != rendition->generation) return false;
    if (number == 0 || number > rendition->handles.size / sizeof(uint32_t)) return false;
    uint32_t word = ((const uint32_t *)rendition->handles.data)[number - 1];
    *at = word & ~7u;
    *kind = word & 7;
    return true;
}

// Room for a node; the first place stays empty, so that none is at 0.
static uint32_t node_new(struct rendition *rendition, size_t size)
{
    struct buffer *nodes = &rendition->nodes;
    if (nodes->size == 0)
        buffer_put(nodes, BYTES("\0\0\0\0\0\0\0"
                                "\0"));
    buffer_reserve(nodes, size);
    uint32_t at = (uint32_t)nodes->size;
    nodes->size += size;
    return at;
}

// ---- templates

static bool has_template(const struct rendition *rendition, uint32_t id, struct error *err)
{
    if (id < rendition->templates->count) return true;
    return fail(err, ERROR_UNKNOWN, "there is no template %u", id);
}

static bool sink_slots(void *self, uint32_t id, uint32_t *count, struct error *err)
{
    struct rendition *rendition = self;
    if (!has_template(rendition, id, err)) return false;
    *count = rendition->templates->all[id].slots_count;
    return true;
}

static bool sink_open(void *self, uint32_t id, struct error *err)
{
    struct rendition *rendition = self;
    if (!has_template(rendition, id, err)) return false;
    const struct template *template = &rendition->templates->all[id];
    struct frame frame = {
        .hash = chain(template->fingerprint, id),
        .slot = template->slots,
        .kind = FRAME_TEMPLATE,
        .id = id,
        .slots_count = template->slots_count,
    };
    return push(rendition, &frame, template->slots_count * sizeof(struct node_value), err);
}

// The slot that the next value is for; NULL, with the reason in err, where none is.
static inline const struct slot *next_slot(struct rendition *rendition, struct error *err)
{
    struct frame *frame = innermost(rendition);
    if (rendition->open_count == 0 || frame->kind != FRAME_TEMPLATE) {
        GIVE_UP(rendition, err, ERROR_MISFIT, "a value came where no template is open");
        return NULL;
    }
    if (frame->count == frame->slots_count) {
        GIVE_UP(rendition, err, ERROR_MISFIT, "template %u takes %u values, and one more came", frame->id,
                frame->slots_count);
        return NULL;
    }
    return frame->slot;
}

static bool misfit(struct rendition *rendition, const struct slot *slot, const char *what, struct error *err)
{
    switch (slot->kind) {
    case SLOT_ATTRIBUTE:
    case SLOT_URL:
        return GIVE_UP(rendition, err, ERROR_MISFIT, "attribute '%.*s' takes text, not %s", (int)slot->name.size,
                       slot->name.data, what);
    case SLOT_SPREAD: return GIVE_UP(rendition, err, ERROR_MISFIT, "a set of attributes takes a table, not %s", what);
    case SLOT_RAW_TEXT: return GIVE_UP(rendition, err, ERROR_MISFIT, "a textarea or title takes text, not %s", what);
    default: return GIVE_UP(rendition, err, ERROR_MISFIT, "content takes text or markup, not %s", what);
    }
}

static inline void put_value(struct frame *frame, struct node_value value)
{
    values_of(frame)[frame->count++] = value;
    frame->slot++;
}

// A value that has no content.
static inline bool put_plain(struct frame *frame, enum node_kind kind)
{
    put_value(frame, (struct node_value){.kind = kind});
    frame->hash = chain(frame->hash, kind);
    return true;
}

// What lies in `text` from `begin` on is the next value.
static inline bool put_written(struct rendition *rendition, struct frame *frame, size_t begin, enum node_kind kind)
{
    size_t end = rendition->text.size;
    join_text(frame, (uint32_t)begin, (uint32_t)end);
    put_value(frame, (struct node_value){.at = (uint32_t)begin, .size = (uint32_t)(end - begin), .kind = kind});
    frame->hash = chain(frame->hash, (end - begin) << 4 | kind);
    return true;
}

static bool put_text(struct rendition *rendition, struct bytes text, struct error *err)
{
    struct frame *frame = innermost(rendition);
    if (!weigh(rendition, frame, text.size)) return too_large(rendition, err);
    size_t begin = rendition->text.size;
    buffer_put(&rendition->text, text);
    return put_written(rendition, frame, begin, NODE_TEXT);
}

static bool is_content(const struct slot *slot)
{
    return slot->kind == SLOT_TEXT || slot->kind == SLOT_SOLE || slot->kind == SLOT_RAW_TEXT;
}

static bool sink_text(void *self, struct bytes text, struct error *err)
{
    struct rendition *rendition = self;
    const struct slot *slot = next_slot(rendition, err);
    if (!slot) return false;
    if (text.size == 0 && is_content(slot)) return put_plain(innermost(rendition), NODE_NOTHING);
    if (slot->kind == SLOT_SPREAD) return misfit(rendition, slot, "text", err);
    if (slot->kind == SLOT_URL && !url_is_safe(text)) text = BYTES(URL_REFUSED);
    return put_text(rendition, text, err);
}

static bool sink_flag(void *self, bool on, struct error *err)
{
    struct rendition *rendition = self;
    const struct slot *slot = next_slot(rendition, err);
    if (!slot) return false;
    bool is_spread = slot->kind == SLOT_SPREAD;
    if (on && is_spread) return misfit(rendition, slot, "true", err);
    if (on && is_content(slot)) return put_text(rendition, BYTES("true"), err);
    return put_plain(innermost(rendition), on ? NODE_TRUE : is_spread ? NODE_SPREAD : NODE_NOTHING);
}

static bool stale(struct rendition *rendition, struct error *err)
{
    return GIVE_UP(rendition, err, ERROR_MISFIT, "this markup is not of this render");
}

static bool sink_child(void *self, sink_handle handle, struct error *err)
{
    struct rendition *rendition = self;
    const struct slot *slot = next_slot(rendition, err);
    uint32_t at;
    enum frame_kind kind;
    if (!slot) return false;
    if (slot->kind != SLOT_TEXT && slot->kind != SLOT_SOLE) return misfit(rendition, slot, "markup", err);
    if (!handle_read(rendition, handle, &at, &kind)) return stale(rendition, err);
    const struct node_head *child = &node_template(rendition, at)->head; // a list begins with the same
    struct frame *frame = innermost(rendition);
    if (!weigh_child(frame, child)) return too_large(rendition, err);
    hash_texts(rendition, frame);
    frame->hash = chain(frame->hash, child->fingerprint);
    put_value(frame, (struct node_value){.at = at, .kind = kind == FRAME_LIST ? NODE_LIST : NODE_TEMPLATE});
    return true;
}

static size_t spread_size(const struct bytes *names, const struct bytes *values, size_t count)
{
    size_t size = 0;
    for (size_t i = 0; i < count; i++) {
        if (names[i].size > RENDITION_SIZE_MAX || values[i].size > RENDITION_SIZE_MAX) return SIZE_MAX;
        size += names[i].size + values[i].size + sizeof URL_REFUSED + 2 * sizeof(uint32_t);
    }
    return size;
}

static bool sink_spread(void *self, const struct bytes *names, const struct bytes *values, size_t count,
                        struct error *err)
{
    struct rendition *rendition = self;
    const struct slot *slot = next_slot(rendition, err);
    if (!slot) return false;
    if (slot->kind != SLOT_SPREAD) return misfit(rendition, slot, "a table", err);
    struct frame *frame = innermost(rendition);
    if (count <= ATTRIBUTES_MAX && !weigh(rendition, frame, spread_size(names, values, count)))
        return too_large(rendition, err);
    size_t begin = rendition->text.size;
    if (!attributes_put(&rendition->text, names, values, count, err)) return give_up(rendition);
    return put_written(rendition, frame, begin, NODE_SPREAD);
}

static bool sink_close(void *self, sink_handle *handle, struct error *err)
{
    struct rendition *rendition = self;
    struct frame *frame = innermost(rendition);
    if (rendition->open_count == 0 || frame->kind != FRAME_TEMPLATE)
        return GIVE_UP(rendition, err, ERROR_MISFIT, "no template is open that could be closed");
    if (frame->count < frame->slots_count)
        return GIVE_UP(rendition, err, ERROR_MISFIT, "template %u takes %u values, and got %u", frame->id,
                       frame->slots_count, frame->count);
    if (frame->depth == RENDITION_DEPTH_MAX)
        return GIVE_UP(rendition, err, ERROR_TOO_LARGE, "templates lie more than %d deep in each other",
                       RENDITION_DEPTH_MAX);
    size_t values_size = frame->count * sizeof(struct node_value);
    size_t size = sizeof(struct node_head) + values_size;
    size_t statics_size = rendition->templates->all[frame->id].statics_size;
    if (!weigh(rendition, frame, size) || frame->weight + statics_size > RENDITION_SIZE_MAX)
        return too_large(rendition, err);
    hash_texts(rendition, frame);
    uint32_t at = node_new(rendition, size);
    struct node_template *node = (struct node_template *)(rendition->nodes.data + at);
    node->head = (struct node_head){
        .fingerprint = frame->hash,
        .id = frame->id,
        .weight = frame->weight + (uint32_t)statics_size,
        .depth = frame->depth + 1,
    };
    memcpy(node->values, values_of(frame), values_size);
    pop(rendition);
    *handle = handle_new(rendition, at, FRAME_TEMPLATE);
    return true;
}

// ---- lists

static bool sink_list_open(void *self, uint32_t row_template, struct error *err)
{
    struct rendition *rendition = self;
    if (!has_template(rendition, row_template, err)) return false;
    uint64_t hash = rendition->templates->all[row_template].fingerprint;
    struct frame frame = {
        .hash = chain(hash, row_template | UINT64_C(1) << 32), .kind = FRAME_LIST, .id = row_template};
    return push(rendition, &frame, 0, err);
}

// Makes the innermost list's table anew, large enough for the rows it has and as many again.
static void grow_table(struct rendition *rendition, struct frame *frame)
{
    if (frame->keys_capacity == 0) frame->keys_at = (uint32_t)rendition->keys.size;
    frame->keys_capacity = keyset_capacity(frame->count * 2);
    size_t size = frame->keys_capacity * sizeof(struct keyset_entry);
    rendition->keys.size = frame->keys_at;
    buffer_reserve(&rendition->keys, size);
    rendition->keys.size += size;
    struct keyset_entry *entries = (struct keyset_entry *)(rendition->keys.data + frame->keys_at);
    memset(entries, 0, size);
    for (uint32_t i = 0; i < frame->count; i++)
        keyset_put(entries, frame->keys_capacity, keyset_hash(node_key(rendition, &rows_of(frame)[i])), i);
}

static bool has_key_by_look(const struct rendition *rendition, struct frame *frame, struct bytes key)
{
    for (uint32_t i = 0; i < frame->count; i++)
        if (bytes_equal(node_key(rendition, &rows_of(frame)[i]), key)) return true;
    return false;
}

// Whether a row of the list has this key; if not, it is noted for the row that comes next.
static bool has_key(struct rendition *rendition, struct frame *frame, struct bytes key)
{
    if (frame->count < KEYS_LOOKED_AT) return has_key_by_look(rendition, frame, key);
    if (frame->count * 2 >= frame->keys_capacity) grow_table(rendition, frame);
    struct keyset_entry *entries = (struct keyset_entry *)(rendition->keys.data + frame->keys_at);
    uint32_t hash = keyset_hash(key);
    uint32_t at = keyset_seek(entries, frame->keys_capacity, hash, hash);
    while (entries[at].row) {
        if (bytes_equal(node_key(rendition, &rows_of(frame)[entries[at].row - 1]), key)) return true;
        at = keyset_seek(entries, frame->keys_capacity, hash, at + 1);
    }
    entries[at] = (struct keyset_entry){hash, frame->count + 1};
    return false;
}

static bool row_fits(struct rendition *rendition, struct frame *frame, bool is_keyed, sink_handle handle,
                     uint32_t *at, struct error *err)
{
    enum frame_kind kind;
    if (rendition->open_count == 0 || frame->kind != FRAME_LIST)
        return GIVE_UP(rendition, err, ERROR_MISFIT, "a row came where no list is open");
    if (!handle_read(rendition, handle, at, &kind)) return stale(rendition, err);
    if (kind != FRAME_TEMPLATE) return GIVE_UP(rendition, err, ERROR_MISFIT, "a row is a template, not a list");
    uint32_t id = node_template(rendition, *at)->head.id;
    if (id != frame->id)
        return GIVE_UP(rendition, err, ERROR_MISFIT, "the rows are of template %u, and one of template %u came",
                       frame->id, id);
    if (frame->count && is_keyed != frame->is_keyed)
        return GIVE_UP(rendition, err, ERROR_MISFIT, "of a list's rows either all have a key or none");
    return true;
}

static uint32_t put_key(struct rendition *rendition, struct bytes key)
{
    uint32_t at = (uint32_t)rendition->text.size;
    uint32_t size = (uint32_t)key.size;
    buffer_reserve(&rendition->text, sizeof size + key.size);
    buffer_put(&rendition->text, (struct bytes){(const char *)&size, sizeof size});
    buffer_put(&rendition->text, key);
    return at;
}

static struct node_row row_new(struct rendition *rendition, struct bytes key, uint32_t at)
{
    uint64_t fingerprint = node_template(rendition, at)->head.fingerprint;
    if (!key.data) return (struct node_row){fingerprint, at, 0};
    uint64_t key_hash = XXH3_64bits(key.data, key.size);
    return (struct node_row){chain(chain(key.size, key_hash), fingerprint), at, put_key(rendition, key)};
}

static bool sink_row(void *self, struct bytes key, sink_handle handle, struct error *err)
{
    struct rendition *rendition = self;
    struct frame *frame = innermost(rendition);
    uint32_t at;
    if (!row_fits(rendition, frame, key.data != NULL, handle, &at, err)) return false;
    size_t size = sizeof(struct node_row) + (key.data ? sizeof(uint32_t) + key.size : 0);
    if (!weigh(rendition, frame, size) || !weigh_child(frame, &node_template(rendition, at)->head))
        return too_large(rendition, err);
    if (key.data && has_key(rendition, frame, key))
        return GIVE_UP(rendition, err, ERROR_MISFIT, "two rows have the key '%.*s'",
                       (int)(key.size < 200 ? key.size : 200), key.data);
    struct node_row row = row_new(rendition, key, at);
    buffer_put(&rendition->pending, (struct bytes){(const char *)&row, sizeof row});
    frame = innermost(rendition); // it may have moved
    frame->hash = chain(frame->hash, row.fingerprint);
    frame->is_keyed = key.data != NULL;
    frame->count++;
    return true;
}

static bool sink_list_close(void *self, sink_handle *handle, struct error *err)
{
    struct rendition *rendition = self;
    struct frame *frame = innermost(rendition);
    if (rendition->open_count == 0 || frame->kind != FRAME_LIST)
        return GIVE_UP(rendition, err, ERROR_MISFIT, "no list is open that could be closed");
    size_t rows_size = frame->count * sizeof(struct node_row);
    if (!weigh(rendition, frame, sizeof(struct node_list)) ||
        rendition->nodes.size + rendition->text.size + rows_size > RENDITION_SIZE_MAX)
        return too_large(rendition, err);
    uint32_t at = node_new(rendition, sizeof(struct node_list) + rows_size);
    struct node_list *node = (struct node_list *)(rendition->nodes.data + at);
    node->head = (struct node_head){
        .fingerprint = frame->hash, .id = frame->id, .weight = frame->weight, .depth = frame->depth};
    node->count = frame->count;
    node->is_keyed = frame->is_keyed;
    memcpy(node->rows, rows_of(frame), rows_size);
    pop(rendition);
    *handle = handle_new(rendition, at, FRAME_LIST);
    return true;
}

const struct sink rendition_sink = {
    .slots = sink_slots,
    .open = sink_open,
    .text = sink_text,
    .flag = sink_flag,
    .child = sink_child,
    .spread = sink_spread,
    .close = sink_close,
    .list_open = sink_list_open,
    .row = sink_row,
    .list_close = sink_list_close,
};

// ---- the whole

bool rendition_set_root(struct rendition *rendition, sink_handle handle, struct error *err)
{
    uint32_t at;
    enum frame_kind kind;
    if (!handle_read(rendition, handle, &at, &kind))
        return fail(err, ERROR_MISFIT, "the page is not markup of this render");
    if (kind != FRAME_TEMPLATE) return fail(err, ERROR_MISFIT, "the page must be a template, not a list");
    rendition->root = at;
    end_render(rendition);
    return true;
}

static void copy_exactly(struct buffer *to, const struct buffer *from)
{
    if (to->capacity != from->size) {
        buffer_destroy(to);
        to->data = from->size ? mem_new(from->size) : NULL;
        to->capacity = from->size;
    }
    if (from->size) memcpy(to->data, from->data, from->size);
    to->size = from->size;
}

void rendition_copy(struct rendition *to, const struct rendition *from)
{
    copy_exactly(&to->nodes, &from->nodes);
    copy_exactly(&to->text, &from->text);
    end_render(to);
    buffer_destroy(&to->pending);
    buffer_destroy(&to->handles);
    buffer_destroy(&to->keys);
    to->templates = from->templates;
    to->root = from->root;
}

size_t rendition_size(const struct rendition *rendition)
{
    return sizeof *rendition + rendition->nodes.capacity + rendition->text.capacity + rendition->pending.capacity +
           rendition->handles.capacity + rendition->keys.capacity;
}

uint64_t rendition_fingerprint(const struct rendition *rendition)
{
    if (!rendition->root) return 0;
    uint64_t fingerprint = node_template(rendition, rendition->root)->head.fingerprint;
    return fingerprint ? fingerprint : 1;
}
