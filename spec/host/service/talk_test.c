// Lines of JSON to a program and from it: what is said, what is understood, what is refused.
#include "service/talk.h"

#include "value/codec.h"
#include "value/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct arena arena;
static struct buffer out;

static struct bytes arguments_of(const char *json)
{
    static struct buffer canonical;
    struct value value;
    struct error err;
    assert_true(json_decode(bytes_of(json), &json_limits_frame, &arena, &value, &err));
    buffer_clear(&canonical);
    assert_true(codec_encode(&value, &canonical, &err));
    return buffer_bytes(&canonical);
}

static void asks_in_one_line(void **state)
{
    (void)state;
    struct error err;
    buffer_clear(&out);
    assert_true(
        talk_ask(7, BYTES("sc\"ale"), arguments_of("[\"a\\nb\",2,[true,null],{\"k\":1.5}]"), &arena, &out, &err));
    buffer_put_byte(&out, 0);
    assert_string_equal(out.data, "{\"id\":7,\"fn\":\"sc\\\"ale\",\"args\":[\"a\\nb\",2,[true],{\"k\":1.5}]}");
    buffer_clear(&out);
    assert_true(talk_ask(8, BYTES("f"), arguments_of("[]"), &arena, &out, &err));
    buffer_put_byte(&out, 0);
    assert_string_equal(out.data, "{\"id\":8,\"fn\":\"f\",\"args\":[]}");
}

static void refuses_what_would_not_arrive_as_it_is(void **state)
{
    static const struct {
        struct bytes canonical;
        const char *why;
    } cases[] = {
        {{"\x06\x01\x00\x81\xff", 5}, "a text that is not UTF-8; write it in base64 or hex"},
        {{"\x06\x01\x00\x06\x00\x01\x81\xff\x41", 9}, "a text that is not UTF-8; write it in base64 or hex"},
        {{"\x06\x01\x00\x06\x00\x01\x47\x41", 8}, "the key 7: JSON has lists without gaps, and texts for keys"},
        {{"\x06\x01\x00\x06\x01\x01\x41\x81k\x41", 10},
         "a table that is a list and has keys too: JSON has one or the other"},
        {{"\x06\x01\x00\x04\x00\x00\x00\x00\x00\x00\xf0\x7f", 12}, "a number that is not finite"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct error err;
        assert_false(talk_ask(1, BYTES("f"), cases[i].canonical, &arena, &out, &err));
        assert_int_equal(err.code, ERROR_MISFIT);
        assert_string_equal(err.text, cases[i].why);
    }
}

static void understands_a_value_and_an_error(void **state)
{
    (void)state;
    struct talk_answer answer;
    struct error err;
    assert_true(talk_read(BYTES("{\"id\":9,\"ok\":[1,\"x\"]}"), &arena, &out, &answer, &err));
    assert_true(answer.is_ok);
    assert_int_equal(answer.id, 9);
    assert_true(bytes_equal(answer.content, arguments_of("[1,\"x\"]")));
    assert_true(talk_read(BYTES(" {\"error\":\"no\",\"id\":10} "), &arena, &out, &answer, &err));
    assert_false(answer.is_ok);
    assert_int_equal(answer.id, 10);
    assert_true(bytes_equal(answer.content, BYTES("no")));
    assert_true(talk_read(BYTES("{\"id\":11,\"ok\":null}"), &arena, &out, &answer, &err));
    assert_true(answer.is_ok);
    assert_true(bytes_equal(answer.content, (struct bytes){"\0", 1}));
}

static void refuses_every_other_line(void **state)
{
    static const char *const lines[] = {
        "",
        "hello",
        "7",
        "[]",
        "{}",
        "{\"id\":1}",
        "{\"ok\":1}",
        "{\"id\":\"1\",\"ok\":1}",
        "{\"id\":1.5,\"ok\":1}",
        "{\"id\":1,\"error\":7}",
        "{\"id\":1,\"ok\":1,\"error\":\"x\"}",
        "{\"id\":1,\"ok\":1} {}",
        "{\"id\":1,\"ok\":\"\xff\"}",
        "{\"id\":1,\"ok\":1,\"id\":2}",
        "{\"id\":1,\"ok\":1e999}",
        "{\"id\":1,\"ok\":",
    };
    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct talk_answer answer;
        struct error err = {0};
        if (talk_read(bytes_of(lines[i]), &arena, &out, &answer, &err)) fail_msg("%s", lines[i]);
        assert_true(*err.text);
    }
}

static int let_go(void **state)
{
    (void)state;
    arena_destroy(&arena);
    buffer_destroy(&out);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(asks_in_one_line),
        cmocka_unit_test(refuses_what_would_not_arrive_as_it_is),
        cmocka_unit_test(understands_a_value_and_an_error),
        cmocka_unit_test(refuses_every_other_line),
    };
    return cmocka_run_group_tests(tests, NULL, let_go);
}
