// See database.h.
#include "store/database.h"

#include "base/mem.h"
#include "store/database_text.h"
#include "store/database_value.h"
#include "value/codec.h"

#include <sqlite3.h>
#include <stdio.h>
#include <strings.h>
#include <time.h>

enum {
    STATEMENTS_MAX = 64, // kept ready
    BUSY_MS = 5000,      // for another writer, at most
    BUSY_STEP_MS = 5,
    GUARD_OPERATIONS = 2000, // of SQLite's machine, between two questions
    PATTERN_MAX = 1000,      // of like and glob, which take as long as text times pattern
    TEXT_SHOWN_MAX = 200,
};

struct kept {
    sqlite3_stmt *statement;
    struct buffer sql;
    uint64_t used;
};

struct database {
    sqlite3 *db;
    struct database_guard guard;
    struct database_guard inner; // of what is done within a step: it ends the query
    bool is_ended;               // by the guard
    bool is_own_work;            // transactions, migrations: what a query may not do itself
    int depth;
    uint64_t uses;
    struct kept kept[STATEMENTS_MAX];
};

// The files that SQLite keeps for the one whose name begins so.
static bool is_beside_another(struct bytes name)
{
    static const char *const endings[] = {"-wal", "-shm", "-journal"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t size = strlen(endings[i]);
        if (name.size > size && memcmp(name.data + name.size - size, endings[i], size) == 0) return true;
    }
    return false;
}

bool database_check_name(struct bytes name, struct error *err)
{
    static const char fine[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";
    bool ok = name.size > 0 && name.size <= DATABASE_NAME_MAX && *name.data != '.' && *name.data != '-';
    for (size_t i = 0; ok && i < name.size; i++) ok = name.data[i] && strchr(fine, name.data[i]);
    if (ok && is_beside_another(name))
        return fail(err, ERROR_FORBIDDEN, "\"%.*s\" is SQLite's own name for what lies beside a database",
                    (int)name.size, name.data);
    return ok || fail(err, ERROR_FORBIDDEN,
                      "ls.db takes the name of a file, such as \"app.db\", without a folder; not \"%.*s\"",
                      (int)(name.size < 100 ? name.size : 100), name.data);
}

// --- guarding ---

static bool goes_on(struct database *database)
{
    if (database->guard.goes_on && !database->guard.goes_on(database->guard.self)) database->is_ended = true;
    return !database->is_ended;
}

static int ask_guard(void *self)
{
    return !goes_on(self);
}

static bool ask_within(void *self)
{
    return goes_on(self);
}

static int wait_for_writer(void *self, int times)
{
    struct timespec step = {0, BUSY_STEP_MS * 1000000L};
    if (times >= BUSY_MS / BUSY_STEP_MS || !goes_on(self)) return 0;
    nanosleep(&step, NULL);
    return 1;
}

// What a query must not do: reach other files, or end a transaction that it did not begin. `vacuum` attaches a file
// without a name, and begins a transaction.
static int authorize(void *self, int action, const char *first, const char *second, const char *third,
                     const char *fourth)
{
    const struct database *database = self;
    (void)second, (void)third, (void)fourth;
    bool is_nameless = database->is_own_work && first && !*first;
    if ((action == SQLITE_ATTACH && !is_nameless) || action == SQLITE_DETACH) return SQLITE_DENY;
    bool is_transaction = action == SQLITE_TRANSACTION || action == SQLITE_SAVEPOINT;
    return is_transaction && !database->is_own_work ? SQLITE_DENY : SQLITE_OK;
}

// --- errors ---

// The line of the query that has the place, and a sign below it.
static void put_place(struct buffer *text, struct bytes sql, size_t at)
{
    size_t begin = at, end = at;
    while (begin > 0 && sql.data[begin - 1] != '\n') begin--;
    while (end < sql.size && sql.data[end] != '\n') end++;
    if (end - begin > TEXT_SHOWN_MAX) {
        begin = at - begin > TEXT_SHOWN_MAX / 2 ? at - TEXT_SHOWN_MAX / 2 : begin;
        end = end - begin > TEXT_SHOWN_MAX ? begin + TEXT_SHOWN_MAX : end;
    }
    buffer_print(text, "\n  %.*s\n  %*s^", (int)(end - begin), sql.data + begin, (int)(at - begin), "");
}

static void put_query(struct buffer *text, struct bytes sql)
{
    size_t shown = sql.size < TEXT_SHOWN_MAX ? sql.size : TEXT_SHOWN_MAX;
    buffer_print(text, "\n  %.*s%s", (int)shown, sql.data, shown < sql.size ? "..." : "");
}

static enum error_code code_of(const struct database *database)
{
    if (database->is_ended) return ERROR_BUDGET;
    switch (sqlite3_errcode(database->db)) {
    case SQLITE_BUSY: return ERROR_FULL;
    case SQLITE_ERROR:
    case SQLITE_AUTH:
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH: return ERROR_MISFIT;
    default: return ERROR_HOST;
    }
}

static bool fail_query(struct database *database, struct bytes sql, struct error *err)
{
    struct buffer text = {0};
    int at = sqlite3_error_offset(database->db);
    enum error_code code = code_of(database);
    if (code == ERROR_BUDGET) buffer_put(&text, BYTES("the query was ended"));
    else if (sqlite3_errcode(database->db) == SQLITE_AUTH)
        buffer_put(&text,
                   BYTES("a query neither begins nor ends a transaction, nor attaches files; write db:tx(...)"));
    else buffer_put(&text, bytes_of(sqlite3_errmsg(database->db)));
    if (at >= 0 && (size_t)at < sql.size) put_place(&text, sql, (size_t)at);
    else put_query(&text, sql);
    fail(err, code, "%.*s", (int)text.size, text.data);
    buffer_destroy(&text);
    return false;
}

static bool fail_text(struct bytes sql, struct error *err, const char *what)
{
    struct buffer text = {0};
    buffer_put(&text, bytes_of(what));
    put_query(&text, sql);
    fail(err, ERROR_MISFIT, "%.*s", (int)text.size, text.data);
    buffer_destroy(&text);
    return false;
}

// --- opening ---

static bool execute(struct database *database, const char *sql, struct error *err)
{
    database->is_own_work = true;
    bool ok = sqlite3_exec(database->db, sql, NULL, NULL, NULL) == SQLITE_OK;
    database->is_own_work = false;
    return ok || fail_query(database, bytes_of(sql), err);
}

// Several that open a new file at once come in each other's way, and SQLite does not wait there.
static bool write_ahead(struct database *database, struct error *err)
{
    static const char sql[] = "pragma journal_mode = wal";
    for (int times = 0;; times++) {
        if (execute(database, sql, err)) return true;
        if (sqlite3_errcode(database->db) != SQLITE_BUSY || !wait_for_writer(database, times)) return false;
    }
}

struct database *database_open(const char *path, const struct database_guard *guard, struct error *err)
{
    struct database *database = mem_new_clear(sizeof *database);
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    if (guard) database->guard = *guard;
    database->inner = (struct database_guard){ask_within, database};
    bool ok = sqlite3_open_v2(path, &database->db, flags, NULL) == SQLITE_OK;
    if (database->db) {
        sqlite3_limit(database->db, SQLITE_LIMIT_LENGTH, DATABASE_ANSWER_MAX); // of a value, and of a row
        sqlite3_limit(database->db, SQLITE_LIMIT_LIKE_PATTERN_LENGTH, PATTERN_MAX);
        sqlite3_busy_handler(database->db, wait_for_writer, database);
        sqlite3_progress_handler(database->db, GUARD_OPERATIONS, ask_guard, database);
        sqlite3_set_authorizer(database->db, authorize, database);
        sqlite3_db_config(database->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    }
    ok = ok && database_text_add(database->db, &database->inner, err) && write_ahead(database, err) &&
         execute(database, "pragma synchronous = normal", err) && execute(database, "pragma foreign_keys = on", err);
    if (ok) return database;
    fail(err, ERROR_HOST, "%s cannot be opened: %s", path, database->db ? sqlite3_errmsg(database->db) : "no memory");
    database_close(database);
    return NULL;
}

static void drop(struct kept *kept)
{
    sqlite3_finalize(kept->statement);
    buffer_destroy(&kept->sql);
    *kept = (struct kept){0};
}

void database_close(struct database *database)
{
    if (!database) return;
    for (int i = 0; i < STATEMENTS_MAX; i++) drop(&database->kept[i]);
    sqlite3_close(database->db);
    mem_free(database);
}

// --- statements ---

static struct kept *find_kept(struct database *database, struct bytes sql)
{
    for (int i = 0; i < STATEMENTS_MAX; i++)
        if (database->kept[i].statement && bytes_equal(buffer_bytes(&database->kept[i].sql), sql))
            return &database->kept[i];
    return NULL;
}

static struct kept *oldest_kept(struct database *database)
{
    struct kept *oldest = &database->kept[0];
    for (int i = 1; i < STATEMENTS_MAX; i++)
        if (database->kept[i].used < oldest->used) oldest = &database->kept[i];
    return oldest;
}

static bool is_blank(const char *text, const char *end)
{
    while (text < end && strchr(" \t\r\n;", *text)) text++;
    return text >= end || *text == 0 || (text + 1 < end && text[0] == '-' && text[1] == '-' && !strchr(text, '\n'));
}

static sqlite3_stmt *prepare(struct database *database, struct bytes sql, struct error *err)
{
    struct kept *kept = find_kept(database, sql);
    if (!kept) {
        sqlite3_stmt *statement = NULL;
        const char *rest = NULL;
        int code =
            sqlite3_prepare_v3(database->db, sql.data, (int)sql.size, SQLITE_PREPARE_PERSISTENT, &statement, &rest);
        bool is_whole = code == SQLITE_OK && statement && is_blank(rest, sql.data + sql.size);
        if (!is_whole) {
            if (code != SQLITE_OK) fail_query(database, sql, err);
            else fail_text(sql, err, statement ? "one statement at a time" : "the query is empty");
            sqlite3_finalize(statement);
            return NULL;
        }
        kept = oldest_kept(database);
        drop(kept);
        kept->statement = statement;
        buffer_put(&kept->sql, sql);
    }
    kept->used = ++database->uses;
    return kept->statement;
}

// --- queries ---

static void put_row(const struct columns *columns, sqlite3_stmt *statement, enum database_want want,
                    struct buffer *out)
{
    if (want == DATABASE_VALUE) columns_put_first(columns, statement, out);
    else if (want != DATABASE_RUN) columns_put_row(columns, statement, out);
}

// Where the schema changed since the statement was prepared, the first step prepares it anew, with other columns.
static bool step_first(sqlite3_stmt *statement, struct bytes sql, struct columns *columns, int *got,
                       struct error *err)
{
    if (!columns_read(columns, statement, sql, err)) return false;
    *got = sqlite3_step(statement);
    return !sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_REPREPARE, true) ||
           columns_read(columns, statement, sql, err);
}

static bool put_rows(struct database *database, sqlite3_stmt *statement, enum database_want want, struct bytes sql,
                     struct buffer *out, struct error *err)
{
    bool has_many = want == DATABASE_ALL || want == DATABASE_RUN;
    struct columns columns;
    size_t count = 0;
    int got;
    if (!step_first(statement, sql, &columns, &got, err)) return false;
    size_t begin = want == DATABASE_ALL ? codec_begin_table(out) : 0;
    for (; got == SQLITE_ROW; got = has_many ? sqlite3_step(statement) : SQLITE_DONE) {
        put_row(&columns, statement, want, out);
        count++;
        if (out->size > DATABASE_ANSWER_MAX)
            return fail_text(sql, err, "the answer has more than 32 MiB; ask for less, with limit");
    }
    if (got != SQLITE_DONE) return fail_query(database, sql, err);
    if (want == DATABASE_ALL) codec_end_table(out, begin, count, 0);
    else if (want != DATABASE_RUN && !count) codec_put_nil(out);
    return true;
}

static void put_changes(const struct database *database, int before, struct buffer *out)
{
    size_t begin = codec_begin_table(out);
    codec_put_integer(out, sqlite3_total_changes(database->db) - before);
    codec_put_integer(out, sqlite3_last_insert_rowid(database->db));
    codec_end_table(out, begin, 2, 0);
}

// SQLite gives some up by itself: where the disk is full, or by `insert or rollback`. What followed would be outside.
static bool check_transaction(const struct database *database, struct error *err)
{
    bool is_lost = database->depth && sqlite3_get_autocommit(database->db);
    return !is_lost ||
           fail(err, ERROR_MISFIT, "the transaction was rolled back already; leave db:tx(...) with error");
}

static bool is_vacuum(struct bytes sql)
{
    static const char word[] = "vacuum";
    while (sql.size && strchr(" \t\r\n", *sql.data)) sql.data++, sql.size--;
    return sql.size >= sizeof word - 1 && strncasecmp(sql.data, word, sizeof word - 1) == 0;
}

bool database_query(struct database *database, enum database_want want, struct bytes sql, struct bytes arguments,
                    struct buffer *out, struct error *err)
{
    size_t size = out->size;
    database->is_ended = false;
    sqlite3_stmt *statement = check_transaction(database, err) ? prepare(database, sql, err) : NULL;
    if (!statement) return false;
    int before = sqlite3_total_changes(database->db);
    database->is_own_work = is_vacuum(sql);
    bool ok = arguments_bind(statement, sql, arguments, err) && put_rows(database, statement, want, sql, out, err);
    if (ok && want == DATABASE_RUN) put_changes(database, before, out);
    if (!ok) out->size = size;
    database->is_own_work = false;
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    return ok;
}

// --- transactions ---

static bool step_out(struct database *database, const char *verb, struct error *err)
{
    char sql[64];
    snprintf(sql, sizeof sql, "%s ls_%d", verb, database->depth);
    return execute(database, sql, err);
}

bool database_begin(struct database *database, struct error *err)
{
    database->is_ended = false;
    if (!check_transaction(database, err)) return false;
    bool ok = database->depth ? step_out(database, "savepoint", err) : execute(database, "begin immediate", err);
    if (ok) database->depth++;
    return ok;
}

bool database_commit(struct database *database, struct error *err)
{
    if (check_transaction(database, err)) {
        database->depth--;
        if (database->depth ? step_out(database, "release", err) : execute(database, "commit", err)) return true;
        database->depth++;
    }
    database_roll_back(database);
    return false;
}

void database_roll_back(struct database *database)
{
    struct error err;
    if (--database->depth > 0) {
        step_out(database, "rollback to", &err);
        step_out(database, "release", &err);
    } else if (!sqlite3_get_autocommit(database->db)) {
        execute(database, "rollback", &err);
    }
}

int database_depth(const struct database *database)
{
    return database->depth;
}

// --- migrations ---

static const char migrations_table[] =
    "create table if not exists lightspeed_migrations (number integer primary key, sql text not null,"
    " at text not null default current_timestamp)";

// Whether one of this number ran, and that was this text.
static bool find_migration(struct database *database, int64_t number, struct bytes sql, bool *is_there, bool *is_same,
                           struct error *err)
{
    static const char text[] = "select sql = ? from lightspeed_migrations where number = ?";
    sqlite3_stmt *statement = prepare(database, BYTES(text), err);
    if (!statement) return false;
    sqlite3_bind_text(statement, 1, sql.data, (int)sql.size, SQLITE_TRANSIENT);
    sqlite3_bind_int64(statement, 2, number);
    int got = sqlite3_step(statement);
    *is_there = got == SQLITE_ROW;
    *is_same = *is_there && sqlite3_column_int(statement, 0);
    bool ok = got == SQLITE_ROW || got == SQLITE_DONE || fail_query(database, BYTES(text), err);
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    return ok;
}

// All statements of a text, one after the other.
static bool run_script(struct database *database, int64_t number, struct bytes sql, struct error *err)
{
    struct error why;
    const char *end = sql.data + sql.size;
    for (const char *at = sql.data; at < end;) {
        sqlite3_stmt *statement = NULL;
        struct bytes rest = {at, (size_t)(end - at)};
        int code = sqlite3_prepare_v2(database->db, at, (int)rest.size, &statement, &at);
        while (code == SQLITE_OK && statement && (code = sqlite3_step(statement)) == SQLITE_ROW) code = SQLITE_OK;
        bool ok = code == SQLITE_OK || code == SQLITE_DONE || fail_query(database, rest, &why);
        sqlite3_finalize(statement);
        if (!ok) return fail(err, why.code, "migration %lld: %s", (long long)number, why.text);
        if (!statement) break;
    }
    return true;
}

static bool keep_migration(struct database *database, int64_t number, struct bytes sql, struct error *err)
{
    static const char text[] = "insert into lightspeed_migrations (number, sql) values (?, ?)";
    sqlite3_stmt *statement = prepare(database, BYTES(text), err);
    if (!statement) return false;
    sqlite3_bind_int64(statement, 1, number);
    sqlite3_bind_text(statement, 2, sql.data, (int)sql.size, SQLITE_TRANSIENT);
    bool ok = sqlite3_step(statement) == SQLITE_DONE || fail_query(database, BYTES(text), err);
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    return ok;
}

static bool migrate_one(struct database *database, int64_t number, struct bytes sql, struct error *err)
{
    bool is_there, is_same;
    if (!find_migration(database, number, sql, &is_there, &is_same, err)) return false;
    if (!is_there) return run_script(database, number, sql, err) && keep_migration(database, number, sql, err);
    return is_same || fail(err, ERROR_MISFIT,
                           "migration %lld is not what it was when it ran; leave it as it was and add another behind "
                           "it",
                           (long long)number);
}

static bool migrate_all(struct database *database, struct bytes rest, struct error *err)
{
    struct codec_head head;
    if (!execute(database, migrations_table, err) || !codec_read(&rest, &head, err)) return false;
    int64_t count = head.kind == VALUE_TABLE ? head.items_count : 0;
    for (int64_t number = 1; number <= count; number++) {
        if (!codec_read(&rest, &head, err)) return false;
        if (head.kind != VALUE_STRING)
            return fail(err, ERROR_MISFIT, "migration %lld is no text; db:migrate { [[create table ...]], ... }",
                        (long long)number);
        if (!migrate_one(database, number, head.string, err)) return false;
    }
    bool is_there, is_same;
    if (!find_migration(database, count + 1, BYTES(""), &is_there, &is_same, err)) return false;
    if (is_there)
        return fail(err, ERROR_MISFIT, "the database has more than the %lld migrations here: it is a newer app's",
                    (long long)count);
    return true;
}

bool database_migrate(struct database *database, struct bytes migrations, struct error *err)
{
    if (!database_begin(database, err)) return false;
    if (migrate_all(database, migrations, err)) return database_commit(database, err);
    database_roll_back(database);
    return false;
}
