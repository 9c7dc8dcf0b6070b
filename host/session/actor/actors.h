// The actors of a hall by their names, and what is said to a name. The hall that a name belongs to by its hash
// (letter.h) is the only one where an actor of that name can be, so no two are there at one time.
#pragma once

#include "base/bytes.h"
#include "base/error.h"

struct hall;
struct letter;
struct session;

// What came for a name of this hall.
void actors_hear(struct hall *hall, const struct letter *letter);

// The actor of this name; NULL where there is none in this hall.
struct session *actors_find(const struct hall *hall, struct bytes name);

// Calls `meet` for each, which must not end any.
void actors_each(struct hall *hall, void (*meet)(void *self, struct session *session), void *self);

void actors_close(struct hall *hall);
