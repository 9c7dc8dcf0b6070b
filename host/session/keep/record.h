// A session as bytes that mean the same in another process, and to a later program: the record, and the steps since.
// Views, components and handlers stand in it by their names, times by the calendar. What is written is canonical,
// ends in a checksum, and is looked at from end to end before anything is made of it.
//
//     record    all of it, with the snapshot of its model
//     step      what its turns added to the journal, and its head: all that is small and changes often
//
// A record and the steps after it, in their order, are the session. Not in them: its line, what its page shows,
// frames that nobody has taken, and events that were not dealt with, which the browser sends again.
#pragma once

#include "base/buffer.h"
#include "base/error.h"

#include <stdint.h>

struct hall;
struct session;
struct succession;

// Appends the record of a session that has a model.
void record_write(struct session *session, struct buffer *out);

// Appends a step: the journal's entries from `turns_at` on, and the head.
void record_write_step(struct session *session, size_t turns_at, struct buffer *out);

// A session of this hall that is as the record says: asleep, on no list, as after session_detach. NULL with the
// reason where the record is not whole (SYNTAX), or the app does not have what it names (UNKNOWN, MISFIT).
// `succession` is made, and says of the record's steps what has become of its components; the caller destroys it.
struct session *record_read(struct hall *hall, struct bytes record, struct succession *succession, struct error *err);

// The step happens to the session. Where it cannot, the session is of no use any more.
bool record_read_step(struct session *session, struct bytes step, struct succession *succession, struct error *err);
