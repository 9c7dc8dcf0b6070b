// Crowds: who is in a topic whose channel has limits of its own (ls.channel { limits = ... }), and how much the topic
// carries. A place in a topic is given by one hall, which the topic's name belongs to by its hash: so that as many
// come in as may, on whichever shards, and not one more. What a topic carries each hall sees for itself, because it
// hears every broadcast.
//
//     open -> a place here, or a question to the topic's hall -> its answer -> join runs, or a bye with "full"
#pragma once

#include "base/bytes.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

struct hall;
struct session;

// A client is about to join this topic. Once it has a place, its first turn is queued; where there is none, it ends.
void crowd_enter(struct session *session, struct bytes topic);

// It ends: its place is another's.
void crowd_leave(struct session *session);

// It goes to another hall, or came from one, or out of a record, and keeps its place.
void crowd_depart(struct session *session);
void crowd_arrive(struct session *session);

// Whether it may be sent an event with a frame of so many bytes. Fails (TOO_LARGE, FULL).
bool crowd_may_hear(const struct session *session, size_t size, struct error *err);

// Something was broadcast to a topic.
void crowd_note(struct hall *hall, struct bytes topic);

void crowds_destroy(struct hall *hall);
