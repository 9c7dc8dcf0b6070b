// See form_tag.h. Tags are looked for in what the compiler wrote, where values have double quotes around them; their
// attributes in what was rendered, so that those of slots and spreads are seen like all others.
#include "tree/form_tag.h"

#include "tree/attribute.h"
#include "tree/template.h"

#include <strings.h>

static bool begins(struct bytes text, size_t at, const char *word)
{
    size_t size = strlen(word);
    return text.size - at >= size && strncasecmp(text.data + at, word, size) == 0;
}

// --- in a template ---

struct place {
    uint32_t part;
    size_t at;
};

// The byte behind `from` that closes its tag. Slots are attributes there, and quotes are closed in their part.
static bool find_close(const struct template *template, struct place from, struct place *close)
{
    for (; from.part <= template->slots_count; from.part++, from.at = 0) {
        struct bytes text = template->statics[from.part];
        bool is_quoted = false;
        for (size_t at = from.at; at < text.size; at++) {
            if (text.data[at] == '"') is_quoted = !is_quoted;
            if (text.data[at] != '>' || is_quoted) continue;
            *close = (struct place){from.part, at};
            return true;
        }
    }
    return false;
}

static bool find_form(const struct template *template, struct place from, struct form_tag *tag)
{
    struct place close;
    for (; from.part <= template->slots_count; from.part++, from.at = 0) {
        struct bytes text = template->statics[from.part];
        for (size_t at = from.at; at < text.size; at++) {
            bool is_form = text.data[at] == '<' && begins(text, at, "<form") &&
                           (at + 5 == text.size || !attribute_name_goes_on(text.data[at + 5]));
            if (!is_form || !find_close(template, (struct place){from.part, at + 5}, &close)) continue;
            *tag = (struct form_tag){from.part, (uint32_t)at, close.part, (uint32_t)close.at};
            return true;
        }
    }
    return false;
}

const struct form_tag *form_tags_find(const struct template *template, struct arena *arena, uint32_t *count)
{
    struct buffer found = {0};
    struct place from = {0, 0};
    struct form_tag tag;
    while (find_form(template, from, &tag)) {
        buffer_put(&found, (struct bytes){(const char *)&tag, sizeof tag});
        from = (struct place){tag.end_part, tag.end};
    }
    *count = (uint32_t)(found.size / sizeof tag);
    struct form_tag *tags = *count ? arena_new(arena, found.size) : NULL;
    if (tags) memcpy(tags, found.data, found.size);
    buffer_destroy(&found);
    return tags;
}

// --- in a page ---

// The next attribute in the text of a tag, which is consumed. Names end where HTML says.
static bool next_attribute(struct bytes *text, struct bytes *name, struct bytes *value)
{
    const char *at = text->data;
    const char *end = at + text->size;
    while (at < end && strchr(" \t\n\f\r/", *at)) at++;
    *name = (struct bytes){at, 0};
    while (at < end && !strchr(" \t\n\f\r/=", *at)) at++;
    name->size = (size_t)(at - name->data);
    *value = (struct bytes){at, 0};
    if (end - at > 1 && at[0] == '=' && at[1] == '"') {
        const char *close = memchr(at + 2, '"', (size_t)(end - at - 2));
        *value = (struct bytes){at + 2, (size_t)((close ? close : end) - at - 2)};
        at = close ? close + 1 : end;
    } else if (at < end && *at == '=') {
        at++;
    }
    *text = (struct bytes){at, (size_t)(end - at)};
    return name->size > 0;
}

static bool is(struct bytes name, const char *word)
{
    return name.size == strlen(word) && begins(name, 0, word);
}

// ls-submit, or ls-submit.once.
static bool is_submit(struct bytes name)
{
    return begins(name, 0, "ls-submit") && (name.size == 9 || name.data[9] == '.');
}

// A value as it stands in HTML, for an address in HTML: what a browser takes for a character of its own there is
// escaped once more, behind the escape of HTML.
static void put_value(struct buffer *out, struct bytes text)
{
    for (size_t i = 0; i < text.size; i++) {
        char byte = text.data[i];
        bool is_ampersand = begins(text, i, "&amp;");
        bool is_reference = byte == '&' && !is_ampersand && memchr(text.data + i, ';', text.size - i);
        if (is_ampersand) {
            buffer_put(out, BYTES("%26"));
            i += 4;
        } else if (is_reference) {
            while (text.data[i] != ';') buffer_put_byte(out, text.data[i++]);
            buffer_put_byte(out, ';');
        } else if (strchr("%#+& \t\n\f\r", byte)) {
            buffer_print(out, "%%%02X", (unsigned)(unsigned char)byte);
        } else {
            buffer_put_byte(out, byte);
        }
    }
}

// Where it is an event's name: what is taken from a browser's event stands behind it.
static struct bytes event_of(struct bytes value)
{
    if (value.size && *value.data == '[') return (struct bytes){value.data, 0};
    const char *space = memchr(value.data, ' ', value.size);
    return (struct bytes){value.data, space ? (size_t)(space - value.data) : value.size};
}

static bool read_event(struct bytes tag, struct bytes *event)
{
    struct bytes name, value;
    bool is_own = false;
    *event = (struct bytes){NULL, 0};
    while (next_attribute(&tag, &name, &value)) {
        is_own |= is(name, "action") || is(name, "method") || is(name, "ls-target");
        if (is_submit(name) && !event->data) *event = event_of(value);
    }
    return event->size && !is_own;
}

void form_tag_complete(struct buffer *out, size_t begin, struct bytes action, uint64_t owner)
{
    struct buffer copy = {0}; // what is appended may move what is read
    buffer_put(&copy, (struct bytes){out->data + begin, out->size - begin});
    struct bytes tag = {copy.data + 5, copy.size - 5};
    struct bytes event, name, value;
    if (read_event(tag, &event)) {
        buffer_put(out, BYTES(" method=\"post\" action=\""));
        buffer_put(out, action);
        buffer_put(out, BYTES("&amp;ls-event="));
        put_value(out, event);
        if (owner) buffer_print(out, "&amp;ls-to=%llu", (unsigned long long)owner);
        while (next_attribute(&tag, &name, &value)) {
            if (!begins(name, 0, "ls-value-")) continue;
            buffer_put(out, BYTES("&amp;"));
            put_value(out, name);
            buffer_put_byte(out, '=');
            put_value(out, value);
        }
        buffer_put_byte(out, '"');
    }
    buffer_destroy(&copy);
}
