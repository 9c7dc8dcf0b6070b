// Holds options.c to its one promise to everybody else: no address but this machine's own is ever measured.
#include "options.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

// The exit status of reading `--address text` in a process of its own; 0 where it was taken.
static int try_address(char *text)
{
    char *arguments[] = {"load", "closed", "--address", text, NULL};
    struct options options;
    int status = 0;
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        if (!freopen("/dev/null", "w", stderr)) _exit(9);
        options_read(&options, 4, arguments);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return WEXITSTATUS(status);
}

static void measures_nothing_but_loopback(void **state)
{
    static char *const taken[] = {"127.0.0.1", "127.1.2.3"};
    static char *const refused[] = {"10.0.0.1",         "0.0.0.0",   "192.168.127.1", "126.255.255.255",
                                    "128.0.0.0",        "localhost", "::1",           "",
                                    "127.0.0.1 8.8.8.8"};
    (void)state;
    for (size_t i = 0; i < sizeof taken / sizeof taken[0]; i++) assert_int_equal(try_address(taken[i]), 0);
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) assert_int_equal(try_address(refused[i]), 2);
}

static void has_an_end_for_every_measurement(void **state)
{
    struct options options = {
        .seconds = 600, .warmup = 600, .wait = 3600, .sessions = 100000, .rate = 10, .runs = 100};
    (void)state;
    assert_in_range(options_seconds_max(&options), 600, 24 * 3600);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        {"measures nothing but loopback", measures_nothing_but_loopback, NULL, NULL, NULL},
        {"has an end for every measurement", has_an_end_for_every_measurement, NULL, NULL, NULL},
    };
    return cmocka_run_group_tests_name("bench/options", tests, NULL, NULL);
}
