// Frames that a client has not acknowledged yet, in order: what a client that comes back after a lost line lacks is
// read from here. Bounded: past its limit everything is dropped and the client gets the whole page instead.
#pragma once

#include "base/buffer.h"

#include <stdint.h>

struct outbox {
    struct buffer bytes; // entries from `head` on: u32 seq, u32 size, the frame
    size_t head;
    size_t cursor;  // the first entry that was not handed to a socket yet
    uint32_t last;  // the newest seq ever put
    uint32_t acked; // the client has everything up to here
    bool is_broken; // frames were dropped: only a full page helps
    bool is_held;   // frames wait until they are released
    uint32_t released;
};

void outbox_destroy(struct outbox *outbox);

// A frame with the next seq. Where it would make more than `bytes_max` wait, and others wait already, all is dropped
// and the outbox is broken.
void outbox_put(struct outbox *outbox, struct bytes frame, size_t bytes_max);

// The client has everything up to `seq`; less than it said before is ignored. False where nobody ever sent that much.
bool outbox_acknowledge(struct outbox *outbox, uint32_t seq);

// Frames up to `seq` may go out; where the outbox is held, none does before.
void outbox_release(struct outbox *outbox, uint32_t seq);

// Whether some may not yet.
static inline bool outbox_holds(const struct outbox *outbox)
{
    return outbox->is_held && outbox->released != outbox->last;
}

// The next frame to hand to the socket; data NULL where there is none. Valid until the next put.
struct bytes outbox_next(struct outbox *outbox);

// A new socket, whose client has everything up to `seq`: what comes after is handed out again.
void outbox_rewind(struct outbox *outbox, uint32_t seq);

// Whether a client that has everything up to `seq` can be brought up to date with what is here.
bool outbox_reaches_back(const struct outbox *outbox, uint32_t seq);

// Drops the frames, and all that come until outbox_restart: only a full page helps.
void outbox_break(struct outbox *outbox);

// Gives back the memory of an empty one.
void outbox_shrink(struct outbox *outbox);

// The frame at *at, which moves on; borrowed. False at the end. Begin with *at = 0.
bool outbox_read(const struct outbox *outbox, size_t *at, struct bytes *frame);

// As it was when the client had everything up to `acked`: the frames that it lacked are put next.
void outbox_resume(struct outbox *outbox, uint32_t acked);

// Forgets the frames: a full page with the newest seq follows.
void outbox_restart(struct outbox *outbox);
