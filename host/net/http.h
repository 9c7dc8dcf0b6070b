// HTTP: pages, and what they load.
#pragma once

#include "session/visit/visit.h"

#include <libwebsockets.h>

// The HTTP part of the libwebsockets callback; `user` is a pointer to the request under way.
int http_serve(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t size);

// Whose cookie the request has, as a number (session/visit/registry.h); 0: nobody's. Where the app has channels,
// `kept` gets the cookie.
uint64_t http_visitor(struct lws *wsi, struct buffer *kept);

// A visit is done.
void http_answer(struct visit *visit);

// Whether whoever asked has hung up meanwhile.
bool http_has_gone(const struct visit *visit);
