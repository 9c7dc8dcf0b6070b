// Where file-level code comes from: the app's own files below its directory, the stdlib and the contract from the
// binary.
#pragma once

#include "app/app.h"

// Compiles the app's file and all that they require by literal names, without running anything. Files that cannot be
// found are passed over: the file that requires them may know why. Fails with the mistakes of the first file that has
// any; those of all are in the app's findings.
bool modules_survey(struct app *app, struct error *err);

// Whether the binary carries a module of this name.
bool modules_is_embedded(const char *name);

// A vm_loader's `load`; `self` is the app. Compiles a module when it is first asked for and keeps it.
bool modules_load(void *self, const char *name, struct bytes *bytecode, struct error *err);
