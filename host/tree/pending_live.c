// See pending.h: nested views, which come whole.
#include "tree/pending.h"

static struct node_value keep_text(struct rendition *rendition, struct bytes text)
{
    struct node_value value = {.at = (uint32_t)rendition->text.size, .size = (uint32_t)text.size, .kind = NODE_TEXT};
    buffer_put(&rendition->text, text);
    return value;
}

bool pending_live(void *self, uint32_t view, struct bytes name, struct bytes params, struct bytes where,
                  sink_handle *handle, struct error *err)
{
    struct rendition *rendition = self;
    size_t size = sizeof(struct node_live) + name.size + params.size + where.size;
    if (name.size == 0) return PENDING_FAIL(rendition, err, ERROR_MISFIT, "a nested view needs an id");
    if (name.size > LIVE_NAME_MAX)
        return PENDING_FAIL(rendition, err, ERROR_TOO_LARGE, "the id of a nested view has %zu bytes; %d are the most",
                            name.size, LIVE_NAME_MAX);
    if (params.size > RENDITION_SIZE_MAX || rendition->text.size + rendition->nodes.size + size > RENDITION_SIZE_MAX)
        return pending_too_large(rendition, err);
    uint32_t at = node_new(rendition, sizeof(struct node_live));
    struct node_live *node = (struct node_live *)(rendition->nodes.data + at);
    *node = (struct node_live){
        .head = {.fingerprint = hash_chain(hash_bytes(name), view), .id = view, .weight = (uint32_t)size},
        .name = keep_text(rendition, name),
        .params = keep_text(rendition, params),
        .where = keep_text(rendition, where),
    };
    rendition->has_lives = true;
    rendition->drawing->lives++;
    *handle = handle_new(rendition, at, FRAME_LIVE);
    return true;
}
