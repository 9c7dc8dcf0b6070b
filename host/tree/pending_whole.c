// See pending.h: a template said in one call, which is how compiled pages say nearly all of theirs. Nothing is
// opened: its node and its texts are written where they will stay.
//
// The way taken here is for templates in which everything fits. Whatever is odd goes the long way, value by value,
// which knows how to refuse it; either way makes the same node with the same fingerprint.
#include "tree/attribute.h"
#include "tree/pending.h"
#include "tree/url.h"

// The node being written, and what becomes its head.
struct whole {
    struct rendition *rendition;
    uint64_t hash;
    size_t weight;
    uint32_t texts_at; // texts that are not in `hash` yet: from here to the end of `text`
    uint32_t depth;
    bool has_operations; // on a stream somewhere under it
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

static inline bool put_integer(struct whole *whole, int64_t integer, struct node_value *value)
{
    char room[INTEGER_DIGITS_MAX];
    return put_text(whole, integer_digits(room, integer), value);
}

static inline bool put_child(struct whole *whole, sink_handle handle, struct node_value *value)
{
    uint64_t hash;
    if (!handle_value(whole->rendition, handle, value, &hash)) return false;
    const struct node_head *child = node_head(whole->rendition, value->at);
    whole->weight += child->weight;
    if (child->depth > whole->depth) whole->depth = child->depth;
    whole->has_operations |= child->has_operations;
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
    case SINK_INTEGER: return put_integer(whole, said->integer, value);
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
        struct bytes text = said->text;
        if (slot == SLOT_URL && !url_is_safe(text)) text = BYTES(URL_REFUSED);
        if (slot == SLOT_EVENT) text = attribute_event(text);
        return put_text(whole, text, value);
    }
    if (said->kind == SINK_INTEGER) return put_integer(whole, said->integer, value);
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
    case SLOT_EVENT:
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
        .fingerprint = whole->hash,
        .id = id,
        .has_operations = whole->has_operations,
        .weight = (uint32_t)whole->weight,
        .depth = whole->depth + 1,
    };
    return true;
}

uint32_t pending_put_whole(struct rendition *rendition, uint32_t id, const struct sink_value *values, size_t count)
{
    const struct template *template = templates_get(rendition->templates, id);
    if (!template || count != template->slots_count) return 0;
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
    char room[INTEGER_DIGITS_MAX];
    switch (said->kind) {
    case SINK_NOTHING: return pending_flag(rendition, false, err);
    case SINK_TRUE: return pending_flag(rendition, true, err);
    case SINK_INTEGER: return pending_text(rendition, integer_digits(room, said->integer), err);
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

// ---- rows

static struct bytes key_bytes(const struct sink_value *key, char room[INTEGER_DIGITS_MAX])
{
    if (!key) return (struct bytes){0};
    return key->kind == SINK_INTEGER ? integer_digits(room, key->integer) : key->text;
}

static bool say_row(struct rendition *rendition, struct bytes key, const struct sink_value *values, size_t count,
                    struct error *err)
{
    sink_handle handle;
    uint32_t id;
    return pending_row_template(rendition, &id, err) && say_all(rendition, id, values, count, &handle, err) &&
           pending_row(rendition, key, handle, err);
}

static bool take_row(struct rendition *rendition, struct frame *list, uint64_t said, bool is_keyed,
                     const struct sink_value *values, struct error *err, bool *ok)
{
    const struct node_row *shown = memo_find(rendition, &list->memo, said);
    struct memo_place copy = {0};
    if (shown) copy = memo_copy(rendition, shown, is_keyed, values);
    if (copy.at) *ok = pending_take_row(rendition, shown, copy, err);
    return copy.at != 0;
}

bool pending_whole_row(void *self, const struct sink_value *key, const struct sink_value *values, size_t count,
                       struct error *err)
{
    struct rendition *rendition = self;
    struct frame *list = pending_with_rows(rendition);
    char room[INTEGER_DIGITS_MAX];
    bool ok;
    if (!list || count != rendition->templates->all[list->id].slots_count)
        return say_row(rendition, key_bytes(key, room), values, count, err);
    uint64_t said = list->kind == FRAME_LIST ? memo_hash(rendition, key, values, count) : 0;
    if (said && take_row(rendition, list, said, key != NULL, values, err, &ok)) return ok;
    uint32_t at = pending_put_whole(rendition, list->id, values, count);
    if (at) return pending_add_row(rendition, key_bytes(key, room), at, said, err);
    return say_row(rendition, key_bytes(key, room), values, count, err);
}
