// One line at a time, for the operator. A line is short, has a level, and names what, where and what to do. The
// default writer is standard error; service/log_writer.h puts a thread before it, so that a slow terminal never holds
// up a shard.
#pragma once

#include "base/bytes.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR };

enum { LOG_LINE_MAX = 2048 };

// Lines below this level are not written.
void log_set_level(enum log_level level);

// Where whole lines (with their line feed) go; called from any thread. NULL: standard error.
void log_set_writer(void (*write)(struct bytes line));

// printf, without a line feed; line feeds and control characters inside are shown as spaces, save in LOG_ERROR, whose
// lines may be several.
void log_line(enum log_level level, const char *format, ...) __attribute__((format(printf, 2, 3)));
