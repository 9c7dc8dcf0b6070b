// A page request: the first half of a session's life. init, the first render and the layout run, and the page goes
// out with a ticket by which its socket will find the session, which sleeps until then.
#pragma once

#include "base/buffer.h"
#include "session/alarm.h"
#include "tree/sheet.h"

struct hall;
struct document;
struct rendition;
struct session;

struct visit {
    struct hall *hall;
    struct bytes path;      // decoded; borrowed for visit_begin only
    struct bytes query;     // as it came, after the '?'
    struct bytes languages; // the header Accept-Language, the same
    struct bytes cookie;    // the visitor's, see visitor.h, the same
    struct bytes form;      // what a POST brings, application/x-www-form-urlencoded, the same
    bool is_post;
    unsigned hops; // redirects that led here, as the browser says
    void *owner;   // net's own

    struct post *post;       // see post.h; NULL for other requests
    struct session *session; // until it is answered
    unsigned awaited;        // first turns that it waits for: the session's, and those of nested views
    size_t view_at;          // where in `body` the view will be written when all are over; 0: it is there
    size_t head_at;          // where in `body` the head's hole ends
    struct alarm patience;   // looks whether somebody is there still, while calls of services are waited for
    uint64_t patient_until;  // and then no more
    bool is_impatient;       // which is over
    struct sheet sheet;      // of the style attributes in it
    bool is_done;
    int status;             // HTTP's
    struct buffer body;     // HTML
    bool uses_nonce;        // there are scripts or styles in it that say `nonce`
    char nonce[33];         // of this page, as visit_nonce made it
    struct buffer location; // of a 302
    struct bytes said;      // the card of flashes that came along, see flash.h; borrowed as the path
    struct buffer flash;    // what stood on it: page.flash
    struct buffer card;     // to be taken along
    bool sets_cookie;       // the visitor's is to be this
    struct buffer set;      // empty: none any more
};

// Answers by the hall's door: maybe at once, before this returns, maybe some slices later.
void visit_begin(struct visit *visit);

// A name that nobody can guess: what says it is allowed by the page's policy. Made when it is first asked for.
struct bytes visit_nonce(struct visit *visit);

// The request went away before it was answered; `visit` is not touched afterwards.
void visit_abandon(struct visit *visit);

void visit_destroy(struct visit *visit);

// Called by turn.c. Writes the page: the document with what the head needs, and the view, in it.
void visit_write(struct visit *visit, const struct document *document, const struct rendition *view);

// A post has found its session, which shows another page now; or there is none, and it begins anew.
void visit_take(struct visit *visit, struct session *session);
void visit_anew(struct visit *visit);

// Whether a post waits for this session, which has been told of its event.
bool visit_is_posted(const struct session *session);

// From now on it waits for answers of services, for as long as limit first_page_ms says.
void visit_be_patient(struct visit *visit);

// It waits for the first turn of this session, too.
void visit_await(struct visit *visit, struct session *session);

// A first turn that it waits for is over, well or not: a nested view that failed is told of in its place. When it was
// the last one, the page is answered.
void visit_arrive(struct visit *visit);

// A session that it shows has failed, or ends. Without the page's own there is no page.
void visit_lose(struct session *session);
void visit_fail(struct visit *visit, int status, const char *why);
