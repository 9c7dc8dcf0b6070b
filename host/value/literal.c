// See literal.h.
#include "value/literal.h"

#include <math.h>
#include <stdlib.h>
#include <strings.h>

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

static bool is_number_at(struct bytes text, size_t at, int max)
{
    if (!is_digit(text.data[at]) || !is_digit(text.data[at + 1])) return false;
    return (text.data[at] - '0') * 10 + text.data[at + 1] - '0' <= max;
}

bool literal_is_datetime(struct bytes text)
{
    if ((text.size != 16 && text.size != 19) || !literal_is_date((struct bytes){text.data, 10})) return false;
    if ((text.data[10] != 'T' && text.data[10] != ' ') || text.data[13] != ':') return false;
    if (!is_number_at(text, 11, 23) || !is_number_at(text, 14, 59)) return false;
    return text.size == 16 || (text.data[16] == ':' && is_number_at(text, 17, 59));
}

static bool is_letter(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte & 0x80);
}

// Letters, digits and hyphens, none of these at an end, 63 at most.
static bool is_label(struct bytes label)
{
    if (label.size == 0 || label.size > 63 || label.data[0] == '-' || label.data[label.size - 1] == '-') return false;
    for (size_t i = 0; i < label.size; i++)
        if (!is_letter(label.data[i]) && !is_digit(label.data[i]) && label.data[i] != '-') return false;
    return true;
}

static bool is_domain(struct bytes domain)
{
    for (;;) {
        const char *dot = domain.size ? memchr(domain.data, '.', domain.size) : NULL;
        size_t size = dot ? (size_t)(dot - domain.data) : domain.size;
        if (!is_label((struct bytes){domain.data, size})) return false;
        if (!dot) return true;
        domain = (struct bytes){dot + 1, domain.size - size - 1};
    }
}

bool literal_is_email(struct bytes text)
{
    enum { EMAIL_SIZE_MAX = 254 };
    const char *at = text.size && text.size <= EMAIL_SIZE_MAX ? memchr(text.data, '@', text.size) : NULL;
    if (!at || at == text.data) return false;
    for (const char *byte = text.data; byte < at; byte++)
        if (!is_letter(*byte) && !is_digit(*byte) && !strchr(".!#$%&'*+/=?^_`{|}~-", *byte)) return false;
    return is_domain((struct bytes){at + 1, (size_t)(text.data + text.size - at - 1)});
}

static bool begins(struct bytes text, struct bytes with)
{
    return text.size >= with.size && strncasecmp(text.data, with.data, with.size) == 0;
}

bool literal_is_url(struct bytes text)
{
    size_t scheme = begins(text, BYTES("https://")) ? 8 : begins(text, BYTES("http://")) ? 7 : 0;
    if (!scheme || scheme == text.size || strchr("/?#", text.data[scheme])) return false;
    for (size_t i = 0; i < text.size; i++)
        if ((unsigned char)text.data[i] <= ' ' || text.data[i] == 0x7f) return false;
    return true;
}

bool literal_is_uuid(struct bytes text)
{
    if (text.size != 36) return false;
    for (size_t i = 0; i < text.size; i++) {
        char byte = text.data[i];
        bool is_hexadecimal = is_digit(byte) || (byte >= 'a' && byte <= 'f') || (byte >= 'A' && byte <= 'F');
        if (i == 8 || i == 13 || i == 18 || i == 23 ? byte != '-' : !is_hexadecimal) return false;
    }
    return true;
}

bool literal_money(struct bytes text, unsigned digits, int64_t *amount)
{
    char plain[LITERAL_SIZE_MAX];
    size_t whole = skip_digits(text, skip_sign(text, 0)), size = text.size;
    size_t behind = whole < size ? size - whole - 1 : 0;
    bool has_point = is_at(text, whole, '.') || is_at(text, whole, ',');
    if (text.size + digits > sizeof plain || whole == skip_sign(text, 0)) return false;
    if (whole < size && (!has_point || behind == 0 || behind > digits)) return false;
    memcpy(plain, text.data, whole);
    if (behind) memcpy(plain + whole, text.data + whole + 1, behind);
    memset(plain + whole + behind, '0', digits - behind);
    return literal_integer((struct bytes){plain, whole + digits}, amount);
}
