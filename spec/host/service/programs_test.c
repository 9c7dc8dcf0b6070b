// The programs of an app: calls go out as errands and come home as answers.
#include "service/programs.h"

#include "base/log.h"
#include "base/mem.h"
#include "value/answer.h"
#include "value/codec.h"
#include "value/json.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { CALLS_MAX = 16 };

// A program that answers "wait" when it may go on, and everything else at once.
#define PROGRAM                                                                                                      \
    "while read -r line; do id=${line#*:}; id=${id%%,*};"                                                            \
    "case $line in *wait*) until [ -e $GO ]; do sleep 0.01; done;; *wedge*) sleep 1000;; esac;"                      \
    "case $line in *refuse*) echo \"{\\\"id\\\":$id,\\\"error\\\":\\\"no\\\"}\";;"                                   \
    "*) echo \"{\\\"id\\\":$id,\\\"ok\\\":\\\"$WORD\\\"}\";; esac; done"

struct desk {
    uv_loop_t loop;
    struct inbox home;
    int came_home;
    struct arena arena;
    struct vm_service_about about[2];
    struct vm_service_source source;
    struct programs *programs;
    struct call *calls[CALLS_MAX];
    int count;
    char go[64]; // when this file is there, whoever waits goes on
};

static struct desk *desk;

static void come_home(struct inbox_message *message, void *receiver)
{
    (void)message;
    ((struct desk *)receiver)->came_home++;
}

static struct bytes describe(struct arena *arena, const char *word)
{
    struct value items[] = {value_string(BYTES("sh")), value_string(BYTES("-c")), value_string(BYTES(PROGRAM))};
    struct value_table command = {.items = items, .items_count = 3};
    struct value_pair variables[] = {{value_string(BYTES("GO")), value_string(bytes_of(desk->go))},
                                     {value_string(BYTES("WORD")), value_string(bytes_of(word))}};
    struct value passed[] = {value_string(BYTES("HOME_OF_SPEC")), value_string(BYTES("NOWHERE"))};
    struct value_table environment = {.pairs = variables, .pairs_count = 2, .items = passed, .items_count = 2};
    struct value_pair pairs[] = {{value_string(BYTES("command")), {.kind = VALUE_TABLE, .table = &command}},
                                 {value_string(BYTES("environment")), {.kind = VALUE_TABLE, .table = &environment}}};
    struct value_table table = {.pairs = pairs, .pairs_count = 2};
    struct value all = {.kind = VALUE_TABLE, .table = &table};
    struct buffer out = {0};
    struct error err;
    assert_true(codec_encode(&all, &out, &err));
    struct bytes kept = arena_copy(arena, buffer_bytes(&out));
    buffer_destroy(&out);
    return kept;
}

static int set_up(void **state)
{
    (void)state;
    desk = mem_new_clear(sizeof *desk);
    uv_loop_init(&desk->loop);
    inbox_create(&desk->home, &desk->loop, desk);
    log_set_level((enum log_level)(LOG_ERROR + 1));
    snprintf(desk->go, sizeof desk->go, "/tmp/lightspeed-programs-%d", (int)getpid());
    unlink(desk->go);
    desk->about[0] = (struct vm_service_about){.name = BYTES("lua")};
    desk->about[1] = (struct vm_service_about){
        .name = BYTES("words"), .pool = 1, .deadline_ms = 60000, .program = describe(&desk->arena, "hello")};
    desk->source = (struct vm_service_source){.directory = "/", .all = desk->about, .count = 2};
    desk->programs = programs_open(&desk->source, 1000, 10);
    assert_non_null(desk->programs);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    programs_close(desk->programs);
    uv_run(&desk->loop, UV_RUN_NOWAIT);
    assert_int_equal(desk->came_home, desk->count);
    inbox_close(&desk->home);
    uv_run(&desk->loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&desk->loop), 0);
    for (int i = 0; i < desk->count; i++) call_delete(desk->calls[i]);
    arena_destroy(&desk->arena);
    unlink(desk->go);
    mem_free(desk);
    return 0;
}

static struct call *call(const char *function, uint64_t session, bool is_latest)
{
    struct call *call = call_new();
    snprintf(call->service, sizeof call->service, "words");
    snprintf(call->function, sizeof call->function, "%s", function);
    buffer_put(&call->arguments, (struct bytes){"\x06\x00\x00", 3});
    call->home = &desk->home;
    call->message.deliver = come_home;
    call->session = session;
    call->number = (uint64_t)desk->count + 1;
    call->is_latest = is_latest;
    desk->calls[desk->count++] = call;
    assert_true(programs_take(desk->programs, call));
    return call;
}

static void let_go_on(void)
{
    int file = creat(desk->go, 0600);
    assert_true(file >= 0);
    close(file);
}

static void wait_for(int calls)
{
    while (desk->came_home < calls) uv_run(&desk->loop, UV_RUN_ONCE);
}

static void brings_values_and_errors_home(void **state)
{
    (void)state;
    struct bytes value, problem;
    struct call *good = call("say", 1, false), *bad = call("refuse", 1, false);
    wait_for(2);
    assert_int_equal(good->end, CALL_SAID);
    assert_true(bytes_equal(buffer_bytes(&good->answer), BYTES("\x85hello")));
    assert_int_equal(bad->end, CALL_SAID);
    assert_true(answer_is(buffer_bytes(&bad->answer), &value, &problem));
    assert_null(value.data);
    assert_true(bytes_equal(problem, BYTES("\x82no")));
}

static void takes_its_own_and_no_others(void **state)
{
    (void)state;
    struct call *other = call_new();
    snprintf(other->service, sizeof other->service, "lua");
    assert_false(programs_take(desk->programs, other));
    call_delete(other);
}

static void what_is_cancelled_comes_home_at_once(void **state)
{
    (void)state;
    struct call *runs = call("wait", 1, false), *waits = call("say", 1, false), *stays = call("say", 2, false);
    programs_cancel(desk->programs, 1, runs->number);
    programs_cancel(desk->programs, 1, 0);
    programs_cancel(desk->programs, 3, 0);
    let_go_on();
    wait_for(3);
    assert_int_equal(runs->end, CALL_CANCELLED);
    assert_int_equal(waits->end, CALL_CANCELLED);
    assert_int_equal(stays->end, CALL_SAID);
}

static void only_the_newest_counts_where_that_is_said(void **state)
{
    (void)state;
    struct call *first = call("wait", 1, true), *other = call("say", 1, true), *elsewhere = call("wait", 2, true);
    struct call *second = call("wait", 1, true);
    let_go_on();
    wait_for(4);
    assert_int_equal(first->end, CALL_DROPPED);
    assert_int_equal(other->end, CALL_SAID);
    assert_int_equal(elsewhere->end, CALL_SAID);
    assert_int_equal(second->end, CALL_SAID);
}

static void nothing_is_left_when_it_closes(void **state)
{
    (void)state;
    struct call *runs = call("wedge", 1, false), *waits = call("say", 1, false);
    programs_close(desk->programs);
    desk->programs = NULL;
    wait_for(2);
    assert_int_equal(runs->end, CALL_LOST);
    assert_int_equal(waits->end, CALL_LOST);
}

static void knows_whether_anything_has_changed(void **state)
{
    (void)state;
    assert_true(programs_are_of(desk->programs, &desk->source));
    assert_false(programs_are_of(NULL, &desk->source));
    desk->about[0].pool = 7; // no program
    assert_true(programs_are_of(desk->programs, &desk->source));
    desk->about[1].pool = 7;
    assert_false(programs_are_of(desk->programs, &desk->source));
    desk->about[1].pool = 1;
    desk->about[1].program = describe(&desk->arena, "hi");
    assert_false(programs_are_of(desk->programs, &desk->source));
    desk->source.count = 1;
    assert_false(programs_are_of(desk->programs, &desk->source));
    assert_true(programs_are_of(NULL, &desk->source));
    assert_null(programs_open(&desk->source, 1, 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(brings_values_and_errors_home, set_up, tear_down),
        cmocka_unit_test_setup_teardown(takes_its_own_and_no_others, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_cancelled_comes_home_at_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(only_the_newest_counts_where_that_is_said, set_up, tear_down),
        cmocka_unit_test_setup_teardown(nothing_is_left_when_it_closes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(knows_whether_anything_has_changed, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
