// Many sessions: fetches their pages, joins them, keeps them alive.
#pragma once

#include "client.h"
#include "histogram.h"
#include "options.h"

struct crowd {
    struct client_club club;
    struct client *clients;
    unsigned count;
    struct histogram join_ns; // from the first byte of the connection to the join's answer
    int64_t tended_ns;
    const struct options *options;
};

void crowd_create(struct crowd *crowd, struct loop *loop, const struct options *options, unsigned count);
void crowd_destroy(struct crowd *crowd);

// Fetches the pages of clients `from` up to, not including, `to`. Ends the program when the host does not answer.
void crowd_fetch(struct crowd *crowd, unsigned from, unsigned to);

// Joins them, some at a time, and waits until every one is live or gone.
void crowd_join(struct crowd *crowd, unsigned from, unsigned to);

// Both, in portions small enough that no page waits long for its socket. All are live afterwards, or the program
// ends.
void crowd_open(struct crowd *crowd);

// Serves sockets until `until_ns`, and tends the clients once a second.
void crowd_once(struct crowd *crowd, int64_t until_ns);
void crowd_run(struct crowd *crowd, int64_t until_ns);

unsigned crowd_live(const struct crowd *crowd);

// Events sent and not answered.
uint64_t crowd_waits_for(const struct crowd *crowd);

// Serves until everything sent is answered or two seconds have gone, and counts what is not as trouble.
void crowd_drain(struct crowd *crowd);
