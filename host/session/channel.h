// Channels: any number of lines in one socket, so that nested views need no socket of their own. A channel is a line
// like any other, but its frames stand behind its number, both ways: 3["ack",7]. The browser numbers them in the
// order in which it opens them, from 1; a join opens one, a bye of either side ends it, and all end with the socket.
#pragma once

#include "session/line.h"

// Whether a message is for a channel.
static inline bool channel_is_addressed(struct bytes text)
{
    return text.size && *text.data >= '0' && *text.data <= '9';
}

// A message for a channel came in on a socket's own line.
void channel_receive(struct line *line, struct bytes text);

// The next frame of any channel, behind its number; data NULL where there is none now. Valid until the next call into
// this room.
struct bytes channels_pull(struct line *line);

// The browser needs this channel no more.
void channel_end(struct line *channel);

// The socket is gone.
void channels_close(struct line *line);
