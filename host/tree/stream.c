// See stream.h. The rows are a ring of entries, one for each operation that may bring a row, so that what is common
// (an end, a known key) takes no search; a key is found by a hash table that never forgets one.
#include "tree/stream.h"

#include "base/mem.h"
#include "tree/keyset.h"

struct entry {
    uint32_t next; // in the ring; entry 0 is its beginning and its end
    uint32_t previous;
    uint32_t operation; // whose row is shown
    bool is_shown;
};

struct ring {
    const struct rendition *rendition;
    const struct node_stream *stream;
    struct entry *entries;     // number i + 1 is for operation i
    struct keyset_entry *keys; // of the entries
    uint32_t keys_capacity;
    uint32_t count; // of those shown
};

// Where the key stands in the table; a free place where it does not.
static struct keyset_entry *find(const struct ring *ring, struct bytes key)
{
    uint32_t hash = keyset_hash(key);
    uint32_t at = keyset_seek(ring->keys, ring->keys_capacity, hash, hash);
    while (ring->keys[at].row) {
        const struct node_operation *operation = &ring->stream->operations[ring->keys[at].row - 1];
        if (bytes_equal(node_key_at(ring->rendition, operation->key), key)) break;
        at = keyset_seek(ring->keys, ring->keys_capacity, hash, at + 1);
    }
    ring->keys[at].hash = hash;
    return &ring->keys[at];
}

// The entry in front of which the row that ends at index `at` goes.
static uint32_t seek(const struct ring *ring, int32_t at)
{
    uint32_t index = at < 0 || (uint32_t)at > ring->count ? ring->count : (uint32_t)at;
    uint32_t entry = 0;
    if (index > ring->count / 2) {
        for (uint32_t i = ring->count; i > index; i--) entry = ring->entries[entry].previous;
        return entry;
    }
    for (uint32_t i = 0; i <= index; i++) entry = ring->entries[entry].next;
    return entry;
}

static void link_before(struct ring *ring, uint32_t entry, uint32_t next)
{
    struct entry *entries = ring->entries;
    entries[entry].next = next;
    entries[entry].previous = entries[next].previous;
    entries[entries[next].previous].next = entry;
    entries[next].previous = entry;
    entries[entry].is_shown = true;
    ring->count++;
}

static void drop(struct ring *ring, uint32_t entry)
{
    struct entry *entries = ring->entries;
    entries[entries[entry].previous].next = entries[entry].next;
    entries[entries[entry].next].previous = entries[entry].previous;
    entries[entry].is_shown = false;
    ring->count--;
}

static void cut(struct ring *ring, int32_t limit)
{
    uint32_t most = limit < 0 ? 0u - (uint32_t)limit : (uint32_t)limit;
    while (limit && ring->count > most) drop(ring, limit > 0 ? ring->entries[0].previous : ring->entries[0].next);
}

static void put(struct ring *ring, uint32_t number)
{
    const struct node_operation *operation = &ring->stream->operations[number];
    struct keyset_entry *known = find(ring, node_key_at(ring->rendition, operation->key));
    bool is_shown = known->row && ring->entries[known->row].is_shown;
    if (!is_shown && operation->change == SINK_UPDATE) return;
    if (!is_shown) {
        known->row = number + 1;
        link_before(ring, number + 1, seek(ring, operation->at));
    }
    ring->entries[known->row].operation = number;
    cut(ring, operation->limit);
}

static void take(struct ring *ring, struct bytes key)
{
    struct keyset_entry *known = find(ring, key);
    if (known->row && ring->entries[known->row].is_shown) drop(ring, known->row);
}

static void operate(struct ring *ring, uint32_t number)
{
    const struct node_operation *operation = &ring->stream->operations[number];
    switch ((enum sink_change)operation->change) {
    case SINK_INSERT:
    case SINK_UPDATE: put(ring, number); break;
    case SINK_REMOVE: take(ring, node_key_at(ring->rendition, operation->key)); break;
    case SINK_RESET:
        while (ring->count) drop(ring, ring->entries[0].next);
        break;
    }
}

void stream_apply(const struct rendition *rendition, const struct node_stream *stream, struct buffer *out)
{
    if (!stream->count) return;
    struct ring ring = {rendition, stream, .keys_capacity = keyset_capacity(stream->count)};
    ring.entries = mem_new_clear((stream->count + 1) * sizeof *ring.entries);
    ring.keys = mem_new_clear(ring.keys_capacity * sizeof *ring.keys);
    for (uint32_t i = 0; i < stream->count; i++) operate(&ring, i);
    for (uint32_t entry = ring.entries[0].next; entry; entry = ring.entries[entry].next)
        buffer_put(out, (struct bytes){(const char *)&ring.entries[entry].operation, sizeof(uint32_t)});
    mem_free(ring.entries);
    mem_free(ring.keys);
}

static bool is_plain(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
           byte == '-' || byte == '.' || byte == '_';
}

void stream_put_key(struct buffer *out, struct bytes key)
{
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < key.size; i++) {
        unsigned char byte = (unsigned char)key.data[i];
        if (is_plain(key.data[i])) {
            buffer_put_byte(out, key.data[i]);
        } else if (i == 0 && byte == '"') { // as all keys begin that are strings
            buffer_put_byte(out, '\'');
        } else {
            char escape[3] = {'%', digits[byte >> 4], digits[byte & 15]};
            buffer_put(out, (struct bytes){escape, sizeof escape});
        }
    }
}
