// See query.h.
#include "app/query.h"

enum { QUERY_MAX = 64 };

// The value of a hexadecimal digit; -1 of anything else.
static int hex(char digit)
{
    if (digit >= '0' && digit <= '9') return digit - '0';
    if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
    return -1;
}

struct bytes query_decode(struct bytes text, bool plus_is_space, struct arena *arena)
{
    char *out = arena_new(arena, text.size + 1);
    size_t size = 0;
    for (size_t i = 0; i < text.size; i++) {
        char byte = text.data[i];
        if (byte == '+' && plus_is_space) byte = ' ';
        int high = byte == '%' && i + 2 < text.size ? hex(text.data[i + 1]) : -1;
        int low = high >= 0 ? hex(text.data[i + 2]) : -1;
        if (high >= 0 && low >= 0) {
            byte = (char)(high * 16 + low);
            i += 2;
        }
        out[size++] = byte;
    }
    out[size] = 0;
    return (struct bytes){out, size};
}

static struct bytes take_until(struct bytes *text, char end)
{
    const char *at = memchr(text->data, end, text->size);
    size_t size = at ? (size_t)(at - text->data) : text->size;
    struct bytes part = {text->data, size};
    size_t step = at ? size + 1 : size;
    text->data += step;
    text->size -= step;
    return part;
}

bool query_next(struct bytes *query, struct arena *arena, struct bytes *name, struct bytes *value)
{
    while (query->size) {
        struct bytes part = take_until(query, '&');
        struct bytes raw = take_until(&part, '=');
        if (!raw.size) continue;
        *name = query_decode(raw, true, arena);
        *value = query_decode(part, true, arena);
        return true;
    }
    return false;
}

static bool is_there(const struct value_table *table, struct bytes name)
{
    for (size_t i = 0; i < table->pairs_count; i++)
        if (bytes_equal(table->pairs[i].key.string, name)) return true;
    return false;
}

void query_read(struct bytes query, const struct schema *schema, struct arena *arena, struct value *params)
{
    struct value_table *table = params->table;
    struct value_pair *pairs = arena_new(arena, (table->pairs_count + QUERY_MAX) * sizeof *pairs);
    if (table->pairs_count) memcpy(pairs, table->pairs, table->pairs_count * sizeof *pairs);
    table->pairs = pairs;
    for (int added = 0; query.size && added < QUERY_MAX;) {
        struct bytes part = take_until(&query, '&');
        struct bytes name = query_decode(take_until(&part, '='), true, arena);
        if (!name.size || !schema_has_field(schema, name) || is_there(table, name)) continue;
        pairs[table->pairs_count].key = value_string(name);
        pairs[table->pairs_count++].value = value_string(query_decode(part, true, arena));
        added++;
    }
}
