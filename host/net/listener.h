// Listening sockets: one a shard, all on the same port, so that the kernel spreads connections evenly.
#pragma once

#include "base/error.h"

struct lws;
struct shard;

// Opens `count` sockets on address and port; fails (HOST) saying which address is in use. The caller owns the
// descriptors.
bool listener_bind(const char *address, int port, int *fds, unsigned count, struct error *err);

// "127.0.0.1:4000", "[::1]:4000" or "unix:/run/app.sock": where it listens.
void listener_print_address(int fd, char *text, size_t size);

// The shard accepts on this socket too, in its loop; the socket belongs to it now. Before the shard is started.
bool listener_open(struct shard *shard, int fd, struct error *err);

// A connection asks for something, or is gone: it is no newcomer any more, if it was one.
void listener_heard(struct lws *wsi);

// It accepts no more.
void listener_close(struct shard *shard);
