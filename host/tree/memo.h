// Rows that are said again word for word. What a row was made from (its key and its values, before anything of it was
// formatted or escaped) is hashed and kept beside it; where the same comes again in the next render, the row is
// copied from the page that is shown.
//
// Nothing of the app's is left out: its expressions have all run when a row is said. A hash is seeded anew in every
// process and has 64 bits, like the fingerprints by which the pages are compared anyway.
#pragma once

#include "tree/node.h"

// Where in the list that is shown the next row is looked for. All zero: there is none.
struct memo {
    uint32_t list;      // its place in the page that is shown
    uint32_t next;      // the row behind the one that was found last
    uint32_t elsewhere; // the same for one found far away: where the next is behind it, too, the search goes on there
    uint32_t budget;    // rows that may still be looked at far away
};

// For the list that is opened now, of rows of template `id`. Lists follow each other as they did in the render
// before.
struct memo memo_of(struct rendition *rendition, uint32_t id);

// That list's number among those of this render, and where it came to lie when it was closed.
uint32_t memo_note(struct rendition *rendition);
void memo_place(struct rendition *rendition, uint32_t number, uint32_t at);

// What a row is made from; never 0. Markup stands for itself by its fingerprint, and all of it must be of this
// render.
uint64_t memo_hash(const struct rendition *rendition, const struct sink_value *key, const struct sink_value *values,
                   size_t count);

// Where a row's template and its key are, as in struct node_row.
struct memo_place {
    uint32_t at;
    uint32_t key;
};

// Copies the template of a row that is shown, which was made from these values, with its texts and its key. Its `at`
// is 0, and nothing is put, where markup among the values is not of this render or something happens to a stream in
// it.
struct memo_place memo_copy(struct rendition *rendition, const struct node_row *row, bool is_keyed,
                            const struct sink_value *values);

// The search itself, when the row is not where it is expected; NULL where it is not found.
const struct node_row *memo_seek(const struct node_list *list, struct memo *memo, uint64_t said);

// The row that is shown and was made from the same; NULL where none is.
static inline const struct node_row *memo_find(const struct rendition *rendition, struct memo *memo, uint64_t said)
{
    if (!memo->list) return NULL;
    const struct node_list *list = node_list(rendition->drawing->shown, memo->list);
    if (memo->next >= list->count || list->rows[memo->next].said != said) return memo_seek(list, memo, said);
    return &list->rows[memo->next++];
}
