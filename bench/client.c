// See client.h.
#include "client.h"

#include "frame.h"
#include "http.h"

#include <stdio.h>
#include <stdlib.h>

// The pair of RFC 6455 section 1.3. The key need not be new each time: it guards browsers against caches, not hosts.
static const char key[] = "dGhlIHNhbXBsZSBub25jZQ==";
static const char key_accept[] = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

enum { HEARTBEAT_MS = 20000 };

static struct buffer frame_out; // scratch of client_put: one thread, one message at a time

static struct client *client_of(struct line *line)
{
    return (struct client *)((char *)line - offsetof(struct client, line));
}

// A pseudo-random mask: its value does not matter, its cost does.
static uint32_t next_mask(void)
{
    static uint32_t state = 2463534242;
    state ^= state << 13;
    state ^= state >> 17;
    return state ^= state << 5;
}

static void put(struct client *client, enum frame_kind kind, struct bytes payload)
{
    buffer_clear(&frame_out);
    frame_put(&frame_out, kind, payload, next_mask());
    line_send(&client->line, buffer_bytes(&frame_out));
    client->told_ns = client->line.loop->now_ns;
}

static void become_gone(struct client *client)
{
    client->state = CLIENT_GONE;
    if (client->club->gone) client->club->gone(client);
}

static void become_live(struct client *client)
{
    client->state = CLIENT_LIVE;
    if (client->club->joined) client->club->joined(client);
}

static void note_code(struct client *client, struct bytes code)
{
    char *to = client->club->trouble.last_code;
    snprintf(to, sizeof client->club->trouble.last_code, "%.*s", (int)code.size, code.data);
}

static void send_join(struct client *client)
{
    char text[CLIENT_TICKET_MAX + 64];
    int size =
        snprintf(text, sizeof text, "[\"join\",1,\"%s\",%llu]", client->ticket, (unsigned long long)client->seq_seen);
    client->state = CLIENT_JOINING;
    put(client, FRAME_TEXT, (struct bytes){text, (size_t)size});
}

static void on_ok(struct client *client, const struct answer *answer, size_t size)
{
    client->club->traffic.joins++;
    client->club->traffic.join_bytes += size;
    client->ref_answered = client->ref_sent = answer->ref;
    become_live(client);
}

static void count_answer(struct client *client, uint64_t events, size_t size)
{
    struct traffic *traffic = &client->club->traffic;
    if (events == 0) {
        traffic->pushes++;
        traffic->push_bytes += size;
        client->club->trouble.repeated += !client->club->expects_pushes;
        return;
    }
    traffic->events += events;
    traffic->answers++;
    traffic->answer_bytes += size;
    if (size > traffic->answer_max) traffic->answer_max = size;
}

static void check_answer(struct client *client, const struct answer *answer)
{
    struct trouble *trouble = &client->club->trouble;
    bool jumps = answer->kind == ANSWER_FULL && answer->seq > client->seq_seen;
    if (!jumps && answer->seq != client->seq_seen + 1) trouble->gaps++;
    if (answer->ref > client->ref_sent) trouble->beyond++;
    if (answer->code.size == 0) return;
    trouble->refused++;
    note_code(client, answer->code);
}

static void on_patch(struct client *client, struct answer *answer, size_t size)
{
    uint64_t before = client->ref_answered;
    check_answer(client, answer);
    if (answer->ref > client->ref_sent) answer->ref = client->ref_sent;
    if (answer->ref < before) answer->ref = before;
    count_answer(client, answer->ref - before, size);
    client->seq_seen = answer->seq;
    client->ref_answered = answer->ref;
    if (client->club->answered) client->club->answered(client, before, answer);
    if (line_is_open(&client->line) && client->seq_seen - client->seq_told >= CLIENT_ACK_EVERY) client_tend(client);
}

static void on_text(struct client *client, struct bytes text)
{
    struct answer answer = {ANSWER_PATCH, client->seq_seen + 1, client->ref_answered + 1, {NULL, 0}, text};
    if (!client->club->bare) answer_read(text, &answer);
    switch (answer.kind) {
    case ANSWER_OK: on_ok(client, &answer, text.size); break;
    case ANSWER_PATCH:
    case ANSWER_FULL: on_patch(client, &answer, text.size); break;
    case ANSWER_HEARTBEAT: break;
    case ANSWER_STRANGE: client->club->trouble.strange++; break;
    case ANSWER_BYE:
        client->club->trouble.byes++;
        note_code(client, answer.code);
        line_close(&client->line);
        become_gone(client);
        break;
    }
}

static void on_data(struct client *client, const struct frame *frame)
{
    if (frame->kind == FRAME_TEXT && frame->final) {
        on_text(client, frame->payload);
        return;
    }
    buffer_put(&client->message, frame->payload);
    if (!frame->final) return;
    struct buffer whole = client->message;
    client->message = (struct buffer){NULL, 0, 0};
    on_text(client, buffer_bytes(&whole));
    buffer_destroy(&whole);
}

static bool on_frame(struct client *client, const struct frame *frame)
{
    switch (frame->kind) {
    case FRAME_TEXT:
    case FRAME_MORE: on_data(client, frame); return true;
    case FRAME_PING: put(client, FRAME_PONG, frame->payload); return true;
    case FRAME_PONG: return true;
    default: return false; // closed, or something that the host never sends
    }
}

static ssize_t take_upgrade(struct client *client, char *data, size_t size)
{
    struct http_reply reply;
    ssize_t used = http_read(data, size, &reply);
    if (used <= 0) return used;
    struct bytes accept = http_header(reply.head, "sec-websocket-accept");
    if (reply.status != 101 || !bytes_equal(accept, bytes_of(key_accept))) return -1;
    if (client->club->bare) become_live(client);
    else send_join(client);
    return used;
}

static ssize_t on_bytes(struct line *line, char *data, size_t size)
{
    struct client *client = client_of(line);
    if (client->state == CLIENT_UPGRADING) return take_upgrade(client, data, size);
    struct frame frame;
    size_t at = 0;
    ssize_t used = 0;
    while ((used = frame_take((struct bytes){data + at, size - at}, &frame)) > 0) {
        if (!on_frame(client, &frame)) return -1;
        if (!line_is_open(line)) return 0;
        at += (size_t)used;
    }
    return used < 0 ? used : (ssize_t)at;
}

static void on_lost(struct line *line)
{
    struct client *client = client_of(line);
    client->club->trouble.lost++;
    become_gone(client);
}

void client_create(struct client *client, struct client_club *club, uint32_t index)
{
    *client = (struct client){.club = club, .index = index, .state = CLIENT_NEW};
    client->line.watch.fd = -1;
    client->line.take = on_bytes;
    client->line.lost = on_lost;
}

void client_destroy(struct client *client)
{
    line_destroy(&client->line);
    buffer_destroy(&client->message);
}

void client_park(struct client *client, struct bytes ticket)
{
    snprintf(client->ticket, sizeof client->ticket, "%.*s", (int)ticket.size, ticket.data);
    client->state = CLIENT_PARKED;
}

void client_join(struct client *client)
{
    char request[512];
    const struct place *place = &client->club->place;
    int size = snprintf(request, sizeof request,
                        "GET /_ls/live HTTP/1.1\r\nHost: %s\r\nOrigin: http://%s\r\n"
                        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                        "Sec-WebSocket-Key: %s\r\nSec-WebSocket-Protocol: lightspeed.1\r\n\r\n",
                        place->name, place->name, key);
    client->since_ns = clock_now_ns();
    buffer_clear(&client->message);
    line_open(&client->line, client->club->loop, place);
    client->state = CLIENT_UPGRADING;
    line_send(&client->line, (struct bytes){request, (size_t)size});
}

void client_leave(struct client *client)
{
    line_close(&client->line);
    client->state = CLIENT_GONE;
}

void client_send(struct client *client, const char *name, const char *payload)
{
    static struct buffer text;
    buffer_clear(&text);
    buffer_put(&text, BYTES("[\"e\","));
    buffer_put_integer(&text, (int64_t)++client->ref_sent);
    buffer_put(&text, BYTES(",\""));
    buffer_put(&text, bytes_of(name));
    buffer_put(&text, BYTES("\","));
    buffer_put(&text, bytes_of(payload));
    buffer_put_byte(&text, ',');
    buffer_put_integer(&text, (int64_t)client->seq_seen);
    buffer_put_byte(&text, ']');
    client->seq_told = client->seq_seen;
    put(client, FRAME_TEXT, buffer_bytes(&text));
}

void client_tend(struct client *client)
{
    char text[48];
    if (client->state != CLIENT_LIVE || client->club->bare) return;
    if (client->seq_told != client->seq_seen) {
        int size = snprintf(text, sizeof text, "[\"ack\",%llu]", (unsigned long long)client->seq_seen);
        client->seq_told = client->seq_seen;
        put(client, FRAME_TEXT, (struct bytes){text, (size_t)size});
    } else if (client->line.loop->now_ns - client->told_ns > (int64_t)HEARTBEAT_MS * 1000000) {
        put(client, FRAME_TEXT, BYTES("[\"h\"]"));
    }
}
