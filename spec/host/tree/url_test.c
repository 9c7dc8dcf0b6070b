// url.h: which addresses a browser may be given. The cases are what attackers write.
#include "tree/url.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static void takes_addresses_that_run_nothing(void **state)
{
    (void)state;
    static const struct bytes cases[] = {
        BYTES(""),
        BYTES("/"),
        BYTES("/a:b"),
        BYTES("#top"),
        BYTES("?q=javascript:alert(1)"),
        BYTES("a/b:c"),
        BYTES("./javascript:alert(1)"),
        BYTES("//example.org/x"),
        BYTES("http://example.org"),
        BYTES("HTTPS://example.org"),
        BYTES("mailto:a@example.org"),
        BYTES("tel:+49"),
        BYTES("sms:1"),
        BYTES("ftp://x"),
        BYTES("ws://x"),
        BYTES("wss://x"),
        BYTES("blob:https://x/1"),
        BYTES("data:image/png;base64,AAAA"),
        BYTES("DATA:IMAGE/JPEG,x"),
        BYTES("data:image/gif;base64,x"),
        BYTES("data:image/webp,x"),
        BYTES("data:image/avif,x"),
        BYTES(" https://x"),
        BYTES("ht\ntps://x"),
        BYTES("1http://x"),
        BYTES(":x"),
        BYTES("java script:alert(1)"),
        BYTES("javascript"),
        BYTES("java\0script:alert(1)"),
        BYTES("\xff\xfejavascript:x"),
        BYTES("\xc2\xa0javascript:x"),
        BYTES("a_b:c"), // '_' is in no scheme, so this is a file's name
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        if (!url_is_safe(cases[i])) fail_msg("refused: %.*s", (int)cases[i].size, cases[i].data);
}

static void refuses_what_could_run_script(void **state)
{
    (void)state;
    static const struct bytes cases[] = {
        BYTES("javascript:alert(1)"),
        BYTES("JaVaScRiPt:alert(1)"),
        BYTES("\x01javascript:alert(1)"),
        BYTES(" javascript:alert(1)"),
        BYTES("\t\n\r \x1f javascript:x"),
        BYTES("java\tscript:x"),
        BYTES("java\nscript:x"),
        BYTES("j\ra\nv\tascript\t:x"),
        BYTES("javascript\n:x"),
        BYTES("\0javascript:x"),
        BYTES("vbscript:x"),
        BYTES("livescript:x"),
        BYTES("data:text/html,<script>"),
        BYTES("data:,x"),
        BYTES("data:image/svg+xml,<svg onload=x>"),
        BYTES("data:image/png"),
        BYTES("data:image/pngx,x"),
        BYTES("data:text/html;image/png,x"),
        BYTES("da\tta:te\nxt/html,x"),
        BYTES("data: image/png,x"),
        BYTES("data:application/xhtml+xml,x"),
        BYTES("file:///etc/passwd"),
        BYTES("about:blank"),
        BYTES("view-source:x"),
        BYTES("feed:javascript:x"),
        BYTES("x:"),
        BYTES("httpsx://x"),
        BYTES("h:"),
        BYTES("jar:x"),
        BYTES("intent://x"),
        BYTES("a.b+c-d:x"),
        BYTES("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa:x"),
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        if (url_is_safe(cases[i])) fail_msg("taken: %.*s", (int)cases[i].size, cases[i].data);
}

static void judges_what_stands_in_the_place_of_others_as_it_likes(void **state)
{
    (void)state;
    // It runs nothing, but is of a scheme that nobody may give; it is put in by us alone.
    assert_false(url_is_safe(BYTES(URL_REFUSED)));
}

static void knows_attributes_that_hold_addresses(void **state)
{
    (void)state;
    static const struct bytes holds[] = {BYTES("href"),       BYTES("SRC"),    BYTES("action"), BYTES("formaction"),
                                         BYTES("xlink:href"), BYTES("poster"), BYTES("data")};
    static const struct bytes others[] = {BYTES("class"), BYTES("hre"), BYTES("hreff"), BYTES("data-href"),
                                          BYTES("")};
    for (size_t i = 0; i < COUNT(holds); i++) assert_true(url_is_attribute(holds[i]));
    for (size_t i = 0; i < COUNT(others); i++) assert_false(url_is_attribute(others[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_addresses_that_run_nothing),
        cmocka_unit_test(refuses_what_could_run_script),
        cmocka_unit_test(judges_what_stands_in_the_place_of_others_as_it_likes),
        cmocka_unit_test(knows_attributes_that_hold_addresses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
