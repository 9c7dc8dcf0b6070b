// A form that a browser without a script posts (tree/form_tag.h): its event goes through the session whose page it
// stands in, as if it had come over a line, and the answer is that page as it is then. A session that is gone begins
// anew at the address, and has the event as its first.
//
// The address says what the form is: /tasks?page=2&ls-post=TOKEN&ls-event=save&ls-to=3&ls-value-id=7. TOKEN is
// signed: it names the session and is good for nothing else, so that no other site can make up such an address.
#pragma once

#include "base/buffer.h"
#include "base/error.h"
#include "session/visit/ticket.h"

struct address;
struct hall;
struct session;
struct visit;

struct post {
    struct visit *visit;
    struct ticket ticket;
    struct buffer request; // what of it is asked for later: path, query, languages, cookie
    struct buffer fields;  // of the address: ls-event, ls-to, ls-value-…
    struct buffer form;    // application/x-www-form-urlencoded
    uint64_t claim;        // number of the search for its session; 0: none
    bool is_told;          // the event is in the session's mailbox, or behind it
    bool is_heard;         // behind it
    struct post *next;     // of the hall
};

// The address that forms of the session's page post to, as it stands in HTML.
void post_put_action(const struct session *session, struct buffer *out);

// Takes the request of the visit apart: its query is that of the page alone afterwards. Fails (FORBIDDEN) where the
// address is not of this host.
bool post_read(struct visit *visit, struct bytes form, struct error *err);

// Begins to look for the session, which is to be at `address`. False where there is none: the visit begins one.
bool post_begin(struct visit *visit, const struct address *address);

// The search is over; NULL where nobody has it. Nothing happens where no post waits for that.
void post_found(struct hall *hall, uint64_t claim, struct session *session);

// The session has rendered: true where the event is still to be told, which begins now.
bool post_tell(struct visit *visit);

// The turn of an event has succeeded: what it says may be the page's. What is next before that is shown: the event
// itself, and addresses that it goes to.
void post_heard(struct session *session);
bool post_has_message(const struct session *session);

void post_delete(struct post *post);
