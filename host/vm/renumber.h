// Bytes in which components stand, for an app that numbers their declarations otherwise. Components whose declaration
// has become nothing are left out, with all that stand in them.
//
//     struct renumbering renumbering = {.declarations = now, .count = count};
//     renumber_model(&renumbering, snapshot, &out, &err);  // then what came after it, in its order
//     renumber_changes(&renumbering, changes, &out, &err);
//     renumbering_destroy(&renumbering);
#pragma once

#include "vm/vm.h"

struct renumbering {
    const uint32_t *declarations; // what each has become: a number, or VM_DECLARATION_NONE
    uint32_t count;
    struct buffer gone; // cids of those that were left out because of what they stood in
};

void renumbering_destroy(struct renumbering *renumbering);

// What vm_write_model wrote; appended to `out`. Fails (SYNTAX) where it is no such thing, as the next one.
bool renumber_model(struct renumbering *renumbering, struct bytes model, struct buffer *out, struct error *err);

// What vm_component_changes gave; appended, and nothing where nothing of it is left.
bool renumber_changes(struct renumbering *renumbering, struct bytes changes, struct buffer *out, struct error *err);

// One component, which may be 0, the view. False where it was left out.
bool renumber_cid(const struct renumbering *renumbering, uint64_t *cid);
