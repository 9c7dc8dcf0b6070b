// Directories of their own for specs: they go with all that is in them.
#pragma once

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h> // include this file after ours: its macro fail() would hide base/error.h's

struct directory {
    char path[32];
};

static inline struct directory directory_make(void)
{
    struct directory directory = {"/tmp/lightspeed-spec-XXXXXX"};
    assert_non_null(mkdtemp(directory.path));
    return directory;
}

static inline int directory_remove_one(const char *path, const struct stat *about, int kind, struct FTW *where)
{
    (void)about, (void)kind, (void)where;
    remove(path); // what stays is seen in the end
    return 0;
}

static inline void directory_remove(const struct directory *directory)
{
    nftw(directory->path, directory_remove_one, 16, FTW_DEPTH | FTW_PHYS);
    assert_int_equal(access(directory->path, F_OK), -1);
}

// A file in it, with the folders above it.
static inline void directory_write(const struct directory *directory, const char *name, const char *text)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", directory->path, name);
    for (char *at = path + strlen(directory->path) + 1; (at = strchr(at, '/')); at++) {
        *at = 0;
        mkdir(path, 0700);
        *at = '/';
    }
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    fwrite(text, 1, strlen(text), file);
    fclose(file);
}
