// What of a rendition is being built; for the files of this room only.
//
// What is open lies on the stack `pending`: a struct frame, then the values so far (a template) or the rows (a list).
// Closing copies them behind the nodes and pops the frame. pending_template.c and pending_list.c are the two kinds.
//
// A fingerprint is made as the values come: a chain of one step a value, over the kind and size of a text and over
// the fingerprint of a child; the bytes of texts are hashed in one go for all texts between two children. That
// grouping follows the slots alone, so equal content has equal fingerprints however the texts came to lie.
#pragma once

#include "tree/node.h"

#include <assert.h>

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

