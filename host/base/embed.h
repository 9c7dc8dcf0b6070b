// The files that the binary carries: trusted Lua, the stdlib, the client. tools/embed.sh makes the table at build
// time.
#pragma once

#include "base/bytes.h"

struct embed {
    const char *name; // as in the tree: "lua/html.lua", "stdlib/lightspeed/init.lua", "client/dist/lightspeed.js"
    const char *data; // followed by a zero that `size` does not count
    size_t size;
};

extern const struct embed embed_files[];
extern const size_t embed_count;

// The content of a file; data NULL where there is none of this name.
struct bytes embed_find(const char *name);
