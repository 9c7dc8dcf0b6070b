// ls.http: one request, and what was answered.
//
//     { method, url, headers? = { "Name: value", ... }, body?, json?, timeout? = ms, max_bytes?, redirects, public? }
//     { status, url, headers = { name = value }, body }
//
// Names of headers come in small letters; what a name says several times is joined with ", ", cookies with line
// feeds. stdlib/lightspeed/http.lua has checked what comes here.
#pragma once

#include "service/world/agent.h"

bool http_work(struct agent *agent, const struct value *given, struct buffer *out, struct error *err);
