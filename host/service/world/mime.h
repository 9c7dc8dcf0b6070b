// A letter as it goes over the wire (RFC 5322, MIME): 7 bits, lines of at most 76 bytes where we break them.
//
//     { from = person, to? = { person, ... }, cc? =, reply_to? = person, subject, text?, html?,
//       attachments? = { { name, type, content }, ... } }          person = { address, name? }
//
// stdlib/lightspeed/mail.lua has checked that no field has a line end in it, that addresses are plain, and that texts
// are UTF-8; the lines of a body end in CR LF here whatever they ended in.
#pragma once

#include "base/buffer.h"
#include "value/value.h"

// `now_ms` is what it is dated; `number` makes its id and its boundaries its own.
void mime_write(const struct value *letter, int64_t now_ms, uint64_t number, struct buffer *out);
