// One child in a loop: lines there and back, their bound, its log, its end.
#include "service/hand.h"

#include "base/log.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { LINES_MAX = 16 };

struct listener {
    uv_loop_t loop;
    struct hand_plan plan;
    struct hand *hand;
    char lines[LINES_MAX][64];
    int count;
    size_t longest;
    char how[200];       // empty: it lives
    const char *answers; // to its first line
};

static char shell[] = "sh";
static char option[] = "-c";
static char path[] = "PATH=/usr/bin:/bin";
static char *environment[] = {path, NULL};

static char logged[4096];

static void keep_log(struct bytes line)
{
    size_t used = strlen(logged);
    snprintf(logged + used, sizeof logged - used, "%.*s", (int)line.size, line.data);
}

static void said(void *owner, struct bytes line)
{
    struct listener *listener = owner;
    if (line.size > listener->longest) listener->longest = line.size;
    if (line.size > listener->plan.line_max) return hand_kill(listener->hand, "talked too much");
    assert_true(listener->count < LINES_MAX);
    snprintf(listener->lines[listener->count++], 64, "%.*s", (int)line.size, line.data);
    if (listener->answers) hand_tell(listener->hand, bytes_of(listener->answers));
    listener->answers = NULL;
}

static void ended(void *owner, const char *how)
{
    struct listener *listener = owner;
    assert_string_equal(listener->how, "");
    assert_false(hand_is_alive(listener->hand));
    snprintf(listener->how, sizeof listener->how, "%s", how);
}

static const struct hand_owner events = {.said = said, .ended = ended};

static void begin(struct listener *listener, const char *script, size_t line_max)
{
    static char copy[512];
    static char *command[] = {shell, option, copy, NULL};
    struct error err;
    snprintf(copy, sizeof copy, "%s", script);
    uv_loop_init(&listener->loop);
    listener->plan = (struct hand_plan){.name = "spec", .line_max = line_max};
    listener->plan.child = (struct child_plan){.command = command, .environment = environment, .directory = "/"};
    listener->hand = hand_start(&listener->loop, &listener->plan, &events, listener, &err);
    assert_non_null(listener->hand);
    assert_true(hand_is_alive(listener->hand));
}

// Until it has ended: then nothing is left in the loop.
static void finish(struct listener *listener)
{
    uv_run(&listener->loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&listener->loop), 0);
    assert_true(*listener->how);
}

static void hears_lines_and_is_heard(void **state)
{
    (void)state;
    struct listener listener = {.answers = "you too"};
    begin(&listener, "printf 'hel'; sleep 0.02; printf 'lo\\n\\na'; read line; echo \"nd $line\"; exit 2", 100);
    finish(&listener);
    assert_int_equal(listener.count, 3);
    assert_string_equal(listener.lines[0], "hello");
    assert_string_equal(listener.lines[1], "");
    assert_string_equal(listener.lines[2], "and you too");
    assert_string_equal(listener.how, "ended with code 2");
}

static void a_line_has_its_longest(void **state)
{
    (void)state;
    struct listener fits = {0}, does_not = {0};
    begin(&fits, "echo 1234567890", 10);
    finish(&fits);
    assert_string_equal(fits.lines[0], "1234567890");
    begin(&does_not, "echo 12345678901; sleep 1000", 10);
    finish(&does_not);
    assert_int_equal(does_not.count, 0);
    assert_string_equal(does_not.how, "talked too much");
    struct listener endless = {0};
    begin(&endless, "yes | tr -d '\\n'", 100000);
    finish(&endless);
    assert_in_range(endless.longest, 100001, 100000 + 65536); // no more than a piece beyond
}

static void hears_the_end_of_its_input(void **state)
{
    (void)state;
    struct listener listener = {0};
    begin(&listener, "while read line; do echo \"$line\"; done; echo over", 100);
    hand_tell(listener.hand, BYTES("one"));
    hand_tell(listener.hand, BYTES("two"));
    hand_dismiss(listener.hand);
    hand_tell(listener.hand, BYTES("after"));
    finish(&listener);
    assert_string_equal(listener.lines[0], "one");
    assert_string_equal(listener.lines[1], "two");
    assert_string_equal(listener.how, "ended with code 0");
}

static void can_be_killed_and_says_for_what(void **state)
{
    (void)state;
    struct listener listener = {0};
    begin(&listener, "trap '' TERM; while :; do :; done", 100);
    hand_kill(listener.hand, "was in the way");
    hand_kill(listener.hand, "for another reason");
    assert_false(hand_is_alive(listener.hand));
    finish(&listener);
    assert_string_equal(listener.how, "was in the way");
}

static void a_child_that_closes_its_streams_lives_on(void **state)
{
    (void)state;
    struct listener listener = {0};
    begin(&listener, "exec <&- >&- 2>&-; sleep 0.1; exit 5", 100);
    hand_tell(listener.hand, BYTES("nobody reads this"));
    finish(&listener);
    assert_string_equal(listener.how, "ended with code 5");
}

enum { LATER_MAX = 6 };

// Those that come later have the descriptors that the first one closed, whichever of theirs these are.
static void begin_later(struct listener *first, struct listener *later, int count)
{
    static char echo[] = "while read line; do echo \"$line\"; done";
    static char *command[] = {shell, option, echo, NULL};
    struct error err;
    for (int i = 0; i < count; i++) {
        later[i] = (struct listener){.plan = first->plan};
        later[i].plan.child.command = command;
        later[i].hand = hand_start(&first->loop, &later[i].plan, &events, &later[i], &err);
        assert_non_null(later[i].hand);
    }
}

// While it lives: at its end all is heard that it ever wrote.
static void wait_for_line(uv_loop_t *loop, const struct listener *listener)
{
    for (int i = 0; i < 10000 && !listener->count; i++) uv_run(loop, UV_RUN_NOWAIT), usleep(1000);
    assert_int_equal(listener->count, 1);
    assert_string_equal(listener->lines[0], "here");
}

static void descriptors_that_one_closes_are_others_from_then_on(void **state)
{
    (void)state;
    for (int unused = 0; unused < LATER_MAX; unused++) {
        struct listener first = {0}, later[LATER_MAX];
        int held[LATER_MAX];
        begin(&first, "echo up; exec >&- 2>&-; read line", 100);
        while (!first.count) uv_run(&first.loop, UV_RUN_ONCE);
        for (int i = 0; i < 20; i++) uv_run(&first.loop, UV_RUN_NOWAIT), usleep(1000);
        for (int i = 0; i < unused; i++) held[i] = dup(0);
        begin_later(&first, later, LATER_MAX);
        hand_dismiss(first.hand);
        while (!*first.how) uv_run(&first.loop, UV_RUN_ONCE);
        for (int i = 0; i < LATER_MAX; i++) hand_tell(later[i].hand, BYTES("here"));
        for (int i = 0; i < LATER_MAX; i++) wait_for_line(&first.loop, &later[i]);
        for (int i = 0; i < LATER_MAX; i++) hand_dismiss(later[i].hand);
        finish(&first);
        for (int i = 0; i < LATER_MAX; i++) assert_string_equal(later[i].how, "ended with code 0");
        for (int i = 0; i < unused; i++) close(held[i]);
    }
}

static void its_standard_error_is_in_the_log(void **state)
{
    (void)state;
    struct listener listener = {0};
    logged[0] = 0;
    log_set_level(LOG_WARNING);
    log_set_writer(keep_log);
    begin(&listener, "echo one >&2; printf 'two\\a' >&2; head -c 1500 /dev/zero | tr '\\0' x >&2", 100);
    int pid = hand_pid(listener.hand);
    finish(&listener);
    log_set_writer(NULL);
    char expected[32];
    snprintf(expected, sizeof expected, "spec[%d]: one\n", pid);
    assert_non_null(strstr(logged, expected));
    snprintf(expected, sizeof expected, "spec[%d]: two x", pid); // a control character is a space there
    assert_non_null(strstr(logged, expected));
    int lines = 0;
    for (const char *at = logged; (at = strchr(at, '\n')); at++) lines++;
    assert_int_equal(lines, 3); // 1,504 bytes are two lines
}

static int ignore_pipes(void **state)
{
    (void)state;
    signal(SIGPIPE, SIG_IGN);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hears_lines_and_is_heard),
        cmocka_unit_test(a_line_has_its_longest),
        cmocka_unit_test(hears_the_end_of_its_input),
        cmocka_unit_test(can_be_killed_and_says_for_what),
        cmocka_unit_test(a_child_that_closes_its_streams_lives_on),
        cmocka_unit_test(descriptors_that_one_closes_are_others_from_then_on),
        cmocka_unit_test(its_standard_error_is_in_the_log),
    };
    return cmocka_run_group_tests(tests, ignore_pipes, NULL);
}
