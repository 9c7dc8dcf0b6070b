// See pending.h: a template said in one call, which is how compiled pages say nearly all of theirs. Nothing is
// opened: its node and its texts are written where they will stay.
//
// The way taken here is for templates in which everything fits. Whatever is odd goes the long way, value by value,
// which knows how to refuse it; either way makes the same node with the same fingerprint.
#include "tree/pending.h"
#include "tree/url.h"

// The node being written, and what becomes its head.
struct whole {
    struct rendition *rendition;
    uint64_t hash;
    size_t weight;
    uint32_t texts_at; // texts that are not in `hash` yet: from here to the end of `text`
    uint32_t depth;
};

static inline void hash_texts(struct whole *whole)
{
    const struct buffer *text = &whole->rendition->text;
    size_t size = text->size - whole->texts_at;
    if (size == 0) return;
    whole->hash = hash_chain(whole->hash, hash_bytes((struct bytes){text->data + whole->texts_at, size}));
    whole->texts_at = (uint32_t)text->size;
}

static inline struct node_value plain(struct whole *whole, enum node_kind kind)
{
    whole->hash = hash_chain(whole->hash, kind);
    return (struct node_value){.kind = kind};
}

static inline bool put_text(struct whole *whole, struct bytes text, struct node_value *value)
{
    struct buffer *buffer = &whole->rendition->text;
    if (text.size > RENDITION_SIZE_MAX) return false;
    *value = (struct node_value){.at = (uint32_t)buffer->size, .size = (uint32_t)text.size, .kind = NODE_TEXT};
    put_content(buffer, text);
    whole->weight += text.size;
    whole->hash = hash_chain(whole->hash, text.size << 4 | NODE_TEXT);
    return true;
}

static inline bool put_child(struct whole *whole, sink_handle handle, struct node_value *value)
{
    uint64_t hash;
    if (!handle_value(whole->rendition, handle, value, &hash)) return false;
    const struct node_head *child = node_head(whole->rendition, value->at);
    whole->weight += child->weight;
    if (child->depth > whole->depth) whole->depth = child->depth;
    hash_texts(whole);
    whole->hash = hash_chain(whole->hash, hash);
    return true;
}

static inline bool put_content_slot(struct whole *whole, enum slot_kind slot, const struct sink_value *said,
                                    struct node_value *value)
{
    switch (said->kind) {
    case SINK_NOTHING: break;
    case SINK_TRUE: return put_text(whole, BYTES("true"), value);
    case SINK_TEXT:
        if (said->text.size) return put_text(whole, said->text, value);
        break;
    case SINK_CHILD: return (slot == SLOT_TEXT || slot == SLOT_SOLE) && put_child(whole, said->child, value);
    }
    *value = plain(whole, NODE_NOTHING);
    return true;
}

static inline bool put_attribute_slot(struct whole *whole, enum slot_kind slot, const struct sink_value *said,
                                      struct node_value *value)
{
    if (said->kind == SINK_TEXT) {
        bool is_refused = slot == SLOT_URL && !url_is_safe(said->text);
        return put_text(whole, is_refused ? BYTES(URL_REFUSED) : said->text, value);
    }
    if (said->kind == SINK_CHILD) return false;
    *value = plain(whole, said->kind == SINK_TRUE ? NODE_TRUE : NODE_NOTHING);
    return true;
}

// False where the value does not fit.
static inline bool put_value(struct whole *whole, enum slot_kind slot, const struct sink_value *said,
                             struct node_value *value)
{
    switch (slot) {
    case SLOT_TEXT:
    case SLOT_SOLE:
    case SLOT_RAW_TEXT:
    case SLOT_MARKUP: return put_content_slot(whole, slot, said, value);
    case SLOT_ATTRIBUTE:
    case SLOT_URL: return put_attribute_slot(whole, slot, said, value);
    case SLOT_SPREAD: break;
    }
    if (said->kind != SINK_NOTHING) return false;
    *value = plain(whole, NODE_SPREAD);
    return true;
}

static bool put_values(struct whole *whole, const struct slot *slots, const struct sink_value *said, size_t count,
                       uint32_t at)
{
    struct node_template *node = (struct node_template *)(whole->rendition->nodes.data + at);
    for (size_t i = 0; i < count; i++)
        if (!put_value(whole, slots[i].kind, &said[i], &node->values[i])) return false;
    hash_texts(whole);
    return true;
}

static bool put_head(const struct whole *whole, uint32_t id, uint32_t at)
{
    const struct rendition *rendition = whole->rendition;
    if (rendition->text.size + rendition->nodes.size > RENDITION_SIZE_MAX) return false;
    if (whole->weight > RENDITION_SIZE_MAX || whole->depth >= RENDITION_DEPTH_MAX) return false;
    ((struct node_template *)(rendition->nodes.data + at))->head = (struct node_head){
        .fingerprint = whole->hash, .id = id, .weight = (uint32_t)whole->weight, .depth = whole->depth + 1};
    return true;
}

uint32_t pending_put_whole(struct rendition *rendition, uint32_t id, const struct sink_value *values, size_t count)
{
    if (id >= rendition->templates->count) return 0;
    const struct template *template = &rendition->templates->all[id];
    if (count != template->slots_count) return 0;
    size_t size = sizeof(struct node_template) + count * sizeof(struct node_value);
    size_t text_size = rendition->text.size;
    struct whole whole = {.rendition = rendition,
                          .hash = hash_chain(template->fingerprint, id),
                          .weight = size + template->statics_size,
                          .texts_at = (uint32_t)text_size};
    uint32_t at = node_new(rendition, size);
    if (put_values(&whole, template->slots, values, count, at) && put_head(&whole, id, at)) return at;
    rendition->nodes.size = at;
    rendition->text.size = text_size;
    return 0;
}

static bool say_value(struct rendition *rendition, const struct sink_value *said, struct error *err)
{
    switch (said->kind) {
    case SINK_NOTHING: return pending_flag(rendition, false, err);
    case SINK_TRUE: return pending_flag(rendition, true, err);
    case SINK_TEXT: return pending_text(rendition, said->text, err);
    case SINK_CHILD: break;
    }
    return pending_child(rendition, said->child, err);
}

// The long way.
static bool say_all(struct rendition *rendition, uint32_t id, const struct sink_value *values, size_t count,
                    sink_handle *handle, struct error *err)
{
    if (!pending_open(rendition, id, err)) return false;
    for (size_t i = 0; i < count; i++)
        if (!say_value(rendition, &values[i], err)) return false;
    return pending_close(rendition, handle, err);
}

bool pending_whole(void *self, uint32_t id, const struct sink_value *values, size_t count, sink_handle *handle,
                   struct error *err)
{
    uint32_t at = pending_put_whole(self, id, values, count);
    if (!at) return say_all(self, id, values, count, handle, err);
    *handle = handle_new(self, at, FRAME_TEMPLATE);
    return true;
}

bool pending_whole_row(void *self, struct bytes key, uint32_t id, const struct sink_value *values, size_t count,
                       struct error *err)
{
    const struct frame *list = pending_of_kind(self, FRAME_LIST);
    uint32_t at = list && list->id == id ? pending_put_whole(self, id, values, count) : 0;
    sink_handle handle;
    if (at) return pending_add_row(self, key, at, err);
    return say_all(self, id, values, count, &handle, err) && pending_row(self, key, handle, err);
}
