// utf8.h, against a decoder that is written the other way round: every sequence of up to three bytes, and the borders
// of those of four.
#include "value/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h> // after ours: its macro fail() would hide base/error.h's

// The size that a character ought to have, found by encoding every code that there is.
static size_t expected_size(uint32_t code)
{
    return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}

static bool is_surrogate(uint32_t code)
{
    return code >= 0xd800 && code <= 0xdfff;
}

static void writes_and_reads_every_character(void **state)
{
    (void)state;
    for (uint32_t code = 0; code <= 0x10ffff; code++) {
        char text[UTF8_SIZE_MAX];
        if (is_surrogate(code)) continue;
        size_t size = utf8_put(text, code);
        if (size != expected_size(code) || utf8_size((struct bytes){text, size}) != size) fail_msg("U+%x", code);
        for (size_t cut = 0; cut < size; cut++) assert_int_equal(utf8_size((struct bytes){text, cut}), 0);
    }
}

// The number of sequences of two and of three bytes that are characters is known, so none too many is taken.
static void takes_no_sequence_that_is_no_character(void **state)
{
    (void)state;
    size_t taken[5] = {0};
    for (uint32_t bytes = 0; bytes <= 0xffffff; bytes++) {
        char text[] = {(char)(bytes >> 16), (char)(bytes >> 8), (char)bytes};
        size_t size = utf8_size((struct bytes){text, 3});
        taken[size]++;
        if (size == 3) assert_true((unsigned char)text[0] >= 0xe0);
    }
    assert_int_equal(taken[1], 0x80 << 16);
    assert_int_equal(taken[2], (0x800 - 0x80) << 8);
    assert_int_equal(taken[3], 0x10000 - 0x800 - 0x800);
    assert_int_equal(taken[4], 0);
}

static void knows_the_borders_of_four_bytes(void **state)
{
    (void)state;
    static const struct {
        struct bytes text;
        size_t size;
    } cases[] = {
        {BYTES("\xf0\x8f\xbf\xbf"), 0}, {BYTES("\xf0\x90\x80\x80"), 4}, {BYTES("\xf4\x8f\xbf\xbf"), 4},
        {BYTES("\xf4\x90\x80\x80"), 0}, {BYTES("\xf5\x80\x80\x80"), 0}, {BYTES("\xf1\x80\x80\x7f"), 0},
        {BYTES("\xf1\x80\xc0\x80"), 0}, {BYTES("\xf1\x80\x80\xc0"), 0}, {BYTES("\xf8\x88\x80\x80"), 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(utf8_size(cases[i].text), cases[i].size);
}

static void counts_characters_and_every_stray_byte(void **state)
{
    (void)state;
    assert_int_equal(utf8_count(BYTES("")), 0);
    assert_int_equal(utf8_count(BYTES("abc")), 3);
    assert_int_equal(utf8_count(BYTES("\xc3\xa4\xe4\xb8\x96\xf0\x9f\x98\x80")), 3);
    assert_int_equal(utf8_count(BYTES("a\xff\xc3")), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_and_reads_every_character),
        cmocka_unit_test(takes_no_sequence_that_is_no_character),
        cmocka_unit_test(knows_the_borders_of_four_bytes),
        cmocka_unit_test(counts_characters_and_every_stray_byte),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
