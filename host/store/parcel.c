// See parcel.h.
#include "store/parcel.h"

struct head {
    uint64_t session;
    uint32_t seq;
    uint32_t ref;
    uint32_t size;
    uint32_t kind;
};

void parcel_destroy(struct parcel *parcel)
{
    buffer_destroy(&parcel->entries);
    buffer_destroy(&parcel->found);
}

void parcel_put(struct buffer *entries, const struct parcel_entry *entry)
{
    struct head head = {entry->session, entry->seq, entry->ref, (uint32_t)entry->content.size, entry->kind};
    buffer_put(entries, (struct bytes){(const char *)&head, sizeof head});
    buffer_put(entries, entry->content);
}

bool parcel_read(const struct buffer *entries, size_t *at, struct parcel_entry *entry)
{
    struct head head;
    if (*at >= entries->size) return false;
    memcpy(&head, entries->data + *at, sizeof head);
    *entry = (struct parcel_entry){
        (uint8_t)head.kind, head.session, head.seq, head.ref, {entries->data + *at + sizeof head, head.size}};
    *at += sizeof head + head.size;
    return true;
}
