// See pending.h: an open template and its values.
//
// The chain that makes its fingerprint has a step for each value: the kind and size of a text, the fingerprint of a
// child. The bytes of all texts between two children are hashed in one go where they lie, as one more step. That
// grouping follows the slots alone, so equal content has equal fingerprints however the texts came to lie.
#include "tree/attribute.h"
#include "tree/pending.h"
#include "tree/url.h"

static const struct template *find_template(const struct rendition *rendition, uint32_t id, struct error *err)
{
    const struct template *template = templates_get(rendition->templates, id);
    if (!template) fail(err, ERROR_UNKNOWN, "there is no template %u", id);
    return template;
}

bool pending_slots(void *self, uint32_t id, uint32_t *count, struct error *err)
{
    const struct template *template = find_template(self, id, err);
    if (template) *count = template->slots_count;
    return template != NULL;
}

bool pending_open(void *self, uint32_t id, struct error *err)
{
    const struct template *template = find_template(self, id, err);
    if (!template) return false;
    size_t room = template->slots_count * sizeof(struct node_value);
    struct frame *frame = pending_push(self, FRAME_TEMPLATE, id, room, err);
    if (!frame) return false;
    frame->hash = hash_chain(template->fingerprint, id);
    frame->slot = template->slots;
    frame->slots_count = template->slots_count;
    return true;
}

// ---- texts of a frame that are not hashed yet

static uint64_t hash_scattered(const struct rendition *rendition, struct frame *frame)
{
    XXH3_state_t state;
    XXH3_INITSTATE(&state);
    XXH3_64bits_reset_withSeed(&state, hash_seed);
    const struct node_value *values = frame_values(frame);
    for (uint32_t i = frame->text_first; i < frame->count; i++)
        if (values[i].size) XXH3_64bits_update(&state, rendition->text.data + values[i].at, values[i].size);
    return XXH3_64bits_digest(&state);
}

// Takes them into the hash; the next one begins a new group.
static inline void hash_texts(const struct rendition *rendition, struct frame *frame)
{
    size_t size = frame->text_end - frame->text_begin;
    if (size == 0) return;
    struct bytes texts = {rendition->text.data + frame->text_begin, size};
    frame->hash = hash_chain(frame->hash, frame->is_scattered ? hash_scattered(rendition, frame) : hash_bytes(texts));
    frame->text_begin = frame->text_end = 0;
    frame->is_scattered = false;
}

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

// ---- values

static const struct slot *no_slot(struct rendition *rendition, struct error *err)
{
    const struct frame *frame = pending_of_kind(rendition, FRAME_TEMPLATE);
    if (frame)
        PENDING_FAIL(rendition, err, ERROR_MISFIT, "template %u takes %u values, and one more came", frame->id,
                     frame->slots_count);
    else PENDING_FAIL(rendition, err, ERROR_MISFIT, "a value came where no template is open");
    return NULL;
}

// The slot that the next value is for; NULL, with the reason in err, where there is none.
static inline const struct slot *next_slot(struct rendition *rendition, struct error *err)
{
    const struct frame *frame = pending_of_kind(rendition, FRAME_TEMPLATE);
    return frame && frame->count < frame->slots_count ? frame->slot : no_slot(rendition, err);
}

static bool misfit(struct rendition *rendition, const struct slot *slot, const char *what, struct error *err)
{
    switch (slot->kind) {
    case SLOT_ATTRIBUTE:
    case SLOT_EVENT:
    case SLOT_URL:
        return PENDING_FAIL(rendition, err, ERROR_MISFIT, "attribute '%.*s' takes text, not %s", (int)slot->name.size,
                            slot->name.data, what);
    case SLOT_SPREAD:
        return PENDING_FAIL(rendition, err, ERROR_MISFIT, "a set of attributes takes a table, not %s", what);
    case SLOT_RAW_TEXT:
        return PENDING_FAIL(rendition, err, ERROR_MISFIT, "a textarea or title takes text, not %s", what);
    case SLOT_MARKUP: return PENDING_FAIL(rendition, err, ERROR_MISFIT, "ls.raw takes text, not %s", what);
    default: return PENDING_FAIL(rendition, err, ERROR_MISFIT, "content takes text or markup, not %s", what);
    }
}

static inline void put_value(struct frame *frame, struct node_value value, uint64_t hash)
{
    frame_values(frame)[frame->count++] = value;
    frame->slot++;
    frame->hash = hash_chain(frame->hash, hash);
}

// A value that has no content.
static inline bool put_plain(struct frame *frame, enum node_kind kind)
{
    put_value(frame, (struct node_value){.kind = kind}, kind);
    return true;
}

// What lies in `text` from `begin` on is the next value.
static inline bool put_written(struct rendition *rendition, struct frame *frame, size_t begin, enum node_kind kind)
{
    size_t end = rendition->text.size;
    struct node_value value = {.at = (uint32_t)begin, .size = (uint32_t)(end - begin), .kind = kind};
    join_text(frame, (uint32_t)begin, (uint32_t)end);
    put_value(frame, value, (end - begin) << 4 | kind);
    return true;
}

static inline bool put_text(struct rendition *rendition, struct bytes text, struct error *err)
{
    struct frame *frame = pending_innermost(rendition);
    if (!frame_weigh(rendition, frame, text.size)) return pending_too_large(rendition, err);
    size_t begin = rendition->text.size;
    put_content(&rendition->text, text);
    return put_written(rendition, frame, begin, NODE_TEXT);
}

static inline bool is_content(const struct slot *slot)
{
    return slot->kind == SLOT_TEXT || slot->kind == SLOT_SOLE || slot->kind == SLOT_RAW_TEXT ||
           slot->kind == SLOT_MARKUP;
}

bool pending_text(void *self, struct bytes text, struct error *err)
{
    struct rendition *rendition = self;
    const struct slot *slot = next_slot(rendition, err);
    if (!slot) return false;
    if (text.size == 0 && is_content(slot)) return put_plain(pending_innermost(rendition), NODE_NOTHING);
    if (slot->kind == SLOT_SPREAD) return misfit(rendition, slot, "text", err);
    if (slot->kind == SLOT_URL && !url_is_safe(text)) text = BYTES(URL_REFUSED);
    if (slot->kind == SLOT_EVENT) text = attribute_event(text);
    return put_text(rendition, text, err);
}

bool pending_operations(void *self, struct bytes json, struct error *err)
{
    struct rendition *rendition = self;
    const struct slot *slot = next_slot(rendition, err);
    if (!slot) return false;
    if (slot->kind == SLOT_EVENT) return put_text(rendition, json, err);
    return misfit(rendition, slot, "what ls.js makes, which belongs in the attribute of an event, such as ls-click",
                  err);
}

bool pending_flag(void *self, bool on, struct error *err)
{
    struct rendition *rendition = self;
    const struct slot *slot = next_slot(rendition, err);
    if (!slot) return false;
    bool is_spread = slot->kind == SLOT_SPREAD;
    if (on && is_spread) return misfit(rendition, slot, "true", err);
    if (on && is_content(slot)) return put_text(rendition, BYTES("true"), err);
    return put_plain(pending_innermost(rendition), on ? NODE_TRUE : is_spread ? NODE_SPREAD : NODE_NOTHING);
}

bool pending_child(void *self, sink_handle handle, struct error *err)
{
    struct rendition *rendition = self;
    const struct slot *slot = next_slot(rendition, err);
    struct node_value value;
    uint64_t hash;
    if (!slot) return false;
    if (slot->kind != SLOT_TEXT && slot->kind != SLOT_SOLE) return misfit(rendition, slot, "markup", err);
    if (!handle_value(rendition, handle, &value, &hash))
        return PENDING_FAIL(rendition, err, ERROR_MISFIT, "this markup is not of this render");
    struct frame *frame = pending_innermost(rendition);
    if (!frame_weigh_child(frame, node_head(rendition, value.at))) return pending_too_large(rendition, err);
    hash_texts(rendition, frame);
    put_value(frame, value, hash);
    return true;
}

// At most what attributes_put appends.
static size_t spread_size(const struct bytes *names, const struct bytes *values, size_t count)
{
    size_t size = 0;
    for (size_t i = 0; i < count; i++) {
        if (names[i].size > RENDITION_SIZE_MAX || values[i].size > RENDITION_SIZE_MAX) return SIZE_MAX;
        size += names[i].size + values[i].size + sizeof URL_REFUSED + sizeof EVENT_REFUSED + 2 * sizeof(uint32_t);
    }
    return size;
}

bool pending_spread(void *self, const struct bytes *names, const struct bytes *values, uint64_t operations,
                    size_t count, struct error *err)
{
    struct rendition *rendition = self;
    const struct slot *slot = next_slot(rendition, err);
    if (!slot) return false;
    if (slot->kind != SLOT_SPREAD) return misfit(rendition, slot, "a table", err);
    struct frame *frame = pending_innermost(rendition);
    if (count <= ATTRIBUTES_MAX && !frame_weigh(rendition, frame, spread_size(names, values, count)))
        return pending_too_large(rendition, err);
    size_t begin = rendition->text.size;
    if (!attributes_put(&rendition->text, names, values, operations, count, err)) return pending_give_up(rendition);
    return put_written(rendition, frame, begin, NODE_SPREAD);
}

// ---- the end

static bool may_close(struct rendition *rendition, const struct frame *frame, struct error *err)
{
    if (!frame) return PENDING_FAIL(rendition, err, ERROR_MISFIT, "no template is open that could be closed");
    if (frame->count < frame->slots_count)
        return PENDING_FAIL(rendition, err, ERROR_MISFIT, "template %u takes %u values, and got %u", frame->id,
                            frame->slots_count, frame->count);
    if (frame->depth == RENDITION_DEPTH_MAX)
        return PENDING_FAIL(rendition, err, ERROR_TOO_LARGE, "templates lie more than %d deep in each other",
                            RENDITION_DEPTH_MAX);
    return true;
}

bool pending_close(void *self, sink_handle *handle, struct error *err)
{
    struct rendition *rendition = self;
    struct frame *frame = pending_of_kind(rendition, FRAME_TEMPLATE);
    if (!may_close(rendition, frame, err)) return false;
    size_t statics_size = rendition->templates->all[frame->id].statics_size;
    size_t values_size = frame->count * sizeof(struct node_value);
    size_t size = sizeof(struct node_template) + values_size;
    if (!frame_weigh(rendition, frame, size) || frame->weight + statics_size > RENDITION_SIZE_MAX)
        return pending_too_large(rendition, err);
    hash_texts(rendition, frame);
    uint32_t at = node_new(rendition, size);
    struct node_template *node = (struct node_template *)(rendition->nodes.data + at);
    node->head = (struct node_head){.fingerprint = frame->hash,
                                    .id = frame->id,
                                    .has_operations = frame->has_operations,
                                    .weight = frame->weight + (uint32_t)statics_size,
                                    .depth = frame->depth + 1};
    for (uint32_t i = 0; i < frame->count; i++) node->values[i] = frame_values(frame)[i];
    pending_pop(rendition);
    *handle = handle_new(rendition, at, FRAME_TEMPLATE);
    return true;
}

// ---- holes

bool pending_hole(void *self, unsigned number, sink_handle *handle, struct error *err)
{
    struct rendition *rendition = self;
    if (number >= DOCUMENT_HOLES_MAX) return fail(err, ERROR_UNKNOWN, "there is no hole %u", number);
    uint32_t at = node_new(rendition, sizeof(struct node_template));
    struct node_template *node = (struct node_template *)(rendition->nodes.data + at);
    node->head = (struct node_head){.fingerprint = hole_id_first + number, .id = hole_id_first + number, .depth = 1};
    *handle = handle_new(rendition, at, FRAME_TEMPLATE);
    return true;
}
