// lua_text.h: what is written reads back as the very same value, and what is no value is refused at its byte.
#include "value/lua_text.h"

#include "value/codec.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h> // after ours: its macro fail() would hide base/error.h's

static const char *written(const struct value *value, struct buffer *out)
{
    buffer_clear(out);
    lua_text_put(out, value);
    buffer_put_byte(out, 0);
    return out->data;
}

static void a_text_reads_back_and_is_written_the_same(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "nil",
        "true",
        "false",
        "0",
        "-7",
        "9223372036854775807",
        "math.mininteger",
        "7.0",
        "-0.0",
        "0.1",
        "1e+300",
        "1/0",
        "-1/0",
        "0/0",
        "\"\"",
        "\"a \\\"b\\\" \\\\ \\n\\r\\t\"",
        "\"\\0001\\0x\\255\"",
        "\"gr\xc3\xbc\xc3\x9f \xf0\x9f\x98\x80\"",
        "{}",
        "{ 1, { 2 }, \"x\" }",
        "{ a = 1, _b2 = { c = true } }",
        "{ 1, [-5] = 2, [7] = 3, [\"1\"] = 4, [\"end\"] = 5, [\"two words\"] = 6 }",
    };
    struct buffer out = {0};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct arena arena = {0};
        struct value value;
        struct error err = {0};
        if (!lua_text_read(bytes_of(texts[i]), &arena, &value, &err)) fail_msg("%s: %s", texts[i], err.text);
        assert_string_equal(written(&value, &out), texts[i]);
        arena_destroy(&arena);
    }
    buffer_destroy(&out);
}

static void what_is_read_is_as_exact_as_its_canonical_bytes(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        struct bytes canonical;
    } cases[] = {
        {"7", BYTES("\x47")},
        {"7.0", BYTES("\x04\0\0\0\0\0\0\x1c\x40")},
        {" { 1 , a = \"x\" , } ", BYTES("\x06\x01\x01\x41\x81\x61\x81\x78")},
        {"{\n[\"a\"]=1}", BYTES("\x06\x00\x01\x81\x61\x41")},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena arena = {0};
        struct buffer out = {0};
        struct value value;
        struct error err = {0};
        assert_true(lua_text_read(bytes_of(cases[i].text), &arena, &value, &err));
        assert_true(codec_encode(&value, &out, &err));
        if (!bytes_equal(buffer_bytes(&out), cases[i].canonical)) fail_msg("%s", cases[i].text);
        buffer_destroy(&out);
        arena_destroy(&arena);
    }
}

static void says_where_a_text_is_no_value(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"", "byte 1: expected a value"},
        {"x", "byte 1: expected a value"},
        {"{ 1", "byte 4: expected , or }"},
        {"{ 1 2 }", "byte 5: expected , or }"},
        {"{ a = }", "byte 7: expected a value"},
        {"{ [true] = 1 }", "byte 8: expected a string or an integer"},
        {"\"x", "byte 3: expected a final \""},
        {"\"\\x41\"", "byte 3: expected one of"},
        {"\"\\256\"", "expected a byte from"},
        {"1 2", "byte 3: expected the end"},
        {"9223372036854775808", "expected a value"},
        {"f()", "byte 1: expected a value"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena arena = {0};
        struct value value;
        struct error err = {0};
        if (lua_text_read(bytes_of(cases[i][0]), &arena, &value, &err)) fail_msg("'%s' is read", cases[i][0]);
        if (!strstr(err.text, cases[i][1])) fail_msg("'%s': %s", cases[i][0], err.text);
        arena_destroy(&arena);
    }
}

static void a_text_that_is_too_deep_is_refused(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct buffer text = {0};
    struct value value;
    struct error err = {0};
    for (int i = 0; i < 100000; i++) buffer_put_byte(&text, '{');
    assert_false(lua_text_read(buffer_bytes(&text), &arena, &value, &err));
    assert_int_equal(err.code, ERROR_TOO_LARGE);
    buffer_destroy(&text);
    arena_destroy(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_reads_back_and_is_written_the_same),
        cmocka_unit_test(what_is_read_is_as_exact_as_its_canonical_bytes),
        cmocka_unit_test(says_where_a_text_is_no_value),
        cmocka_unit_test(a_text_that_is_too_deep_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
