// What is wrong with an app's files, and what could be better: each with its place, the source line and a caret under
// the column where that is known. Loading fills it; `lightspeed check` and a host that starts print it.
//
//     counter.lua:21: ls-click="ad": no such event; did you mean 'add'?
//         <button ls-click="ad" ls-value-by="1">+</button>
//                 ^
#pragma once

#include "base/arena.h"
#include "base/buffer.h"

#include <stdio.h>

enum finding_kind {
    FINDING_ERROR, // the app does not load, or a click would fail
    FINDING_HINT,  // it works, and could be better
    FINDING_NOTE,  // worth a look: every ls.raw
    FINDING_KIND_COUNT
};

struct finding {
    enum finding_kind kind;
    struct bytes file; // size 0 where the text names no place
    int64_t line;
    int64_t column;     // in bytes, from 1; 0: not known
    struct bytes text;  // without its place
    struct bytes shown; // the source line; NULL data where it is not known
    size_t order;
};

// A file of the app: its source, and what the template compiler made of it (NULL data where it does not compile).
struct source {
    struct bytes file;
    struct bytes text;
    struct bytes expanded;
};

struct findings {
    struct arena arena;
    struct buffer sources; // struct source
    struct buffer list;    // struct finding
    size_t counts[FINDING_KIND_COUNT];
};

void findings_destroy(struct findings *findings);

// Keeps a file's text, from which lines are shown; the same file again replaces what was kept of it.
void findings_keep_source(struct findings *findings, const char *file, struct bytes text, struct bytes expanded);

// Adds what `text` says, "app.lua:3: ..." or a sentence without a place. A second one that says the same at the same
// place is let go.
void findings_add(struct findings *findings, enum finding_kind kind, struct bytes text, int64_t column);

// Adds a text of one or more findings: each line that begins with a place is one.
void findings_add_lines(struct findings *findings, enum finding_kind kind, struct bytes text);

// Adds a printf'd text at a place.
void findings_say(struct findings *findings, enum finding_kind kind, struct bytes file, int64_t line, int64_t column,
                  const char *format, ...) __attribute__((format(printf, 6, 7)));

// All of one file after the other, in the order in which they were kept, each by line.
void findings_sort(struct findings *findings);

static inline const struct finding *findings_all(const struct findings *findings, size_t *count)
{
    *count = findings->list.size / sizeof(struct finding);
    return (const struct finding *)(const void *)findings->list.data;
}

static inline const struct source *findings_sources(const struct findings *findings, size_t *count)
{
    *count = findings->sources.size / sizeof(struct source);
    return (const struct source *)(const void *)findings->sources.data;
}

// "app.lua:3: hint: ..." without a line feed.
void finding_write_text(const struct finding *finding, struct buffer *out);

// The text, the source line and the caret, each with a line feed; control characters are shown as spaces.
void finding_write(const struct finding *finding, struct buffer *out);

// All findings up to a kind.
void findings_write(const struct findings *findings, enum finding_kind most, struct buffer *out);

// The same into a file.
void findings_print(const struct findings *findings, enum finding_kind most, FILE *file);
