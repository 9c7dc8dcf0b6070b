// See html.h. Text runs are copied whole up to the next byte that needs a look.
#include "tree/html.h"

#include "tree/attribute.h"
#include "tree/form_tag.h"
#include "tree/node.h"
#include "tree/stream.h"
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

struct writer {
    const struct rendition *rendition;
    const struct html_lives *lives; // may be NULL
    struct sheet *sheet;            // may be NULL
    struct bytes action;            // empty where forms stay as they are
    uint64_t owner;                 // the component that is being written, or 0
    struct buffer *out;
};

static void write_template(const struct writer *writer, uint32_t at);

static void put_named(struct buffer *out, struct bytes name, const struct bytes *value)
{
    buffer_put_byte(out, ' ');
    buffer_put(out, name);
    if (!value) return;
    buffer_put(out, BYTES("=\""));
    html_put_attribute(out, *value);
    buffer_put_byte(out, '"');
}

static void write_attribute(const struct writer *writer, const struct slot *slot, struct node_value value)
{
    struct bytes name = slot->name;
    struct bytes text = node_text(writer->rendition, value);
    if (writer->sheet && value.kind == NODE_TEXT && bytes_equal(name, BYTES("style"))) {
        sheet_add(writer->sheet, text);
        name = BYTES("ls-style");
    }
    if (value.kind == NODE_TEXT) put_named(writer->out, name, &text);
    if (value.kind == NODE_TRUE) put_named(writer->out, slot->name, NULL);
}

static void write_spread(const struct writer *writer, struct node_value value)
{
    struct bytes set = node_text(writer->rendition, value);
    struct bytes name, text;
    while (attributes_next(&set, &name, &text)) put_named(writer->out, name, text.data ? &text : NULL);
}

// The text of a sole slot. A parser drops a line feed right behind <textarea> and <pre>: it gets one to drop.
static void write_bare_text(const struct writer *writer, const struct slot *slot, struct node_value value)
{
    struct bytes text = node_text(writer->rendition, value);
    if (slot->eats_newline && text.data[0] == '\n') buffer_put_byte(writer->out, '\n');
    html_put_text(writer->out, text);
}

// <!--ID-->, <!--*ID-->, <!--+ID-->; with an owner's mark <!--ID@OWNER-->.
static void put_marker(const struct rendition *rendition, struct node_value value, struct buffer *out)
{
    const struct node_mark *mark = node_mark(rendition, value);
    buffer_put(out, value.kind == NODE_TEMPLATE ? BYTES("<!--")
                    : value.kind == NODE_LIST   ? BYTES("<!--*")
                                                : BYTES("<!--+"));
    buffer_put_integer(out, node_head(rendition, value.at)->id);
    if (mark) {
        buffer_put_byte(out, '@');
        buffer_put_integer(out, (int64_t)mark->owner);
    }
    buffer_put(out, BYTES("-->"));
}

static void write_list(const struct writer *writer, uint32_t at)
{
    const struct node_list *list = node_list(writer->rendition, at);
    for (uint32_t i = 0; i < list->count; i++) write_template(writer, list->rows[i].at);
}

static void write_live(const struct writer *writer, uint32_t at)
{
    const struct node_live *live = node_live(writer->rendition, at);
    struct bytes name = node_text(writer->rendition, live->name);
    struct bytes ticket = bytes_of(live->ticket);
    buffer_put(writer->out, BYTES("<!--~--><div"));
    put_named(writer->out, BYTES("id"), &name);
    put_named(writer->out, BYTES("ls-live"), &ticket);
    if (live->scope) buffer_print(writer->out, " ls-scope=\"%u\"", live->scope);
    buffer_put_byte(writer->out, '>');
    if (writer->lives) writer->lives->write(writer->lives->self, name, writer->out);
    buffer_put(writer->out, BYTES("</div>"));
}

// Its rows' keys stand in front of them: the client finds rows by them.
static void write_stream(const struct writer *writer, uint32_t at)
{
    const struct node_stream *stream = node_stream(writer->rendition, at);
    struct buffer shown = {0};
    stream_apply(writer->rendition, stream, &shown);
    for (size_t i = 0; i < shown.size / sizeof(uint32_t); i++) {
        const struct node_operation *operation = &stream->operations[((const uint32_t *)shown.data)[i]];
        buffer_put(writer->out, BYTES("<!--"));
        stream_put_key(writer->out, node_key_at(writer->rendition, operation->key));
        buffer_put(writer->out, BYTES("-->"));
        write_template(writer, operation->row);
    }
    buffer_destroy(&shown);
}

static void write_markup(const struct writer *writer, struct node_value value)
{
    if (value.kind == NODE_LIVE) {
        write_live(writer, value.at);
        return;
    }
    const struct node_mark *mark = node_mark(writer->rendition, value);
    struct writer inner = *writer;
    if (mark) inner.owner = mark->owner;
    put_marker(writer->rendition, value, writer->out);
    if (value.kind == NODE_LIST) write_list(&inner, value.at);
    else if (value.kind == NODE_STREAM) write_stream(&inner, value.at);
    else write_template(&inner, value.at);
}

static void write_sole(const struct writer *writer, const struct slot *slot, struct node_value value)
{
    if (value.kind == NODE_TEXT) write_bare_text(writer, slot, value);
    else if (value.kind != NODE_NOTHING) write_markup(writer, value);
}

static void write_bounded(const struct writer *writer, struct node_value value)
{
    if (value.kind >= NODE_TEMPLATE) {
        write_markup(writer, value);
    } else {
        buffer_put(writer->out, BYTES("<!--$-->"));
        html_put_text(writer->out, node_text(writer->rendition, value));
    }
    buffer_put(writer->out, BYTES("<!--/-->"));
}

// What an app vouches for is not escaped. A NUL, which no parser lets through, is left to the parser.
static void write_vouched(const struct writer *writer, struct node_value value)
{
    buffer_put(writer->out, BYTES("<!--$-->"));
    buffer_put(writer->out, node_text(writer->rendition, value));
    buffer_put(writer->out, BYTES("<!--/-->"));
}

static void write_slot(const struct writer *writer, const struct slot *slot, struct node_value value)
{
    switch (slot->kind) {
    case SLOT_TEXT: write_bounded(writer, value); break;
    case SLOT_SOLE:
    case SLOT_RAW_TEXT: write_sole(writer, slot, value); break;
    case SLOT_MARKUP: write_vouched(writer, value); break;
    case SLOT_ATTRIBUTE:
    case SLOT_EVENT:
    case SLOT_URL: write_attribute(writer, slot, value); break;
    case SLOT_SPREAD: write_spread(writer, value); break;
    }
}

void node_write_bare(const struct rendition *rendition, const struct slot *slot, struct node_value value,
                     struct sheet *sheet, struct buffer *out)
{
    struct writer writer = {.rendition = rendition, .sheet = sheet, .out = out};
    switch (slot->kind) {
    case SLOT_TEXT:
    case SLOT_SOLE:
    case SLOT_RAW_TEXT:
        if (value.kind == NODE_TEXT) write_bare_text(&writer, slot, value);
        break;
    case SLOT_MARKUP: buffer_put(out, node_text(rendition, value)); break;
    default: write_slot(&writer, slot, value);
    }
}

// A static part, and what forms lack whose start tags end in it. `tag` is the first that has not ended, `begin` where
// it began in the page.
static void write_part(const struct writer *writer, const struct template *template, uint32_t part, uint32_t *tag,
                       size_t *begin)
{
    struct bytes rest = template->statics[part];
    size_t at = 0;
    for (; writer->action.size && *tag < template->forms_count; ++*tag) {
        const struct form_tag *form = &template->forms[*tag];
        if (form->begin_part == part) *begin = writer->out->size + form->begin - at;
        if (form->end_part != part) break;
        buffer_put(writer->out, (struct bytes){rest.data + at, form->end - at});
        form_tag_complete(writer->out, *begin, writer->action, writer->owner);
        at = form->end;
    }
    buffer_put(writer->out, (struct bytes){rest.data + at, rest.size - at});
}

static void write_template(const struct writer *writer, uint32_t at)
{
    const struct node_template *node = node_template(writer->rendition, at);
    const struct template *template = node_kind_of(writer->rendition, node);
    uint32_t tag = 0;
    size_t begin = 0;
    for (uint32_t i = 0; i < template->slots_count; i++) {
        write_part(writer, template, i, &tag, &begin);
        write_slot(writer, &template->slots[i], node->values[i]);
    }
    write_part(writer, template, template->slots_count, &tag, &begin);
}

void html_write_with(const struct rendition *rendition, const struct html_around *around, struct buffer *out)
{
    struct writer writer = {rendition, around->lives, around->sheet, around->action, 0, out};
    if (rendition->root) write_markup(&writer, node_root(rendition));
}

void html_write(const struct rendition *rendition, struct buffer *out)
{
    html_write_with(rendition, &(struct html_around){0}, out);
}
