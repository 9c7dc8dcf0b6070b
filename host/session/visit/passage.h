// Passages: from one view to another over the line that is there. A page asks for an address ("ls:go"); the view
// there begins, as at a page request, and the page is told all that a page request would tell: a ticket and what
// there is to see. The new session waits, parked, until the page joins it on the same line; that is when the old one
// is left, and parked in its turn, so that one may come back.
//
//     page                         host
//     ["e",4,"ls:go",{url},7]  ->  a session at url: guard, init, render
//                              <-  [8,4,null,{"go":[TICKET,URL,SCOPE,TITLE,VALUE]}]
//     ["join",1,TICKET,0]      ->  the old session is left, the new one has the line
//
// Where its init asks services or actors, the answer waits as a page request does (gather.h). The page that is there
// goes on meanwhile: it hears what is told to it. Who does something in it, or loses the line, waits no longer.
//
// What cannot be shown so (another group, no page, a guard's refusal) is refused; the page then loads the address as
// any link does, and gets the answer that a browser understands.
#pragma once

#include "base/error.h"

#include <stdint.h>

struct message;
struct session;
struct value;

// Views that send their visitor on, one so soon after the other, with nobody doing anything in between.
enum { HOPS_MAX = 10, HOPS_WITHIN_MS = 900 };

// A link is followed from `asker`; takes the message (MESSAGE_GO). Until it is answered the asker takes no other.
void passage_begin(struct session *asker, struct message *message);

// As that, where all that may be gone back to is in this hall.
void passage_go(struct session *asker, struct message *message);

// The session that it leads to is ready to be shown, or failed; or it ends.
void passage_arrive(struct session *session);
void passage_fail(struct session *session, enum error_code code, const char *why);
void passage_lose(struct session *session);

// The session that it leads to cannot be shown, and ends.
void passage_abandon(struct session *session, const char *why);

// From now on it waits for answers, for as long as limit first_page_ms says.
void passage_be_patient(struct session *session);
bool passage_is_impatient(const struct session *session);

// Where a link was followed from the session: whether it does nothing until that is answered. What its person does
// ends the patience.
bool passage_holds(const struct session *session);

// The line is lost: nobody sees that the link still leads nowhere.
void passage_hurry(const struct session *asker);

void passage_delete(struct session *session);

// The session that a link leads from; NULL where nobody waits for this one.
struct session *passage_asker(const struct session *session);

// The line that has `old` joins `next`: whether this is a passage, and not somebody with two tickets.
bool passage_leads(const struct session *old, const struct session *next);

// Were it to send its visitor on now, how often that happened; and that it does.
uint32_t passage_hops(const struct session *session);
void passage_hop(struct session *session, uint32_t hops);

// The page of a session shows another view now: it waits as it is.
void passage_leave(struct session *session);
