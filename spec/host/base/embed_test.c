// What the binary carries.
#include "base/embed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void has_the_trusted_lua_the_stdlib_and_the_client(void **state)
{
    (void)state;
    static const char *const names[] = {"lua/html.lua", "lua/contract.lua", "stdlib/lightspeed/init.lua",
                                        "client/dist/lightspeed.js"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct bytes file = embed_find(names[i]);
        assert_non_null(file.data);
        assert_int_equal(file.data[file.size], 0);
        assert_int_equal(strlen(file.data), file.size);
    }
}

static void has_nothing_else(void **state)
{
    (void)state;
    assert_null(embed_find("lua/html").data);
    assert_null(embed_find("").data);
    assert_null(embed_find("../main.c").data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(has_the_trusted_lua_the_stdlib_and_the_client),
        cmocka_unit_test(has_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
