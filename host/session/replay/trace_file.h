// Where traces of failures go, in development: files in a directory that is ours alone, named for the reference that
// the visitor sees.
#pragma once

#include "base/bytes.h"

#include <stddef.h>

struct session;

enum { TRACE_FILES_MAX = 100, TRACE_PATH_MAX = 300 }; // of one process

// The directory where none was named: below that of the user's own session, or of temporary files.
void trace_directory(char *path, size_t size);

// Writes what the session did lately to DIRECTORY/REFERENCE.trace, whose path is in `path` then. False where nothing
// was written: there is no directory that is ours, or there are too many files; it was logged why.
bool trace_file_write(const struct session *session, const char *directory, const char *reference, struct bytes why,
                      char path[TRACE_PATH_MAX]);
