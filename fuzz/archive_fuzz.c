// Any bytes as sessions.db, as the log beside a sound one, or as a journal that was left beside it: the archive opens
// or says why not, and what it then does well or says why not. Once it was opened and closed it opens again, or says
// why not. The first byte of an input tells which of the three it is.
#include "fuzz_target.h"
#include "store/archive.h"

#include <assert.h>
#include <endian.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { PATH_SIZE = 64, SWEPT_AT_ONCE = 8 };
enum part { DATABASE = 'd', LOG = 'w', JOURNAL = 'j' };

static char directory[PATH_SIZE / 2];
static struct buffer sound; // a database without a fault: the first that was given

static void path_of(const char *ending, char path[PATH_SIZE])
{
    snprintf(path, PATH_SIZE, "%s/sessions.db%s", directory, ending);
}

static void put_file(const char *ending, struct bytes content)
{
    char path[PATH_SIZE];
    path_of(ending, path);
    FILE *file = fopen(path, "wb");
    assert(file);
    if (content.size) fwrite(content.data, 1, content.size, file);
    fclose(file);
}

static void remove_files(void)
{
    static const char *const endings[] = {"", "-wal", "-shm", "-journal"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        char path[PATH_SIZE];
        path_of(endings[i], path);
        unlink(path);
    }
}

// In memory where the machine has such a place: a disk would be waited for.
static void make_directory(void)
{
    snprintf(directory, sizeof directory, "%s/lightspeed-fuzz-XXXXXX",
             access("/dev/shm", W_OK) ? "/tmp" : "/dev/shm");
    if (mkdtemp(directory)) return;
    perror(directory);
    exit(1);
}

// What failed says so; and nothing is both.
static bool said(bool ok, struct error *err)
{
    assert(ok || (err->code != ERROR_NONE && *err->text));
    *err = (struct error){0};
    return ok;
}

static bool write_some(struct archive *archive, struct error *err)
{
    static const uint64_t child = 3;
    const struct parcel_out out = {5, 1700000000000};
    const struct parcel_entry entries[] = {
        {PARCEL_RECORD, 1, 0, 0, BYTES("record")},
        {PARCEL_STEP, 1, 0, 0, BYTES("step")},
        {PARCEL_LINKS, 1, 0, 0, {(const char *)&child, sizeof child}},
        {PARCEL_OUT, 9, 0, 0, {(const char *)&out, sizeof out}},
        {PARCEL_END, 4, 0, 0, {0}},
    };
    bool ok = said(archive_begin(archive, err), err);
    for (size_t i = 0; ok && i < sizeof entries / sizeof *entries; i++)
        ok = said(archive_write(archive, &entries[i], err), err);
    return ok && said(archive_commit(archive, err), err);
}

// What was found is entries that can be read to their end.
static void read_found(const struct buffer *found)
{
    struct parcel_entry entry;
    size_t at = 0;
    while (parcel_read(found, &at, &entry)) {
        assert(entry.kind == PARCEL_RECORD || entry.kind == PARCEL_STEP || entry.kind == PARCEL_OUT);
        assert(entry.content.data + entry.content.size <= found->data + found->size);
    }
    assert(at == found->size);
}

static void look(struct archive *archive, struct error *err)
{
    struct buffer found = {0};
    bool is_here;
    int swept;
    bool ok = said(archive_begin(archive, err), err);
    for (uint64_t session = 1; ok && session < 4; session++)
        ok = said(archive_find(archive, session, &found, &is_here, err), err);
    ok = ok && said(archive_read_outs(archive, 0, &found, err), err);
    ok = ok && said(archive_sweep(archive, SWEPT_AT_ONCE, &swept, err), err);
    if (ok) said(archive_commit(archive, err), err);
    read_found(&found);
    buffer_destroy(&found);
}

static void live(void)
{
    struct error err = {0};
    struct archive *archive = archive_open(directory, 0, &err);
    if (!said(archive != NULL, &err)) return;
    look(archive, &err);
    write_some(archive, &err);
    look(archive, &err);
    archive_tidy(archive);
    archive_close(archive);
}

// --- the log's checksums, made right: SQLite passes over all that has another ---

enum { LOG_HEAD = 32, LOG_SUMMED = 24, FRAME_HEAD = 24, FRAME_SUMMED = 8 };

static uint32_t read_number(const char *at)
{
    uint32_t number;
    memcpy(&number, at, sizeof number);
    return number;
}

static void write_sums(char *at, const uint32_t sums[2])
{
    for (int i = 0; i < 2; i++) {
        uint32_t number = htobe32(sums[i]);
        memcpy(at + 4 * (size_t)i, &number, sizeof number);
    }
}

// Of pairs of numbers, in the byte order that the log's first byte but three tells.
static void sum(const char *data, size_t size, bool is_big, uint32_t sums[2])
{
    for (size_t at = 0; at + 8 <= size; at += 8) {
        uint32_t first = read_number(data + at), second = read_number(data + at + 4);
        sums[0] += (is_big ? be32toh(first) : le32toh(first)) + sums[1];
        sums[1] += (is_big ? be32toh(second) : le32toh(second)) + sums[0];
    }
}

static void mend_log(char *log, size_t size)
{
    uint32_t sums[2] = {0, 0};
    if (size < LOG_HEAD) return;
    bool is_big = log[3] & 1;
    size_t page_size = be32toh(read_number(log + 8));
    sum(log, LOG_SUMMED, is_big, sums);
    write_sums(log + LOG_SUMMED, sums);
    for (size_t at = LOG_HEAD; page_size < size && at + FRAME_HEAD + page_size <= size;
         at += FRAME_HEAD + page_size) {
        memcpy(log + at + FRAME_SUMMED, log + 16, 8); // its salts are the log's
        sum(log + at, FRAME_SUMMED, is_big, sums);
        sum(log + at + FRAME_HEAD, page_size, is_big, sums);
        write_sums(log + at + 16, sums);
    }
}

// --- one input ---

static void put_log(struct bytes content)
{
    struct buffer log = {0};
    buffer_put(&log, content);
    mend_log(log.data, log.size);
    put_file("-wal", buffer_bytes(&log));
    buffer_destroy(&log);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) return 0;
    struct bytes content = {(const char *)data + 1, size - 1};
    if (!*directory) make_directory();
    if (data[0] == DATABASE && !sound.size) buffer_put(&sound, content);
    remove_files();
    put_file("", data[0] == LOG || data[0] == JOURNAL ? buffer_bytes(&sound) : content);
    if (data[0] == LOG) put_log(content);
    if (data[0] == JOURNAL) put_file("-journal", content);
    live();
    live();
    return 0;
}

void fuzz_leave(void)
{
    if (!*directory) return;
    remove_files();
    rmdir(directory);
    buffer_destroy(&sound);
}
