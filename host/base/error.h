// What went wrong, for a person and for a machine. A function that can fail for a reason outside our own code
// returns bool and takes `struct error *err` as its last parameter; on false, `err` says why.
//
//     return fail(err, ERROR_FULL, "%zu messages already wait", mailbox->count);
#pragma once

#include <stdbool.h>
#include <stddef.h>

// Stable codes: they are on the wire (docs/protocol.md) and in logs, so their names never change.
#define ERROR_CODES(X)                                                                                               \
    X(NONE, "none")           /* nothing failed */                                                                   \
    X(SYNTAX, "syntax")       /* bytes that are not what they claim to be: JSON, a frame, Lua source */              \
    X(TOO_LARGE, "too_large") /* over a declared size, count or depth */                                             \
    X(UNKNOWN, "unknown")     /* a name that nobody declared: an event, a field, a route */                          \
    X(MISFIT, "misfit")       /* a value that does not fit its declared type */                                      \
    X(FORBIDDEN, "forbidden") /* well-formed, but not allowed here: a ticket, an origin, a lifecycle step */         \
    X(FULL, "full")           /* a bounded queue is full, or a rate is exceeded */                                   \
    X(GONE, "gone")           /* the session is no more: start again with a page request */                          \
    X(REPLACED, "replaced")   /* another connection took this session over */                                        \
    X(BUDGET, "budget")       /* instructions, memory or time of one turn are spent */                               \
    X(CRASH, "crash")         /* the view's own code raised an error */                                              \
    X(DRAINING, "draining")   /* the host is going down; come back */                                                \
    X(LATE, "late")           /* an event that waited too long for its line: it was not done */                      \
    X(LOOP, "loop")           /* views send their visitor on and on */                                               \
    X(HOST, "host")           /* the operating system refused: a file, a port, a socket */

enum error_code {
#define X(name, text) ERROR_##name,
    ERROR_CODES(X)
#undef X
        ERROR_CODE_COUNT
};

enum { ERROR_TEXT_MAX = 1024 };

struct error {
    enum error_code code;
    char text[ERROR_TEXT_MAX]; // one readable sentence, cut where it would be longer
};

// The code's stable name, as it stands on the wire.
const char *error_code_name(enum error_code code);

// Fills `err` and returns false.
bool fail(struct error *err, enum error_code code, const char *format, ...) __attribute__((format(printf, 3, 4)));
