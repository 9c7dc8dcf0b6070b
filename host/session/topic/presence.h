// Presence in a hall: its roster, those who look at it, and the other halls. What changes here is told to all other
// halls at once, as a change and not as a list; what has changed is told to those who look some times in a second at
// most, the same bytes to all.
//
// Every hall hears of a session's changes in their order, also when it moves between halls: whoever it moves to
// speaks after whoever it left. So all rosters come to say the same.
#pragma once

#include "session/topic/track.h"

#include <uv.h>

struct presence;

void presence_create(struct hall *hall);

// Its handles are closed when the loop runs next.
void presence_close(struct hall *hall);
void presence_destroy(struct hall *hall);

// In all halls: the track is there, as it is now; or is not.
void presence_put(struct hall *hall, struct track *track);
void presence_remove(struct hall *hall, struct track *track);

// In this hall: the track is told who is there; or is not any more.
void presence_look(struct hall *hall, struct track *track);
void presence_look_away(struct hall *hall, struct track *track);

// How many are there, as this hall knows.
size_t presence_count(const struct hall *hall, struct bytes topic);

// All who are there, a canonical list, for those who look from outside.
void presence_put_list(const struct hall *hall, struct bytes topic, struct buffer *out);

// Those without a line, the first to fade first.
void presence_add_fading(struct hall *hall, struct tracks *tracks);
void presence_remove_fading(struct hall *hall, struct tracks *tracks);

// Ends the presence of those whose time is over.
void presence_sweep(struct hall *hall);

// Something is to be told, and has not been.
bool presence_is_settled(const struct hall *hall);
