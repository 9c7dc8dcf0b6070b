// Events with names that no app can declare, because they begin with "ls:": what a client says of itself. They have a
// REF and a place in the order of events like any other.
//
//     ls:params  { url }            the page goes to another address of its view
//     ls:go      { url, ticket? }   the page asks for another view; the ticket: of a session that it has left
#pragma once

#include "actor/mailbox.h"
#include "wire/frame.h"

struct session;

bool reserved_is(struct bytes name);

// Makes a message of it: kind and handler, and the payload in the hall's scratch. Fails (UNKNOWN, MISFIT, FORBIDDEN)
// where it asks for what there is not.
bool reserved_read(struct session *session, const struct frame *frame, struct message *message, struct error *err);
