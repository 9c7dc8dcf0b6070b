// ls.files: what services say to the drawer.
//
//     files.read    { path, max_bytes? }    { value }
//     files.write   { path, content }       {}
//     files.append  { path, content }       {}
//     files.remove  { path }                {}
//     files.stat    { path }                { kind, size, changed }
//     files.list    { path }                { value = { { name, kind, size, changed }, ... } }
//
// or { err, why }: drawer_end_name has the names.
#pragma once

#include "service/world/agent.h"

// Below the data directory: an app that has none of its own keeps its source there, and that is nobody's to write.
#define FILES_FOLDER "files"

bool files_read(struct agent *agent, const struct value *given, struct buffer *out, struct error *err);
bool files_write(struct agent *agent, const struct value *given, struct buffer *out, struct error *err);
bool files_append(struct agent *agent, const struct value *given, struct buffer *out, struct error *err);
bool files_remove(struct agent *agent, const struct value *given, struct buffer *out, struct error *err);
bool files_stat(struct agent *agent, const struct value *given, struct buffer *out, struct error *err);
bool files_list(struct agent *agent, const struct value *given, struct buffer *out, struct error *err);
