// What is told to a service manager, real sockets on both sides.
#include "process/notify.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

// A service manager's socket: at a path, or with '@' in no directory.
static int listen_at(const char *name)
{
    struct sockaddr_un where = {.sun_family = AF_UNIX};
    memcpy(where.sun_path, name, strlen(name));
    if (*name == '@') where.sun_path[0] = 0;
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(name));
    assert_int_equal(bind(fd, (struct sockaddr *)&where, size), 0);
    return fd;
}

static void assert_heard(int fd, const char *expected)
{
    char text[256];
    ssize_t size = recv(fd, text, sizeof text - 1, 0);
    if (!expected) {
        assert_int_equal(size, -1);
        return;
    }
    assert_true(size > 0);
    text[size] = 0;
    assert_string_equal(text, expected);
}

static void hears(const char *name)
{
    int manager = listen_at(name);
    setenv("NOTIFY_SOCKET", name, 1);
    notify_open();
    notify_say("READY=1");
    notify_say("WATCHDOG=1");
    assert_heard(manager, "READY=1");
    assert_heard(manager, "WATCHDOG=1");
    assert_heard(manager, NULL);
    assert_null(getenv("NOTIFY_SOCKET"));
    assert_false(notify_has_master());
    notify_close();
    close(manager);
}

static void a_service_manager_hears_at_a_path_and_at_a_name_in_no_directory(void **state)
{
    (void)state;
    char path[64];
    char abstract[64];
    snprintf(path, sizeof path, "/tmp/lightspeed-notify-%d", (int)getpid());
    snprintf(abstract, sizeof abstract, "@lightspeed-notify-%d", (int)getpid());
    hears(path);
    unlink(path);
    hears(abstract);
}

static void a_master_hears_where_its_socket_was_handed_down(void **state)
{
    (void)state;
    int ends[2];
    char number[16];
    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, ends), 0);
    snprintf(number, sizeof number, "%d", ends[1]);
    setenv("LIGHTSPEED_MASTER", number, 1);
    setenv("NOTIFY_SOCKET", "/nowhere", 1);
    notify_open();
    assert_true(notify_has_master());
    assert_null(getenv("LIGHTSPEED_MASTER"));
    assert_null(getenv("NOTIFY_SOCKET"));
    notify_say_reloading();
    char text[256] = {0};
    assert_true(recv(ends[0], text, sizeof text - 1, 0) > 0);
    assert_non_null(strstr(text, "RELOADING=1\nMONOTONIC_USEC="));
    close(ends[0]);
    notify_say("READY=1"); // the master is gone: nothing happens
    notify_close();
    assert_false(notify_has_master());
}

static void nobody_is_told_where_nobody_asked_or_the_address_is_none(void **state)
{
    (void)state;
    static const char *const addresses[] = {NULL, "", "@", "relative", "/nowhere/at/all", "vsock:2:1"};
    for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
        if (addresses[i]) setenv("NOTIFY_SOCKET", addresses[i], 1);
        setenv("WATCHDOG_USEC", "1000000", 1);
        setenv("LIGHTSPEED_MASTER", "no number", 1);
        notify_open();
        notify_say("READY=1");
        assert_int_equal(notify_watchdog_ns(), 0);
        assert_false(notify_has_master());
    }
    char long_address[512];
    memset(long_address, '/', sizeof long_address - 1);
    long_address[sizeof long_address - 1] = 0;
    setenv("NOTIFY_SOCKET", long_address, 1);
    notify_open();
    notify_say("READY=1");
}

static void a_sign_of_life_is_awaited_from_the_process_that_is_meant(void **state)
{
    (void)state;
    char name[64];
    char number[16];
    snprintf(name, sizeof name, "@lightspeed-watchdog-%d", (int)getpid());
    snprintf(number, sizeof number, "%d", (int)getpid());
    int manager = listen_at(name);
    const struct {
        const char *pid;
        const char *time;
        uint64_t expected_ns;
    } cases[] = {{NULL, "3000000", 3000000000},
                 {number, "3000000", 3000000000},
                 {"1", "3000000", 0},
                 {number, NULL, 0},
                 {number, "soon", 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        setenv("NOTIFY_SOCKET", name, 1);
        if (cases[i].pid) setenv("WATCHDOG_PID", cases[i].pid, 1);
        if (cases[i].time) setenv("WATCHDOG_USEC", cases[i].time, 1);
        notify_open();
        assert_int_equal(notify_watchdog_ns(), cases[i].expected_ns);
        assert_null(getenv("WATCHDOG_PID"));
        assert_null(getenv("WATCHDOG_USEC"));
    }
    notify_close();
    close(manager);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_service_manager_hears_at_a_path_and_at_a_name_in_no_directory),
        cmocka_unit_test(a_master_hears_where_its_socket_was_handed_down),
        cmocka_unit_test(nobody_is_told_where_nobody_asked_or_the_address_is_none),
        cmocka_unit_test(a_sign_of_life_is_awaited_from_the_process_that_is_meant),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
