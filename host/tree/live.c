// See live.h. Only pages that have nested views are walked, so no page pays for what it does not use.
#include "tree/live.h"

#include "tree/node.h"

struct walk {
    struct rendition *rendition;
    bool (*visit)(void *self, const struct live *live);
    void *self;
};

static bool walk_template(const struct walk *walk, uint32_t at);

static bool walk_list(const struct walk *walk, const struct node_list *list)
{
    for (uint32_t i = 0; i < list->count; i++)
        if (!walk_template(walk, list->rows[i].at)) return false;
    return true;
}

static bool meet(const struct walk *walk, uint32_t at)
{
    struct node_live *node = (struct node_live *)(walk->rendition->nodes.data + at);
    struct live live = {
        .view = node->head.id & ~SINK_LIVE_STICKY,
        .is_sticky = node->head.id & SINK_LIVE_STICKY,
        .name = node_text(walk->rendition, node->name),
        .params = node_text(walk->rendition, node->params),
        .where = node_text(walk->rendition, node->where),
        .ticket = node->ticket,
        .scope = &node->scope,
    };
    return walk->visit(walk->self, &live);
}

static bool walk_value(const struct walk *walk, struct node_value value)
{
    switch ((enum node_kind)value.kind) {
    case NODE_NOTHING:
    case NODE_TRUE:
    case NODE_TEXT:
    case NODE_SPREAD: return true;
    case NODE_TEMPLATE: return walk_template(walk, value.at);
    case NODE_LIST: return walk_list(walk, node_list(walk->rendition, value.at));
    case NODE_LIVE: return meet(walk, value.at);
    case NODE_STREAM: break; // there are none in its rows
    }
    return true;
}

static bool walk_template(const struct walk *walk, uint32_t at)
{
    const struct node_template *node = node_template(walk->rendition, at);
    uint32_t count = node_kind_of(walk->rendition, node)->slots_count;
    for (uint32_t i = 0; i < count; i++)
        if (!walk_value(walk, node->values[i])) return false;
    return true;
}

bool lives_visit(struct rendition *rendition, bool (*visit)(void *self, const struct live *live), void *self)
{
    struct walk walk = {rendition, visit, self};
    return !rendition->root || walk_template(&walk, node_root(rendition).at);
}
