// The file of `--secret`: what the host's tickets and cookies are signed and sealed with. Whoever has it can make
// both.
#pragma once

#include "base/error.h"

enum { KEYFILE_KEY_SIZE = 32 };

// Makes a key of all that the file has. Fails (HOST, MISFIT) where it cannot be read, or is too short to be a secret.
bool keyfile_read(const char *path, unsigned char key[KEYFILE_KEY_SIZE], struct error *err);
