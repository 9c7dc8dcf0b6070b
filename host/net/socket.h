// WebSockets: whole messages in, frames out, written at once where nothing is buffered.
#pragma once

#include <libwebsockets.h>

struct line;

// The WebSocket part of the libwebsockets callback; `user` is a pointer to the socket's state.
int socket_serve(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t size);

// The line has something to say: it is written now, or when the socket can take it.
void socket_flush(struct line *line);
