// A ticket: what a page carries so that its socket finds its session. It names the session and the shard that made
// it, and is signed, so that nobody can make one up; guessing is answered in constant time. It is good for as long as
// its session lives.
#pragma once

#include "base/buffer.h"
#include "base/error.h"

#include <stdint.h>

enum { TICKET_TEXT_SIZE = 34 }; // 8 + 1 + 16 bytes in base64url

struct ticket {
    uint64_t session;
    uint8_t hall;
    bool is_post; // good for forms of its page alone (post.h), not for a line; part of what is signed
};

void ticket_put(struct buffer *out, const struct ticket *ticket, const unsigned char key[32]);

// Fails (FORBIDDEN) for anything that ticket_put did not make with this key, of this kind.
bool ticket_read(struct bytes text, const unsigned char key[32], struct ticket *ticket, struct error *err);
bool ticket_read_post(struct bytes text, const unsigned char key[32], struct ticket *ticket, struct error *err);
