// What stands in the <head> of a page whose layout is the app's own: told when the page goes elsewhere, for a layout
// may say of each place what it likes (<meta name="description">, <link rel="canonical">). ls.layout has nothing in
// there but the title.
#pragma once

#include "tree/document.h"

struct session;

// Whether its layout is to run again when it moves, begins over a line, or comes anew.
bool head_follows(const struct session *session);

// Its document was made. Where nobody has been told of this head it waits in the hall, until the
// turn is over.
// `is_untold`: the page may have missed what it was told before.
void head_keep(struct session *session, const struct document *document, bool is_untold);

// What waits, as HTML; empty where nothing does. head_tell makes an effect of it.
struct bytes head_waiting(const struct session *session);
void head_tell(struct session *session);
