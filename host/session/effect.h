// Effects: what a turn tells the page to do, once, when the page shows the turn. They are operations as those of an
// event's attribute (docs/protocol.md "Operations"), `[OP, argument, ...]`, and travel in the EXTRA of the turn's
// frame: so they survive a lost line exactly as its patch does, and happen once.
//
// This is the one place where they join a frame. A view asks with commands of the op "js"; whatever else in this room
// has something to tell the page says effect_add while the turn succeeds, before send.h lets its frame out.
#pragma once

#include "base/buffer.h"
#include "base/error.h"
#include "value/value.h"

struct session;

// Whether a command of the op "js" is a list of operations that pages know. Fails (UNKNOWN, MISFIT) with a sentence
// for the developer.
bool effect_check(const struct value *command, struct error *err);

// A turn of this session succeeds: its effects are those of its commands, a canonical list that was checked.
void effects_begin(struct session *session, struct bytes commands);

// And one more, which is JSON: ["announce","Saved."]. Only between effects_begin and the frame.
void effect_add(struct session *session, struct bytes operation);

// All of them as the items of a JSON array; nothing where there is none.
struct bytes effects_of(const struct session *session);
