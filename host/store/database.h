// A database of the app's own: SQLite in one file, as services use it. A connection belongs to one thread at a time.
//
// Values go in by ? or :name and never as text of the query, and come out as what they are: integers, floats, text,
// booleans where a column is declared so, and nothing at all for null.
#pragma once

#include "base/buffer.h"
#include "base/error.h"

struct database;

// Asked every now and then while a statement runs, or waits for another writer. False ends it.
struct database_guard {
    bool (*goes_on)(void *self);
    void *self;
};

enum database_want {
    DATABASE_ALL,   // a list of rows, each a table by the names of columns
    DATABASE_ONE,   // the first row, or nil
    DATABASE_VALUE, // its first column, or nil
    DATABASE_RUN,   // { rows changed, id of the last one inserted }
};

enum { DATABASE_NAME_MAX = 100, DATABASE_ANSWER_MAX = 32 * 1024 * 1024 };

// Whether a database may be called so: "app.db", a file and nothing that leads elsewhere. Fails (FORBIDDEN).
bool database_check_name(struct bytes name, struct error *err);

// Opens the file, which is made where it is not there. The guard is borrowed. Fails (HOST).
struct database *database_open(const char *path, const struct database_guard *guard, struct error *err);
void database_close(struct database *database);

// One statement. `arguments` is a canonical table: { n = 2, [1] = .., [2] = .. } for ?, or the names of :name. What
// comes of it is appended to `out`, canonical. Fails (MISFIT) with the query and the place in it; (BUDGET) where the
// guard ended it; (FULL) where another writer was too long at it.
bool database_query(struct database *database, enum database_want want, struct bytes sql, struct bytes arguments,
                    struct buffer *out, struct error *err);

// A transaction, or one within another. `database_depth` is how many there are. One that cannot be committed is
// rolled back.
bool database_begin(struct database *database, struct error *err);
bool database_commit(struct database *database, struct error *err);
void database_roll_back(struct database *database);
int database_depth(const struct database *database);

// Brings the schema up to date: each of the canonical list's texts is run once in the life of the file, all that are
// new in one transaction. Fails where one was changed after it had run, or the file knows more of them.
bool database_migrate(struct database *database, struct bytes migrations, struct error *err);
