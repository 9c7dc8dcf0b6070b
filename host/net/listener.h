// Listening sockets: one a shard, all on the same port, so that the kernel spreads connections evenly.
#pragma once

#include "base/error.h"

struct shard;

// Opens `count` sockets on address and port; fails (HOST) saying which address is in use. The caller owns the
// descriptors.
bool listener_bind(const char *address, int port, int *fds, unsigned count, struct error *err);

// Accepts on shard->listen_fd, in its loop.
bool listener_open(struct shard *shard, struct error *err);
void listener_close(struct shard *shard);
