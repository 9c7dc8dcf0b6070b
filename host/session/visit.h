// A page request: the first half of a session's life. init, the first render and the layout run, and the page goes
// out with a ticket by which its socket will find the session, which sleeps until then.
#pragma once

#include "base/buffer.h"

struct hall;
struct document;
struct rendition;
struct session;

struct visit {
    struct hall *hall;
    struct bytes path;      // decoded; borrowed for visit_begin only
    struct bytes query;     // as it came, after the '?'
    struct bytes languages; // the header Accept-Language, the same
    void *owner;            // net's own

    struct session *session; // while its first turn runs
    bool is_done;
    int status;         // HTTP's
    struct buffer body; // HTML
};

// Answers by the hall's door: maybe at once, before this returns, maybe some slices later.
void visit_begin(struct visit *visit);

// The request went away before it was answered; `visit` is not touched afterwards.
void visit_abandon(struct visit *visit);

void visit_destroy(struct visit *visit);

// Called by turn.c. Writes the page: the document with what the head needs, and the view, in it.
void visit_write(struct visit *visit, const struct document *document, const struct rendition *view);

// Called by turn.c when the first turn is over.
void visit_finish(struct visit *visit);
void visit_fail(struct visit *visit, int status, const char *why);
