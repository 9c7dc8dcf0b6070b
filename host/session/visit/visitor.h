// Who visits: what the app knows of a browser from page to page, as init's second argument, and to guards. It is kept
// in the browser, sealed, as a cookie, which is set only when a view has something to keep (ls.put_session).
//
//     { id = "3f2a...", user = 7, locale = "de" }     canonical; without a cookie the id alone, another for each page
//
// A view that is live has no answer of HTTP's to put a cookie into: the page is given a ticket, and fetches with it.
//
//     host   -> page    ["session", TICKET, [OPERATION, ...]]      a sealed change
//     page   -> host    POST /_ls/session TICKET                   the cookie there is, changed so, comes back
//     page              does the operations: those that lead elsewhere
#pragma once

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"

#include <stdint.h>

struct hall;
struct session;
struct value;

// The cookie's name. Over https nothing but the site itself, by https, can set it.
const char *visitor_cookie_name(bool is_secure);

// Opens the cookie's value into `visitor`, canonical; false for none that is good. `is_old`: it is time for a new
// one.
bool visitor_open(struct hall *hall, struct bytes cookie, struct buffer *visitor, bool *is_old);

// Whose cookie it is, as a number (registry.h); 0 for none that is good.
uint64_t visitor_number(struct hall *hall, struct bytes cookie);

// Seals a visitor's cookie; nothing where there is nothing to keep.
void visitor_seal(struct hall *hall, struct bytes visitor, struct buffer *cookie);

// Whether ls.put_session and ls.clear_session can be carried out. Fails (MISFIT, TOO_LARGE, FORBIDDEN).
bool visitor_check(struct session *session, const struct value *command, struct error *err);

// The turn has succeeded: the session knows from now on, and so will the page's cookie. Gives the operation's front,
// `["session","TICKET",`, where a page is to fetch it; nothing where the answer to its request sets the cookie.
struct bytes visitor_change(struct session *session, const struct value *command);

// The page fetches: `cookie` is its value until now, `set` the one to set; empty: it is to be forgotten. Fails
// (FORBIDDEN).
bool visitor_commit(struct hall *hall, struct bytes ticket, struct bytes cookie, struct buffer *set,
                    struct error *err);
