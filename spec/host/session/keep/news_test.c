// Operations by which a page hears of another app, as docs/protocol.md has them.
#include "session/keep/news.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void they_are_a_list_without_its_brackets(void **state)
{
    (void)state;
    struct buffer list = {0};
    news_put_scope(&list, 0);
    news_put_sheet(&list, BYTES("/_ls/1.css"), "/_ls/2.css");
    news_put_sheet_at(&list, BYTES("/a-12.css"), BYTES("/a.css"), "/a-34.css");
    news_put_scope(&list, 4294967295);
    buffer_put_byte(&list, 0);
    assert_string_equal(list.data, "[\"scope\",0],[\"sheet\",\"/_ls/1.css\",\"/_ls/2.css\",\"/_ls/1.css\"],"
                                   "[\"sheet\",\"/a-12.css\",\"/a-34.css\",\"/a.css\"],[\"scope\",4294967295]");
    buffer_destroy(&list);
}

static void an_address_is_text_in_them(void **state)
{
    (void)state;
    struct buffer list = {0};
    news_put_sheet_at(&list, BYTES("/\"].css"), BYTES("/\\.css"), "/\n.css");
    buffer_put_byte(&list, 0);
    assert_string_equal(list.data, "[\"sheet\",\"/\\\"].css\",\"/\\n.css\",\"/\\\\.css\"]");
    buffer_destroy(&list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(they_are_a_list_without_its_brackets),
        cmocka_unit_test(an_address_is_text_in_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
