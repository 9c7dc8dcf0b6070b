// Stylesheets: which pages link which, and what is in them.
#include "support/house.h"

#include "app/assets.h"

static const char styled[] = "local ls = require 'lightspeed'\n"
                             "local one = ls.view { css = css[[ p { color: red } ]] }\n"
                             "function one.render() return html[[<p></p>]] end\n"
                             "local two = ls.view { style = false }\n"
                             "two.css = css[[ p { color: blue } ]]\n"
                             "function two.render() return html[[<p></p>]] end\n"
                             "local three = ls.view {}\n"
                             "function three.render() return html[[<p></p>]] end\n"
                             "return ls.app { css = css[[ nav { color: green } ]] }\n"
                             "  :live('/', one):live('/two', two):live('/three', three)\n";

// The stylesheet that a page links, with a zero behind it; NULL where it links none.
static char *read_style(struct house *house, const char *path, char *html, size_t size)
{
    struct page page;
    char href[64] = "";
    page_begin(&page, house->hall, path, "");
    house_run(house);
    snprintf(html, size, "%s", page_html(&page));
    page_destroy(&page);
    const char *at = strstr(html, "<link rel=\"stylesheet\" href=\"");
    if (!at || sscanf(at + 29, "%63[^\"]", href) != 1) return NULL;
    struct asset asset;
    if (!assets_find(house->app, bytes_of(href), &asset)) fail_msg("%s is nowhere", href);
    assert_string_equal(asset.type, "text/css; charset=utf-8");
    char *text = malloc(asset.content.size + 1);
    memcpy(text, asset.content.data, asset.content.size);
    text[asset.content.size] = 0;
    return text;
}

static void a_views_css_is_for_that_view_alone(void **state)
{
    (void)state;
    struct house *house = house_open(styled);
    char html[4000];
    char *style = read_style(house, "/", html, sizeof html);
    assert_contains(html, "<div id=\"ls-view\" ls-scope=\"1\">");
    assert_contains(style, "@layer lightspeed");
    assert_contains(style, " nav { color: green } \n");
    assert_contains(style, "@scope ([ls-scope=\"1\"]) to (:scope [ls-live]) { p { color: red } }\n");
    assert_contains(style, "@scope ([ls-scope=\"2\"]) to (:scope [ls-live]) { p { color: blue } }\n");
    assert_null(strstr(style, "ls-scope=\"3\""));
    free(style);
    house_close(house);
}

static void a_view_without_the_default_style_has_the_rest(void **state)
{
    (void)state;
    struct house *house = house_open(styled);
    char html[4000];
    char *style = read_style(house, "/two", html, sizeof html);
    assert_contains(html, "<div id=\"ls-view\" ls-scope=\"2\">");
    assert_null(strstr(style, "--ls-page"));
    assert_contains(style, "nav { color: green }");
    assert_contains(style, "p { color: blue }");
    free(style);
    style = read_style(house, "/three", html, sizeof html);
    assert_contains(html, "<div id=\"ls-view\">");
    assert_contains(style, "@layer");
    free(style);
    house_close(house);
}

static void no_style_leaves_what_ls_when_means(void **state)
{
    (void)state;
    struct house *house = house_open("local ls = require 'lightspeed'\n"
                                     "local view = ls.view {}\n"
                                     "local other = ls.view { style = true }\n"
                                     "function view.render() return html[[<p></p>]] end\n"
                                     "function other.render() return html[[<p></p>]] end\n"
                                     "return ls.app { style = false }:live('/', view):live('/other', other)\n");
    char html[4000];
    char *style = read_style(house, "/", html, sizeof html);
    assert_contains(style, "[ls-when]");
    assert_null(strstr(style, "--ls-page"));
    free(style);
    style = read_style(house, "/other", html, sizeof html);
    assert_contains(style, "--ls-page");
    free(style);
    house_close(house);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_views_css_is_for_that_view_alone),
        cmocka_unit_test(a_view_without_the_default_style_has_the_rest),
        cmocka_unit_test(no_style_leaves_what_ls_when_means),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
