// Which rows of a list with keys are which rows of the one before, and the fewest that have to move.
#pragma once

#include "tree/node.h"

#define MATCH_NEW   UINT32_MAX // a row that was not there before
#define MATCH_MOVED 0x80000000 // set where a row leaves its place among those that stay

// Rows at both ends are mostly the same; arrays tell of those between only.
struct match {
    uint32_t head;      // so many rows at the front are the same, in the same place
    uint32_t old_count; // rows between, in the old list
    uint32_t new_count; // and in the new one
    uint32_t *from;     // for each new row between: the old row's index between, with MATCH_MOVED, or MATCH_NEW
    bool *stays;        // for each old row between: whether it is still there
    uint32_t kept;      // rows that are in both lists, head and tail included
    uint32_t moved;
    void *memory; // owned; NULL where there was nothing between
};

void match_create(struct match *match, const struct rendition *old, const struct node_list *old_list,
                  const struct rendition *new, const struct node_list *new_list);
void match_destroy(struct match *match);
