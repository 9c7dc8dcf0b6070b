// Things by their names, in a hash table that holds none of them: a thing has its name within it.
//
//     struct ship { struct name name; ... };
//     name_set(&ship->name, BYTES("argo"));
//     names_add(&names, &ship->name);
//     struct ship *found = (struct ship *)names_find(&names, BYTES("argo"));
#pragma once

#include "base/bytes.h"

#include <stdint.h>

struct name {
    struct name *next; // with the same place in the table
    uint64_t hash;
    char *text; // owned, with a final zero
    size_t size;
};

struct names {
    struct name **places;
    size_t capacity; // a power of two, or 0
    size_t count;
};

void names_destroy(struct names *names);

// The thing of this name; NULL where there is none.
struct name *names_find(const struct names *names, struct bytes text);

// The caller has seen that no other has the name, and keeps the thing where it is until it was removed.
void names_add(struct names *names, struct name *name);
void names_remove(struct names *names, struct name *name);

// A copy of the text becomes the name; and is given back.
void name_set(struct name *name, struct bytes text);
void name_clear(struct name *name);

static inline struct bytes name_bytes(const struct name *name)
{
    return (struct bytes){name->text, name->size};
}

// The same for the same text, in every process.
uint64_t name_hash(struct bytes text);
