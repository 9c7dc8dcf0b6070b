// Sessions on disk: an SQLite database in a directory of the operator's, all of whose SQL is here. One thread has it
// open, and no other process can.
//
//     sessions   id, boot, record        boot: in whose memory it is, or was last; a host begins a new one
//     steps      session, number, step   what came after the record, in its order
//     links      parent, child           whom to bring along
//     actors     id, start               which of them come back by themselves, and how they were started
//     outs       number, other, time     who was signed out
//
// Write-ahead, synchronous: what archive_commit has said yes to survives the process, the machine and its power.
#pragma once

#include "base/buffer.h"
#include "base/error.h"
#include "store/parcel.h"

#include <stdint.h>

struct archive;

enum { ARCHIVE_FORMAT = 1, ARCHIVE_OUTS_MAX = 8192 };

// Opens DIRECTORY/sessions.db, which is made where it is not there. Waits for another host that is just closing it up
// to `wait_ms`. Fails (HOST) with what is in the way.
struct archive *archive_open(const char *directory, int wait_ms, struct error *err);
void archive_close(struct archive *archive);

// Entries are written between the two. Where any of these fails nothing was written since archive_begin, and the same
// may be tried again.
bool archive_begin(struct archive *archive, struct error *err);
bool archive_write(struct archive *archive, const struct parcel_entry *entry, struct error *err);
bool archive_commit(struct archive *archive, struct error *err);

// A session that nobody has in memory, and all that come along: their entries are appended to `found`, and they are
// this boot's from now on. Nothing where there is no such session; `is_here` where it is this boot's already. Between
// begin and commit.
bool archive_find(struct archive *archive, uint64_t session, struct buffer *found, bool *is_here, struct error *err);

// Who was signed out, oldest first, the newest ARCHIVE_OUTS_MAX: entries of kind OUT, appended to `found`. What is
// older than `since_ms`, or more than that many, is forgotten.
bool archive_read_outs(struct archive *archive, int64_t since_ms, struct buffer *found, struct error *err);

// Who comes back by himself: entries of kind ACTOR, appended to `found`. Between begin and commit.
bool archive_read_actors(struct archive *archive, struct buffer *found, struct error *err);

// Forgets sessions that nobody came back to since the host began, up to `most` of them; gives how many. Between begin
// and commit.
bool archive_sweep(struct archive *archive, int most, int *swept, struct error *err);

// Moves what was written from the log to its place, as far as that disturbs nobody. For moments without work.
void archive_tidy(struct archive *archive);
