// A keep-alive connection that fetches pages, one after the other, as fast as its owner asks.
#pragma once

#include "http.h"
#include "line.h"

struct page {
    struct line line;
    struct loop *loop;
    const struct place *place;
    bool waits;      // for a reply
    int64_t sent_ns; // of the request under way, or of the last one
    void *owner;

    // `reply` is NULL where the connection was lost or the answer was no HTTP. May ask for the next page at once.
    void (*fetched)(struct page *page, const struct http_reply *reply);
};

void page_create(struct page *page, struct loop *loop, const struct place *place);
void page_destroy(struct page *page);

// Asks for `path`; connects first where there is no connection (any more).
void page_get(struct page *page, const char *path);
