// Just enough of HTTP/1.1 to fetch a page and to open a WebSocket: one whole reply is read from bytes that may be
// incomplete. The generator talks to our own host only, so it understands Content-Length and chunks and nothing
// rarer.
#pragma once

#include "base/buffer.h"

#include <sys/types.h>

struct http_reply {
    int status;
    struct bytes head; // from the status line to the empty line
    struct bytes body; // without chunk marks
    bool stays;        // the connection may be used again
};

// The reply's size when it is whole, 0 when more must come, -1 when it is none. A chunked body is joined in place.
ssize_t http_read(char *data, size_t size, struct http_reply *reply);

// A header's value, empty when it is not there. `name` in lower case.
struct bytes http_header(struct bytes head, const char *name);

// The content of `<meta name="NAME" content="…">`, empty when there is none.
struct bytes http_meta(struct bytes body, const char *name);
