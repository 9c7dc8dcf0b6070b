// A session's way as a busted spec that goes it again, as a person would have written it: open, send, wait. Where a
// step failed, the spec fails there, in the same way.
#pragma once

#include "base/buffer.h"

struct session;

// Appends the spec of what the session did lately.
void recorded_spec_put(const struct session *session, struct buffer *out);
