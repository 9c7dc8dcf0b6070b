// See hand.h. A poll handle for each descriptor; each wake reads a bounded piece, so that a child that floods costs
// the others of its loop little.
#include "service/hand.h"

#include "base/log.h"
#include "base/mem.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
    PIECE = 65536,     // read at once
    LOGGED_MAX = 1000, // bytes of a line in the log
    LOGGED_LINES = 20, // of a child in a second
    LOGGED_MS = 1000,
    HOW_MAX = 200,
};

enum stream { STREAM_IN, STREAM_OUT, STREAM_LOG, STREAM_END, STREAMS };

struct hand {
    uv_loop_t *loop;
    const struct hand_plan *plan;
    const struct hand_owner *events;
    void *owner;
    struct child child;
    uv_poll_t polls[STREAMS];
    unsigned open;  // handles that are not closed
    bool is_ending; // its last words are heard
    bool is_over;
    bool is_dismissed; // its input ends when all is written
    struct buffer input;
    size_t written; // of the input
    struct buffer line;
    struct buffer log;
    uint64_t logged_ms; // the second began
    unsigned logged;    // lines in it
    unsigned unlogged;
    char why[HOW_MAX]; // it was killed; empty: it was not
};

bool hand_is_alive(const struct hand *hand)
{
    return !hand->is_ending && !*hand->why;
}

int hand_pid(const struct hand *hand)
{
    return (int)hand->child.pid;
}

void hand_kill(struct hand *hand, const char *why)
{
    if (hand->is_over || *hand->why) return;
    snprintf(hand->why, sizeof hand->why, "%s", why);
    child_kill(&hand->child);
}

// --- its end ---

static void forget(uv_handle_t *handle)
{
    struct hand *hand = handle->data;
    if (--hand->open) return;
    buffer_destroy(&hand->input);
    buffer_destroy(&hand->line);
    buffer_destroy(&hand->log);
    mem_free(hand);
}

// Its handle goes ahead of its descriptor: libuv takes the number out of the loop's epoll once more when a handle
// closes, and by then it could be another child's.
static void close_stream(struct hand *hand, enum stream which)
{
    int *const descriptors[STREAMS] = {&hand->child.in, &hand->child.out, &hand->child.log, &hand->child.end};
    uv_handle_t *handle = (uv_handle_t *)&hand->polls[which];
    if (uv_is_closing(handle)) return;
    uv_close(handle, forget);
    child_close(descriptors[which]);
}

static void tell_unlogged(struct hand *hand)
{
    if (hand->unlogged)
        log_line(LOG_WARNING, "%s[%d]: %u more lines, not shown", hand->plan->name, hand_pid(hand), hand->unlogged);
    hand->unlogged = 0;
}

// --- its log ---

static void log_one(struct hand *hand, struct bytes line)
{
    uint64_t now_ms = uv_now(hand->loop);
    if (now_ms - hand->logged_ms >= LOGGED_MS) {
        tell_unlogged(hand);
        hand->logged_ms = now_ms;
        hand->logged = 0;
    }
    if (++hand->logged > LOGGED_LINES) {
        hand->unlogged++;
        return;
    }
    log_line(LOG_WARNING, "%s[%d]: %.*s", hand->plan->name, hand_pid(hand), (int)line.size, line.data);
}

// What does not fit in a line of the log is the next one.
static void hear_log(struct hand *hand, struct bytes piece)
{
    for (size_t i = 0; i < piece.size; i++) {
        bool is_end = piece.data[i] == '\n';
        if (!is_end) buffer_put_byte(&hand->log, piece.data[i]);
        if (!is_end && hand->log.size < LOGGED_MAX) continue;
        if (hand->log.size) log_one(hand, buffer_bytes(&hand->log));
        buffer_clear(&hand->log);
    }
}

// --- its words ---

static void hear_lines(struct hand *hand, struct bytes piece)
{
    while (piece.size && !*hand->why) {
        const char *end = memchr(piece.data, '\n', piece.size);
        size_t size = end ? (size_t)(end - piece.data) : piece.size;
        bool is_too_long = hand->line.size + size > hand->plan->line_max;
        buffer_put(&hand->line, (struct bytes){piece.data, size});
        piece.data += size + (end != NULL);
        piece.size -= size + (end != NULL);
        if (!end && !is_too_long) return;
        hand->events->said(hand->owner, buffer_bytes(&hand->line));
        buffer_clear(&hand->line);
    }
}

// A piece of what it wrote; false where there is none now.
static bool read_piece(struct hand *hand, enum stream which)
{
    char room[PIECE];
    bool is_log = which == STREAM_LOG;
    int descriptor = is_log ? hand->child.log : hand->child.out;
    if (descriptor < 0) return false;
    ssize_t size = read(descriptor, room, sizeof room);
    if (size < 0 && (errno == EAGAIN || errno == EINTR)) return false;
    if (size <= 0) { // it closed it, which is its own affair
        close_stream(hand, which);
        return false;
    }
    struct bytes piece = {room, (size_t)size};
    if (is_log) hear_log(hand, piece);
    else hear_lines(hand, piece);
    return true;
}

static void hear(uv_poll_t *poll, int status, int events)
{
    (void)status;
    (void)events;
    struct hand *hand = poll->data;
    if (!hand->is_over) read_piece(hand, poll == &hand->polls[STREAM_LOG] ? STREAM_LOG : STREAM_OUT);
}

// --- what it is told ---

static void write_input(uv_poll_t *poll, int status, int events)
{
    (void)status;
    (void)events;
    struct hand *hand = poll->data;
    if (hand->is_over || hand->child.in < 0) return;
    ssize_t size = write(hand->child.in, hand->input.data + hand->written, hand->input.size - hand->written);
    if (size < 0 && errno != EAGAIN && errno != EINTR)
        return close_stream(hand, STREAM_IN); // it does not read any more
    if (size > 0) hand->written += (size_t)size;
    if (hand->written < hand->input.size) return;
    buffer_clear(&hand->input);
    hand->written = 0;
    uv_poll_stop(poll);
    if (hand->is_dismissed) close_stream(hand, STREAM_IN);
}

void hand_tell(struct hand *hand, struct bytes line)
{
    if (hand->is_over || hand->child.in < 0) return;
    buffer_put(&hand->input, line);
    buffer_put_byte(&hand->input, '\n');
    uv_poll_start(&hand->polls[STREAM_IN], UV_WRITABLE, write_input);
}

void hand_dismiss(struct hand *hand)
{
    hand->is_dismissed = true;
    if (!hand->input.size) close_stream(hand, STREAM_IN);
}

// --- life ---

// What it wrote before its end is heard; a group that goes on writing meanwhile is not.
static void hear_rest(struct hand *hand)
{
    for (size_t read = 0; read < hand->plan->line_max && read_piece(hand, STREAM_OUT);) read += PIECE;
    for (size_t read = 0; read < PIECE && read_piece(hand, STREAM_LOG);) read += PIECE;
    if (hand->log.size) log_one(hand, buffer_bytes(&hand->log));
    tell_unlogged(hand);
}

static void end(uv_poll_t *poll, int status, int events)
{
    (void)status;
    (void)events;
    struct hand *hand = poll->data;
    if (hand->is_over) return;
    char how[HOW_MAX];
    hand->is_ending = true;
    child_kill(&hand->child); // what it started is not to write on while it is listened to
    hear_rest(hand);
    hand->is_over = true;
    for (int i = 0; i < STREAM_END; i++) close_stream(hand, (enum stream)i);
    uv_close((uv_handle_t *)&hand->polls[STREAM_END], forget); // its descriptor is closed when it is buried
    snprintf(how, sizeof how, "ended ");
    child_describe(child_bury(&hand->child), how + strlen(how), sizeof how - strlen(how));
    hand->events->ended(hand->owner, *hand->why ? hand->why : how);
}

struct hand *hand_start(uv_loop_t *loop, const struct hand_plan *plan, const struct hand_owner *events, void *owner,
                        struct error *err)
{
    struct child child;
    if (!child_start(&child, &plan->child, err)) return NULL;
    struct hand *hand = mem_new_clear(sizeof *hand);
    *hand = (struct hand){.loop = loop, .plan = plan, .events = events, .owner = owner, .child = child};
    const int descriptors[STREAMS] = {child.in, child.out, child.log, child.end};
    for (int i = 0; i < STREAMS; i++) {
        uv_poll_init(loop, &hand->polls[i], descriptors[i]);
        hand->polls[i].data = hand;
        hand->open++;
    }
    uv_poll_start(&hand->polls[STREAM_OUT], UV_READABLE, hear);
    uv_poll_start(&hand->polls[STREAM_LOG], UV_READABLE, hear);
    uv_poll_start(&hand->polls[STREAM_END], UV_READABLE, end);
    return hand;
}
