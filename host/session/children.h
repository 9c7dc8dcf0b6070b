// Nested views: the sessions that stand in a session's page (ls.live). Each is a session like any other, with a
// state, a ticket, a supervisor and a line of its own; what ties it to the one around it is here. A child is known
// there by its view and its id: as long as a render names both, it is the same session, whatever its params are by
// then.
//
//     family   all sessions of one page, wherever they are: how many there are, and whether the page's own has ended
#pragma once

#include "base/buffer.h"
#include "base/error.h"

#include <stdint.h>

struct app;
struct session;
struct rendition;
struct child;
struct family;

// Whether `next` may become the page: ids are there once, params fit, and there are not too many. Changes nothing.
bool children_check(const struct session *session, struct rendition *next, struct error *err);

// `next` is going to be the page: those that are new in it are sessions now, in which nothing has run, and `next` has
// everybody's ticket.
void children_settle(struct session *session, struct rendition *next);

// The page is told: those that are not in it any more end, those that are new get something to do, their first turn.
// The page request that waits for the session waits for them too.
void children_follow(struct session *session);

// The page shows another view now: what is nested in it holds still, but for what goes along.
void children_hold(struct session *session);

// All end, and theirs; but those that another page has too.
void children_end(struct session *session);

// What the session itself holds of its family and children is given back.
void children_forget(struct session *session);

// Calls `meet` for each child that is in the session's hall.
void children_each(struct session *session, void (*meet)(struct session *child));

// The session's visitor is theirs too.
void children_belong(struct session *session);

// The child that goes by this id; NULL where there is none, or it is in another hall.
struct session *children_find(const struct session *session, struct bytes id);

// Its ticket, the same way; NULL where there is none, wherever it is.
const char *children_ticket(const struct session *session, struct bytes id);

// Gives `shown`, a page made again of which nothing else is new, the tickets that its children have.
void children_name(struct session *session, struct rendition *shown);

// What there is to say of a nested view: `id` and `ticket` are borrowed.
struct child_told {
    uint64_t session;
    uint32_t view;
    bool is_sticky;
    struct bytes id;
    struct bytes ticket;
};

// Calls `tell` for each that has begun; child_remember makes one known again.
void children_tell(const struct session *session, void (*tell)(void *self, const struct child_told *told),
                   void *self);
void child_remember(struct session *session, const struct child_told *told);

// All of a page came back into the session's hall: those that are there are its own again, with their own; of those
// that are not nothing is known any more, so that the next render begins them anew.
void children_adopt(struct session *session);

// The session goes over from one app to another, or back: their views are others by number.
void children_follow_app(struct session *session, const struct app *from, const struct app *to);

// Whether it stands in a page whose own session lives.
bool child_is_wanted(const struct session *session);
