// A worker that writes log lines, so that a slow terminal or a full pipe never holds up a shard. Lines wait in a
// bounded ring; what does not fit is dropped and counted, and the count is written when there is room again.
#pragma once

// Log lines go through a thread of its own from now on. To standard error.
void log_writer_start(void);

// Writes what waits, and lines go to standard error directly again.
void log_writer_stop(void);
