// What a question brought, for a handler that takes it in Lua's way: name(m, value, err). It is one canonical value
// like every payload, so that mailboxes, journals and traces hold it as they hold others:
//
//     { [-2] = err, [-1] = value }      what is nil is left out
#pragma once

#include "base/buffer.h"
#include "value/value.h"

// Appends the answer. `err` without data: there is none.
void answer_put(struct bytes value, struct bytes err, struct buffer *out);

// What a service returned, both canonical: a value without an error is a payload of its own, as any other message has
// it.
void answer_put_said(struct bytes value, struct bytes err, struct buffer *out);

// Whether a payload is one: `value` and `err` are its canonical parts then, and without data where they are left out.
bool answer_is(struct bytes payload, struct bytes *value, struct bytes *err);
