// See inherit.h.
#include "process/inherit.h"

#include "process/environment.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static int option_of(int fd, int option)
{
    int value = -1;
    socklen_t size = sizeof value;
    return getsockopt(fd, SOL_SOCKET, option, &value, &size) == 0 ? value : -1;
}

static bool take_one(int fd, struct error *err)
{
    if (option_of(fd, SO_TYPE) != SOCK_STREAM || option_of(fd, SO_ACCEPTCONN) != 1)
        return fail(
            err, ERROR_HOST,
            "descriptor %d was handed down as a listening socket (LISTEN_FDS) and is none; a socket unit says "
            "ListenStream= and leaves Accept= at no",
            fd);
    fcntl(fd, F_SETFD, FD_CLOEXEC);
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
    return true;
}

bool inherit_take(int *fds, unsigned *count, struct error *err)
{
    bool is_ours = environment_number("LISTEN_PID") == (uint64_t)getpid();
    uint64_t handed = is_ours ? environment_number("LISTEN_FDS") : 0;
    static const char *const names[] = {"LISTEN_FDS", "LISTEN_PID", "LISTEN_FDNAMES"};
    environment_forget(names, sizeof names / sizeof *names);
    *count = 0;
    if (handed > INHERIT_MAX)
        return fail(err, ERROR_HOST, "LISTEN_FDS hands down %" PRIu64 " sockets; %d at most", handed, INHERIT_MAX);
    for (int fd = INHERIT_FIRST; fd < INHERIT_FIRST + (int)handed; fd++) {
        if (!take_one(fd, err)) return false;
        fds[(*count)++] = fd;
    }
    return true;
}

// First all go out of each other's way, then to their places.
int inherit_give(const int *fds, unsigned count, int more)
{
    int moved[INHERIT_MAX + 1];
    int last = INHERIT_FIRST + (int)count;
    for (unsigned i = 0; i <= count; i++) {
        moved[i] = fcntl(i < count ? fds[i] : more, F_DUPFD_CLOEXEC, last + 1);
        if (moved[i] < 0) return -1;
    }
    for (unsigned i = 0; i <= count; i++)
        if (dup2(moved[i], INHERIT_FIRST + (int)i) < 0) return -1;
    char text[16];
    snprintf(text, sizeof text, "%u", count);
    setenv("LISTEN_FDS", text, 1);
    snprintf(text, sizeof text, "%d", (int)getpid());
    setenv("LISTEN_PID", text, 1);
    return last;
}
