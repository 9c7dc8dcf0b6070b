// secrets.h: what was told in secret fields is found again wherever it would be shown.
#include "app/secrets.h"

#include "value/lua_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h> // after ours: its macro fail() would hide base/error.h's

#define MASK SECRETS_MASK
#define TYPE                                                                                                         \
    "{ type = \"record\", fields = { name = \"string\", word = { type = \"string\", secret = true },\n"              \
    "  all = { type = \"list\", optional = true, of = { type = \"string\", secret = true, trim = true } } } }"

struct told {
    struct arena arena;
    struct buffer secrets;
    const struct schema *schema;
};

static struct value read(struct told *told, const char *text)
{
    struct value value;
    struct error err = {0};
    if (!lua_text_read(bytes_of(text), &told->arena, &value, &err)) fail_msg("%s: %s", text, err.text);
    return value;
}

static void tell(struct told *told, const char *text)
{
    struct value type = read(told, TYPE), given = read(told, text), checked;
    struct error err = {0};
    if (!schema_build(&type, "login", &told->arena, &told->schema, &err)) fail_msg("%s", err.text);
    if (!schema_check(told->schema, &given, "login", &told->arena, &checked, &err)) fail_msg("%s", err.text);
    secrets_learn(&told->secrets, told->schema, &checked);
}

static void forget(struct told *told)
{
    buffer_destroy(&told->secrets);
    arena_destroy(&told->arena);
}

static void masks_a_secret_wherever_it_stands(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"\"sesame\"", "\"" MASK "\""},
        {"\"open sesame!\"", "\"open " MASK "!\""},
        {"\"Sesame\"", "\"Sesame\""},
        {"{ a = { \"sesame\" }, sesame = 1, n = 7, b = \"ann\" }",
         "{ a = { \"" MASK "\" }, [\"" MASK "\"] = 1, n = 7, b = \"ann\" }"},
        {"\"x\"", "\"" MASK "\""},         // a short one is masked where it is all there is,
        {"\"xy\"", "\"xy\""},              // for it may be a part of any word
        {"\"one two\"", "\"" MASK "wo\""}, // the longest that fits
    };
    struct told told = {0};
    struct buffer out = {0};
    tell(&told, "{ name = \"ann\", word = \"sesame\", all = { \" x \", \"one\", \"one t\" } }");
    tell(&told, "{ name = \"ann\", word = \"\", all = { \"" MASK "\" } }");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct value value = read(&told, cases[i][0]);
        value = secrets_mask(&told.secrets, &told.arena, &value);
        buffer_clear(&out);
        lua_text_put(&out, &value);
        buffer_put_byte(&out, 0);
        assert_string_equal(out.data, cases[i][1]);
    }
    buffer_destroy(&out);
    forget(&told);
}

static void who_told_no_secret_gets_the_same_value_back(void **state)
{
    (void)state;
    struct told told = {0};
    struct value value = read(&told, "{ a = 1 }");
    assert_ptr_equal(secrets_mask(&told.secrets, &told.arena, &value).table, value.table);
    forget(&told);
}

static void a_misfit_of_a_secret_does_not_say_it(void **state)
{
    (void)state;
    struct told told = {0};
    struct value type =
        read(&told, "{ type = \"record\", fields = { word = { type = \"string\", secret = true, min = 8 } } }");
    struct value given = read(&told, "{ word = \"sesame\" }"), checked;
    struct error err = {0};
    assert_true(schema_build(&type, "login", &told.arena, &told.schema, &err));
    assert_false(schema_check(told.schema, &given, "login", &told.arena, &checked, &err));
    assert_string_equal(err.text, "login.word: what came does not fit (it is a secret, so it is not shown)");
    assert_int_equal(err.code, ERROR_MISFIT);
    forget(&told);
}

static void only_text_is_secret(void **state)
{
    (void)state;
    struct told told = {0};
    struct value type = read(&told, "{ type = \"integer\", secret = true }");
    struct error err = {0};
    assert_false(schema_build(&type, "login", &told.arena, &told.schema, &err));
    assert_non_null(strstr(err.text, "'secret' is no option of integer"));
    forget(&told);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(masks_a_secret_wherever_it_stands),
        cmocka_unit_test(who_told_no_secret_gets_the_same_value_back),
        cmocka_unit_test(a_misfit_of_a_secret_does_not_say_it),
        cmocka_unit_test(only_text_is_secret),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
