// Functions of texts as SQLite has them, which end with the query. SQLite's own compare as often as both texts are
// long, in one step that nothing ends: minutes, and hours, where both are huge.
#pragma once

#include "base/error.h"
#include "store/database.h"

#include <sqlite3.h>

// Puts instr, replace, trim, ltrim and rtrim in the place of the connection's. The guard, which is asked while one of
// them works, is borrowed. Fails (HOST).
bool database_text_add(sqlite3 *db, const struct database_guard *guard, struct error *err);
