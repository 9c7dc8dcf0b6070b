// Whose sessions are whose, on all shards. A visitor is known by the id in the cookie (visitor.h), and maybe by a
// user: what the app has put there as `user`.
//
//   a ticket opens a session only together with the cookie that its page came with
//   a visitor who signs in or out is another one: all pages of who it was end, and that cookie is no good any more
//   a user who is signed out (ls.sign_out): all of that user's pages end, whatever the browser, and their cookies are
//   no good any more
//
// What was signed out is remembered: the newest few thousand, with a keeper also by the hosts after this one.
#pragma once

#include "base/bytes.h"
#include "base/error.h"

#include <stdint.h>

struct hall;
struct line;
struct session;
struct value;

// The visitor of a session, as it notes them.
struct belonging {
    uint64_t visitor; // the id's number
    uint64_t user;    // 0: none
    uint64_t bound;   // the visitor whose cookie a line must have; 0: it had none
};

// The session's visitor is who place_visitor says, from now on; so are its nested views'.
void registry_note(struct session *session);

// The same for a session that was kept: who has something to keep has a cookie.
void registry_take_up(struct session *session);

// Its page came with a cookie: a line must have it too.
void registry_bind(struct session *session);

// Who is at the other end of a line; 0: nobody that has a cookie.
uint64_t registry_visitor_at(const struct line *line);

// Whether this visitor may have the session. Fails (FORBIDDEN).
bool registry_admits(struct session *session, uint64_t visitor, struct error *err);

// Who a canonical visitor is, as a number; 0: nobody.
uint64_t registry_number(struct bytes visitor);

// Whether a visitor's cookie, sealed then, is still good.
bool registry_is_good(struct hall *hall, struct bytes visitor, int64_t sealed_s);

// The session's visitor was `from` until now. To be called after registry_note.
void registry_change(struct session *session, uint64_t from);

// A browser gets the cookie of this visitor, or has none any more.
void registry_commit(struct hall *hall, struct bytes visitor, bool has_cookie);

// ls.sign_out(user). The check fails (MISFIT) where it does not say whom.
bool registry_check(const struct value *command, struct error *err);
void registry_sign_out(struct session *session, const struct value *command);

// What a hall remembers: at its beginning what hosts before this one kept.
struct registry;
void registry_recall(struct hall *hall);
void registry_delete(struct registry *registry);
