// See outbox.h. Acknowledged entries are skipped by moving `head`; the rest moves down when half of the memory is
// behind it.
#include "wire/outbox.h"

#include "base/mem.h"

struct entry {
    uint32_t seq;
    uint32_t size;
};

enum { KEPT_CAPACITY = 512 }; // of an empty outbox; more is given back

void outbox_destroy(struct outbox *outbox)
{
    buffer_destroy(&outbox->bytes);
}

static void drop_all(struct outbox *outbox)
{
    outbox->head = 0;
    outbox->cursor = 0;
    if (outbox->bytes.capacity > KEPT_CAPACITY) buffer_destroy(&outbox->bytes);
    else buffer_clear(&outbox->bytes);
}

static struct entry entry_at(const struct outbox *outbox, size_t at)
{
    struct entry entry;
    memcpy(&entry, outbox->bytes.data + at, sizeof entry);
    return entry;
}

void outbox_break(struct outbox *outbox)
{
    drop_all(outbox);
    outbox->is_broken = true;
}

void outbox_put(struct outbox *outbox, struct bytes frame, size_t bytes_max)
{
    outbox->last++;
    if (outbox->is_broken) return;
    // A single large frame with nothing before it is no backlog: a full page in its place would be as large.
    size_t waiting = outbox->bytes.size - outbox->head;
    if (waiting > 0 && waiting + frame.size > bytes_max) {
        outbox_break(outbox);
        return;
    }
    if (outbox->head > KEPT_CAPACITY && outbox->head > outbox->bytes.size / 2) {
        outbox->bytes.size -= outbox->head;
        memmove(outbox->bytes.data, outbox->bytes.data + outbox->head, outbox->bytes.size);
        outbox->cursor -= outbox->head;
        outbox->head = 0;
    }
    struct entry entry = {outbox->last, (uint32_t)frame.size};
    buffer_put(&outbox->bytes, (struct bytes){(const char *)&entry, sizeof entry});
    buffer_put(&outbox->bytes, frame);
}

bool outbox_acknowledge(struct outbox *outbox, uint32_t seq)
{
    if (seq > outbox->last) return false;
    if (seq <= outbox->acked) return true;
    outbox->acked = seq;
    while (outbox->head < outbox->bytes.size) {
        struct entry entry = entry_at(outbox, outbox->head);
        if (entry.seq > seq) return true;
        outbox->head += sizeof entry + entry.size;
        if (outbox->cursor < outbox->head) outbox->cursor = outbox->head;
    }
    drop_all(outbox);
    return true;
}

void outbox_release(struct outbox *outbox, uint32_t seq)
{
    if (seq > outbox->released) outbox->released = seq;
}

struct bytes outbox_next(struct outbox *outbox)
{
    if (outbox->cursor >= outbox->bytes.size) return (struct bytes){NULL, 0};
    struct entry entry = entry_at(outbox, outbox->cursor);
    if (outbox->is_held && entry.seq > outbox->released) return (struct bytes){NULL, 0};
    struct bytes frame = {outbox->bytes.data + outbox->cursor + sizeof entry, entry.size};
    outbox->cursor += sizeof entry + entry.size;
    return frame;
}

void outbox_rewind(struct outbox *outbox, uint32_t seq)
{
    outbox->cursor = outbox->head;
    while (outbox->cursor < outbox->bytes.size) {
        struct entry entry = entry_at(outbox, outbox->cursor);
        if (entry.seq > seq) return;
        outbox->cursor += sizeof entry + entry.size;
    }
}

bool outbox_reaches_back(const struct outbox *outbox, uint32_t seq)
{
    return !outbox->is_broken && seq >= outbox->acked && seq <= outbox->last;
}

void outbox_shrink(struct outbox *outbox)
{
    if (!outbox->bytes.size) buffer_destroy(&outbox->bytes);
}

void outbox_restart(struct outbox *outbox)
{
    drop_all(outbox);
    outbox->is_broken = false;
}

bool outbox_read(const struct outbox *outbox, size_t *at, struct bytes *frame)
{
    if (*at < outbox->head) *at = outbox->head;
    if (*at >= outbox->bytes.size) return false;
    struct entry entry = entry_at(outbox, *at);
    *frame = (struct bytes){outbox->bytes.data + *at + sizeof entry, entry.size};
    *at += sizeof entry + entry.size;
    return true;
}

void outbox_resume(struct outbox *outbox, uint32_t acked)
{
    drop_all(outbox);
    outbox->last = outbox->acked = acked;
}
