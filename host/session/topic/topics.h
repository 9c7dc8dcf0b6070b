// Topics: who of a hall listens to what, and how a broadcast gets to all of them. One broadcast puts one message in
// the inbox of every other hall; in each, those who listen get it in their mailboxes, all the same bytes. Nothing is
// locked, nobody is waited for, and a subscriber cannot do anything to whoever speaks.
//
// A hall numbers what it broadcasts (bus/broadcast.h) and knows the number of the last it has of every hall. A
// session that moves takes its old hall's numbers along; the new hall makes up for what it lacks from the last few
// broadcasts, which every hall keeps, and holds back what it had already. So moving loses nothing and doubles
// nothing; only where more went by than are kept, there is a gap, and the session is told.
#pragma once

#include "base/bytes.h"
#include "base/error.h"
#include "base/shared.h"

struct hall;
struct settings;
struct subscription;
struct subscriptions;
struct topic;
struct topics;
struct value;

enum { TOPICS_RECENT_MAX = 256, TOPICS_RECENT_BYTES_MAX = 256 * 1024 };

void topics_create(struct hall *hall);
void topics_destroy(struct hall *hall);

// Tells all who listen to the topic, in all halls. `data` is canonical. In the hall's thread.
void topics_broadcast(struct hall *hall, struct bytes topic, struct bytes name, struct bytes data);

// The same from any thread. What one thread says arrives in that order.
void topics_broadcast_from_outside(const struct settings *settings, struct bytes topic, struct bytes name,
                                   struct bytes data);

// How many of this hall listen to a topic, for those who look.
uint32_t topics_listeners(const struct hall *hall, struct bytes name);

// Calls `tell` for each topic that somebody of this hall listens to.
void topics_tell(const struct hall *hall, void (*tell)(void *self, struct bytes name, uint32_t listeners),
                 void *self);

// And how many bytes it keeps for those who move.
size_t topics_kept_bytes(const struct hall *hall);

// For subscription.c. The topic of this name, made where nobody listened so far; and one more listens, or one less:
// the topic goes with its last.
void topics_add(struct hall *hall, struct subscription *subscription);
void topics_remove(struct hall *hall, struct subscription *subscription);

// What a session has heard goes along with it, and is compared with what its new hall has.
void topics_note_heard(const struct hall *hall, struct subscriptions *subscriptions);
void topics_catch_up(struct hall *hall, struct subscriptions *subscriptions);
