// What a rendition's buffers hold; for the files of this room only. Nodes lie in `nodes`, children before their
// parents, each on 8 bytes, and are named by their offset (never 0). Text, sets of attributes and the keys of rows
// lie in `text`.
//
//     template   | head: fingerprint, id, weight, depth | value | value | ...   8 bytes a slot
//     list       | head | count, keyed                  | row | row | ...      24 bytes a row
//     live       | head | name, params, where | ticket                         a nested view, see live.h
//     stream     | head | count                         | operation | ...      24 bytes an operation
#pragma once

#include "tree/document.h"
#include "tree/live.h"

enum node_kind { NODE_NOTHING, NODE_TRUE, NODE_TEXT, NODE_SPREAD, NODE_TEMPLATE, NODE_LIST, NODE_LIVE, NODE_STREAM };

// What is in a slot. NOTHING and TRUE have no place; empty text between tags is NOTHING.
struct node_value {
    uint32_t at;        // in `text`, or in `nodes` for a template, list or nested view
    uint32_t size : 28; // of what is in `text`; of markup that has an owner's mark, the mark's place in `nodes`
    uint32_t kind : 4;
};

// Whose the events in a piece of markup are.
struct node_mark {
    uint64_t owner;
    uint32_t word; // the markup: its place, and its frame's kind (pending.h)
    uint32_t unused;
};

// In the last bits of such a word: not a frame's kind, but a mark.
enum { NODE_MARKED = 7 };

struct node_head {
    uint64_t fingerprint;
    uint32_t id : 31;            // of the template, of the template of the list's rows, or of the nested view
    uint32_t has_operations : 1; // on a stream that is under it: it changes the page whatever the fingerprint says
    uint32_t weight : 25;        // bytes of all that is under it, and of its statics; at most RENDITION_SIZE_MAX
    uint32_t depth : 7;          // of templates in templates, at most RENDITION_DEPTH_MAX
};

struct node_template {
    struct node_head head;
    struct node_value values[]; // as many as the template has slots
};

// A hole (see document.h) is a template without slots whose id is no template's.
static const uint32_t hole_id_first = INT32_MAX - DOCUMENT_HOLES_MAX;

// The fingerprint covers the key too, so that rows of two renditions are compared by one look.
struct node_row {
    uint64_t fingerprint;
    uint32_t at;   // its template
    uint32_t key;  // in `text`: the size (u32) and the bytes; nothing where the list has no keys
    uint64_t said; // what it was made from, see memo.h; 0 where it was not said in one call
};

struct node_list {
    struct node_head head;
    uint32_t count;
    uint16_t is_keyed;
    uint16_t is_ordered; // each key is behind the one before: longer, or of greater bytes
    struct node_row rows[];
};

// The fingerprint covers the view and its name: params are what it begins with, and no change of them is a change of
// the page.
struct node_live {
    struct node_head head;
    struct node_value name;
    struct node_value params;
    struct node_value where;
    uint32_t scope;
    char ticket[LIVE_TICKET_MAX + 1];
};

// On a stream. A turn's operations are sent and forgotten (rendition_copy_bare), so the fingerprint of a stream says
// nothing of them: it is the same for all streams of one template.
struct node_operation {
    uint32_t change; // enum sink_change
    int32_t at;
    int32_t limit;
    uint32_t row; // its template; 0: none
    uint32_t key; // in `text`, as of a row
    uint32_t unused;
};

struct node_stream {
    struct node_head head;
    uint32_t count;
    uint32_t unused;
    struct node_operation operations[];
};

// Of a template, a list, a stream or a nested view: all begin with it.
static inline const struct node_head *node_head(const struct rendition *rendition, uint32_t at)
{
    return (const struct node_head *)(rendition->nodes.data + at);
}

static inline const struct node_template *node_template(const struct rendition *rendition, uint32_t at)
{
    return (const struct node_template *)(rendition->nodes.data + at);
}

static inline const struct node_list *node_list(const struct rendition *rendition, uint32_t at)
{
    return (const struct node_list *)(rendition->nodes.data + at);
}

// NULL where the value is not markup with a mark.
static inline const struct node_mark *node_mark(const struct rendition *rendition, struct node_value value)
{
    if (value.kind < NODE_TEMPLATE || value.size == 0) return NULL;
    return (const struct node_mark *)(rendition->nodes.data + value.size);
}

// The whole page.
static inline struct node_value node_root(const struct rendition *rendition)
{
    uint32_t place = rendition->root & ~7u;
    if ((rendition->root & 7) != NODE_MARKED) return (struct node_value){.at = place, .kind = NODE_TEMPLATE};
    const struct node_mark *mark = (const struct node_mark *)(rendition->nodes.data + place);
    return (struct node_value){.at = mark->word & ~7u, .size = place, .kind = NODE_TEMPLATE};
}

static inline const struct node_live *node_live(const struct rendition *rendition, uint32_t at)
{
    return (const struct node_live *)(rendition->nodes.data + at);
}

static inline const struct node_stream *node_stream(const struct rendition *rendition, uint32_t at)
{
    return (const struct node_stream *)(rendition->nodes.data + at);
}

static inline struct bytes node_text(const struct rendition *rendition, struct node_value value)
{
    return (struct bytes){rendition->text.data + value.at, value.size};
}

// The key that lies at a place in `text`.
static inline struct bytes node_key_at(const struct rendition *rendition, uint32_t at)
{
    uint32_t size;
    memcpy(&size, rendition->text.data + at, sizeof size);
    return (struct bytes){rendition->text.data + at + sizeof size, size};
}

static inline struct bytes node_key(const struct rendition *rendition, const struct node_row *row)
{
    return node_key_at(rendition, row->key);
}

// Appends a value that is no markup, without comments around it; html.c has it.
void node_write_bare(const struct rendition *rendition, const struct slot *slot, struct node_value value,
                     struct sheet *sheet, struct buffer *out);

static inline const struct template *node_kind_of(const struct rendition *rendition,
                                                  const struct node_template *template)
{
    return &rendition->templates->all[template->head.id];
}
