// In development every page that changed is looked over (tree/audit.h), and what its author would want to know is
// logged: ids that are there twice, long lists without keys. Each once in a hall's life.
#pragma once

#include "session/session.h"

// `next` is what the session is about to show; what it showed is in session->shown. Does nothing in production.
void inspect_page(struct session *session, const struct rendition *next);

// Whether nothing was told under this hash in the hall so far; it counts as told from now on.
bool inspect_is_new(struct hall *hall, uint64_t hash);
