// See pending.h: whose the events in a piece of markup are.
//
// A mark lies among the nodes, and a handle may stand for one: the same markup, with an owner. Whoever takes the
// handle keeps the mark's place beside the node's, so a node itself knows nothing of owners.
#include "tree/hash.h"
#include "tree/pending.h"

bool handle_value(const struct rendition *rendition, sink_handle handle, struct node_value *value, uint64_t *hash)
{
    uint32_t word, place = 0;
    if (!handle_find(rendition, handle, &word)) return false;
    if ((word & 7) == NODE_MARKED) {
        place = word & ~7u;
        word = ((const struct node_mark *)(rendition->nodes.data + place))->word;
    }
    *value = (struct node_value){.at = word & ~7u, .size = place, .kind = node_kind_in((enum frame_kind)(word & 7))};
    *hash = node_head(rendition, value->at)->fingerprint;
    if (place)
        *hash = hash_chain(*hash, ~node_mark(rendition, *value)->owner); // other than unmarked, for owner 0 too
    return true;
}

bool pending_own(void *self, sink_handle markup, uint64_t owner, sink_handle *handle, struct error *err)
{
    struct rendition *rendition = self;
    struct node_mark mark = {.owner = owner};
    *handle = markup;
    if (!handle_find(rendition, markup, &mark.word))
        return fail(err, ERROR_MISFIT, "this markup is not of this render");
    if ((mark.word & 7) == NODE_MARKED) return true; // the mark further inside counts
    if (rendition->nodes.size + sizeof mark > RENDITION_SIZE_MAX)
        return fail(err, ERROR_TOO_LARGE, "the page has more than %d MiB of content", RENDITION_SIZE_MAX >> 20);
    uint32_t at = node_new(rendition, sizeof mark);
    memcpy(rendition->nodes.data + at, &mark, sizeof mark);
    *handle = handle_new(rendition, at, NODE_MARKED);
    return true;
}
