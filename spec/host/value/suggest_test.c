// suggest.h.
#include "value/suggest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h> // after ours: its macro fail() would hide base/error.h's

static const struct bytes names[] = {BYTES("toggle"), BYTES("inc"), BYTES("title"), BYTES("ls-click"),
                                     BYTES("add"),    BYTES("odd"), BYTES("by")};

static void suggests_the_nearest_name_or_none(void **state)
{
    (void)state;
    static const struct {
        struct bytes name, nearest;
    } cases[] = {
        {BYTES("togle"), BYTES("toggle")},   // one left out
        {BYTES("togggle"), BYTES("toggle")}, // one too many
        {BYTES("icn"), BYTES("inc")},        // two changed places
        {BYTES("titel"), BYTES("title")},    //
        {BYTES("ls-clik"), BYTES("ls-click")}, {BYTES("bye"), BYTES("by")},  {BYTES("Add"), BYTES("add")},
        {BYTES("add"), BYTES("add")},          {BYTES("edd"), BYTES("add")}, // as near as odd, which comes later
        {BYTES("toglex"), BYTES("toggle")},                                  // two mistakes in six
        {BYTES("tglex"), BYTES("")},                                         // more than a third
        {BYTES("remove"), BYTES("")},          {BYTES(""), BYTES("")},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct bytes got = suggest_nearest(cases[i].name, names, sizeof names / sizeof *names);
        if (!bytes_equal(got, cases[i].nearest))
            fail_msg("%s: got '%.*s'", cases[i].name.data, (int)got.size, got.size ? got.data : "");
    }
}

static void suggests_nothing_for_a_long_name(void **state)
{
    (void)state;
    char text[SUGGEST_SIZE_MAX + 2];
    memset(text, 'x', sizeof text);
    struct bytes longest = {text, SUGGEST_SIZE_MAX};
    struct bytes longer = {text, SUGGEST_SIZE_MAX + 1};
    assert_true(bytes_equal(suggest_nearest(longest, &longest, 1), longest));
    assert_int_equal(suggest_nearest(longer, &longest, 1).size, 0);
    assert_int_equal(suggest_nearest(longest, &longer, 1).size, 0);
    assert_int_equal(suggest_nearest(longest, NULL, 0).size, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(suggests_the_nearest_name_or_none),
        cmocka_unit_test(suggests_nothing_for_a_long_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
