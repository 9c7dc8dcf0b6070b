// The supervision tree of the house, as it runs: the first hall has it, and speaks with the actors, which are in all
// halls, by letters. What is to be done is decided in actor/supervision.h; here it is carried out.
#pragma once

#include "actor/supervision.h"
#include "base/buffer.h"

struct app;
struct hall;
struct letter;

// The tree begins, in the first hall of a house whose app has one, when its loop first runs.
void supervise_begin(struct hall *hall);
void supervise_close(struct hall *hall);

// What actors report, and who is to be started or stopped.
void supervise_hear(struct hall *hall, const struct letter *letter);

// The host ends: the tree stops, in order, and is over when all in it are down.
void supervise_end(struct hall *hall);
bool supervise_is_over(const struct hall *hall);

// A group or an actor, for those who look; texts are borrowed.
struct member_told {
    const struct node *node;
    struct bytes name;
    struct bytes trouble; // what went wrong last
    unsigned depth;
};

// Calls `tell` for each of the tree, in its order; nothing where the hall has no tree.
void supervise_tell(const struct hall *hall, void (*tell)(void *self, const struct member_told *told), void *self);

// The hall's app is another now: what it does not declare any more stops, what is new begins.
void supervise_follow_app(struct hall *hall);
