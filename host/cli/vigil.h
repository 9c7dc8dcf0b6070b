// The main thread while the shards serve: it waits for signals, and finds out for who started this process whether
// all shards still answer.
#pragma once

#include "net/shard.h"

// While nothing is open yet: whoever says that the process is to end is obeyed at once, and that is no failure.
void vigil_stand_by(void);

// Blocks the signals that are waited for; before there are threads.
void vigil_begin(void);

// Until a signal says to end. A second SIGINT then ends the process where it is.
void vigil_keep(struct shard *shards, unsigned count);
