// See document.h.
#include "tree/document.h"

#include "tree/node.h"

#include <string.h>
#include <strings.h>

struct writer {
    const struct rendition *layout;
    struct document *document;
    struct sheet *sheet;
    unsigned met[DOCUMENT_HOLES_MAX]; // how often
};

static void write_template(struct writer *writer, uint32_t at);

static void cut(struct writer *writer, unsigned number)
{
    struct document *document = writer->document;
    if (writer->met[number]++) return;
    document->holes[document->holes_count++] = (struct document_hole){number, document->html.size};
}

static void write_markup(struct writer *writer, struct node_value value)
{
    if (value.kind == NODE_TEMPLATE) {
        write_template(writer, value.at);
        return;
    }
    if (value.kind == NODE_STREAM) return; // a layout is rendered once, and nothing happens in it
    const struct node_list *list = node_list(writer->layout, value.at);
    for (uint32_t i = 0; i < list->count; i++) write_template(writer, list->rows[i].at);
}

static void write_template(struct writer *writer, uint32_t at)
{
    const struct node_template *node = node_template(writer->layout, at);
    if (node->head.id >= hole_id_first) {
        cut(writer, node->head.id - hole_id_first);
        return;
    }
    const struct template *template = node_kind_of(writer->layout, node);
    struct buffer *out = &writer->document->html;
    for (uint32_t i = 0; i < template->slots_count; i++) {
        struct node_value value = node->values[i];
        buffer_put(out, template->statics[i]);
        if (value.kind >= NODE_TEMPLATE) write_markup(writer, value);
        else node_write_bare(writer->layout, &template->slots[i], value, writer->sheet, out);
    }
    buffer_put(out, template->statics[template->slots_count]);
}

static bool check_front(struct bytes html, struct error *err)
{
    static const char doctype[] = "<!doctype html>";
    if (html.size >= sizeof doctype - 1 && strncasecmp(html.data, doctype, sizeof doctype - 1) == 0) return true;
    return fail(err, ERROR_MISFIT, "the layout does not begin with %s: it makes the whole document", doctype);
}

static bool check_need(const struct document_need *need, unsigned times, struct error *err)
{
    if (times == 0)
        return fail(err, ERROR_MISFIT, "the layout does not show %s: it belongs %s", need->name, need->place);
    return times == 1 || fail(err, ERROR_MISFIT, "the layout shows %s %u times; once is right", need->name, times);
}

bool document_write(struct document *document, const struct rendition *layout, struct sheet *sheet,
                    const struct document_need *needs, unsigned needs_count, struct error *err)
{
    struct writer writer = {.layout = layout, .document = document, .sheet = sheet};
    buffer_clear(&document->html);
    document->holes_count = 0;
    write_markup(&writer, node_root(layout));
    bool ok = check_front(buffer_bytes(&document->html), err);
    for (unsigned i = 0; ok && i < needs_count; i++) ok = check_need(&needs[i], writer.met[i], err);
    return ok;
}

static size_t find(struct bytes html, size_t from, const char *text)
{
    size_t size = strlen(text);
    while (from + size <= html.size && strncasecmp(html.data + from, text, size) != 0) from++;
    return from + size <= html.size ? from : html.size;
}

// Text and values are escaped, so that a tag is one.
struct bytes document_head(const struct document *document)
{
    struct bytes html = buffer_bytes(&document->html);
    size_t from = find(html, 0, "<head>");
    size_t to = find(html, from, "</head>");
    if (to == html.size) return (struct bytes){0};
    from += strlen("<head>");
    return (struct bytes){html.data + from, to - from};
}

void document_destroy(struct document *document)
{
    buffer_destroy(&document->html);
}
