// Going a recorded way again: a session of its own, on nobody's page, begins at a chapter's models and takes the
// steps one by one. It is a session as any other, so what happens is what happened: updates, command checks, renders,
// all in a real turn; only what its commands ask for is not carried out, and nobody is told.
//
//     struct session *session = replay_begin(hall, view, chapter, &err);
//     while (...) replay_step(session, step, &outcome);
//     replay_end(session);
#pragma once

#include "session/replay/steps.h"

struct hall;

// NULL with the reason in err where the models are none of this view's. At once, and ended before the hall does
// anything else.
struct session *replay_begin(struct hall *hall, uint32_t view, const struct chapter *chapter, struct error *err);

// The step, again. `outcome` is what comes of it now; what it borrows lives until the next step. Fails where the
// session is none any more.
bool replay_step(struct session *session, const struct step *step, struct step *outcome, struct error *err);

// Whether a step came out as it was recorded, as far as that is known.
bool replay_is_same(const struct step *recorded, const struct step *now);

// Its models as they are.
struct bytes replay_models(const struct session *session);

void replay_end(struct session *session);
