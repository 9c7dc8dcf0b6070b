// The commands for actors, of views and actors alike: ls.start, ls.tell, ls.ask, ls.watch, ls.unwatch, ls.stop_actor;
// and ls.stop and ls.reply of an actor.
#pragma once

#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

struct session;
struct value;

// How many a turn has asked for and watched so far, against what a session may.
struct ties_count {
    int64_t asks;
    int64_t watches;
};

bool actor_command_check(const struct session *session, const struct value *command, struct ties_count *ties,
                         struct error *err);
void actor_command_carry_out(struct session *session, const struct value *command);

// Whether an actor may ask for this, which is for pages. Fails (FORBIDDEN).
bool actor_command_admits(const struct value *command, struct error *err);

// ls.reply of an actor: answers whoever asked with the message of this turn.
void actor_command_reply(struct session *session, const struct value *command);
