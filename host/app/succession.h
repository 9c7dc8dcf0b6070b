// What becomes of a session's components in another app than the one that they are of: known by their files (app.h),
// they are counted otherwise there, their models may be of another version, and some have no successor.
//
//     struct succession succession;
//     succession_create(&succession, count);
//     for (...) succession_put(&succession, i, app, name, version); // in the order in which they were declared
//     ... succession.renumbering ...                                // unless is_same
//     session->outdated = succession_take(&succession);
//     succession_destroy(&succession);
#pragma once

#include "vm/renumber.h"

struct app;

// Declarations of which a session has models of another version than its app's, see migration.h.
struct outdated {
    uint32_t count;
    struct outdated_one {
        int64_t version; // of the models
        uint32_t declaration;
    } each[];
};

struct succession {
    struct renumbering renumbering;
    uint32_t *now; // its declarations
    struct outdated *outdated;
    bool is_same; // all are counted as they were, and none is missing
};

void succession_create(struct succession *succession, uint32_t count);
void succession_destroy(struct succession *succession);

// The declaration that was the i-th, with models of this version. One of another version without a migrate has no
// successor: such components begin anew.
void succession_put(struct succession *succession, uint32_t i, const struct app *to, struct bytes name,
                    int64_t version);

// Those that are to be migrated, the caller's from now on; NULL for none.
struct outdated *succession_take(struct succession *succession);

// Of which version a session's models of this declaration are.
int64_t outdated_version(const struct outdated *outdated, const struct app *app, uint32_t declaration);
