// See html.h. Text runs are copied whole up to the next byte that needs a look.
#include "tree/html.h"

#include "tree/attribute.h"
#include "tree/node.h"
#include "value/utf8.h"

// Appends the front of `rest`, which is not plain; returns how many bytes of it.
static size_t put_special(struct buffer *out, struct bytes rest)
{
    switch (*rest.data) {
    case '&': buffer_put(out, BYTES("&amp;")); return 1;
    case '<': buffer_put(out, BYTES("&lt;")); return 1;
    case '>': buffer_put(out, BYTES("&gt;")); return 1;
    case '"': buffer_put(out, BYTES("&quot;")); return 1;
    case '\'': buffer_put(out, BYTES("&#39;")); return 1;
    case '\r': buffer_put(out, BYTES("&#13;")); return 1;
    }
    size_t size = *rest.data ? utf8_size(rest) : 0;
    buffer_put(out, size ? (struct bytes){rest.data, size} : BYTES("\xef\xbf\xbd"));
    return size ? size : 1;
}

static bool is_plain(unsigned char byte)
{
    static const bool special[128] = {
        [0] = true, ['&'] = true, ['<'] = true, ['>'] = true, ['"'] = true, ['\''] = true, ['\r'] = true};
    return byte < 128 && !special[byte];
}

void html_put_text(struct buffer *out, struct bytes text)
{
    const char *at = text.data;
    const char *end = text.data + text.size;
    while (at < end) {
        const char *plain = at;
        while (at < end && is_plain((unsigned char)*at)) at++;
        buffer_put(out, (struct bytes){plain, (size_t)(at - plain)});
        if (at < end) at += put_special(out, (struct bytes){at, (size_t)(end - at)});
    }
}

void html_put_attribute(struct buffer *out, struct bytes text)
{
    html_put_text(out, text);
}

// ---- the tree

static void write_template(const struct rendition *rendition, uint32_t at, struct buffer *out);

static void put_named(struct buffer *out, struct bytes name, const struct bytes *value)
{
    buffer_put_byte(out, ' ');
    buffer_put(out, name);
    if (!value) return;
    buffer_put(out, BYTES("=\""));
    html_put_attribute(out, *value);
    buffer_put_byte(out, '"');
}

static void write_attribute(const struct rendition *rendition, const struct slot *slot, struct node_value value,
                            struct buffer *out)
{
    struct bytes text = node_text(rendition, value);
    if (value.kind == NODE_TEXT) put_named(out, slot->name, &text);
    if (value.kind == NODE_TRUE) put_named(out, slot->name, NULL);
}

static void write_spread(const struct rendition *rendition, struct node_value value, struct buffer *out)
{
    struct bytes set = node_text(rendition, value);
    struct bytes name, text;
    while (attributes_next(&set, &name, &text)) put_named(out, name, text.data ? &text : NULL);
}

// The text of a sole slot. A parser drops a line feed right behind <textarea> and <pre>: it gets one to drop.
static void write_bare_text(const struct rendition *rendition, const struct slot *slot, struct node_value value,
                            struct buffer *out)
{
    struct bytes text = node_text(rendition, value);
    if (slot->eats_newline && text.data[0] == '\n') buffer_put_byte(out, '\n');
    html_put_text(out, text);
}

// <!--ID-->, <!--*ID-->; with an owner's mark <!--ID@OWNER-->.
static void put_marker(const struct rendition *rendition, struct node_value value, struct buffer *out)
{
    const struct node_mark *mark = node_mark(rendition, value);
    buffer_put(out, value.kind == NODE_TEMPLATE ? BYTES("<!--") : BYTES("<!--*"));
    buffer_put_integer(out, node_head(rendition, value.at)->id);
    if (mark) {
        buffer_put_byte(out, '@');
        buffer_put_integer(out, (int64_t)mark->owner);
    }
    buffer_put(out, BYTES("-->"));
}

static void write_list(const struct rendition *rendition, uint32_t at, struct buffer *out)
{
    const struct node_list *list = node_list(rendition, at);
    for (uint32_t i = 0; i < list->count; i++) write_template(rendition, list->rows[i].at, out);
}

static void write_markup(const struct rendition *rendition, struct node_value value, struct buffer *out)
{
    put_marker(rendition, value, out);
    if (value.kind == NODE_LIST) write_list(rendition, value.at, out);
    else write_template(rendition, value.at, out);
}

static void write_sole(const struct rendition *rendition, const struct slot *slot, struct node_value value,
                       struct buffer *out)
{
    if (value.kind == NODE_TEXT) write_bare_text(rendition, slot, value, out);
    else if (value.kind != NODE_NOTHING) write_markup(rendition, value, out);
}

static void write_bounded(const struct rendition *rendition, struct node_value value, struct buffer *out)
{
    if (value.kind == NODE_TEMPLATE || value.kind == NODE_LIST) {
        write_markup(rendition, value, out);
    } else {
        buffer_put(out, BYTES("<!--$-->"));
        html_put_text(out, node_text(rendition, value));
    }
    buffer_put(out, BYTES("<!--/-->"));
}

// What an app vouches for is not escaped. A NUL, which no parser lets through, is left to the parser.
static void write_vouched(const struct rendition *rendition, struct node_value value, struct buffer *out)
{
    buffer_put(out, BYTES("<!--$-->"));
    buffer_put(out, node_text(rendition, value));
    buffer_put(out, BYTES("<!--/-->"));
}

static void write_slot(const struct rendition *rendition, const struct slot *slot, struct node_value value,
                       struct buffer *out)
{
    switch (slot->kind) {
    case SLOT_TEXT: write_bounded(rendition, value, out); break;
    case SLOT_SOLE:
    case SLOT_RAW_TEXT: write_sole(rendition, slot, value, out); break;
    case SLOT_MARKUP: write_vouched(rendition, value, out); break;
    case SLOT_ATTRIBUTE:
    case SLOT_URL: write_attribute(rendition, slot, value, out); break;
    case SLOT_SPREAD: write_spread(rendition, value, out); break;
    }
}

void node_write_bare(const struct rendition *rendition, const struct slot *slot, struct node_value value,
                     struct buffer *out)
{
    switch (slot->kind) {
    case SLOT_TEXT:
    case SLOT_SOLE:
    case SLOT_RAW_TEXT:
        if (value.kind == NODE_TEXT) write_bare_text(rendition, slot, value, out);
        break;
    case SLOT_MARKUP: buffer_put(out, node_text(rendition, value)); break;
    default: write_slot(rendition, slot, value, out);
    }
}

static void write_template(const struct rendition *rendition, uint32_t at, struct buffer *out)
{
    const struct node_template *node = node_template(rendition, at);
    const struct template *template = node_kind_of(rendition, node);
    for (uint32_t i = 0; i < template->slots_count; i++) {
        buffer_put(out, template->statics[i]);
        write_slot(rendition, &template->slots[i], node->values[i], out);
    }
    buffer_put(out, template->statics[template->slots_count]);
}

void html_write(const struct rendition *rendition, struct buffer *out)
{
    if (!rendition->root) return;
    write_markup(rendition, node_root(rendition), out);
}
