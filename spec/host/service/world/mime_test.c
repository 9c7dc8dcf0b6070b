// Letters as they go over the wire: seven bits, short lines, and all of it comes out again. What a server gets is in
// spec/walk/mail.test.mjs.
#include "service/world/mime.h"
#include "support/values.h"
#include "value/utf8.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROUNDS = 3000, NUMBER = 7, LINE_MAX_BYTES = 76 };

static const char boundary_a[] = "--=_a0000000000000007", boundary_m[] = "--=_m0000000000000007";

// What texts are made of: as JSON, and as it is.
static const struct {
    const char *json;
    const char *raw;
} parts[] = {
    {"word ", "word "},
    {"\\u00e9", "\xc3\xa9"},
    {"\\u20ac", "\xe2\x82\xac"},
    {"\\ud83d\\ude00", "\xf0\x9f\x98\x80"},
    {"a", "a"},
    {"=", "="},
    {"=?", "=?"},
    {"?=", "?="},
    {"\\\"", "\""},
    {"\\\\", "\\"},
    {" ", " "},
    {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"},
    {"--=_a0000000000000007", "--=_a0000000000000007"},
    {".", "."},
    {"\\t", "\t"}, // from here on in bodies only
    {"\\n", "\n"},
    {"\\r\\n", "\r\n"},
    {"\\r", "\r"},
    {"\\n.\\n", "\n.\n"},
    {"\\u007f", "\x7f"},
};

enum { LINE_PARTS = 14, ALL_PARTS = sizeof parts / sizeof *parts };

static void draw(int kinds, int most, struct buffer *json, struct buffer *raw)
{
    buffer_clear(json);
    buffer_clear(raw);
    for (int count = rand() % most; count; count--) {
        int kind = rand() % kinds;
        buffer_put(json, bytes_of(parts[kind].json));
        buffer_put(raw, bytes_of(parts[kind].raw));
    }
}

static void write_letter(const char *text, struct buffer *out)
{
    struct value letter = read(text);
    buffer_clear(out);
    mime_write(&letter, 0, NUMBER, out);
    buffer_put_byte(out, 0); // so that it is text, too
    out->size--;
}

static void check_lines(const struct buffer *letter)
{
    size_t column = 0;
    for (size_t i = 0; i < letter->size; i++) {
        char byte = letter->data[i];
        if (byte == '\r') {
            assert_int_equal(letter->data[++i], '\n');
            column = 0;
            continue;
        }
        assert_true((byte >= ' ' && byte <= '~') || byte == '\t');
        if (++column > LINE_MAX_BYTES) fail_msg("a line is too long: %.*s", 80, letter->data + i + 1 - column);
    }
    assert_int_equal(column, 0);
}

// The value of a header, its lines put together.
static void read_header(const struct buffer *letter, const char *name, struct buffer *out)
{
    char begin[40];
    snprintf(begin, sizeof begin, "\r\n%s: ", name);
    const char *at = strstr(letter->data, begin);
    assert_non_null(at);
    buffer_clear(out);
    for (at += strlen(begin); at[0] != '\r' || at[2] == ' '; at++)
        if (at[0] == '\r') at += 1;
        else buffer_put_byte(out, *at);
    buffer_put_byte(out, 0);
    out->size--;
}

// Encoded words decoded; blanks between two of them belong to neither. Each is a text of its own.
static void read_words(const struct buffer *header, struct buffer *out)
{
    static const char begin[] = "=?UTF-8?B?";
    buffer_clear(out);
    for (const char *at = header->data; *at;) {
        if (strncmp(at, begin, strlen(begin)) != 0) {
            buffer_put_byte(out, *at++);
            continue;
        }
        unsigned char word[64];
        size_t size;
        const char *end = strstr(at, "?=");
        assert_true(end && end + 2 - at <= 75);
        at += strlen(begin);
        assert_int_equal(sodium_base642bin(word, sizeof word, at, (size_t)(end - at), NULL, &size, NULL,
                                           sodium_base64_VARIANT_ORIGINAL),
                         0);
        struct bytes bytes = {(const char *)word, size};
        buffer_put(out, bytes);
        for (size_t one; bytes.size; bytes.data += one, bytes.size -= one) assert_true((one = utf8_size(bytes)));
        at = end + 2;
        if (at[0] == ' ' && strncmp(at + 1, begin, strlen(begin)) == 0) at++;
    }
}

static void a_subject_comes_out_again(void **state)
{
    (void)state;
    struct buffer json = {0}, raw = {0}, text = {0}, letter = {0}, header = {0}, again = {0};
    srand(7);
    for (int round = 0; round < ROUNDS; round++) {
        draw(LINE_PARTS, 30, &json, &raw);
        buffer_clear(&text);
        buffer_print(&text, "{\"from\":{\"address\":\"a@b.c\"},\"subject\":\"%.*s\",\"text\":\"\"}", (int)json.size,
                     json.data);
        buffer_put_byte(&text, 0);
        write_letter(text.data, &letter);
        check_lines(&letter);
        read_header(&letter, "Subject", &header);
        read_words(&header, &again);
        assert_int_equal(again.size, raw.size);
        assert_memory_equal(again.data, raw.data, raw.size);
    }
    buffer_destroy(&json), buffer_destroy(&raw), buffer_destroy(&text);
    buffer_destroy(&letter), buffer_destroy(&header), buffer_destroy(&again);
}

static void expect_header(const char *fields, const char *name, const char *expected)
{
    char text[2000];
    struct buffer letter = {0}, header = {0};
    snprintf(text, sizeof text, "{%s,\"subject\":\"\",\"text\":\"\"}", fields);
    write_letter(text, &letter);
    check_lines(&letter);
    read_header(&letter, name, &header);
    assert_string_equal(header.data, expected);
    buffer_destroy(&letter);
    buffer_destroy(&header);
}

static void people_have_names(void **state)
{
    (void)state;
    static const char from[] = "\"from\":{\"name\":\"%s\",\"address\":\"a@b.c\"}";
    static const struct {
        const char *name;
        const char *header;
    } cases[] = {
        {"", "a@b.c"},
        {"Ann", "\"Ann\" <a@b.c>"},
        {"Ann, Jr.", "\"Ann, Jr.\" <a@b.c>"},
        {"A \\\"B\\\" \\\\", "\"A \\\"B\\\" \\\\\" <a@b.c>"},
        {"S\\u00f6hne", "=?UTF-8?B?U8O2aG5l?= <a@b.c>"},
        {"=?x?=", "=?UTF-8?B?PT94Pz0=?= <a@b.c>"},
    };
    char fields[200];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        snprintf(fields, sizeof fields, from, cases[i].name);
        expect_header(fields, "From", cases[i].header);
    }
    expect_header(
        "\"from\":{\"address\":\"a@b.c\"},\"to\":[{\"address\":\"d@e.f\"},{\"name\":\"G\",\"address\":\"h@i.j\"}]",
        "To", "d@e.f, \"G\" <h@i.j>");
    expect_header("\"from\":{\"name\":\"\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9"
                  "\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\",\"address\":\"a@b.c\"}",
                  "Message-ID", "<0000000000000007@b.c>"); // its lines are looked at
}

// Quoted-printable, back to bytes, up to a boundary or the end.
static void unquote(const char *at, const char *end, struct buffer *out)
{
    buffer_clear(out);
    while (at < end) {
        unsigned byte;
        if (*at != '=') buffer_put_byte(out, *at++);
        else if (at[1] == '\r') at += 3;
        else {
            assert_int_equal(sscanf(at + 1, "%2X", &byte), 1);
            buffer_put_byte(out, (char)byte);
            at += 3;
        }
    }
}

// As a body has them: lines end in CR LF, the last one, too.
static void put_lines(const struct buffer *raw, struct buffer *out)
{
    buffer_clear(out);
    for (size_t i = 0; i < raw->size; i++) {
        bool is_pair = raw->data[i] == '\r' && i + 1 < raw->size && raw->data[i + 1] == '\n';
        if (is_pair) continue;
        if (raw->data[i] == '\r' || raw->data[i] == '\n') buffer_put(out, BYTES("\r\n"));
        else buffer_put_byte(out, raw->data[i]);
    }
    buffer_put(out, BYTES("\r\n"));
}

static size_t count_of(const struct buffer *letter, const char *line)
{
    size_t count = 0;
    for (const char *at = letter->data; (at = strstr(at, line)); at += strlen(line)) count += at[-1] == '\n';
    return count;
}

static void a_body_comes_out_again(void **state)
{
    (void)state;
    struct buffer json = {0}, raw = {0}, text = {0}, letter = {0}, lines = {0}, again = {0};
    srand(8);
    for (int round = 0; round < ROUNDS; round++) {
        draw(ALL_PARTS, 60, &json, &raw);
        buffer_clear(&text);
        buffer_print(
            &text,
            "{\"from\":{\"address\":\"a@b.c\"},\"subject\":\"\",\"text\":\"%.*s\",\"html\":\"<p>\",\"attachments\":"
            "[{\"name\":\"a\",\"type\":\"a/b\",\"content\":\"%.*s\"}]}",
            (int)json.size, json.data, (int)json.size, json.data);
        buffer_put_byte(&text, 0);
        write_letter(text.data, &letter);
        check_lines(&letter);
        assert_int_equal(count_of(&letter, boundary_a), 3); // whatever the body has
        assert_int_equal(count_of(&letter, boundary_m), 3);
        const char *begin = strstr(strstr(letter.data, "text/plain"), "\r\n\r\n") + 4;
        unquote(begin, strstr(begin, boundary_a), &again);
        put_lines(&raw, &lines);
        assert_int_equal(again.size, lines.size);
        assert_memory_equal(again.data, lines.data, lines.size);
    }
    buffer_destroy(&json), buffer_destroy(&raw), buffer_destroy(&text);
    buffer_destroy(&letter), buffer_destroy(&lines), buffer_destroy(&again);
}

static void an_attachment_comes_out_as_it_is(void **state)
{
    (void)state;
    struct buffer letter = {0}, text = {0};
    char content[200], encoded[400];
    unsigned char again[300];
    size_t size;
    for (int count = 0; count < 200; count++) {
        memset(content, 'x', (size_t)count);
        content[count] = 0;
        buffer_clear(&text);
        buffer_print(&text,
                     "{\"from\":{\"address\":\"a@b.c\"},\"subject\":\"\",\"text\":\"\",\"attachments\":[{\"name\":"
                     "\"\\u00fc.txt\","
                     "\"type\":\"text/plain\",\"content\":\"%s\"}]}",
                     content);
        buffer_put_byte(&text, 0);
        write_letter(text.data, &letter);
        check_lines(&letter);
        const char *at = strstr(letter.data, "filename*=UTF-8''%C3%BC%2E%74%78%74\r\n\r\n");
        assert_non_null(at);
        at = strstr(at, "\r\n\r\n") + 4;
        snprintf(encoded, sizeof encoded, "%.*s", (int)(strstr(at, boundary_m) - at), at);
        assert_int_equal(sodium_base642bin(again, sizeof again, encoded, strlen(encoded), "\r\n", &size, NULL,
                                           sodium_base64_VARIANT_ORIGINAL),
                         0);
        assert_int_equal(size, count);
        assert_memory_equal(again, content, size);
    }
    buffer_destroy(&letter);
    buffer_destroy(&text);
}

static void is_dated_in_english(void **state)
{
    (void)state;
    struct value letter = read("{\"from\":{\"address\":\"a@b.c\"},\"subject\":\"\",\"text\":\"\"}");
    struct buffer out = {0};
    mime_write(&letter, 951782400000, NUMBER, &out);
    assert_memory_equal(out.data, "Date: Tue, 29 Feb 2000 00:00:00 +0000\r\n", 39);
    buffer_destroy(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_subject_comes_out_again), cmocka_unit_test(people_have_names),
        cmocka_unit_test(a_body_comes_out_again),    cmocka_unit_test(an_attachment_comes_out_as_it_is),
        cmocka_unit_test(is_dated_in_english),
    };
    return cmocka_run_group_tests(tests, NULL, leave);
}
