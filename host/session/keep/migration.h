// Models of another version than the app's are brought to the one that it has, by its own migrate, before anything
// runs on them.
#pragma once

#include "base/error.h"
#include "vm/vm.h"

struct session;

// Runs a step to its end at once: what is made again is not interrupted.
enum vm_step migration_finish(struct vm *vm, enum vm_step step);

// The view's model and those of all components, which were just loaded from the snapshot. Fails with what migrate
// raised, and (MISFIT) where there is none.
bool migration_of_session(struct session *session, struct error *err);

// Those that were born in changes which the journal has.
bool migration_of_born(struct session *session, struct bytes changes, struct error *err);
