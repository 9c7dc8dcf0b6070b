// See secret.h.
#include "store/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_SIZE = 4096, OTHERS = 077 };

bool secret_make_directory(const char *option, const char *directory, struct error *err)
{
    struct stat about;
    if (mkdir(directory, 0700) == 0) return true;
    if (errno != EEXIST)
        return fail(err, ERROR_HOST, "--%s %s: the directory cannot be made: %s", option, directory, strerror(errno));
    if (stat(directory, &about) != 0 || !S_ISDIR(about.st_mode))
        return fail(err, ERROR_HOST, "--%s %s: that is no directory", option, directory);
    return true;
}

static bool read_key(int file, const char *path, unsigned char key[SECRET_SIZE], struct error *err)
{
    struct stat about;
    unsigned char more;
    if (fstat(file, &about) != 0) return fail(err, ERROR_HOST, "%s: %s", path, strerror(errno));
    if (about.st_mode & OTHERS)
        return fail(err, ERROR_HOST, "%s can be read by others: chmod 600 %s, or remove it and all pages begin anew",
                    path, path);
    if (read(file, key, SECRET_SIZE) != SECRET_SIZE || read(file, &more, 1) != 0)
        return fail(err, ERROR_HOST, "%s is no key of %d bytes; remove it, and all pages begin anew", path,
                    SECRET_SIZE);
    return true;
}

// Whole or not at all: a key that is cut short would lock everybody out.
static bool write_key(const char *directory, const char *path, const unsigned char fresh[SECRET_SIZE],
                      struct error *err)
{
    char draft[PATH_SIZE + 8];
    snprintf(draft, sizeof draft, "%s.new", path);
    unlink(draft);
    int file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool ok = file >= 0 && write(file, fresh, SECRET_SIZE) == SECRET_SIZE && fsync(file) == 0;
    int why = errno;
    if (file >= 0) close(file);
    if (ok && rename(draft, path) != 0) ok = false, why = errno;
    int folder = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder >= 0) {
        fsync(folder);
        close(folder);
    }
    return ok || fail(err, ERROR_HOST, "%s cannot be written: %s", path, strerror(why));
}

bool secret_read(const char *directory, const unsigned char fresh[SECRET_SIZE], unsigned char key[SECRET_SIZE],
                 struct error *err)
{
    char path[PATH_SIZE];
    snprintf(path, sizeof path, "%s/key", directory);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0 && errno != ENOENT) return fail(err, ERROR_HOST, "%s cannot be read: %s", path, strerror(errno));
    if (file < 0) {
        if (!write_key(directory, path, fresh, err)) return false;
        memcpy(key, fresh, SECRET_SIZE);
        return true;
    }
    bool ok = read_key(file, path, key, err);
    close(file);
    return ok;
}
