// Lines and sessions come together: the first time (the socket adopts the session that the page request made), and
// again after a lost line.
#pragma once

#include "session/line.h"
#include "session/visit/ticket.h"
#include "wire/frame.h"

// A join frame came in. Its session may be here, or on another shard, which is then asked.
void join_line(struct line *line, const struct frame *frame);

// The keeper was asked for a session; it may be in this hall now. `is_here`: in some hall, then.
void join_found(struct hall *hall, uint64_t claim, uint64_t session, bool is_here);

// Looks for the session of the ticket, which this visitor may have (registry.h), on other shards and with the keeper.
// Whoever waits for the number that this gives is told: a post (post.h), or one who goes back (homecoming.h). 0:
// there is nobody to ask.
uint64_t join_seek(struct hall *hall, const struct ticket *ticket, uint64_t visitor);

// The line waits for no session any more.
void join_give_up(struct line *line);

// The line's socket is gone: its session goes on without.
void join_lost(struct line *line);
