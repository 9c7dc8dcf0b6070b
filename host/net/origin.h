// Where a request comes from, as its headers say.
#pragma once

#include <libwebsockets.h>
#include <stdbool.h>

// The Origin, where there is one, is the host that the page came from. Browsers say it of each WebSocket and each
// POST.
bool origin_is_same(struct lws *wsi);
bool origin_is_said(struct lws *wsi);

// The browser came by https, to us or to a proxy in front of us. Whoever says so without reason harms themselves.
bool origin_is_secure(struct lws *wsi);
