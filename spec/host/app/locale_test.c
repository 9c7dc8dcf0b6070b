// What a browser says of languages, and what is made of it.
#include "support/house.h"

#include "app/locale.h"

static void takes_the_language_that_is_wanted_most(void **state)
{
    (void)state;
    static const struct {
        const char *header, *locale;
    } cases[] = {
        {"", "en"},
        {"de", "de"},
        {"de-CH,de;q=0.9,en;q=0.8,*;q=0.1", "de-CH"},
        {"en;q=0.5, fr;q=0.85 , de;q=0.8", "fr"},
        {"en;q=0.1,fr;Q=1.0", "fr"},
        {"fr;q=0.9, de;q=0.9", "fr"},
        {"zh-Hant-TW ; q=0.7", "zh-Hant-TW"},
        {"de;q=0", "en"},
        {"*", "en"},
        {"de;q=0.123456789,fr;q=0.12", "de"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct bytes locale = locale_of(bytes_of(cases[i].header));
        if (!bytes_equal(locale, bytes_of(cases[i].locale)))
            fail_msg("'%s' gave '%.*s'", cases[i].header, (int)locale.size, locale.data);
    }
}

static void whatever_is_no_language_is_passed_over(void **state)
{
    (void)state;
    static const char *const cases[] = {
        ",,;,",       ";q=1",   "\"><script>", "1",       "-",         "de_CH",
        "de;level=1", "de;q=2", "de;q=",       "de;q=0.", "d\xc3\xa9", "a234567890123456789012345678901234567",
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct bytes locale = locale_of(bytes_of(cases[i]));
        if (!bytes_equal(locale, BYTES("en"))) fail_msg("'%s' gave '%.*s'", cases[i], (int)locale.size, locale.data);
    }
}

static void a_page_knows_it(void **state)
{
    (void)state;
    struct house *house = house_open("local ls = require 'lightspeed'\n"
                                     "local view = ls.view {}\n"
                                     "function view.render(m, page) return html[[<p>{page.locale}</p>]] end\n"
                                     "return view\n");
    static const char *const headers[] = {"", "pt-BR,pt;q=0.9"};
    static const char *const shown[] = {"<p>en</p>", "<p>pt-BR</p>"};
    for (int i = 0; i < 2; i++) {
        struct page page = {
            .visit = {.hall = house->hall, .path = BYTES("/"), .languages = bytes_of(headers[i])},
        };
        page.visit.owner = &page.answers;
        visit_begin(&page.visit);
        house_run(house);
        assert_contains(page_html(&page), shown[i]);
        page_destroy(&page);
    }
    house_close(house);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_the_language_that_is_wanted_most),
        cmocka_unit_test(whatever_is_no_language_is_passed_over),
        cmocka_unit_test(a_page_knows_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
