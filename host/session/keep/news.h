// News: operations (docs/protocol.md) by which a page hears that its app is another than the one that made it.
#pragma once

#include "base/buffer.h"

// Appends one to a list of operations: the stylesheet that was at `before`, or at its plain path, is at `now`.
void news_put_sheet(struct buffer *list, struct bytes before, const char *now);
void news_put_sheet_at(struct buffer *list, struct bytes before, struct bytes path, const char *now);

// The element of the view has this scope for its styles; 0: none.
void news_put_scope(struct buffer *list, uint32_t scope);
