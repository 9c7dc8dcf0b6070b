// attribute.h: names that may stand in a tag, and sets of attributes.
#include "tree/attribute.h"
#include "tree/url.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h> // after ours: its macro fail() would hide base/error.h's

#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define BARE         ((struct bytes){NULL, 0})

static struct error err;

static void takes_names(void **state)
{
    (void)state;
    static const struct bytes names[] = {BYTES("class"),      BYTES("data-x"),  BYTES("aria-label"),
                                         BYTES("xlink:href"), BYTES("viewBox"), BYTES("_x"),
                                         BYTES("a1.b_c"),     BYTES("o"),       BYTES("no")};
    for (size_t i = 0; i < COUNT(names); i++)
        if (!attribute_check(names[i], &err)) fail_msg("%s", err.text);
}

static void refuses_names_that_could_do_harm(void **state)
{
    (void)state;
    static const struct bytes names[] = {
        BYTES(""),       BYTES("on"),        BYTES("onclick"), BYTES("ONCLICK"),  BYTES("onX"),
        BYTES("srcdoc"), BYTES("SrcDoc"),    BYTES("a b"),     BYTES("a=b"),      BYTES("a>"),
        BYTES("a/"),     BYTES("a\"b"),      BYTES("a\0"),     BYTES("1a"),       BYTES("-a"),
        BYTES(":a"),     BYTES("a\xc3\xa4"), BYTES("@click"),  BYTES(" onclick"), BYTES("a\n"),
    };
    for (size_t i = 0; i < COUNT(names); i++) {
        err = (struct error){0};
        assert_false(attribute_check(names[i], &err));
        assert_int_equal(err.code, ERROR_MISFIT);
    }
}

static void expect_one(struct bytes *set, const char *name, const char *value)
{
    struct bytes is, has;
    assert_true(attributes_next(set, &is, &has));
    assert_int_equal(is.size, strlen(name));
    assert_memory_equal(is.data, name, is.size);
    if (!value) {
        assert_null(has.data);
        return;
    }
    assert_non_null(has.data);
    assert_int_equal(has.size, strlen(value));
    assert_memory_equal(has.data, value, has.size);
}

static void sorts_a_set_and_keeps_the_last_of_a_name(void **state)
{
    (void)state;
    const struct bytes names[] = {BYTES("id"), BYTES("b"), BYTES("href"), BYTES("id"),
                                  BYTES("aa"), BYTES("a"), BYTES("id")};
    const struct bytes values[] = {BYTES("1"), BARE,      BYTES("javascript:x"), BYTES("2"), BYTES(""),
                                   BYTES("x"), BYTES("3")};
    struct buffer out = {0};
    struct bytes name, value;
    assert_true(attributes_put(&out, names, values, 0, COUNT(names), &err));
    struct bytes set = buffer_bytes(&out);
    expect_one(&set, "a", "x");
    expect_one(&set, "aa", "");
    expect_one(&set, "b", NULL);
    expect_one(&set, "href", URL_REFUSED);
    expect_one(&set, "id", "3");
    assert_false(attributes_next(&set, &name, &value));
    buffer_destroy(&out);
}

static void refuses_a_set_whole(void **state)
{
    (void)state;
    const struct bytes names[] = {BYTES("id"), BYTES("Style")};
    const struct bytes values[] = {BYTES("1"), BYTES("color:red")};
    struct buffer out = {0};
    assert_false(attributes_put(&out, names, values, 0, 2, &err));
    assert_string_equal(err.text, "attribute 'Style' cannot stand in a set of attributes; use style={}");
    assert_int_equal(out.size, 0);
    struct bytes many[ATTRIBUTES_MAX + 1];
    for (size_t i = 0; i < COUNT(many); i++) many[i] = BYTES("a");
    assert_true(attributes_put(&out, many, many, 0, ATTRIBUTES_MAX, &err));
    size_t size = out.size;
    assert_false(attributes_put(&out, many, many, 0, ATTRIBUTES_MAX + 1, &err));
    assert_int_equal(err.code, ERROR_TOO_LARGE);
    assert_int_equal(out.size, size);
    buffer_destroy(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_names),
        cmocka_unit_test(refuses_names_that_could_do_harm),
        cmocka_unit_test(sorts_a_set_and_keeps_the_last_of_a_name),
        cmocka_unit_test(refuses_a_set_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
