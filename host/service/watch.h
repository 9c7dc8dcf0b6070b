// Directories that are watched: who asked is told, in their loop, when something in one of them changed and a moment
// of calm has passed. Editors save by writing another file and renaming it, so files themselves are not watched.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <uv.h>

struct watch;

// `changed` is called in the loop.
struct watch *watch_new(uv_loop_t *loop, void (*changed)(void *self), void *self);

// From now on these directories and no others. One that cannot be watched is passed over. Gives whether there is one
// that was not watched before: what changed in it until now was not told.
bool watch_set(struct watch *watch, const char *const *directories, size_t count);

// The loop has to run once more before it can be closed.
void watch_delete(struct watch *watch);
