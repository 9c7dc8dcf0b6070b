// Crews on their own thread: called from another one, counted, stopped.
#include "service/workshop.h"

#include "base/log.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { CALLS = 40 };

static char shell[] = "sh";
static char option[] = "-c";
static char path[] = "PATH=/usr/bin:/bin";
static char kind[] = "while read -r line; do id=${line#*:}; echo \"{\\\"id\\\":${id%%,*},\\\"ok\\\":true}\"; done";
static char deaf[] = "read -r line; id=${line#*:}; echo \"{\\\"id\\\":${id%%,*},\\\"ok\\\":true}\"; trap '' TERM;"
                     "while :; do :; done";
static char *kind_command[] = {shell, option, kind, NULL};
static char *deaf_command[] = {shell, option, deaf, NULL};
static char *environment[] = {path, NULL};

static struct crew_settings settings(const char *name, char **command)
{
    return (struct crew_settings){
        .name = name,
        .child = {.command = command, .environment = environment, .directory = "/"},
        .hands = 2,
        .queue_max = CALLS,
        .line_max = 1000,
        .deadline_ms = 60000,
        .start_ms = 60000,
        .intensity = {.restarts_max = 3, .window_ms = 60000},
    };
}

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t happened = PTHREAD_COND_INITIALIZER;
static int answered;

static void note(struct errand *errand)
{
    (void)errand;
    pthread_mutex_lock(&lock);
    answered++;
    pthread_cond_signal(&happened);
    pthread_mutex_unlock(&lock);
}

static void works_for_other_threads_and_ends_when_it_is_told(void **state)
{
    (void)state;
    struct crew_settings crews[] = {settings("kind", kind_command), settings("deaf", deaf_command)};
    static struct errand errands[CALLS + 2];
    struct error err;
    log_set_level((enum log_level)(LOG_ERROR + 1));
    struct workshop *workshop = workshop_start(crews, 2, &err);
    assert_non_null(workshop);
    for (int i = 0; i < CALLS + 2; i++) {
        buffer_put(&errands[i].function, BYTES("f"));
        buffer_put(&errands[i].arguments, (struct bytes){"\x06\x00\x00", 3});
        errands[i].answered = note;
        crew_call(workshop_crew(workshop, i >= CALLS), &errands[i]);
    }
    pthread_mutex_lock(&lock);
    while (answered < CALLS) pthread_cond_wait(&happened, &lock);
    pthread_mutex_unlock(&lock);
    struct buffer text = {0};
    workshop_write_metrics(workshop, &text);
    buffer_put_byte(&text, 0);
    assert_non_null(strstr(text.data, "# HELP lightspeed_program_calls_total calls of programs\n"
                                      "# TYPE lightspeed_program_calls_total counter\n"
                                      "lightspeed_program_calls_total{program=\"kind\"} 40\n"));
    assert_non_null(strstr(text.data, "lightspeed_program_done_total{program=\"kind\"} 40\n"
                                      "lightspeed_program_done_total{program=\"deaf\"} 0\n"));
    assert_non_null(strstr(text.data, "lightspeed_program_waiting{program=\"kind\"} 0\n"));
    buffer_destroy(&text);
    workshop_stop(workshop);
    assert_int_equal(answered, CALLS + 2);
    for (int i = 0; i < CALLS + 2; i++) {
        assert_int_equal(errands[i].end, i < CALLS ? ERRAND_DONE : ERRAND_LOST);
        errand_destroy(&errands[i]);
    }
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    workshop_stop(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(works_for_other_threads_and_ends_when_it_is_told)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
