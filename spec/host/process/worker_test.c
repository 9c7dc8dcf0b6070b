// Workers that are shell scripts: started, heard, dismissed, killed.
#include "process/worker.h"

#include "process/inherit.h"

#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { PATIENCE_MS = 20000 };

static char shell[] = "worker";
static char option[] = "-c";

static struct worker start(const char *script, const char *directory)
{
    struct worker worker;
    struct error err;
    char copy[512];
    snprintf(copy, sizeof copy, "%s", script);
    char *arguments[] = {shell, option, copy, NULL};
    struct program program = {"sh", directory, arguments, NULL, 0, 7000};
    assert_true(worker_start(&worker, &program, 5, &err));
    assert_int_equal(worker.state, WORKER_STARTING);
    assert_int_equal(worker.since_ms, 5);
    return worker;
}

static const char *next_word(struct worker *worker)
{
    static char text[128];
    struct pollfd wait = {.fd = worker->fd, .events = POLLIN};
    if (poll(&wait, 1, PATIENCE_MS) != 1) return "nothing";
    return worker_read(worker, text, sizeof text) ? text : "its end";
}

static int ending_of(struct worker *worker)
{
    int status;
    assert_int_equal(waitpid(worker->pid, &status, 0), worker->pid);
    worker_forget(worker);
    assert_int_equal(worker->state, WORKER_NONE);
    return status;
}

static void says_what_it_is_and_is_known_when_it_ends(void **state)
{
    (void)state;
    struct worker worker = start("printf READY=1 >&$LIGHTSPEED_MASTER; printf $WATCHDOG_USEC >&$LIGHTSPEED_MASTER;"
                                 "printf $PWD >&$LIGHTSPEED_MASTER; exit 4",
                                 "/");
    assert_string_equal(next_word(&worker), "READY=1");
    assert_string_equal(next_word(&worker), "7000000");
    assert_string_equal(next_word(&worker), "/");
    assert_string_equal(next_word(&worker), "its end");
    assert_int_equal(WEXITSTATUS(ending_of(&worker)), 4);
}

static void is_asked_to_go_once(void **state)
{
    (void)state;
    struct worker worker = start("trap 'printf bye >&$LIGHTSPEED_MASTER; exit 0' TERM;"
                                 "printf up >&$LIGHTSPEED_MASTER; while :; do sleep 0.01; done",
                                 "/");
    assert_string_equal(next_word(&worker), "up");
    worker_dismiss(&worker, 9);
    assert_int_equal(worker.state, WORKER_LEAVING);
    assert_int_equal(worker.since_ms, 9);
    worker_dismiss(&worker, 11);
    assert_int_equal(worker.since_ms, 9);
    assert_string_equal(next_word(&worker), "bye");
    assert_int_equal(ending_of(&worker), 0);
}

static void is_killed_whatever_it_is_at(void **state)
{
    (void)state;
    struct worker worker = start("trap '' TERM; printf up >&$LIGHTSPEED_MASTER; while :; do :; done", "/");
    assert_string_equal(next_word(&worker), "up");
    worker_dismiss(&worker, 1);
    worker_kill(&worker);
    worker_kill(&worker);
    int status = ending_of(&worker);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGKILL);
}

static void a_place_that_is_no_more_is_an_end_with_127(void **state)
{
    (void)state;
    struct worker worker = start("exit 0", "/nowhere/at/all");
    assert_int_equal(WEXITSTATUS(ending_of(&worker)), 127);
}

// The worker's master is a child of ours that kills itself.
static void goes_with_its_master(void **state)
{
    (void)state;
    int ends[2];
    char text[16];
    assert_int_equal(pipe(ends), 0);
    pid_t master = fork();
    if (master == 0) {
        char script[128];
        snprintf(script, sizeof script,
                 "trap 'printf gone >&%d; exit 0' TERM; printf up >&$LIGHTSPEED_MASTER; while :; do sleep 0.01; done",
                 ends[1]);
        struct worker worker = start(script, "/");
        next_word(&worker);
        kill(getpid(), SIGKILL);
    }
    close(ends[1]);
    struct pollfd wait = {.fd = ends[0], .events = POLLIN};
    assert_int_equal(poll(&wait, 1, PATIENCE_MS), 1);
    assert_int_equal(read(ends[0], text, sizeof text), 4);
    assert_memory_equal(text, "gone", 4);
    assert_int_equal(waitpid(master, NULL, 0), master);
    close(ends[0]);
}

static void what_is_not_meant_for_it_is_not_open_in_it(void **state)
{
    (void)state;
    int opened = open("/dev/null", O_RDONLY);
    int secret = fcntl(opened, F_DUPFD_CLOEXEC, 50);
    char script[128];
    snprintf(script, sizeof script, "if [ -e /proc/self/fd/%d ]; then exit 1; else exit 0; fi", secret);
    struct worker worker = start(script, "/");
    assert_int_equal(WEXITSTATUS(ending_of(&worker)), 0);
    close(secret);
    close(opened);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_what_it_is_and_is_known_when_it_ends),
        cmocka_unit_test(is_asked_to_go_once),
        cmocka_unit_test(is_killed_whatever_it_is_at),
        cmocka_unit_test(a_place_that_is_no_more_is_an_end_with_127),
        cmocka_unit_test(goes_with_its_master),
        cmocka_unit_test(what_is_not_meant_for_it_is_not_open_in_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
