// A trace: what a session did lately, as a file. From it the session's way can be gone again, elsewhere and later
// (replay.h). It is text, a Lua table on each line, so that a person can read it and it is exact all the same: a line
// about the app, one with the models that it begins with, one for each step. docs/time-travel.md shows one.
//
// Values of fields that are declared as secret are not in it.
#pragma once

#include "base/arena.h"
#include "session/replay/steps.h"

#include <stdint.h>

struct app;
struct session;

enum { TRACE_VERSION = 1, TRACE_SIZE_MAX = 64 << 20 };

// Appends the trace of a session that keeps its steps. `why`: a word to whoever finds it, or nothing.
void trace_write(const struct session *session, struct bytes why, struct buffer *out);

struct trace {
    struct arena arena;
    struct bytes app;  // its file, as the host was given it
    struct bytes view; // "counter.lua:3"
    struct bytes url;  // where the page was at the beginning; size 0 for a nested view
    struct bytes why;
    bool is_masked;  // there are secrets that are not in it
    uint32_t number; // of the view, in the app that it was read for
    struct steps *steps;
};

// The app's file that a trace is of, in the arena.
bool trace_read_app(struct bytes text, struct arena *arena, struct bytes *app, struct error *err);

// Reads a trace for an app. Fails (SYNTAX) naming the line; (UNKNOWN) where the app has no such view or handler. The
// caller destroys it in any case.
bool trace_read(struct bytes text, const struct app *app, struct trace *trace, struct error *err);
void trace_destroy(struct trace *trace);
