// literal.h.
#include "value/literal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h> // after ours: its macro fail() would hide base/error.h's

static void reads_digits_as_an_integer(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t integer;
    } cases[] = {
        {"0", 0},
        {"7", 7},
        {"-7", -7},
        {"+7", 7},
        {"007", 7},
        {"-0", 0},
        {"9223372036854775807", INT64_MAX},
        {"-9223372036854775808", INT64_MIN},
        {"0000000000000000000000000000000000000000012", 12},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t integer;
        if (!literal_integer(bytes_of(cases[i].text), &integer) || integer != cases[i].integer)
            fail_msg("%s", cases[i].text);
    }
}

static void reads_nothing_else_as_an_integer(void **state)
{
    (void)state;
    static const struct bytes texts[] = {
        BYTES(""),
        BYTES("-"),
        BYTES("+"),
        BYTES("+-7"),
        BYTES(" 7"),
        BYTES("7 "),
        BYTES("7.0"),
        BYTES("7."),
        BYTES("1e3"),
        BYTES("0x7"),
        BYTES("7\0"),
        BYTES("9223372036854775808"),
        BYTES("x"),
        BYTES("\xd9\xa7"),
        BYTES("-9223372036854775809"),
        BYTES("99999999999999999999"),
    };
    int64_t integer;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (literal_integer(texts[i], &integer)) fail_msg("'%s'", texts[i].data);
}

static void reads_decimals_as_a_number(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double number;
    } cases[] = {
        {"7", 7},      {"-7.5", -7.5},
        {"+.5", 0.5},  {"-.5e1", -5},
        {"1e3", 1000}, {"1E-2", 0.01},
        {"1e+2", 100}, {"00.10", 0.1},
        {"1e-999", 0}, {"0.1000000000000000055511151231257827021181583404541015625", 0.1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double number;
        if (!literal_number(bytes_of(cases[i].text), &number) || number != cases[i].number)
            fail_msg("%s", cases[i].text);
    }
}

static void reads_nothing_else_as_a_number(void **state)
{
    (void)state;
    static const struct bytes texts[] = {
        BYTES(""),   BYTES("-"),   BYTES("."),     BYTES("+."),  BYTES("1."),    BYTES("1.e3"),   BYTES("e3"),
        BYTES("1e"), BYTES("1e+"), BYTES("1e1.5"), BYTES("inf"), BYTES("nan"),   BYTES("0x1"),    BYTES("1,5"),
        BYTES(" 1"), BYTES("1 "),  BYTES("1\0"),   BYTES("--1"), BYTES("1e400"), BYTES("-1e400"), BYTES("1_000"),
    };
    double number;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (literal_number(texts[i], &number)) fail_msg("'%s'", texts[i].data);
}

static void takes_no_number_of_more_than_128_bytes(void **state)
{
    (void)state;
    char digits[LITERAL_SIZE_MAX + 1];
    int64_t integer;
    double number;
    memset(digits, '0', sizeof digits);
    assert_true(literal_integer((struct bytes){digits, LITERAL_SIZE_MAX}, &integer));
    assert_true(literal_number((struct bytes){digits, LITERAL_SIZE_MAX}, &number));
    assert_false(literal_integer((struct bytes){digits, sizeof digits}, &integer));
    assert_false(literal_number((struct bytes){digits, sizeof digits}, &number));
}

static void reads_what_a_checkbox_says(void **state)
{
    (void)state;
    bool boolean;
    assert_true(literal_boolean(BYTES("true"), &boolean) && boolean);
    assert_true(literal_boolean(BYTES("on"), &boolean) && boolean);
    assert_true(literal_boolean(BYTES("false"), &boolean) && !boolean);
    assert_true(literal_boolean(BYTES(""), &boolean) && !boolean);
    assert_false(literal_boolean(BYTES("off"), &boolean));
    assert_false(literal_boolean(BYTES("TRUE"), &boolean));
    assert_false(literal_boolean(BYTES("true\0"), &boolean));
}

// Every day of four centuries, counted: 400 Gregorian years have 146,097.
static void knows_every_day_of_four_hundred_years(void **state)
{
    (void)state;
    char text[11] = "0000-00-00";
    int days = 0;
    for (int year = 1601; year <= 2000; year++)
        for (int month = 0; month < 20; month++)
            for (int day = 0; day < 40; day++) {
                int parts[] = {year / 1000, year / 100 % 10, year / 10 % 10, year % 10};
                for (int i = 0; i < 4; i++) text[i] = (char)('0' + parts[i]);
                text[5] = (char)('0' + month / 10);
                text[6] = (char)('0' + month % 10);
                text[8] = (char)('0' + day / 10);
                text[9] = (char)('0' + day % 10);
                days += literal_is_date((struct bytes){text, 10});
            }
    assert_int_equal(days, 146097);
}

static void expect_texts(bool (*is)(struct bytes), const char *const *good, const char *const *bad)
{
    for (; *good; good++)
        if (!is(bytes_of(*good))) fail_msg("%s was not taken", *good);
    for (; *bad; bad++)
        if (is(bytes_of(*bad))) fail_msg("%s was taken", *bad);
}

static void knows_addresses_and_times_as_people_write_them(void **state)
{
    (void)state;
    expect_texts(
        literal_is_email, (const char *const[]){"a@b", "a.b+c@d-e.fg", "\xc3\xa9@x.org", NULL},
        (const char *const[]){"", "@", "a@", "@b", "a b@c", "a@b@c", "a@.b", "a@b.", "a@-b", "a@b-", "a@b c", NULL});
    expect_texts(literal_is_url, (const char *const[]){"http://a", "HTTPS://a.b/c?d#e", NULL},
                 (const char *const[]){"", "http://", "http:///x", "https://?", "ftp://a", "//a", "http://a b",
                                       "http://a\n", "javascript:alert(1)", NULL});
    expect_texts(literal_is_uuid, (const char *const[]){"123e4567-E89B-12d3-a456-426614174000", NULL},
                 (const char *const[]){"", "123e4567e89b12d3a456426614174000", "123e4567-e89b-12d3-a456-42661417400g",
                                       "123e4567-e89b-12d3-a456_426614174000", NULL});
    expect_texts(literal_is_datetime, (const char *const[]){"2026-11-21T09:30", "2026-11-21 23:59:59", NULL},
                 (const char *const[]){"", "2026-11-21", "2026-02-30T09:30", "2026-11-21T24:00", "2026-11-21T09:60",
                                       "2026-11-21T09:30:60", "2026-11-21T9:30", "2026-11-21T09:30Z", NULL});
}

static void counts_money_in_its_smallest_unit(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        unsigned digits;
        int64_t amount;
    } cases[] = {{"12.50", 2, 1250}, {"12,5", 2, 1250}, {"12", 2, 1200},     {"-0.05", 2, -5},
                 {"+1", 0, 1},       {"0", 4, 0},       {"1.2345", 4, 12345}};
    static const char *const others[] = {"", ".", ".5", "1.", "1.234", "1,2,3", "1 000", "1e3", "--1", "abc"};
    int64_t amount;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_true(literal_money(bytes_of(cases[i].text), cases[i].digits, &amount));
        assert_int_equal(amount, cases[i].amount);
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (literal_money(bytes_of(others[i]), 2, &amount)) fail_msg("%s was taken", others[i]);
    assert_false(literal_money(BYTES("9223372036854775807"), 2, &amount));
    assert_false(literal_money(BYTES("1.5"), 0, &amount));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_addresses_and_times_as_people_write_them),
        cmocka_unit_test(counts_money_in_its_smallest_unit),
        cmocka_unit_test(reads_digits_as_an_integer),
        cmocka_unit_test(reads_nothing_else_as_an_integer),
        cmocka_unit_test(reads_decimals_as_a_number),
        cmocka_unit_test(reads_nothing_else_as_a_number),
        cmocka_unit_test(takes_no_number_of_more_than_128_bytes),
        cmocka_unit_test(reads_what_a_checkbox_says),
        cmocka_unit_test(knows_every_day_of_four_hundred_years),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
