// See trace_file.h. A directory of temporary files is everybody's: what is found there is used only where it is ours
// and a directory, and a file is written only where there was none.
#include "session/replay/trace_file.h"

#include "base/log.h"
#include "session/replay/trace.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void trace_directory(char *path, size_t size)
{
    const char *own = getenv("XDG_RUNTIME_DIR");
    if (own && *own == '/') snprintf(path, size, "%s/lightspeed-traces", own);
    else snprintf(path, size, "/tmp/lightspeed-traces-%u", (unsigned)getuid());
}

static bool is_ours(const char *directory)
{
    struct stat status;
    if (mkdir(directory, 0700) != 0 && errno != EEXIST) return false;
    return lstat(directory, &status) == 0 && S_ISDIR(status.st_mode) && status.st_uid == getuid();
}

static bool write_all(int file, struct bytes text)
{
    while (text.size) {
        ssize_t put = write(file, text.data, text.size);
        if (put < 0 && errno == EINTR) continue;
        if (put <= 0) return false;
        text = (struct bytes){text.data + put, text.size - (size_t)put};
    }
    return true;
}

static bool write_new(const char *path, struct bytes text)
{
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (file < 0) return false;
    bool ok = write_all(file, text);
    ok = close(file) == 0 && ok;
    if (!ok) unlink(path);
    return ok;
}

bool trace_file_write(const struct session *session, const char *directory, const char *reference, struct bytes why,
                      char path[TRACE_PATH_MAX])
{
    static _Atomic unsigned written;
    struct buffer text = {0};
    if (written >= TRACE_FILES_MAX) return false;
    snprintf(path, TRACE_PATH_MAX, "%s/%s.trace", directory, reference);
    trace_write(session, why, &text);
    bool ok = is_ours(directory) && write_new(path, buffer_bytes(&text));
    if (!ok) log_line(LOG_WARNING, "the trace %s could not be written: %s", path, strerror(errno));
    else if (++written == TRACE_FILES_MAX)
        log_line(LOG_WARNING, "%d traces were written; there are no more before the next start", TRACE_FILES_MAX);
    buffer_destroy(&text);
    return ok;
}
