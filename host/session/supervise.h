// The supervision tree of the house, as it runs: the first hall has it, and speaks with the actors, which are in all
// halls, by letters. What is to be done is decided in actor/supervision.h; here it is carried out.
#pragma once

#include "base/buffer.h"

struct app;
struct hall;
struct letter;

// The tree begins, in the first hall of a house whose app has one, when its loop first runs.
void supervise_begin(struct hall *hall);
void supervise_close(struct hall *hall);

// What actors report, and who is to be started or stopped.
void supervise_hear(struct hall *hall, const struct letter *letter);

// The hall's app is another now: what it does not declare any more stops, what is new begins.
void supervise_follow_app(struct hall *hall);
