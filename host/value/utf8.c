// See utf8.h. The table of well-formed sequences is number 3-7 of the Unicode standard.
#include "value/utf8.h"

// The second byte's range depends on the first: that is where overlong forms, surrogates and too large codes end.
static bool second_fits(unsigned char first, unsigned char second)
{
    switch (first) {
    case 0xe0: return second >= 0xa0 && second <= 0xbf;
    case 0xed: return second >= 0x80 && second <= 0x9f;
    case 0xf0: return second >= 0x90 && second <= 0xbf;
    case 0xf4: return second >= 0x80 && second <= 0x8f;
    default: return second >= 0x80 && second <= 0xbf;
    }
}

static size_t size_by_first(unsigned char first)
{
    if (first < 0x80) return 1;
    if (first < 0xc2) return 0;
    if (first < 0xe0) return 2;
    if (first < 0xf0) return 3;
    return first < 0xf5 ? 4 : 0;
}

size_t utf8_size(struct bytes bytes)
{
    if (bytes.size == 0) return 0;
    const unsigned char *at = (const unsigned char *)bytes.data;
    size_t size = size_by_first(at[0]);
    if (size < 2) return size;
    if (size > bytes.size || !second_fits(at[0], at[1])) return 0;
    for (size_t i = 2; i < size; i++)
        if ((at[i] & 0xc0) != 0x80) return 0;
    return size;
}

size_t utf8_put(char out[UTF8_SIZE_MAX], uint32_t code)
{
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    size_t size = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (size_t i = size; i-- > 1; code >>= 6) out[i] = (char)(0x80 | (code & 0x3f));
    static const unsigned char marks[] = {0, 0, 0xc0, 0xe0, 0xf0};
    out[0] = (char)(marks[size] | code);
    return size;
}

size_t utf8_count(struct bytes bytes)
{
    size_t count = 0;
    while (bytes.size) {
        size_t size = utf8_size(bytes);
        if (size == 0) size = 1;
        bytes.data += size;
        bytes.size -= size;
        count++;
    }
    return count;
}
