// Log lines go through a thread: all of them, in order, and nobody waits for a reader.
#include "service/log_writer.h"

#include "base/log.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { READ_MAX = 1024 * 1024 };

static int saved;

struct reader {
    int end;
    char *text;
    size_t size;
};

// Standard error becomes a pipe; its reading end is returned.
static int catch_errors(void)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    saved = dup(STDERR_FILENO);
    dup2(ends[1], STDERR_FILENO);
    close(ends[1]);
    return ends[0];
}

static void let_go(void)
{
    dup2(saved, STDERR_FILENO);
    close(saved);
}

static size_t read_all(int end, char *text)
{
    size_t size = 0;
    for (ssize_t got; (got = read(end, text + size, READ_MAX - 1 - size)) > 0;) size += (size_t)got;
    text[size] = 0;
    close(end);
    return size;
}

static void lines_arrive_whole_and_in_order(void **unused)
{
    (void)unused;
    char *text = malloc(READ_MAX);
    int end = catch_errors();
    log_writer_start();
    for (int i = 0; i < 100; i++) log_line(LOG_INFO, "line %d.", i);
    log_writer_stop();
    let_go();
    read_all(end, text);
    const char *at = text;
    for (int i = 0; i < 100; i++) {
        char expected[32];
        snprintf(expected, sizeof expected, "info line %d.\n", i);
        at = strstr(at, expected);
        assert_non_null(at);
    }
    free(text);
}

static void *read_in_a_thread(void *argument)
{
    struct reader *reader = argument;
    reader->size = read_all(reader->end, reader->text);
    return NULL;
}

// A pipe holds 64 KiB, the ring 256, and nobody reads while 900 KB are logged: whoever logs does not notice.
static void nobody_waits_for_a_reader_and_what_was_dropped_is_told(void **unused)
{
    (void)unused;
    struct reader reader = {.text = malloc(READ_MAX)};
    pthread_t thread;
    char filler[1001];
    memset(filler, 'x', 1000);
    filler[1000] = 0;
    reader.end = catch_errors();
    log_writer_start();
    for (int i = 0; i < 900; i++) log_line(LOG_INFO, "%s", filler);
    assert_int_equal(pthread_create(&thread, NULL, read_in_a_thread, &reader), 0);
    log_writer_stop();
    let_go(); // the last writing end: the reader comes to its end
    pthread_join(thread, NULL);
    assert_in_range(reader.size, 64 * 1024, 600 * 1024);
    assert_non_null(strstr(reader.text, "log lines were dropped"));
    free(reader.text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_arrive_whole_and_in_order),
        cmocka_unit_test(nobody_waits_for_a_reader_and_what_was_dropped_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
