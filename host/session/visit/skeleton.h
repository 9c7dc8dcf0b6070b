// What ls.layout made of a title, kept by each hall: it depends on nothing else, so it need not run for every page. A
// layout of the app's own always runs, for nobody knows what it depends on.
#pragma once

#include "tree/document.h"

struct hall;
struct session;

struct skeleton {
    struct buffer title;
    struct document document; // no html: nothing is kept yet
};

// What the session's document looks like around its view; NULL where its layout must run first.
const struct document *skeleton_find(const struct session *session, struct bytes title);

// The layout ran: makes its document, and keeps it where it is ls.layout's. Fails (MISFIT) where it is none. Its
// styles go to the sheet. Borrowed until the hall's next.
const struct document *skeleton_make(const struct session *session, struct bytes title,
                                     const struct rendition *layout, struct sheet *sheet, struct error *err);

void skeletons_create(struct hall *hall);
void skeletons_destroy(struct hall *hall);
