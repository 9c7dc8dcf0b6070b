// Who goes back to a view whose session is not in this hall: the page has come back to another shard than the one
// where that view was left, or the host is another one since, and nobody has asked for it yet. It is looked for, on
// the other shards and with the keeper; until that is over the link leads nowhere (passage.h). Who is not found
// begins anew.
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct hall;
struct message;
struct session;

// Begins to look for the session of the message (MESSAGE_GO), and keeps the message then. False where there is
// nothing to look for: it names none, or one that is here.
bool homecoming_begin(struct session *asker, struct message *message);

// A search (join_seek) is over: who waited for it goes on. Nothing happens where nobody did.
void homecoming_found(struct hall *hall, uint64_t claim);

void homecomings_destroy(struct hall *hall);
