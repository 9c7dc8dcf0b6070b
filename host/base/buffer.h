// Bytes that grow: what everything writes into. Clearing keeps the memory, so a buffer that is used again costs
// no allocation. Not for untrusted growth: whoever fills it from outside checks a limit first.
#pragma once

#include "base/bytes.h"

#include <stdint.h>

struct buffer {
    char *data; // owned; NULL while nothing was put
    size_t size;
    size_t capacity;
};

void buffer_destroy(struct buffer *buffer);

// Makes room for `more` further bytes.
void buffer_grow(struct buffer *buffer, size_t more);

// The same without a thought for what may come after: where the size is known.
void buffer_reserve_exactly(struct buffer *buffer, size_t more);

// The content is `bytes` from now on, in exactly as much memory as they need.
void buffer_set_exactly(struct buffer *buffer, struct bytes bytes);

// Gives back memory behind the content.
void buffer_shrink(struct buffer *buffer);

static inline void buffer_clear(struct buffer *buffer)
{
    buffer->size = 0;
}

static inline struct bytes buffer_bytes(const struct buffer *buffer)
{
    return (struct bytes){buffer->data, buffer->size};
}

static inline void buffer_reserve(struct buffer *buffer, size_t more)
{
    if (buffer->capacity - buffer->size < more) buffer_grow(buffer, more);
}

static inline void buffer_put(struct buffer *buffer, struct bytes bytes)
{
    buffer_reserve(buffer, bytes.size);
    if (bytes.size) memcpy(buffer->data + buffer->size, bytes.data, bytes.size);
    buffer->size += bytes.size;
}

static inline void buffer_put_byte(struct buffer *buffer, char byte)
{
    buffer_reserve(buffer, 1);
    buffer->data[buffer->size++] = byte;
}

enum { INTEGER_DIGITS_MAX = 20 };

// The decimal digits of an integer, with its sign: the end of `room`, without a final zero. Ten times as fast as
// printf, and pages are full of numbers.
struct bytes integer_digits(char room[INTEGER_DIGITS_MAX], int64_t integer);

// The same, appended.
void buffer_put_integer(struct buffer *buffer, int64_t integer);

// printf into the buffer.
void buffer_print(struct buffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));
