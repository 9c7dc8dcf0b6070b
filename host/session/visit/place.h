// Where a session is: the path and params that its page is at, which render sees as its second argument. They are
// part of what a session survives by: a turn that changes them is in the journal, and a snapshot takes them along.
//
//     { locale = "de-CH", params = { page = 2 }, path = "/list" }
#pragma once

#include "app/address.h"
#include "base/buffer.h"

struct session;

// A session begins at this address. `visitor` is what is known of who visits, canonical; without data, a new one.
void place_begin(struct session *session, const struct address *address, struct bytes locale, struct bytes visitor);

// Appends the place that the session is at when it goes to this address: what view.params's turn is given.
void place_write(const struct session *session, const struct address *address, struct buffer *out);

// Where it is now, and init's second argument; borrowed until its next turn.
struct bytes place_of(const struct session *session);
struct bytes place_visitor(const struct session *session);

// Its visitor is known otherwise from now on.
void place_set_visitor(struct session *session, struct bytes visitor);

// Its params and path, in the arena.
const struct value *place_params(const struct session *session, struct arena *arena);
struct bytes place_path(const struct session *session, struct arena *arena);

// A snapshot is made: what the journal's turns said of it is taken along.
void place_keep(struct session *session);
