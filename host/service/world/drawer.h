// A directory that nobody gets out of: files of an app, by paths such as "reports/2026/may.csv".
//
// A path is names and slashes. None of them is empty, begins with a dot or has a control character; links are not
// followed, wherever they stand. What is written is there whole or not at all, and on the disk when it is said to be.
#pragma once

#include "base/buffer.h"
#include "base/bytes.h"
#include "base/error.h"

#include <stdint.h>

enum { DRAWER_PATH_MAX = 1000, DRAWER_NAME_MAX = 200 };

// What came of it; drawer_end_name says it to an app.
enum drawer_end {
    DRAWER_DONE,
    DRAWER_PATH,      // that is no path, or a link stands in it
    DRAWER_MISSING,   // nothing is there
    DRAWER_KIND,      // a folder where a file should be, or the other way round
    DRAWER_NOT_EMPTY, // the folder
    DRAWER_TOO_LARGE,
    DRAWER_FULL,   // the disk, or what one may have of it
    DRAWER_DENIED, // the host may not
    DRAWER_BROKEN, // the disk failed
};

struct drawer_stat {
    bool is_folder;
    uint64_t size;
    int64_t changed_ms; // since 1970
};

// "missing", as an app reads it.
const char *drawer_end_name(enum drawer_end end);

// `root` is a directory, made where it is not there once something is written; till then nothing is in it. `why` is a
// sentence where it fails.
enum drawer_end drawer_read(const char *root, struct bytes path, size_t size_max, struct buffer *out,
                            struct error *why);
// Folders on the way are made.
enum drawer_end drawer_write(const char *root, struct bytes path, struct bytes content, struct error *why);
// `size_max` is of the file as it is then.
enum drawer_end drawer_append(const char *root, struct bytes path, struct bytes content, size_t size_max,
                              struct error *why);
// A file, or an empty folder.
enum drawer_end drawer_remove(const char *root, struct bytes path, struct error *why);
enum drawer_end drawer_stat(const char *root, struct bytes path, struct drawer_stat *stat, struct error *why);

// Takes away what writes have left behind that were ended in the middle, by a kill or with the machine: hidden files
// that nobody writes any more. It looks at `entries_max` at most, and gives how many it took.
size_t drawer_sweep(const char *root, size_t entries_max);

// Calls `take` for each, in no order, hidden ones left out; an empty path is the root. At most `count_max`.
enum drawer_end drawer_list(const char *root, struct bytes path, size_t count_max,
                            void (*take)(void *self, const char *name, const struct drawer_stat *stat), void *self,
                            struct error *why);
