// What a session did lately, kept in development only: what time travel, traces and specs are made of. It is the
// journal's idea once more, snapshot and turns, but with what a person wants to know of each turn, and with those
// that failed.
//
//     chapter   the models at its beginning, and the steps since
//
// There are two chapters at most. When one is full another begins with a new snapshot, and the oldest is forgotten:
// so what is kept is bounded, and there are always some steps to look back on.
#pragma once

#include "base/buffer.h"
#include "base/error.h"

#include <stdint.h>

struct session;
struct turn;
struct value;
struct rendition;

enum {
    STEPS_MAX = 100, // of one chapter,
    STEPS_BYTES_MAX = 128 * 1024,
    STEPS_CHANGES_MAX = 20, // lines
};

struct step {
    uint64_t number; // from 1 on; 0 is the beginning
    int64_t time_ms;
    uint32_t handler; // as in the journal (store/journal.h)
    bool is_event;    // the browser asked for it; else a timer, a message
    uint64_t target;
    enum error_code code; // NONE: the turn succeeded
    uint64_t model;       // hash of all models after it
    uint64_t page;        // hash of the page after it, without tickets; 0 where it failed
    uint64_t spent_ns;    // from its beginning to its end, others' slices included
    int64_t fuel;
    uint64_t patch_size;
    struct bytes payload; // canonical; borrowed, as the next two
    struct bytes said;    // what the browser sent, before its types were looked at, canonical; size 0 for none
    struct bytes text;    // why it failed
    struct bytes changes; // what it changed in the models, a line each (models_put_difference)
};

struct chapter {
    uint64_t first;       // number of the step that it begins with
    bool is_birth;        // and that is init
    int64_t time_ms;      // of that step
    uint64_t random[4];   // the generator after it
    struct buffer models; // after it, as vm_write_model has them
    struct buffer place;  // where the page is then (place.h)
    uint64_t page;        // hash of the page
    struct buffer steps;  // private
    uint32_t count;       // of the steps
};

struct steps {
    uint64_t app;           // number of the app that they are of
    struct chapter earlier; // without models where there is none
    struct chapter now;
    uint64_t last;         // number of the newest step
    uint64_t seed[4];      // what init drew from
    struct buffer heard;   // what the browser said in events whose turn is to come
    struct buffer models;  // after the last step that succeeded,
    struct buffer place;   // where the page was,
    uint64_t random[4];    // and the generator
    struct buffer secrets; // see secrets.h
};

struct steps *steps_new(void);
void steps_delete(struct steps *steps);

// The session's first turn has succeeded: `page` is what it shows.
void steps_begin(struct session *session, int64_t time_ms, struct rendition *page);

// The same for one that was begun elsewhere and is awake.
void steps_resume(struct session *session);

// The session goes on in newer code: what was before cannot be played again by it, and is forgotten.
void steps_renew(struct session *session, int64_t time_ms, struct rendition *page);

// Whether there are steps, of the app as it is now: where its files have changed, they begin anew with the next turn.
bool steps_are_known(const struct session *session);

// The browser sends an event; its payload as it is.
void steps_hear(struct session *session, uint32_t ref, const struct value *payload);

// A turn has succeeded, and its patch has so many bytes; or has failed. Both know the turn as it is before it ends.
void steps_keep(struct turn *turn, size_t patch_size);
void steps_keep_failure(struct turn *turn, const struct error *err);

// Appends a step to a chapter, which copies what is borrowed.
void chapter_put(struct chapter *chapter, const struct step *step);

// Where a reader of all steps is; begin with zeros.
struct steps_place {
    bool is_now; // in the second chapter
    size_t at;
};

// The next step, oldest first; false at the end.
bool steps_read(const struct steps *steps, struct steps_place *place, struct step *step);

// The chapter that all steps kept begin with; the last one that begins not after the step `number`.
const struct chapter *steps_first(const struct steps *steps);
const struct chapter *steps_chapter(const struct steps *steps, uint64_t number);

// The session is as it was after the step `number` again, and what came after it is forgotten; `then` are the steps
// of a session that is there now.
void steps_rewind(struct steps *steps, uint64_t number, const struct steps *then);

// The step of this number; false where it is not kept.
bool steps_find(const struct steps *steps, uint64_t number, struct step *step);

// Of models and pages, the same in every process.
uint64_t steps_hash(struct bytes bytes);
uint64_t steps_hash_page(struct rendition *page);
