// Sessions that send events: as fast as each is answered, or at moments fixed beforehand.
#pragma once

#include "crowd.h"
#include "report.h"

struct events {
    struct crowd crowd;
    struct histogram latency;
    struct usage before; // the window
    struct usage after;
    bool measures; // the window is open
    bool stops;    // nothing more is sent
    int64_t begin_ns;

    // Paced only. Event k (from 0) of client i is due at origin + (k * sessions + i) * interval.
    int64_t origin_ns;
    double interval_ns;
    uint64_t next; // k * sessions + i of the next event that becomes due
};

// Opens the sessions. `events` lives until events_destroy.
void events_create(struct events *events, struct loop *loop, const struct options *options);
void events_destroy(struct events *events);

// Each session sends when its last event is answered.
void events_start_closed(struct events *events);

// All sessions together send options->rate events a second, whether answered or not.
void events_start_paced(struct events *events);

// Serves for `seconds`.
void events_run(struct events *events, double seconds);

// Serves for options->seconds and counts only that.
void events_measure(struct events *events);

// Sends nothing more and waits for the answers.
void events_stop(struct events *events);
