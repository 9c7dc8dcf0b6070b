// The pattern matcher by itself. That it agrees with liblua is lib_match_test's business, by random calls.
#include "value/pattern.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static enum pattern_result find(const char *subject, const char *pattern, struct pattern_match *match,
                                struct error *err)
{
    size_t steps = 1000 * 1000;
    return pattern_find(bytes_of(subject), bytes_of(pattern), 0, &steps, match, err);
}

static void finds_what_the_manual_says(void **state)
{
    (void)state;
    static const struct {
        const char *subject, *pattern;
        size_t start, end;
    } cases[] = {
        {"hello world", "o w", 4, 7},
        {"hello", "l+", 2, 4},
        {"hello", "l-o", 2, 5},
        {"  key = value", "%w+", 2, 5},
        {"f(a(b)c)d", "%b()", 1, 8},
        {"THE (quick) fox", "%f[%a]%a+%f[%A]", 0, 3},
        {"abab", "(ab)%1", 0, 4},
        {"x]y", "[]]", 1, 2},
        {"a-b", "[a%-]+", 0, 2},
        {"2026-07-26", "%d%d$", 8, 10},
        {"", "^$", 0, 0},
        {"aaa", "a?a?a?a?", 0, 3},
        {"one;;four", ";()(%w-)();", 3, 5},
        {"$5.00", "%$%d%.%d+", 0, 5},
        {"a\nb", "a.b", 0, 3},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct pattern_match match;
        struct error err;
        assert_int_equal(find(cases[i].subject, cases[i].pattern, &match, &err), PATTERN_FOUND);
        assert_int_equal(match.start, cases[i].start);
        assert_int_equal(match.end, cases[i].end);
    }
}

static void gives_captures_and_positions(void **state)
{
    (void)state;
    struct pattern_match match;
    struct error err;
    assert_int_equal(find("key=value", "(%w+)=()(%w+)", &match, &err), PATTERN_FOUND);
    assert_int_equal(match.captures_count, 3);
    assert_int_equal(match.captures[0].size, 3);
    assert_int_equal(match.captures[1].start, 4);
    assert_int_equal(match.captures[1].size, PATTERN_POSITION);
    assert_int_equal(match.captures[2].start, 4);
    assert_int_equal(match.captures[2].size, 5);
}

static void matches_bytes_that_are_zero(void **state)
{
    (void)state;
    struct pattern_match match;
    struct error err;
    size_t steps = 100;
    assert_int_equal(pattern_find(BYTES("a\0b"), BYTES("[\0]b"), 0, &steps, &match, &err), PATTERN_FOUND);
    assert_int_equal(match.start, 1);
}

static void takes_nothing_for_a_subject_and_a_pattern(void **state)
{
    (void)state;
    struct pattern_match match;
    struct error err;
    size_t steps = 100;
    struct bytes nothing = {0};
    assert_int_equal(pattern_find(nothing, nothing, 0, &steps, &match, &err), PATTERN_FOUND);
    assert_int_equal(pattern_find(nothing, BYTES("a"), 0, &steps, &match, &err), PATTERN_NONE);
    assert_int_equal(pattern_find(nothing, nothing, 1, &steps, &match, &err), PATTERN_NONE);
    assert_true(pattern_check(nothing, &err));
}

// Each of these takes liblua longer than anyone would wait.
static void stops_where_its_steps_are_spent(void **state)
{
    (void)state;
    static char subject[3001];
    memset(subject, 'a', 3000);
    static const char *const patterns[] = {
        ".-.-.-.-.-.-.-.-b", "a*a*a*a*a*a*a*a*b", "(.-)(.-)(.-)(.-)%1%2%3b", "a?a*a?a*a?a*[^a]", "%f[a](.*)(.*)(.*)b",
    };
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        struct pattern_match match;
        struct error err;
        size_t steps = 1000 * 1000;
        assert_int_equal(pattern_find(bytes_of(subject), bytes_of(patterns[i]), 0, &steps, &match, &err),
                         PATTERN_SPENT);
        assert_int_equal(steps, 0);
    }
}

static void lowers_the_steps_by_what_it_spent_and_always_by_the_same(void **state)
{
    (void)state;
    struct pattern_match match;
    struct error err;
    size_t once = 10000, again = 20000, none = 0;
    pattern_find(BYTES("some words here"), BYTES("(%w+) here"), 0, &once, &match, &err);
    pattern_find(BYTES("some words here"), BYTES("(%w+) here"), 0, &again, &match, &err);
    assert_true(once < 10000);
    assert_int_equal(10000 - once, 20000 - again);
    assert_int_equal(pattern_find(BYTES("a"), BYTES("a"), 0, &none, &match, &err), PATTERN_SPENT);
}

static void a_balanced_search_over_millions_of_openings_is_counted(void **state)
{
    (void)state;
    size_t size = 2000 * 1000;
    char *subject = malloc(size);
    memset(subject, '(', size);
    struct pattern_match match;
    struct error err;
    size_t steps = 10 * 1000 * 1000;
    assert_int_equal(pattern_find((struct bytes){subject, size}, BYTES("%b()"), 0, &steps, &match, &err),
                     PATTERN_SPENT);
    free(subject);
}

static const struct {
    const char *pattern, *message;
} malformed[] = {
    {"%", "malformed pattern (ends with '%')"},
    {"[a", "malformed pattern (missing ']')"},
    {"[", "malformed pattern (missing ']')"},
    {"[]", "malformed pattern (missing ']')"},
    {"[^]", "malformed pattern (missing ']')"},
    {"[a%", "malformed pattern (missing ']')"},
    {"[a%]", "malformed pattern (missing ']')"},
    {"%b", "malformed pattern (missing arguments to '%b')"},
    {"%ba", "malformed pattern (missing arguments to '%b')"},
    {"%f", "missing '[' after '%f' in pattern"},
    {"%fa", "missing '[' after '%f' in pattern"},
    {"%f[a", "malformed pattern (missing ']')"},
    {"(", "unfinished capture"},
    {"()(", "unfinished capture"},
    {")", "invalid pattern capture"},
    {"())", "invalid pattern capture"},
    {"%1", "invalid capture index %1"},
    {"(%1)", "invalid capture index %1"},
    {"()%2", "invalid capture index %2"},
    {"%0", "invalid capture index %0"},
};

static void refuses_what_is_malformed_in_liblua_s_words(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof malformed / sizeof *malformed; i++) {
        struct pattern_match match;
        struct error err = {.code = ERROR_NONE};
        assert_int_equal(find("", malformed[i].pattern, &match, &err), PATTERN_BAD);
        assert_string_equal(err.text, malformed[i].message);
        err.text[0] = 0;
        assert_false(pattern_check(bytes_of(malformed[i].pattern), &err));
        assert_string_equal(err.text, malformed[i].message);
    }
}

static struct bytes repeat(const char *piece, size_t count)
{
    size_t size = strlen(piece);
    char *text = malloc(size * count + 1);
    for (size_t i = 0; i < count; i++) memcpy(text + i * size, piece, size);
    return (struct bytes){text, size * count};
}

static void assert_refused(const char *piece, size_t count, const char *message)
{
    struct bytes pattern = repeat(piece, count);
    struct pattern_match match;
    struct error err;
    size_t steps = 1000 * 1000;
    assert_int_equal(pattern_find(BYTES("aaa"), pattern, 0, &steps, &match, &err), PATTERN_BAD);
    assert_string_equal(err.text, message);
    assert_false(pattern_check(pattern, &err));
    assert_string_equal(err.text, message);
    free((char *)pattern.data);
}

static void bounds_captures_and_depth(void **state)
{
    (void)state;
    assert_refused("()", PATTERN_CAPTURES_MAX + 1, "too many captures");
    assert_refused("b*", PATTERN_DEPTH_MAX, "pattern too complex");

    struct bytes pattern = repeat("b*", PATTERN_DEPTH_MAX - 1);
    struct pattern_match match;
    struct error err;
    size_t steps = 1000 * 1000;
    assert_int_equal(pattern_find(BYTES("aaa"), pattern, 0, &steps, &match, &err), PATTERN_FOUND);
    assert_true(pattern_check(pattern, &err));
    free((char *)pattern.data);
}

static uint64_t draw(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    return *seed ^= *seed << 17;
}

// pattern_check reads the whole pattern, the matcher only what it comes to: so what passes the check never turns out
// to be malformed, whatever the subject.
static void what_passes_the_check_is_never_malformed(void **state)
{
    (void)state;
    static const char letters[] = "ab(()).%%%*+-?[]^$b1f";
    uint64_t seed = 88172645463325252u;
    int passed = 0;
    for (int i = 0; i < 200000; i++) {
        char pattern[12], subject[8];
        struct bytes p = {pattern, draw(&seed) % sizeof pattern}, s = {subject, draw(&seed) % sizeof subject};
        for (size_t at = 0; at < p.size; at++) pattern[at] = letters[draw(&seed) % (sizeof letters - 1)];
        for (size_t at = 0; at < s.size; at++) subject[at] = letters[draw(&seed) % (sizeof letters - 1)];
        struct pattern_match match;
        struct error err;
        size_t steps = 100 * 1000;
        if (!pattern_check(p, &err)) continue;
        passed++;
        if (pattern_find(s, p, 0, &steps, &match, &err) == PATTERN_BAD)
            fail_msg("'%.*s' passed the check, then: %s", (int)p.size, pattern, err.text);
    }
    assert_true(passed > 1000);
}

static bool give_ten(void *self)
{
    int *portions = self;
    return ++*portions < 10;
}

static void pays_in_portions_as_long_as_somebody_gives(void **state)
{
    (void)state;
    struct pattern_match match;
    struct error err;
    int portions = 0;
    size_t steps;
    struct pattern_purse purse = {5, give_ten, &portions};
    assert_int_equal(pattern_find_paying(BYTES("some words"), BYTES("words"), 0, &purse, &steps, &match, &err),
                     PATTERN_FOUND);
    assert_int_equal(match.start, 5);
    assert_in_range(portions, 1, 9);
    assert_in_range(steps, 0, 5);
    portions = 0;
    assert_int_equal(
        pattern_find_paying(BYTES("aaaaaaaaaaaaaaaa"), BYTES("a*a*a*a*b"), 0, &purse, &steps, &match, &err),
        PATTERN_SPENT);
    assert_int_equal(portions, 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_what_the_manual_says),
        cmocka_unit_test(gives_captures_and_positions),
        cmocka_unit_test(matches_bytes_that_are_zero),
        cmocka_unit_test(takes_nothing_for_a_subject_and_a_pattern),
        cmocka_unit_test(stops_where_its_steps_are_spent),
        cmocka_unit_test(lowers_the_steps_by_what_it_spent_and_always_by_the_same),
        cmocka_unit_test(a_balanced_search_over_millions_of_openings_is_counted),
        cmocka_unit_test(refuses_what_is_malformed_in_liblua_s_words),
        cmocka_unit_test(bounds_captures_and_depth),
        cmocka_unit_test(what_passes_the_check_is_never_malformed),
        cmocka_unit_test(pays_in_portions_as_long_as_somebody_gives),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
