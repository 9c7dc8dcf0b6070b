// What to measure, as told on the command line. `options_usage` is the reference.
#pragma once

#include "line.h"

struct options {
    const char *mode;
    struct place place;
    int host;            // the host's process id, 0: unknown, so no CPU and no memory figures
    const char *path;    // of the page
    const char *event;   // its name
    const char *payload; // JSON object
    const char *spin_path;
    const char *spin_event;
    const char *json; // file for the raw figures, or NULL
    unsigned sessions;
    unsigned connected;   // many: sessions that keep their line
    unsigned deaf;        // fanout: sessions that never read
    unsigned connections; // for pages
    unsigned in_flight;   // joins under way at once
    unsigned runs;
    double rate; // events a second, all sessions together
    double seconds;
    double warmup;
    double wait;
    int cpu; // -1: anywhere
    int host_cpu;
    bool bare;      // the floor: no page, no join, any frame is an answer
    bool parked;    // idle: fetch pages and do not join
    bool pushes;    // frames that answer nothing are expected
    char **command; // startup: what to run, NULL terminated
};

// Fills in defaults; ends the program with a usage text when something does not fit.
void options_read(struct options *options, int argc, char **argv);

// No mode takes longer than this, whatever the host does.
unsigned options_seconds_max(const struct options *options);
