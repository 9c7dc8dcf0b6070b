// See files.h. Everything is read once, at the start: afterwards a request costs a search in a sorted table.
#include "app/files.h"

#include "base/buffer.h"
#include "base/mem.h"
#include "value/suggest.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

enum { DEPTH_MAX = 16, HASH_DIGITS = 16 };

// One folder being read.
struct reading {
    struct files *files;
    struct arena *arena;
    struct bytes folder;      // as the app calls it
    char path[FILE_PATH_MAX]; // below it, with a slash at its front
};

static const struct {
    const char *ending;
    const char *type;
} types[] = {
    {"css", "text/css; charset=utf-8"},
    {"js", "text/javascript; charset=utf-8"},
    {"mjs", "text/javascript; charset=utf-8"},
    {"html", "text/html; charset=utf-8"},
    {"txt", "text/plain; charset=utf-8"},
    {"csv", "text/csv; charset=utf-8"},
    {"md", "text/markdown; charset=utf-8"},
    {"json", "application/json"},
    {"map", "application/json"},
    {"webmanifest", "application/manifest+json"},
    {"xml", "application/xml"},
    {"pdf", "application/pdf"},
    {"wasm", "application/wasm"},
    {"svg", "image/svg+xml"},
    {"png", "image/png"},
    {"jpg", "image/jpeg"},
    {"jpeg", "image/jpeg"},
    {"gif", "image/gif"},
    {"webp", "image/webp"},
    {"avif", "image/avif"},
    {"ico", "image/x-icon"},
    {"woff", "font/woff"},
    {"woff2", "font/woff2"},
    {"ttf", "font/ttf"},
    {"otf", "font/otf"},
    {"mp3", "audio/mpeg"},
    {"ogg", "audio/ogg"},
    {"wav", "audio/wav"},
    {"mp4", "video/mp4"},
    {"webm", "video/webm"},
};

// The place of the last dot behind the last slash; the end where there is none.
static size_t ending_of(struct bytes path)
{
    for (size_t at = path.size; at > 0 && path.data[at - 1] != '/'; at--)
        if (path.data[at - 1] == '.') return at - 1;
    return path.size;
}

static const char *type_of(struct bytes path)
{
    size_t dot = ending_of(path);
    if (dot == path.size) return "application/octet-stream";
    struct bytes ending = {path.data + dot + 1, path.size - dot - 1};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (bytes_equal(ending, bytes_of(types[i].ending))) return types[i].type;
    return "application/octet-stream";
}

// --- reading ---

static int compare(const void *a, const void *b)
{
    return bytes_compare(((const struct file *)a)->path, ((const struct file *)b)->path);
}

static bool fail_file(const struct reading *reading, struct error *err, enum error_code code, const char *what)
{
    return fail(err, code, "static(\"%.*s\"): %.*s%s %s", (int)reading->folder.size, reading->folder.data,
                (int)reading->folder.size, reading->folder.data, reading->path, what);
}

static bool read_content(const struct reading *reading, int handle, size_t size, struct bytes *content,
                         struct error *err)
{
    char *data = arena_new(reading->arena, size + 1);
    size_t done = 0;
    while (done < size) {
        ssize_t got = read(handle, data + done, size - done);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return fail_file(reading, err, ERROR_HOST, "cannot be read whole");
        done += (size_t)got;
    }
    *content = (struct bytes){data, size};
    return true;
}

static void put_encoded(struct buffer *out, struct bytes path)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./~";
    for (size_t i = 0; i < path.size; i++)
        if (strchr(plain, path.data[i])) buffer_put_byte(out, path.data[i]);
        else buffer_print(out, "%%%02X", (unsigned char)path.data[i]);
}

// With the hash in front of the ending.
static struct bytes make_url(struct bytes path, const char *hash, struct arena *arena)
{
    struct buffer url = {0};
    size_t dot = ending_of(path);
    put_encoded(&url, (struct bytes){path.data, dot});
    buffer_print(&url, "-%s", hash);
    put_encoded(&url, (struct bytes){path.data + dot, path.size - dot});
    struct bytes kept = arena_copy(arena, buffer_bytes(&url));
    buffer_destroy(&url);
    return kept;
}

static void keep(const struct reading *reading, struct bytes content)
{
    struct files *files = reading->files;
    if ((files->count & (files->count - 1)) == 0) // full at each power of two
        files->all = mem_resize(files->all, (files->count ? files->count * 2 : 1) * sizeof *files->all);
    struct file *file = &files->all[files->count++];
    struct arena *arena = reading->arena;
    char etag[HASH_DIGITS + 3];
    char hash[HASH_DIGITS + 1];
    snprintf(hash, sizeof hash, "%016" PRIx64, (uint64_t)XXH3_64bits(content.data, content.size));
    snprintf(etag, sizeof etag, "\"%s\"", hash);
    file->path = arena_copy(arena, bytes_of(reading->path));
    file->url = make_url(file->path, hash, arena);
    file->etag = arena_copy(arena, bytes_of(etag));
    file->content = content;
    file->type = type_of(file->path);
    files->size += content.size;
}

static bool keep_file(struct reading *reading, int handle, const struct stat *about, struct error *err)
{
    struct bytes content = {NULL, 0};
    const struct files *files = reading->files;
    if (about->st_size > FILE_SIZE_MAX)
        return fail_file(reading, err, ERROR_TOO_LARGE, "is larger than 16 MiB; let a web server in front serve it");
    if (files->count >= FILES_MAX || files->size + (size_t)about->st_size > FILES_SIZE_MAX)
        return fail_file(reading, err, ERROR_TOO_LARGE, "is too much: an app serves 10,000 files of 256 MiB in all");
    if (!read_content(reading, handle, (size_t)about->st_size, &content, err)) return false;
    keep(reading, content);
    return true;
}

static bool read_folder(struct reading *reading, int handle, int depth, struct error *err);

// What `name` is in the folder open as `folder`: a file, or a folder again. The handle is closed.
static bool read_entry(struct reading *reading, int folder, const char *name, int depth, struct error *err)
{
    size_t before = strlen(reading->path);
    if (name[0] == '.') return true;
    if (before + strlen(name) + 2 > sizeof reading->path)
        return fail_file(reading, err, ERROR_TOO_LARGE, "has a file whose path is too long");
    int handle = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    if (handle < 0 && (errno == ELOOP || errno == ENXIO)) return true; // a link, a socket
    snprintf(reading->path + before, sizeof reading->path - before, "/%s", name);
    struct stat about;
    bool ok = handle >= 0 && fstat(handle, &about) == 0;
    if (!ok) fail_file(reading, err, ERROR_HOST, strerror(errno));
    if (ok && S_ISDIR(about.st_mode)) {
        ok = read_folder(reading, handle, depth + 1, err); // which closes it
    } else {
        if (ok && S_ISREG(about.st_mode)) ok = keep_file(reading, handle, &about, err);
        if (handle >= 0) close(handle);
    }
    reading->path[before] = '\0';
    return ok;
}

static bool read_folder(struct reading *reading, int handle, int depth, struct error *err)
{
    DIR *entries = fdopendir(handle);
    if (!entries) {
        close(handle);
        return fail_file(reading, err, ERROR_HOST, "cannot be read");
    }
    bool ok = depth <= DEPTH_MAX || fail_file(reading, err, ERROR_TOO_LARGE, "cannot be read: folders in folders");
    while (ok) {
        const struct dirent *entry = readdir(entries);
        if (!entry) break;
        ok = read_entry(reading, handle, entry->d_name, depth, err);
    }
    closedir(entries);
    return ok;
}

// Like a module's name, but with slashes: nothing in it leads out of the app's directory.
static bool is_folder_name(struct bytes name)
{
    static const char fine[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./";
    if (name.size == 0 || name.size > 200 || memchr(name.data, 0, name.size)) return false;
    if (name.data[0] == '/' || name.data[0] == '.' || memmem(name.data, name.size, "/.", 2)) return false;
    for (size_t i = 0; i < name.size; i++)
        if (!strchr(fine, name.data[i])) return false;
    return true;
}

static bool check_twice(const struct files *files, struct error *err)
{
    for (size_t i = 1; i < files->count; i++)
        if (bytes_equal(files->all[i - 1].path, files->all[i].path))
            return fail(err, ERROR_MISFIT, "static: %s is in two folders", files->all[i].path.data);
    return true;
}

bool files_add(struct files *files, const char *directory, struct bytes folder, struct arena *arena,
               struct error *err)
{
    struct reading reading = {.files = files, .arena = arena, .folder = folder};
    char path[4096 + 256];
    if (!is_folder_name(folder))
        return fail(err, ERROR_FORBIDDEN,
                    "static(\"%.*s\"): it takes a folder beside the app's file, such as \"public\"", (int)folder.size,
                    folder.data);
    snprintf(path, sizeof path, "%s/%.*s", directory, (int)folder.size, folder.data);
    int handle = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (handle < 0)
        return fail(err, ERROR_UNKNOWN, "static(\"%.*s\"): there is no such folder in %s", (int)folder.size,
                    folder.data, directory);
    if (!read_folder(&reading, handle, 0, err)) return false;
    if (files->count) qsort(files->all, files->count, sizeof *files->all, compare);
    return check_twice(files, err);
}

void files_destroy(struct files *files)
{
    mem_free(files->all);
}

// --- finding ---

static const struct file *find(const struct files *files, struct bytes path)
{
    struct file key = {.path = path};
    return files->count ? bsearch(&key, files->all, files->count, sizeof key, compare) : NULL;
}

// "/app-0123456789abcdef.css" without the hash, in `room`; empty where there is none.
static struct bytes without_hash(struct bytes path, char room[FILE_PATH_MAX])
{
    size_t dot = ending_of(path);
    size_t hash = HASH_DIGITS + 1; // and a hyphen
    if (path.size > FILE_PATH_MAX || dot <= hash || path.data[dot - hash] != '-') return (struct bytes){NULL, 0};
    memcpy(room, path.data, dot - hash);
    memcpy(room + dot - hash, path.data + dot, path.size - dot);
    return (struct bytes){room, path.size - hash};
}

const struct file *files_find(const struct files *files, struct bytes path, bool *is_hashed)
{
    char room[FILE_PATH_MAX];
    const struct file *file = find(files, path);
    *is_hashed = false;
    if (file || !files->count) return file;
    file = find(files, without_hash(path, room));
    if (!file) return NULL;
    // Under the hash of another version, a page from before a restart gets what there is, and must not keep it.
    *is_hashed = memcmp(path.data + ending_of(path) - HASH_DIGITS, file->etag.data + 1, HASH_DIGITS) == 0;
    return file;
}

const struct file *files_named(const struct files *files, struct bytes name, struct error *err)
{
    char path[FILE_PATH_MAX];
    bool has_slash = name.size && *name.data == '/';
    int size = snprintf(path, sizeof path, "%s%.*s", has_slash ? "" : "/", (int)name.size, name.data);
    const struct file *file = size < (int)sizeof path ? find(files, (struct bytes){path, (size_t)size}) : NULL;
    if (file) return file;
    struct bytes *paths = mem_new((files->count + 1) * sizeof *paths);
    for (size_t i = 0; i < files->count; i++) paths[i] = files->all[i].path;
    struct bytes near = suggest_nearest(bytes_of(path), paths, files->count);
    mem_free(paths);
    if (near.size)
        fail(err, ERROR_UNKNOWN, "there is no file '%.*s'; did you mean '%.*s'?", (int)name.size, name.data,
             (int)near.size - 1, near.data + 1);
    else
        fail(err, ERROR_UNKNOWN, "there is no file '%.*s' in what the app serves%s", (int)name.size, name.data,
             files->count ? "" : "; name its folder: app:static(\"public\")");
    return NULL;
}

// Whether a list such as "gzip, deflate, br" has a word. A browser that takes it with q=0 says that it does not.
static bool accepts(struct bytes accepted, const char *word)
{
    size_t size = strlen(word);
    for (const char *at = accepted.data, *end = at + accepted.size; at + size <= end; at++) {
        if (memcmp(at, word, size) != 0 || (at > accepted.data && !strchr(", ", at[-1]))) continue;
        const char *rest = at + size;
        if (rest == end || *rest == ',' || *rest == ' ') return true;
        return *rest == ';' &&
               !(end - rest >= 4 && memcmp(rest, ";q=0", 4) == 0 && (end - rest == 4 || rest[4] != '.'));
    }
    return false;
}

const struct file *files_compressed(const struct files *files, const struct file *file, struct bytes accepted,
                                    const char **encoding)
{
    static const char *const kinds[][2] = {{"br", "br"}, {"gzip", "gz"}};
    char path[FILE_PATH_MAX + 4];
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (!accepts(accepted, kinds[i][0])) continue;
        int size = snprintf(path, sizeof path, "%s.%s", file->path.data, kinds[i][1]);
        const struct file *compressed = find(files, (struct bytes){path, (size_t)size});
        *encoding = kinds[i][0];
        if (compressed) return compressed;
    }
    return NULL;
}
