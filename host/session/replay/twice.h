// In development every turn that succeeded is played a second time, from the same models and in another Lua state, as
// a session that slept or crashed would play it. It must come out the same; where it does not, the view goes by
// something that is not in its model (a variable of its file, most likely), and its author is told.
#pragma once

#include "base/buffer.h"

#include <stdint.h>

struct session;
struct step;
struct steps;

// How it was before the turn.
struct twice {
    struct buffer models;
    struct buffer place;
    uint64_t random[4];
};

// Takes it over from `steps`, which is about to note how it is now.
struct twice twice_begin(struct steps *steps);
void twice_end(struct twice *before);

// Plays the session's newest turn again and logs where it comes out otherwise; once for each handler.
void twice_check(struct session *session, const struct step *step, const struct twice *before);
