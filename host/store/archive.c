// See archive.h.
#include "store/archive.h"

#include "base/mem.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <unistd.h>

enum {
    BUSY_MS = 5,       // between two tries to lock it
    DROP_AFTER = 4096, // sign-outs, before those that are too many are forgotten
    STEPS_BITS = 40,   // of a step's number: those of one boot; above them is which it was
};

enum statement {
    BEGIN,
    COMMIT,
    PUT,
    APPEND,
    FORGET,
    FORGET_STEPS,
    LINK,
    UNLINK,
    STATE,
    FIND,
    FIND_STEPS,
    TAKE,
    OVERDUE,
    PUT_ACTOR,
    FORGET_ACTOR,
    ACTORS,
    PUT_OUT,
    DROP_OUTS,
    OUTS,
    STATEMENTS
};

// All that are tied to a session by links, in either direction.
#define TIED                                                                                                         \
    "WITH RECURSIVE tied(id) AS (SELECT ?1 UNION SELECT child FROM links JOIN tied ON parent = tied.id"              \
    " UNION SELECT parent FROM links JOIN tied ON child = tied.id) "

static const char *const texts[STATEMENTS] = {
    [BEGIN] = "BEGIN IMMEDIATE",
    [COMMIT] = "COMMIT",
    [PUT] = "INSERT INTO sessions (id, boot, record) VALUES (?1, ?2, ?3)"
            " ON CONFLICT (id) DO UPDATE SET boot = ?2, record = ?3",
    [APPEND] = "INSERT INTO steps (session, number, step) VALUES (?1, ?2, ?3)",
    [FORGET] = "DELETE FROM sessions WHERE id = ?1",
    [FORGET_STEPS] = "DELETE FROM steps WHERE session = ?1",
    [LINK] = "INSERT OR IGNORE INTO links (parent, child) VALUES (?1, ?2)",
    [UNLINK] = "DELETE FROM links WHERE parent = ?1",
    [STATE] = "SELECT boot = ?2 FROM sessions WHERE id = ?1",
    [FIND] = TIED "SELECT id, record FROM sessions WHERE id IN tied AND boot <> ?2",
    [FIND_STEPS] = "SELECT step FROM steps WHERE session = ?1 ORDER BY number",
    [TAKE] = TIED "UPDATE sessions SET boot = ?2 WHERE id IN tied",
    [OVERDUE] = "SELECT id FROM sessions WHERE boot <> ?1 LIMIT ?2",
    [PUT_ACTOR] = "INSERT OR REPLACE INTO actors (id, start) VALUES (?1, ?2)",
    [FORGET_ACTOR] = "DELETE FROM actors WHERE id = ?1",
    [ACTORS] = "SELECT id, start FROM actors WHERE id IN (SELECT id FROM sessions)",
    [PUT_OUT] = "INSERT INTO outs (number, other, time_ms) VALUES (?1, ?2, ?3)"
                " ON CONFLICT (number) DO UPDATE SET other = ?2, time_ms = ?3",
    [DROP_OUTS] = "DELETE FROM outs WHERE time_ms < ?1"
                  " OR number NOT IN (SELECT number FROM outs ORDER BY time_ms DESC LIMIT ?2)",
    [OUTS] = "SELECT number, other, time_ms FROM outs ORDER BY time_ms",
};

static const char schema[] =
    "CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS sessions (id INTEGER PRIMARY KEY, boot INTEGER NOT NULL, record BLOB NOT NULL);"
    "CREATE TABLE IF NOT EXISTS steps (session INTEGER, number INTEGER, step BLOB NOT NULL,"
    " PRIMARY KEY (session, number)) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS links (parent INTEGER, child INTEGER, PRIMARY KEY (parent, child)) WITHOUT ROWID;"
    "CREATE INDEX IF NOT EXISTS links_by_child ON links (child);"
    "CREATE TABLE IF NOT EXISTS actors (id INTEGER PRIMARY KEY, start BLOB NOT NULL);"
    "CREATE TABLE IF NOT EXISTS outs (number INTEGER PRIMARY KEY, other INTEGER NOT NULL, time_ms INTEGER NOT NULL);"
    "INSERT INTO about VALUES ('boot', 1) ON CONFLICT (name) DO UPDATE SET value = value + 1;";

struct archive {
    sqlite3 *db;
    sqlite3_stmt *statements[STATEMENTS];
    int64_t boot;
    int64_t number; // of the next step
    unsigned outs;  // written since some were forgotten
};

// --- errors ---

static bool fail_as(struct archive *archive, struct error *err)
{
    return fail(err, ERROR_HOST, "the state cannot be written: %s (%d)", sqlite3_errmsg(archive->db),
                sqlite3_extended_errcode(archive->db));
}

static void roll_back(struct archive *archive)
{
    if (!sqlite3_get_autocommit(archive->db)) sqlite3_exec(archive->db, "ROLLBACK", NULL, NULL, NULL);
}

static bool fail_whole(struct archive *archive, struct error *err)
{
    fail_as(archive, err);
    roll_back(archive);
    return false;
}

// --- opening ---

static bool run(struct archive *archive, const char *sql, struct error *err)
{
    return sqlite3_exec(archive->db, sql, NULL, NULL, NULL) == SQLITE_OK || fail_as(archive, err);
}

static bool read_number(struct archive *archive, const char *sql, int64_t *number, struct error *err)
{
    sqlite3_stmt *statement = NULL;
    bool ok = sqlite3_prepare_v2(archive->db, sql, -1, &statement, NULL) == SQLITE_OK;
    int got = ok ? sqlite3_step(statement) : SQLITE_ERROR;
    *number = got == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
    ok = got == SQLITE_ROW || got == SQLITE_DONE || fail_as(archive, err);
    sqlite3_finalize(statement);
    return ok;
}

static bool check_format(struct archive *archive, const char *path, struct error *err)
{
    int64_t format;
    if (!read_number(archive, "PRAGMA user_version", &format, err)) return false;
    if (format == 0 || format == ARCHIVE_FORMAT) return true;
    return fail(err, ERROR_HOST, "%s has format %lld, this host reads %d; start it with an empty --state directory",
                path, (long long)format, ARCHIVE_FORMAT);
}

// A host begins a boot; each has numbers for steps of its own.
static bool begin_boot(struct archive *archive, const char *path, struct error *err)
{
    if (!read_number(archive, "SELECT value FROM about WHERE name = 'boot'", &archive->boot, err)) return false;
    if (archive->boot < 1 || archive->boot > INT64_MAX >> STEPS_BITS)
        return fail(err, ERROR_HOST, "%s is damaged (boot %lld); move it away to begin without sessions", path,
                    (long long)archive->boot);
    archive->number = archive->boot << STEPS_BITS;
    return true;
}

// Exclusive from here on: the lock is taken with the first write and kept.
static bool prepare(struct archive *archive, const char *path, struct error *err)
{
    if (!run(archive, "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;",
             err) ||
        !check_format(archive, path, err) || !run(archive, "BEGIN EXCLUSIVE", err))
        return false;
    char format[64];
    snprintf(format, sizeof format, "PRAGMA user_version = %d", ARCHIVE_FORMAT);
    if (!run(archive, schema, err) || !run(archive, format, err) || !run(archive, "COMMIT", err) ||
        !begin_boot(archive, path, err))
        return false;
    for (int i = 0; i < STATEMENTS; i++)
        if (sqlite3_prepare_v3(archive->db, texts[i], -1, SQLITE_PREPARE_PERSISTENT, &archive->statements[i], NULL))
            return fail_as(archive, err);
    return true;
}

static bool explain(struct archive *archive, const char *directory, struct error *err)
{
    int code = sqlite3_errcode(archive->db);
    if (code == SQLITE_BUSY)
        return fail(err, ERROR_HOST, "--state %s: another host has it open; each host needs a directory of its own",
                    directory);
    if (code == SQLITE_CANTOPEN || code == SQLITE_READONLY || code == SQLITE_PERM)
        return fail(err, ERROR_HOST, "--state %s: sessions.db cannot be written there: %s", directory,
                    sqlite3_errmsg(archive->db));
    if (code == SQLITE_NOTADB || code == SQLITE_CORRUPT)
        return fail(err, ERROR_HOST,
                    "--state %s: sessions.db is damaged (%s); move it away to begin without sessions", directory,
                    sqlite3_errmsg(archive->db));
    if (code == SQLITE_ERROR || code == SQLITE_CONSTRAINT || code == SQLITE_MISMATCH || code == SQLITE_AUTH)
        return fail(err, ERROR_HOST,
                    "--state %s: sessions.db is no host's (%s); move it away to begin without sessions", directory,
                    sqlite3_errmsg(archive->db));
    return false;
}

// Nobody's but the operator's; what SQLite puts beside it is made like it.
static void make_private(const char *path)
{
    int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file >= 0) close(file);
}

// SQLite's own patience sleeps longer each time; who takes over has visitors waiting.
struct patience {
    int left_ms;
};

static int wait_a_little(void *self, int tries)
{
    struct patience *patience = self;
    (void)tries;
    if (patience->left_ms <= 0) return 0;
    patience->left_ms -= BUSY_MS;
    sqlite3_sleep(BUSY_MS);
    return 1;
}

struct archive *archive_open(const char *directory, int wait_ms, struct error *err)
{
    char path[4096];
    struct archive *archive = mem_new_clear(sizeof *archive);
    snprintf(path, sizeof path, "%s/sessions.db", directory);
    make_private(path);
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    bool ok = sqlite3_open_v2(path, &archive->db, flags, NULL) == SQLITE_OK || fail_as(archive, err);
    struct patience patience = {wait_ms};
    if (archive->db) sqlite3_busy_handler(archive->db, wait_a_little, &patience);
    ok = ok && prepare(archive, path, err);
    if (archive->db) sqlite3_busy_handler(archive->db, NULL, NULL); // it is ours alone from now on
    if (ok) return archive;
    explain(archive, directory, err);
    archive_close(archive);
    return NULL;
}

void archive_close(struct archive *archive)
{
    if (!archive) return;
    for (int i = 0; i < STATEMENTS; i++) sqlite3_finalize(archive->statements[i]);
    sqlite3_close(archive->db);
    mem_free(archive);
}

// --- statements ---

static sqlite3_stmt *bind(struct archive *archive, enum statement which, uint64_t first)
{
    sqlite3_stmt *statement = archive->statements[which];
    sqlite3_reset(statement);
    if (sqlite3_bind_parameter_count(statement)) sqlite3_bind_int64(statement, 1, (int64_t)first);
    return statement;
}

// Runs one that gives no rows.
static bool finish(struct archive *archive, sqlite3_stmt *statement, struct error *err)
{
    bool ok = sqlite3_step(statement) == SQLITE_DONE;
    if (!ok) fail_whole(archive, err);
    sqlite3_reset(statement);
    return ok;
}

static bool do_one(struct archive *archive, enum statement which, uint64_t first, struct error *err)
{
    return finish(archive, bind(archive, which, first), err);
}

bool archive_begin(struct archive *archive, struct error *err)
{
    roll_back(archive);
    return do_one(archive, BEGIN, 0, err);
}

bool archive_commit(struct archive *archive, struct error *err)
{
    return do_one(archive, COMMIT, 0, err);
}

// --- writing ---

static void bind_blob(sqlite3_stmt *statement, int place, struct bytes bytes)
{
    sqlite3_bind_blob64(statement, place, bytes.data, bytes.size, SQLITE_STATIC);
}

static bool write_record(struct archive *archive, const struct parcel_entry *entry, struct error *err)
{
    if (!do_one(archive, FORGET_STEPS, entry->session, err)) return false;
    sqlite3_stmt *statement = bind(archive, PUT, entry->session);
    sqlite3_bind_int64(statement, 2, archive->boot);
    bind_blob(statement, 3, entry->content);
    return finish(archive, statement, err);
}

static bool write_step(struct archive *archive, const struct parcel_entry *entry, struct error *err)
{
    sqlite3_stmt *statement = bind(archive, APPEND, entry->session);
    sqlite3_bind_int64(statement, 2, archive->number++);
    bind_blob(statement, 3, entry->content);
    return finish(archive, statement, err);
}

static bool write_links(struct archive *archive, const struct parcel_entry *entry, struct error *err)
{
    bool ok = do_one(archive, UNLINK, entry->session, err);
    for (size_t at = 0; ok && at < entry->content.size; at += sizeof(uint64_t)) {
        uint64_t child;
        memcpy(&child, entry->content.data + at, sizeof child);
        sqlite3_stmt *statement = bind(archive, LINK, entry->session);
        sqlite3_bind_int64(statement, 2, (int64_t)child);
        ok = finish(archive, statement, err);
    }
    return ok;
}

static bool forget(struct archive *archive, uint64_t session, struct error *err)
{
    return do_one(archive, FORGET, session, err) && do_one(archive, FORGET_STEPS, session, err) &&
           do_one(archive, UNLINK, session, err) && do_one(archive, FORGET_ACTOR, session, err);
}

static bool write_actor(struct archive *archive, const struct parcel_entry *entry, struct error *err)
{
    sqlite3_stmt *statement = bind(archive, PUT_ACTOR, entry->session);
    bind_blob(statement, 2, entry->content);
    return finish(archive, statement, err);
}

static bool drop_outs(struct archive *archive, int64_t since_ms, struct error *err)
{
    sqlite3_stmt *statement = bind(archive, DROP_OUTS, (uint64_t)since_ms);
    sqlite3_bind_int(statement, 2, ARCHIVE_OUTS_MAX);
    return finish(archive, statement, err);
}

static bool write_out(struct archive *archive, const struct parcel_entry *entry, struct error *err)
{
    struct parcel_out out;
    memcpy(&out, entry->content.data, sizeof out);
    sqlite3_stmt *statement = bind(archive, PUT_OUT, entry->session);
    sqlite3_bind_int64(statement, 2, (int64_t)out.except);
    sqlite3_bind_int64(statement, 3, out.time_ms);
    if (!finish(archive, statement, err)) return false;
    return ++archive->outs % DROP_AFTER || drop_outs(archive, 0, err);
}

bool archive_write(struct archive *archive, const struct parcel_entry *entry, struct error *err)
{
    switch ((enum parcel_kind)entry->kind) {
    case PARCEL_RECORD: return write_record(archive, entry, err);
    case PARCEL_STEP: return write_step(archive, entry, err);
    case PARCEL_LINKS: return write_links(archive, entry, err);
    case PARCEL_END: return forget(archive, entry->session, err);
    case PARCEL_ACTOR: return write_actor(archive, entry, err);
    case PARCEL_OUT: return write_out(archive, entry, err);
    }
    return false;
}

// --- reading ---

static struct bytes column(sqlite3_stmt *statement, int number)
{
    const void *data = sqlite3_column_blob(statement, number);
    return (struct bytes){data, data ? (size_t)sqlite3_column_bytes(statement, number) : 0};
}

static bool find_steps(struct archive *archive, uint64_t session, struct buffer *found, struct error *err)
{
    sqlite3_stmt *statement = bind(archive, FIND_STEPS, session);
    int got;
    while ((got = sqlite3_step(statement)) == SQLITE_ROW)
        parcel_put(found, &(struct parcel_entry){PARCEL_STEP, session, 0, 0, column(statement, 0)});
    if (got != SQLITE_DONE) fail_whole(archive, err);
    sqlite3_reset(statement);
    return got == SQLITE_DONE;
}

static bool find_records(struct archive *archive, uint64_t session, struct buffer *found, struct error *err)
{
    sqlite3_stmt *statement = bind(archive, FIND, session);
    int got;
    bool ok = true;
    sqlite3_bind_int64(statement, 2, archive->boot);
    while (ok && (got = sqlite3_step(statement)) == SQLITE_ROW) {
        uint64_t id = (uint64_t)sqlite3_column_int64(statement, 0);
        parcel_put(found, &(struct parcel_entry){PARCEL_RECORD, id, 0, 0, column(statement, 1)});
        ok = find_steps(archive, id, found, err);
    }
    if (ok && got != SQLITE_DONE) ok = fail_whole(archive, err);
    sqlite3_reset(statement);
    return ok;
}

static bool take(struct archive *archive, uint64_t session, struct error *err)
{
    sqlite3_stmt *statement = bind(archive, TAKE, session);
    sqlite3_bind_int64(statement, 2, archive->boot);
    return finish(archive, statement, err);
}

bool archive_find(struct archive *archive, uint64_t session, struct buffer *found, bool *is_here, struct error *err)
{
    sqlite3_stmt *statement = bind(archive, STATE, session);
    sqlite3_bind_int64(statement, 2, archive->boot);
    int got = sqlite3_step(statement);
    *is_here = got == SQLITE_ROW && sqlite3_column_int(statement, 0);
    if (got != SQLITE_ROW && got != SQLITE_DONE) fail_whole(archive, err);
    sqlite3_reset(statement);
    if (got != SQLITE_ROW || *is_here) return got == SQLITE_ROW || got == SQLITE_DONE;
    return find_records(archive, session, found, err) && take(archive, session, err);
}

bool archive_read_outs(struct archive *archive, int64_t since_ms, struct buffer *found, struct error *err)
{
    if (!drop_outs(archive, since_ms, err)) return false;
    sqlite3_stmt *statement = bind(archive, OUTS, 0);
    int got;
    while ((got = sqlite3_step(statement)) == SQLITE_ROW) {
        struct parcel_out out = {(uint64_t)sqlite3_column_int64(statement, 1), sqlite3_column_int64(statement, 2)};
        uint64_t number = (uint64_t)sqlite3_column_int64(statement, 0);
        struct bytes content = {(const char *)&out, sizeof out};
        parcel_put(found, &(struct parcel_entry){PARCEL_OUT, number, 0, 0, content});
    }
    if (got != SQLITE_DONE) fail_whole(archive, err);
    sqlite3_reset(statement);
    return got == SQLITE_DONE;
}

bool archive_read_actors(struct archive *archive, struct buffer *found, struct error *err)
{
    sqlite3_stmt *statement = bind(archive, ACTORS, 0);
    int got;
    while ((got = sqlite3_step(statement)) == SQLITE_ROW)
        parcel_put(found, &(struct parcel_entry){.kind = PARCEL_ACTOR,
                                                 .session = (uint64_t)sqlite3_column_int64(statement, 0),
                                                 .content = column(statement, 1)});
    if (got != SQLITE_DONE) fail_whole(archive, err);
    sqlite3_reset(statement);
    return got == SQLITE_DONE;
}

bool archive_sweep(struct archive *archive, int most, int *swept, struct error *err)
{
    struct buffer ids = {0};
    sqlite3_stmt *statement = bind(archive, OVERDUE, (uint64_t)archive->boot);
    int got;
    sqlite3_bind_int(statement, 2, most);
    while ((got = sqlite3_step(statement)) == SQLITE_ROW) {
        uint64_t id = (uint64_t)sqlite3_column_int64(statement, 0);
        buffer_put(&ids, (struct bytes){(const char *)&id, sizeof id});
    }
    bool ok = got == SQLITE_DONE || fail_whole(archive, err);
    sqlite3_reset(statement);
    *swept = 0;
    for (size_t at = 0; ok && at < ids.size; at += sizeof(uint64_t), ++*swept) {
        uint64_t id;
        memcpy(&id, ids.data + at, sizeof id);
        ok = forget(archive, id, err);
    }
    buffer_destroy(&ids);
    return ok;
}

void archive_tidy(struct archive *archive)
{
    sqlite3_wal_checkpoint_v2(archive->db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
}
