// See frame.h.
#include "frame.h"

static uint64_t big_endian(const unsigned char *data, size_t size)
{
    uint64_t number = 0;
    for (size_t i = 0; i < size; i++) number = number << 8 | data[i];
    return number;
}

ssize_t frame_take(struct bytes bytes, struct frame *frame)
{
    const unsigned char *data = (const unsigned char *)bytes.data;
    if (bytes.size < 2) return 0;
    if (data[0] & 0x70 || data[1] & 0x80) return -1;
    uint64_t size = data[1];
    size_t head = size == 127 ? 10 : size == 126 ? 4 : 2;
    if (bytes.size < head) return 0;
    if (head > 2) size = big_endian(data + 2, head - 2);
    if (size > FRAME_SIZE_MAX) return -1;
    if (bytes.size - head < size) return 0;
    *frame = (struct frame){.kind = data[0] & 15, .final = data[0] & 0x80, .payload = {bytes.data + head, size}};
    return (ssize_t)(head + size);
}

static void put_size(struct buffer *out, size_t size)
{
    if (size < 126) {
        buffer_put_byte(out, (char)(0x80 | size));
        return;
    }
    int width = size < 65536 ? 2 : 8;
    buffer_put_byte(out, (char)(0x80 | (width == 2 ? 126 : 127)));
    for (int i = width - 1; i >= 0; i--) buffer_put_byte(out, (char)(size >> (8 * i)));
}

void frame_put(struct buffer *out, enum frame_kind kind, struct bytes payload, uint32_t mask)
{
    char key[4];
    memcpy(key, &mask, sizeof key);
    buffer_reserve(out, payload.size + 14);
    buffer_put_byte(out, (char)(0x80 | kind));
    put_size(out, payload.size);
    buffer_put(out, (struct bytes){key, sizeof key});
    for (size_t i = 0; i < payload.size; i++) out->data[out->size++] = (char)(payload.data[i] ^ key[i & 3]);
}
