// Flashes: a word to the visitor about what was done (ls.flash), which outlives the view that says it. The page shows
// it where its layout has a place for such words, and keeps it from view to view.
//
//     ["flash", KIND, TEXT]                                  shown
//     ["flash", KIND, TEXT, CARD, [OPERATION, ...]]          shown, and then it goes elsewhere
//
// Where that loads a page, what was said comes along on a card: a sealed cookie for a few seconds, of which the next
// page's layout is told (page.flash).
#pragma once

#include "base/buffer.h"
#include "base/error.h"
#include "value/value.h"

struct hall;
struct session;

// The card's cookie.
extern const char flash_cookie[];

// Whether ls.flash can be carried out. Fails (MISFIT, TOO_LARGE).
bool flash_check(const struct value *command, struct error *err);

// The turn has succeeded: all flashes among its commands, as operations with commas between them; nothing where there
// is none, or the answer to the request has them. `leads_on`: the visitor is sent elsewhere, so the last is open at
// its end. In the hall's arena.
struct bytes flash_tell(struct session *session, const struct value_table *commands, bool leads_on);

// What stands on a card, as page.flash has it: canonical, { { kind =, text = }, ... }; nothing for what is no card.
void flash_read(struct hall *hall, struct bytes card, struct buffer *flash);
