// The app, loaded again while it is served: in development whenever one of its files is saved, in production when the
// operator says so (SIGHUP). It happens in a thread of its own; the shards go on until the new app is there, and with
// the old one where it cannot be loaded. docs/reload.md tells what becomes of the pages.
#pragma once

#include "session/hall.h"

struct office;
struct reloader;

// The app at `path`, which the halls serve by now, and the office. The reloader holds it.
struct reloader *reloader_start(const char *path, const struct app *app, const struct settings *settings,
                                struct office *office);

// Ends the thread; before the shards end. NULL is nothing.
void reloader_stop(struct reloader *reloader);
