// Channels of an app (ls.channel): a client without a page joins a topic by its name, on a line of its own in a
// socket. What it talks to from then on is a session without a page and with a line: events, answers, refusals,
// numbers, acknowledgements, coming back after a lost line and moving between shards are a page's.
//
//     ["open", 1, TOPIC, PARAMS]  ->  which channel is it? do the params fit? -> session -> join(topic, params,
//     visitor)
//         [1, 0, null, {"do": [["joined", TICKET], ["reply", DATA], ...]}]   or  ["bye", "forbidden", "sign in
//         first"]
#pragma once

#include "base/bytes.h"
#include "base/error.h"

#include <stdbool.h>

struct frame;
struct line;
struct session;
struct value;

// Whether it is such a session.
bool admission_is(const struct session *session);

void admission_open(struct line *line, const struct frame *frame);

// The app ends it, after this turn (ls.stop). Its client opens the topic anew, so that join says what holds now.
void admission_stop(struct session *session, struct bytes reason);

// A turn of such a session succeeded: the client hears what it is told, and of its event that it is done.
void admission_tell(struct session *session, bool is_first, bool is_event);

// What it may ask for: nothing that is for pages. And op "refuse", which is in place of its first model.
bool admission_check(const struct session *session, const struct value *command, struct error *err);
void admission_refuse(struct session *session, const struct value *command);

// The client lacks what cannot be sent again: it begins anew.
void admission_end_behind(struct session *session);

// Its line is lost. Whoever never heard that it began has no ticket and opens another: it ends.
void admission_lost(struct session *session);

// Whether its client has not said yet that it has the ticket: without a line it is not kept for long.
bool admission_is_unclaimed(const struct session *session);

// The client needs it no more.
void admission_leave(struct session *session);
