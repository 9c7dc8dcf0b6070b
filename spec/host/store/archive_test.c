// Sessions on disk: what was committed is there, whatever happens to the disk and to whoever writes.
#include "store/archive.h"
#include "support/disk.h"

static struct archive *open_archive(const struct directory *directory)
{
    struct error err = {0};
    struct archive *archive = archive_open(directory->path, 0, &err);
    if (!archive) fail_msg("%s", err.text);
    return archive;
}

static bool write_one(struct archive *archive, enum parcel_kind kind, uint64_t session, struct bytes content,
                      struct error *err)
{
    return archive_write(archive, &(struct parcel_entry){(uint8_t)kind, session, 0, 0, content}, err);
}

static void put(struct archive *archive, enum parcel_kind kind, uint64_t session, const char *content)
{
    struct error err = {0};
    if (!archive_begin(archive, &err) || !write_one(archive, kind, session, bytes_of(content), &err) ||
        !archive_commit(archive, &err))
        fail_msg("%s", err.text);
}

// What there is of a session and those tied to it: "1:record+step+step 2:record", in any order of sessions.
static void find(struct archive *archive, uint64_t session, char text[512], bool *is_here)
{
    struct buffer found = {0};
    struct parcel_entry entry;
    struct error err = {0};
    if (!archive_begin(archive, &err) || !archive_find(archive, session, &found, is_here, &err) ||
        !archive_commit(archive, &err))
        fail_msg("%s", err.text);
    *text = 0;
    for (size_t at = 0; parcel_read(&found, &at, &entry);) {
        size_t size = strlen(text);
        if (entry.kind == PARCEL_RECORD)
            snprintf(text + size, 512 - size, "%s%llu:", size ? " " : "", (unsigned long long)entry.session);
        size = strlen(text);
        snprintf(text + size, 512 - size, "%s%.*s", entry.kind == PARCEL_STEP ? "+" : "", (int)entry.content.size,
                 entry.content.data);
    }
    buffer_destroy(&found);
}

static void expect(struct archive *archive, uint64_t session, const char *expected)
{
    char text[512];
    bool is_here;
    find(archive, session, text, &is_here);
    assert_string_equal(text, expected);
}

static struct archive *reopen(struct archive *archive, const struct directory *directory)
{
    archive_close(archive);
    return open_archive(directory);
}

static void the_next_host_finds_what_was_committed(void **state)
{
    (void)state;
    struct directory directory = directory_make();
    struct archive *archive = open_archive(&directory);
    put(archive, PARCEL_RECORD, 1, "one");
    put(archive, PARCEL_STEP, 1, "a");
    put(archive, PARCEL_STEP, 1, "b");
    put(archive, PARCEL_RECORD, 0xfffffffffffffff0, "far");
    put(archive, PARCEL_RECORD, 3, "three");
    put(archive, PARCEL_END, 3, "");
    archive = reopen(archive, &directory);
    expect(archive, 1, "1:one+a+b");
    expect(archive, 0xfffffffffffffff0, "18446744073709551600:far");
    expect(archive, 3, "");
    expect(archive, 4, "");
    put(archive, PARCEL_STEP, 1, "c"); // of the next host: they keep their order
    archive = reopen(archive, &directory);
    expect(archive, 1, "1:one+a+b+c");
    put(archive, PARCEL_RECORD, 1, "anew");
    archive = reopen(archive, &directory);
    expect(archive, 1, "1:anew");
    archive_close(archive);
    directory_remove(&directory);
}

static void a_session_is_given_out_once(void **state)
{
    (void)state;
    struct directory directory = directory_make();
    struct archive *archive = open_archive(&directory);
    char text[512];
    bool is_here;
    put(archive, PARCEL_RECORD, 1, "one");
    find(archive, 1, text, &is_here);
    assert_string_equal(text, "");
    assert_true(is_here); // who wrote it has it
    archive = reopen(archive, &directory);
    find(archive, 1, text, &is_here);
    assert_string_equal(text, "1:one");
    assert_false(is_here);
    find(archive, 1, text, &is_here);
    assert_string_equal(text, "");
    assert_true(is_here);
    archive_close(archive);
    directory_remove(&directory);
}

static void those_that_are_tied_come_along(void **state)
{
    (void)state;
    struct directory directory = directory_make();
    struct archive *archive = open_archive(&directory);
    struct error err = {0};
    uint64_t children[] = {2, 3}, deeper[] = {4};
    for (uint64_t id = 1; id <= 5; id++) put(archive, PARCEL_RECORD, id, "r");
    assert_true(archive_begin(archive, &err));
    assert_true(write_one(archive, PARCEL_LINKS, 1, (struct bytes){(const char *)children, sizeof children}, &err));
    assert_true(write_one(archive, PARCEL_LINKS, 2, (struct bytes){(const char *)deeper, sizeof deeper}, &err));
    assert_true(archive_commit(archive, &err));
    archive = reopen(archive, &directory);
    expect(archive, 4, "1:r 2:r 3:r 4:r"); // from the deepest, all of its page
    archive = reopen(archive, &directory);
    put(archive, PARCEL_LINKS, 1, "");
    expect(archive, 1, "1:r");
    expect(archive, 2, "2:r 4:r");
    archive_close(archive);
    directory_remove(&directory);
}

static void nobody_comes_for_some_and_they_are_forgotten(void **state)
{
    (void)state;
    struct directory directory = directory_make();
    struct archive *archive = open_archive(&directory);
    struct error err = {0};
    int swept;
    for (uint64_t id = 1; id <= 10; id++) {
        put(archive, PARCEL_RECORD, id, "r");
        put(archive, PARCEL_STEP, id, "s");
    }
    archive = reopen(archive, &directory);
    expect(archive, 7, "7:r+s");
    put(archive, PARCEL_RECORD, 11, "new");
    int counts[] = {6, 3, 0};
    for (size_t i = 0; i < 3; i++) {
        assert_true(archive_begin(archive, &err) && archive_sweep(archive, 6, &swept, &err) &&
                    archive_commit(archive, &err));
        assert_int_equal(swept, counts[i]);
    }
    archive = reopen(archive, &directory);
    expect(archive, 6, "");
    expect(archive, 7, "7:r+s");
    expect(archive, 11, "11:new");
    archive_close(archive);
    directory_remove(&directory);
}

static void put_out(struct archive *archive, uint64_t number, uint64_t except, int64_t time_ms)
{
    struct parcel_out out = {except, time_ms};
    struct error err = {0};
    if (!archive_begin(archive, &err) ||
        !write_one(archive, PARCEL_OUT, number, (struct bytes){(const char *)&out, sizeof out}, &err) ||
        !archive_commit(archive, &err))
        fail_msg("%s", err.text);
}

// "NUMBER-OTHER@TIME ...", oldest first.
static void expect_outs(struct archive *archive, int64_t since_ms, const char *expected)
{
    char text[256] = "";
    struct buffer found = {0};
    struct parcel_entry entry;
    struct error err = {0};
    if (!archive_begin(archive, &err) || !archive_read_outs(archive, since_ms, &found, &err) ||
        !archive_commit(archive, &err))
        fail_msg("%s", err.text);
    for (size_t at = 0; parcel_read(&found, &at, &entry);) {
        struct parcel_out out;
        size_t size = strlen(text);
        memcpy(&out, entry.content.data, sizeof out);
        snprintf(text + size, sizeof text - size, "%llx-%llx@%lld ", (unsigned long long)entry.session,
                 (unsigned long long)out.except, (long long)out.time_ms);
    }
    assert_string_equal(text, expected);
    buffer_destroy(&found);
}

static void who_was_signed_out_is_known_to_the_next_host(void **state)
{
    (void)state;
    struct directory directory = directory_make();
    struct archive *archive = open_archive(&directory);
    put_out(archive, 0xffffffffffffffff, 0, 300);
    put_out(archive, 7, 0xfffffffffffffffe, 100);
    put_out(archive, 8, 0, 200);
    put_out(archive, 7, 9, 400); // again
    archive = reopen(archive, &directory);
    expect_outs(archive, 0, "8-0@200 ffffffffffffffff-0@300 7-9@400 ");
    expect_outs(archive, 300, "ffffffffffffffff-0@300 7-9@400 ");
    expect_outs(archive, 0, "ffffffffffffffff-0@300 7-9@400 "); // what was too old is forgotten
    archive_close(archive);
    directory_remove(&directory);
}

// The newest, however many there were while one host ran.
static void only_so_many_are_remembered(void **state)
{
    (void)state;
    struct directory directory = directory_make();
    struct archive *archive = open_archive(&directory);
    struct buffer found = {0};
    struct parcel_entry entry;
    struct error err = {0};
    assert_true(archive_begin(archive, &err));
    for (int i = 1; i <= ARCHIVE_OUTS_MAX + 5000; i++) {
        struct parcel_out out = {0, i};
        assert_true(
            write_one(archive, PARCEL_OUT, (uint64_t)i, (struct bytes){(const char *)&out, sizeof out}, &err));
    }
    assert_true(archive_read_outs(archive, 0, &found, &err) && archive_commit(archive, &err));
    uint64_t expected = 5001;
    for (size_t at = 0; parcel_read(&found, &at, &entry);) assert_int_equal(entry.session, expected++);
    assert_int_equal(expected, ARCHIVE_OUTS_MAX + 5001);
    buffer_destroy(&found);
    archive_close(archive);
    directory_remove(&directory);
}

static void what_is_not_committed_is_not_there(void **state)
{
    (void)state;
    struct directory directory = directory_make();
    struct archive *archive = open_archive(&directory);
    struct error err = {0};
    put(archive, PARCEL_RECORD, 1, "one");
    assert_true(archive_begin(archive, &err) && write_one(archive, PARCEL_STEP, 1, BYTES("lost"), &err));
    archive = reopen(archive, &directory); // the host died
    expect(archive, 1, "1:one");
    archive_close(archive);
    directory_remove(&directory);
}

static void a_directory_has_one_host(void **state)
{
    (void)state;
    struct directory directory = directory_make();
    struct archive *archive = open_archive(&directory);
    struct error err = {0};
    struct stat about;
    char path[64];
    assert_null(archive_open(directory.path, 10, &err));
    assert_contains(err.text, "another host has it open");
    snprintf(path, sizeof path, "%s/sessions.db", directory.path);
    assert_int_equal(stat(path, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
    archive_close(archive);
    archive_close(open_archive(&directory));
    directory_remove(&directory);
}

static void what_is_no_archive_is_told(void **state)
{
    (void)state;
    struct directory directory = directory_make();
    struct error err = {0};
    char path[64];
    snprintf(path, sizeof path, "%s/sessions.db", directory.path);
    FILE *file = fopen(path, "wb");
    for (int i = 0; i < 1000; i++) fputs("this is no database ", file);
    fclose(file);
    assert_null(archive_open(directory.path, 0, &err));
    assert_contains(err.text, "sessions.db is damaged");
    unlink(path);
    sqlite3 *db;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    sqlite3_exec(db, "PRAGMA user_version = 99; CREATE TABLE x (y)", NULL, NULL, NULL);
    sqlite3_close(db);
    assert_null(archive_open(directory.path, 0, &err));
    assert_contains(err.text, "has format 99, this host reads 1");
    unlink(path);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    sqlite3_exec(db, "CREATE TABLE sessions (name)", NULL, NULL, NULL);
    sqlite3_close(db);
    assert_null(archive_open(directory.path, 0, &err));
    assert_contains(err.text, "sessions.db is no host's (");
    unlink(path);
    archive_close(open_archive(&directory));
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    sqlite3_exec(db, "UPDATE about SET value = 9223372036854775807", NULL, NULL, NULL);
    sqlite3_close(db);
    assert_null(archive_open(directory.path, 0, &err));
    assert_contains(err.text, "sessions.db is damaged (boot 9223372036854775807)");
    directory_remove(&directory);
    assert_null(archive_open("/nowhere/at/all", 0, &err));
    assert_contains(err.text, "cannot be written there");
}

// ---- the n-th write or sync fails, for all n

// What a host does: transactions of which it knows whether they were committed. Gives how many were, and how many of
// those that failed went well when they were tried again.
static int work(struct archive *archive, int *again)
{
    struct error err = {0};
    *again = 0;
    for (int i = 0; i < 12; i++) {
        char text[32];
        snprintf(text, sizeof text, "%d", i);
        for (int tries = 0;; tries++) {
            if (tries == 20) return i; // the disk is gone for good
            if (archive_begin(archive, &err) &&
                write_one(archive, i ? PARCEL_STEP : PARCEL_RECORD, 1, bytes_of(text), &err) &&
                write_one(archive, PARCEL_RECORD, (uint64_t)i + 2, bytes_of(text), &err) &&
                archive_commit(archive, &err)) {
                *again += tries > 0;
                break;
            }
            assert_int_equal(err.code, ERROR_HOST);
            assert_contains(err.text, "the state cannot be written: ");
        }
        if (i == 6) archive_tidy(archive);
    }
    return 12;
}

static void write_first(char expected[512], int count)
{
    *expected = 0;
    for (int i = 0; i < count; i++) {
        size_t size = strlen(expected);
        snprintf(expected + size, 512 - size, i ? "+%d" : "1:%d", i);
    }
}

// The one whose commit failed may be there whole, if the disk had it before it failed: nobody was told of it.
static void expect_first(struct archive *archive, int count, bool may_have_more)
{
    char expected[512], text[512];
    bool is_here;
    find(archive, 1, text, &is_here);
    write_first(expected, count);
    if (may_have_more && strcmp(text, expected) != 0) write_first(expected, ++count);
    assert_string_equal(text, expected);
    for (int i = 0; i < 12; i++) {
        snprintf(expected, sizeof expected, i < count ? "%d:%d" : "", i + 2, i);
        find(archive, (uint64_t)i + 2, text, &is_here);
        assert_string_equal(text, expected);
    }
}

// Whether the call fails once or from then on, what was said to be kept is kept, in its order, and nothing else.
static void a_failing_disk_never_lies(void **state)
{
    (void)state;
    long calls = 1000;
    disk_install();
    for (int for_good = 0; for_good < 2; for_good++) {
        for (long n = 0; n < calls; n++) {
            struct directory directory = directory_make();
            struct archive *archive = open_archive(&directory);
            int again;
            disk_fail_at(n, for_good);
            int done = work(archive, &again);
            if (disk.calls <= n) calls = n; // all have been had
            if (!for_good) assert_int_equal(done, 12);
            archive_close(archive);
            disk_fail_at(-1, false);
            archive = open_archive(&directory);
            expect_first(archive, done, for_good);
            archive_close(archive);
            directory_remove(&directory);
        }
        assert_true(calls > 40);
        calls = 1000;
    }
}

// ---- memory

static struct {
    sqlite3_mem_methods real;
    long until;
    long calls;
} memory = {.until = -1};

static void *scarce_malloc(int size)
{
    return memory.calls++ == memory.until ? NULL : memory.real.xMalloc(size);
}

static void *scarce_realloc(void *block, int size)
{
    return memory.calls++ == memory.until ? NULL : memory.real.xRealloc(block, size);
}

// SQLite's own memory: the n-th piece is not to be had, for all n.
static void scarce_memory_never_lies(void **state)
{
    (void)state;
    for (long n = 0, calls = 100000; n < calls; n += 1 + n / 50) {
        struct directory directory = directory_make();
        struct archive *archive = open_archive(&directory);
        int again;
        memory.calls = 0;
        memory.until = n;
        int done = work(archive, &again);
        if (memory.calls <= n) calls = n;
        memory.until = -1;
        assert_int_equal(done, 12);
        archive = reopen(archive, &directory);
        expect_first(archive, done, false);
        archive_close(archive);
        directory_remove(&directory);
    }
}

int main(void)
{
    sqlite3_config(SQLITE_CONFIG_GETMALLOC, &memory.real);
    sqlite3_mem_methods scarce = memory.real;
    scarce.xMalloc = scarce_malloc;
    scarce.xRealloc = scarce_realloc;
    sqlite3_config(SQLITE_CONFIG_MALLOC, &scarce);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_next_host_finds_what_was_committed),
        cmocka_unit_test(a_session_is_given_out_once),
        cmocka_unit_test(those_that_are_tied_come_along),
        cmocka_unit_test(nobody_comes_for_some_and_they_are_forgotten),
        cmocka_unit_test(who_was_signed_out_is_known_to_the_next_host),
        cmocka_unit_test(only_so_many_are_remembered),
        cmocka_unit_test(what_is_not_committed_is_not_there),
        cmocka_unit_test(a_directory_has_one_host),
        cmocka_unit_test(what_is_no_archive_is_told),
        cmocka_unit_test(scarce_memory_never_lies),
        cmocka_unit_test(a_failing_disk_never_lies),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
