// See literal.h.
#include "value/literal.h"

#include <math.h>
#include <stdlib.h>

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static size_t skip_digits(struct bytes text, size_t at)
{
    while (at < text.size && is_digit(text.data[at])) at++;
    return at;
}

static bool is_at(struct bytes text, size_t at, char byte)
{
    return at < text.size && text.data[at] == byte;
}

static size_t skip_sign(struct bytes text, size_t at)
{
    return is_at(text, at, '+') || is_at(text, at, '-') ? at + 1 : at;
}

bool literal_integer(struct bytes text, int64_t *integer)
{
    size_t begin = skip_sign(text, 0);
    bool negative = is_at(text, 0, '-');
    uint64_t limit = (uint64_t)INT64_MAX + negative;
    uint64_t magnitude = 0;
    if (begin == text.size || text.size > LITERAL_SIZE_MAX || skip_digits(text, begin) != text.size) return false;
    for (size_t at = begin; at < text.size; at++) {
        unsigned digit = (unsigned)(text.data[at] - '0');
        if (magnitude > (limit - digit) / 10) return false;
        magnitude = magnitude * 10 + digit;
    }
    *integer = (int64_t)(negative ? 0 - magnitude : magnitude);
    return true;
}

// Where the number that begins the text ends; 0 where none does.
static size_t number_end(struct bytes text)
{
    size_t whole = skip_sign(text, 0);
    size_t end = skip_digits(text, whole);
    bool has_digits = end > whole;
    if (is_at(text, end, '.')) {
        size_t fraction = end + 1;
        end = skip_digits(text, fraction);
        if (end == fraction) return 0;
        has_digits = true;
    }
    if (!has_digits) return 0;
    if (!is_at(text, end, 'e') && !is_at(text, end, 'E')) return end;
    size_t exponent = skip_sign(text, end + 1);
    end = skip_digits(text, exponent);
    return end > exponent ? end : 0;
}

bool literal_number(struct bytes text, double *number)
{
    char copy[LITERAL_SIZE_MAX + 1]; // strtod wants a final zero
    if (text.size == 0 || text.size > LITERAL_SIZE_MAX || number_end(text) != text.size) return false;
    memcpy(copy, text.data, text.size);
    copy[text.size] = 0;
    *number = strtod(copy, NULL);
    return isfinite(*number);
}

bool literal_boolean(struct bytes text, bool *boolean)
{
    *boolean = bytes_equal(text, BYTES("true")) || bytes_equal(text, BYTES("on"));
    return *boolean || bytes_equal(text, BYTES("false")) || text.size == 0;
}

static int days_in(int year, int month)
{
    static const char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

bool literal_is_date(struct bytes text)
{
    if (text.size != 10) return false;
    for (size_t i = 0; i < 10; i++)
        if (i == 4 || i == 7 ? text.data[i] != '-' : !is_digit(text.data[i])) return false;
    int year = atoi((char[]){text.data[0], text.data[1], text.data[2], text.data[3], 0});
    int month = atoi((char[]){text.data[5], text.data[6], 0});
    int day = atoi((char[]){text.data[8], text.data[9], 0});
    return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= days_in(year, month);
}
