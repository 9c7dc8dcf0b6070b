// rendition_copy_bare: a tree is copied node by node, children first as always, and operations are left out.
//
// What other files of this room know of how a render lays things out stays true: the texts of a template lie side by
// side, with a row's key behind them; and `lists` has the lists in the order in which they were opened.
#include "base/mem.h"
#include "tree/pending.h"

struct copy {
    const struct rendition *from;
    struct rendition *to;
    uint32_t *places; // where a list came to lie, by a word for each 8 bytes of nodes
};

// What is under a node that is being copied.
struct under {
    uint32_t gone; // bytes of weight
    uint32_t depth;
};

static uint32_t copy_node(struct copy *copy, enum node_kind kind, uint32_t at);

static uint32_t copy_child(struct copy *copy, enum node_kind kind, uint32_t at, struct under *under)
{
    uint32_t place = copy_node(copy, kind, at);
    const struct node_head *child = node_head(copy->to, place);
    under->gone += node_head(copy->from, at)->weight - child->weight;
    if (child->depth > under->depth) under->depth = child->depth;
    return place;
}

static uint32_t copy_mark(struct copy *copy, const struct node_mark *mark, uint32_t markup)
{
    struct node_mark moved = {.owner = mark->owner, .word = markup | (mark->word & 7)};
    uint32_t at = node_new(copy->to, sizeof moved);
    memcpy(copy->to->nodes.data + at, &moved, sizeof moved);
    return at;
}

static struct node_value copy_markup(struct copy *copy, struct node_value value, struct under *under)
{
    const struct node_mark *mark = node_mark(copy->from, value);
    value.at = copy_child(copy, (enum node_kind)value.kind, value.at, under);
    if (mark) value.size = copy_mark(copy, mark, value.at);
    return value;
}

static struct node_value copy_text(struct copy *copy, struct node_value value)
{
    struct bytes text = node_text(copy->from, value);
    value.at = (uint32_t)copy->to->text.size;
    put_content(&copy->to->text, text);
    return value;
}

// The node whose values or rows lie on the stack from `begin` on, `size` bytes with its head and all.
static uint32_t pop_node(struct copy *copy, const struct node_head *head, size_t size, size_t begin,
                         const struct under *under)
{
    struct buffer *stack = &copy->to->drawing->pending;
    uint32_t at = node_new(copy->to, size);
    size_t content = stack->size - begin;
    char *node = copy->to->nodes.data + at;
    memcpy(node, head, size - content);
    if (content) memcpy(node + size - content, stack->data + begin, content);
    stack->size = begin;
    struct node_head *copied = (struct node_head *)node;
    copied->has_operations = false;
    copied->weight -= under->gone;
    copied->depth = under->depth;
    return at;
}

static uint32_t copy_template(struct copy *copy, const struct node_template *node)
{
    size_t begin = copy->to->drawing->pending.size;
    uint32_t count = node_kind_of(copy->from, node)->slots_count;
    struct under under = {0};
    buffer_put(&copy->to->drawing->pending, (struct bytes){(const char *)node->values, count * sizeof *node->values});
    for (uint32_t i = 0; i < count; i++) {
        if (node->values[i].kind < NODE_TEMPLATE) continue;
        struct node_value value = copy_markup(copy, node->values[i], &under);
        ((struct node_value *)(copy->to->drawing->pending.data + begin))[i] = value;
    }
    struct node_value *values = (struct node_value *)(copy->to->drawing->pending.data + begin);
    for (uint32_t i = 0; i < count; i++)
        if (values[i].kind == NODE_TEXT || values[i].kind == NODE_SPREAD) values[i] = copy_text(copy, values[i]);
    under.depth++;
    return pop_node(copy, &node->head, sizeof *node + count * sizeof *node->values, begin, &under);
}

static uint32_t copy_list(struct copy *copy, const struct node_list *node)
{
    size_t begin = copy->to->drawing->pending.size;
    struct under under = {0};
    for (uint32_t i = 0; i < node->count; i++) {
        struct node_row row = node->rows[i];
        row.at = copy_child(copy, NODE_TEMPLATE, row.at, &under);
        if (node->is_keyed) row.key = put_key(copy->to, node_key(copy->from, &node->rows[i]));
        buffer_put(&copy->to->drawing->pending, (struct bytes){(const char *)&row, sizeof row});
    }
    return pop_node(copy, &node->head, sizeof *node + node->count * sizeof *node->rows, begin, &under);
}

static uint32_t copy_stream(struct copy *copy, const struct node_stream *node)
{
    struct node_stream empty = {.head = node->head};
    struct under under = {.gone = node->head.weight - sizeof empty};
    return pop_node(copy, &empty.head, sizeof empty, copy->to->drawing->pending.size, &under);
}

static uint32_t copy_live(struct copy *copy, const struct node_live *node)
{
    struct node_live live = *node;
    live.name = copy_text(copy, node->name);
    live.params = copy_text(copy, node->params);
    live.where = copy_text(copy, node->where);
    uint32_t at = node_new(copy->to, sizeof live);
    memcpy(copy->to->nodes.data + at, &live, sizeof live);
    return at;
}

static uint32_t copy_node(struct copy *copy, enum node_kind kind, uint32_t at)
{
    if (kind == NODE_LIVE) return copy_live(copy, node_live(copy->from, at));
    if (kind == NODE_TEMPLATE) return copy_template(copy, node_template(copy->from, at));
    if (kind == NODE_STREAM) return copy_stream(copy, node_stream(copy->from, at));
    copy->places[at / 8] = copy_list(copy, node_list(copy->from, at));
    return copy->places[at / 8];
}

// Lists that were in a stream's rows are gone.
static void copy_lists(struct copy *copy)
{
    const uint32_t *lists = (const uint32_t *)copy->from->lists.data;
    for (size_t i = 0; i < copy->from->lists.size / sizeof *lists; i++) {
        uint32_t place = lists[i] ? copy->places[lists[i] / 8] : 0;
        if (place) buffer_put(&copy->to->lists, (struct bytes){(const char *)&place, sizeof place});
    }
}

void rendition_copy_bare(struct rendition *to, const struct rendition *from)
{
    struct rendition bare;
    struct under under = {0};
    rendition_create(&bare, from->templates);
    struct copy copy = {from, &bare, mem_new_clear((from->nodes.size / 8 + 1) * sizeof(uint32_t))};
    struct node_value root = copy_markup(&copy, node_root(from), &under);
    bare.root = root.size ? root.size | NODE_MARKED : root.at;
    copy_lists(&copy);
    bare.has_lives = from->has_lives;
    mem_free(copy.places);
    rendition_copy(to, &bare);
    rendition_destroy(&bare);
}
