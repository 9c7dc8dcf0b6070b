// See notify.h.
#include "process/notify.h"

#include "base/clock.h"
#include "process/environment.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static struct {
    int fd;
    bool has_master;
    uint64_t watchdog_ns;
} told = {.fd = -1};

static int connect_to(const char *address)
{
    struct sockaddr_un where = {.sun_family = AF_UNIX};
    size_t size = strlen(address);
    if (size < 2 || size >= sizeof where.sun_path || (*address != '/' && *address != '@')) return -1;
    memcpy(where.sun_path, address, size);
    if (*address == '@') where.sun_path[0] = 0; // a name that is in no directory, see unix(7)
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return -1;
    if (connect(fd, (struct sockaddr *)&where, (socklen_t)(offsetof(struct sockaddr_un, sun_path) + size)) == 0)
        return fd;
    close(fd);
    return -1;
}

void notify_open(void)
{
    const char *address = getenv("NOTIFY_SOCKET");
    uint64_t from_master = environment_number("LIGHTSPEED_MASTER");
    uint64_t watched = environment_number("WATCHDOG_PID");
    notify_close();
    told.has_master = from_master > 0 && fcntl((int)from_master, F_SETFD, FD_CLOEXEC) == 0;
    if (told.has_master) told.fd = (int)from_master;
    else if (address) told.fd = connect_to(address);
    if (told.fd >= 0 && (!watched || watched == (uint64_t)getpid()))
        told.watchdog_ns = environment_number("WATCHDOG_USEC") * 1000;
    static const char *const names[] = {"NOTIFY_SOCKET", "LIGHTSPEED_MASTER", "WATCHDOG_USEC", "WATCHDOG_PID"};
    environment_forget(names, sizeof names / sizeof *names);
}

void notify_say(const char *state)
{
    if (told.fd >= 0) send(told.fd, state, strlen(state), MSG_DONTWAIT | MSG_NOSIGNAL);
}

void notify_say_reloading(void)
{
    char text[64];
    snprintf(text, sizeof text, "RELOADING=1\nMONOTONIC_USEC=%" PRIu64, clock_ns() / 1000);
    notify_say(text);
}

bool notify_has_master(void)
{
    return told.has_master;
}

uint64_t notify_watchdog_ns(void)
{
    return told.watchdog_ns;
}

void notify_close(void)
{
    if (told.fd >= 0) close(told.fd);
    told.fd = -1;
    told.has_master = false;
    told.watchdog_ns = 0;
}
