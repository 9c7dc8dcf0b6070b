// See socket.h.
#include "net/socket.h"

#include "base/mem.h"
#include "base/mortal.h"
#include "net/http.h"
#include "net/origin.h"
#include "net/shard.h"
#include "wire/frame.h"

#include <string.h>

enum { CLOSE_SECONDS = 2 };

struct socket {
    struct line line; // first: socket_flush gets a line
    struct lws *wsi;
    struct buffer message; // of fragments, until it is whole
    bool is_closed;        // a close frame was written
};

// --- out ---

// libwebsockets' own close frame gets lost on a libuv loop (it closes twice), so this one is written by hand; the
// client answers it, and if it does not, time closes the connection.
static void write_close(struct socket *socket)
{
    unsigned char frame[LWS_PRE + 4] = {0};
    frame[LWS_PRE] = 0x88;
    frame[LWS_PRE + 1] = 2;
    frame[LWS_PRE + 2] = 1000 >> 8;
    frame[LWS_PRE + 3] = 1000 & 0xff;
    lws_write(socket->wsi, frame + LWS_PRE, 4, LWS_WRITE_RAW);
    lws_set_timeout(socket->wsi, PENDING_TIMEOUT_CLOSE_ACK, CLOSE_SECONDS);
    socket->is_closed = true;
}

static bool write_frame(struct socket *socket, struct bytes frame)
{
    struct buffer *out = &shard_of(socket->wsi)->out;
    buffer_clear(out);
    buffer_reserve(out, LWS_PRE + frame.size);
    memcpy(out->data + LWS_PRE, frame.data, frame.size);
    mortal_at("sending");
    bool ok = lws_write(socket->wsi, (unsigned char *)out->data + LWS_PRE, frame.size, LWS_WRITE_TEXT) >= 0;
    mortal_at("sent");
    return ok;
}

// Writing directly costs half of waiting for WRITEABLE first; only a socket that has not taken the last frame whole
// must wait.
void socket_flush(struct line *line)
{
    struct socket *socket = (struct socket *)line;
    if (socket->is_closed) return;
    for (;;) {
        if (lws_partial_buffered(socket->wsi)) {
            lws_callback_on_writable(socket->wsi);
            return;
        }
        struct bytes frame = line_pull(line);
        if (!frame.data) break;
        if (write_frame(socket, frame)) continue;
        socket->is_closed = true;
        lws_set_timeout(socket->wsi, PENDING_TIMEOUT_CLOSE_SEND, LWS_TO_KILL_ASYNC);
        return;
    }
    if (line->is_closing) write_close(socket);
}

// --- in ---

static void receive(struct socket *socket, struct bytes part)
{
    struct lws *wsi = socket->wsi;
    size_t remaining = lws_remaining_packet_payload(wsi);
    bool is_whole = lws_is_final_fragment(wsi) && remaining == 0;
    if (lws_frame_is_binary(wsi)) {
        line_say_bye(&socket->line, ERROR_SYNTAX, "frames are text");
    } else if (socket->message.size + part.size + remaining > FRAME_SIZE_MAX) {
        // Refused by what its head declares, before the rest has come.
        line_say_bye(&socket->line, ERROR_TOO_LARGE, "a frame has at most 64 KiB");
    } else if (is_whole && !socket->message.size) {
        line_receive(&socket->line, part);
    } else {
        buffer_put(&socket->message, part);
        if (!is_whole) return;
        line_receive(&socket->line, buffer_bytes(&socket->message));
        buffer_destroy(&socket->message);
    }
}

// --- who may connect ---

static bool may_connect(struct lws *wsi)
{
    char path[32];
    bool is_ours = lws_hdr_copy(wsi, path, sizeof path, WSI_TOKEN_GET_URI) > 0 && strcmp(path, "/_ls/live") == 0;
    if (is_ours && origin_is_same(wsi)) return true;
    count(&shard_of(wsi)->hall.counters.rejected_forbidden);
    lws_return_http_status(wsi, is_ours ? HTTP_STATUS_FORBIDDEN : HTTP_STATUS_NOT_FOUND, NULL);
    return false;
}

static void open_socket(struct lws *wsi, void **slot)
{
    struct socket *socket = mem_new_clear(sizeof *socket);
    socket->wsi = wsi;
    line_open(&socket->line, &shard_of(wsi)->hall);
    socket->line.visitor = http_visitor(wsi, &socket->line.cookie);
    *slot = socket;
}

static void close_socket(void **slot)
{
    struct socket *socket = *slot;
    if (!socket) return;
    *slot = NULL;
    line_close(&socket->line);
    buffer_destroy(&socket->message);
    mem_free(socket);
}

int socket_serve(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t size)
{
    void **slot = user;
    switch (reason) {
    case LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION: return may_connect(wsi) ? 0 : -1;
    case LWS_CALLBACK_ESTABLISHED: open_socket(wsi, slot); return 0;
    case LWS_CALLBACK_RECEIVE:
        if (*slot) receive(*slot, (struct bytes){in, size});
        return 0;
    case LWS_CALLBACK_SERVER_WRITEABLE:
        if (*slot) socket_flush(*slot);
        return 0;
    case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE: {
        struct socket *socket = *slot; // -1: no close frame in answer, this one is the answer to ours
        return socket && socket->is_closed ? -1 : 0;
    }
    case LWS_CALLBACK_CLOSED:
        if (slot) close_socket(slot);
        return 0;
    default: return 0;
    }
}
