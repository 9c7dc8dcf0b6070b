// What an app serves as it is: the files of its folder, `app:static("public")`, as they were when the app was loaded.
// A path is answered from this table or not at all, so there is nothing that could lead out of the folder.
//
// /css/app.css is public/css/app.css; browsers ask whether it has changed. /css/app-HASH.css is the same file under a
// name that carries its content's hash, and is kept for ever; ls.asset gives it.
#pragma once

#include "base/arena.h"
#include "base/error.h"

enum {
    FILES_MAX = 10000,
    FILE_SIZE_MAX = 16 * 1024 * 1024,
    FILES_SIZE_MAX = 256 * 1024 * 1024,
    FILE_PATH_MAX = 500,
};

struct file {
    struct bytes path; // "/css/app.css"
    struct bytes url;  // "/css/app-0123456789abcdef.css", as an address: percent-encoded where it must be
    struct bytes etag; // "\"0123456789abcdef\""
    struct bytes content;
    const char *type; // of its content
};

// Sorted by path.
struct files {
    struct file *all; // owned
    size_t count;
    size_t size; // of all contents
};

// The files of `folder`, which is below `directory`, are added; what they hold lives in the arena. Names that begin
// with a dot, links and whatever is no file stay outside. Fails where the folder is not there (UNKNOWN), is none of
// the app's (FORBIDDEN), has a file that another folder has too, or is too large.
bool files_add(struct files *files, const char *directory, struct bytes folder, struct arena *arena,
               struct error *err);

void files_destroy(struct files *files);

// The file at a path, by either name; NULL where there is none. `is_hashed`: what is at this path never changes.
const struct file *files_find(const struct files *files, struct bytes path, bool *is_hashed);

// The file that is called `name` ("css/app.css", with or without a slash before it); NULL with "did you mean".
const struct file *files_named(const struct files *files, struct bytes name, struct error *err);

// The same content, compressed: FILE.br or FILE.gz beside it, where the browser's Accept-Encoding has a word for it.
// NULL where there is none; else `encoding` is that word.
const struct file *files_compressed(const struct files *files, const struct file *file, struct bytes accepted,
                                    const char **encoding);
