// See quote.h. A character takes eight bytes at most: two bytes of a C1 control, as \xc2\x9b.
#include "value/quote.h"

#include "value/utf8.h"

static char *put_hex(char *out, unsigned char byte)
{
    static const char digits[] = "0123456789abcdef";
    *out++ = '\\';
    *out++ = 'x';
    *out++ = digits[byte >> 4];
    *out++ = digits[byte & 15];
    return out;
}

static char *put_ascii(char *out, unsigned char byte)
{
    const char *short_form = NULL;
    if (byte == '"') short_form = "\\\"";
    if (byte == '\\') short_form = "\\\\";
    if (byte == '\n') short_form = "\\n";
    if (byte == '\t') short_form = "\\t";
    if (byte == '\r') short_form = "\\r";
    if (short_form) {
        *out++ = short_form[0];
        *out++ = short_form[1];
        return out;
    }
    if (byte < 0x20 || byte == 0x7f) return put_hex(out, byte);
    *out++ = (char)byte;
    return out;
}

// U+0080 to U+009F steer a terminal just as the controls of ASCII do.
static bool is_late_control(const char *at)
{
    return (unsigned char)at[0] == 0xc2 && (unsigned char)at[1] < 0xa0;
}

static char *put_character(char *out, const char *at, size_t size)
{
    if (size == 0) return put_hex(out, (unsigned char)*at);
    if (size == 1) return put_ascii(out, (unsigned char)*at);
    if (is_late_control(at)) return put_hex(put_hex(out, (unsigned char)at[0]), (unsigned char)at[1]);
    memcpy(out, at, size);
    return out + size;
}

const char *quote_string(struct quote *quote, struct bytes string)
{
    char *out = quote->text;
    *out++ = '"';
    for (size_t count = 0; string.size && count < QUOTE_CHARACTERS_MAX; count++) {
        size_t size = utf8_size(string);
        out = put_character(out, string.data, size);
        if (size == 0) size = 1;
        string.data += size;
        string.size -= size;
    }
    if (string.size) {
        memcpy(out, "…", 3);
        out += 3;
    }
    *out++ = '"';
    *out = 0;
    return quote->text;
}
