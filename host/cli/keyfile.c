// See keyfile.h.
#include "cli/keyfile.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

enum { SECRET_MIN = 32, SECRET_MAX = 4096 };

bool keyfile_read(const char *path, unsigned char key[KEYFILE_KEY_SIZE], struct error *err)
{
    unsigned char secret[SECRET_MAX];
    FILE *file = fopen(path, "rbe");
    if (!file) return fail(err, ERROR_HOST, "--secret %s: %s", path, strerror(errno));
    size_t size = fread(secret, 1, sizeof secret, file);
    bool is_read = !ferror(file);
    int why = errno;
    fclose(file);
    if (is_read && size >= SECRET_MIN) crypto_generichash(key, KEYFILE_KEY_SIZE, secret, size, NULL, 0);
    sodium_memzero(secret, sizeof secret);
    if (!is_read) return fail(err, ERROR_HOST, "--secret %s: %s", path, strerror(why));
    return size >= SECRET_MIN ||
           fail(err, ERROR_MISFIT, "--secret %s has %zu bytes; a secret has at least %d: openssl rand -hex 32 > %s",
                path, size, SECRET_MIN, path);
}
