// See difference.h.
#include "value/difference.h"

#include "value/lua_text.h"

enum { SHOWN_MAX = 200 }; // bytes of one value

struct search {
    struct buffer path;
    struct buffer *out;
    size_t count;
    size_t count_max;
};

static void compare(struct search *search, const struct value *before, const struct value *after);

// A value in a few words: the beginning of a long one.
static void put_shown(struct buffer *out, const struct value *value)
{
    struct buffer text = {0};
    lua_text_put(&text, value);
    size_t size = text.size > SHOWN_MAX ? SHOWN_MAX : text.size;
    while (size < text.size && size && ((unsigned char)text.data[size] & 0xc0) == 0x80) size--;
    buffer_put(out, (struct bytes){text.data, size});
    if (size < text.size) buffer_put(out, BYTES("\u2026"));
    buffer_destroy(&text);
}

static void tell(struct search *search, const struct value *before, const struct value *after)
{
    struct buffer *out = search->out;
    if (search->count++ >= search->count_max) return;
    if (search->count > 1) buffer_put_byte(out, '\n');
    buffer_put(out, buffer_bytes(&search->path));
    buffer_put(out, BYTES(": "));
    put_shown(out, before);
    buffer_put(out, BYTES(", now "));
    put_shown(out, after);
}

static void put_step(struct buffer *path, const struct value *key)
{
    struct buffer text = {0};
    struct value_pair pair = {*key, value_nil()};
    struct value_table table = {.pairs = &pair, .pairs_count = 1};
    const struct value one = {.kind = VALUE_TABLE, .table = &table};
    lua_text_put(&text, &one); // { name = nil } or { ["a b"] = nil }
    struct bytes step = {text.data + 2, text.size - 2 - sizeof " = nil }" + 1};
    if (*step.data != '[') buffer_put_byte(path, '.');
    buffer_put(path, step);
    buffer_destroy(&text);
}

static void compare_at(struct search *search, const struct value *key, const struct value *before,
                       const struct value *after)
{
    size_t size = search->path.size;
    put_step(&search->path, key);
    compare(search, before, after);
    search->path.size = size;
}

static const struct value_pair none; // nil under nil

static void compare_items(struct search *search, const struct value_table *before, const struct value_table *after)
{
    size_t count = before->items_count > after->items_count ? before->items_count : after->items_count;
    for (size_t i = 0; i < count; i++) {
        struct value key = value_integer((int64_t)i + 1);
        compare_at(search, &key, i < before->items_count ? &before->items[i] : &none.value,
                   i < after->items_count ? &after->items[i] : &none.value);
    }
}

// Both in canonical order, side by side.
static void compare_pairs(struct search *search, const struct value_table *before, const struct value_table *after)
{
    size_t left = 0, right = 0;
    while (left < before->pairs_count || right < after->pairs_count) {
        const struct value_pair *old = left < before->pairs_count ? &before->pairs[left] : &none;
        const struct value_pair *new = right < after->pairs_count ? &after->pairs[right] : &none;
        int order = old == &none ? 1 : new == &none ? -1 : value_key_compare(&old->key, &new->key);
        compare_at(search, order <= 0 ? &old->key : &new->key, order <= 0 ? &old->value : &none.value,
                   order >= 0 ? &new->value : &none.value);
        left += order <= 0;
        right += order >= 0;
    }
}

static void compare(struct search *search, const struct value *before, const struct value *after)
{
    if (value_equal(before, after)) return;
    if (before->kind != VALUE_TABLE || after->kind != VALUE_TABLE) {
        tell(search, before, after);
        return;
    }
    compare_items(search, before->table, after->table);
    compare_pairs(search, before->table, after->table);
}

size_t difference_put(const struct value *before, const struct value *after, const char *root, size_t count_max,
                      struct buffer *out)
{
    struct search search = {.out = out, .count_max = count_max};
    buffer_put(&search.path, bytes_of(root));
    compare(&search, before, after);
    buffer_destroy(&search.path);
    return search.count;
}
