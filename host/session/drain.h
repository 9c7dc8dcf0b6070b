// A hall that goes down in peace drains before it is closed: nothing new begins, and what is under way comes to its
// end and is told.
//
//     under way    turns between two slices; pages and links that are being made, and what connections that were
//                  just taken are about to ask for; calls of services; answers that wait for the disk
//     actors       the tree stops them, in order, when nothing is under way in pages any more, or half of the
//                  patience is over; until then they go on. Services stay open for them
//     new          events: left to the browser, which sends them again to whoever serves next; messages of the
//                  host's: they wait in their mailbox and are written down with it; lines that join: sent away, to
//                  come back
//
// All halls of a house drain together, since what happens in one may be told to another. What is not finished when
// patience ends is rolled back by hall_close, like any turn that fails; its event comes again too.
#pragma once

#include "session/hall.h"

// From now on. Again: nothing happens.
void drain_begin(struct hall *hall);

// Looks whether something is still under way here. True when nothing is, in no hall of the house.
bool drain_is_over(struct hall *hall);

// Whether it stops this session from going on.
bool drain_stops(const struct session *session);

// Sends a line away. Its browser comes back at a random moment within a time that is longer the more there are.
void drain_send_away(struct line *line);
