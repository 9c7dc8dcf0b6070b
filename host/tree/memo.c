// See memo.h. Most rows stand where they stood, or a few rows further on because some went before them. Others are
// looked for from the front of the list, as long as that costs less in all than the list has rows.
#include "tree/memo.h"

#include "tree/pending.h"

enum {
    LISTS_AHEAD = 8, // lists of the page shown that may have gone since
    ROWS_AHEAD = 8,  // and rows, before one is looked for everywhere
};

struct memo memo_of(struct rendition *rendition, uint32_t id)
{
    const struct rendition *shown = rendition->drawing->shown;
    if (!shown) return (struct memo){0};
    const uint32_t *lists = (const uint32_t *)shown->lists.data;
    uint32_t count = (uint32_t)(shown->lists.size / sizeof *lists);
    for (uint32_t i = rendition->drawing->lists_followed;
         i < count && i < rendition->drawing->lists_followed + LISTS_AHEAD; i++) {
        if (!lists[i] || node_list(shown, lists[i])->head.id != id) continue;
        rendition->drawing->lists_followed = i + 1;
        return (struct memo){.list = lists[i], .budget = 2 * node_list(shown, lists[i])->count};
    }
    return (struct memo){0};
}

uint32_t memo_note(struct rendition *rendition)
{
    uint32_t none = 0;
    buffer_put(&rendition->lists, (struct bytes){(const char *)&none, sizeof none});
    return (uint32_t)(rendition->lists.size / sizeof none) - 1;
}

void memo_place(struct rendition *rendition, uint32_t number, uint32_t at)
{
    ((uint32_t *)rendition->lists.data)[number] = at;
}

// ---- hashing

static uint64_t child_hash(const struct rendition *rendition, sink_handle child)
{
    struct node_value value;
    uint64_t hash;
    return handle_value(rendition, child, &value, &hash) ? hash : 0;
}

static inline uint64_t mix_value(const struct rendition *rendition, uint64_t hash, const struct sink_value *said)
{
    if (said->kind == SINK_INTEGER) return hash_mix(hash, (uint64_t)said->integer);
    if (said->kind == SINK_TEXT) return hash_mix(hash, hash_bytes(said->text));
    if (said->kind == SINK_CHILD) return hash_mix(hash, child_hash(rendition, said->child));
    return hash; // its kind says it all
}

uint64_t memo_hash(const struct rendition *rendition, const struct sink_value *key, const struct sink_value *values,
                   size_t count)
{
    uint64_t hash = key ? mix_value(rendition, ~hash_seed, key) : hash_seed;
    uint64_t kinds = key ? 1 + key->kind : 0;
    for (size_t i = 0; i < count; i++) {
        hash = mix_value(rendition, hash, &values[i]);
        kinds = kinds << 3 | values[i].kind;
        if (i % 16 == 15) {
            hash = hash_mix(hash, kinds);
            kinds = 0;
        }
    }
    hash = hash_mix(hash, kinds);
    return hash ? hash : 1;
}

// ---- searching

static const struct node_row *seek_ahead(const struct node_list *list, struct memo *memo, uint64_t said)
{
    for (uint32_t i = memo->next + 1; i <= memo->next + ROWS_AHEAD && i < list->count; i++) {
        if (list->rows[i].said != said) continue;
        memo->next = i + 1;
        return &list->rows[i];
    }
    return NULL;
}

static const struct node_row *seek_everywhere(const struct node_list *list, struct memo *memo, uint64_t said)
{
    for (uint32_t i = 0; i < list->count && memo->budget; i++, memo->budget--) {
        if (list->rows[i].said != said) continue;
        memo->elsewhere = i + 1;
        return &list->rows[i];
    }
    return NULL;
}

const struct node_row *memo_seek(const struct node_list *list, struct memo *memo, uint64_t said)
{
    const struct node_row *row = seek_ahead(list, memo, said);
    if (row) return row;
    if (memo->elsewhere < list->count && list->rows[memo->elsewhere].said == said) {
        memo->next = memo->elsewhere + 1;
        return &list->rows[memo->elsewhere];
    }
    return seek_everywhere(list, memo, said);
}

// ---- copying

// The texts of a row that was said in one call lie side by side in their order, and behind them its key.
struct extent {
    uint32_t begin;
    uint32_t end;
};

static inline struct extent texts_of(const struct node_template *node, uint32_t count)
{
    uint32_t first = 0;
    while (first < count && node->values[first].kind != NODE_TEXT) first++;
    if (first == count) return (struct extent){0};
    uint32_t last = count - 1;
    while (node->values[last].kind != NODE_TEXT) last--;
    return (struct extent){node->values[first].at, node->values[last].at + node->values[last].size};
}

static inline struct extent extent_of(const struct rendition *shown, const struct node_row *row,
                                      const struct node_template *node, uint32_t count, bool is_keyed)
{
    struct extent extent = texts_of(node, count);
    if (!is_keyed) return extent;
    if (!extent.end) extent.begin = row->key;
    extent.end = row->key + (uint32_t)(sizeof(uint32_t) + node_key(shown, row).size);
    return extent;
}

// Markup is where it is in this render. A row with a stream in it to which something happens is another one.
static bool place_children(const struct rendition *rendition, struct node_template *node, uint32_t count,
                           const struct sink_value *values)
{
    uint64_t hash;
    for (uint32_t i = 0; i < count; i++) {
        if (values[i].kind != SINK_CHILD) continue;
        if (!handle_value(rendition, values[i].child, &node->values[i], &hash)) return false;
        if (node_head(rendition, node->values[i].at)->has_operations) return false;
    }
    return true;
}

struct memo_place memo_copy(struct rendition *rendition, const struct node_row *row, bool is_keyed,
                            const struct sink_value *values)
{
    const struct rendition *shown = rendition->drawing->shown;
    const struct node_template *from = node_template(shown, row->at);
    uint32_t count = node_kind_of(shown, from)->slots_count;
    struct extent texts = extent_of(shown, row, from, count, is_keyed);
    uint32_t distance = (uint32_t)rendition->text.size - texts.begin;
    uint32_t at = node_new(rendition, sizeof *from + count * sizeof from->values[0]);
    struct node_template *to = (struct node_template *)(rendition->nodes.data + at);
    bool has_children = false;
    to->head = from->head;
    for (uint32_t i = 0; i < count; i++) {
        to->values[i] = from->values[i];
        to->values[i].at += distance;
        has_children |= from->values[i].kind >= NODE_TEMPLATE;
    }
    if (has_children && !place_children(rendition, to, count, values)) {
        rendition->nodes.size = at;
        return (struct memo_place){0};
    }
    put_content(&rendition->text, (struct bytes){shown->text.data + texts.begin, texts.end - texts.begin});
    return (struct memo_place){at, is_keyed ? row->key + distance : 0};
}
