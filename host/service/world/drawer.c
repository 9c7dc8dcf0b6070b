// See drawer.h. A path is walked name by name, each opened in the folder that is open, so that nothing that changes
// meanwhile leads elsewhere.
#include "service/world/drawer.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FOLDER_MODE = 0755, FILE_MODE = 0644, SWEEP_DEPTH_MAX = 50 };

static const char part_form[] = ".%016llx.part";

enum { PART_NAME_MAX = 32 };

const char *drawer_end_name(enum drawer_end end)
{
    static const char *const names[] = {"done",      "path", "missing", "kind",  "not empty",
                                        "too large", "full", "denied",  "broken"};
    return names[end];
}

// --- what goes wrong ---

static enum drawer_end refuse(enum drawer_end end, const char *text, struct error *why)
{
    fail(why, ERROR_HOST, "%s", text);
    return end;
}

static enum drawer_end refuse_errno(int number, struct error *why)
{
    enum drawer_end end = DRAWER_BROKEN;
    switch (number) {
    case ENOENT: end = DRAWER_MISSING; break;
    case ELOOP: return refuse(DRAWER_PATH, "links are not followed", why);
    case ENOTDIR:
    case EISDIR:
    case ENXIO: end = DRAWER_KIND; break;
    case ENOTEMPTY: end = DRAWER_NOT_EMPTY; break;
    case ENOSPC:
    case EDQUOT: end = DRAWER_FULL; break;
    case EFBIG: end = DRAWER_TOO_LARGE; break;
    case EACCES:
    case EPERM:
    case EROFS: end = DRAWER_DENIED; break;
    default: break;
    }
    return refuse(end, strerror(number), why);
}

// --- paths ---

// A path on its way: the folder that is open, and the last name in it.
struct way {
    int folder;
    char name[DRAWER_NAME_MAX + 1];
};

static bool is_name(struct bytes name)
{
    if (!name.size || name.size > DRAWER_NAME_MAX || name.data[0] == '.') return false;
    for (size_t i = 0; i < name.size; i++)
        if ((unsigned char)name.data[i] < ' ' || name.data[i] == 0x7f) return false;
    return true;
}

static bool take_name(struct bytes *path, char out[DRAWER_NAME_MAX + 1])
{
    const char *slash = memchr(path->data, '/', path->size);
    struct bytes name = {path->data, slash ? (size_t)(slash - path->data) : path->size};
    if (!is_name(name)) return false;
    memcpy(out, name.data, name.size);
    out[name.size] = 0;
    path->data += name.size + (slash != NULL);
    path->size -= name.size + (slash != NULL);
    return !slash || path->size;
}

static bool is_path(struct bytes path)
{
    char name[DRAWER_NAME_MAX + 1];
    bool ok = path.size && path.size <= DRAWER_PATH_MAX;
    while (ok && path.size) ok = take_name(&path, name);
    return ok;
}

static int open_folder(int in, const char *name, bool makes)
{
    int flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | (in == AT_FDCWD ? 0 : O_NOFOLLOW);
    int fd = openat(in, name, flags);
    if (fd >= 0 || errno != ENOENT || !makes) return fd;
    if (mkdirat(in, name, FOLDER_MODE) != 0 && errno != EEXIST) return -1;
    if (in != AT_FDCWD) fsync(in);
    return openat(in, name, flags);
}

// What a folder on the way cannot be opened for: a link is told from a file, which the system does not.
static int folder_error(int in, const char *name)
{
    struct stat found;
    int number = errno;
    bool is_link = number == ENOTDIR && fstatat(in, name, &found, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(found.st_mode);
    return is_link ? ELOOP : number;
}

// Opens the folder that the path's last name is in; the caller closes it.
static enum drawer_end walk(const char *root, struct bytes path, bool makes, struct way *way, struct error *why)
{
    if (!is_path(path))
        return refuse(DRAWER_PATH, "a path is names and slashes; none is empty or begins with a dot", why);
    way->folder = open_folder(AT_FDCWD, root, makes);
    if (way->folder < 0) return refuse_errno(errno, why);
    for (take_name(&path, way->name); path.size; take_name(&path, way->name)) {
        int next = open_folder(way->folder, way->name, makes);
        int number = next < 0 ? folder_error(way->folder, way->name) : 0;
        close(way->folder);
        way->folder = next;
        if (next < 0) return refuse_errno(number, why);
    }
    return DRAWER_DONE;
}

// --- files ---

static enum drawer_end close_with(int fd, enum drawer_end end)
{
    close(fd);
    return end;
}

// Opens a file that is one, and nothing that would wait for somebody.
static enum drawer_end open_file(const struct way *way, int flags, struct stat *found, int *fd, struct error *why)
{
    *found = (struct stat){0};
    *fd = openat(way->folder, way->name, flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, FILE_MODE);
    if (*fd < 0) return refuse_errno(errno, why);
    if (fstat(*fd, found) != 0) return close_with(*fd, refuse_errno(errno, why));
    if (!S_ISREG(found->st_mode)) return close_with(*fd, refuse(DRAWER_KIND, "that is no file", why));
    return DRAWER_DONE;
}

static enum drawer_end read_all(int fd, size_t size_max, struct buffer *out, struct error *why)
{
    size_t begin = out->size;
    for (;;) {
        buffer_reserve(out, 65536);
        ssize_t got = read(fd, out->data + out->size, 65536);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return got == 0 ? DRAWER_DONE : refuse_errno(errno, why);
        out->size += (size_t)got;
        if (out->size - begin > size_max) return refuse(DRAWER_TOO_LARGE, "the file is larger than it may be", why);
    }
}

enum drawer_end drawer_read(const char *root, struct bytes path, size_t size_max, struct buffer *out,
                            struct error *why)
{
    struct way way;
    struct stat found;
    int fd;
    enum drawer_end end = walk(root, path, false, &way, why);
    if (end) return end;
    end = open_file(&way, O_RDONLY, &found, &fd, why);
    if (!end && (uint64_t)found.st_size > size_max)
        end = close_with(fd, refuse(DRAWER_TOO_LARGE, "the file is larger than it may be", why));
    else if (!end) end = close_with(fd, read_all(fd, size_max, out, why));
    return close_with(way.folder, end);
}

static enum drawer_end write_all(int fd, struct bytes content, struct error *why)
{
    while (content.size) {
        ssize_t put = write(fd, content.data, content.size);
        if (put < 0 && errno == EINTR) continue;
        if (put < 0) return refuse_errno(errno, why);
        content.data += put;
        content.size -= (size_t)put;
    }
    return fsync(fd) == 0 ? DRAWER_DONE : refuse_errno(errno, why);
}

// A new file under a name that no path has. It is locked while it is open: who sweeps knows by that whether somebody
// writes it, and may have been faster than the lock.
static int open_part(int folder, char name[PART_NAME_MAX])
{
    for (;;) {
        uint64_t number;
        struct stat found;
        randombytes_buf(&number, sizeof number);
        snprintf(name, PART_NAME_MAX, part_form, (unsigned long long)number);
        int fd = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, FILE_MODE);
        if (fd < 0) return fd;
        bool is_swept = flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
        if (!is_swept && (fstat(fd, &found) != 0 || found.st_nlink)) return fd;
        close(fd);
    }
}

// Beside the file; then it takes the file's place.
static enum drawer_end replace(const struct way *way, struct bytes content, struct error *why)
{
    char name[PART_NAME_MAX];
    int fd = open_part(way->folder, name);
    if (fd < 0) return refuse_errno(errno, why);
    enum drawer_end end = write_all(fd, content, why);
    if (!end && renameat(way->folder, name, way->folder, way->name) != 0) end = refuse_errno(errno, why);
    if (end) unlinkat(way->folder, name, 0);
    else if (fsync(way->folder) != 0) end = refuse_errno(errno, why);
    return close_with(fd, end);
}

enum drawer_end drawer_write(const char *root, struct bytes path, struct bytes content, struct error *why)
{
    struct way way;
    enum drawer_end end = walk(root, path, true, &way, why);
    return end ? end : close_with(way.folder, replace(&way, content, why));
}

// Where the disk is full in the middle, the file is cut off where it ended before. Nobody else adds to it meanwhile.
static enum drawer_end append(int fd, struct bytes content, size_t size_max, struct error *why)
{
    struct stat found;
    while (flock(fd, LOCK_EX) != 0)
        if (errno != EINTR) return refuse_errno(errno, why);
    if (fstat(fd, &found) != 0) return refuse_errno(errno, why);
    if ((uint64_t)found.st_size + content.size > size_max)
        return refuse(DRAWER_TOO_LARGE, "the file would be larger than it may be", why);
    enum drawer_end end = write_all(fd, content, why);
    if (end && ftruncate(fd, found.st_size) != 0) return refuse_errno(errno, why);
    return end;
}

enum drawer_end drawer_append(const char *root, struct bytes path, struct bytes content, size_t size_max,
                              struct error *why)
{
    struct way way;
    struct stat found;
    int fd;
    enum drawer_end end = walk(root, path, true, &way, why);
    if (end) return end;
    end = open_file(&way, O_WRONLY | O_APPEND | O_CREAT, &found, &fd, why);
    if (!end) end = close_with(fd, append(fd, content, size_max, why));
    if (!end && fsync(way.folder) != 0) end = refuse_errno(errno, why);
    return close_with(way.folder, end);
}

enum drawer_end drawer_remove(const char *root, struct bytes path, struct error *why)
{
    struct way way;
    enum drawer_end end = walk(root, path, false, &way, why);
    if (end) return end;
    bool is_gone = unlinkat(way.folder, way.name, 0) == 0 ||
                   (errno == EISDIR && unlinkat(way.folder, way.name, AT_REMOVEDIR) == 0);
    if (!is_gone) end = refuse_errno(errno == EEXIST ? ENOTEMPTY : errno, why);
    else if (fsync(way.folder) != 0) end = refuse_errno(errno, why);
    return close_with(way.folder, end);
}

// --- looking ---

static bool look(int folder, const char *name, struct drawer_stat *out)
{
    struct stat found;
    if (fstatat(folder, name, &found, AT_SYMLINK_NOFOLLOW) != 0) return false;
    if (!S_ISREG(found.st_mode) && !S_ISDIR(found.st_mode)) {
        errno = S_ISLNK(found.st_mode) ? ELOOP : ENXIO;
        return false;
    }
    *out = (struct drawer_stat){
        .is_folder = S_ISDIR(found.st_mode),
        .size = S_ISDIR(found.st_mode) ? 0 : (uint64_t)found.st_size,
        .changed_ms = (int64_t)found.st_mtim.tv_sec * 1000 + found.st_mtim.tv_nsec / 1000000,
    };
    return true;
}

enum drawer_end drawer_stat(const char *root, struct bytes path, struct drawer_stat *stat, struct error *why)
{
    struct way way;
    enum drawer_end end = walk(root, path, false, &way, why);
    if (end) return end;
    return close_with(way.folder, look(way.folder, way.name, stat) ? DRAWER_DONE : refuse_errno(errno, why));
}

// The folder; below 0 where it is the root and not made yet.
static enum drawer_end open_list(const char *root, struct bytes path, int *fd, struct error *why)
{
    struct way way;
    if (!path.size) {
        *fd = open_folder(AT_FDCWD, root, false);
        return *fd >= 0 || errno == ENOENT ? DRAWER_DONE : refuse_errno(errno, why);
    }
    enum drawer_end end = walk(root, path, false, &way, why);
    if (end) return end;
    *fd = open_folder(way.folder, way.name, false);
    return close_with(way.folder, *fd >= 0 ? DRAWER_DONE : refuse_errno(folder_error(way.folder, way.name), why));
}

enum drawer_end drawer_list(const char *root, struct bytes path, size_t count_max,
                            void (*take)(void *self, const char *name, const struct drawer_stat *stat), void *self,
                            struct error *why)
{
    int fd;
    size_t count = 0;
    struct drawer_stat stat;
    enum drawer_end end = open_list(root, path, &fd, why);
    if (end || fd < 0) return end;
    DIR *folder = fdopendir(fd);
    if (!folder) return close_with(fd, refuse_errno(errno, why));
    for (const struct dirent *entry; !end && (entry = readdir(folder));) {
        if (!is_name(bytes_of(entry->d_name)) || !look(fd, entry->d_name, &stat)) continue;
        if (++count > count_max) end = refuse(DRAWER_TOO_LARGE, "the folder has too many entries", why);
        else take(self, entry->d_name, &stat);
    }
    closedir(folder);
    return end;
}

// --- sweeping ---

static bool is_part(const char *name)
{
    unsigned long long number;
    char again[PART_NAME_MAX];
    if (sscanf(name, ".%16llx", &number) != 1) return false;
    snprintf(again, sizeof again, part_form, number);
    return strcmp(name, again) == 0;
}

static bool sweep_part(int folder, const char *name)
{
    struct stat found;
    int fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0) return false;
    bool is_left = fstat(fd, &found) == 0 && S_ISREG(found.st_mode) && flock(fd, LOCK_EX | LOCK_NB) == 0;
    bool is_gone = is_left && unlinkat(folder, name, 0) == 0;
    close(fd);
    return is_gone;
}

// Takes the folder over.
static size_t sweep(int fd, int depth, size_t *entries)
{
    size_t count = 0;
    DIR *folder = fdopendir(fd);
    if (!folder) {
        close(fd);
        return 0;
    }
    for (const struct dirent *entry; *entries && (entry = readdir(folder)); --*entries) {
        bool may_be_folder = entry->d_type == DT_DIR || entry->d_type == DT_UNKNOWN;
        if (is_part(entry->d_name)) count += sweep_part(fd, entry->d_name);
        if (!may_be_folder || depth == SWEEP_DEPTH_MAX || !is_name(bytes_of(entry->d_name))) continue;
        int inner = open_folder(fd, entry->d_name, false);
        if (inner >= 0) count += sweep(inner, depth + 1, entries);
        if (!*entries) break;
    }
    closedir(folder);
    return count;
}

size_t drawer_sweep(const char *root, size_t entries_max)
{
    int fd = open_folder(AT_FDCWD, root, false);
    return fd < 0 ? 0 : sweep(fd, 0, &entries_max);
}
