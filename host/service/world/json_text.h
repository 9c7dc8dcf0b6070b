// JSON for services: what a body says.
#pragma once

#include "service/world/agent.h"

// { text, bytes } to { value }; err "json" where the text is none.
bool json_text_work(struct agent *agent, const struct value *given, struct buffer *out, struct error *err);
