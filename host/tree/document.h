// A document: what a layout rendered, as a whole and once. Nothing in it is ever patched, so nothing in it is marked:
// no comments bound its slots. It has holes, made by the sink's `hole`, which the host fills for each page: what the
// head needs, and the view.
#pragma once

#include "tree/rendition.h"
#include "tree/sheet.h"

enum { DOCUMENT_HOLES_MAX = 8 };

struct document {
    struct buffer html;
    struct document_hole {
        unsigned number;
        size_t at;               // in `html`
    } holes[DOCUMENT_HOLES_MAX]; // in the order of their places
    unsigned holes_count;
};

// A hole that a layout must have, for the message to those who forget it.
struct document_need {
    const char *name; // as an author writes it
    const char *place;
};

// Makes it of a layout's rendition, in place of what it was before. Hole i must be in it once for each of the
// `needs`, and a doctype at its front: fails (MISFIT) where that is not so, saying what is missing or there twice.
// Its styles go to the `sheet`.
bool document_write(struct document *document, const struct rendition *layout, struct sheet *sheet,
                    const struct document_need *needs, unsigned needs_count, struct error *err);

// What stands in its <head>, as HTML; empty where it has none.
struct bytes document_head(const struct document *document);

void document_destroy(struct document *document);
