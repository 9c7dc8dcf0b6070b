// A line: what the session knows of one socket. net/ embeds it in its own connection and drains it; frames leave in
// order: first what stands in `control`, then the outbox of the session, then what its channels have (channel.h),
// then, if the line is closing, nothing more.
#pragma once

#include "base/buffer.h"
#include "base/error.h"

#include <stdint.h>

enum { LINE_RETURN_MS = 8000 }; // of those for whom there is no room just now

struct session;
struct hall;

struct line {
    struct hall *hall;
    struct session *session; // NULL before the join
    struct buffer control;   // frames without a seq: u32 size, bytes
    size_t control_head;
    uint64_t heard_ms;   // when the browser last said anything, by the loop's clock
    uint32_t joins;      // join frames so far
    uint64_t claim;      // number of the search for its session on other shards; 0: none
    uint32_t claim_seen; // SEEN of the join that waits for it
    bool claim_is_blank;
    uint64_t claim_session;
    struct line *claim_next;
    uint32_t claim_tries;  // that found it nowhere
    uint64_t visitor;      // whose cookie came with it, see registry.h; 0: nobody's
    struct buffer cookie;  // its value, where the app has channels that may ask
    bool is_closing;       // after what is in `control`, close
    bool has_joined;       // a session, once; or it was told why it may not open a topic
    uint64_t opens_us;     // until when the topics that were opened fill its rate
    bool is_outgoing;      // of a socket's own: it stands in its hall's list of those that have something to write
    uint32_t number;       // of a channel; 0: a socket's own line
    uint32_t number_last;  // the newest channel's so far
    struct line *outer;    // of a channel: the socket's own
    struct line *channels; // of a socket's own
    struct line *channel_next;
    struct line *previous; // all lines of the hall
    struct line *next;
};

// The browser opened a socket.
void line_open(struct line *line, struct hall *hall);

// One whole message came in.
void line_receive(struct line *line, struct bytes text);

// The socket is gone. The line is not touched afterwards.
void line_close(struct line *line);

// The next frame to write; data NULL where there is none now. Valid until the next call into this room.
struct bytes line_pull(struct line *line);

// It, or the socket that it is a channel of, has something to write.
void line_wake(struct line *line);

// The same, when the turns of this slice are made: what goes out together costs the kernel, and the caches, less.
// Where no turns are being made, at once.
void line_wake_soon(struct line *line);

// Writes what waits in a line for the slice's end: its session is about to be another, or it is to be closed.
void line_settle(struct line *line);

// The slice is over: all that wait for it write.
void lines_settle(struct hall *hall);

// A frame that has no place in the order.
void line_say(struct line *line, struct bytes frame);

// The join was accepted.
void line_say_ok(struct line *line, uint32_t seq, uint32_t ref);

// The last frame on this line: says why, and closes. The browser does not come back to this session.
void line_say_bye(struct line *line, enum error_code code, const char *why);

// The same, but it does: at a random moment within so many milliseconds.
void line_send_away(struct line *line, enum error_code code, const char *why, uint32_t within_ms);

// Closes without a word: a browser that is still there comes back, to the same session.
void line_hang_up(struct line *line);
