// Guards: functions of the app that say whether a visitor may see a page. One is asked before anything of the page is
// made or told: at the page request, when a line joins or comes back, and at each link that is followed.
#pragma once

#include "base/arena.h"
#include "base/error.h"
#include "vm/vm.h"

struct app;
struct hall;
struct route;

// Asks the guard of a route of `app`, in a state of its own that sees no model; a route without one says VM_MAY.
// `visitor` is init's second argument. `path`, in the hall's arena, is where VM_ELSEWHERE sends them, without data
// else. Fails where the guard itself does.
bool guard_ask(struct hall *hall, const struct app *app, const struct route *route, struct bytes visitor,
               enum vm_verdict *verdict, struct bytes *path, struct error *err);
