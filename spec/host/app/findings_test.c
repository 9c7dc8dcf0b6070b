// What is found in an app's files: places are read off the texts, lines are shown with a caret, order is the files'.
#include "support/house.h"

#include "app/findings.h"

static const char *written(const struct findings *findings, enum finding_kind most)
{
    static struct buffer out;
    buffer_clear(&out);
    findings_write(findings, most, &out);
    buffer_put_byte(&out, 0);
    return out.data;
}

static void keep(struct findings *findings, const char *file, const char *text)
{
    findings_keep_source(findings, file, bytes_of(text), (struct bytes){NULL, 0});
}

static void shows_the_source_line_and_a_caret(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        int column;
        const char *expected;
    } cases[] = {
        {"abc", 1, "a.lua:1: no\n    abc\n    ^\n"},
        {"abc", 3, "a.lua:1: no\n    abc\n      ^\n"},
        {"\t  abc  ", 5, "a.lua:1: no\n    abc\n     ^\n"},
        {"abc", 0, "a.lua:1: no\n    abc\n"},
        {"abc", 4, "a.lua:1: no\n    abc\n"},
        {"  abc", 1, "a.lua:1: no\n    abc\n"},
        {"äöü x", 8, "a.lua:1: no\n    äöü x\n        ^\n"},
        {"a\tb\x1b[1m", 3, "a.lua:1: no\n    a b [1m\n      ^\n"},
        {"   ", 1, "a.lua:1: no\n"},
        {"", 0, "a.lua:1: no\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct findings findings = {0};
        keep(&findings, "a.lua", cases[i].line);
        findings_say(&findings, FINDING_ERROR, BYTES("a.lua"), 1, cases[i].column, "%s", "no");
        assert_string_equal(written(&findings, FINDING_ERROR), cases[i].expected);
        findings_destroy(&findings);
    }
}

static void shows_the_part_of_a_long_line_that_matters(void **state)
{
    (void)state;
    char line[1001];
    for (size_t column = 1; column <= 1000; column++) {
        struct findings findings = {0};
        memset(line, '-', 1000);
        line[1000] = 0;
        line[column - 1] = 'X';
        keep(&findings, "a.lua", line);
        findings_say(&findings, FINDING_ERROR, BYTES("a.lua"), 1, (int64_t)column, "no");
        const char *shown = strchr(written(&findings, FINDING_ERROR), '\n') + 1;
        const char *caret = strchr(shown, '\n') + 1;
        assert_true(caret - shown <= 105);
        assert_int_equal(shown[strcspn(caret, "^")], 'X');
        findings_destroy(&findings);
    }
}

static void reads_places_off_texts(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *file;
        int line;
        const char *rest;
    } cases[] = {
        {"a.lua:12: no", "a.lua", 12, "no"},
        {"parts/a.lua:1: x: y", "parts/a.lua", 1, "x: y"},
        {"cannot open a.lua: gone", "", 0, "cannot open a.lua: gone"},
        {"a.lua: no", "", 0, "a.lua: no"},
        {"a.lua:12:no", "", 0, "a.lua:12:no"},
        {":1: no", "", 0, ":1: no"},
        {"a.lua:", "", 0, "a.lua:"},
        {"a\nb:1: no", "", 0, "a\nb:1: no"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct findings findings = {0};
        size_t count;
        findings_add(&findings, FINDING_ERROR, bytes_of(cases[i].text), 0);
        const struct finding *found = findings_all(&findings, &count);
        assert_int_equal(count, 1);
        assert_true(bytes_equal(found->file, bytes_of(cases[i].file)));
        assert_int_equal(found->line, cases[i].line);
        assert_true(bytes_equal(found->text, bytes_of(cases[i].rest)));
        findings_destroy(&findings);
    }
}

static void splits_a_text_where_a_place_begins(void **state)
{
    (void)state;
    struct findings findings = {0};
    findings_add_lines(&findings, FINDING_ERROR, BYTES("a.lua:1: one\nmore of it\na.lua:2: two\nb.lua:3: three\n"));
    assert_string_equal(written(&findings, FINDING_ERROR),
                        "a.lua:1: one\nmore of it\na.lua:2: two\nb.lua:3: three\n\n");
    assert_int_equal(findings.counts[FINDING_ERROR], 3);
    findings_destroy(&findings);
}

static void comes_in_the_order_of_files_and_lines(void **state)
{
    (void)state;
    struct findings findings = {0};
    keep(&findings, "z.lua", "");
    keep(&findings, "a.lua", "");
    findings_add(&findings, FINDING_HINT, BYTES("a.lua:1: c"), 0);
    findings_add(&findings, FINDING_ERROR, BYTES("no place"), 0);
    findings_add(&findings, FINDING_ERROR, BYTES("z.lua:10: b"), 0);
    findings_add(&findings, FINDING_NOTE, BYTES("z.lua:9: a"), 0);
    findings_add(&findings, FINDING_ERROR, BYTES("z.lua:10: b"), 0); // once is enough
    findings_sort(&findings);
    assert_string_equal(written(&findings, FINDING_NOTE),
                        "z.lua:9: note: a\nz.lua:10: b\na.lua:1: hint: c\nno place\n");
    assert_string_equal(written(&findings, FINDING_ERROR), "z.lua:10: b\nno place\n");
    assert_int_equal(findings.counts[FINDING_ERROR], 2);
    assert_int_equal(findings.counts[FINDING_HINT], 1);
    findings_destroy(&findings);
}

static void forgets_the_text_of_a_file_that_is_kept_again(void **state)
{
    (void)state;
    struct findings findings = {0};
    size_t count;
    keep(&findings, "a.lua", "old");
    findings_keep_source(&findings, "a.lua", BYTES("one\ntwo"), BYTES("1\n2"));
    findings_say(&findings, FINDING_ERROR, BYTES("a.lua"), 2, 1, "no");
    findings_say(&findings, FINDING_ERROR, BYTES("a.lua"), 3, 1, "no");
    findings_say(&findings, FINDING_ERROR, BYTES("b.lua"), 1, 1, "no");
    assert_string_equal(written(&findings, FINDING_ERROR), "a.lua:2: no\n    two\n    ^\na.lua:3: no\nb.lua:1: no\n");
    assert_true(bytes_equal(findings_sources(&findings, &count)->expanded, BYTES("1\n2")));
    assert_int_equal(count, 1);
    findings_destroy(&findings);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shows_the_source_line_and_a_caret),
        cmocka_unit_test(shows_the_part_of_a_long_line_that_matters),
        cmocka_unit_test(reads_places_off_texts),
        cmocka_unit_test(splits_a_text_where_a_place_begins),
        cmocka_unit_test(comes_in_the_order_of_files_and_lines),
        cmocka_unit_test(forgets_the_text_of_a_file_that_is_kept_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
