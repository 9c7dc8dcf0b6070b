// See rendition.h; node.h has what lies in the buffers, pending.h how it gets there.
#include "tree/rendition.h"

#include "base/mem.h"

#include "tree/node.h"
#include "tree/pending.h"

const struct sink rendition_sink = {
    .slots = pending_slots,
    .open = pending_open,
    .text = pending_text,
    .flag = pending_flag,
    .child = pending_child,
    .operations = pending_operations,
    .spread = pending_spread,
    .close = pending_close,
    .whole = pending_whole,
    .own = pending_own,
    .hole = pending_hole,
    .list_open = pending_list_open,
    .row = pending_row,
    .whole_row = pending_whole_row,
    .row_template = pending_row_template,
    .list_close = pending_list_close,
    .live = pending_live,
    .stream = pending_stream,
    .operation = pending_operation,
};

static struct drawing *drawing_new(void)
{
    struct drawing *drawing = mem_new_clear(sizeof *drawing);
    drawing->generation = 1;
    return drawing;
}

static void drawing_delete(struct drawing *drawing)
{
    if (!drawing) return;
    buffer_destroy(&drawing->pending);
    buffer_destroy(&drawing->handles);
    buffer_destroy(&drawing->keys);
    mem_free(drawing);
}

static size_t drawing_size(const struct drawing *drawing)
{
    if (!drawing) return 0;
    return sizeof *drawing + drawing->pending.capacity + drawing->handles.capacity + drawing->keys.capacity;
}

void rendition_create(struct rendition *rendition, const struct templates *templates)
{
    *rendition = (struct rendition){.templates = templates, .drawing = drawing_new()};
}

void rendition_create_bare(struct rendition *rendition, const struct templates *templates)
{
    *rendition = (struct rendition){.templates = templates};
}

void rendition_destroy(struct rendition *rendition)
{
    buffer_destroy(&rendition->nodes);
    buffer_destroy(&rendition->text);
    drawing_delete(rendition->drawing);
    buffer_destroy(&rendition->lists);
    *rendition = (struct rendition){0};
}

// No render is under way any more.
static void end_render(struct rendition *rendition)
{
    handles_forget(rendition);
    buffer_clear(&rendition->drawing->pending);
    buffer_clear(&rendition->drawing->keys);
    rendition->drawing->open_count = 0;
    rendition->drawing->shown = NULL;
}

void rendition_clear(struct rendition *rendition)
{
    buffer_clear(&rendition->nodes);
    buffer_clear(&rendition->text);
    buffer_clear(&rendition->lists);
    if (!rendition->drawing) rendition->drawing = drawing_new();
    rendition->drawing->lists_followed = 0;
    rendition->root = 0;
    rendition->has_lives = false;
    end_render(rendition);
}

// Room for as much and a little more at once, in place of doubling step by step.
static void reserve_like(struct buffer *buffer, const struct buffer *like)
{
    buffer_reserve_exactly(buffer, like->size + like->size / 16);
}

void rendition_follow(struct rendition *rendition, const struct rendition *shown)
{
    if (!shown->root || shown->templates != rendition->templates) return;
    rendition->drawing->shown = shown;
    reserve_like(&rendition->nodes, &shown->nodes);
    reserve_like(&rendition->text, &shown->text);
}

bool rendition_set_root(struct rendition *rendition, sink_handle handle, struct error *err)
{
    struct node_value root;
    uint64_t hash;
    if (!handle_value(rendition, handle, &root, &hash))
        return fail(err, ERROR_MISFIT, "the page is not markup of this render");
    if (root.kind == NODE_LIVE)
        return fail(err, ERROR_MISFIT, "the page must be a template, not a nested view; put an element around it");
    if (root.kind != NODE_TEMPLATE) return fail(err, ERROR_MISFIT, "the page must be a template, not a list");
    handle_find(rendition, handle, &rendition->root);
    end_render(rendition);
    return true;
}

void rendition_copy(struct rendition *to, const struct rendition *from)
{
    drawing_delete(to->drawing);
    to->drawing = NULL;
    buffer_set_exactly(&to->nodes, buffer_bytes(&from->nodes));
    buffer_set_exactly(&to->text, buffer_bytes(&from->text));
    buffer_set_exactly(&to->lists, buffer_bytes(&from->lists));
    to->templates = from->templates;
    to->root = from->root;
    to->has_lives = from->has_lives;
}

bool rendition_has_operations(const struct rendition *rendition)
{
    return rendition->root && node_head(rendition, node_root(rendition).at)->has_operations;
}

size_t rendition_size(const struct rendition *rendition)
{
    return sizeof *rendition + rendition->nodes.capacity + rendition->text.capacity + rendition->lists.capacity +
           drawing_size(rendition->drawing);
}

uint64_t rendition_fingerprint(const struct rendition *rendition)
{
    if (!rendition->root) return 0;
    uint64_t fingerprint = node_head(rendition, node_root(rendition).at)->fingerprint;
    return fingerprint ? fingerprint : 1;
}
