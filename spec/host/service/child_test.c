// Children that are shell scripts: what they find, what they may do, and that nothing of them is left.
#include "service/child.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { PATIENCE_MS = 20000, TEXT_SIZE = 4096 };

static char shell[] = "sh";
static char option[] = "-c";
static char greeting[] = "GREETING=hello";
static char path[] = "PATH=/usr/bin:/bin";

static char *environment[] = {path, greeting, NULL};

static struct child start(const char *script, struct child_plan plan)
{
    struct child child;
    struct error err;
    static char copy[1024];
    snprintf(copy, sizeof copy, "%s", script);
    char *command[] = {shell, option, copy, NULL};
    plan.command = command;
    plan.environment = environment;
    if (!plan.directory) plan.directory = "/";
    if (!child_start(&child, &plan, &err)) fail_msg("%s", err.text);
    return child;
}

static void wait_for(int descriptor)
{
    struct pollfd wait = {.fd = descriptor, .events = POLLIN};
    assert_int_equal(poll(&wait, 1, PATIENCE_MS), 1);
}

// All that comes out, until its end.
static const char *text_of(int descriptor)
{
    static char text[TEXT_SIZE];
    size_t size = 0;
    for (;;) {
        wait_for(descriptor);
        ssize_t got = read(descriptor, text + size, sizeof text - 1 - size);
        if (got <= 0) break;
        size += (size_t)got;
    }
    text[size] = 0;
    return text;
}

static const char *how_ends(struct child *child)
{
    static char how[80];
    wait_for(child->end);
    child_describe(child_bury(child), how, sizeof how);
    assert_int_equal(child->in, -1);
    assert_int_equal(child->out, -1);
    return how;
}

static void speaks_on_its_three_streams(void **state)
{
    (void)state;
    struct child child = start("read line; echo \"heard $line\"; echo oh >&2; exit 3", (struct child_plan){0});
    assert_int_equal(write(child.in, "you\n", 4), 4);
    assert_string_equal(text_of(child.out), "heard you\n");
    assert_string_equal(text_of(child.log), "oh\n");
    assert_string_equal(how_ends(&child), "with code 3");
}

static void finds_the_environment_that_it_is_given_and_nothing_else(void **state)
{
    (void)state;
    setenv("SECRET", "of the host", 1);
    struct child child =
        start("env | grep -v -e ^_= -e ^SHLVL= -e ^OLDPWD= | sort", (struct child_plan){.directory = "/usr"});
    assert_string_equal(text_of(child.out), "GREETING=hello\nPATH=/usr/bin:/bin\nPWD=/usr\n");
    assert_string_equal(how_ends(&child), "with code 0");
    unsetenv("SECRET");
}

static void has_no_descriptor_of_ours(void **state)
{
    (void)state;
    int low = open("/dev/null", O_RDONLY); // without CLOEXEC
    int high = fcntl(low, F_DUPFD, 700);
    struct child child = start("ls /proc/$$/fd; :", (struct child_plan){0}); // a pipe would be the shell's own
    assert_string_equal(text_of(child.out), "0\n1\n2\n");
    how_ends(&child);
    close(low);
    close(high);
}

// Numbers 32 and 33 are the C library's own: nobody can set them, so they are as whoever runs this specs has them.
static void finds_no_signal_blocked_or_ignored(void **state)
{
    (void)state;
    const uint64_t libc = 3ull << 31;
    signal(SIGPIPE, SIG_IGN);
    struct child child = start("grep -e ^SigBlk -e ^SigIgn /proc/self/status | tr -d '\\t '", (struct child_plan){0});
    uint64_t blocked;
    uint64_t ignored;
    const char *text = text_of(child.out);
    how_ends(&child);
    assert_int_equal(sscanf(text, "SigBlk:%" SCNx64 "\nSigIgn:%" SCNx64, &blocked, &ignored), 2);
    assert_int_equal(blocked & ~libc, 0);
    assert_int_equal(ignored & ~libc, 0);
    sigset_t now;
    pthread_sigmask(SIG_SETMASK, NULL, &now);
    assert_false(sigismember(&now, SIGTERM)); // as before, here
}

static void has_its_limits(void **state)
{
    (void)state;
    struct child child = start("ulimit -v; ulimit -t; ulimit -n; ulimit -c; nice",
                               (struct child_plan){.memory_max = 512 << 20, .cpu_s_max = 7, .files_max = 32});
    assert_string_equal(text_of(child.out), "524288\n7\n32\n0\n10\n");
    how_ends(&child);
}

static void ends_with_all_that_it_started(void **state)
{
    (void)state;
    struct child child =
        start("sleep 1000 & echo $!; trap '' TERM HUP INT; while :; do :; done", (struct child_plan){0});
    char text[32] = {0};
    wait_for(child.out);
    assert_true(read(child.out, text, sizeof text - 1) > 0);
    pid_t grandchild = (pid_t)strtol(text, NULL, 10);
    assert_int_equal(kill(grandchild, 0), 0);
    child_kill(&child);
    assert_string_equal(how_ends(&child), "by signal 9, Killed");
    for (int tries = 0; tries < PATIENCE_MS && kill(grandchild, 0) == 0; tries++) { // until whoever adopts reaps it
        char stat[64], line[256] = {0};
        snprintf(stat, sizeof stat, "/proc/%d/stat", (int)grandchild);
        FILE *file = fopen(stat, "r");
        if (!file) break;
        char *got = fgets(line, sizeof line, file);
        fclose(file);
        if (!got || strstr(line, ") Z ")) break;
        usleep(1000);
        assert_true(tries < PATIENCE_MS - 1);
    }
}

static void leaves_nobody_behind_where_it_ends_by_itself(void **state)
{
    (void)state;
    struct child child = start("sleep 1000 & exit 0", (struct child_plan){0});
    wait_for(child.end);
    int out = fcntl(child.out, F_DUPFD_CLOEXEC, 0);
    child_bury(&child);
    assert_string_equal(text_of(out), ""); // its end: nobody holds the other one
    close(out);
}

static void is_missed_at_once_where_it_cannot_be_started(void **state)
{
    (void)state;
    static char nothing[] = "no-such-program-anywhere";
    char *missing[] = {nothing, NULL};
    char *present[] = {shell, NULL};
    struct child child;
    struct error err;
    assert_false(child_start(&child, &(struct child_plan){missing, environment, "/", 0, 0, 0}, &err));
    assert_int_equal(err.code, ERROR_HOST);
    assert_string_equal(err.text, "cannot start no-such-program-anywhere: No such file or directory");
    assert_false(child_start(&child, &(struct child_plan){present, environment, "/nowhere", 0, 0, 0}, &err));
    assert_string_equal(err.text, "cannot start sh in /nowhere: No such file or directory");
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
}

// The child's host is a child of ours that is killed.
static void ends_with_its_host(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t host = fork();
    if (host == 0) {
        struct child child = start("echo $$; while :; do :; done", (struct child_plan){0});
        char text[32] = {0};
        wait_for(child.out);
        ssize_t size = read(child.out, text, sizeof text);
        if (size > 0) size = write(ends[1], text, (size_t)size);
        kill(getpid(), SIGKILL);
    }
    char text[32] = {0};
    wait_for(ends[0]);
    assert_true(read(ends[0], text, sizeof text - 1) > 0);
    waitpid(host, NULL, 0);
    char stat[64];
    snprintf(stat, sizeof stat, "/proc/%d/exe", (int)strtol(text, NULL, 10));
    char exe[64];
    int tries = 0;
    while (readlink(stat, exe, sizeof exe) > 0 && tries++ < PATIENCE_MS) usleep(1000); // none where it has ended
    assert_true(tries < PATIENCE_MS);
    close(ends[0]);
    close(ends[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(speaks_on_its_three_streams),
        cmocka_unit_test(finds_the_environment_that_it_is_given_and_nothing_else),
        cmocka_unit_test(has_no_descriptor_of_ours),
        cmocka_unit_test(finds_no_signal_blocked_or_ignored),
        cmocka_unit_test(has_its_limits),
        cmocka_unit_test(ends_with_all_that_it_started),
        cmocka_unit_test(leaves_nobody_behind_where_it_ends_by_itself),
        cmocka_unit_test(is_missed_at_once_where_it_cannot_be_started),
        cmocka_unit_test(ends_with_its_host),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
