// The directory of what is to outlive the host, and the key in it by which tickets are signed: a page that was told
// its ticket by one process is known to the next.
#pragma once

#include "base/error.h"

enum { SECRET_SIZE = 32 };

// Makes the directory that an option names ("state") where it is not there, for its owner alone. Fails (HOST).
bool secret_make_directory(const char *option, const char *directory, struct error *err);

// Reads DIRECTORY/key, or makes it of `fresh`, readable by its owner alone. Fails (HOST) where it is not a key, or
// others can read it.
bool secret_read(const char *directory, const unsigned char fresh[SECRET_SIZE], unsigned char key[SECRET_SIZE],
                 struct error *err);
