// quote.h.
#include "value/quote.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h> // after ours: its macro fail() would hide base/error.h's

static void quotes_on_one_readable_line(void **state)
{
    (void)state;
    static const struct {
        struct bytes string;
        const char *quoted;
    } cases[] = {
        {BYTES(""), "\"\""},
        {BYTES("plain text"), "\"plain text\""},
        {BYTES("a\"b\\c"), "\"a\\\"b\\\\c\""},
        {BYTES("\n\t\r"), "\"\\n\\t\\r\""},
        {BYTES("\0\x1b\x7f"), "\"\\x00\\x1b\\x7f\""},
        {BYTES("gr\xc3\xbc\xc3\x9f \xf0\x9f\x98\x80"), "\"gr\xc3\xbc\xc3\x9f \xf0\x9f\x98\x80\""},
        {BYTES("\xff\xc3"), "\"\\xff\\xc3\""},
        {BYTES("\xc2\x9b\xc2\xa0"), "\"\\xc2\\x9b\xc2\xa0\""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct quote quote;
        assert_string_equal(quote_string(&quote, cases[i].string), cases[i].quoted);
    }
}

// Each of the widest characters fills the buffer as far as anything can.
static void cuts_what_is_longer_than_40_characters(void **state)
{
    (void)state;
    static const struct {
        struct bytes character;
        size_t quoted_size;
    } cases[] = {{BYTES("x"), 1},
                 {BYTES("\n"), 2},
                 {BYTES("\xff"), 4},
                 {BYTES("\xf0\x9f\x98\x80"), 4},
                 {BYTES("\xc2\x9b"), 8}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[41 * 4];
        struct quote quote;
        struct bytes character = cases[i].character;
        for (size_t k = 0; k < 41; k++) memcpy(text + k * character.size, character.data, character.size);
        quote_string(&quote, (struct bytes){text, 40 * character.size});
        assert_int_equal(strlen(quote.text), 40 * cases[i].quoted_size + 2);
        quote_string(&quote, (struct bytes){text, 41 * character.size});
        assert_int_equal(strlen(quote.text), 40 * cases[i].quoted_size + 2 + strlen("…"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quotes_on_one_readable_line),
        cmocka_unit_test(cuts_what_is_longer_than_40_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
