// A crew whose program is a shell script that does as it is told, and everything that a program can do wrong.
#include "service/crew.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "value/codec.h"
#include "value/json.h"

#include <fcntl.h>
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

enum { CALLS_MAX = 64, PATIENCE_MS = 30000, LINE_MAX_HERE = 100000 };

// "fn" says what it does; it gives its arguments back, or its number, or worse.
static char program[] = //
    "answer() { printf '{\"id\":%s,%s}\\n' $id \"$1\"; }\n"
    "sleep 0.0$COLD\n"
    "while read -r line; do\n"
    "  id=${line#*:}; id=${id%%,*}; args=${line#*'\"args\":'}; args=${args%?}\n"
    "  fn=${line#*'\"fn\":\"'}; fn=${fn%%'\"'*}\n"
    "  case $fn in\n"
    "  hello) if [ \"$MUTE\" ]; then exit 1; else answer '\"error\":\"no hello\"'; fi;;\n"
    "  echo) answer \"\\\"ok\\\":$args\";;\n"
    "  pid) answer \"\\\"ok\\\":$$\";;\n"
    "  size) answer \"\\\"ok\\\":${#args}\";;\n"
    "  refuse) answer '\"error\":\"not today\"';;\n"
    "  nap) sleep 0.05; answer \"\\\"ok\\\":$$\";;\n"
    "  wait) until [ -e \"$GO\" ]; do sleep 0.01; done; answer '\"ok\":true';;\n"
    "  sleep) sleep 1000;;\n"
    "  wedge) trap '' TERM INT HUP; while :; do :; done;;\n"
    "  fork) sleep 1000 & wait;;\n"
    "  die) exit 7;;\n"
    "  crash) kill -SEGV $$;;\n"
    "  garbage) echo 'Hello, world';;\n"
    "  half) printf '{\"id\":'; exit 0;;\n"
    "  huge) yes | tr -d '\\n';;\n"
    "  flood) yes;;\n"
    "  both) answer '\"ok\":1,\"error\":\"x\"';;\n"
    "  other) id=12345; answer '\"ok\":1';;\n"
    "  twice) answer '\"ok\":1'; answer '\"ok\":2';;\n"
    "  last) answer '\"ok\":\"bye\"'; exit 0;;\n"
    "  chatter) yes noise | head -n 5000 >&2; answer '\"ok\":true';;\n"
    "  deaf) exec <&-; answer '\"ok\":true'; sleep 1000;;\n"
    "  *) answer '\"error\":\"no such function\"';;\n"
    "  esac\n"
    "done\n";

static char shell[] = "sh";
static char option[] = "-c";
static char path[] = "PATH=/usr/bin:/bin";
static char cold[] = "COLD=4";
static char mute[] = "MUTE=1";
static char *command[] = {shell, option, program, NULL};
static char *environment[] = {path, NULL};
static char *cold_environment[] = {path, cold, NULL};
static char *mute_environment[] = {path, mute, NULL};

struct call {
    struct errand errand; // first
    bool is_answered;
    char text[256]; // "ok JSON", "error TEXT", "failed TEXT"
};

struct bench {
    uv_loop_t loop;
    struct crew_settings settings;
    struct crew *crew;
    struct call calls[CALLS_MAX];
    int count;
    bool is_closed;
};

static _Thread_local int lines_logged;

static void count_line(struct bytes line)
{
    lines_logged += memmem(line.data, line.size, "noise", 5) || memmem(line.data, line.size, "more lines", 10);
}

static void write_down(struct errand *errand)
{
    static const char *const ends[] = {"ok", "error", "failed", "overdue", "full", "lost"};
    struct call *call = (struct call *)errand;
    struct arena arena = {0};
    struct buffer text = {0};
    struct value value;
    struct error err;
    assert_false(call->is_answered);
    call->is_answered = true;
    buffer_put(&text, buffer_bytes(&errand->answer));
    if (errand->end == ERRAND_DONE) {
        buffer_clear(&text);
        assert_true(codec_decode(buffer_bytes(&errand->answer), &arena, &value, &err));
        json_encode(&value, &text);
    }
    snprintf(call->text, sizeof call->text, "%s %.*s", ends[errand->end], (int)text.size, text.data);
    buffer_destroy(&text);
    arena_destroy(&arena);
}

static struct bench *open_bench(struct crew_settings settings)
{
    struct bench *bench = mem_new_clear(sizeof *bench);
    bench->settings = settings;
    bench->settings.name = "spec";
    if (!settings.child.command) bench->settings.child.command = command;
    if (!settings.child.environment) bench->settings.child.environment = environment;
    bench->settings.child.directory = "/";
    if (!settings.hands) bench->settings.hands = 1;
    if (!settings.queue_max) bench->settings.queue_max = 8;
    if (!settings.line_max) bench->settings.line_max = LINE_MAX_HERE;
    if (!settings.deadline_ms) bench->settings.deadline_ms = PATIENCE_MS;
    if (!settings.start_ms) bench->settings.start_ms = PATIENCE_MS;
    if (!settings.intensity.restarts_max)
        bench->settings.intensity = (struct intensity){.restarts_max = 100, .window_ms = 3600000};
    uv_loop_init(&bench->loop);
    bench->crew = crew_new(&bench->loop, &bench->settings);
    return bench;
}

static struct call *call_with(struct bench *bench, const char *function, const struct value *argument)
{
    assert_true(bench->count < CALLS_MAX);
    struct call *call = &bench->calls[bench->count++];
    struct value items[] = {argument ? *argument : value_nil()};
    struct value_table table = {.items = items, .items_count = argument != NULL};
    struct error err;
    buffer_put(&call->errand.function, bytes_of(function));
    struct value list = {.kind = VALUE_TABLE, .table = &table};
    assert_true(codec_encode(&list, &call->errand.arguments, &err));
    call->errand.answered = write_down;
    crew_call(bench->crew, &call->errand);
    return call;
}

static struct call *call(struct bench *bench, const char *function)
{
    return call_with(bench, function, NULL);
}

static void run_until(struct bench *bench, const bool *is_done)
{
    uint64_t until_ns = clock_ns() + (uint64_t)PATIENCE_MS * 1000000;
    while (!*is_done) {
        uv_run(&bench->loop, UV_RUN_ONCE);
        assert_true(clock_ns() < until_ns);
    }
}

static const char *answer_of(struct bench *bench, struct call *call)
{
    run_until(bench, &call->is_answered);
    return call->text;
}

#define assert_answer(bench, function, expected)                                                                     \
    assert_string_equal(answer_of(bench, call(bench, function)), expected)

static void note_closed(void *self)
{
    *(bool *)self = true;
}

static void close_bench(struct bench *bench)
{
    crew_close(bench->crew, note_closed, &bench->is_closed);
    uv_run(&bench->loop, UV_RUN_DEFAULT);
    assert_true(bench->is_closed);
    crew_delete(bench->crew);
    assert_int_equal(uv_loop_close(&bench->loop), 0);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1); // none is left
    for (int i = 0; i < bench->count; i++) {
        assert_true(bench->calls[i].is_answered);
        errand_destroy(&bench->calls[i].errand);
    }
    mem_free(bench);
}

#define COUNTER(bench, name) ((long)crew_counters((bench)->crew)->name)

// For deadlines that a slow machine may miss with any call: again, until the program does it. How many were killed.
static int insist(struct bench *bench, const char *function)
{
    int killed = 0;
    for (struct call *next = NULL; !next || next->errand.end != ERRAND_DONE;) {
        run_until(bench, &(next = call(bench, function))->is_answered);
        killed += strstr(next->text, "its process was killed") != NULL;
    }
    return killed;
}

static void run_until_up(struct bench *bench, long processes)
{
    uint64_t until_ns = clock_ns() + (uint64_t)PATIENCE_MS * 1000000;
    while (COUNTER(bench, processes) != processes) {
        uv_run(&bench->loop, UV_RUN_ONCE);
        assert_true(clock_ns() < until_ns);
    }
}

// ---- what goes well

static void does_what_it_is_asked(void **state)
{
    (void)state;
    struct bench *bench = open_bench((struct crew_settings){0});
    struct value text = value_string(BYTES("caf\xc3\xa9 \"\n</script>"));
    assert_string_equal(answer_of(bench, call_with(bench, "echo", &text)), "ok [\"caf\xc3\xa9 \\\"\\n<\\/script>\"]");
    assert_answer(bench, "echo", "ok {}");
    assert_answer(bench, "refuse", "error not today");
    assert_answer(bench, "nothing", "error no such function");
    assert_int_equal(COUNTER(bench, calls_total), 4);
    assert_int_equal(COUNTER(bench, done_total), 2);
    assert_int_equal(COUNTER(bench, refused_total), 2);
    assert_int_equal(COUNTER(bench, processes), 1);
    assert_int_equal(COUNTER(bench, restarts_total), 0);
    close_bench(bench);
}

static void does_as_many_at_once_as_it_has_hands(void **state)
{
    (void)state;
    struct bench *bench = open_bench((struct crew_settings){.hands = 4, .queue_max = 40});
    struct call *naps[8];
    while (COUNTER(bench, processes) < 4) uv_run(&bench->loop, UV_RUN_ONCE);
    for (int i = 0; i < 8; i++) naps[i] = call(bench, "nap");
    for (int i = 0; i < 8; i++) {
        answer_of(bench, naps[i]);
        for (int earlier = 0; earlier < i && i < 4; earlier++) // each of the first four went to another process
            assert_string_not_equal(naps[i]->text, naps[earlier]->text);
    }
    assert_int_equal(COUNTER(bench, done_total), 8);
    assert_int_equal(COUNTER(bench, waiting), 0);
    assert_int_equal(COUNTER(bench, working), 0);
    close_bench(bench);
}

static void takes_a_long_line_in_pieces(void **state)
{
    (void)state;
    static char letters[90000];
    memset(letters, 'x', sizeof letters);
    struct bench *bench = open_bench((struct crew_settings){0});
    struct value text = value_string((struct bytes){letters, sizeof letters});
    assert_string_equal(answer_of(bench, call_with(bench, "size", &text)), "ok 90004");
    struct call *echo = call_with(bench, "echo", &text);
    run_until(bench, &echo->is_answered);
    assert_int_equal(echo->errand.end, ERRAND_DONE);
    assert_int_equal(echo->errand.answer.size, sizeof letters + 7);
    close_bench(bench);
}

static void tells_how_long_a_start_takes(void **state)
{
    (void)state;
    struct bench *bench = open_bench((struct crew_settings){.child.environment = cold_environment});
    assert_answer(bench, "echo", "ok {}");
    assert_in_range(COUNTER(bench, cold_start_ms), 40, PATIENCE_MS);
    close_bench(bench);
}

// ---- what cannot be said

static void refuses_what_json_cannot_say(void **state)
{
    (void)state;
    static char letters[LINE_MAX_HERE];
    memset(letters, 'x', sizeof letters);
    struct bench *bench = open_bench((struct crew_settings){0});
    struct value bytes = value_string(BYTES("\xff\xfe"));
    struct value number = value_float(1e308 * 10);
    struct value long_text = value_string((struct bytes){letters, sizeof letters});
    assert_string_equal(answer_of(bench, call_with(bench, "echo", &bytes)),
                        "failed spec.echo: its arguments cannot be sent: a text that is not UTF-8; write it in "
                        "base64 or hex");
    assert_string_equal(answer_of(bench, call_with(bench, "echo", &number)),
                        "failed spec.echo: its arguments cannot be sent: a number that is not finite");
    assert_string_equal(answer_of(bench, call_with(bench, "echo", &long_text)),
                        "failed spec.echo: its arguments cannot be sent: 100032 bytes, more than 100000");
    assert_answer(bench, "echo", "ok {}");
    assert_int_equal(COUNTER(bench, restarts_total), 0); // no process was asked
    close_bench(bench);
}

// ---- what goes wrong

static void what_wedges_is_killed_at_its_deadline_and_replaced(void **state)
{
    static const char *const ways[] = {"sleep", "wedge", "fork"};
    (void)state;
    struct bench *bench = open_bench((struct crew_settings){.deadline_ms = 300});
    int killed = 3 + insist(bench, "pid");
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        char expected[120];
        snprintf(expected, sizeof expected,
                 "overdue spec.%s: its process was killed: it did not answer within 300 ms", ways[i]);
        assert_answer(bench, ways[i], expected);
        killed += insist(bench, "pid");
    }
    assert_int_equal(COUNTER(bench, killed_total), killed);
    assert_int_equal(COUNTER(bench, restarts_total), killed);
    assert_int_equal(COUNTER(bench, crashed_total), 0); // a deadline is not the program's failure
    close_bench(bench);
}

static void ended_by_hand_all_are_replaced_at_once_and_it_is_no_failure(void **state)
{
    (void)state;
    struct bench *bench = open_bench((struct crew_settings){.hands = 2, .intensity = {1, 3600000}});
    char text[CREW_TROUBLE_MAX];
    for (int times = 1; times <= 3; times++) {
        struct call *wedged = call(bench, "wedge");
        char before[256];
        snprintf(before, sizeof before, "%s", answer_of(bench, call(bench, "pid")));
        crew_end_hands(bench->crew);
        assert_string_equal(answer_of(bench, wedged), "failed spec.wedge: its process was ended by hand");
        assert_string_not_equal(answer_of(bench, call(bench, "pid")), before);
        run_until_up(bench, 2);
        assert_int_equal(COUNTER(bench, restarts_total), 2 * times);
    }
    crew_read_trouble(bench->crew, text);
    assert_string_equal(text, "a process was ended by hand");
    assert_int_equal(COUNTER(bench, crashed_total), 0);
    assert_int_equal(COUNTER(bench, resting), 0);
    close_bench(bench);
}

static void what_crashes_is_replaced_and_says_how_it_ended(void **state)
{
    static const struct {
        const char *function, *answer;
    } cases[] = {
        {"die", "failed spec.die: its process ended with code 7"},
        {"crash", "failed spec.crash: its process ended by signal 11, Segmentation fault"},
        {"half", "failed spec.half: its process ended with code 0"},
        {"garbage", "failed spec.garbage: its process was killed: it wrote byte 0: expected a value, got 'H': Hello, "
                    "world"},
        {"both", "failed spec.both: its process was killed: it wrote not {\"id\":N,\"ok\":...} or "
                 "{\"id\":N,\"error\":\"...\"}: "},
        {"other", "failed spec.other: its process was killed: it wrote what nobody asked for: "
                  "{\"id\":12345,\"ok\":1}"},
        {"huge", "failed spec.huge: its process was killed: it wrote a line that is too long: "
                 "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"},
        {"flood", "failed spec.flood: its process was killed: it wrote byte 0: expected a value, got 'y': y"},
    };
    (void)state;
    struct bench *bench = open_bench((struct crew_settings){0});
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct call *bad = call(bench, cases[i].function);
        const char *text = answer_of(bench, bad);
        if (strncmp(text, cases[i].answer, strlen(cases[i].answer)) != 0) fail_msg("%s: %s", cases[i].function, text);
        close_bench(bench); // the pauses of one crew would grow
        bench = open_bench((struct crew_settings){0});
    }
    assert_answer(bench, "die", cases[0].answer);
    assert_answer(bench, "echo", "ok {}");
    assert_int_equal(COUNTER(bench, crashed_total), 1);
    assert_int_equal(COUNTER(bench, restarts_total), 1);
    close_bench(bench);
}

static void words_that_nobody_asked_for_cost_nobody_his_answer(void **state)
{
    (void)state;
    struct bench *bench = open_bench((struct crew_settings){0});
    assert_answer(bench, "twice", "ok 1");
    while (COUNTER(bench, crashed_total) == 0) uv_run(&bench->loop, UV_RUN_ONCE);
    assert_answer(bench, "echo", "ok {}");
    close_bench(bench);
}

static void what_it_said_before_its_end_counts(void **state)
{
    (void)state;
    struct bench *bench = open_bench((struct crew_settings){0});
    assert_answer(bench, "last", "ok \"bye\"");
    while (COUNTER(bench, crashed_total) == 0) uv_run(&bench->loop, UV_RUN_ONCE);
    assert_answer(bench, "echo", "ok {}");
    close_bench(bench);
}

static void one_that_does_not_listen_any_more_is_replaced(void **state)
{
    (void)state;
    struct bench *bench = open_bench((struct crew_settings){.deadline_ms = 300});
    insist(bench, "deaf");
    struct call *next = call(bench, "echo");
    run_until(bench, &next->is_answered);
    assert_int_equal(next->errand.end, ERRAND_OVERDUE);
    insist(bench, "echo");
    close_bench(bench);
}

static void its_chatter_reaches_the_log_with_a_bound(void **state)
{
    (void)state;
    lines_logged = 0;
    log_set_level(LOG_WARNING);
    log_set_writer(count_line);
    struct bench *bench = open_bench((struct crew_settings){0});
    assert_answer(bench, "chatter", "ok true");
    close_bench(bench); // the rest of it is heard until its end
    log_set_writer(NULL);
    log_set_level((enum log_level)(LOG_ERROR + 1));
    assert_in_range(lines_logged, 20, 500); // 5,000 were written
}

// ---- too much

static void what_cannot_wait_is_refused_and_what_waits_too_long_is_told(void **state)
{
    (void)state;
    struct bench *bench = open_bench((struct crew_settings){.queue_max = 2, .deadline_ms = 1000});
    insist(bench, "echo"); // it is up
    struct call *wedge = call(bench, "wedge");
    struct call *waits[] = {call(bench, "wedge"), call(bench, "echo"), call(bench, "echo")};
    assert_string_equal(answer_of(bench, waits[2]), "full spec.echo: 2 calls already wait");
    assert_int_equal(COUNTER(bench, waiting), 2);
    assert_true(strncmp(answer_of(bench, wedge), "overdue spec.wedge: its process was killed", 42) == 0);
    run_until(bench, &waits[0]->is_answered);
    run_until(bench, &waits[1]->is_answered);
    assert_string_equal(waits[1]->text, "overdue spec.echo: all of its processes were busy for 1000 ms");
    assert_int_equal(COUNTER(bench, full_total), 1);
    assert_true(COUNTER(bench, late_total) >= 1);
    close_bench(bench);
}

static void who_waits_only_so_long_is_told_and_the_process_goes_on(void **state)
{
    (void)state;
    char go[64], variable[80];
    snprintf(go, sizeof go, "/tmp/lightspeed-crew-%d", (int)getpid());
    snprintf(variable, sizeof variable, "GO=%s", go);
    unlink(go);
    char *waiting_environment[] = {path, variable, NULL};
    struct bench *bench = open_bench((struct crew_settings){.child.environment = waiting_environment});
    assert_answer(bench, "echo", "ok {}");
    struct call *calls[] = {call(bench, "wait"), call(bench, "echo")};
    calls[0]->errand.timeout_ms = calls[1]->errand.timeout_ms = 1;
    assert_string_equal(answer_of(bench, calls[0]), "overdue spec.wait: no answer within 1 ms");
    assert_string_equal(answer_of(bench, calls[1]), "overdue spec.echo: all of its processes were busy for 1 ms");
    assert_int_equal(COUNTER(bench, working), 1); // still
    int file = creat(go, 0600);
    assert_true(file >= 0);
    close(file);
    assert_answer(bench, "echo", "ok {}");
    unlink(go);
    assert_int_equal(COUNTER(bench, killed_total), 0);
    close_bench(bench);
}

static void what_nobody_waits_for_takes_nobodys_place(void **state)
{
    (void)state;
    struct bench *bench = open_bench((struct crew_settings){.queue_max = 3});
    struct call *waiting[3];
    assert_answer(bench, "echo", "ok {}");
    struct call *first = call(bench, "nap");
    for (int i = 0; i < 3; i++) waiting[i] = call(bench, "echo");
    atomic_store(&waiting[0]->errand.is_cancelled, true);
    atomic_store(&waiting[2]->errand.is_cancelled, true);
    assert_answer(bench, "echo", "ok {}");
    assert_true(strncmp(answer_of(bench, first), "ok ", 3) == 0);
    assert_string_equal(answer_of(bench, waiting[0]), "lost spec.echo: nobody waits for it any more");
    assert_string_equal(answer_of(bench, waiting[1]), "ok {}");
    assert_int_equal(COUNTER(bench, full_total), 0);
    close_bench(bench);
}

static void what_nobody_waits_for_does_not_begin(void **state)
{
    (void)state;
    struct bench *bench = open_bench((struct crew_settings){0});
    struct call *first = call(bench, "nap");
    struct call *second = call(bench, "die");
    atomic_store(&second->errand.is_cancelled, true);
    assert_true(strncmp(answer_of(bench, first), "ok ", 3) == 0);
    assert_string_equal(answer_of(bench, second), "lost spec.die: nobody waits for it any more");
    assert_answer(bench, "echo", "ok {}");
    assert_int_equal(COUNTER(bench, crashed_total), 0);
    close_bench(bench);
}

static void a_program_that_only_crashes_rests_and_is_tried_again(void **state)
{
    (void)state;
    struct bench *bench = open_bench((struct crew_settings){.intensity = {.restarts_max = 2, .window_ms = 3000},
                                                            .child.environment = mute_environment});
    assert_answer(bench, "echo",
                  "failed spec.echo: its program failed more than 2 times in 3 s and rests for a while");
    assert_int_equal(COUNTER(bench, crashed_total), 3);
    assert_int_equal(COUNTER(bench, restarts_total), 2);
    assert_int_equal(COUNTER(bench, resting), 1);
    assert_answer(bench, "echo",
                  "failed spec.echo: its program failed more than 2 times in 3 s and rests for a while");
    bool is_up = false;
    while (!is_up) {
        uv_run(&bench->loop, UV_RUN_ONCE);
        is_up = COUNTER(bench, crashed_total) > 3; // tried again
    }
    close_bench(bench);
}

static void a_program_that_is_not_there_rests_too(void **state)
{
    static char nothing[] = "no-such-program-anywhere";
    char *missing[] = {nothing, NULL};
    (void)state;
    struct bench *bench = open_bench(
        (struct crew_settings){.intensity = {.restarts_max = 1, .window_ms = 3600000}, .child.command = missing});
    assert_answer(bench, "echo",
                  "failed spec.echo: its program failed more than 1 times in 3600 s and rests for a while");
    assert_int_equal(COUNTER(bench, crashed_total), 2);
    assert_int_equal(COUNTER(bench, restarts_total), 1);
    close_bench(bench);
}

static void one_that_does_not_come_up_is_killed(void **state)
{
    static char sleeping[] = "sleep 1000";
    char *sleeper[] = {shell, option, sleeping, NULL};
    (void)state;
    struct bench *bench = open_bench((struct crew_settings){
        .start_ms = 100, .intensity = {.restarts_max = 1, .window_ms = 3600000}, .child.command = sleeper});
    assert_answer(bench, "echo",
                  "failed spec.echo: its program failed more than 1 times in 3600 s and rests for a while");
    assert_int_equal(COUNTER(bench, crashed_total), 2);
    assert_int_equal(COUNTER(bench, killed_total), 0);
    close_bench(bench);
}

// ---- its end

static void ends_in_time_whatever_its_processes_are_at(void **state)
{
    (void)state;
    struct bench *bench = open_bench((struct crew_settings){.hands = 2});
    assert_answer(bench, "echo", "ok {}");
    struct call *calls[] = {call(bench, "wedge"), call(bench, "wedge"), call(bench, "echo")};
    while (COUNTER(bench, working) < 2) uv_run(&bench->loop, UV_RUN_ONCE);
    uint64_t began_ns = clock_ns();
    uv_update_time(&bench->loop); // what it waits for counts from then on
    crew_close(bench->crew, note_closed, &bench->is_closed);
    for (int i = 0; i < 3; i++) assert_true(calls[i]->is_answered);
    assert_string_equal(calls[2]->text, "lost spec.echo: the host is going down");
    run_until(bench, &bench->is_closed);
    assert_in_range((clock_ns() - began_ns) / 1000000, 900, PATIENCE_MS);
    uv_run(&bench->loop, UV_RUN_DEFAULT);
    struct call *late = call(bench, "echo");
    crew_delete(bench->crew);
    assert_string_equal(late->text, "lost the host is going down");
    assert_int_equal(uv_loop_close(&bench->loop), 0);
    for (int i = 0; i < bench->count; i++) errand_destroy(&bench->calls[i].errand);
    mem_free(bench);
}

static int quiet(void **state)
{
    (void)state;
    signal(SIGPIPE, SIG_IGN);
    log_set_level((enum log_level)(LOG_ERROR + 1));
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(does_what_it_is_asked),
        cmocka_unit_test(does_as_many_at_once_as_it_has_hands),
        cmocka_unit_test(takes_a_long_line_in_pieces),
        cmocka_unit_test(tells_how_long_a_start_takes),
        cmocka_unit_test(refuses_what_json_cannot_say),
        cmocka_unit_test(what_wedges_is_killed_at_its_deadline_and_replaced),
        cmocka_unit_test(ended_by_hand_all_are_replaced_at_once_and_it_is_no_failure),
        cmocka_unit_test(what_crashes_is_replaced_and_says_how_it_ended),
        cmocka_unit_test(words_that_nobody_asked_for_cost_nobody_his_answer),
        cmocka_unit_test(what_it_said_before_its_end_counts),
        cmocka_unit_test(one_that_does_not_listen_any_more_is_replaced),
        cmocka_unit_test(its_chatter_reaches_the_log_with_a_bound),
        cmocka_unit_test(what_cannot_wait_is_refused_and_what_waits_too_long_is_told),
        cmocka_unit_test(who_waits_only_so_long_is_told_and_the_process_goes_on),
        cmocka_unit_test(what_nobody_waits_for_takes_nobodys_place),
        cmocka_unit_test(what_nobody_waits_for_does_not_begin),
        cmocka_unit_test(a_program_that_only_crashes_rests_and_is_tried_again),
        cmocka_unit_test(a_program_that_is_not_there_rests_too),
        cmocka_unit_test(one_that_does_not_come_up_is_killed),
        cmocka_unit_test(ends_in_time_whatever_its_processes_are_at),
    };
    return cmocka_run_group_tests(tests, quiet, NULL);
}
