// See http.h.
#include "http.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

enum { HEAD_MAX = 64 * 1024, BODY_MAX = 64 * 1024 * 1024 };

static struct bytes rest(struct bytes bytes, size_t from)
{
    return (struct bytes){bytes.data + from, bytes.size - from};
}

static const char *find(struct bytes in, struct bytes what)
{
    return memmem(in.data, in.size, what.data, what.size);
}

static struct bytes trimmed(struct bytes bytes)
{
    while (bytes.size && isspace((unsigned char)bytes.data[0])) bytes = rest(bytes, 1);
    while (bytes.size && isspace((unsigned char)bytes.data[bytes.size - 1])) bytes.size--;
    return bytes;
}

struct bytes http_header(struct bytes head, const char *name)
{
    size_t name_size = strlen(name);
    const char *end = NULL;
    while ((end = find(head, BYTES("\r\n")))) {
        struct bytes row = {head.data, (size_t)(end - head.data)};
        if (row.size > name_size && row.data[name_size] == ':' && strncasecmp(row.data, name, name_size) == 0)
            return trimmed(rest(row, name_size + 1));
        head = rest(head, row.size + 2);
    }
    return (struct bytes){NULL, 0};
}

static bool header_is(struct bytes head, const char *name, const char *value)
{
    struct bytes found = http_header(head, name);
    return found.size == strlen(value) && strncasecmp(found.data, value, found.size) == 0;
}

// Joins the chunks at the front of `body`; as http_read.
static ssize_t join_chunks(char *body, size_t size, struct http_reply *reply)
{
    size_t from = 0, to = 0;
    for (;;) {
        const char *end = memmem(body + from, size - from, "\r\n", 2);
        if (!end) return 0;
        size_t chunk = strtoul(body + from, NULL, 16);
        size_t start = (size_t)(end - body) + 2;
        if (chunk > BODY_MAX) return -1;
        if (size - start < chunk + 2) return 0;
        from = start + chunk + 2;
        if (chunk == 0) break;
        to += chunk;
    }
    from = to = 0; // all are here: only now is it safe to move them
    for (size_t chunk = 1; chunk; to += chunk) {
        char *end = memmem(body + from, size - from, "\r\n", 2);
        chunk = strtoul(body + from, NULL, 16);
        memmove(body + to, end + 2, chunk);
        from = (size_t)(end - body) + 2 + chunk + 2;
    }
    reply->body = (struct bytes){body, to};
    return (ssize_t)from;
}

static ssize_t read_body(char *body, size_t size, struct http_reply *reply)
{
    struct bytes length = http_header(reply->head, "content-length");
    if (header_is(reply->head, "transfer-encoding", "chunked")) return join_chunks(body, size, reply);
    size_t whole = length.size ? strtoul(length.data, NULL, 10) : 0;
    if (whole > BODY_MAX) return -1;
    reply->body = (struct bytes){body, whole};
    return size < whole ? 0 : (ssize_t)whole;
}

ssize_t http_read(char *data, size_t size, struct http_reply *reply)
{
    char *end = memmem(data, size, "\r\n\r\n", 4);
    if (!end) return size > HEAD_MAX ? -1 : 0;
    if (end - data < 12) return -1;
    size_t head_size = (size_t)(end - data) + 4;
    *reply = (struct http_reply){.head = {data, head_size}};
    if (!bytes_equal((struct bytes){data, 9}, BYTES("HTTP/1.1 "))) return -1;
    reply->status = atoi(data + 9);
    reply->stays = !header_is(reply->head, "connection", "close");
    if (reply->status < 200 || reply->status == 204 || reply->status == 304) return (ssize_t)head_size;
    ssize_t body_size = read_body(data + head_size, size - head_size, reply);
    if (body_size < 0) return -1;
    bool whole = body_size > 0 || (http_header(reply->head, "content-length").size && reply->body.size == 0);
    return whole ? (ssize_t)head_size + body_size : 0;
}

struct bytes http_meta(struct bytes body, const char *name)
{
    char start[64];
    int start_size = snprintf(start, sizeof start, "<meta name=\"%s\" content=\"", name);
    const char *found = find(body, (struct bytes){start, (size_t)start_size});
    if (!found) return (struct bytes){NULL, 0};
    body = rest(body, (size_t)(found - body.data) + (size_t)start_size);
    const char *end = memchr(body.data, '"', body.size);
    return (struct bytes){body.data, end ? (size_t)(end - body.data) : 0};
}
