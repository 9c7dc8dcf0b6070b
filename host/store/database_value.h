// Between SQLite's values and ours: what is bound to a query, and the columns of its rows. For database.c.
#pragma once

#include "base/buffer.h"
#include "base/error.h"

#include <sqlite3.h>

enum { COLUMNS_MAX = 200 };

struct columns {
    int count;
    int order[COLUMNS_MAX]; // by name, as canonical tables have them
    struct bytes names[COLUMNS_MAX];
    bool is_boolean[COLUMNS_MAX];
};

// Fails (MISFIT) where two are called the same. What it borrows lives until the statement is reset.
bool columns_read(struct columns *columns, sqlite3_stmt *statement, struct bytes sql, struct error *err);

// The row that the statement is at; or its first column.
void columns_put_row(const struct columns *columns, sqlite3_stmt *statement, struct buffer *out);
void columns_put_first(const struct columns *columns, sqlite3_stmt *statement, struct buffer *out);

// Binds a canonical table of arguments (database.h) to the statement, which has them until it is cleared. Fails
// (MISFIT) where one is missing or one too many.
bool arguments_bind(sqlite3_stmt *statement, struct bytes sql, struct bytes arguments, struct error *err);
