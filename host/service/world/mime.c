// See mime.h.
#include "service/world/mime.h"

#include <sodium.h>
#include <stdio.h>
#include <time.h>

enum {
    LINE_CHARACTERS = 76,
    WORD_BYTES = 45,  // of text in an encoded word that has a line of its own,
    WORD_FRAME = 12,  // and characters around it there
    PLAIN_MAX = 60,   // of a text that stands in a header as it is
    QUOTED_MAX = 75,  // of quoted-printable, without the sign of a soft break
    BASE64_LINE = 57, // bytes in a line of 76
};

// --- headers ---

static bool is_plain(struct bytes text)
{
    if (text.size > PLAIN_MAX) return false;
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] < ' ' || text.data[i] > '~') return false;
    return !(text.size > 1 && memmem(text.data, text.size, "=?", 2));
}

static void put_base64(struct buffer *out, struct bytes bytes)
{
    size_t size = sodium_base64_encoded_len(bytes.size, sodium_base64_VARIANT_ORIGINAL);
    buffer_reserve(out, size);
    sodium_bin2base64(out->data + out->size, size, (const unsigned char *)bytes.data, bytes.size,
                      sodium_base64_VARIANT_ORIGINAL);
    out->size += size - 1;
}

// How many bytes of text an encoded word may have behind what is in the line already.
static size_t word_room(const struct buffer *out)
{
    size_t column = 0;
    while (column < out->size && out->data[out->size - 1 - column] != '\n') column++;
    return (LINE_CHARACTERS - WORD_FRAME - column) / 4 * 3;
}

// Encoded words, each of whole characters and one in a line.
static void put_words(struct buffer *out, struct bytes text)
{
    for (const char *between = ""; text.size; between = "\r\n ") {
        size_t room = *between ? WORD_BYTES : word_room(out);
        size_t size = text.size < room ? text.size : room;
        while (size < text.size && size > 1 && ((unsigned char)text.data[size] & 0xc0) == 0x80) size--;
        buffer_print(out, "%s=?UTF-8?B?", between);
        put_base64(out, (struct bytes){text.data, size});
        buffer_put(out, BYTES("?="));
        text.data += size;
        text.size -= size;
    }
}

static void put_quoted(struct buffer *out, struct bytes text)
{
    buffer_put_byte(out, '"');
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] == '"' || text.data[i] == '\\') buffer_put_byte(out, '\\');
        buffer_put_byte(out, text.data[i]);
    }
    buffer_put_byte(out, '"');
}

static void put_person(struct buffer *out, const struct value *person)
{
    struct bytes name = value_get_string(person, "name", BYTES(""));
    struct bytes address = value_get_string(person, "address", BYTES(""));
    if (!name.size) {
        buffer_put(out, address);
        return;
    }
    if (is_plain(name)) put_quoted(out, name);
    else put_words(out, name);
    buffer_put(out, BYTES("\r\n <"));
    buffer_put(out, address);
    buffer_put_byte(out, '>');
}

// One for each line.
static void put_people(struct buffer *out, const char *header, const struct value *people)
{
    if (!people || !people->table->items_count) return;
    buffer_print(out, "%s: ", header);
    for (size_t i = 0; i < people->table->items_count; i++) {
        if (i) buffer_put(out, BYTES(",\r\n "));
        put_person(out, &people->table->items[i]);
    }
    buffer_put(out, BYTES("\r\n"));
}

static void put_one(struct buffer *out, const char *header, const struct value *person)
{
    if (!person) return;
    buffer_print(out, "%s: ", header);
    put_person(out, person);
    buffer_put(out, BYTES("\r\n"));
}

// Names of days and months are English, wherever the host runs.
static void put_date(struct buffer *out, int64_t now_ms)
{
    static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    time_t seconds = (time_t)(now_ms / 1000);
    struct tm at;
    gmtime_r(&seconds, &at);
    buffer_print(out, "Date: %s, %d %s %d %02d:%02d:%02d +0000\r\n", days[at.tm_wday], at.tm_mday, months[at.tm_mon],
                 at.tm_year + 1900, at.tm_hour, at.tm_min, at.tm_sec);
}

static void put_id(struct buffer *out, const struct value *from, uint64_t number)
{
    struct bytes address = value_get_string(from, "address", BYTES("@"));
    const char *at = memchr(address.data, '@', address.size);
    buffer_print(out, "Message-ID: <%016llx%.*s>\r\n", (unsigned long long)number,
                 (int)(address.data + address.size - at), at);
}

static void put_head(const struct value *letter, int64_t now_ms, uint64_t number, struct buffer *out)
{
    struct bytes subject = value_get_string(letter, "subject", BYTES(""));
    put_date(out, now_ms);
    put_one(out, "From", value_get(letter, "from"));
    put_people(out, "To", value_get(letter, "to"));
    put_people(out, "Cc", value_get(letter, "cc"));
    put_one(out, "Reply-To", value_get(letter, "reply_to"));
    buffer_put(out, BYTES("Subject: "));
    if (is_plain(subject)) buffer_put(out, subject);
    else put_words(out, subject);
    buffer_put(out, BYTES("\r\n"));
    put_id(out, value_get(letter, "from"), number);
    buffer_put(out, BYTES("MIME-Version: 1.0\r\n"));
}

// --- bodies ---

static bool is_end(struct bytes text, size_t at)
{
    return at == text.size || text.data[at] == '\n' || text.data[at] == '\r';
}

// Quoted-printable: what is not printable, an equals sign, and a blank at the end of a line are =XX.
static void put_text(struct buffer *out, struct bytes text)
{
    static const char digits[] = "0123456789ABCDEF";
    size_t column = 0;
    for (size_t i = 0; i < text.size; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        if (byte == '\r' && i + 1 < text.size && text.data[i + 1] == '\n') continue;
        if (byte == '\n' || byte == '\r') {
            buffer_put(out, BYTES("\r\n"));
            column = 0;
            continue;
        }
        bool is_blank = byte == ' ' || byte == '\t';
        bool is_raw = byte != '=' && (is_blank ? !is_end(text, i + 1) : byte > ' ' && byte <= '~');
        size_t width = is_raw ? 1 : 3;
        if (column + width > QUOTED_MAX) {
            buffer_put(out, BYTES("=\r\n"));
            column = 0;
        }
        column += width;
        if (is_raw) buffer_put_byte(out, (char)byte);
        else buffer_put(out, (struct bytes){(char[]){'=', digits[byte >> 4], digits[byte & 15]}, 3});
    }
    buffer_put(out, BYTES("\r\n"));
}

static void put_part(struct buffer *out, const char *type, struct bytes text)
{
    buffer_print(out, "Content-Type: %s; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n", type);
    put_text(out, text);
}

// The name of a file, for those who read RFC 2231 only where it has to be.
static void put_file_name(struct buffer *out, struct bytes name)
{
    if (is_plain(name)) {
        buffer_put(out, BYTES("filename="));
        put_quoted(out, name);
        return;
    }
    buffer_put(out, BYTES("filename*=UTF-8''"));
    for (size_t i = 0; i < name.size; i++) buffer_print(out, "%%%02X", (unsigned char)name.data[i]);
}

static void put_attachment(struct buffer *out, const struct value *attachment)
{
    struct bytes content = value_get_string(attachment, "content", BYTES(""));
    struct bytes type = value_get_string(attachment, "type", BYTES(""));
    buffer_print(out,
                 "Content-Type: %.*s\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment;\r\n ",
                 (int)type.size, type.data);
    put_file_name(out, value_get_string(attachment, "name", BYTES("")));
    buffer_put(out, BYTES("\r\n\r\n"));
    while (content.size) {
        size_t size = content.size < BASE64_LINE ? content.size : BASE64_LINE;
        put_base64(out, (struct bytes){content.data, size});
        buffer_put(out, BYTES("\r\n"));
        content.data += size;
        content.size -= size;
    }
}

// The text, the HTML, or both as two forms of one.
static void put_content(const struct value *letter, uint64_t number, struct buffer *out)
{
    const struct value *text = value_get(letter, "text"), *html = value_get(letter, "html");
    if (!text || !html) {
        put_part(out, html ? "text/html" : "text/plain", html ? html->string : text ? text->string : BYTES(""));
        return;
    }
    // No line of quoted-printable holds "=_".
    buffer_print(out, "Content-Type: multipart/alternative; boundary=\"=_a%016llx\"\r\n\r\n--=_a%016llx\r\n",
                 (unsigned long long)number, (unsigned long long)number);
    put_part(out, "text/plain", text->string);
    buffer_print(out, "--=_a%016llx\r\n", (unsigned long long)number);
    put_part(out, "text/html", html->string);
    buffer_print(out, "--=_a%016llx--\r\n", (unsigned long long)number);
}

void mime_write(const struct value *letter, int64_t now_ms, uint64_t number, struct buffer *out)
{
    const struct value *attachments = value_get(letter, "attachments");
    put_head(letter, now_ms, number, out);
    if (!attachments || !attachments->table->items_count) {
        put_content(letter, number, out);
        return;
    }
    buffer_print(out, "Content-Type: multipart/mixed; boundary=\"=_m%016llx\"\r\n\r\n--=_m%016llx\r\n",
                 (unsigned long long)number, (unsigned long long)number);
    put_content(letter, number, out);
    for (size_t i = 0; i < attachments->table->items_count; i++) {
        buffer_print(out, "--=_m%016llx\r\n", (unsigned long long)number);
        put_attachment(out, &attachments->table->items[i]);
    }
    buffer_print(out, "--=_m%016llx--\r\n", (unsigned long long)number);
}
