// How a state is built from source: once for an image, or for each session where an image cannot be copied.
#pragma once

#include "vm/image.h"
#include "vm/vm.h"

enum { MODULE_NAME_MAX = 256 };

struct vm_image {
    struct image heap;
    lua_State *L; // addresses in the image
    lua_State *thread;
    bool is_relocatable;
    bool has_strays; // the build went another way than its rehearsal
    const struct vm_loader *loader;
    struct vm_loader assets; // who is asked for them: a copy
    char main[MODULE_NAME_MAX];
};

// Fills vm->L and vm->thread in the heap that `vm` has. `description` may be NULL.
bool build_state(struct vm *vm, const char *main, struct buffer *description, struct error *err);
