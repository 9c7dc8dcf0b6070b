// A master, a process of its own, with shell scripts for workers. Each worker writes down what happens to it; nothing
// here depends on how fast that is.
#include "process/master.h"

#include "base/log.h"
#include "process/notify.h"

#include <poll.h>
#include <setjmp.h>
#include <signal.h>
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

enum { PATIENCE_MS = 30000, STEP_MS = 5, DIARY_MAX = 4096, LONG_MS = 600000 };

struct house {
    pid_t master;
    int heard; // what the master's own service manager hears
    char directory[64];
    char diary[DIARY_MAX];
};

// What a script can say in a word. A worker's number is the count of those before it, and one.
#define WORDS                                                                                                        \
    "note() { echo $1 >> diary; }; say() { printf $1 >&$LIGHTSPEED_MASTER; };"                                       \
    "wait_for_ever() { while :; do sleep 0.01; done; };"                                                             \
    "beat_for_ever() { while :; do sleep 0.02; say WATCHDOG=1; done; };"                                             \
    "echo >> count; n=$(wc -l < count); note start$n; trap 'note term$n; exit 0' TERM; trap 'note hup$n' HUP;"

#define SERVE "note serve$n; say READY=1; beat_for_ever"

static const struct master_settings patient = {
    .program = {.path = "sh", .watchdog_ms = LONG_MS},
    .intensity = {.restarts_max = 3, .window_ms = LONG_MS},
    .start_ms = LONG_MS,
    .drain_ms = LONG_MS,
};

static struct house *open_house(const char *script, struct master_settings settings)
{
    static char shell[] = "worker";
    static char option[] = "-c";
    struct house *house = calloc(1, sizeof *house);
    int ends[2];
    strcpy(house->directory, "/tmp/lightspeed-master-XXXXXX");
    assert_non_null(mkdtemp(house->directory));
    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends), 0);
    house->heard = ends[0];
    house->master = fork();
    if (house->master == 0) {
        char *copy = strdup(script);
        char *arguments[] = {shell, option, copy, NULL};
        char number[16];
        snprintf(number, sizeof number, "%d", ends[1]);
        setenv("LIGHTSPEED_MASTER", number, 1); // it does not care who its manager is
        notify_open();
        settings.program.arguments = arguments;
        settings.program.directory = house->directory;
        int code = master_run(&settings);
        free(copy);
        free(house);
        _exit(code);
    }
    close(ends[1]);
    return house;
}

static const char *read_diary(struct house *house)
{
    char path[96];
    snprintf(path, sizeof path, "%s/diary", house->directory);
    FILE *file = fopen(path, "r");
    size_t size = file ? fread(house->diary, 1, DIARY_MAX - 1, file) : 0;
    house->diary[size] = 0;
    if (file) fclose(file);
    for (char *at = house->diary; *at; at++)
        if (*at == '\n') *at = ' ';
    return house->diary;
}

static void await(struct house *house, const char *expected)
{
    for (int waited = 0; !strstr(read_diary(house), expected); waited += STEP_MS) {
        if (waited > PATIENCE_MS) fail_msg("'%s' is not in '%s'", expected, house->diary);
        usleep(STEP_MS * 1000);
    }
}

// The next word but signs of life.
static const char *next_word(struct house *house)
{
    static char text[256];
    do {
        struct pollfd wait = {.fd = house->heard, .events = POLLIN};
        ssize_t size = poll(&wait, 1, PATIENCE_MS) == 1 ? recv(house->heard, text, sizeof text - 1, 0) : 0;
        text[size > 0 ? size : 0] = 0;
    } while (strcmp(text, "WATCHDOG=1") == 0);
    return text;
}

static void assert_word(struct house *house, const char *expected)
{
    const char *word = next_word(house);
    if (strncmp(word, expected, strlen(expected)) != 0) fail_msg("'%s' was said, not '%s'", word, expected);
}

// The master's exit code, when it ends.
static int close_house(struct house *house)
{
    char command[128];
    int status;
    for (int waited = 0; waitpid(house->master, &status, WNOHANG) != house->master; waited += STEP_MS) {
        if (waited > PATIENCE_MS) fail_msg("the master does not end: '%s'", read_diary(house));
        usleep(STEP_MS * 1000);
    }
    close(house->heard);
    snprintf(command, sizeof command, "rm -r %s", house->directory);
    read_diary(house);
    assert_int_equal(system(command), 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void assert_diary(struct house *house, const char *expected, int code)
{
    assert_int_equal(close_house(house), code);
    assert_string_equal(house->diary, expected);
    free(house);
}

static void starts_one_worker_and_takes_it_along_at_the_end(void **state)
{
    (void)state;
    struct house *house = open_house(WORDS SERVE, patient);
    await(house, "serve1");
    assert_int_equal(strncmp(next_word(house), "READY=1\nSTATUS=worker ", 22), 0);
    kill(house->master, SIGTERM);
    assert_string_equal(next_word(house), "STOPPING=1");
    assert_diary(house, "start1 serve1 term1 ", 0);
}

static void a_worker_that_never_served_is_not_started_again_and_its_code_is_the_masters(void **state)
{
    (void)state;
    assert_diary(open_house(WORDS "exit 2", patient), "start1 ", 2);
    assert_diary(open_house(WORDS "kill -9 $$", patient), "start1 ", EXIT_GIVEN_UP);
}

static void a_worker_that_crashed_is_followed_by_another(void **state)
{
    (void)state;
    struct house *house = open_house(WORDS "if [ $n -lt 3 ]; then say READY=1; kill -9 $$; fi; " SERVE, patient);
    await(house, "serve3");
    kill(house->master, SIGINT);
    assert_diary(house, "start1 start2 start3 serve3 term3 ", 0);
}

static void gives_up_when_workers_crash_too_often(void **state)
{
    (void)state;
    struct house *house = open_house(WORDS "say READY=1; exit 1", patient);
    assert_diary(house, "start1 start2 start3 start4 ", EXIT_GIVEN_UP);
}

static void those_that_do_not_come_up_after_a_crash_count_as_well(void **state)
{
    (void)state;
    struct house *house = open_house(WORDS "if [ $n = 1 ]; then say READY=1; fi; exit 1", patient);
    assert_diary(house, "start1 start2 start3 start4 ", EXIT_GIVEN_UP);
}

// The first says nothing any more after a while; its shell would go on for ever.
static void a_worker_that_hangs_is_killed_and_followed_by_another(void **state)
{
    (void)state;
    struct master_settings settings = patient;
    settings.program.watchdog_ms = 2000;
    const char script[] = WORDS "if [ $n = 1 ]; then trap '' TERM; note hang; say READY=1; say WATCHDOG=1;"
                                "wait_for_ever; fi; " SERVE;
    struct house *house = open_house(script, settings);
    await(house, "hang");
    await(house, "serve2");
    kill(house->master, SIGTERM);
    assert_int_equal(close_house(house), 0);
    assert_int_equal(strncmp(house->diary, "start1 hang start2 serve2 ", 26), 0);
    free(house);
}

static pid_t worker_pid(struct house *house)
{
    const char *said;
    do said = next_word(house);
    while (strncmp(said, "READY=1\nSTATUS=worker ", 22) != 0);
    return (pid_t)strtol(said + 22, NULL, 10);
}

// As a machine does that is moved or paused: all at once, for longer than a worker may be silent.
static void a_standstill_of_the_machine_is_no_silence_of_a_worker(void **state)
{
    (void)state;
    struct master_settings settings = patient;
    settings.program.watchdog_ms = 3000;
    struct house *house = open_house(WORDS SERVE, settings);
    await(house, "serve1");
    pid_t worker = worker_pid(house);
    kill(worker, SIGSTOP);
    usleep(100000); // the master has heard all that it said
    kill(house->master, SIGSTOP);
    usleep(4000000);
    kill(house->master, SIGCONT);
    usleep(300000); // and has looked for whom is overdue
    kill(worker, SIGCONT);
    kill(house->master, SIGTERM);
    assert_diary(house, "start1 serve1 term1 ", 0);
}

static void a_worker_that_does_not_come_up_in_time_is_killed(void **state)
{
    (void)state;
    struct master_settings settings = patient;
    bool has_begun = false;
    for (settings.start_ms = 300; !has_begun; settings.start_ms *= 2) { // a shell may need longer than it has
        struct house *house = open_house(WORDS "trap '' TERM; wait_for_ever", settings);
        assert_int_equal(close_house(house), EXIT_GIVEN_UP);
        has_begun = *house->diary;
        if (has_begun) assert_string_equal(house->diary, "start1 ");
        free(house);
    }
}

static void a_worker_that_does_not_go_in_time_is_killed(void **state)
{
    (void)state;
    struct master_settings settings = patient;
    settings.drain_ms = 100;
    struct house *house = open_house(WORDS "trap '' TERM; " SERVE, settings);
    await(house, "serve1");
    kill(house->master, SIGTERM);
    assert_diary(house, "start1 serve1 ", 0);
}

static void a_new_version_serves_before_the_old_one_goes(void **state)
{
    (void)state;
    struct house *house = open_house(WORDS SERVE, patient);
    await(house, "serve1");
    assert_word(house, "READY=1\nSTATUS=worker ");
    kill(house->master, SIGUSR2);
    assert_word(house, "RELOADING=1\nMONOTONIC_USEC=");
    await(house, "term1");
    await(house, "serve2");
    assert_word(house, "READY=1\nSTATUS=worker ");
    kill(house->master, SIGUSR2);
    await(house, "term2");
    await(house, "serve3");
    kill(house->master, SIGTERM);
    assert_int_equal(close_house(house), 0);
    assert_true(strstr(house->diary, "start2") < strstr(house->diary, "term1"));
    assert_true(strstr(house->diary, "start3") < strstr(house->diary, "term2"));
    free(house);
}

static void a_new_version_that_does_not_come_up_leaves_the_old_one(void **state)
{
    (void)state;
    struct house *house = open_house(WORDS "if [ $n = 2 ]; then note bad; exit 1; fi; " SERVE, patient);
    await(house, "serve1");
    assert_word(house, "READY=1");
    kill(house->master, SIGUSR2);
    assert_word(house, "RELOADING=1\nMONOTONIC_USEC=");
    assert_word(house, "READY=1"); // it is over, and nothing came of it
    await(house, "bad");
    kill(house->master, SIGHUP); // it is still there to hear this
    await(house, "hup1");
    kill(house->master, SIGUSR2); // the next try
    await(house, "serve3");
    await(house, "term1");
    kill(house->master, SIGTERM);
    assert_diary(house, "start1 serve1 start2 bad hup1 start3 serve3 term1 term3 ", 0);
}

// Such as what both keep in one directory.
static void a_new_version_that_waits_for_what_the_old_one_holds_gets_it(void **state)
{
    (void)state;
    const char script[] = WORDS "if [ $n = 2 ]; then say WAITING=1;"
                                "while ! grep -q term1 diary; do sleep 0.01; done; fi; " SERVE;
    struct house *house = open_house(script, patient);
    await(house, "serve1");
    kill(house->master, SIGUSR2);
    await(house, "serve2");
    kill(house->master, SIGTERM);
    assert_diary(house, "start1 serve1 start2 term1 serve2 term2 ", 0);
}

static void a_reload_is_told_on(void **state)
{
    (void)state;
    const char script[] = WORDS "trap 'say RELOADING=1; say READY=1; note hup$n' HUP; " SERVE;
    struct house *house = open_house(script, patient);
    await(house, "serve1");
    next_word(house);
    kill(house->master, SIGHUP);
    assert_string_equal(next_word(house), "RELOADING=1");
    assert_int_equal(strncmp(next_word(house), "READY=1", 7), 0);
    await(house, "hup1");
    kill(house->master, SIGTERM);
    assert_diary(house, "start1 serve1 hup1 term1 ", 0);
}

int main(void)
{
    log_set_level(LOG_ERROR + 1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(starts_one_worker_and_takes_it_along_at_the_end),
        cmocka_unit_test(a_worker_that_never_served_is_not_started_again_and_its_code_is_the_masters),
        cmocka_unit_test(a_worker_that_crashed_is_followed_by_another),
        cmocka_unit_test(gives_up_when_workers_crash_too_often),
        cmocka_unit_test(those_that_do_not_come_up_after_a_crash_count_as_well),
        cmocka_unit_test(a_worker_that_hangs_is_killed_and_followed_by_another),
        cmocka_unit_test(a_standstill_of_the_machine_is_no_silence_of_a_worker),
        cmocka_unit_test(a_worker_that_does_not_come_up_in_time_is_killed),
        cmocka_unit_test(a_worker_that_does_not_go_in_time_is_killed),
        cmocka_unit_test(a_new_version_serves_before_the_old_one_goes),
        cmocka_unit_test(a_new_version_that_does_not_come_up_leaves_the_old_one),
        cmocka_unit_test(a_new_version_that_waits_for_what_the_old_one_holds_gets_it),
        cmocka_unit_test(a_reload_is_told_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
