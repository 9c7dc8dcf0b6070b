// See buffer.h. Capacity doubles, so n bytes put one by one cost O(n).
#include "base/buffer.h"

#include "base/mem.h"

#include <stdarg.h>
#include <stdio.h>

void buffer_destroy(struct buffer *buffer)
{
    mem_free(buffer->data);
    *buffer = (struct buffer){0};
}

void buffer_grow(struct buffer *buffer, size_t more)
{
    size_t capacity = buffer->capacity ? buffer->capacity : 64;
    while (capacity - buffer->size < more) capacity *= 2;
    buffer->data = mem_resize(buffer->data, capacity);
    buffer->capacity = capacity;
}

void buffer_reserve_exactly(struct buffer *buffer, size_t more)
{
    if (buffer->capacity - buffer->size >= more) return;
    buffer->capacity = buffer->size + more;
    buffer->data = mem_resize(buffer->data, buffer->capacity);
}

void buffer_set_exactly(struct buffer *buffer, struct bytes bytes)
{
    if (buffer->capacity != bytes.size) {
        buffer_destroy(buffer);
        buffer->data = bytes.size ? mem_new(bytes.size) : NULL;
        buffer->capacity = bytes.size;
    }
    if (bytes.size) memcpy(buffer->data, bytes.data, bytes.size);
    buffer->size = bytes.size;
}

void buffer_shrink(struct buffer *buffer)
{
    if (buffer->size == buffer->capacity) return;
    buffer->data = mem_resize(buffer->data, buffer->size);
    buffer->capacity = buffer->size;
}

static const char digit_pairs[] = "00010203040506070809101112131415161718192021222324252627282930313233343536373839"
                                  "40414243444546474849505152535455565758596061626364656667686970717273747576777879"
                                  "8081828384858687888990919293949596979899";

struct bytes integer_digits(char room[INTEGER_DIGITS_MAX], int64_t integer)
{
    size_t at = INTEGER_DIGITS_MAX;
    uint64_t rest = integer < 0 ? 0 - (uint64_t)integer : (uint64_t)integer;
    for (; rest >= 100; rest /= 100) {
        at -= 2;
        memcpy(room + at, digit_pairs + rest % 100 * 2, 2);
    }
    if (rest >= 10) {
        at -= 2;
        memcpy(room + at, digit_pairs + rest * 2, 2);
    } else {
        room[--at] = (char)('0' + rest);
    }
    if (integer < 0) room[--at] = '-';
    return (struct bytes){room + at, INTEGER_DIGITS_MAX - at};
}

void buffer_put_integer(struct buffer *buffer, int64_t integer)
{
    char room[INTEGER_DIGITS_MAX];
    buffer_put(buffer, integer_digits(room, integer));
}

void buffer_print(struct buffer *buffer, const char *format, ...)
{
    va_list list;
    va_list again;
    va_start(list, format);
    va_copy(again, list);
    int size = vsnprintf(NULL, 0, format, list);
    va_end(list);
    if (size > 0) {
        buffer_reserve(buffer, (size_t)size + 1); // vsnprintf writes a final zero that does not count
        vsnprintf(buffer->data + buffer->size, (size_t)size + 1, format, again);
        buffer->size += (size_t)size;
    }
    va_end(again);
}
