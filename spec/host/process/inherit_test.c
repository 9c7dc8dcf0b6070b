// Sockets handed from process to process, in processes of their own: descriptors are everybody's.
#include "process/inherit.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { SOCKETS = 3, PARKED = 40 };

static int listen_somewhere(uint16_t *port)
{
    struct sockaddr_in where = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof where;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&where, sizeof where), 0);
    assert_int_equal(listen(fd, 8), 0);
    getsockname(fd, (struct sockaddr *)&where, &size);
    *port = ntohs(where.sin_port);
    return fd;
}

static uint16_t port_of(int fd)
{
    struct sockaddr_in where;
    socklen_t size = sizeof where;
    return getsockname(fd, (struct sockaddr *)&where, &size) == 0 ? ntohs(where.sin_port) : 0;
}

// Runs in a child; its answer is the exit code.
static int in_a_child(int (*body)(const int *given), const int *given)
{
    int status;
    pid_t pid = fork();
    if (pid == 0) _exit(body(given));
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static int hand_down(const int *given)
{
    int fds[INHERIT_MAX];
    unsigned count;
    struct error err;
    int more = open("/dev/null", O_RDONLY | O_CLOEXEC);
    int last = inherit_give(given, SOCKETS, more);
    if (last != INHERIT_FIRST + SOCKETS || fcntl(last, F_GETFD) & FD_CLOEXEC) return 1;
    if (!inherit_take(fds, &count, &err) || count != SOCKETS) return 2;
    for (int i = 0; i < SOCKETS; i++) {
        if (fds[i] != INHERIT_FIRST + i || port_of(fds[i]) != given[SOCKETS + i]) return 3;
        if (!(fcntl(fds[i], F_GETFD) & FD_CLOEXEC) || !(fcntl(fds[i], F_GETFL) & O_NONBLOCK)) return 4;
    }
    if (getenv("LISTEN_FDS") || getenv("LISTEN_PID")) return 5;
    return inherit_take(fds, &count, &err) && count == 0 ? 0 : 6;
}

// Whatever numbers they have before: in the way of each other, or far away.
static void sockets_arrive_in_their_order_from_wherever_they_are(void **state)
{
    (void)state;
    static const int places[][SOCKETS] = {{PARKED, PARKED + 1, PARKED + 2}, {5, 4, 3}, {4, 5, 3}, {6, PARKED, 4}};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        int status;
        pid_t pid = fork();
        if (pid == 0) {
            int given[2 * SOCKETS];
            int opened[SOCKETS];
            for (int j = 0; j < SOCKETS; j++) {
                uint16_t port;
                int fd = listen_somewhere(&port);
                opened[j] = fcntl(fd, F_DUPFD_CLOEXEC, PARKED + 20);
                given[SOCKETS + j] = port;
                close(fd);
            }
            for (int j = 0; j < SOCKETS; j++) given[j] = dup2(opened[j], places[i][j]);
            _exit(in_a_child(hand_down, given));
        }
        assert_int_equal(waitpid(pid, &status, 0), pid);
        assert_int_equal(WEXITSTATUS(status), 0);
    }
}

static int take_what_is_for_another(const int *given)
{
    int fds[INHERIT_MAX];
    unsigned count = 9;
    struct error err;
    (void)given;
    setenv("LISTEN_FDS", "1", 1);
    setenv("LISTEN_PID", "1", 1);
    return inherit_take(fds, &count, &err) && count == 0 && !getenv("LISTEN_FDS") ? 0 : 1;
}

static void what_is_meant_for_another_process_is_not_taken(void **state)
{
    (void)state;
    assert_int_equal(in_a_child(take_what_is_for_another, NULL), 0);
}

static int take_a_file(const int *given)
{
    int fds[INHERIT_MAX];
    unsigned count;
    struct error err = {0};
    char pid[16];
    int wrong = given ? socket(AF_INET, SOCK_DGRAM, 0) : open("/dev/null", O_RDONLY);
    dup2(wrong, INHERIT_FIRST);
    snprintf(pid, sizeof pid, "%d", (int)getpid());
    setenv("LISTEN_FDS", "1", 1);
    setenv("LISTEN_PID", pid, 1);
    return !inherit_take(fds, &count, &err) && strstr(err.text, "ListenStream=") ? 0 : 1;
}

static void what_no_connection_can_come_from_is_refused(void **state)
{
    (void)state;
    int datagrams = 1;
    assert_int_equal(in_a_child(take_a_file, NULL), 0);
    assert_int_equal(in_a_child(take_a_file, &datagrams), 0);
}

static int take_too_many(const int *given)
{
    int fds[INHERIT_MAX];
    unsigned count;
    struct error err = {0};
    char pid[16];
    (void)given;
    snprintf(pid, sizeof pid, "%d", (int)getpid());
    setenv("LISTEN_FDS", "100000", 1);
    setenv("LISTEN_PID", pid, 1);
    return !inherit_take(fds, &count, &err) && strstr(err.text, "at most") ? 0 : 1;
}

static void more_than_there_is_room_for_is_refused(void **state)
{
    (void)state;
    assert_int_equal(in_a_child(take_too_many, NULL), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sockets_arrive_in_their_order_from_wherever_they_are),
        cmocka_unit_test(what_is_meant_for_another_process_is_not_taken),
        cmocka_unit_test(what_no_connection_can_come_from_is_refused),
        cmocka_unit_test(more_than_there_is_room_for_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
