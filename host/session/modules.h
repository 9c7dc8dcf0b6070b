// Where file-level code comes from: the app's own files below its directory, the stdlib and the contract from the
// binary.
#pragma once

#include "session/app.h"

// A vm_loader's `load`; `self` is the app. Compiles a module when it is first asked for and keeps it.
bool modules_load(void *self, const char *name, struct bytes *bytecode, struct error *err);
