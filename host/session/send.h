// Back hall: what goes out to the client. Frames are put in the session's outbox with the next seq, and its line, if
// there is one, is told that bytes wait.
#pragma once

#include "base/buffer.h"
#include "base/error.h"

struct app;
struct session;
struct rendition;

// The events up to session->ref_done were dealt with; patch and extra may be empty.
void send_patch(struct session *session, struct bytes patch, struct bytes extra);

// The whole page; extra may be empty. What was not acknowledged before it is forgotten: it is in there. `is_new`: it
// begins anew, so that the client keeps nothing of its streams.
void send_full(struct session *session, const struct rendition *page, bool is_new, struct bytes extra);

// The page that is being made has all of a turn; but what it is to do waits for who joins.
void send_later(struct session *session, struct bytes effects);

// The frame that was sent last told the page all templates of the app.
void send_note_numbering(struct session *session);

// The event session->ref_done was refused, or failed.
void send_refusal(struct session *session, enum error_code code, struct bytes text);

// Its turn failed: the view's own fault, `crash` whatever it did wrong, but for `budget` and `loop`, which say more.
// The other codes tell what was wrong with the event.
void send_failure(struct session *session, enum error_code code, struct bytes text);

// Appends `"new":[FROM,[TEMPLATE,...]]`, those of `app` that the session's page does not have yet, with what stands
// before it in the object; false where it has them all.
bool send_put_templates(struct session *session, const struct app *app, char before, struct buffer *extra);

// Appends an EXTRA with the title where there is one and it is not the one last sent, and with what the page is to do
// (effects_of); nothing where there is neither.
void send_put_extra(struct session *session, struct bytes title, struct bytes effects, struct buffer *extra);

// What its page is called: by the view's function of the model where that is awake, else by its text.
struct bytes send_title_of(const struct session *session);

uint64_t send_title_fingerprint(struct bytes title);
