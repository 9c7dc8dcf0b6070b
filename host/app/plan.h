// The supervision tree as an app declares it: groups, and the actors that they begin with. It lives as long as the
// app; what becomes of it while the app runs is in session/actor/supervise.h.
#pragma once

#include "actor/supervision.h"
#include "base/arena.h"
#include "base/bytes.h"

struct value;

// A group, or one that it begins with.
struct plan {
    struct bytes name;
    struct node node;  // as it begins
    uint32_t view;     // of an actor: which one
    struct bytes args; // canonical: what its init is given
    struct plan *members;
    uint32_t members_count;
};

// What the contract says of groups (lua/contract.lua), in the arena; NULL where there are none.
struct plan *plan_build(const struct value *groups, struct arena *arena);

// The group or actor of this name; NULL where there is none.
const struct plan *plan_find(const struct plan *plan, struct bytes name);

// The nearest group name; empty where none is near.
struct bytes plan_suggest_group(const struct plan *plan, struct bytes name);

// What a child is that restarts as this word says.
enum child_kind plan_kind_of(struct bytes word);
