// What browsers' events have.
#include "support/house.h"

#include "app/dom.h"

static void knows_the_events_of_browsers(void **state)
{
    (void)state;
    static const char *const known[] = {"click", "drop", "keydown", "waiting", "abort", "pointerover"};
    static const char *const unknown[] = {"", "sorted", "drops", "dro", "rop", "drag drop", " drop", "Drop"};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) assert_true(dom_has_event(bytes_of(known[i])));
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) assert_false(dom_has_event(bytes_of(unknown[i])));
}

static void an_event_has_what_it_and_its_element_have(void **state)
{
    (void)state;
    static const struct {
        const char *type, *field;
        bool has;
    } cases[] = {
        {"drop", "clientX", true},  {"drop", "shiftKey", true},
        {"drop", "key", false},     {"drop", "value", true},
        {"drop", "id", false},      {"drop", "client", false},
        {"keydown", "key", true},   {"keydown", "clientX", false},
        {"toggle", "open", true},   {"timeupdate", "duration", true},
        {"click", "clientX", true}, {"click", "value", false},
        {"click", "x", false},      {"dblclick", "x", true},
        {"wheel", "deltaY", true},  {"pointermove", "width", true},
        {"sorted", "id", true},     {"sorted", "anything", true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (dom_has_field(bytes_of(cases[i].type), bytes_of(cases[i].field)) != cases[i].has)
            fail_msg("%s of %s", cases[i].field, cases[i].type);
}

static void suggests_what_is_near(void **state)
{
    (void)state;
    static const struct {
        const char *type, *field, *near;
    } cases[] = {
        {"drop", "clintX", "clientX"}, {"keyup", "kye", "key"},    {"scroll", "scrolTop", "scrollTop"},
        {"click", "valeu", ""},        {"drop", "guestsName", ""}, {"sorted", "clintX", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct bytes near = dom_suggest(bytes_of(cases[i].type), bytes_of(cases[i].field));
        if (!bytes_equal(near, bytes_of(cases[i].near)))
            fail_msg("'%s' gave '%.*s'", cases[i].field, (int)near.size, near.data);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_the_events_of_browsers),
        cmocka_unit_test(an_event_has_what_it_and_its_element_have),
        cmocka_unit_test(suggests_what_is_near),
    };
    return cmocka_run_group_tests_name("dom", tests, NULL, NULL);
}
