// See audit.h. The HTML is ours (html.h), save for what ls.raw put into it, so tags are read as they are written here
// and anything else is passed over.
#include "tree/audit.h"

#include "tree/node.h"

#include <stdlib.h>
#include <strings.h>

// --- tags ---

struct reader {
    const char *at;
    const char *end;
};

static bool is_space(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r' || byte == '\f';
}

static bool ends_name(char byte)
{
    return is_space(byte) || byte == '=' || byte == '>' || byte == '/';
}

static struct bytes take_name(struct reader *reader)
{
    const char *start = reader->at;
    while (reader->at < reader->end && !ends_name(*reader->at)) reader->at++;
    return (struct bytes){start, (size_t)(reader->at - start)};
}

static void skip_space(struct reader *reader)
{
    while (reader->at < reader->end && is_space(*reader->at)) reader->at++;
}

// Up to and over a byte, or to the end.
static struct bytes take_until(struct reader *reader, char byte)
{
    const char *start = reader->at;
    const char *found = memchr(start, byte, (size_t)(reader->end - start));
    reader->at = found ? found + 1 : reader->end;
    return (struct bytes){start, (size_t)((found ? found : reader->end) - start)};
}

// What follows the name of an attribute: its value, or nothing.
static struct bytes take_value(struct reader *reader)
{
    skip_space(reader);
    if (reader->at == reader->end || *reader->at != '=') return (struct bytes){NULL, 0};
    reader->at++;
    skip_space(reader);
    if (reader->at == reader->end) return (struct bytes){NULL, 0};
    char quote = *reader->at;
    if (quote != '"' && quote != '\'') {
        const char *start = reader->at;
        while (reader->at < reader->end && !is_space(*reader->at) && *reader->at != '>') reader->at++;
        return (struct bytes){start, (size_t)(reader->at - start)};
    }
    reader->at++;
    return take_until(reader, quote);
}

static bool is_word(struct bytes name, const char *word)
{
    return name.size == strlen(word) && strncasecmp(name.data, word, name.size) == 0;
}

// The attributes of a start tag, up to and over its '>'; gives its id.
static struct bytes take_attributes(struct reader *reader)
{
    struct bytes id = {NULL, 0};
    while (reader->at < reader->end) {
        skip_space(reader);
        if (reader->at == reader->end || *reader->at == '>') break;
        struct bytes name = take_name(reader);
        struct bytes value = take_value(reader);
        if (!name.size && !value.data) reader->at++;
        if (is_word(name, "id") && !id.data) id = value;
    }
    if (reader->at < reader->end) reader->at++;
    return id;
}

// The content of elements in which no tag is a tag.
static void skip_raw_text(struct reader *reader, struct bytes name)
{
    static const char *const names[] = {"script", "style", "textarea", "title"};
    bool is_raw = false;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) is_raw = is_raw || is_word(name, names[i]);
    while (is_raw && reader->at < reader->end) {
        take_until(reader, '<');
        size_t left = (size_t)(reader->end - reader->at);
        bool is_end = left > name.size + 1 && *reader->at == '/' && ends_name(reader->at[name.size + 1]);
        if (is_end && strncasecmp(reader->at + 1, name.data, name.size) == 0) return;
    }
}

static void skip_comment(struct reader *reader)
{
    const char *stop = memmem(reader->at, (size_t)(reader->end - reader->at), "-->", 3);
    reader->at = stop ? stop + 3 : reader->end;
}

static bool is_letter(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

// Moves behind the next start tag that has an id; false at the end.
static bool next_id(struct reader *reader, struct bytes *id)
{
    while (reader->at < reader->end) {
        take_until(reader, '<');
        size_t left = (size_t)(reader->end - reader->at);
        if (left >= 3 && memcmp(reader->at, "!--", 3) == 0) {
            skip_comment(reader);
        } else if (left && is_letter(*reader->at)) {
            struct bytes name = take_name(reader);
            *id = take_attributes(reader);
            skip_raw_text(reader, name);
            if (id->size) return true;
        }
    }
    return false;
}

// --- ids ---

static int compare_ids(const void *a, const void *b)
{
    return bytes_compare(*(const struct bytes *)a, *(const struct bytes *)b);
}

void audit_ids(struct bytes html, void (*tell)(void *self, struct bytes id), void *self)
{
    struct reader reader = {html.data, html.data + html.size};
    struct buffer found = {0};
    struct bytes id;
    while (html.size && next_id(&reader, &id)) buffer_put(&found, (struct bytes){(const char *)&id, sizeof id});
    struct bytes *ids = (struct bytes *)(void *)found.data;
    size_t count = found.size / sizeof *ids;
    if (count) qsort(ids, count, sizeof *ids, compare_ids);
    for (size_t i = 1; i < count; i++) {
        bool is_second = bytes_equal(ids[i - 1], ids[i]) && (i < 2 || !bytes_equal(ids[i - 2], ids[i]));
        if (is_second) tell(self, ids[i]);
    }
    buffer_destroy(&found);
}

// --- lists ---

struct look {
    const struct rendition *rendition;
    uint32_t most;
    void (*tell)(void *self, uint32_t id, uint32_t rows);
    void *self;
};

static void look_at_template(const struct look *look, uint32_t at);

static void look_at_list(const struct look *look, uint32_t at)
{
    const struct node_list *list = node_list(look->rendition, at);
    if (!list->is_keyed && list->count > look->most) look->tell(look->self, list->head.id, list->count);
    for (uint32_t i = 0; i < list->count; i++) look_at_template(look, list->rows[i].at);
}

static void look_at_template(const struct look *look, uint32_t at)
{
    const struct node_template *node = node_template(look->rendition, at);
    uint32_t count = node_kind_of(look->rendition, node)->slots_count;
    for (uint32_t i = 0; i < count; i++) {
        if (node->values[i].kind == NODE_TEMPLATE) look_at_template(look, node->values[i].at);
        if (node->values[i].kind == NODE_LIST) look_at_list(look, node->values[i].at);
    }
}

void audit_lists(const struct rendition *rendition, uint32_t most,
                 void (*tell)(void *self, uint32_t id, uint32_t rows), void *self)
{
    struct look look = {rendition, most, tell, self};
    if (rendition->root) look_at_template(&look, rendition->root);
}
